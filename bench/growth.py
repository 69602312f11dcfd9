"""Memory of a process over many turns: what was said is on the disk, and nothing of it stays in memory.

    python bench/growth.py [--turns 10000] [--vector] [--json FILE]

Conversations of twelve turns, one after the other; the resident memory is read after every tenth of all turns.
"""

from __future__ import annotations

import gc
import sys
import tempfile
import time
from pathlib import Path

from _report import arguments, report

import crs

SAID = ("I loved Casablanca", "something funny, not too long", "why?", "more like the second", "no horror", "who directed it?")
CONVERSATION = 12


def resident() -> float:
    """Megabytes of memory this process holds now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 1e6


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--turns", type=int, default=10_000)
    parser.add_argument("--vector", action="store_true", help="with dense retrieval")
    options = parser.parse_args()
    rows = []
    with tempfile.TemporaryDirectory() as home, crs.load(settings=crs.Settings(home=Path(home), vector=options.vector)) as bot:
        started = time.perf_counter()
        for number in range(options.turns):
            bot.chat(SAID[number % len(SAID)], session=f"s{number // CONVERSATION}")
            if (number + 1) % max(1, options.turns // 10) == 0:
                gc.collect()
                seconds = time.perf_counter() - started
                disk = sum(path.stat().st_size for path in Path(home).glob("sessions.db*")) / 1e6
                rows.append(
                    {
                        "turns": number + 1,
                        "resident MB": resident(),
                        "blocks": sys.getallocatedblocks(),
                        "sessions.db MB": disk,
                        "ms a turn": 1000 * seconds / (number + 1),
                    }
                )
    report("growth", rows, options.json)


if __name__ == "__main__":
    main()
