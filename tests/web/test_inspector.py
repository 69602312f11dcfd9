"""How recommended items were found, as a table below the reply."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from crs.types import Act, Block, Candidate, Preferences, Recommend, Recommendation, RecommendationBlock, TextBlock, Turn, Understanding
from crs.web.inspector import inspector_html
from crs.web.render import open_turn_html, turn_html

HOSTILE = "<img src=x onerror=alert(1)>\"'>"


class Table(HTMLParser):
    """The cells of a table, row by row."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.tags: list[str] = []
        self._inside = False
        self.feed(str(html))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  (of HTMLParser)
        self.tags.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("th", "td"):
            self.rows[-1].append("")
            self._inside = True

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag not in ("th", "td")

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.rows[-1][-1] += data


def a_turn(*ranked: Candidate, shown: tuple[str, ...] = ("alien", "heat")) -> Turn:
    cards: tuple[Block, ...] = tuple(
        RecommendationBlock(recommendation=Recommendation(item=item, rank=rank, reason="It is good."), label=item.title())
        for rank, item in enumerate(shown, start=1)
    )
    return Turn(
        session="s",
        number=1,
        text="hi",
        understood=Understanding(acts=(Act.REQUEST,), preferences=Preferences()),
        decided=Recommend(items=shown),
        reply="…",
        blocks=(TextBlock(text="Try these."), *cards),
        ranked=ranked,
    )


FUSED = (
    Candidate(item="heat", score=0.03, parts={"graph": 0.016, "bm25": 0.0081}),
    Candidate(item="alien", score=0.02, parts={"graph": 0.015, "preference": -0.12}),
    Candidate(item="up", score=0.01, parts={"popularity": 0.004}),
)
LEARNT = (
    Candidate(item="alien", score=2.0, parts={"context-words": 12.863, "ease": -0.004}, chance=0.1234),
    Candidate(item="heat", score=1.0, parts={"context-words": 0.5, "ease": 1.0}, chance=0.0218),
)


def test_a_column_for_each_recommended_item_and_a_row_for_each_source() -> None:
    assert Table(inspector_html(a_turn(*FUSED))).rows == [
        ["Source", "Alien", "Heat"],
        ["graph", "0.015", "0.016"],
        ["preference", "−0.120", "–"],
        ["bm25", "–", "0.008"],
    ]


def test_a_learnt_chance_comes_first() -> None:
    assert Table(inspector_html(a_turn(*LEARNT))).rows == [
        ["Source", "Alien", "Heat"],
        ["chance", "12 %", "2.2 %"],
        ["context words", "12.86", "0.50"],
        ["ease", "0.00", "1.00"],
    ]


@pytest.mark.parametrize(
    ("chance", "shown"),
    [(0.0, "< 0.1 %"), (0.0004, "< 0.1 %"), (0.0005, "0.1 %"), (0.0949, "9.5 %"), (0.095, "10 %"), (0.9949, "99 %"), (1.0, "> 99 %")],
)
def test_a_chance_is_never_rounded_to_certainty(chance: float, shown: str) -> None:
    row = Table(inspector_html(a_turn(replace(LEARNT[0], chance=chance), shown=("alien",)))).rows[1]
    assert row == ["chance", shown]


def test_what_the_turn_took_is_told_step_by_step() -> None:
    html = str(inspector_html(replace(a_turn(*FUSED), timings={"understand": 0.4, "retrieve": 1234.5, "respond": 2.0})))
    assert "It took 1,237 ms: understanding less than 1, searching 1,234, answering 2." in html
    assert "It took" not in str(inspector_html(a_turn(*FUSED)))


def test_an_item_of_which_no_more_is_kept_has_an_empty_column() -> None:
    rows = Table(inspector_html(a_turn(*LEARNT, shown=("alien", "up")))).rows
    assert [row[-1] for row in rows] == ["Up", "–", "–", "–"]


def test_it_is_folded_away_below_a_finished_reply() -> None:
    turn = a_turn(*FUSED)
    html = str(turn_html(turn))
    assert html.index("Try these.") < html.index("<details class=") < html.index("<summary>How these were found</summary>")
    assert " open" not in html.split("<details", 1)[1].split(">", 1)[0]
    assert "<details" not in open_turn_html(1, "hi", turn.blocks)


def test_without_a_recommendation_or_without_scores_there_is_none() -> None:
    assert inspector_html(a_turn(*FUSED, shown=())) == ""
    assert inspector_html(a_turn()) == ""
    assert inspector_html(a_turn(Candidate(item="alien", score=1.0), Candidate(item="heat", score=0.5))) == ""


def test_rows_and_columns_are_headed_for_a_screen_reader() -> None:
    html = str(inspector_html(a_turn(*FUSED)))
    assert html.count('scope="col"') == 3
    assert html.count('scope="row"') == 3
    assert 'tabindex="0"' in html, "the table scrolls by keyboard too"


def test_hostile_names_are_shown_as_text() -> None:
    table = Table(inspector_html(a_turn(Candidate(item=HOSTILE, score=1.0, parts={HOSTILE: 1.0}), shown=(HOSTILE,))))
    assert "img" not in table.tags
    assert table.rows == [["Source", HOSTILE.title()], [HOSTILE, "1.000"]]
