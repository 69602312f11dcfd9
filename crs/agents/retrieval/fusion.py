"""Several sources side by side, fused by reciprocal rank (Cormack, Clarke and Büttcher, SIGIR 2009).

    score(item) = sum over sources of weight / (constant + rank of the item in the source)

Items with equal scores in a source share their mean rank: a source that cannot tell two items apart does not order them.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, repeat
from math import isfinite
from typing import TYPE_CHECKING

from crs.errors import ContractError, CRSError
from crs.types import Candidate, Evidence, Query

if TYPE_CHECKING:
    from crs.agents.retrieval.constraints import Constraints
    from crs.protocols import Retriever

CONSTANT = 60.0
DEFAULT_WEIGHT = 0.5  # of a source that nobody weighed

# Chosen on the same held-out likes as the walk (crs/agents/retrieval/walk.py), which words take no part in, and by hand for words.
WEIGHTS: Mapping[str, float] = {"graph": 1.0, "bm25": 0.5, "vector": 0.3, "popularity": 0.25}

_HINT = "crs.testing.retriever checks a retriever against its seam"
_log = logging.getLogger(__name__)


def reciprocal_rank_fusion(
    runs: Mapping[str, Sequence[Candidate]],
    *,
    weights: Mapping[str, float] | None = None,
    constant: float = CONSTANT,
    k: int | None = None,
) -> tuple[Candidate, ...]:
    """One list out of several, best first; every candidate keeps the evidence of all its sources.

    `parts` holds what each source adds to the score. The result does not depend on the order of `runs`. Of items with the
    same score the one with the better mean position comes first.

    Args:
        runs: candidates by source, best first.
        weights: weight by source, 1 where none is given.
        constant: how little the very first ranks stand out.
        k: how many candidates are wanted, all if None.
    """
    weights = weights or {}
    merged: dict[str, _Merged] = {}
    for source in sorted(runs, key=lambda name: (-weights.get(name, 1.0), name)):
        weight = weights.get(source, 1.0)
        for position, (candidate, rank) in enumerate(zip(runs[source], _ranks(runs[source]), strict=True)):
            one = merged.get(candidate.item)
            if one is None:
                one = merged[candidate.item] = _Merged()
            one.parts[source] = weight / (constant + rank)
            one.positions += position
            if candidate.evidence:
                one.evidence.extend(found for found in candidate.evidence if found not in one.evidence)
    order = sorted((-sum(one.parts.values()), one.positions / len(one.parts), item) for item, one in merged.items())
    return tuple(
        Candidate(item=item, score=-score, parts=merged[item].parts, evidence=tuple(merged[item].evidence)) for score, _, item in order[:k]
    )


class _Merged:
    """What the sources say about one item."""

    __slots__ = ("evidence", "parts", "positions")

    def __init__(self) -> None:
        self.parts: dict[str, float] = {}
        self.positions = 0
        self.evidence: list[Evidence] = []


def _ranks(run: Sequence[Candidate]) -> Iterator[float]:
    """The rank of each candidate of a run, from 1; neighbours with equal scores share their mean rank."""
    first = 1
    for _, equals in groupby(candidate.score for candidate in run):
        count = len(tuple(equals))
        yield from repeat(first + (count - 1) / 2, count)
        first += count


@dataclass(frozen=True, kw_only=True, slots=True)
class Retrieval:
    """What several sources found together, and which of them failed."""

    candidates: tuple[Candidate, ...]
    failures: Mapping[str, CRSError]  # by source

    @property
    def notices(self) -> tuple[str, ...]:
        """One line per source that failed."""
        return tuple(f"The search by {source} failed; these results do without it." for source in self.failures)


class FusedRetriever:
    """All sources at once; a source that fails is done without, counted and named, never raised.

    Nothing leaves that breaks a hard constraint, is excluded, or is not in the catalogue, whatever a source returns.
    """

    def __init__(
        self,
        sources: Mapping[str, Retriever],
        constraints: Constraints,
        *,
        weights: Mapping[str, float] = WEIGHTS,
        constant: float = CONSTANT,
    ) -> None:
        """Fuse `sources`, by name; one without a weight gets DEFAULT_WEIGHT."""
        self.sources = dict(sources)
        self.failed: Counter[str] = Counter()  # times each source failed
        self._constraints = constraints
        self._weights = {name: weights.get(name, DEFAULT_WEIGHT) for name in sources}
        self._constant = constant

    async def retrieve(self, query: Query, *, k: int) -> Sequence[Candidate]:
        """At most `k` candidates, best first."""
        return (await self.search(query, k=k)).candidates

    async def search(self, query: Query, *, k: int) -> Retrieval:
        """As `retrieve`, with the sources that failed."""
        answers = await asyncio.gather(*(self._ask(name, source, query, k) for name, source in self.sources.items()))
        named = dict(zip(self.sources, answers, strict=True))
        failures = {name: answer for name, answer in named.items() if isinstance(answer, CRSError)}
        runs = {name: self._constraints.keep(answer, query) for name, answer in named.items() if not isinstance(answer, CRSError)}
        if len(runs) == len(self.sources) == 1:  # the ranks of one list say less than its scores
            return Retrieval(candidates=next(iter(runs.values()))[: max(k, 0)], failures=failures)
        fused = reciprocal_rank_fusion(runs, weights=self._weights, constant=self._constant, k=max(k, 0))
        return Retrieval(candidates=fused, failures=failures)

    async def _ask(self, name: str, source: Retriever, query: Query, k: int) -> Sequence[Candidate] | CRSError:
        try:
            found = await source.retrieve(query, k=k)
            self._check(name, found, k)
        except Exception as error:  # a source may be anybody's: whatever it raises, the others still answer
            self.failed[name] += 1
            _log.warning("the retriever '%s' failed: %r", name, error)
            return error if isinstance(error, CRSError) else ContractError(f"the retriever '{name}' raised {error!r}", hint=_HINT)
        return found

    def _check(self, name: str, found: Sequence[Candidate], k: int) -> None:
        """Refuse an answer that breaks the seam."""
        items = {candidate.item for candidate in found}
        if len(found) > k or len(items) < len(found):
            raise ContractError(f"the retriever '{name}' returned more than {k} candidates, or one of them twice", hint=_HINT)
        if strange := items - self._constraints.graph.items.keys():
            raise ContractError(f"the retriever '{name}' returned '{min(strange)}', which is not in the catalogue", hint=_HINT)
        if not all(isfinite(candidate.score) for candidate in found):
            raise ContractError(f"the retriever '{name}' returned a score that is not a finite number", hint=_HINT)
