"""Small dialogues, written as one reads them; and the real data sets where they are on this machine."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from crs.datasets.folder import data_folder
from crs.datasets.labelled import LabelledDialogue
from crs.datasets.redial_labels import read_redial
from crs.types import Dialogue, Mention, Role, Utterance

Talk = Callable[..., LabelledDialogue]
ROLES: dict[str, Role] = {"S": "seeker", "R": "recommender"}


class EveryItem(Mapping[str, str]):
    """Maps every id to itself: all that is mentioned is an item."""

    def __getitem__(self, item: str) -> str:
        return item

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __contains__(self, item: object) -> bool:
        return True


@pytest.fixture(scope="session")
def every_item() -> Mapping[str, str]:
    return EveryItem()


@pytest.fixture(scope="session")
def talk() -> Talk:
    """`talk("S: I loved {kite}", "R: Then try {harbour}")`: who speaks, and in braces the items that are named."""

    def utterance(line: str) -> Utterance:
        side, _, text = line.partition(": ")
        return Utterance(
            role=ROLES[side],
            text=text,
            mentions=tuple(Mention(entity=m[1], kind="item", text=m[0], span=m.span()) for m in re.finditer(r"\{(\w+)\}", text)),
        )

    def build(*lines: str, id: str = "d") -> LabelledDialogue:  # noqa: A002
        return LabelledDialogue(dialogue=Dialogue(id=id, utterances=tuple(map(utterance, lines))))

    return build


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of real data sets; tests that need it are skipped without."""
    folder = data_folder()
    if folder is None or not all((folder / name).is_dir() for name in ("redial/ievalm", "inspired/dbpedia", "opendialkg")):
        pytest.skip("not all data sets are on this machine (CRS_DATA_DIR)")
    return folder


@pytest.fixture(scope="session")
def redial_valid(data: Path) -> tuple[LabelledDialogue, ...]:
    """The 1,000 validation dialogues of ReDial."""
    return tuple(read_redial(data / "redial" / "valid_data.jsonl"))
