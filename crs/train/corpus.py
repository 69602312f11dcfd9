"""What a model is trained on: an opened data set, and nothing of its test split."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from crs.datasets.alignment import same_items
from crs.datasets.dataset import Dataset
from crs.datasets.describe import describe, usual_sources
from crs.datasets.labelled import LabelledDialogue
from crs.datasets.opening import dataset_folder, open_dataset
from crs.datasets.presence import has_file
from crs.datasets.redial_splits import FILES
from crs.errors import InputError

MENTIONS = "train-mentions"  # dialogues of which only the items are known


@dataclass(frozen=True, kw_only=True)
class Corpus:
    """Training dialogues over the graph of their data set. All ids are those of the graph."""

    dataset: Dataset
    training: tuple[str, ...]  # splits
    validation: str | None
    dialogues: tuple[LabelledDialogue, ...]
    added: tuple[LabelledDialogue, ...] = ()  # of other data sets
    hashes: dict[str, str]  # of every split what was read, as sha256

    @property
    def name(self) -> str:
        """The data set's."""
        return self.dataset.name


def open_corpus(
    dataset: str,
    data_dir: Path | None = None,
    *,
    training: Sequence[str] | None = None,
    validation: str | None = "valid",
    sources: Sequence[str] | None = None,
    added: Sequence[str] = (),
    home: Path | None = None,
) -> Corpus:
    """Open a data set for training.

    A dialogue that stands in the validation split too is not learnt from: OpenDialKG's splits, drawn by turn, share half of theirs.

    Args:
        dataset: its name.
        data_dir: the folder that holds it; without it the data folder of this machine.
        training: splits to learn from; "train", and ReDial's "train-mentions" where it is there, if None.
        validation: the split that settings are chosen on; None for none.
        sources: what describes the items, see `crs kg coverage`; the usual ones of the data set if None.
        added: other data sets whose training dialogues are learnt from too, as far as their items are items of this one.
        home: where compiled graphs may be kept.

    Raises:
        InputError: the validation split is one that is learnt from, or the test split is asked for.
        DatasetError: a split, a source or a file is missing or not as published.
    """
    wanted = tuple(training) if training is not None else _training(dataset, data_dir)
    if validation in wanted:
        raise InputError(f"'{validation}' would be learnt from and chosen on", hint="name other splits, or --valid none")
    if "test" in (*wanted, validation):
        raise InputError("the test split is neither learnt from nor chosen on", hint="score it by crs evaluate offline --split test")
    splits = (*wanted, *((validation,) if validation is not None else ()))
    opened = open_dataset(dataset, data_dir, splits=splits, home=home)
    names = tuple(sources) if sources is not None else usual_sources(dataset)
    known = describe(opened, names, data_dir) if names != ("items",) else opened
    held = {d.dialogue.id for d in known.dialogues(validation)} if validation is not None else set()
    read = (d for split in wanted for d in known.dialogues(split) if d.dialogue.id not in held)
    dialogues = tuple(d.renamed(known.canonical) for d in read)
    others: list[LabelledDialogue] = []
    hashes = {split: _hash(known, split) for split in splits}
    for name in added:
        more, digest = _aligned(name, data_dir, known, home)
        others += more
        hashes[name] = digest
    return Corpus(
        dataset=known, training=(*wanted, *added), validation=validation, dialogues=dialogues, added=tuple(others), hashes=hashes
    )  # fmt: skip


def _training(dataset: str, data_dir: Path | None) -> tuple[str, ...]:
    """The splits that are learnt from where nobody says which."""
    mentions = dataset == "redial" and has_file(dataset_folder(dataset, data_dir) / FILES[MENTIONS])
    return ("train", MENTIONS) if mentions else ("train",)


def _aligned(name: str, data_dir: Path | None, dataset: Dataset, home: Path | None) -> tuple[list[LabelledDialogue], str]:
    """The training dialogues of another data set, its items called as in this one; an item that this one lacks is not marked there."""
    splits = _training(name, data_dir)
    other = open_dataset(name, data_dir, splits=splits, home=home)
    same = same_items(dataset.graph, other.graph)
    ids = {id_: same.get(item, f"{name}:{item}") for id_, item in other.canonical.items()}
    read = [d.renamed(ids) for split in splits for d in other.dialogues(split)]
    return [_called(d, f"{name}/{d.dialogue.id}") for d in read], hashlib.sha256(
        "".join(_hash(other, s) for s in splits).encode()
    ).hexdigest()


def _called(labelled: LabelledDialogue, id_: str) -> LabelledDialogue:
    return replace(labelled, dialogue=replace(labelled.dialogue, id=id_))


def _hash(dataset: Dataset, split: str) -> str:
    digest = hashlib.sha256()
    for labelled in dataset.dialogues(split):
        digest.update(repr(labelled).encode())
    return digest.hexdigest()
