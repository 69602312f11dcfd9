"""Learning from annotated messages: the weights of title features, and the places a `LinkPrior` is fitted on."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crs.knowledge_graph.linking.linker import EntityLinker
from crs.knowledge_graph.linking.names import Form
from crs.knowledge_graph.linking.prior import Outcome
from crs.types import Span

Features = Mapping[str, float]

_WORDY = re.compile(r"\b(before|after) ")  # features that quote words of the messages


@dataclass(frozen=True, kw_only=True, slots=True)
class AnnotatedText:
    """A message, the spans of the items it names, and whether any item was spoken of before."""

    text: str
    spans: tuple[Span, ...]
    opened: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Example:
    """A place that could be a title."""

    phrase: str
    form: Form
    case: str
    features: Features
    offset: float  # log-odds of the rules set by hand
    named: bool


def examples(linker: EntityLinker, texts: Iterable[AnnotatedText]) -> Iterator[Example]:
    """Every place of the texts that could be a title; parts of an annotated name are left out."""
    for annotated in texts:
        reader = linker.reader(annotated.text)
        gold = [places for start, end in annotated.spans if (places := _words_of(reader.around.text.spans, start, end))]
        for match in reader.matches:
            form = linker.recogniser.facts[match.surface].title
            place = (match.first, match.last)
            if form is None or any(first <= place[0] and place[1] <= last and place != (first, last) for first, last in gold):
                continue
            features = dict(linker.recogniser.title_features(reader.around, match, opened=annotated.opened))
            yield Example(
                phrase="".join(linker.lexicon.surfaces[match.surface].words),
                form=form,
                case=reader.around.case(match.first, match.last),
                features=features,
                offset=linker.recogniser.rule_odds(reader.around, match, reader.years),
                named=place in gold,
            )


def _words_of(spans: Sequence[Span], start: int, end: int) -> tuple[int, int] | None:
    places = [place for place, (begin, finish) in enumerate(spans) if begin < end and finish > start]
    return (places[0], places[-1]) if places else None


def outcomes(found: Iterable[Example], weights: Mapping[str, float]) -> Iterator[Outcome]:
    """What `LinkPrior.fit` learns from, given the weights of title features."""
    for example in found:
        odds = example.offset + sum(weights.get(name, 0.0) * value for name, value in example.features.items())
        yield Outcome(phrase=example.phrase, form=example.form.name, case=example.case, odds=odds, named=example.named)


def fit_title_weights(
    found: Sequence[Example], *, least: int = 100, distinct: int = 15, penalty: float = 3.0, smallest: float = 0.25
) -> dict[str, float]:
    """Weights of a logistic regression (L2 penalty) over the features of full titles.

    A feature needs `least` places, and where it quotes words `distinct` different phrases: it must hold for any name. Weights
    below `smallest` are dropped and the others fitted again.
    """
    full = [example for example in found if example.form <= Form.NUMERAL]
    count: Counter[str] = Counter()
    phrases: dict[str, set[str]] = defaultdict(set)
    for example in full:
        count.update(example.features.keys())
        for name in example.features:
            phrases[name].add(example.phrase)
    kept = sorted(name for name, times in count.items() if times >= least and (not _WORDY.search(name) or len(phrases[name]) >= distinct))
    weights = _logistic(full, kept, penalty)
    kept = [name for name in kept if abs(weights[name]) >= smallest]
    return {name: round(weight, 2) for name, weight in _logistic(full, kept, penalty).items()}


def _logistic(found: Sequence[Example], names: Sequence[str], penalty: float) -> dict[str, float]:
    from scipy import sparse
    from scipy.optimize import minimize

    column = {name: number for number, name in enumerate(names)}
    cells = [(row, column[name], value) for row, example in enumerate(found) for name, value in example.features.items() if name in column]
    rows, columns, values = zip(*cells, strict=True)
    matrix = sparse.csr_array((values, (rows, columns)), shape=(len(found), len(names)))
    named = np.array([example.named for example in found], dtype=float)
    offset = np.array([example.offset for example in found])

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        odds = matrix @ weights + offset
        error = 1 / (1 + np.exp(-odds)) - named
        value = np.logaddexp(0, odds).sum() - named @ odds + penalty / 2 * (weights @ weights)
        return float(value), matrix.T @ error + penalty * weights

    best = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 500}).x
    return {name: float(best[number]) for name, number in column.items()}
