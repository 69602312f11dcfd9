"""Several processes write to one session at the same moment: is every message answered, once, each turn after the other?

    python bench/writers.py [--processes 2] [--trials 1000] [--json FILE]

Every trial is a new session. Counted: messages lost, answered twice, numbered twice, and turns that did not see the turn before
them (they would recommend what that one had recommended).
"""

from __future__ import annotations

import os
import tempfile
import time
from collections import Counter
from importlib import import_module
from pathlib import Path

from _report import arguments, report

from crs.bot import Bot
from crs.content import content_folder
from crs.knowledge_graph.catalogue import read_catalogue
from crs.knowledge_graph.compile import compile_graph
from crs.knowledge_graph.linking import EntityLinker
from crs.registry import Resources
from crs.settings import Settings
from crs.testing.fakes import simple_components


class Writer:
    """A process with a bot of its own, which says one thing in a session whenever it is told to."""

    def __init__(self, resources: Resources, name: str) -> None:
        (asked, self._ask), (self._answered, answer) = os.pipe(), os.pipe()
        self.process = os.fork()
        if self.process:
            os.close(asked)
            os.close(answer)
            return
        os.close(self._ask)
        with Bot(resources, simple_components(resources.graph, resources.linker)) as bot, os.fdopen(asked) as sessions:
            bot.sessions()
            os.write(answer, b".")
            for session in sessions:
                bot.chat(name, session=session.strip())
                os.write(answer, b".")
        os._exit(0)

    def say(self, session: str) -> None:
        """Let it speak."""
        os.write(self._ask, f"{session}\n".encode())

    def wait(self) -> None:
        """Until it has its answer."""
        os.read(self._answered, 1)

    def end(self) -> bool:
        """Let it end; whether it had no error."""
        os.close(self._ask)
        return os.waitpid(self.process, 0)[1] == 0


def check(bot: Bot, session: str, names: list[str]) -> Counter[str]:
    """What is wrong with the turns of a session."""
    turns = bot.history(session)
    said = Counter(turn.text for turn in turns)
    shown = [r.item for turn in turns for r in turn.recommendations]
    return Counter(
        {
            "lost": sum(name not in said for name in names),
            "answered twice": sum(count - 1 for count in said.values()),
            "numbered wrongly": int([turn.number for turn in turns] != list(range(1, len(turns) + 1))),
            "unaware of the turn before": len(shown) - len(set(shown)),
        }
    )


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--trials", type=int, default=1000)
    options = parser.parse_args()
    import_module("crs.dialogue.manager")  # here, or every process would do it again
    graph = compile_graph(read_catalogue(content_folder("knowledge_graph")))
    linker = EntityLinker(graph)
    names = [f"writer {number}" for number in range(options.processes)]
    wrong = Counter({"trials": options.trials, "messages": options.trials * options.processes})
    with tempfile.TemporaryDirectory() as home:
        resources = Resources(graph=graph, linker=linker, settings=Settings(home=Path(home)))
        writers = [Writer(resources, name) for name in names]
        for writer in writers:
            writer.wait()
        started = time.perf_counter()
        for trial in range(options.trials):
            for writer in writers:
                writer.say(str(trial))
            for writer in writers:
                writer.wait()
        milliseconds = 1000 * (time.perf_counter() - started) / options.trials
        failed = sum(not writer.end() for writer in reversed(writers))  # a later one holds copies of an earlier one's pipes
        with Bot(resources, simple_components(graph, linker)) as bot:
            for trial in range(options.trials):
                wrong.update(check(bot, str(trial), names))
    report("writers", [{"processes": options.processes, **wrong, "processes failed": failed, "ms a trial": milliseconds}], options.json)
    if failed or any(wrong[kind] for kind in list(wrong)[2:]):
        raise SystemExit("something was lost")


if __name__ == "__main__":
    main()
