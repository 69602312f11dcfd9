"""A prior learns from annotated messages how often a phrase is a name."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crs.errors import ConfigError
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.linking import EntityLinker, LinkPrior
from crs.knowledge_graph.linking.content import read_content
from crs.knowledge_graph.linking.prior import Outcome, fitted_shift
from crs.knowledge_graph.linking.training import AnnotatedText, examples, fit_title_weights, outcomes


def outcome(phrase: str, *, named: bool, odds: float = 0.0, form: str = "NAME", case: str = "nocase") -> Outcome:
    return Outcome(phrase=phrase, form=form, case=case, odds=odds, named=named)


def test_phrases_shift_towards_what_was_seen() -> None:
    seen = (
        [outcome("up", named=False)] * 30
        + [outcome("alien", named=True)] * 30
        + [outcome("saw", named=True), outcome("saw", named=False)] * 15
    )
    prior = LinkPrior.fit(seen)
    assert prior.phrases["up"] < -1 < 1 < prior.phrases["alien"]
    assert abs(prior.phrases["saw"]) < 0.5


@given(st.floats(-5, 5), st.integers(0, 40), st.integers(0, 40))
def test_a_shift_is_drawn_towards_nothing(odds: float, named: int, unnamed: int) -> None:
    pairs = [(odds, True)] * named + [(odds, False)] * unnamed
    wide, narrow = fitted_shift(pairs, variance=9.0), fitted_shift(pairs, variance=0.1)
    assert abs(narrow) <= abs(wide) + 0.05
    assert fitted_shift([], variance=1.0) == 0.0


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    prior = LinkPrior(phrases={"amélie": 1.5}, forms={"HEAD": -2.0}, cases={"lower": -0.5}, bar=0.25)
    prior.save(tmp_path / "prior.json")
    assert LinkPrior.load(tmp_path / "prior.json") == prior


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": 9}', '{"format": 1, "bar": 0, "phrases": [], "forms": {}, "cases": {}}'])
def test_a_damaged_prior_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "prior.json"
    file.write_text(content)
    with pytest.raises(ConfigError, match="link prior") as raised:
        LinkPrior.load(file)
    assert raised.value.hint
    with pytest.raises(ConfigError):
        LinkPrior.load(tmp_path / "missing.json")


def test_a_prior_changes_what_is_linked(graph: KnowledgeGraph, linker: EntityLinker) -> None:
    assert linker.link("i like heat").mentions
    sceptical = EntityLinker(graph, prior=LinkPrior(phrases={"heat": -20.0}))
    assert not sceptical.link("i like heat").mentions
    assert sceptical.link("i like alien").mentions


TEXTS = [
    AnnotatedText(text="have you seen Heat", spans=((14, 18),)),
    AnnotatedText(text="the heat is too much for me", spans=()),
    AnnotatedText(text="I loved The Lion King", spans=((8, 21),), opened=False),
]


def test_examples_are_places_that_could_be_titles(linker: EntityLinker) -> None:
    found = list(examples(linker, TEXTS))
    named = {example.phrase for example in found if example.named}
    assert named == {"heat", "thelionking"}
    assert any(example.phrase == "heat" and not example.named for example in found)
    assert all(example.phrase != "lionking" for example in found), "parts of an annotated name are left out"
    places = list(outcomes(found, read_content().weights.title))
    assert len(places) == len(found)


def test_weights_tell_names_from_words(linker: EntityLinker) -> None:
    texts = [
        AnnotatedText(text=text, spans=((start, start + len(name)),) if start >= 0 else ())
        for name in ("Heat", "Drive", "Ghost", "Signs", "Split")
        for text, start in ((f"have you seen {name}", 14), (f"too much {name.lower()} today", -1))
    ] * 5
    weights = fit_title_weights(list(examples(linker, texts)), least=5, distinct=3, penalty=1.0, smallest=0.0)
    assert weights["before <consumed>"] > 0 > weights["before much"]
