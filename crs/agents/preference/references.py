"""Words that point: "the second", "that one", "the 1982 one", "the newer one", "the one with her in it", "it", "both"."""

from __future__ import annotations

import re

from crs.agents.preference.content import Content
from crs.agents.preference.lexicon import Lexicon
from crs.agents.preference.measures import Measures
from crs.agents.preference.phrases import PhraseBook
from crs.agents.preference.scan import Scan, Target
from crs.agents.preference.situation import Situation
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.types import RangeTarget

_YEAR = re.compile(r"\d{4}")
_SPAN = re.compile(r"(-?\d+(?:\.\d+)?)-(-?\d+(?:\.\d+)?)")


class ReferenceReader:
    """Finds what an utterance points at."""

    def __init__(self, lexicon: Lexicon, graph: KnowledgeGraph, measures: Measures) -> None:
        content: Content = lexicon.content
        self._pointing = content.pointing
        self._heads = frozenset(content.pointing.heads) | {w for noun in graph.schema.item.all_nouns for w in lexicon.tokenizer.words(noun)}
        self._grammar = grammar = content.grammar
        following = content.links | content.conjunctions | content.contrasts | content.subjects | grammar.following
        self._following = following - grammar.not_following
        self._linking = grammar.having | lexicon.traits
        self._graph = graph
        self._measures = measures
        read = lexicon.tokenizer.words
        nouns = graph.schema.item.all_nouns
        filled = [
            (phrase.replace("{item}", noun), kind)
            for kind in ("that_one", "those_ones")
            for phrase in getattr(content.pointing, kind)
            for noun in nouns
        ]
        phrases = [(read(phrase), kind) for phrase, kind in dict.fromkeys(filled)]
        phrases += [(read(phrase), "plural") for phrase in content.pointing.plural]
        phrases += [(read(phrase), "single") for phrase in content.pointing.single]
        self._book: PhraseBook[str] = PhraseBook(phrases)
        self._alike: PhraseBook[None] = PhraseBook((read(phrase), None) for phrase in content.pointing.same)
        opening = self._book.openings | self._alike.openings | grammar.definite
        self._openings = opening | frozenset(content.pointing.ordinals) | frozenset(content.pointing.number)

    def find(self, scan: Scan, situation: Situation) -> tuple[Target, ...]:
        """The references of an utterance, resolved; those that mean nothing are left out."""
        named = {p for name in scan.names for p in range(name.start, name.end)}
        exact = {p for hit in scan.ranges if not hit.vague and hit.end - hit.start > 2 for p in range(hit.start, hit.end)}
        found: list[Target] = []
        place = 0
        while place < len(scan.words):
            target = None
            opens = scan.words[place] in self._openings or (place == 0 and situation.clarifies)
            if opens and place not in scan.idioms and place not in named and place not in exact:
                target = (
                    self._same(scan, place, situation)
                    or self._described(scan, place, situation)
                    or self._ordinal(scan, place, situation, found)
                    or self._pronoun(scan, place, situation, found)
                )
            if target is None:
                place += 1
            else:
                found.append(target)
                place = target.end
        return tuple(found)

    # ------------------------------------------------------------ by what another item has

    def _same(self, scan: Scan, place: int, situation: Situation) -> Target | None:
        """ "The same maker as that one", "by the same maker"."""
        match = self._alike.at(scan.words, place)
        noun = next((n for n in scan.nouns if match and n.start == match.end and n.payloads[0].kind == "attribute"), None)
        if noun is None:
            return None
        named = next((n for n in scan.names if n.item and n.entities and noun.end < n.start <= noun.end + 2), None)
        patterns = named.entities if named is not None else self._single(scan, place, situation, [])
        relations = [p.name for p in noun.payloads if p.name in self._graph.schema.relations]
        found = [tail for item in patterns for relation in relations[:1] for tail in self._graph.tails(item, relation)]
        return Target(place, noun.end, tuple(dict.fromkeys(found)), pointed=True) if found else None

    # ------------------------------------------------------------ by place in the list

    def _ordinal(self, scan: Scan, place: int, situation: Situation, found: list[Target]) -> Target | None:
        words, ordinals, start = scan.words, self._pointing.ordinals, place
        if words[place] in self._pointing.number and place + 1 < len(words):
            value = int(words[place + 1]) if words[place + 1].isdecimal() else ordinals.get(words[place + 1], 0)
            return self._at(situation, value, place, place + 2)
        article = words[place] in self._grammar.definite
        place += article
        if place >= len(words) or words[place] not in ordinals or words[place] in self._grammar.cardinals:
            return None
        position, end = ordinals[words[place]], place + 1
        count = ordinals.get(words[end], 0) if end < len(words) and words[end] in self._grammar.cardinals - self._grammar.one else 0
        end += bool(count)
        headed = end < len(words) and words[end] in self._heads
        joined = bool(found) and found[-1].pointed and all(self._joins(word) for word in words[found[-1].end : start])
        alone = len(words) - (end - start) <= 1
        if not (article or headed or joined or alone) or (not headed and not self._alone(scan, start, end)):
            return None
        noun = headed and words[end] not in self._pointing.heads
        end += headed
        described = self._grammar.first_person | self._grammar.relatives
        if noun and end < len(words) and words[end] in described:  # "the last bottle I opened"
            return None
        if count:
            return self._several(situation, position, count, start, end)
        return self._at(situation, position, start, end)

    def _joins(self, word: str) -> bool:
        grammar = self._grammar
        return word in grammar.and_ or word in grammar.or_ or word in grammar.definite or word == ","

    def _pool(self, situation: Situation) -> tuple[str, ...]:
        return situation.options if situation.options else situation.shown

    def _at(self, situation: Situation, position: int, start: int, end: int) -> Target | None:
        pool = self._pool(situation)
        index = position - 1 if position > 0 else len(pool) - 1
        return self._option(pool[index : index + 1], start, end, situation) if position and 0 <= index < len(pool) else None

    def _several(self, situation: Situation, position: int, count: int, start: int, end: int) -> Target | None:
        pool = self._pool(situation)
        return self._option(pool[:count] if position > 0 else pool[-count:], start, end, situation)

    def _option(self, chosen: tuple[str, ...], start: int, end: int, situation: Situation, *, weak: bool = False) -> Target | None:
        known = tuple(entity for entity in chosen if entity in self._graph)
        if known:
            return Target(start, end, known, item=known[0] in self._graph.items, pointed=True, weak=weak)
        match = _SPAN.fullmatch(chosen[0]) if len(chosen) == 1 else None
        if match is None or situation.asked not in self._graph.schema.fields:
            return None
        return Target(start, end, range=RangeTarget(field=situation.asked, low=float(match[1]), high=float(match[2])), pointed=True)

    # ------------------------------------------------------------ by a quality

    def _described(self, scan: Scan, place: int, situation: Situation) -> Target | None:
        """ "the 1982 one", "the newer one", "the shorter one", "the Nolan one", "the one with robots"."""
        words = scan.words
        if words[place] not in self._grammar.definite and not (place == 0 and situation.clarifies):
            return None
        inner = place + (words[place] in self._grammar.definite)
        pool = self._items(scan, situation)
        if not pool or inner >= len(words):
            return None
        name = next((n for n in scan.names if n.start == inner and not n.item), None)
        end = inner + 1 if name is None else name.end
        headed = end < len(words) and words[end] in self._heads
        alone = situation.clarifies and end >= len(words)
        if headed or alone:
            chosen = self._linked(pool, name) if name is not None else self._by_word(words[inner], pool)
            if chosen:
                return Target(place, end + headed, chosen, item=True, pointed=True)
        if words[inner] in self._grammar.one and inner + 1 < len(words) and words[inner + 1] in self._linking:
            named = next((n for n in scan.names if inner + 1 < n.start <= inner + 4 and not n.item), None)
            years = next((h for h in scan.ranges if inner + 1 <= h.start <= inner + 3), None)
            if named is not None and (chosen := self._linked(pool, named)):
                return Target(place, named.end, chosen, item=True, pointed=True)
            if years is not None and (chosen := self._within(pool, years.target)):
                return Target(place, years.end, chosen, item=True, pointed=True)
        return None

    def _items(self, scan: Scan, situation: Situation) -> tuple[str, ...]:
        """The items a quality can choose among: what was offered or shown, else what a name said here could mean."""
        offered = tuple(item for item in situation.options if item in self._graph.items)
        if offered and situation.asked is None:
            return offered
        meant = (e for name in scan.names if name.mention for e in (name.mention.entity, *name.mention.alternatives))
        named = tuple(entity for entity in meant if entity in self._graph.items)
        return tuple(dict.fromkeys((*situation.shown, *named)))

    def _linked(self, pool: tuple[str, ...], name: Target) -> tuple[str, ...]:
        return tuple(item for item in pool if set(name.entities) & set(self._graph.neighbours(item)))[:1]

    def _by_word(self, word: str, pool: tuple[str, ...]) -> tuple[str, ...]:
        calendar = self._graph.schema.calendar
        if _YEAR.fullmatch(word) and calendar is not None:
            return self._within(pool, RangeTarget(field=calendar, low=float(word), high=float(word)))
        if word in self._pointing.earliest and calendar is not None:
            return self._extreme(pool, calendar, -1)
        if word in self._pointing.latest and calendar is not None:
            return self._extreme(pool, calendar, 1)
        for name, field in self._measures.fields.items():
            for direction, said in ((-1, field.lower), (1, field.higher)):
                if word in said:
                    return self._extreme(pool, name, direction)
        return ()

    def _within(self, pool: tuple[str, ...], target: RangeTarget) -> tuple[str, ...]:
        low = float("-inf") if target.low is None else target.low
        high = float("inf") if target.high is None else target.high
        values = ((item, self._measures.value(item, target.field)) for item in pool)
        return tuple(item for item, value in values if value is not None and low <= value <= high)[:1]

    def _extreme(self, pool: tuple[str, ...], field: str, direction: int) -> tuple[str, ...]:
        known = [(value * direction, item) for item in pool if (value := self._measures.value(item, field)) is not None]
        return (max(known)[1],) if len(known) > 1 else ()

    def _alone(self, scan: Scan, start: int, end: int) -> bool:
        """Whether words are no part of a longer phrase: "that", but not "that studio" or "one that …"."""
        if (
            start
            and scan.words[start] in self._grammar.relatives
            and (scan.words[start - 1] in self._heads or any(n.end == start for n in scan.names))
        ):
            return False
        if end >= len(scan.words) or scan.tokens[end].mark:
            return True
        return scan.words[end] in self._following

    # ------------------------------------------------------------ by a pronoun

    def _pronoun(self, scan: Scan, place: int, situation: Situation, found: list[Target]) -> Target | None:
        match = self._book.at(scan.words, place)
        if match is None:
            return None
        if scan.words[place] in self._grammar.demonstratives and match.end == place + 1 and not self._alone(scan, place, match.end):
            return None
        kind = match.payloads[0]
        weak = kind in ("single", "plural") and match.end == match.start + 1
        if kind in ("single", "that_one"):
            chosen = self._single(scan, place, situation, found)
        else:
            chosen = self._plural(scan, place, situation, found)
        if not chosen:
            return None
        return self._option(chosen, match.start, match.end, situation, weak=weak and scan.words[place] != "both")

    @staticmethod
    def _before(scan: Scan, place: int, found: list[Target], *, items: bool = True) -> list[Target]:
        """What was named or pointed at before a place."""
        said = [*scan.names, *(target for target in found if not target.weak)]
        return sorted((t for t in said if t.item == items and not t.unknown and t.end <= place), key=lambda target: target.start)

    def _single(self, scan: Scan, place: int, situation: Situation, found: list[Target]) -> tuple[str, ...]:
        if earlier := self._before(scan, place, found):
            return () if earlier[-1].ambiguous else earlier[-1].entities[:1]
        return situation.focus()[:1]

    def _plural(self, scan: Scan, place: int, situation: Situation, found: list[Target]) -> tuple[str, ...]:
        earlier = self._before(scan, place, found)
        if earlier:
            clause = scan.clause(earlier[-1].start)
            group = [name for name in earlier if clause.start <= name.start and not name.ambiguous]
            return tuple(entity for name in group for entity in name.entities)
        if situation.options and not situation.fresh:
            return situation.options
        return (
            situation.shown
            or situation.focus()
            or tuple(e for name in self._before(scan, place, found, items=False)[-1:] for e in name.entities)
        )
