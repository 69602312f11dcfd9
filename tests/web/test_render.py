"""Conversations as HTML: nothing anybody writes becomes markup."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from crs.knowledge_graph.graph import KnowledgeGraph
from crs.types import (
    Act,
    Chat,
    EntityTarget,
    EvidenceBlock,
    Preference,
    Preferences,
    QuestionBlock,
    Recommendation,
    RecommendationBlock,
    TextBlock,
    Turn,
    Understanding,
)
from crs.web.furniture import failed_html, preferences_html, progress_html, welcome_html
from crs.web.render import open_turn_html, refused_turn_html, turn_html
from crs.web.reveal import STEPS, reveal

HOSTILE = "<img src=x onerror=alert(1)>\"'><script>alert(2)</script>&amp;{{x}}${value}"


class Page(HTMLParser):
    """Tags, attributes and text of a piece of HTML; every element must be closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.words = ""
        self.open: list[str] = []
        self.feed(str(html))
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


def a_turn(said: str, text: str) -> Turn:
    card = RecommendationBlock(
        recommendation=Recommendation(item=text, rank=1, reason=text), label=text, facts={text: (text, text), "length": text}, text=text
    )
    return Turn(
        session="s",
        number=1,
        text=said,
        understood=Understanding(acts=(Act.OTHER,), preferences=Preferences()),
        decided=Chat(topic="small_talk"),
        reply=text,
        blocks=(
            TextBlock(text=text),
            card,
            card,
            EvidenceBlock(item=text, label=text, lines=(text,)),
            QuestionBlock(text=text, options=(text,)),
        ),
        notices=(text,),
    )


def test_hostile_text_is_shown_as_text() -> None:
    page = Page(turn_html(a_turn(HOSTILE, HOSTILE), answerable=True))
    assert not {"img", "script"} & set(page.tags)
    assert not {"onerror", "src"} & page.attributes
    assert page.words.count(HOSTILE) >= 10


@given(st.text(max_size=60), st.text(min_size=1, max_size=60))
def test_the_markup_does_not_depend_on_the_words(said: str, text: str) -> None:
    def shape(words: str, reply: str) -> list[str]:
        return Page(turn_html(a_turn(f"x{words}", f"y{reply.replace(chr(10), '')}"), answerable=True)).tags

    assert shape(said, text) == shape("", "")


def test_options_are_buttons_only_while_the_question_is_open() -> None:
    turn = a_turn("hello", "comedy")
    assert Page(turn_html(turn, answerable=True)).tags.count("button") == 1
    assert Page(turn_html(turn)).tags.count("button") == 0
    assert "crs-typing" in open_turn_html(1, "hello", turn.blocks)


def test_recommendations_in_a_row_are_one_list() -> None:
    assert Page(turn_html(a_turn("hello", "x"))).tags.count("ol") == 1


def test_a_refusal_is_one_alert_and_does_not_repeat_a_huge_message() -> None:
    html = refused_turn_html(3, "x" * 10_000, "the message is too long", "say it shorter")
    assert "The message is too long. Say it shorter." in Page(html).words
    assert 'role="alert"' in html
    assert len(html) < 2_000


def test_the_welcome_speaks_the_words_of_the_schema(graph: KnowledgeGraph) -> None:
    page = Page(welcome_html(graph))
    assert page.tags.count("button") == len(graph.schema.item.examples)
    assert "Find your next film" in page.words
    assert all(example in page.words for example in graph.schema.item.examples)


def test_preferences_have_a_button_each_and_one_to_undo(graph: KnowledgeGraph) -> None:
    assert "button" not in Page(preferences_html(Preferences(), graph)).tags
    liked = Preference(id="p1", target=EntityTarget(entity="genre:comedy", kind="genre"), polarity=1.0)
    html = preferences_html(Preferences(entries=(liked,)), graph)
    assert Page(html).tags.count("button") == 2
    assert 'data-remove="p1"' in html
    assert "data-undo" in preferences_html(Preferences(entries=(liked,)).retract("p1"), graph)


def test_progress_and_failure_are_escaped() -> None:
    assert 'aria-valuenow="40"' in progress_html("reading", 0.4)
    for html in (progress_html(HOSTILE, 7.0), failed_html(HOSTILE)):
        assert not {"img", "script"} & set(Page(html).tags)


@given(st.text(max_size=400))
def test_a_text_is_revealed_in_growing_steps_up_to_the_whole(text: str) -> None:
    states = [block.text for block in reveal(TextBlock(text=text)) if isinstance(block, TextBlock)]
    assert states[-1] == text
    assert len(states) <= STEPS + 1
    assert all(text.startswith(state) for state in states)
    assert [len(state) for state in states] == sorted(len(state) for state in states)
