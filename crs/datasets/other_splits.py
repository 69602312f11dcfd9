"""Data sets opened by the files of their splits: DuRecDial 2.0, TG-ReDial, Reddit-Movie, LLM-REDIAL, TalkPlayData 2.

Their items are what the splits mention; only those that a published table names are known by more than their id.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from crs.datasets.dataset import Dataset, Read
from crs.datasets.durecdial import read_durecdial
from crs.datasets.faults import Faults
from crs.datasets.item_graph import title_graph
from crs.datasets.labelled import LabelledDialogue
from crs.datasets.llm_redial import read_llm_redial
from crs.datasets.llm_redial import read_titles as read_item_map
from crs.datasets.mentioned import count_mentions
from crs.datasets.presence import has_file
from crs.datasets.reddit import read_names, read_posts, read_titles, read_turns
from crs.datasets.splits import Splits, chosen, training_splits
from crs.datasets.talkplay import read_talkplay
from crs.datasets.tgredial import read_tgredial
from crs.errors import DatasetError

DURECDIAL = {"train": "en_train.txt", "valid": "en_dev.txt", "test": "en_test.txt"}
DURECDIAL_CHINESE = {"train-zh": "zh_train.txt", "valid-zh": "zh_dev.txt", "test-zh": "zh_test.txt"}
TGREDIAL = {"train": "train_data.json", "valid": "valid_data.json", "test": "test_data.json"}
POSTS = {"train": "train.csv", "valid": "valid.csv", "test": "test.csv"}
TURNS = {"train": "train.jsonl", "valid": "valid.jsonl", "test": "test.jsonl"}


def open_durecdial(folder: Path, *, faults: Faults | None = None, home: Path | None = None, splits: Splits = None) -> Dataset:  # noqa: ARG001 - as all openers
    """The English files as "train", "valid", "test"; the Chinese ones as "train-zh", ….

    Raises:
        DatasetError: none of the files is there, that of a split asked for is not, or one is not as published.
    """
    read = partial(read_durecdial, faults=faults or Faults())
    return _opened("durecdial2", folder, _files(folder, {**DURECDIAL, **DURECDIAL_CHINESE}, read), splits)


def open_tgredial(folder: Path, *, faults: Faults | None = None, home: Path | None = None, splits: Splits = None) -> Dataset:  # noqa: ARG001 - as all openers
    """The dialogues as JSON, see `crs.datasets.tgredial`.

    Raises:
        DatasetError: none of the files is there, that of a split asked for is not, or one is not as published.
    """
    return _opened("tgredial", folder, _files(folder, TGREDIAL, partial(read_tgredial, faults=faults or Faults())), splits)


def open_reddit(folder: Path, *, faults: Faults | None = None, home: Path | None = None, splits: Splits = None) -> Dataset:  # noqa: ARG001 - as all openers
    """Either form: tables of posts with `id2name.json`, or files of turns with `entity2id.json`; the names may be missing.

    Raises:
        DatasetError: none of the files is there, that of a split asked for is not, or one is not as published.
    """
    folder, faults = Path(folder), faults or Faults()
    if any(has_file(folder / name) for name in POSTS.values()):
        titles = read_titles(folder / "id2name.json") if has_file(folder / "id2name.json") else {}
        return _opened("reddit-movie", folder, _files(folder, POSTS, partial(read_posts, titles=titles, faults=faults)), splits, titles)
    names = read_names(folder / "entity2id.json") if has_file(folder / "entity2id.json") else {}
    return _opened("reddit-movie", folder, _files(folder, TURNS, partial(read_turns, names=names, faults=faults)), splits, names)


def open_llm_redial(folder: Path, *, faults: Faults | None = None, home: Path | None = None, splits: Splits = None) -> Dataset:  # noqa: ARG001 - as all openers
    """The folder of one domain as the split "all": its authors publish no splits, so nothing is trained on.

    Raises:
        DatasetError: the folder does not hold the files, another split is asked for, or a file is not as published.
    """
    folder, faults = Path(folder), faults or Faults()
    reads: dict[str, Read] = {"all": partial(read_llm_redial, folder, faults=faults)} if has_file(folder / "final_data.jsonl") else {}
    return _opened("llm-redial", folder, reads, splits, read_item_map(folder / "item_map.json") if reads else {})


def open_talkplay(folder: Path, *, faults: Faults | None = None, home: Path | None = None, splits: Splits = None) -> Dataset:  # noqa: ARG001 - as all openers
    """The Parquet files of `data/`, or `train.jsonl` and `test.jsonl`.

    Raises:
        DatasetError: none of the files is there, that of a split asked for is not, or one is not as published.
        MissingExtraError: pyarrow is needed and not installed.
    """
    folder, faults = Path(folder), faults or Faults()
    reads: dict[str, Read] = {}
    for split in ("train", "test"):
        pieces = tuple(sorted((folder / "data").glob(f"{split}-*.parquet")))
        lines = folder / f"{split}.jsonl"
        if pieces or has_file(lines):
            reads[split] = partial(_pieces, pieces or (lines,), faults)
    return _opened("talkplaydata2", folder, reads, splits)


def _pieces(paths: tuple[Path, ...], faults: Faults) -> Iterator[LabelledDialogue]:
    for path in paths:
        yield from read_talkplay(path, faults=faults)


def _files(folder: Path, files: Mapping[str, str], read: Callable[[Path], Iterator[LabelledDialogue]]) -> dict[str, Read]:
    return {split: partial(read, Path(folder) / name) for split, name in files.items() if has_file(Path(folder) / name)}


def _opened(name: str, folder: Path, there: Mapping[str, Read], splits: Splits, names: Mapping[str, str] | None = None) -> Dataset:
    if not there:
        raise DatasetError("there are no dialogues", file=folder, hint=f"is this the folder? or: crs data get {name}")
    opened = chosen(name, there, splits)
    training = training_splits(opened)
    counts, mentioned = count_mentions(opened, training)
    known = names or {}
    items = title_graph({id_: known.get(id_) or id_ for id_ in mentioned}, mentions=counts, name=name)
    return Dataset(name=name, graph=items.graph, canonical=items.canonical, splits=opened, training=training)
