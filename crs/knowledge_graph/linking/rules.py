"""What is said by hand about titles: what dialogues without years, annotated with full titles alone, cannot teach."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from crs.knowledge_graph.linking.features import Feature
from crs.knowledge_graph.linking.names import Form
from crs.knowledge_graph.linking.numerals import numeral
from crs.knowledge_graph.linking.roles import SurfaceFacts
from crs.knowledge_graph.linking.surroundings import END, START, Surroundings
from crs.knowledge_graph.linking.years import years_beside


def title_rules(around: Surroundings, first: int, last: int, facts: SurfaceFacts, years: Mapping[int, int]) -> Iterator[Feature]:
    """Features of words first..last read as a title, weighted by hand."""
    after = around.after(last)[0]
    yield from _name_rules(around, first, last, facts, years)
    yield from _several_rules(around, first, last, facts)
    yield from _place_rules(around, first, last, after)
    if first == last:
        yield from _single_word_rules(around, first, after)
    elif after == "<item>" and all(numeral(word, last=False) is not None for word in around.text.words[first : last + 1]):
        yield "counts items", 1.0


def _name_rules(around: Surroundings, first: int, last: int, facts: SurfaceFacts, years: Mapping[int, int]) -> Iterator[Feature]:
    """By what else the words are, and whether more words or a number belong to them."""
    if facts.title is not None:
        yield f"form {facts.title.name}", 1.0
    if facts.value or facts.full_name:
        yield "other reading", 1.0
        if around.after(last)[0] == "<item>" or around.before(first)[0] == "about":
            yield "other reading, quality wanted", 1.0
        elif around.case(first, last) == "title":
            yield "other reading, capitalised", 1.0
    if years and any(written.year in facts.years for written in years_beside(around, first, last, years)):
        yield "year fits", 1.0
    if (first == last or facts.title not in _FULL) and around.part_of_name(first, last):
        yield "part of a longer name", 1.0
    if number_end(around, last) > last:
        yield "number after", 1.0


def _several_rules(around: Surroundings, first: int, last: int, facts: SurfaceFacts) -> Iterator[Feature]:
    """Where several items are meant, a series is likelier than an item whose name starts with an article."""
    if several_after(around, last):
        if facts.series and (not facts.value or around.case(first, last) == "title"):
            yield "series, several after", 1.0
        elif around.text.words[first] in _ARTICLES:
            yield "article, several after", 1.0


def _place_rules(around: Surroundings, first: int, last: int, after: str) -> Iterator[Feature]:
    """By the words around."""
    cues, words = around.vocabulary.cues, around.text.words
    before, before_two = around.before(first)
    if after == "of" and around.after(last)[1] != "of course":
        yield "of after", 1.0
    if before == "<item>" and words[first] in cues.preposition:
        yield "preposition after item", 1.0
    if before_two in around.vocabulary.fact_cues and not (first == last and words[first] in cues.pronoun):
        yield "fact asked", 1.0
    if person_after(around, last):
        yield "person after", 1.0
    if around.idioms and any(start <= first and last <= end for start, end in around.idioms) and around.case(first, last) != "title":
        yield "idiom", 1.0


def _single_word_rules(around: Surroundings, place: int, after: str) -> Iterator[Feature]:
    cues, words = around.vocabulary.cues, around.text.words
    before, two = around.before(place)
    if around.case(place, place) not in ("title", "half"):
        if words[place] in cues.pronoun:
            yield "pronoun", 1.0
        elif before in cues.taste and (after == END or after in _LISTS or around.mark(place) == ","):
            yield "object of taste", 1.0
        elif before == START and after in _JUDGED and around.vocabulary.rank(words[place]) < _HARDLY_A_NOUN:
            yield "subject of judgement", 1.0
        if before in cues.determiner and after != "<item>" and after not in around.vocabulary.series_words:
            yield "determiner before", 1.0
        if before in cues.modal:
            yield "modal before", 1.0
        if before == "with" and two == "<item> with":
            yield "item with before", 1.0
        if after in cues.object:
            yield "object after", 1.0
        if before == START and words[place] in cues.answer and (after == END or around.mark(place) == ","):
            yield "answer", 1.0
    if after == "<item>" and numeral(words[place], last=False) is not None:
        yield "counts items", 1.0


def several_after(around: Surroundings, last: int) -> bool:
    """Whether what follows says that several items are meant: "the … movies", "the … series"."""
    after = around.after(last)[0]
    return after in around.vocabulary.series_words or (after == "<item>" and around.text.words[last + 1] in around.vocabulary.plurals)


def number_end(around: Surroundings, last: int) -> int:
    """Where the number ends that makes a name another one, "Rocky II", "The Godfather Part III"; `last` if none follows."""
    words, place = around.text.words, last + 1
    if place < len(words) and words[place] in around.vocabulary.units and around.mark(last) in _BEFORE_UNITS:
        place += 1
    elif around.mark(last) != " ":
        return last
    if place >= len(words) or around.mark(place - 1) == ".":
        return last
    value = numeral(words[place], last=False)
    return place if value is not None and 1 < value < 100 and words[place][0] in _NUMBER_STARTS else last


def person_after(around: Surroundings, last: int) -> bool:
    """Whether a person's name follows who made it: "… by Jordan Peele"."""
    for place in range(last + 1, min(last + 4, len(around.text.words))):
        if around.mark(place - 1) not in (" ", ",", "("):
            return False
        if place in around.people:
            return place > last + 1
        if around.text.words[place] not in around.vocabulary.person_cues:
            return False
    return False


_ARTICLES = ("the", "a", "an")
_JUDGED = ("was", "is")
_HARDLY_A_NOUN = 600  # ranks below are mostly grammar and verbs
_LISTS = ("and", "or", "but")
_FULL = (Form.NAME, Form.ALIAS, Form.NUMERAL)
_BEFORE_UNITS = (" ", ":", "-", ",")
_NUMBER_STARTS = "0123456789ivx"
