"""The standard protocol: all and new."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crs.datasets.inspired import read_inspired
from crs.datasets.labelled import LabelledDialogue
from crs.datasets.redial_labels import read_redial
from crs.errors import ConfigError, DatasetError
from crs.evaluate.protocols import Counts, Protocol, counts, protocol_names, protocols
from crs.evaluate.protocols.standard import ALL, NEW
from crs.types import Dialogue, Mention, Utterance

Talk = Callable[..., LabelledDialogue]


@pytest.fixture
def evening(talk: Talk) -> LabelledDialogue:
    return talk(
        "R: Hello! {comet}?",
        "S: Hi.",
        "S: I loved {kite}.",
        "R: Like {kite}, there is {harbour}.",
        "S: Seen {harbour}.",
        "R: {harbour} again, {harbour}!",
        id="evening",
    )


def test_all_keeps_every_target(evening: LabelledDialogue, every_item: Mapping[str, str]) -> None:
    first, second = ALL.instances([evening], every_item)
    assert (first.id, first.dialogue, first.turn, first.targets) == ("evening:2", "evening", 2, ("kite", "harbour"))
    assert first.mentioned == ("comet", "kite")
    assert first.excluded == frozenset()
    assert second.targets == ("harbour",)


def test_new_drops_what_was_named_before(evening: LabelledDialogue, every_item: Mapping[str, str]) -> None:
    (only,) = NEW.instances([evening], every_item)
    assert (only.id, only.targets, only.excluded) == ("evening:2", ("harbour",), {"comet", "kite"})


def test_the_context_is_the_turns_before(evening: LabelledDialogue, every_item: Mapping[str, str]) -> None:
    first, second = ALL.instances([evening], every_item)
    assert [turn.text for turn in first.context.utterances] == ["Hello! {comet}?", "Hi. I loved {kite}."]
    assert second.context.last.text == "Seen {harbour}."


def test_both_show_the_same_context(evening: LabelledDialogue, every_item: Mapping[str, str]) -> None:
    shown = {instance.context.id: instance.context for instance in ALL.instances([evening], every_item)}
    (only,) = NEW.instances([evening], every_item)
    assert shown[only.context.id] == only.context


def test_ids_become_items_after_the_rules(talk: Talk) -> None:
    """Two ids of one item: the second is new as an id, so it is a target, and a target is never excluded."""
    canonical = {"kite1": "kite", "kite2": "kite", "comet1": "comet"}
    dialogue = talk("S: {kite1} and {comet1}", "R: {kite2}")
    (instance,) = NEW.instances([dialogue], canonical)
    assert instance.targets == ("kite",)
    assert instance.mentioned == ("kite", "comet")
    assert instance.excluded == {"comet"}
    assert [mention.entity for mention in instance.context.last.mentions] == ["kite", "comet"]


def test_counts(evening: LabelledDialogue, every_item: Mapping[str, str]) -> None:
    assert counts(ALL, [evening], every_item) == Counts(dialogues=1, rows=2, targets=3, items=2, repeated=2)
    assert counts(NEW, [evening], every_item) == Counts(dialogues=1, rows=1, targets=1, items=1, repeated=0)


def test_two_dialogues_with_one_id_are_refused(evening: LabelledDialogue, every_item: Mapping[str, str]) -> None:
    with pytest.raises(DatasetError, match="two dialogues have the id 'evening'"):
        list(ALL.instances([evening, evening], every_item))


def test_protocols_by_name() -> None:
    assert [protocol.name for protocol in protocols("standard")] == ["all", "new"]
    assert [protocol.name for protocol in protocols("he2023")] == ["he2023-all", "he2023-new"]
    assert all(isinstance(protocol, Protocol) for protocol in protocols("standard"))
    assert protocol_names() == ("standard", "unicrs", "ievalm", "he2023")
    with pytest.raises(ConfigError, match="there are: standard"):
        protocols("kbrd")


ITEMS = st.sampled_from("abcdef")
UTTERANCES = st.builds(
    lambda role, items: Utterance(
        role=role, text=" ".join(items), mentions=tuple(Mention(entity=item, kind="item", text=item, span=(0, 1)) for item in items)
    ),
    st.sampled_from(["seeker", "recommender"]),
    st.lists(ITEMS, max_size=4),
)


@given(st.lists(UTTERANCES, max_size=12), st.dictionaries(ITEMS, st.sampled_from("xyz"), min_size=3))
def test_new_is_what_all_has_not_seen(utterances: list[Utterance], canonical: dict[str, str]) -> None:
    dialogue = LabelledDialogue(dialogue=Dialogue(id="d", utterances=tuple(utterances)))
    every = {instance.id: instance for instance in ALL.instances([dialogue], canonical)}
    for instance in NEW.instances([dialogue], canonical):
        assert set(instance.targets) <= set(every[instance.id].targets)
        assert instance.context == every[instance.id].context
        assert not instance.excluded & set(instance.targets)
        assert instance.excluded <= set(instance.mentioned)


def test_redial_valid(redial_valid: tuple[LabelledDialogue, ...], every_item: Mapping[str, str]) -> None:
    assert _size(ALL, redial_valid, every_item) == (2_880, 3_823)
    assert _size(NEW, redial_valid, every_item) == (2_732, 3_544)


def test_redial_train(data: Path, every_item: Mapping[str, str]) -> None:
    dialogues = tuple(read_redial(data / "redial" / "train_data.jsonl"))
    if len(dialogues) != 3_133:
        pytest.skip("the counts are those of a part of the official file")
    assert _size(ALL, dialogues, every_item) == (9_118, 12_225)
    assert _size(NEW, dialogues, every_item) == (8_578, 11_218)


@pytest.mark.parametrize(("split", "every", "fresh"), [("train", (2_061, 2_440), (1_792, 2_056)), ("dev", (282, 320), (231, 252))])
def test_inspired(data: Path, every_item: Mapping[str, str], split: str, every: tuple[int, int], fresh: tuple[int, int]) -> None:
    dialogues = list(read_inspired(data / "inspired" / f"{split}.tsv"))
    assert _size(ALL, dialogues, every_item) == every
    assert _size(NEW, dialogues, every_item) == fresh


def _size(protocol: Protocol, dialogues: Sequence[LabelledDialogue], canonical: Mapping[str, str]) -> tuple[int, int]:
    found = counts(protocol, dialogues, canonical)
    return found.rows, found.targets
