"""What a question is worth: the information its answer is expected to give about which candidate is wanted.

The answer is modelled as a noisy channel from the wanted item to what the seeker says: with the share of people who have
no preference about the attribute they name nothing; otherwise they name one of the offered options that the item has, each
as likely, or nothing if it has none of them. The gain is the mutual information of item and answer, in bits:
H(answer) - H(answer | item). An attribute whose options cover few candidates, or whose answer few people know, gains
little, however many values it has.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crs.agents.phrases.quantities import bucket_option, parse_option
from crs.dialogue.belief import Array, entropy
from crs.knowledge_graph.graph import KnowledgeGraph

Ints = NDArray[np.int64]

LEAST, MOST = 3, 5  # options of a question
_CONSIDERED = 24  # values with the most mass, of which the options are chosen
_COMMON = 0.95  # a value that nearly all candidates have tells nothing
_THIN = 0.01  # an option adds at least this much mass


@dataclass(frozen=True, kw_only=True)
class WorthAsking:
    """A question that may be asked."""

    attribute: str
    options: tuple[str, ...]  # entity ids, most likely first; or "low-high", rising
    gain: float  # bits


class _Table:
    """One attribute of all items: which values each has, as compressed rows."""

    def __init__(self, graph: KnowledgeGraph, attribute: str) -> None:
        spec = graph.schema.fields.get(attribute)
        self.numeric = spec is not None
        index: dict[str, int] = {}
        held: list[list[int]] = []
        for item in graph.items.values():
            value = item.facts.get(attribute)
            if spec is None:
                values: tuple[str, ...] = graph.tails(item.id, attribute)
            else:
                values = (bucket_option(spec, value),) if isinstance(value, int | float) else ()
            held.append([index.setdefault(name, len(index)) for name in values])
        self.values = tuple(index)
        self._end = np.cumsum([0, *(len(row) for row in held)])
        self._held = np.array([column for row in held for column in row], dtype=np.int64)

    def pairs(self, rows: Ints) -> tuple[Ints, Ints]:
        """(position in `rows`, value) of everything these items have."""
        begin, count = self._end[rows], self._end[rows + 1] - self._end[rows]
        position = np.repeat(np.arange(len(rows)), count)
        offset = np.arange(len(position)) - np.repeat(np.cumsum(count) - count, count)
        return position, self._held[begin[position] + offset]


class InformationGain:
    """Weighs the questions that the schema of one graph allows."""

    def __init__(self, graph: KnowledgeGraph) -> None:
        schema = graph.schema
        self._row = {item: row for row, item in enumerate(graph.item_ids)}
        self._tables = {attribute: _Table(graph, attribute) for attribute in schema.attributes}
        self._indifferent = {name: part.indifferent for group in (schema.relations, schema.fields) for name, part in group.items()}

    def questions(
        self, items: Sequence[str], chances: Array, *, attributes: Collection[str], refused: Collection[str] = ()
    ) -> list[WorthAsking]:
        """The questions about `attributes` that have enough options, the most informative first.

        `items` are the candidates and `chances` their probabilities; values in `refused` are not offered.
        """
        rows = np.array([self._row[item] for item in items], dtype=np.int64)
        weighed = (self._question(attribute, rows, chances, refused) for attribute in attributes if attribute in self._tables)
        return sorted((question for question in weighed if question is not None), key=lambda question: -question.gain)

    def _question(self, attribute: str, rows: Ints, chances: Array, refused: Collection[str]) -> WorthAsking | None:
        table = self._tables[attribute]
        position, value = table.pairs(rows)
        mass = np.bincount(value, weights=chances[position], minlength=len(table.values))
        order = np.argsort(-mass, kind="stable")[: _CONSIDERED + len(refused)].tolist()
        columns = [n for n in order if _THIN <= mass[n] <= _COMMON and table.values[n] not in refused][:_CONSIDERED]
        if len(columns) < LEAST:
            return None
        slot = np.full(len(table.values), -1)
        slot[columns] = np.arange(len(columns))
        there = slot[value] >= 0
        offered = np.zeros((len(rows), len(columns)))
        offered[position[there], slot[value[there]]] = 1.0
        picked = _spread(offered, chances)
        if len(picked) < LEAST:
            return None
        gain = expected_gain(offered[:, picked], chances, indifferent=self._indifferent[attribute])
        options = [table.values[columns[n]] for n in picked]
        if table.numeric:
            options.sort(key=parse_option)
        return WorthAsking(attribute=attribute, options=tuple(options), gain=gain)


def expected_gain(offered: Array, chances: Array, *, indifferent: float) -> float:
    """Mutual information of the wanted item and the answer, in bits.

    `offered` is items × options (1 where the item has the option), `chances` the belief over the items.
    """
    counts = offered.sum(axis=1, keepdims=True)
    named = (1 - indifferent) * offered / np.maximum(counts, 1)
    answers = np.hstack((named, 1 - named.sum(axis=1, keepdims=True)))
    noise = float(chances @ np.asarray(entropy(answers, axis=1)))
    return max(float(entropy(chances @ answers)) - noise, 0.0)


def _spread(offered: Array, chances: Array) -> list[int]:
    """Columns whose options cover the mass: each adds what the ones before leave uncovered, neither all of it nor nothing."""
    picked: list[int] = []
    covered = np.zeros(len(chances))
    while len(picked) < MOST:
        mass = (chances / (1 + covered)) @ offered
        worth = -mass * np.log2(np.clip(mass, 1e-12, 1.0))
        worth[picked] = -1.0
        best = int(np.argmax(worth))
        if worth[best] <= 0 or mass[best] < _THIN:
            break
        picked.append(best)
        covered += offered[:, best]
    return sorted(picked, key=lambda column: -float(chances @ offered[:, column]))
