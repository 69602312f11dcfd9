"""The seekers of ReDial's validation split talk to the recommender.

Every seeker turn of the 1,000 dialogues is sent through the durable manager, once with the bundled catalogue and once
with one built from ReDial's item table; `@id` is said as the title. Counts every broken promise: an exception, an empty
reply, a question asked twice, an item recommended twice, or against a stated constraint, a false hop in a reason.
"""

from __future__ import annotations

import argparse
import re
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from _report import report
from rich.progress import track

import crs
from crs.datasets.folder import data_folder
from crs.datasets.item_table import read_item_table
from crs.datasets.redial import RedialDialogue, read_dialogues
from crs.errors import CRSError
from crs.knowledge_graph.compile import compile_graph
from crs.testing.audit import Audit

_YEAR = re.compile(r"\s*\(\d{4}\)\s*$")


def seeker_turns(dialogue: RedialDialogue) -> Iterator[str]:
    """What the seeker says, consecutive messages merged."""
    pending: list[str] = []
    for message in dialogue.messages:
        if message.role == "seeker":
            pending.append(spoken(message.text, dialogue))
        elif pending:
            yield " ".join(pending)
            pending = []
    if pending:
        yield " ".join(pending)


def spoken(text: str, dialogue: RedialDialogue) -> str:
    """The message with titles in place of ids."""
    return re.sub(r"@(\d+)", lambda match: _YEAR.sub("", dialogue.titles.get(match[1], match[0])), text)


def replay(bot: crs.Bot, dialogues: list[RedialDialogue], name: str) -> dict[str, object]:
    counts: Counter[str] = Counter()
    broken: Counter[str] = Counter()
    examples: list[str] = []
    started = time.perf_counter()
    for number, dialogue in enumerate(track(dialogues, description=name)):
        audit = Audit(bot.graph)
        for text in seeker_turns(dialogue):
            counts["turns"] += 1
            try:
                turn = bot.chat(text, session=f"{name}-{number}")
            except CRSError as error:
                broken["exception"] += 1
                examples.append(f"{type(error).__name__}: {error} <- {text[:80]!r}")
                continue
            counts[f"action {turn.decided.type}"] += 1
            counts["recommended items"] += len(turn.recommendations)
            counts["turns with notices"] += bool(turn.notices)
            for problem in audit.observe(turn):
                broken[problem.split(":")[0] if ":" in problem else "constraint broken"] += 1
                examples.append(f"{problem} <- {text[:80]!r}")
    seconds = time.perf_counter() - started
    for example in examples[:20]:
        print("  !", example)
    return {
        "catalogue": name,
        "items": len(bot.graph.items),
        "dialogues": len(dialogues),
        **dict(sorted(counts.items())),
        "broken promises": sum(broken.values()),
        **{f"broken: {kind}": count for kind, count in broken.items()},
        "ms a turn": round(1000 * seconds / max(1, counts["turns"]), 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--dialogues", type=int, default=1000)
    options = parser.parse_args()
    folder = data_folder()
    if folder is None:
        raise SystemExit("no data here: set CRS_DATA_DIR to a folder that holds redial/")
    dialogues = list(read_dialogues(folder / "redial" / "valid_data.jsonl"))[: options.dialogues]
    mentions: Counter[str] = Counter()
    for part in ("train_data.jsonl", "train_mentions_only.jsonl"):
        for dialogue in read_dialogues(folder / "redial" / part):
            mentions.update({movie for message in dialogue.messages for movie in message.movies})
    table = read_item_table(folder / "redial" / "ievalm" / "id2info.json", mentions=mentions)
    rows = []
    with tempfile.TemporaryDirectory() as home:
        settings = crs.Settings(home=Path(home))
        with crs.load(settings=settings) as bot:
            rows.append(replay(bot, dialogues, "bundled"))
        with crs.load(compile_graph(table), settings=settings) as bot:
            rows.append(replay(bot, dialogues, "redial"))
    report("replay", rows, options.json)


if __name__ == "__main__":
    main()
