"""The weights of title features, arranged so that a place is scored without naming its features.

`TitleScorer.place(…)` equals the sum of the weights of `features.place_features(…)`; a test holds the two together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from crs.knowledge_graph.linking.content import score
from crs.knowledge_graph.linking.features import COARSE, MARKS, Words, name_features
from crs.knowledge_graph.linking.surroundings import Surroundings


class TitleScorer:
    """Scores names and places with the fitted weights."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        self.weights = weights
        self._before: dict[str, dict[str, float]] = defaultdict(dict)
        self._after: dict[str, dict[str, float]] = defaultdict(dict)
        self._before_two: dict[str, float] = {}
        self._after_two: dict[str, float] = {}
        for name, weight in weights.items():
            self._arrange(name, weight)

    def _arrange(self, name: str, weight: float) -> None:
        """Sort a weight of words before or after a place into its table; words count in every group they are given for."""
        group, _, feature = name.rpartition(": ")
        for side, one, two in (("before ", self._before, self._before_two), ("after ", self._after, self._after_two)):
            if not feature.startswith(side):
                continue
            words = feature.removeprefix(side)
            if " " in words:
                two[words] = weight
                return
            for coarse in (group,) if group else set(COARSE.values()):
                one[coarse][words] = one[coarse].get(words, 0.0) + weight

    def name(self, words: Words, ranks: Sequence[int], known: float) -> float:
        """The log-odds of a name wherever it stands."""
        return score(self.weights, name_features(words, ranks, known))

    def place(self, around: Surroundings, first: int, last: int, *, group: str, whole: bool, opened: bool) -> float:
        """The log-odds of where words first..last stand, for a name of a `group`."""
        coarse, get = COARSE[group], self.weights.get
        before, before_two = around.before(first)
        after, after_two = around.after(last)
        odds = get(f"{group}: case {around.case(first, last)}", 0.0)
        odds += self._before[coarse].get(before, 0.0) + self._after[coarse].get(after, 0.0)
        odds += self._before_two.get(before_two, 0.0) + self._after_two.get(after_two, 0.0)
        if not whole:
            odds += get(f"{group}: possessive", 0.0)
        mark = around.mark(first - 1)
        if mark in MARKS:
            odds += get(f"{coarse}: mark before {mark}", 0.0)
        mark = around.mark(last)
        mark = around.final_mark(last) if mark == "." else mark
        if mark in MARKS:
            odds += get(f"{coarse}: mark after {mark}", 0.0)
        if around.quoted(first, last):
            odds += get("quoted", 0.0)
        return odds + self._names(around, first, last, group=group, opened=opened)

    def _names(self, around: Surroundings, first: int, last: int, *, group: str, opened: bool) -> float:
        odds, get, names = 0.0, self.weights.get, around.names
        if names and min(names) < first:
            odds += get(f"{group}: after a name", 0.0)
        elif not opened and COARSE[group] == "word":
            odds += get(f"{group}: nothing said before", 0.0)
        if names and max(names) > last:
            odds += get(f"{group}: before a name", 0.0)
        return odds
