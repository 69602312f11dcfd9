"""What a system answered to one context, as it is kept: one line of JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from crs.errors import ContractError
from crs.evaluate.ties import Tied, tied
from crs.types import Candidate


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """A ranking, or why there is none."""

    context: str  # id of the dialogue that was shown
    ranking: tuple[str, ...] = ()  # items best first
    tied: Tied = ()  # first and last place, from 1, of every stretch of neighbours with one score
    error: str = ""

    @classmethod
    def of(cls, context: str, candidates: Sequence[Candidate], *, asked: int, items: Collection[str]) -> Answer:
        """The answer that a turn's ranked candidates are.

        Raises:
            ContractError: there are more than `asked` candidates, one twice, one that is none of `items`, or a score that is not a number.
        """
        ranking = tuple(candidate.item for candidate in candidates)
        if len(ranking) > asked:
            raise ContractError(f"{len(ranking)} items were ranked, {asked} asked for")
        seen: set[str] = set()
        for candidate in candidates:
            if candidate.item not in items:
                raise ContractError(f"'{candidate.item}' is no item of the data set")
            if candidate.item in seen:
                raise ContractError(f"'{candidate.item}' was ranked twice")
            if math.isnan(candidate.score):
                raise ContractError(f"the score of '{candidate.item}' is not a number")
            seen.add(candidate.item)
        return cls(context=context, ranking=ranking, tied=tied([candidate.score for candidate in candidates]))

    def first(self, length: int) -> Answer:
        """With no more than this many items."""
        cut = tuple((start, min(end, length)) for start, end in self.tied if start < length)
        return Answer(context=self.context, ranking=self.ranking[:length], tied=cut, error=self.error)

    def line(self) -> str:
        """One line, its end included; equal answers give equal lines."""
        value = {"context": self.context, "ranking": self.ranking, "tied": self.tied, "error": self.error}
        return json.dumps(value, ensure_ascii=True, separators=(",", ":")) + "\n"

    @classmethod
    def parse(cls, line: str) -> Answer:
        """The inverse of `line`.

        Raises:
            ValueError: it is not such a line.
        """
        match json.loads(line):
            case {"context": str(context), "ranking": list(ranking), "tied": list(ties), "error": str(error)}:
                return cls(context=context, ranking=tuple(ranking), tied=tuple((start, end) for start, end in ties), error=error)
        raise ValueError("not an answer")
