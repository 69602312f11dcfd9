"""Talk about board games, read; and a small data set on disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from crs.train.corpus import Corpus
from crs.train.run import train
from tests.agents.retrieval.trained.conftest import (  # noqa: F401
    dialogues,
    features,
    fitted,
    lessons,
    reader,
    shelf,
    shelf_linker,
    words,
)
from tests.train.small import RECIPE, open_games, write_games


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_games(tmp_path_factory.mktemp("games"))


@pytest.fixture(scope="session")
def corpus(data: Path) -> Corpus:
    return open_games(data)


@pytest.fixture(scope="session")
def trained(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The model of the small data set."""
    folder = tmp_path_factory.mktemp("models") / "games"
    train(corpus, folder, recipe=RECIPE)
    return folder
