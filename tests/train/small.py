"""A small data set with something to learn: three genres of games, and talk in which one leads to the next of its genre."""

from __future__ import annotations

import json
from pathlib import Path

from crs.datasets.labelled import LabelledDialogue
from crs.train.corpus import Corpus, open_corpus
from crs.train.course import Course
from crs.train.run import Recipe

GENRES = {"pirates": "cannons and gold", "trade": "spices and silk", "cosy": "tea in the rain"}
ITEMS = {
    f"{genre}-{number}": f"{word} {thing} ({2000 + 10 * place + number})"
    for place, (genre, word) in enumerate(zip(GENRES, ("Kraken", "Saffron", "Teapot"), strict=True))
    for number, thing in enumerate(("Bay", "Road", "Club", "Isle"))
}
RECIPE = Recipe(folds=2, course=Course(networks=1, epochs=1, threads=1))
WRONG = "{ this is no dialogue"


def write_games(folder: Path, *, train: int = 24, valid: int = 9) -> Path:
    """A data folder that holds the data set "own"; nobody can read its test split."""
    own = folder / "own"
    own.mkdir(parents=True)
    (own / "items.json").write_text(json.dumps(ITEMS), encoding="utf-8")
    for split, count in (("train", train), ("valid", valid)):
        (own / f"{split}.jsonl").write_text("".join(_dialogue(split, number) for number in range(count)), encoding="utf-8")
    (own / "test.jsonl").write_text(WRONG, encoding="utf-8")
    return folder


def _dialogue(split: str, number: int) -> str:
    genre = tuple(GENRES)[number % 3]
    known, first, second = (f"{genre}-{(number // 3 + step) % 4}" for step in range(3))
    turns = [
        {"role": "seeker", "text": f"I want {GENRES[genre]}. I liked {ITEMS[known]}.", "mentions": [known]},
        {"role": "recommender", "text": f"Then try {ITEMS[first]}.", "mentions": [first]},
        {"role": "seeker", "text": f"What else has {genre}?"},
        {"role": "recommender", "text": f"{ITEMS[second]} has.", "mentions": [second]},
    ]
    return json.dumps({"id": f"{split}-{number}", "turns": turns, "opinions": {known: {"liked": True}}}) + "\n"


def open_games(data: Path, **options: object) -> Corpus:
    """The data set by itself: nothing else describes its items."""
    return open_corpus("own", data, **{"sources": ("items",), **options})  # type: ignore[arg-type]


def ids(dialogues: tuple[LabelledDialogue, ...]) -> list[str]:
    return [labelled.dialogue.id for labelled in dialogues]
