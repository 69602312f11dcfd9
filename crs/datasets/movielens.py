"""MovieLens (Harper & Konstan, TiiS 2015): films, and ratings of them. There are no dialogues in it.

The forms of its releases:

    movies.csv, ratings.csv   "movieId,title,genres" and "userId,movieId,rating,timestamp", genres joined by | (ml-latest, 10M and later)
    movies.dat, ratings.dat   the same without header, joined by :: (1M, 10M); latin-1 in 1M
    u.item, u.data            joined by | and by tabs (100K); latin-1
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from crs.datasets.delimited import checked, read_table
from crs.datasets.faults import Faults
from crs.datasets.folder import find, read_lines
from crs.datasets.presence import has_file
from crs.datasets.record import Distinct, Record
from crs.errors import DatasetError

_HINT = "is this a folder of MovieLens?"
_NO_GENRES = "(no genres listed)"
_GENRES_100K = (
    *("unknown", "Action", "Adventure", "Animation", "Children's", "Comedy", "Crime", "Documentary", "Drama", "Fantasy", "Film-Noir"),
    *("Horror", "Musical", "Mystery", "Romance", "Sci-Fi", "Thriller", "War", "Western"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Film:
    """A film; `title` is "Alien (1979)" as published, articles behind ("Matrix, The (1999)")."""

    id: str
    title: str
    genres: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Rating:
    """What a user gave a film: `value` in stars from 0.5 to 5, `time` in seconds since 1970."""

    user: str
    film: str
    value: float
    time: int


def read_films(folder: Path, *, faults: Faults | None = None) -> Iterator[Film]:
    """The films of a release, in the order of its file.

    Raises:
        DatasetError: naming file, row and field of what is not as published.
    """
    folder, faults = Path(folder), faults or Faults()
    if has_file(folder / "u.item"):
        return faults.read(_cells(folder / "u.item", "|", ("movieId", "title", "released", "video", "url", *_GENRES_100K)), _Films())
    return faults.read(_table(folder, "movies", ("movieId", "title", "genres")), _Films())


def read_ratings(folder: Path, *, faults: Faults | None = None) -> Iterator[Rating]:
    """The ratings of a release, in the order of its file.

    Raises:
        DatasetError: naming file, row and field of what is not as published.
    """
    folder, faults = Path(folder), faults or Faults()
    columns = ("userId", "movieId", "rating", "timestamp")
    if has_file(folder / "u.data"):
        return faults.read(_cells(folder / "u.data", "\t", columns), _rating)
    return faults.read(_table(folder, "ratings", columns), _rating)


def _table(folder: Path, name: str, columns: tuple[str, ...]) -> Iterator[Record | DatasetError]:
    if has_file(folder / f"{name}.dat"):
        return _cells(folder / f"{name}.dat", "::", columns)
    return read_table(folder / f"{name}.csv", delimiter=",", columns=columns, hint=_HINT)


def _cells(path: Path, separator: str, columns: tuple[str, ...]) -> Iterator[Record | DatasetError]:
    """Rows without header and without quotes."""
    found = find(path)
    for number, line in read_lines(found, encoding="latin-1"):
        cells = _utf8(line).split(separator)
        record = Record(file=found, number=number, row=dict(zip(columns, cells, strict=False)), hint=_HINT)
        if len(cells) == len(columns):
            yield record
        else:
            yield record.error(f"the row has {len(cells)} cells, not {len(columns)}", columns[0])


def _utf8(line: str) -> str:
    """The newer releases write UTF-8, where the older ones write latin-1."""
    if line.isascii():
        return line
    try:
        return line.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return line


class _Films:
    """Makes a film of a row; an id comes once."""

    def __init__(self) -> None:
        self._distinct = Distinct()

    def __call__(self, row: Record | DatasetError) -> Film:
        record = checked(row)
        title = " ".join(record.text("title").split())
        if not title:
            raise record.error("there is no title", "title")
        return Film(id=self._distinct.check(record, "movieId", record.id("movieId")), title=title, genres=_genres(record))


def _genres(record: Record) -> tuple[str, ...]:
    if "genres" in record.row:
        genres = record.text("genres")
        return () if genres == _NO_GENRES else tuple(genre for genre in genres.split("|") if genre)
    for genre in _GENRES_100K:
        if record.text(genre) not in ("0", "1"):
            raise record.error(f"'{record.text(genre)}' is neither 0 nor 1", genre)
    return tuple(genre for genre in _GENRES_100K[1:] if record.text(genre) == "1")  # the first is "unknown"


def _rating(row: Record | DatasetError) -> Rating:
    record = checked(row)
    value = _number(record, "rating")
    if not 0.5 <= value <= 5:
        raise record.error(f"{value:g} is not between 0.5 and 5", "rating")
    return Rating(user=record.id("userId"), film=record.id("movieId"), value=value, time=int(_number(record, "timestamp")))


def _number(record: Record, name: str) -> float:
    text = record.text(name).strip()
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise record.error(f"'{text[:40]}' is not a number", name)
    return value
