"""Which words of a text are meant as names: every place that could be one, with the log-odds that it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from crs.knowledge_graph.linking.content import Weights, score
from crs.knowledge_graph.linking.features import (
    COMMON,
    GRAMMAR,
    Feature,
    Words,
    group_of,
    misspelling_features,
    name_features,
    person_features,
    place_features,
    value_features,
)
from crs.knowledge_graph.linking.lexicon import Lexicon, Match
from crs.knowledge_graph.linking.misspelling import Near
from crs.knowledge_graph.linking.names import Form
from crs.knowledge_graph.linking.prior import LinkPrior
from crs.knowledge_graph.linking.roles import Role, SurfaceFacts
from crs.knowledge_graph.linking.rules import title_rules
from crs.knowledge_graph.linking.scoring import TitleScorer
from crs.knowledge_graph.linking.surroundings import Surroundings


@dataclass(frozen=True, slots=True)
class Reading:
    """Words first..last of a text read as a surface of the lexicon in one role."""

    first: int
    last: int
    whole: bool
    surface: int
    role: Role
    odds: float  # log-odds that this is meant
    edits: int = 0  # letters that differ from the name


@dataclass(frozen=True, slots=True)
class Expected:
    """What is known before a text is read: whether items were spoken of, nodes that were offered, the role of an answer."""

    opened: bool = True
    nodes: frozenset[int] = frozenset()
    role: Role | None = None


_HOPELESS = -10.0  # log-odds that no rule set by hand makes up for
NOTHING_EXPECTED = Expected()


class Recogniser:
    """Reads places of a text as names."""

    def __init__(self, lexicon: Lexicon, facts: Sequence[SurfaceFacts], *, weights: Weights, prior: LinkPrior | None = None) -> None:
        self.lexicon = lexicon
        self.facts = facts
        self.weights = weights
        self.prior = prior
        self._titles = TitleScorer(weights.title)
        self._of_names: dict[tuple[int, Words], tuple[str, float]] = {}

    def readings(
        self, around: Surroundings, matches: Sequence[Match], *, years: Mapping[int, int], expected: Expected = NOTHING_EXPECTED
    ) -> Iterator[Reading]:
        """Every reading of the matches; `years` says where years are."""
        offered, fitting = self.weights.rules.get("offered", 0.0), self.weights.rules.get("expected", 0.0)
        for match in matches:
            named = expected.nodes and any(naming.node in expected.nodes for naming in self.lexicon.surfaces[match.surface].namings)
            for role, odds in self._roles(around, match, opened=expected.opened, years=years):
                known = (fitting if expected.role is role else 0.0) + (offered if named else 0.0)
                yield Reading(match.first, match.last, match.whole, match.surface, role, odds + known)

    def _roles(self, around: Surroundings, match: Match, *, opened: bool, years: Mapping[int, int]) -> Iterator[tuple[Role, float]]:
        facts = self.facts[match.surface]
        if facts.title is not None:
            yield Role.TITLE, self.title_odds(around, match, opened=opened, years=years)
        if facts.full_name or (facts.last_name and not facts.value and self._can_be_last_name(around, match)):
            features = person_features(around, match.first, match.last, full=facts.full_name, well_known=facts.well_known)
            yield Role.PERSON, score(self.weights.person, features)
        if facts.value:
            yield Role.VALUE, score(self.weights.value, value_features(around, match.first, match.last))

    def _can_be_last_name(self, around: Surroundings, match: Match) -> bool:
        """Not where a word of every day is written as such: "love", "man"."""
        return around.capital(match.first) or match.last > match.first or around.vocabulary.rank(around.text.words[match.first]) >= GRAMMAR

    def misspelt(self, around: Surroundings, near: Near, *, opened: bool, years: Mapping[int, int]) -> Iterator[Reading]:
        """The readings of words that are nearly a surface."""
        facts, surface = self.facts[near.surface], self.lexicon.surfaces[near.surface]
        name = "".join(surface.words)
        penalty = score(self.weights.misspelt, misspelling_features(around, near.first, near.last, name=name, edits=near.edits))
        match = Match(near.first, near.last, near.surface, True)
        if facts.title is not None:
            role, odds = Role.TITLE, self.title_odds(around, match, opened=opened, years=years, words=surface.words)
        elif facts.value:
            role, odds = Role.VALUE, score(self.weights.value, value_features(around, near.first, near.last))
        else:
            role = Role.PERSON
            features = person_features(around, near.first, near.last, full=facts.full_name, well_known=facts.well_known)
            odds = score(self.weights.person, features)
        yield Reading(near.first, near.last, True, near.surface, role, odds + penalty, near.edits)

    def look_around(self, around: Surroundings, matches: Sequence[Match]) -> None:
        """Mark the words of names of several words, one of them rare, that nobody takes for anything else."""
        words, rank = around.text.words, around.vocabulary.rank
        names: set[int] = set()
        people: set[int] = set()
        for match in matches:
            if match.last > match.first:
                facts = self.facts[match.surface]
                if facts.full_name or (facts.title is not None and facts.title <= Form.NUMERAL):
                    span = range(match.first, match.last + 1)
                    if any(rank(words[place]) >= COMMON for place in span):
                        names.update(span)
                        if facts.full_name:
                            people.update(span)
        around.names, around.people = frozenset(names), frozenset(people)

    # ------------------------------------------------------------ titles

    def title_odds(self, around: Surroundings, match: Match, *, opened: bool, years: Mapping[int, int], words: Words = ()) -> float:
        """Log-odds that a match is meant as a title; `words` are those of the name where the text misspells it."""
        group, odds = self._name_odds(match.surface, words or around.text.words[match.first : match.last + 1], around)
        odds += self._titles.place(around, match.first, match.last, group=group, whole=match.whole, opened=opened)
        if self.prior is not None:
            odds += self._learned_here(around, match)
        return odds if odds < _HOPELESS else odds + self.rule_odds(around, match, years)

    def _name_odds(self, surface: int, words: Words, around: Surroundings) -> tuple[str, float]:
        """The group of a name and the part of its log-odds that does not depend on where it stands."""
        found = self._of_names.get((surface, words))
        if found is None:
            ranks = [around.vocabulary.rank(word) for word in words]
            found = self._of_names[surface, words] = group_of(ranks), self._titles.name(words, ranks, self.facts[surface].known)
        return found

    def title_features(self, around: Surroundings, match: Match, *, opened: bool) -> Iterator[Feature]:
        """The features whose weights are fitted."""
        words = around.text.words[match.first : match.last + 1]
        ranks = [around.vocabulary.rank(word) for word in words]
        yield from name_features(words, ranks, self.facts[match.surface].known)
        yield from place_features(around, match.first, match.last, group=group_of(ranks), whole=match.whole, opened=opened)

    def rule_odds(self, around: Surroundings, match: Match, years: Mapping[int, int]) -> float:
        """The part of the log-odds that is set by hand."""
        return score(self.weights.rules, title_rules(around, match.first, match.last, self.facts[match.surface], years))

    def _learned_here(self, around: Surroundings, match: Match) -> float:
        prior, form = self.prior, self.facts[match.surface].title
        if prior is None or form is None:
            return 0.0
        phrase = "".join(self.lexicon.surfaces[match.surface].words)
        case = around.case(match.first, match.last)
        return prior.phrases.get(phrase, 0.0) + prior.forms.get(form.name, 0.0) + prior.cases.get(case, 0.0) - prior.bar
