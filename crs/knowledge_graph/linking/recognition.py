"""Which words of a text are meant as names: every place that could be one, with the log-odds that it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from crs.knowledge_graph.linking.content import Weights, score
from crs.knowledge_graph.linking.features import COMMON, Feature, misspelling_features, person_features, title_features, value_features
from crs.knowledge_graph.linking.lexicon import Lexicon, Match
from crs.knowledge_graph.linking.misspelling import Near
from crs.knowledge_graph.linking.names import Form
from crs.knowledge_graph.linking.prior import LinkPrior
from crs.knowledge_graph.linking.roles import Role, SurfaceFacts
from crs.knowledge_graph.linking.rules import title_rules
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


class Recogniser:
    """Reads places of a text as names."""

    def __init__(self, lexicon: Lexicon, facts: Sequence[SurfaceFacts], *, weights: Weights, prior: LinkPrior | None = None) -> None:
        self.lexicon = lexicon
        self.facts = facts
        self._weights = weights
        self.prior = prior

    def readings(self, around: Surroundings, matches: Sequence[Match], *, opened: bool, years: Mapping[int, int]) -> Iterator[Reading]:
        """Every reading of the matches; `opened` says whether any item was spoken of before, `years` where years are."""
        for match in matches:
            facts = self.facts[match.surface]
            if facts.title is not None:
                odds = self.title_odds(around, match, opened=opened, years=years)
                yield Reading(match.first, match.last, match.whole, match.surface, Role.TITLE, odds)
            if facts.full_name or facts.last_name:
                features = person_features(around, match.first, match.last, full=facts.full_name, well_known=facts.well_known)
                odds = score(self._weights.person, features)
                yield Reading(match.first, match.last, match.whole, match.surface, Role.PERSON, odds)
            if facts.value:
                odds = score(self._weights.value, value_features(around, match.first, match.last))
                yield Reading(match.first, match.last, match.whole, match.surface, Role.VALUE, odds)

    def misspelt(self, around: Surroundings, near: Near, *, opened: bool, years: Mapping[int, int]) -> Iterator[Reading]:
        """The readings of words that are nearly a surface."""
        facts, surface = self.facts[near.surface], self.lexicon.surfaces[near.surface]
        name = "".join(surface.words)
        penalty = score(self._weights.misspelt, misspelling_features(around, near.first, near.last, name=name, edits=near.edits))
        match = Match(near.first, near.last, near.surface, True)
        if facts.title is not None:
            role, odds = Role.TITLE, self.title_odds(around, match, opened=opened, years=years, words=surface.words)
        elif facts.value:
            role, odds = Role.VALUE, score(self._weights.value, value_features(around, near.first, near.last))
        else:
            role = Role.PERSON
            features = person_features(around, near.first, near.last, full=facts.full_name, well_known=facts.well_known)
            odds = score(self._weights.person, features)
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

    def title_odds(self, around: Surroundings, match: Match, *, opened: bool, years: Mapping[int, int], words: tuple[str, ...] = ()) -> float:
        """Log-odds that a match is meant as a title; `words` are those of the name where the text misspells it."""
        learned = score(self._weights.title, self.title_features(around, match, opened=opened, words=words))
        return learned + self.rule_odds(around, match, years) + self._learned_here(around, match)

    def rule_odds(self, around: Surroundings, match: Match, years: Mapping[int, int]) -> float:
        """The part of the log-odds that is set by hand."""
        return score(self._weights.rules, title_rules(around, match.first, match.last, self.facts[match.surface], years))

    def title_features(self, around: Surroundings, match: Match, *, opened: bool, words: tuple[str, ...] = ()) -> Iterator[Feature]:
        """The features whose weights are fitted."""
        return title_features(
            around,
            match.first,
            match.last,
            whole=match.whole,
            words=words or around.text.words[match.first : match.last + 1],
            known=self.facts[match.surface].known,
            opened=opened,
        )

    def _learned_here(self, around: Surroundings, match: Match) -> float:
        prior, form = self.prior, self.facts[match.surface].title
        if prior is None or form is None:
            return 0.0
        phrase = "".join(self.lexicon.surfaces[match.surface].words)
        return (
            prior.phrases.get(phrase, 0.0) + prior.forms.get(form.name, 0.0) + prior.cases.get(around.case(match.first, match.last), 0.0)
        )
