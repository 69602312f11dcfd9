"""Names that look like an item's or a person's but are not in the graph: quoted, capitalised, dated, or after a strong cue.

Where they stand is judged with the same weights as known titles.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from crs.knowledge_graph.linking.content import LinkingContent, score
from crs.knowledge_graph.linking.features import COMMON, group_of, name_features, place_features
from crs.knowledge_graph.linking.recognition import Reading
from crs.knowledge_graph.linking.result import UnknownName
from crs.knowledge_graph.linking.rules import number_end
from crs.knowledge_graph.linking.surroundings import Surroundings
from crs.types import Span

_QUOTED = re.compile(
    r'"([^"\n]{2,80})"|\u201c([^\u201c\u201d\n]{2,80})\u201d|\u00ab([^\u00bb\n]{2,80})\u00bb'
    r"|(?<!\w)['\u2018]([^'\u2018\u2019\n]{2,80})['\u2019](?!\w)"
)
_LONGEST = 8  # words of a name
_HALF_KNOWN = 0.5
_INSIDE = (" ", ":", "-", "&", "'", "\u2013")  # marks that a capitalised name may hold


@dataclass(frozen=True, slots=True)
class Guess:
    """Words first..last may be a name; `evidence` says why."""

    first: int
    last: int
    evidence: str


class UnknownNames:
    """Finds names of which the graph knows nothing."""

    def __init__(self, content: LinkingContent) -> None:
        self._cues = content.cues
        self._asking = frozenset(phrase.split()[-1] for phrase in content.cues.asks)
        self._title = content.weights.title
        self._weights = content.weights.unknown

    def find(
        self,
        around: Surroundings,
        covered: frozenset[int],
        *,
        values: frozenset[int],
        numbered: Sequence[Reading],
        dated: Sequence[Reading],
        years: Mapping[int, int],
        opened: bool,
    ) -> list[UnknownName]:
        """Unknown names in the order of the text, none of them over a `covered` word.

        `values` are words of qualities, which a longer name may take in; `numbered` are titles that a number after them
        makes another name, `dated` those that a year does; `years` are the places of years.
        """
        taken = set(covered)
        kept = []
        known = [Guess(title.first, title.last, "dated") for title in dated]
        known += [Guess(title.first, number_end(around, title.last), "numbered") for title in numbered]
        for guess in (*known, *self._guesses(around, taken, years)):
            places = range(guess.first, guess.last + 1)
            if taken.isdisjoint(places) and not values.issuperset(places) and self._odds(around, guess, opened=opened) > 0:
                taken.update(places)
                kept.append(_span(around, guess, years))
        return [UnknownName(text=around.text.original[slice(*span)], span=span) for span in sorted(kept)]

    def _guesses(self, around: Surroundings, taken: set[int], years: Mapping[int, int]) -> Iterator[Guess]:
        yield from _quoted(around)
        if around.casing == "full":
            yield from self._capitalised(around, taken, years)
        yield from self._cued(around, taken)

    def _odds(self, around: Surroundings, guess: Guess, *, opened: bool) -> float:
        words = around.text.words[guess.first : guess.last + 1]
        ranks = [around.vocabulary.rank(word) for word in words]
        odds = score(self._title, name_features(words, ranks, _HALF_KNOWN)) + self._weights.get(guess.evidence, 0.0)
        odds += score(self._title, place_features(around, guess.first, guess.last, group=group_of(ranks), whole=True, opened=opened))
        if len(words) == 1:
            odds += self._weights.get("one word", 0.0)
        if max(ranks) < COMMON:
            odds += self._weights.get("common words", 0.0)
        return odds

    # ------------------------------------------------------------ guesses

    def _capitalised(self, around: Surroundings, taken: set[int], years: Mapping[int, int]) -> Iterator[Guess]:
        """Runs of capitalised words, small words between them included: "The Lord of the Flies"."""
        words, place = around.text.words, 0
        while place < len(words):
            if place in taken or not self._starts(around, place):
                place += 1
                continue
            last = self._run_end(around, place, taken)
            first = self._run_start(around, place, last)
            if first is not None:
                dated = last + 1 in years and around.mark(last) == "("
                yield Guess(first, last, "dated" if dated else "capitals")
            place = last + 1

    def _starts(self, around: Surroundings, place: int) -> bool:
        return around.capital(place) and around.text.words[place] not in self._cues.never

    def _run_end(self, around: Surroundings, first: int, taken: set[int]) -> int:
        last = place = first
        while place + 1 < len(around.text.words) and place + 1 not in taken and around.mark(place) in _INSIDE and place - first < _LONGEST:
            place += 1
            if self._starts(around, place) or (around.text.words[place].isdecimal() and last == place - 1):
                last = place
            elif around.text.words[place] not in self._cues.inside or place - last > 2:
                break
        return last

    def _run_start(self, around: Surroundings, first: int, last: int) -> int | None:
        """Without ordinary words that are capitalised only because the sentence starts, None if nothing is left."""
        words = around.text.words
        starts = first <= last and around.starts_sentence(first) and words[first] not in _ARTICLES
        if starts and (first == last or around.vocabulary.rank(words[first]) < COMMON):
            first = self._next_capital(around, first, last)
        if first > last or (first == last and words[first] in _ARTICLES):
            return None
        return first

    def _next_capital(self, around: Surroundings, first: int, last: int) -> int:
        first += 1
        while first <= last and not self._starts(around, first):
            first += 1
        return first

    def _cued(self, around: Surroundings, taken: set[int]) -> Iterator[Guess]:
        """The rest of a clause after "have you seen", "a … called"."""
        words, cues = around.text.words, self._cues
        for place in range(1, len(words)):
            before = around.word(place - 1)
            called = before in cues.calls
            if not (called or (before in self._asking and around.before(place)[1] in cues.asks)):
                continue
            if around.mark(place - 1) == "." or words[place] in cues.not_name or place in taken:
                continue
            last = self._clause_end(around, place, taken, called=called)
            named = range(place, last + 1)
            if last > place and not any(around.word(at).startswith("<") or words[at] in cues.about_items for at in named):
                yield Guess(place, last, "called" if called else "cue")

    def _clause_end(self, around: Surroundings, first: int, taken: set[int], *, called: bool) -> int:
        words, cues, last = around.text.words, self._cues, first
        while last + 1 < len(words) and last - first + 1 < _LONGEST and last + 1 not in taken and around.mark(last) in (" ", "-", "&"):
            if words[last + 1] in cues.clause and not (called and words[last + 1] in cues.inside):
                break
            last += 1
        while last > first and words[last] in cues.inside:
            last -= 1
        return last


def _span(around: Surroundings, guess: Guess, years: Mapping[int, int]) -> Span:
    """Where a guess stands; with the year in brackets that makes it another name."""
    start, end = around.text.span(guess.first, guess.last)
    if guess.evidence == "dated" and guess.last + 1 in years:
        end = around.text.spans[guess.last + 1][1]
        end += around.text.original[end : end + 1] in (")", "]")
    return start, end


def _quoted(around: Surroundings) -> Iterator[Guess]:
    if not any(mark in around.text.original for mark in _QUOTES):
        return
    spans = around.text.spans
    for match in _QUOTED.finditer(around.text.original):
        start, end = match.span(match.lastindex or 0)
        inside = [place for place, (first, last) in enumerate(spans) if first >= start and last <= end]
        if inside and len(inside) <= 2 * _LONGEST:
            yield Guess(inside[0], inside[-1], "quoted")


_ARTICLES = ("the", "a", "an")
_QUOTES = ('"', "'", "\u201c", "\u2018", "\u00ab")
