"""Whole turns without a language model: durable, on the bundled catalogue, encoder included, one thread for numerics.

    python bench/turn.py [--rounds 5] [--json FILE]

The scripted conversations of the tests are said to a bot as a program would say them; a turn is timed from the call to the
finished, stored turn. Each row is a process of its own, so that memory and start are its own too:

    build   from the start of the process until it is ready, the first time in a new home, on all cores
    ready   the same once everything is built; the process waits for words
    answer  the same until the first answer is there
    peak    most memory the process ever held
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from _report import arguments, quantile, report

CONVERSATIONS = Path(__file__).parent.parent / "tests" / "conversations"
STEPS = ("understand", "retrieve", "rank", "decide", "respond")
TARGETS = {"turn p50, ms": 40, "turn p99, ms": 120, "build, s": 30, "ready, s": 3, "peak, MB": "300 / 1200"}
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def conversations() -> Iterator[tuple[str, list[str]]]:
    """The seeker's side of every scripted conversation, refused texts left out."""
    for path in sorted(CONVERSATIONS.glob("*.toml")):
        turns = tomllib.loads(path.read_text(encoding="utf-8"))["turn"]
        yield path.stem, [turn["say"] for turn in turns if "say" in turn and "error" not in turn]


def child(home: Path, *, vector: bool, rounds: int) -> None:
    """Be ready, say one thing, then time `rounds` of all conversations; tells the parent as JSON lines."""
    import crs

    bot = crs.load(settings=crs.Settings(home=home, vector=vector))
    print(json.dumps("ready"), flush=True)
    bot.chat("Surprise me", session="first")
    print(json.dumps("answered"), flush=True)
    times: list[float] = []
    steps: dict[str, list[float]] = defaultdict(list)
    for number in range(rounds + (rounds > 0)):
        if number == 1:  # the first round is not counted
            times, steps = [], defaultdict(list)
        for name, texts in conversations():
            for text in texts:
                started = time.perf_counter()
                turn = bot.chat(text, session=f"{name} {number}")
                times.append((time.perf_counter() - started) * 1000)
                for step, spent in turn.timings.items():
                    steps[step].append(spent)
    bot.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"times": times, "steps": steps, "peak": peak, "torch": "torch" in sys.modules}), flush=True)


def watch(home: Path, *, vector: bool, rounds: int, one_thread: bool = True) -> dict[str, Any]:
    """Run a child; what it tells, with the seconds since its start."""
    command = [sys.executable, __file__, "--child", str(home), "--rounds", str(rounds), *([] if vector else ["--no-vector"])]
    started = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, **(ONE_THREAD if one_thread else {})}) as process:
        assert process.stdout is not None  # noqa: S101
        told: dict[str, Any] = {}
        for line in process.stdout:
            value = json.loads(line)
            told.update({value: time.perf_counter() - started} if isinstance(value, str) else value)
    if process.returncode:
        raise SystemExit(f"a child process ended with {process.returncode}")
    return told


def measure(*, vector: bool, rounds: int) -> dict[str, float]:
    """The figures of one way of retrieval, by name."""
    with tempfile.TemporaryDirectory() as folder:
        built = watch(Path(folder), vector=vector, rounds=0, one_thread=False)
        starts = [watch(Path(folder), vector=vector, rounds=0) for _ in range(3)]
        told = watch(Path(folder), vector=vector, rounds=rounds)
    times, steps = told["times"], told["steps"]
    nodes = sum(sum(spent) for spent in steps.values()) / len(times)
    return {
        "turns": len(times),
        "turn p50, ms": quantile(times, 0.5),
        "turn p99, ms": quantile(times, 0.99),
        "turn max, ms": max(times),
        **{f"{step} p50, ms": quantile(steps[step], 0.5) for step in STEPS},
        "all but the nodes, mean ms": sum(times) / len(times) - nodes,
        "build, s": built["ready"],
        "ready, s": min(start["ready"] for start in starts),
        "answer, s": min(start["answered"] for start in starts),
        "peak, MB": told["peak"],
        "torch imported": int(told["torch"]),
    }


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="times all conversations are said")
    parser.add_argument("--child", type=Path, help="(used by the benchmark itself)")
    parser.add_argument("--no-vector", action="store_true", help="(used by the benchmark itself)")
    options = parser.parse_args()
    if options.child:
        child(options.child, vector=not options.no_vector, rounds=options.rounds)
        return
    without, with_vectors = (measure(vector=vector, rounds=options.rounds) for vector in (False, True))
    rows = [
        {"figure": name, "without vectors": without[name], "with vectors": with_vectors[name], "at most": TARGETS.get(name)}
        for name in without
    ]
    report("turn", rows, options.json)


if __name__ == "__main__":
    main()
