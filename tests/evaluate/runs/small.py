"""A small data set in the form for one's own dialogues, and systems that do what tests want of them."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Sequence
from pathlib import Path

from crs.evaluate.training import Training
from crs.evaluate.turns import ranked_turn
from crs.types import Candidate, Dialogue, Turn

ITEMS = {f"i{number}": f"Thing {number} (20{number:02})" for number in range(12)}


def write_small(folder: Path, *, dialogues: int = 60) -> Path:
    """A data folder that holds the data set "own": in dialogue n item n is liked and the two that follow are recommended."""
    own = folder / "own"
    own.mkdir(parents=True)
    (own / "items.json").write_text(json.dumps(ITEMS), encoding="utf-8")
    for split, count in (("train", 20), ("valid", dialogues)):
        (own / f"{split}.jsonl").write_text("".join(_dialogue(split, number) for number in range(count)), encoding="utf-8")
    return folder


def _dialogue(split: str, number: int) -> str:
    liked, first, second = (f"i{(number + step) % len(ITEMS)}" for step in range(3))
    turns = [
        {"role": "seeker", "text": f"I liked {ITEMS[liked]} <b>much</b>.", "mentions": [liked]},
        {"role": "recommender", "text": f"Then try {ITEMS[first]}.", "mentions": [first]},
        {"role": "seeker", "text": "What else?"},
        {"role": "recommender", "text": f"{ITEMS[second]}, or {ITEMS[first]} again.", "mentions": [second, first]},
    ]
    return json.dumps({"id": f"{split}-{number}", "turns": turns, "opinions": {liked: {"liked": True}}}) + "\n"


class Scripted:
    """Ranks all items in the order of the catalogue; counts what it is asked in a file, and breaks at some dialogues."""

    def __init__(self, training: Training, *, log: Path | None = None, dies_at: str = "", fails_at: str = "", wrong: str = "") -> None:
        self._items = training.graph.item_ids
        self._log, self._dies_at, self._fails_at, self._wrong = log, dies_at, fails_at, wrong

    async def respond(self, dialogue: Dialogue, *, k: int) -> Turn:
        if self._log is not None:
            with self._log.open("a", encoding="utf-8") as file:
                file.write(dialogue.id + "\n")
        if dialogue.id == self._dies_at:
            os.kill(os.getpid(), signal.SIGKILL)
        if dialogue.id == self._fails_at:
            raise RuntimeError(f"no idea, says {object()!r}")
        return ranked_turn(dialogue, self._ranked()[:k] if self._wrong != "long" else self._ranked() * k)

    def _ranked(self) -> Sequence[Candidate]:
        items = [*self._items]
        match self._wrong:
            case "twice":
                items[1] = items[0]
            case "unknown":
                items[1] = "nobody"
        return [Candidate(item=item, score=float(-place)) for place, item in enumerate(items)]


class Batched(Scripted):
    """Answers in batches; a batch with the dialogue that it fails at fails as a whole."""

    async def respond_all(self, dialogues: Sequence[Dialogue], *, k: int) -> Sequence[Turn]:
        return [await self.respond(dialogue, k=k) for dialogue in dialogues]


def plain(training: Training) -> Scripted:
    """A factory: `module:factory`."""
    return Scripted(training)


def hopeless(training: Training) -> Scripted:  # noqa: ARG001
    """A factory that fails."""
    raise ValueError("nothing to learn from")
