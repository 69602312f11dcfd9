"""Some splits of a data set opened, and the files of the others left alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from crs.datasets.describe import describe
from crs.datasets.opening import dataset_names, open_dataset
from crs.datasets.redial_splits import drawn
from crs.datasets.splits import chosen, training_splits
from crs.errors import DatasetError
from tests.datasets import test_inspired_items as inspired_items
from tests.datasets import test_opendialkg as opendialkg
from tests.datasets import test_opening as redial
from tests.datasets import test_other_splits as other
from tests.datasets import test_own as own
from tests.datasets.test_other_splits import line

GARBAGE = b"\xff\xfe no text, \x00 and no \xe9 Parquet\n"

REDIAL = line(redial.dialogue(1, redial.KITE, "I love @301"))
INSPIRED = "dialog_id\tutt_id\tspeaker\ttext\tmovies\nd\t1\tSEEKER\tSee Lost Kite\tThe Lost Kite (1999)\n"
OPENDIALKG = "".join(map(line, opendialkg.PROCESSED))
POSTS = "conv_id,turn_id,is_seeker,processed\na,b,False,See tt0900001\n"
DURECDIAL = line({"conversation": ["Hi", "Salt Road"], **other.GOALS})
TGREDIAL = json.dumps([{"conv_id": 1, "messages": [other.MESSAGE | {"movie": ["盐路"]}]}])


class Form(NamedTuple):
    """What a data set is published as: the files of its splits that are to be opened, and one of its test split."""

    name: str
    text: str
    files: Mapping[str, str]
    test: str


def both(name: str) -> Mapping[str, str]:
    return {split: name.format(split) for split in ("train", "valid")}


FORMS = {
    "redial": Form("redial", REDIAL, both("{}_data.jsonl"), "test_data.jsonl"),
    "redial, packed": Form("redial", REDIAL, both("{}_data.jsonl"), "test_data.jsonl.gz"),
    "inspired": Form("inspired", INSPIRED, {"train": "train.tsv", "valid": "dev.tsv"}, "test.tsv"),
    "opendialkg": Form("opendialkg", OPENDIALKG, both("{}_data_processed.jsonl"), "test_data_processed.jsonl"),
    "opendialkg, the whole": Form("opendialkg", OPENDIALKG, both("{}_data_processed.jsonl"), "opendialkg.csv"),
    "reddit, posts": Form("reddit-movie", POSTS, both("{}.csv"), "test.csv"),
    "reddit, turns": Form("reddit-movie", line(other.TURN), both("{}.jsonl"), "test.jsonl"),
    "durecdial": Form("durecdial2", DURECDIAL, {"train": "en_train.txt", "valid": "en_dev.txt"}, "en_test.txt"),
    "durecdial, Chinese": Form("durecdial2", DURECDIAL, {"train-zh": "zh_train.txt", "valid-zh": "zh_dev.txt"}, "zh_test.txt"),
    "tgredial": Form("tgredial", TGREDIAL, both("{}_data.json"), "test_data.json"),
    "talkplay": Form("talkplaydata2", line(other.SESSION), {"train": "train.jsonl"}, "test.jsonl"),
    "talkplay, Parquet": Form("talkplaydata2", line(other.SESSION), {"train": "train.jsonl"}, "data/test-00000-of-00001.parquet"),
    "own": Form("own", line(own.DIALOGUE), both("{}.jsonl"), "test.jsonl"),
}


def write(folder: Path, form: Form) -> None:
    """The splits of `form` as they should be, and a test split that nobody can read."""
    for file in form.files.values():
        (folder / file).write_text(form.text, encoding="utf-8")
    (folder / form.test).parent.mkdir(exist_ok=True)
    (folder / form.test).write_bytes(GARBAGE)


def test_every_data_set_with_a_test_split_is_among_the_examples() -> None:
    assert {form.name for form in FORMS.values()} == {*dataset_names()} - {"llm-redial"}, "its authors publish no splits"


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_the_file_of_a_split_not_asked_for_is_not_read(tmp_path: Path, form: Form) -> None:
    if form.test.endswith(".parquet"):
        pytest.importorskip("pyarrow")
    write(tmp_path, form)
    dataset = open_dataset(form.name, tmp_path, splits=tuple(form.files))
    assert list(dataset.splits) == list(form.files)
    assert dataset.training == tuple(split for split in form.files if split == "train")
    for split in form.files:
        said = [
            mention.entity for labelled in dataset.dialogues(split) for said in labelled.dialogue.utterances for mention in said.mentions
        ]
        assert said
        assert set(said) <= set(dataset.canonical)
    with pytest.raises(DatasetError):
        open_dataset(form.name, tmp_path)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_split_that_is_not_there_is_said_before_a_file_is_read(tmp_path: Path, form: Form) -> None:
    write(tmp_path, form)
    with pytest.raises(DatasetError, match=f"'{form.name}' has no split 'dev'") as caught:
        open_dataset(form.name, tmp_path, splits=("train", "dev") if "train" in form.files else ("dev",))
    assert all(split in caught.value.hint for split in form.files)


def test_without_training_nothing_is_popular_and_nothing_learnt_from(tmp_path: Path) -> None:
    write(tmp_path, FORMS["inspired"])
    dataset = open_dataset("inspired", tmp_path, splits={"valid"})
    assert (list(dataset.splits), dataset.training) == (["valid"], ())
    assert [item.popularity for item in dataset.graph.items.values()] == [0.0]


def test_the_drawn_tenth_of_redial_is_the_same_whatever_is_opened(tmp_path: Path) -> None:
    folder = redial.redial(tmp_path / "redial")
    whole = open_dataset("redial", folder)
    (folder / "test_data.jsonl").write_bytes(GARBAGE)
    for splits in (("train",), ("valid",), ("valid", "train")):
        dataset = open_dataset("redial", folder, splits=splits)
        assert set(dataset.splits) == set(splits)
        assert all(list(dataset.dialogues(split)) == list(whole.dialogues(split)) for split in splits)
    assert [labelled.dialogue.id for labelled in dataset.dialogues("valid")] == [str(place) for place in sorted(drawn(20))]
    assert "999" in whole.canonical
    assert "999" not in dataset.canonical, "a film that the test split alone names"


def test_nothing_is_drawn_where_neither_part_is_opened(tmp_path: Path) -> None:
    folder = redial.redial(tmp_path / "redial")
    (folder / "train_data.jsonl").write_bytes(GARBAGE)
    dataset = open_dataset("redial", folder, splits=("test",))
    assert redial.texts(dataset, "test") == ["What now?", "Salt Road (2004), or Only In Test (2010)"]


def test_redial_dialogues_of_mentions_alone_can_be_asked_for(tmp_path: Path) -> None:
    folder = redial.redial(tmp_path / "redial")
    with pytest.raises(DatasetError, match="no split 'train-mentions'") as caught:
        open_dataset("redial", folder, splits=("train-mentions",))
    assert caught.value.hint == "splits: train, test, valid"
    (folder / "train_mentions_only.jsonl").write_text(
        line(redial.dialogue(200, {"555": "Harbour Lights (2011)"}, "@555")), encoding="utf-8"
    )
    (folder / "test_data.jsonl").write_bytes(GARBAGE)
    dataset = open_dataset("redial", folder, splits=("train", "valid", "train-mentions"))
    assert list(dataset.splits) == ["train", "train-mentions", "valid"]
    assert dataset.training == ("train",)
    assert redial.texts(dataset, "train-mentions") == ["Harbour Lights (2011)"]
    assert dataset.canonical["555"] in dataset.graph.items
    (folder / "train_data.jsonl").write_bytes(GARBAGE)
    assert list(open_dataset("redial", folder, splits=("train-mentions",)).splits) == ["train-mentions"]


def test_the_linked_dialogues_of_inspired_are_those_of_the_opened_splits(tmp_path: Path) -> None:
    write(tmp_path, FORMS["inspired"])
    for name, value in inspired_items.FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(json.dumps(value), encoding="utf-8")
    (tmp_path / "dbpedia" / "test_data_dbpedia.jsonl").write_bytes(GARBAGE)
    (tmp_path / "test.tsv").write_text(INSPIRED, encoding="utf-8")
    dataset = open_dataset("inspired", tmp_path, splits=("train", "valid"))
    (kite,) = dataset.graph.items
    assert [dataset.graph.label(star) for star in dataset.graph.tails(kite, "starring")] == ["Ida Moss"]
    assert describe(dataset, ("dbpedia",), tmp_path).graph.degree(kite) == 1
    with pytest.raises(DatasetError, match="not UTF-8"):
        open_dataset("inspired", tmp_path)


def test_none_is_all_there_is() -> None:
    there = {"train": 1, "valid": 2, "test": 3}
    assert chosen("own", there, None) == there
    assert list(chosen("own", there, ("valid", "train"))) == ["train", "valid"]
    with pytest.raises(DatasetError, match="'own' has no split 'dev'") as caught:
        chosen("own", there, ("train", "dev"))
    assert caught.value.hint == "splits: train, valid, test"


def test_only_training_dialogues_are_learnt_from() -> None:
    assert training_splits(("valid", "train", "train-mentions")) == ("train",)
    assert training_splits(("valid", "test")) == ()
