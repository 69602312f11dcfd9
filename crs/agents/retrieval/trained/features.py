"""What the learned fusion knows of a candidate: what every source says of it, and how it lies to what was said.

One row a candidate. Nothing here is of one domain: numbers are the schema's fields, likeness is over shared entities.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from crs.agents.retrieval.trained.reading import Named, Reading
from crs.agents.retrieval.trained.source import AGAINST, Floats
from crs.agents.retrieval.words import WordReader
from crs.knowledge_graph.graph import KnowledgeGraph

DEPTH = 100  # candidates of every source
CONSTANT = 20.0  # of reciprocal rank, how little the very first ranks stand out
_COMMON = 300  # items: a word of more names says nothing

Columns = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Pool:
    """The candidates of one conversation, best first by reciprocal rank, and their features."""

    columns: Columns
    features: Floats  # candidates × features
    fused: Floats  # by reciprocal rank
    parts: Floats  # sources × candidates: how far above the mean of all items, in standard deviations


class Features:
    """Makes the features over one graph; the arrays are prepared once."""

    def __init__(self, graph: KnowledgeGraph, reader: WordReader, counts: Floats, sources: Sequence[str]) -> None:
        """`counts` is how often training names each item, `sources` the names of the sources in the order of their scores."""
        self.sources = tuple(sources)
        self._reader = reader
        self.popularity = np.log1p(counts).astype(np.float32)
        links = graph.adjacency()[graph.item_nodes].tocsr().astype(np.float32)
        links.data[:] = 1.0
        self._having = links.tocsc()
        shared = np.bincount(links.indices, minlength=len(graph))
        self._degree = np.diff(links.indptr).astype(np.float32)
        rarity = np.where(shared > 1, np.log(len(graph.items) / np.maximum(shared, 1)), 0.0)
        weighted = sparse.csr_array(links @ sparse.diags_array(rarity.astype(np.float32)))
        length = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
        self._unit = sparse.csr_array(sparse.diags_array(1 / np.maximum(length, 1e-6)) @ weighted).astype(np.float32)
        self._fields = {name: self._column(graph, name) for name in graph.schema.fields}
        self._titles, self._title_length = self._title_words(graph)

    @property
    def names(self) -> tuple[str, ...]:
        """The features, in the order of the columns."""
        by_source = [f"{kind} {name}" for kind in ("score", "rank") for name in self.sources]
        by_field = [f"{name}{what}" for name in self._fields for what in ("", " against all named", " against the last named")]
        return (*by_source, "mean score", "reciprocal rank", "popularity", "facts", *by_field, *_OF_CONVERSATION)

    def pool(self, reading: Reading, scores: Floats, *, among: NDArray[np.bool_] | None = None, depth: int = DEPTH) -> Pool:
        """The candidates of a conversation: the best `depth` of every source, and what was named.

        `scores` are sources × items; `among` marks the items that may be candidates, all if None.
        """
        items = scores.shape[1]
        named = [one.number for one in reading.items]
        above = standing(scores)
        place = np.full(scores.shape, 2.0 * depth, dtype=np.float32)
        chosen = np.zeros(items, dtype=bool)
        chosen[named] = True
        for source, row in enumerate(scores):
            best = _best(row, depth + len(named), among)
            place[source, best] = np.arange(len(best))
            chosen[best[:depth]] = True
        if among is not None:
            chosen &= among
        columns = np.flatnonzero(chosen)
        fused = (1.0 / (place[:, columns] + CONSTANT)).sum(axis=0)
        order = np.lexsort((-self.popularity[columns], -fused))
        columns, fused = columns[order], fused[order].astype(np.float32)
        parts = above[:, columns]
        own = [
            *parts, *np.log1p(place[:, columns]), parts.mean(axis=0), fused, self.popularity[columns], self._degree[columns],
            *self._numbers(reading, columns), *self._conversation(reading, columns),
        ]  # fmt: skip
        return Pool(columns=columns, features=np.stack(own, axis=1).astype(np.float32), fused=fused, parts=parts)

    def _numbers(self, reading: Reading, columns: Columns) -> Iterable[Floats]:
        named = [one.number for one in reading.items]
        for values in self._fields.values():
            own, told = values[columns], values[named]
            known = told[~np.isnan(told)]
            yield own
            yield own - (known.mean() if len(known) else np.float32(np.nan))
            yield own - (told[-1] if len(told) else np.float32(np.nan))

    def _conversation(self, reading: Reading, columns: Columns) -> Iterable[Floats]:
        """In the order of _OF_CONVERSATION."""
        seeker = [one for one in reading.entities if one.role == "seeker"]
        newest = reading.newest
        last = set(newest.entities) if newest is not None else set()
        last_seeker = next((turn for turn in reversed(reading.turns) if turn.role == "seeker"), None)
        met = self._met(seeker, columns)
        yield met
        yield met / np.float32(max(len(seeker), 1))
        yield self._met([one for one in reading.entities if one.role != "seeker"], columns)
        yield self._met([one for one in reading.entities if one.number in last], columns)
        yield self._met([one for one in reading.entities if last_seeker is not None and one.number in last_seeker.entities], columns)
        yield from self._likeness(reading, columns)
        yield from self._mentioned(reading, columns)
        yield self._in_title(self._words([newest.words] if newest is not None else []), columns)
        yield self._in_title(self._words(turn.words for turn in reading.turns), columns)
        before = reading.turns[-2] if len(reading.turns) > 1 else None
        for count in (
            len(reading.turns),
            len(reading.items),
            sum(one.role == "seeker" for one in reading.items),
            len(newest.words.split()) if newest is not None else 0,
            len(seeker),
            len(last),
            len(newest.items) if newest is not None else 0,
            len(before.items) if before is not None else 0,
        ):
            yield np.full(len(columns), count, dtype=np.float32)

    def _met(self, entities: Iterable[Named], columns: Columns) -> Floats:
        """How many of the entities each candidate has, less those that are disliked."""
        found = np.zeros(self._having.shape[0], dtype=np.float32)
        for one in entities:
            part = slice(self._having.indptr[one.number], self._having.indptr[one.number + 1])
            found[self._having.indices[part]] += -AGAINST if one.polarity < 0 else 1.0
        return found[columns]

    def _likeness(self, reading: Reading, columns: Columns) -> Iterable[Floats]:
        """Cosine with the most similar item named, the last one, and all on average."""
        named = [one.number for one in reading.items]
        if not named:
            return [np.full(len(columns), np.nan, dtype=np.float32)] * 3
        like: Floats = (self._unit[columns] @ self._unit[named].T).toarray()
        return like.max(axis=1), like[:, -1], like.mean(axis=1)

    def _mentioned(self, reading: Reading, columns: Columns) -> Iterable[Floats]:
        """Of a candidate that was named: how many were named since, by whom last, and whether just now."""
        place = {one.number: (since, one) for since, one in enumerate(reversed(reading.items))}
        found = [place.get(column) for column in columns.tolist()]
        yield np.array([np.nan if one is None else one[0] for one in found], dtype=np.float32)
        yield np.array([0 if one is None else 1 + (one[1].role != "seeker") for one in found], dtype=np.float32)
        yield np.array([one is not None and one[1].age == 0 for one in found], dtype=np.float32)

    # ------------------------------------------------------------ words of names

    def _words(self, texts: Iterable[str]) -> set[str]:
        return {word for text in texts for word in self._reader.document(text)}

    def _in_title(self, words: Iterable[str], columns: Columns) -> Floats:
        """Share of the words of a candidate's name that were said without naming it."""
        found = np.zeros(len(self._title_length), dtype=np.float32)
        for word in words:
            there = self._titles.get(word)
            if there is not None:
                found[there] += 1
        return found[columns] / self._title_length[columns]

    def _title_words(self, graph: KnowledgeGraph) -> tuple[Mapping[str, Columns], Floats]:
        titles = [set(self._reader.document(item.name)) for item in graph.items.values()]
        having: dict[str, list[int]] = {}
        for column, words in enumerate(titles):
            for word in words:
                having.setdefault(word, []).append(column)
        telling = {word: np.array(columns) for word, columns in having.items() if len(columns) <= _COMMON}
        return telling, np.array([max(len(words), 1) for words in titles], dtype=np.float32)

    @staticmethod
    def _column(graph: KnowledgeGraph, field: str) -> Floats:
        facts = (item.facts.get(field) for item in graph.items.values())
        return np.array([float(value) if isinstance(value, int | float) else np.nan for value in facts], dtype=np.float32)


_OF_CONVERSATION = (
    "wishes met", "share of wishes met", "met of what the recommender named", "met of the last turn", "met of the seeker's last turn",
    "likeness to the nearest named", "likeness to the last named", "mean likeness",
    "named since", "named by", "named just now",
    "name in the last turn", "name in all turns",
    "turns", "items named", "items named by the seeker", "words of the last turn", "wishes", "entities of the last turn",
    "items of the last turn", "items of the turn before",
)  # fmt: skip


def standing(scores: Floats) -> Floats:
    """Sources × items: how far each score is above the source's mean, in standard deviations."""
    above: Floats = (scores - scores.mean(axis=1, keepdims=True)) / (scores.std(axis=1, keepdims=True) + np.float32(1e-6))
    return above


def _best(row: Floats, count: int, among: NDArray[np.bool_] | None) -> Columns:
    """The columns of the best `count` items, best first, without those that the source says nothing of (its lowest score)."""
    lowest = row.min()
    telling = row > lowest if among is None else (row > lowest) & among
    columns = np.flatnonzero(telling)
    if len(columns) > count:
        columns = columns[np.argpartition(-row[columns], count)[:count]]
        columns.sort()
    return columns[np.argsort(-row[columns], kind="stable")]
