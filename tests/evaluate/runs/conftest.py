"""A small data set on disk, and evaluation of it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from small import write_small

    return write_small(tmp_path_factory.mktemp("data"))


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Child processes find the systems of `small`."""
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
