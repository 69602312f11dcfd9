"""How often a phrase is meant as a name, learned from annotated messages of one's own domain."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from crs.errors import ConfigError

FORMAT = 1
_MANY = 6.0  # variance of the shifts of phrases
_FEW = 10.0  # of forms and cases


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """One place of an annotated text where a phrase could be a name."""

    phrase: str  # folded, without spaces
    form: str  # the form of the name it is, "NAME", "HEAD", …
    case: str  # how it is written, "title", "lower", …
    odds: float  # log-odds by its surroundings alone
    named: bool  # whether it was annotated as a name


@dataclass(frozen=True, kw_only=True)
class LinkPrior:
    """Shifts of the log-odds that a phrase is a name, beyond what its surroundings say.

    `phrases` are keyed by the folded phrase without spaces, `forms` by the form of the name, `cases` by how it is written.
    `bar` is the log-odds from which taking a phrase for a name pays (the best F1).
    """

    phrases: Mapping[str, float] = field(default_factory=dict)
    forms: Mapping[str, float] = field(default_factory=dict)
    cases: Mapping[str, float] = field(default_factory=dict)
    bar: float = 0.0

    @classmethod
    def fit(cls, outcomes: Iterable[Outcome], *, weight: float = 1.0) -> LinkPrior:
        """Learn from the places that `training.outcomes` finds; `weight` is how much one counts (1 / variants of a text).

        Forms of names shift first, then ways to write them, then every phrase on its own (random effects).
        """
        places = list(outcomes)
        forms = _shifts(((place.form, place.odds, place.named) for place in places), variance=_FEW, weight=weight)
        shifted = [(place, place.odds + forms[place.form]) for place in places]
        cases = _shifts(((place.case, odds, place.named) for place, odds in shifted), variance=_FEW, weight=weight)
        shifted = [(place, odds + cases[place.case]) for place, odds in shifted]
        phrases = _shifts(((place.phrase, odds, place.named) for place, odds in shifted), variance=_MANY, weight=weight)
        bar = _best_bar([(odds + phrases[place.phrase], place.named) for place, odds in shifted])
        return cls(phrases=phrases, forms=forms, cases=cases, bar=bar)

    def save(self, file: Path) -> None:
        """Write it as JSON."""
        data = {"format": FORMAT, "bar": self.bar, "forms": self.forms, "cases": self.cases, "phrases": self.phrases}
        Path(file).write_text(json.dumps(data, ensure_ascii=False, indent=0, sort_keys=True), encoding="utf-8")

    @classmethod
    def load(cls, file: Path) -> LinkPrior:
        """Read what `save` wrote.

        Raises:
            ConfigError: it is missing or not such a file.
        """
        try:
            data = json.loads(Path(file).read_text(encoding="utf-8"))
            if data["format"] != FORMAT:
                raise ValueError(f"format {data['format']} is not known")
            parts = {part: {str(key): float(shift) for key, shift in data[part].items()} for part in ("phrases", "forms", "cases")}
            return cls(**parts, bar=float(data["bar"]))
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise ConfigError(f"the link prior {file} cannot be used: {error}", hint="fit it again") from error


def _shifts(places: Iterable[tuple[str, float, bool]], *, variance: float, weight: float) -> dict[str, float]:
    groups: dict[str, list[tuple[float, bool]]] = defaultdict(list)
    for key, odds, named in places:
        groups[key].append((odds, named))
    return {key: round(fitted_shift(pairs, variance=variance, weight=weight), 3) for key, pairs in groups.items()}


def _best_bar(places: list[tuple[float, bool]]) -> float:
    """The log-odds at which F1 over the places is best."""
    names = sum(named for _, named in places)
    best, bar, right = 0.0, 0.0, 0
    for taken, (odds, named) in enumerate(sorted(places, reverse=True), start=1):
        right += named
        f1 = 2 * right / (taken + names)
        if named and f1 > best:
            best, bar = f1, odds
    return round(bar, 3)


def fitted_shift(outcomes: Iterable[tuple[float, bool]], *, variance: float, weight: float = 1.0) -> float:
    """The shift of the log-odds that explains outcomes best, drawn towards 0 (a random effect, maximum a posteriori).

    Each outcome is (log-odds without the shift, whether it was a name).
    """
    pairs = list(outcomes)
    shift = 0.0
    for _ in range(30):
        slope, curve = -shift / variance, 1.0 / variance
        for odds, named in pairs:
            chance = 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, odds + shift))))
            slope += weight * (named - chance)
            curve += weight * chance * (1.0 - chance)
        step = max(-2.0, min(2.0, slope / curve))
        shift += step
        if abs(step) < 1e-3:
            break
    return shift
