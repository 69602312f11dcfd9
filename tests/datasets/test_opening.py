"""Data sets opened by name."""

from __future__ import annotations

import gzip
import json
import pickle
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from crs.datasets.dataset import Dataset
from crs.datasets.faults import Faults
from crs.datasets.opening import dataset_names, open_dataset
from crs.datasets.redial_splits import drawn
from crs.errors import ConfigError, DatasetError


def dialogue(number: int, films: Mapping[str, str], *texts: str) -> dict[str, Any]:
    sides = [5, 8]
    return {
        "conversationId": str(number),
        "initiatorWorkerId": 5,
        "respondentWorkerId": 8,
        "movieMentions": films,
        "messages": [{"text": text, "senderWorkerId": sides[place % 2]} for place, text in enumerate(texts)],
        "initiatorQuestions": [],
        "respondentQuestions": [],
    }


KITE, SALT = {"301": "The Lost Kite  (1999)"}, {"302": "Salt Road (2004)"}


def redial(folder: Path, *, packed: bool = False) -> Path:
    """The official files alone."""
    folder.mkdir(parents=True)
    train = [dialogue(number, KITE, "I love @301", "Then @301 again") for number in range(20)]
    test = [dialogue(100, {**SALT, "999": "Only In Test (2010)"}, "What now?", "@302, or @999")]
    files = {
        "train_data.jsonl": "".join(json.dumps(row) + "\n" for row in train),
        "test_data.jsonl": "".join(json.dumps(row) + "\n" for row in test),
        "movies_with_mentions.csv": "movieId,movieName,nbMentions\n301,The Lost Kite  (1999),40\n302,Salt Road (2004),9000\n"
        "303,Salt Road  (2004),1\n",
    }
    for name, text in files.items():
        if packed:
            (folder / f"{name}.gz").write_bytes(gzip.compress(text.encode()))
        else:
            (folder / name).write_text(text, encoding="utf-8")
    return folder


def texts(dataset: Dataset, split: str) -> list[str]:
    return [utterance.text for labelled in dataset.dialogues(split) for utterance in labelled.dialogue.utterances]


@pytest.mark.parametrize("packed", [False, True])
def test_the_official_files_alone_are_enough(tmp_path: Path, packed: bool) -> None:
    dataset = open_dataset("redial", redial(tmp_path / "redial", packed=packed))
    assert list(dataset.splits) == ["train", "test", "valid"]
    assert dataset.training == ("train",)
    assert {dataset.graph.label(item) for item in dataset.graph.items} == {
        "The Lost Kite (1999)",
        "Salt Road (2004)",
        "Only In Test (2010)",
    }
    assert texts(dataset, "test") == ["What now?", "Salt Road (2004), or Only In Test (2010)"]


def test_the_folder_may_be_the_one_above(tmp_path: Path) -> None:
    redial(tmp_path / "redial")
    assert len(list(open_dataset("redial", tmp_path).dialogues("test"))) == 1


def test_without_a_validation_file_a_tenth_of_the_training_is_taken_out(tmp_path: Path) -> None:
    dataset = open_dataset("redial", redial(tmp_path / "redial"))
    ids = {split: [labelled.dialogue.id for labelled in dataset.dialogues(split)] for split in ("train", "valid")}
    assert ids["valid"] == [str(place) for place in sorted(drawn(20))]
    assert ids["train"] == [str(place) for place in range(20) if place not in drawn(20)]


def test_the_draw_is_that_of_ievalm() -> None:
    assert len(drawn(10_006)) == 1_000
    assert sorted(drawn(20)) == [5, 19]  # random.seed(42); random.shuffle(lines); lines[:2]


def test_popularity_is_that_of_training_alone(tmp_path: Path) -> None:
    dataset = open_dataset("redial", redial(tmp_path / "redial"))
    popularity = {dataset.graph.label(item.id): item.popularity for item in dataset.graph.items.values()}
    assert popularity == {"The Lost Kite (1999)": 1.0, "Salt Road (2004)": 0.0, "Only In Test (2010)": 0.0}


def test_every_id_is_mapped_and_two_of_one_film_to_one_item(tmp_path: Path) -> None:
    dataset = open_dataset("redial", redial(tmp_path / "redial"))
    assert dataset.canonical["302"] == dataset.canonical["303"]
    assert set(dataset.canonical.values()) <= set(dataset.graph.items)
    assert {"301", "302", "303", "999"} == set(dataset.canonical)


def test_a_faulty_row_stops_or_is_left_out(tmp_path: Path) -> None:
    folder = redial(tmp_path / "redial")
    with (folder / "train_data.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"conversationId": 7}\n')
    with pytest.raises(DatasetError, match="row 21"):
        open_dataset("redial", folder)
    faults = Faults("skip")
    dataset = open_dataset("redial", folder, faults=faults)
    assert len(texts(dataset, "train")) == 36
    assert faults.count == 1
    assert [error.row for error in faults.first] == [21]


def test_can_be_sent_to_another_process(tmp_path: Path) -> None:
    dataset = open_dataset("redial", redial(tmp_path / "redial"))
    again = pickle.loads(pickle.dumps(dataset))  # noqa: S301 - our own
    assert texts(again, "valid") == texts(dataset, "valid")


def test_says_what_there_is(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no data set 'redail'") as caught:
        open_dataset("redail", tmp_path)
    assert all(name in caught.value.hint for name in dataset_names())
    with pytest.raises(DatasetError, match="no split 'dev'"):
        open_dataset("redial", redial(tmp_path / "redial")).dialogues("dev")


@pytest.mark.parametrize("name", ["redial", "inspired", "opendialkg", "own"])
def test_an_empty_or_missing_folder_is_said(tmp_path: Path, name: str) -> None:
    with pytest.raises(DatasetError, match="there are no") as empty:
        open_dataset(name, tmp_path)
    with pytest.raises(DatasetError, match="the folder does not exist") as missing:
        open_dataset(name, tmp_path / "none")
    assert empty.value.hint
    assert missing.value.hint


def test_without_a_data_folder_it_says_how_to_get_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRS_DATA_DIR", str(tmp_path / "none"))
    with pytest.raises(DatasetError, match="the data folder does not exist"):
        open_dataset("redial")


def test_what_was_downloaded_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.setenv("CRS_DATA_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("CRS_HOME", str(tmp_path))
    folder = tmp_path / "data" / "own"
    folder.mkdir(parents=True)
    (folder / "train.jsonl").write_text('{"id": "d", "turns": [{"role": "seeker", "text": "Tea?", "mentions": ["tea"]}]}\n')
    assert list(open_dataset("own").graph.items) == ["tea"]


@pytest.mark.slow
def test_redial_as_it_is_published(data: Path) -> None:
    dataset = open_dataset("redial", data)
    counts = {split: sum(1 for _ in dataset.dialogues(split)) for split in dataset.splits}
    assert counts == {"train": 3133, "valid": 1000, "train-mentions": 5161}
    ids = {
        mention.entity
        for split in dataset.splits
        for one in dataset.dialogues(split)
        for said in one.dialogue.utterances
        for mention in said.mentions
    }
    assert all(dataset.canonical[id_] in dataset.graph.items for id_ in ids)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "counts"), [("inspired", {"train": 801, "valid": 99}), ("opendialkg", {"train": 4100, "valid": 1124})])
def test_the_others_as_they_are_published(data: Path, name: str, counts: dict[str, int]) -> None:
    dataset = open_dataset(name, data)
    for split, count in counts.items():
        dialogues = list(dataset.dialogues(split))
        assert len(dialogues) == count
        for labelled in dialogues:
            for utterance in labelled.dialogue.utterances:
                assert all(dataset.canonical[mention.entity] in dataset.graph.items for mention in utterance.mentions)
                assert all(utterance.text[slice(*mention.span)] == mention.text for mention in utterance.mentions)
