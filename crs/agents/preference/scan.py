"""What stands where in an utterance: words, names, ranges, cues and clauses, before anything is made of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from crs.agents.preference.clauses import Clause, split
from crs.agents.preference.lexicon import Lexicon, Noun, Sense
from crs.agents.preference.measures import Degree, DegreeReader
from crs.agents.preference.phrases import Match
from crs.agents.preference.ranges import RangeHit, RangeReader
from crs.agents.preference.tokens import Token, span
from crs.knowledge_graph.linking import Linked
from crs.knowledge_graph.schema import Critique
from crs.types import Mention, RangeTarget, Span

_TALK = frozenset({"small_talk", "off_topic", "greet", "thank", "end"})


@dataclass(frozen=True, slots=True)
class Target:
    """Words [start, end) name something that can be liked or not: entities, or a range of a field."""

    start: int
    end: int
    entities: tuple[str, ...] = ()
    range: RangeTarget | None = None
    item: bool = False
    pointed: bool = False  # "the second", "it": nothing was named
    weak: bool = False  # a pronoun, which means something only where something is said of it
    vague: bool = False  # "recent"
    ambiguous: bool = False
    unknown: bool = False  # a name that the graph lacks
    mention: Mention | None = None


@dataclass(frozen=True, kw_only=True)
class Scan:
    """One utterance, read. Places are indexes of tokens."""

    text: str
    tokens: tuple[Token, ...]
    words: tuple[str, ...]
    names: tuple[Target, ...]  # what the linker found, then what points at something
    ranges: tuple[RangeHit, ...]
    degrees: tuple[Degree, ...]
    critiques: tuple[Match[Critique], ...]
    facts: tuple[Match[str], ...]
    nouns: tuple[Match[Noun], ...]
    acts: tuple[Match[str], ...]
    taste: Mapping[int, Match[Sense]]
    clauses: tuple[Clause, ...]
    idioms: frozenset[int] = field(default=frozenset())  # places that idioms cover
    dropped: frozenset[Span] = field(default=frozenset())  # mentions that turned out to name nothing

    @cached_property
    def targets(self) -> tuple[Target, ...]:
        """Names and ranges in the order in which they were said."""
        found = [Target(hit.start, hit.end, range=hit.target, vague=hit.vague) for hit in self.ranges]
        return tuple(sorted((*self.names, *found), key=lambda target: target.start))

    def span(self, start: int, end: int) -> Span:
        """The characters that tokens [start, end) cover."""
        return span(self.tokens, start, end)

    def said(self, start: int, end: int) -> str:
        """The words of the utterance that tokens [start, end) cover."""
        return self.text[slice(*self.span(start, end))]

    def acting(self, *kinds: str) -> Iterator[Match[str]]:
        """Cues of what is done with the utterance."""
        return (match for match in self.acts if not set(kinds).isdisjoint(match.payloads))

    def clause(self, place: int) -> Clause:
        """The clause a token belongs to."""
        return next((c for c in self.clauses if c.start <= place < c.end), Clause(place, place + 1))

    def with_names(self, names: Iterable[Target]) -> Scan:
        """The same utterance with more names; a range inside of one is part of it ("the 1982 one")."""
        more = tuple(names)
        ranges = tuple(hit for hit in self.ranges if not any(_overlap(hit.start, hit.end, name.start, name.end) for name in more))
        degrees = tuple(d for d in self.degrees if not any(_overlap(d.start, d.end, name.start, name.end) for name in more))
        names = tuple(sorted((*self.names, *more), key=lambda target: target.start))
        return replace(self, names=names, ranges=ranges, degrees=degrees)


class Scanner:
    """Reads utterances with one lexicon."""

    def __init__(self, lexicon: Lexicon, ranges: RangeReader, degrees: DegreeReader, kind: str) -> None:
        self._lexicon = lexicon
        self._ranges = ranges
        self._degrees = degrees
        self._item_kind = kind
        self._heads = frozenset(lexicon.content.pointing.heads)
        self._placed = lexicon.content.grammar.placed

    def scan(self, text: str, linked: Linked, *, asked: str | None = None) -> Scan:
        """Read an utterance whose names are linked; `asked` is the attribute that was asked for."""
        lexicon = self._lexicon
        tokens = lexicon.tokenizer(text)
        words = tuple(token.word for token in tokens)
        names = self._names(tokens, linked)
        facts = tuple(lexicon.facts.find(words, barriers=_places((n.start, n.end) for n in names)))
        closed = _places((n.start, n.end) for n in names if not _is_number(words, n))
        idioms = tuple(lexicon.idioms.find(words))
        idiomatic = _places((m.start, m.end) for m in idioms)
        closed |= idiomatic | _places((f.start, f.end) for f in facts if f.end - f.start > 1)
        hits, degrees = _settle(self._range_hits(words, names, closed, asked), self._degrees.find(words, closed))
        hits = tuple(sorted((*hits, *self._plain(degrees)), key=lambda hit: hit.start))
        critiques = self._compared(words, names)
        names, dropped = self._kept(words, names, hits, critiques, idioms)
        names = tuple(self._dated(name, hits) for name in names)
        hits = tuple(h for h in hits if not any(_overlap(h.start, h.end, n.start, n.end) for n in names))
        named = _places((n.start, n.end) for n in names)
        taken = named | _places((h.start, h.end) for h in hits if not h.vague)
        taste = {m.start: m for m in lexicon.taste.find(words, barriers=taken)}
        acts = tuple(m for m in lexicon.acts.find(words, barriers=_places((n.start, n.end) for n in names if n.item)) if _whole(m, names))
        content = lexicon.content
        opening = tuple(
            m.start
            for m in (*facts, *(a for a in acts if "why" in a.payloads or "list" in a.payloads))
            if words[m.start] in content.questions
        )
        return Scan(
            text=text,
            tokens=tokens,
            words=words,
            names=names,
            ranges=hits,
            degrees=degrees,
            critiques=critiques,
            facts=facts,
            nouns=tuple(lexicon.nouns.find(words, barriers=named)),
            acts=acts,
            taste=taste,
            clauses=split(tokens, content, named | _places((m.start + 1, m.end) for m in taste.values()), opening),
            idioms=idiomatic,
            dropped=dropped,
        )

    def _names(self, tokens: tuple[Token, ...], linked: Linked) -> tuple[Target, ...]:
        """What the linker found, as targets."""
        found: list[Target] = []
        for mention in linked.mentions:
            start, end = _tokens_of(tokens, mention.span)
            if end > start:
                item, doubtful = mention.kind == self._item_kind, mention in linked.ambiguous
                points = item and end - start > 1 and tokens[end - 1].word in self._heads  # "the 2011 one"
                found.append(Target(start, end, (mention.entity,), item=item, pointed=points, ambiguous=doubtful, mention=mention))
        for name in linked.unknown:
            start, end = _tokens_of(tokens, name.span)
            if end > start:
                found.append(Target(start, end, item=True, unknown=True))
        return tuple(sorted(found, key=lambda target: target.start))

    def _range_hits(
        self, words: tuple[str, ...], names: tuple[Target, ...], barriers: frozenset[int], asked: str | None
    ) -> tuple[RangeHit, ...]:
        hits = self._ranges.find(words, barriers, asked=asked)
        bare = {n.start for n in names if n.item and n.end == n.start + 1}  # a number alone that is the name of an item
        return tuple(h for h in hits if not (h.end == h.start + 1 and h.start in bare and asked is None))

    def _dated(self, name: Target, hits: tuple[RangeHit, ...]) -> Target:
        """A name with the year that follows it and is its own: "The Thing (1982)", "The Thing from 1982"."""
        meant = (*name.entities, *(name.mention.alternatives if name.mention else ()))
        for hit in hits if name.item else ():
            year = hit.target.low if hit.target.low == hit.target.high else None
            follows = name.end <= hit.start <= name.end + 1
            if year is not None and follows and any(self._degrees.measures.value(item, hit.target.field) == year for item in meant):
                return replace(name, end=hit.end)
        return name

    def _plain(self, degrees: tuple[Degree, ...]) -> list[RangeHit]:
        """ "short" and "long" without anything to compare with are ranges of the catalogue."""
        plain = (d for d in degrees if d.form == "absolute")
        return [RangeHit(d.start, d.end, self._degrees.measures.typical(d.field, d.direction), vague=True) for d in plain]

    def _compared(self, words: tuple[str, ...], names: tuple[Target, ...]) -> tuple[Match[Critique], ...]:
        """Phrases of the schema that compare; names of items may not be part of them."""
        return tuple(self._lexicon.critiques.find(words, barriers=_places((n.start, n.end) for n in names if n.item)))

    def _kept(
        self,
        words: tuple[str, ...],
        names: tuple[Target, ...],
        hits: tuple[RangeHit, ...],
        critiques: tuple[Match[Critique], ...],
        idioms: tuple[Match[None], ...],
    ) -> tuple[tuple[Target, ...], frozenset[Span]]:
        """The names that are not part of an idiom, a comparison or a range; and the spans of the others."""
        talk = [(m.start, m.end) for m in self._lexicon.acts.find(words) if _TALK.intersection(m.payloads)] if names else []
        phrases = (*((m.start, m.end) for m in idioms), *talk)
        kept: list[Target] = []
        dropped: set[Span] = set()
        for name in names:
            inside = any(start <= name.start and name.end <= end and self._says_more(words, end - start, name) for start, end in phrases)
            inside = inside or any(c.start <= name.start and name.end <= c.end for c in critiques if not name.item)
            inside = inside or any(h.start <= name.start and name.end <= h.end for h in hits if not self._set_in(words, name, h))
            if inside and name.mention is not None:
                dropped.add(name.mention.span)
            elif not inside:
                kept.append(name)
        return tuple(kept), frozenset(dropped)

    @staticmethod
    def _says_more(words: tuple[str, ...], length: int, name: Target) -> bool:
        """Whether a phrase is longer than the name inside of it, or is all that was said, in lower case."""
        plain = name.mention is not None and name.mention.text.islower() and length == len(words)
        return length > name.end - name.start or plain

    def _set_in(self, words: tuple[str, ...], name: Target, hit: RangeHit) -> bool:
        """ "set in the 1960s" speaks of what it is about, not of when it was made."""
        return name.mention is not None and bool(self._placed.intersection(words[max(0, hit.start - 2) : hit.start + 1]))


def _settle(hits: tuple[RangeHit, ...], degrees: tuple[Degree, ...]) -> tuple[tuple[RangeHit, ...], tuple[Degree, ...]]:
    """A comparison ("newer") is no age, an age ("new") no bare degree, and neither is part of an exact range."""
    exact = _places((h.start, h.end) for h in hits if not h.vague)
    degrees = tuple(d for d in degrees if exact.isdisjoint(range(d.start, d.end)))
    compared = _places((d.start, d.end) for d in degrees if d.form != "absolute")
    hits = tuple(h for h in hits if not h.vague or compared.isdisjoint(range(h.start, h.end)))
    vague = _places((h.start, h.end) for h in hits)
    return hits, tuple(d for d in degrees if d.form != "absolute" or vague.isdisjoint(range(d.start, d.end)))


def _whole(match: Match[str], names: Iterable[Target]) -> bool:
    """Whether a phrase stands outside of all names, or holds them whole and says more."""
    return all(
        not _overlap(match.start, match.end, n.start, n.end)
        or (match.start <= n.start and n.end <= match.end and match.end - match.start > n.end - n.start)
        for n in names
    )


def _places(spans: Iterable[tuple[int, int]]) -> frozenset[int]:
    return frozenset(place for start, end in spans for place in range(start, end))


def _overlap(start: int, end: int, other: int, stop: int) -> bool:
    return start < stop and other < end


def _is_number(words: tuple[str, ...], name: Target) -> bool:
    """Whether a name consists of numbers only, and so may be part of a range."""
    return all(word[0].isdigit() for word in words[name.start : name.end])


def _tokens_of(tokens: tuple[Token, ...], where: Span) -> tuple[int, int]:
    """The tokens whose characters overlap a span."""
    inside = [number for number, token in enumerate(tokens) if token.start < where[1] and where[0] < token.end]
    return (inside[0], inside[-1] + 1) if inside else (0, 0)
