"""Nobody who is evaluated can see an answer: not in what is shown, not in what is learnt from.

Marks are planted wherever an answer stands, and a recommender records all that it is given.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crs.datasets.dataset import Dataset
from crs.datasets.labelled import LabelledDialogue, Opinion
from crs.datasets.opening import open_dataset
from crs.evaluate.instance import Instance
from crs.evaluate.protocols import Protocol, Rules, protocols
from crs.evaluate.protocols.ievalm import PublishedTargets
from crs.evaluate.protocols.unicrs import LinkedItems
from crs.evaluate.training import Training
from crs.evaluate.turns import ranked_turn
from crs.types import Dialogue, Mention, Turn, Utterance, dump

PUBLISHED = {("d", turn): (f"item{turn}",) for turn in range(20)}
EVERY: tuple[Protocol, ...] = (
    *protocols("standard"),
    *protocols("he2023"),
    Rules(name="unicrs", targets=LinkedItems(linked={})),
    Rules(name="ievalm", targets=PublishedTargets(rows=PUBLISHED)),
)


class Recorder:
    """A recommender that keeps what it is shown and ranks nothing."""

    def __init__(self) -> None:
        self.shown: dict[str, str] = {}

    async def respond(self, dialogue: Dialogue, *, k: int) -> Turn:  # noqa: ARG002
        self.shown[dialogue.id] = json.dumps(dump(dialogue))
        return ranked_turn(dialogue, ())


async def shown(instances: list[Instance]) -> list[tuple[Instance, str]]:
    recorder = Recorder()
    for instance in instances:
        await recorder.respond(instance.context, k=10)
    return [(instance, recorder.shown[instance.context.id]) for instance in instances]


def marked(turns: int) -> LabelledDialogue:
    """A dialogue whose turn n says "word<n>." and names item<n>; all that annotators add is marked."""

    def utterance(turn: int) -> Utterance:
        text = f"word{turn}. item{turn}"
        named = Mention(entity=f"item{turn}", kind="item", text=f"item{turn}", span=(len(text) - len(f"item{turn}"), len(text)))
        return Utterance(role="recommender" if turn % 2 else "seeker", text=text, mentions=(named,))

    return LabelledDialogue(
        dialogue=Dialogue(id="d", utterances=tuple(map(utterance, range(turns)))),
        labels=tuple((f"label{turn}",) for turn in range(turns)),
        opinions={f"item{turn}": Opinion(suggested=True, liked=True) for turn in range(turns)} | {"opinion": Opinion()},
        accepted=("accepted", f"item{turns - 1}"),
    )


@pytest.mark.parametrize("protocol", EVERY, ids=lambda protocol: protocol.name)
async def test_what_is_shown_ends_before_the_target_turn(protocol: Protocol) -> None:
    dialogue = marked(8)
    instances = list(protocol.instances([dialogue], {f"item{turn}": f"item{turn}" for turn in range(8)}))
    assert [instance.turn for instance in instances] == [1, 3, 5, 7]
    for instance, given_ in await shown(instances):
        assert {int(turn) for turn in re.findall(r"(?:word|item)(\d+)", given_)} == set(range(instance.turn))
        assert not re.search("label|opinion|accepted|liked|suggested", given_)
        assert instance.targets == (f"item{instance.turn}",)


@pytest.mark.parametrize("protocol", EVERY, ids=lambda protocol: protocol.name)
def test_ids_tell_the_dialogue_and_the_turn_only(protocol: Protocol) -> None:
    for instance in protocol.instances([marked(8)], {f"item{turn}": f"item{turn}" for turn in range(8)}):
        assert instance.id == instance.context.id == f"d:{instance.turn}"
        assert ranked_turn(instance.context, ()).session == instance.context.id


UTTERANCES = st.builds(
    lambda role, items, text: Utterance(
        role=role, text=text, mentions=tuple(Mention(entity=item, kind="item", text=item, span=(0, 1)) for item in items)
    ),
    st.sampled_from(["seeker", "recommender"]),
    st.lists(st.sampled_from("abcdef"), max_size=3),
    st.text(max_size=4),
)


@pytest.mark.parametrize("protocol", EVERY[:5], ids=lambda protocol: protocol.name)
@given(utterances=st.lists(UTTERANCES, max_size=12))
def test_a_context_is_a_strict_beginning(protocol: Protocol, utterances: list[Utterance]) -> None:
    canonical = {item: item.upper() for item in "abcdef"}
    labelled = LabelledDialogue(dialogue=Dialogue(id="d", utterances=tuple(utterances)))
    said = [(u.role, character) for u in utterances for character in u.text if character != " "]
    named = [canonical[mention.entity] for u in utterances for mention in u.mentions]
    for instance in protocol.instances([labelled], canonical):
        turns = instance.context.utterances
        assert len(turns) == instance.turn
        assert not turns or turns[-1].role == "seeker", "the target turn and what its side says with it are not shown"
        heard = [(turn.role, character) for turn in turns for character in turn.text if character != " "]
        assert heard == said[: len(heard)]
        before = [mention.entity for turn in turns for mention in turn.mentions]
        assert before == named[: len(before)]
        assert len(before) < len(named)
        assert list(instance.mentioned) == list(dict.fromkeys(before))


def conversation(number: int, *lines: str, liked: int = 1, **titles: str) -> dict[str, Any]:
    """An official ReDial row; the seeker begins, sides alternate."""
    answers = {id_.removeprefix("f"): {"suggested": 1, "seen": 0, "liked": liked} for id_ in titles}
    return {
        "conversationId": str(number),
        "initiatorWorkerId": 1,
        "respondentWorkerId": 2,
        "movieMentions": {id_.removeprefix("f"): title for id_, title in titles.items()},
        "messages": [
            {"messageId": place, "timeOffset": place, "text": text, "senderWorkerId": 1 + place % 2} for place, text in enumerate(lines)
        ],
        "initiatorQuestions": answers,
        "respondentQuestions": answers,
    }


TITLES = {"f301": "The Lost Kite (1999)", "f302": "Harbour Lights (2004)", "f303": "Paper Comet (1987)"}


def data_set(folder: Path, *, answer: str, said: str, liked: int, mentions: tuple[int, int, int]) -> Dataset:
    """A data folder in ReDial's format. What is passed is what nobody may see when the split "valid" is scored."""
    folder.mkdir()
    files = {
        "train_data": [conversation(1, "I loved @301", "Then try @302", "I will", liked=1, **TITLES)],
        "valid_data": [conversation(2, "I loved @301", f"{said} @{answer}", f"{said}, I saw @{answer}", liked=liked, **TITLES)],
    }
    for name, rows in files.items():
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    counted = [f"{id_[1:]},{title},{count}" for (id_, title), count in zip(TITLES.items(), mentions, strict=True)]
    (folder / "movies_with_mentions.csv").write_text("\n".join(["movieId,movieName,nbMentions", *counted]) + "\n", encoding="utf-8")
    return open_dataset("redial", folder)


def learnt(dataset: Dataset, home: Path) -> Mapping[str, Any]:
    """Everything that a recommender is given before it is evaluated on "valid"."""
    training = Training(
        graph=dataset.graph,
        dialogues=tuple(labelled.renamed(dataset.canonical) for split in dataset.training for labelled in dataset.dialogues(split)),
        home=home,
    )
    graph = training.graph
    return {
        "items": {id_: dump(item) for id_, item in graph.items.items()},
        "order": graph.item_ids,
        "popularity": list(graph.popularity),
        "edges": sorted(str(edge) for item in graph.items for edge in graph.edges_of(item)),
        "dialogues": [dump(labelled) for labelled in training.dialogues],
        "mentions": training.mentions,
    }


async def test_answers_of_the_scored_split_change_nothing_that_is_given(tmp_path: Path) -> None:
    """Two folders that differ in answers, later turns, forms and `nbMentions` only give a recommender the same."""
    one = data_set(tmp_path / "one", answer="302", said="plain", liked=1, mentions=(1, 2, 3))
    other = data_set(tmp_path / "other", answer="303", said="secret", liked=0, mentions=(987_654_321, 0, 7))
    assert learnt(one, tmp_path) == learnt(other, tmp_path)
    assert not re.search("secret|98765", str(learnt(other, tmp_path)))
    for protocol in EVERY[:5]:
        (left,), (right,) = (list(protocol.instances(dataset.dialogues("valid"), dataset.canonical)) for dataset in (one, other))
        assert (left.targets, right.targets) == (("302",), ("303",))
        assert left.context == right.context
        ((_, given_),) = await shown([right])
        assert not re.search("secret|303|Comet|98765", given_)


def test_the_scored_split_is_not_learnt_from(tmp_path: Path) -> None:
    dataset = data_set(tmp_path / "data", answer="303", said="secret", liked=1, mentions=(1, 1, 1))
    assert "valid" not in dataset.training
    assert learnt(dataset, tmp_path)["mentions"] == {"301": 1, "302": 1}
    assert dataset.graph.items["303"].popularity == 0
