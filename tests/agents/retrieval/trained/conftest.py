"""A shelf of board games with a model trained on talk about them."""

from __future__ import annotations

from pathlib import Path

import pytest

from crs.agents.retrieval.trained.features import Features
from crs.agents.retrieval.trained.fusion import Calibration, Linear, Trees, write_fusion
from crs.agents.retrieval.trained.item_item import Company
from crs.agents.retrieval.trained.model import TrainedModel
from crs.agents.retrieval.trained.reading import Reader
from crs.agents.retrieval.trained.store import COMPANY, FUSION, GRAPH, NAMES, SOURCES, word_reader, write_sources
from crs.agents.retrieval.words import WordReader
from crs.datasets.labelled import LabelledDialogue
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.linking import EntityLinker
from crs.knowledge_graph.storage import save_graph
from crs.models.manifest import Source
from crs.models.sparse import save_sparse
from crs.models.writing import seal, writing_model
from crs.train.cases import ReadDialogue, read_dialogues, recommended
from crs.train.course import Course
from crs.train.folds import lessons_of
from crs.train.fusion import Lessons, fit_linear, fit_trees
from crs.train.sources import Fitted, fit_sources
from tests.evaluate.baselines.conftest import TALKS, talk
from tests.evaluate.baselines.conftest import shelf as shelf  # noqa: PLC0414
from tests.models.conftest import manifest_of


@pytest.fixture(scope="session")
def shelf_linker(shelf: KnowledgeGraph) -> EntityLinker:
    return EntityLinker(shelf)


@pytest.fixture(scope="session")
def reader(shelf: KnowledgeGraph, shelf_linker: EntityLinker) -> Reader:
    return Reader(shelf, shelf_linker)


@pytest.fixture(scope="session")
def words(shelf: KnowledgeGraph) -> WordReader:
    return word_reader(shelf)


@pytest.fixture(scope="session")
def dialogues(reader: Reader) -> tuple[ReadDialogue, ...]:
    """The talks, read: t0, t1, …"""
    labelled = (LabelledDialogue(dialogue=talk(f"t{number}", *texts)) for number, texts in enumerate(TALKS))
    return tuple(read_dialogues(labelled, reader))


@pytest.fixture(scope="session")
def fitted(dialogues: tuple[ReadDialogue, ...], shelf: KnowledgeGraph, words: WordReader) -> Fitted:
    """All sources."""
    return fit_sources(dialogues, shelf, words, names=NAMES, course=Course(networks=2, epochs=2, threads=1))


@pytest.fixture(scope="session")
def lessons(fitted: Fitted, dialogues: tuple[ReadDialogue, ...], shelf: KnowledgeGraph, words: WordReader) -> Lessons:
    """What the sources say of the very dialogues that they were fitted to: enough to have a fusion."""
    return lessons_of(fitted, recommended(dialogues), shelf, words)


@pytest.fixture(scope="session")
def features(fitted: Fitted, shelf: KnowledgeGraph, words: WordReader) -> Features:
    return Features(shelf, words, fitted.counts, [source.name for source in fitted.sources])


@pytest.fixture(scope="session")
def linear(lessons: Lessons) -> Linear:
    return fit_linear(lessons)


@pytest.fixture(scope="session")
def trees(lessons: Lessons, features: Features) -> Trees:
    pytest.importorskip("lightgbm")
    return fit_trees(lessons, features.names, threads=1)


@pytest.fixture(scope="session")
def model(shelf: KnowledgeGraph, shelf_linker: EntityLinker, fitted: Fitted, features: Features, linear: Linear) -> TrainedModel:
    """The shelf's model, with the linear fusion."""
    return TrainedModel(
        graph=shelf,
        linker=shelf_linker,
        sources=fitted.sources,
        features=features,
        fusion=linear,
        calibration=Calibration(sharpness=0.8, rest=1.5),
        name="games",
    )


@pytest.fixture
def folder(tmp_path: Path, model: TrainedModel, fitted: Fitted, linear: Linear, trees: Trees) -> Path:
    """The model as it is written, with both fusions."""
    target = tmp_path / "games"
    with writing_model(target) as room:
        save_graph(model.graph, room / GRAPH)
        save_sparse(room / COMPANY, fitted.company)
        write_sources(room / SOURCES, fitted.sources)
        (room / FUSION).mkdir()
        write_fusion(room / FUSION, trees, linear, {"linear": model.calibration, "trees": Calibration(sharpness=0.5, rest=0.2)})
        told = tuple(Source(name=source.name, seconds=0.1, bytes=1) for source in fitted.sources)
        seal(room, manifest_of(name="games", sources=told, fusion="linear"))
    return target


def company(fitted: Fitted, shelf: KnowledgeGraph) -> Company:
    return Company(fitted.company, shelf.item_ids)
