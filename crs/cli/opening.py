"""From options to settings, graph and bot, with the progress of a first start."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from crs.errors import ConfigError
from crs.settings import Settings

if TYPE_CHECKING:
    from crs.bot import Bot
    from crs.knowledge_graph.graph import KnowledgeGraph

PATIENCE = 1.5  # seconds before the progress of a start is shown


def settings_from(*, catalogue: Path | None = None, model: Path | None = None, vector: bool = True) -> Settings:
    """The settings of the environment, with what the command line says instead.

    Raises:
        ConfigError: an environment variable holds something that cannot be used.
    """
    given: dict[str, Any] = {}
    if catalogue is not None:
        given["catalogue"] = catalogue
    if model is not None:
        given["model"] = model
    if not vector:
        given["vector"] = False
    try:
        return Settings(**given)
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(str(part) for part in first["loc"]).upper()
        raise ConfigError(f"the setting CRS_{name} cannot be used: {first['msg'].lower()}", hint="change or unset it") from error


def read_graph(catalogue: Path | None) -> KnowledgeGraph:
    """The graph of a catalogue, or of the one the settings name; compiled from its tables, nothing is kept."""
    from crs.content import content_folder
    from crs.knowledge_graph.catalogue import read_catalogue
    from crs.knowledge_graph.compile import compile_graph

    return compile_graph(read_catalogue(settings_from(catalogue=catalogue).catalogue or content_folder("knowledge_graph")))


@contextmanager
def open_bot(settings: Settings) -> Iterator[Bot]:
    """The bot of a command; a start that takes long shows how far it is, on the error output."""
    from crs.bot import load

    with StartProgress(Console(stderr=True)) as progress:
        opened = load(settings=settings, progress=progress)
    with opened as bot:
        yield bot


class StartProgress:
    """A progress bar that stays away from quick starts, and from outputs that are no terminal."""

    def __init__(self, console: Console) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
        self._bar = Progress(*columns, console=console, transient=True)
        self._task = self._bar.add_task("", total=1.0)
        self._shows = console.is_terminal
        self._since = time.monotonic()

    def __enter__(self) -> StartProgress:
        return self

    def __call__(self, step: str, share: float) -> None:
        """What is being done, and how much of the start is done, in [0, 1]."""
        self._bar.update(self._task, description=step, completed=share)
        if self._shows and not self._bar.live.is_started and time.monotonic() - self._since > PATIENCE:
            self._bar.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._bar.live.is_started:
            self._bar.stop()
