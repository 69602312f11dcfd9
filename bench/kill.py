"""kill -9 at every boundary of a turn and at random instants: what is lost?

    python bench/kill.py [--trials 500] [--messages 5] [--simple] [--json FILE]

A process talks in one session and is ended by SIGKILL. A second process opens the same home, which finishes what was
accepted, and sends every message again under its key. Counted as wrong:

    lost        an accepted message without a reply once the second process is open
    changed     a reply that was given before the kill and is not the stored one
    different   a conversation that is not, reply for reply, what an undisturbed process says
    reruns      nodes that ran again, beyond the one that was killed
"""

from __future__ import annotations

import contextlib
import functools
import json
import os
import random
import signal
import sqlite3
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from _report import arguments, report

from crs.bot import Bot
from crs.content import content_folder
from crs.dialogue.components import Components, assemble
from crs.dialogue.ledger import Ledger
from crs.dialogue.nodes import Nodes
from crs.dialogue.saver import TurnSaver
from crs.knowledge_graph.catalogue import read_catalogue
from crs.knowledge_graph.compile import compile_graph
from crs.knowledge_graph.linking import EntityLinker
from crs.registry import Resources
from crs.settings import Settings
from crs.testing.fakes import simple_components

MESSAGES = ("I liked Casablanca", "show me more", "something like Spirited Away", "no horror please", "more please")
NODES = ("understand", "retrieve", "rank", "decide", "respond")
LEDGER = ("accept", "claim", "finish")
CHECKPOINTS = 7  # of a turn


@dataclass(frozen=True, kw_only=True)
class Boundary:
    """Before or after the n-th call of a method."""

    owner: type
    name: str
    call: int
    after: bool

    def __str__(self) -> str:
        return f"{'after' if self.after else 'before'} {self.name}"

    def arm(self) -> None:
        """From now on this process ends there."""
        calls = Counter[str]()

        def end_before() -> None:
            calls[self.name] += 1
            if calls[self.name] == self.call and not self.after:
                os.kill(os.getpid(), signal.SIGKILL)

        def end_after() -> None:
            if calls[self.name] == self.call:
                os.kill(os.getpid(), signal.SIGKILL)

        surround(self.owner, self.name, end_before, end_after)


def boundaries() -> Iterator[Boundary]:
    """Every boundary of the second turn: nodes, ledger, checkpoints."""
    for after in (False, True):
        yield from (Boundary(owner=Nodes, name=name, call=2, after=after) for name in NODES)
        yield from (Boundary(owner=Ledger, name=name, call=2, after=after) for name in LEDGER)
        yield from (Boundary(owner=TurnSaver, name="aput", call=CHECKPOINTS + n, after=after) for n in range(1, CHECKPOINTS + 1))


def surround(owner: type, name: str, before: Callable[[], None], after: Callable[[], None]) -> None:
    """Do something before and after every call of a method, in this process."""
    method = getattr(owner, name)

    @functools.wraps(method)
    async def surrounded(*args: Any, **kwargs: Any) -> Any:
        before()
        result = await method(*args, **kwargs)
        after()
        return result

    @functools.wraps(method)
    def surrounded_blocking(*args: Any, **kwargs: Any) -> Any:
        before()
        result = method(*args, **kwargs)
        after()
        return result

    setattr(owner, name, surrounded_blocking if owner is Ledger else surrounded)


class Trial:
    """One conversation in one home, by as many processes as it takes."""

    def __init__(self, resources: Resources, components: Components, home: Path, *, messages: int) -> None:
        settings = resources.settings.model_copy(update={"home": home})
        self._resources = Resources(graph=resources.graph, linker=resources.linker, settings=settings)
        self._components = components
        self._home = home
        self._messages = MESSAGES[:messages]

    def talk(self) -> None:
        """Say everything, noting each reply and each run of a node as it comes."""
        for name in NODES:
            surround(Nodes, name, functools.partial(self._note, "runs", name), lambda: None)
        with Bot(self._resources, self._components) as bot:
            self._note("open", json.dumps([turn.text for turn in bot.history("s")] if bot.sessions() else []))
            for number, text in enumerate(self._messages):
                self._note("replies", json.dumps((number, bot.chat(text, session="s", key=str(number)).reply)))
            self._note("end", json.dumps([(turn.text, turn.reply) for turn in bot.history("s")]))

    def _note(self, file: str, line: str) -> None:
        with (self._home / file).open("ab", buffering=0) as out:
            out.write(line.encode() + b"\n")

    def noted(self, file: str) -> list[str]:
        """The lines of a file of notes; a line that was cut off is not one."""
        with contextlib.suppress(FileNotFoundError):
            return (self._home / file).read_text(encoding="utf-8").split("\n")[:-1]
        return []

    def accepted(self) -> list[tuple[str, str]]:
        """Text and status of every message in the ledger, seen from outside."""
        if not (self._home / "sessions.db").exists():
            return []
        with contextlib.closing(sqlite3.connect(self._home / "sessions.db")) as connection:
            with contextlib.suppress(sqlite3.OperationalError):  # killed before there was a table
                return connection.execute("SELECT text, status FROM turns ORDER BY number").fetchall()
            return []


def fork(work: Callable[[], None]) -> int:
    """A process that does the work and ends; its id."""
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        work()
        status = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


@dataclass(frozen=True, kw_only=True)
class Undisturbed:
    """What a process does that nobody kills."""

    conversation: list[list[str]]  # text and reply of each turn
    runs: int  # of nodes
    seconds: float

    @classmethod
    def watch(cls, trial: Trial) -> Undisturbed:
        """Let a process talk to the end."""
        started = time.perf_counter()
        os.waitpid(fork(trial.talk), 0)
        return cls(conversation=json.loads(trial.noted("end")[0]), runs=len(trial.noted("runs")), seconds=time.perf_counter() - started)


def run(trial: Trial, undisturbed: Undisturbed, boundary: Boundary | None) -> Counter[str]:
    """Kill at the boundary, or after some seconds; then let a second process go on, and compare."""

    def first() -> None:
        if boundary is not None:
            boundary.arm()
        trial.talk()

    child = fork(first)
    if boundary is None:
        time.sleep(random.uniform(0, undisturbed.seconds))
        os.kill(child, signal.SIGKILL)
    killed = os.WIFSIGNALED(os.waitpid(child, 0)[1])
    before, given = trial.accepted(), [json.loads(line) for line in trial.noted("replies")]
    finished = os.waitpid(fork(trial.talk), 0)[1] == 0
    if not finished:
        return Counter({"killed": int(killed), "second process failed": 1})
    after = json.loads(trial.noted("open")[-1])
    said = json.loads(trial.noted("end")[-1])
    return Counter(
        {
            "killed": int(killed),
            "messages in flight": sum(status == "accepted" for _, status in before),
            "lost": sum(text not in after for text, _ in before),
            "changed": sum(said[number][1] != reply for number, reply in given),
            "different": int(said != undisturbed.conversation),
            "reruns": max(0, len(trial.noted("runs")) - undisturbed.runs - 1),
        }
    )


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--trials", type=int, default=500)
    parser.add_argument("--messages", type=int, default=len(MESSAGES), choices=range(2, len(MESSAGES) + 1), help="said in each")
    parser.add_argument("--simple", action="store_true", help="simple components instead of the built-in agents")
    options = parser.parse_args()
    import_module("crs.dialogue.manager")  # here, or every process that is forked off would do it again
    graph = compile_graph(read_catalogue(content_folder("knowledge_graph")))
    linker = EntityLinker(graph)
    with tempfile.TemporaryDirectory() as folder:
        resources = Resources(graph=graph, linker=linker, settings=Settings(home=Path(folder), vector=False))
        components = simple_components(graph, linker) if options.simple else assemble(resources)[0]

        def trial(name: str) -> Trial:
            home = Path(folder) / name
            home.mkdir()
            return Trial(resources, components, home, messages=options.messages)

        undisturbed = Undisturbed.watch(trial("undisturbed"))
        planned: list[Boundary | None] = [*boundaries()]
        planned += [None] * max(0, options.trials - len(planned))
        counts: dict[str, Counter[str]] = {}
        for number, boundary in enumerate(planned[: options.trials]):
            outcome = run(trial(str(number)), undisturbed, boundary)
            row = counts.setdefault("at random" if boundary is None else str(boundary), Counter())
            row.update({"trials": 1, **outcome})
    total = functools.reduce(lambda sum_, row: sum_ + row, counts.values(), Counter[str]())
    columns = ("trials", "killed", "messages in flight", "lost", "changed", "different", "reruns", "second process failed")
    rows = [{"killed where": where, **{column: row[column] for column in columns}} for where, row in {**counts, "all": total}.items()]
    report("kill -9", rows, options.json)
    if any(total[wrong] for wrong in columns[3:]):
        raise SystemExit("something was lost")


if __name__ == "__main__":
    main()
