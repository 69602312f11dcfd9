"""Naming what is evaluated."""

from __future__ import annotations

import pickle
import sys
from pathlib import Path

import pytest

from crs import registry
from crs.errors import ConfigError, MissingExtraError
from crs.evaluate.systems import System, find_system, systems
from crs.evaluate.training import Training
from crs.evaluate.turns import ranked_turn
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.types import Candidate, Dialogue, Turn


class First:
    """Recommends the first item of the graph."""

    def __init__(self, training: Training) -> None:
        self.item = training.graph.item_ids[0]

    async def respond(self, dialogue: Dialogue, *, k: int) -> Turn:
        return ranked_turn(dialogue, [Candidate(item=self.item, score=1.0)][:k])


def broken(_training: Training) -> First:
    raise RuntimeError("out of coffee")


def lacking(_training: Training) -> First:
    raise MissingExtraError("this", extra="vector")


def wrong(_training: Training) -> object:
    return object()


NUMBER = 3
MODULE = """
from crs.evaluate.turns import ranked_turn

class Nothing:
    async def respond(self, dialogue, *, k):
        return ranked_turn(dialogue, [])

def create(training):
    return Nothing()

made = Nothing()
number = 3
"""


@pytest.fixture
def training(graph: KnowledgeGraph, tmp_path: Path) -> Training:
    return Training(graph=graph, dialogues=(), home=tmp_path)


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "somebodys_system.py").write_text(MODULE, encoding="utf-8")
    (tmp_path / "somebodys_broken.py").write_text("1 / 0", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "somebodys_system", raising=False)
    return "somebodys_system"


async def test_a_registered_system(training: Training) -> None:
    system = find_system("popularity")
    assert system.name == "popularity"
    assert system.described()["source"] == "crs.evaluate.baselines.popularity:create"
    assert system.described()["distribution"].startswith("crs-agents ")
    turn = await system.create(training).respond(Dialogue(id="d"), k=3)  # type: ignore[union-attr]
    assert len(turn.ranked) == 3


@pytest.mark.parametrize("what", ["create", "Nothing", "made"])
def test_a_factory_a_class_or_an_object_of_a_module(what: str, module: str, training: Training) -> None:
    if what == "Nothing":
        with pytest.raises(ConfigError, match="cannot be made"):  # it takes no training
            find_system(f"{module}:{what}").create(training)
    else:
        assert type(find_system(f"{module}:{what}").create(training)).__name__ == "Nothing"


def test_python_objects(training: Training) -> None:
    assert isinstance(find_system(First).create(training), First)
    ready = First(training)
    system = find_system(ready, name="mine")
    assert system.create(training) is ready
    assert system.name == "mine"
    assert find_system(system) is system
    assert find_system(First).name == "First"


def test_a_system_can_be_sent_to_another_process() -> None:
    for system in (find_system("ease"), find_system(First)):
        assert pickle.loads(pickle.dumps(system)) == system  # noqa: S301


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("no-such-system", "one of: .*popularity"),
        (":create", "write module:factory"),
        ("module:", "write module:factory"),
        ("no_such_module:create", "check no_such_module:create"),
        ("somebodys_system:nothing", "check somebodys_system:nothing"),
        ("somebodys_broken:create", "ZeroDivisionError"),
        ("somebodys_system:number", "neither a recommender nor a factory"),
    ],
)
def test_what_cannot_be_found_is_refused_with_a_hint(name: str, says: str, module: str) -> None:
    assert module
    with pytest.raises(ConfigError, match=says):
        find_system(name)


def test_a_registered_system_that_cannot_be_imported_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    gone = registry.EntryPoint(name="gone", value="no_such_package:create", group="crs.recommenders")
    monkeypatch.setattr(registry, "available", lambda _group: {"gone": gone})
    with pytest.raises(ConfigError, match="check no_such_package:create"):
        find_system("gone")
    assert systems() == ("gone",)


def test_a_factory_that_fails_is_named_and_typed_errors_pass(training: Training) -> None:
    with pytest.raises(ConfigError, match=r"'broken' cannot be made: .*out of coffee"):
        find_system(broken).create(training)
    with pytest.raises(ConfigError, match="made a object"):
        System(name="wrong", source="", given=wrong).create(training)  # type: ignore[arg-type]
    with pytest.raises(MissingExtraError):
        find_system(lacking).create(training)
