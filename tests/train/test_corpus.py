"""What a model is trained on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crs.errors import DatasetError, InputError
from tests.train.small import ITEMS, WRONG, ids, open_games, write_games


def redial(folder: Path) -> None:
    """Two dialogues of another data set, about a game of this one by its title and year, and about one that is not here."""
    place = folder / "redial"
    place.mkdir()
    messages = [
        {"text": "I love @301", "senderWorkerId": 5},
        {"text": "Then @302", "senderWorkerId": 8},
    ]
    rows = [
        {
            "conversationId": str(number),
            "initiatorWorkerId": 5,
            "respondentWorkerId": 8,
            "movieMentions": {"301": "Kraken Bay  (2000)", "302": "Another Thing (1950)"},
            "messages": messages,
            "initiatorQuestions": {"301": {"suggested": 0, "seen": 1, "liked": 1}},
            "respondentQuestions": [],
        }
        for number in range(2)
    ]
    for split in ("train", "valid"):
        (place / f"{split}_data.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    (place / "test_data.jsonl").write_text(WRONG, encoding="utf-8")
    (place / "movies_with_mentions.csv").write_text(
        "movieId,movieName,nbMentions\n301,Kraken Bay  (2000),4\n302,Another Thing (1950),4\n", encoding="utf-8"
    )


def test_it_opens_what_is_learnt_from_and_chosen_on(data: Path) -> None:
    corpus = open_games(data)
    assert (corpus.name, corpus.training, corpus.validation) == ("own", ("train",), "valid")
    assert ids(corpus.dialogues) == [f"train-{number}" for number in range(24)]
    assert corpus.hashes.keys() == {"train", "valid"}
    assert set(corpus.dataset.graph.items) == set(ITEMS)


def test_nothing_of_the_test_split_is_read(data: Path) -> None:
    assert (data / "own" / "test.jsonl").read_text(encoding="utf-8") == WRONG
    corpus = open_games(data)
    assert "test" not in corpus.dataset.splits


@pytest.mark.parametrize(("training", "validation"), [(("train", "test"), "valid"), (("train",), "test"), (("test",), None)])
def test_the_test_split_is_refused(data: Path, training: tuple[str, ...], validation: str | None) -> None:
    with pytest.raises(InputError, match="test split") as refused:
        open_games(data, training=training, validation=validation)
    assert "crs evaluate offline" in refused.value.hint


def test_what_is_learnt_from_is_not_chosen_on(data: Path) -> None:
    with pytest.raises(InputError, match="'valid' would be learnt from") as refused:
        open_games(data, training=("train", "valid"))
    assert "--valid none" in refused.value.hint
    assert open_games(data, training=("train", "valid"), validation=None).hashes.keys() == {"train", "valid"}


def test_a_split_that_there_is_not_is_refused(data: Path) -> None:
    with pytest.raises(DatasetError):
        open_games(data, training=("trian",))


def test_hashes_follow_what_is_said(tmp_path: Path) -> None:
    one = open_games(write_games(tmp_path / "one"))
    same = open_games(write_games(tmp_path / "same"))
    more = open_games(write_games(tmp_path / "more", train=25))
    assert one.hashes == same.hashes
    assert one.hashes["train"] != more.hashes["train"]
    assert one.hashes["valid"] == more.hashes["valid"]


def test_another_data_set_is_aligned_by_title_and_year(tmp_path: Path) -> None:
    redial(write_games(tmp_path / "data"))
    corpus = open_games(tmp_path / "data", added=("redial",))
    added = corpus.added
    assert ids(corpus.dialogues) == [f"train-{number}" for number in range(24)]
    assert [labelled.dialogue.id for labelled in added] == ["redial/0", "redial/1"]
    mentions = [mention.entity for utterance in added[0].dialogue.utterances for mention in utterance.mentions]
    assert ITEMS[mentions[0]] == "Kraken Bay (2000)"
    assert mentions[1] not in corpus.dataset.graph
    assert list(added[0].opinions) == [mentions[0]]
    assert corpus.training == ("train", "redial")
    assert corpus.hashes.keys() == {"train", "valid", "redial"}
    assert set(corpus.dataset.graph.items) == set(ITEMS)


def test_a_dialogue_of_the_validation_split_is_not_learnt_from(tmp_path: Path) -> None:
    own = write_games(tmp_path) / "own"
    shared = (own / "valid.jsonl").read_text(encoding="utf-8").splitlines()[0]
    with (own / "train.jsonl").open("a", encoding="utf-8") as file:
        file.write(shared + "\n")
    corpus = open_games(tmp_path)
    assert json.loads(shared)["id"] not in ids(corpus.dialogues)
    assert len(corpus.dialogues) == 24
