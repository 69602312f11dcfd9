"""Running command lines in this process."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import pytest

import crs.bot
import crs.cli.kg
import crs.cli.link
import crs.knowledge_graph.linking
from crs.bot import Bot
from crs.cli import main
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.linking import EntityLinker
from crs.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Ran:
    status: int
    out: str
    err: str


@dataclass(frozen=True, kw_only=True)
class Crs:
    """The command `crs`; every test has a home of its own."""

    patch: pytest.MonkeyPatch
    capture: pytest.CaptureFixture[str]

    def __call__(self, *arguments: str | Path, piped: bytes = b"") -> Ran:
        """Run it; `piped` stands on its input."""
        self.patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(piped), encoding="utf-8"))
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        out, err = self.capture.readouterr()
        return Ran(status=ended.value.code if isinstance(ended.value.code, int) else 0, out=out, err=err)

    def fails(self, *arguments: str | Path, piped: bytes = b"") -> str:
        """The error of a command that fails as it should: with status 2 and one line, nothing else."""
        ran = self(*arguments, piped=piped)
        assert ran.status == 2, ran
        assert ran.err.startswith("error: ")
        assert ran.err.count("\n") == 1
        return ran.err


@pytest.fixture(scope="package")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    with crs.bot.load(settings=Settings(home=tmp_path_factory.mktemp("home"), vector=False)) as bot:
        yield bot


@pytest.fixture
def one_bot(monkeypatch: pytest.MonkeyPatch, bot: Bot) -> Bot:
    """All commands of a test talk to one bot, which is there already; opening it is tested elsewhere."""
    monkeypatch.setattr(crs.bot, "load", lambda *_, **__: nullcontext(bot))
    return bot


@pytest.fixture
def read_already(monkeypatch: pytest.MonkeyPatch, graph: KnowledgeGraph, linker: EntityLinker) -> None:
    """Commands find the bundled catalogue read and its names learnt; reading it is tested elsewhere."""
    for module in (crs.cli.kg, crs.cli.link):
        monkeypatch.setattr(module, "read_graph", lambda _: graph)
    monkeypatch.setattr(crs.knowledge_graph.linking, "EntityLinker", lambda _: linker)


@pytest.fixture(name="crs")
def run_crs(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Crs:
    monkeypatch.setenv("CRS_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "120")
    return Crs(patch=monkeypatch, capture=capsys)
