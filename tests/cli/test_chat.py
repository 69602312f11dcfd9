"""`crs chat`: conversations from scripts and pipes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from crs.presentation import fact_lines
from crs.types import RecommendationBlock, Turn, parse

if TYPE_CHECKING:
    from conftest import Crs

    from crs.bot import Bot

pytestmark = pytest.mark.usefixtures("one_bot")

CONVERSATION = "Hello\n\nI loved Alien. Recommend me something like it.\nWhy the first one?\nBye\n"


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "talk.txt"
    path.write_text(CONVERSATION, encoding="utf-8")
    return path


def turns(out: str) -> list[Turn]:
    return [parse(Turn, json.loads(line)) for line in out.splitlines()]


def test_a_script_is_a_conversation_with_both_sides(crs: Crs, script: Path) -> None:
    ran = crs("chat", "--script", script)
    assert ran.status == 0
    assert ran.err == ""
    for line in CONVERSATION.split("\n"):
        assert line in ran.out
    assert "1  " in ran.out


def test_json_is_a_turn_a_line_with_items_and_reasons(crs: Crs, script: Path) -> None:
    said = turns(crs("chat", "--script", script, "--json").out)
    assert [turn.number for turn in said] == [1, 2, 3, 4]
    assert said[1].recommendations
    assert all(one.reason for one in said[1].recommendations)
    assert said[3].decided.type == "end"


def test_the_terminal_shows_label_reason_and_facts_of_what_is_recommended(crs: Crs, one_bot: Bot, script: Path) -> None:
    shown = " ".join(crs("chat", "--script", script, "--session", "shown").out.split())
    cards = [block for block in one_bot.history("shown")[1].blocks if isinstance(block, RecommendationBlock)]
    assert cards
    for card in cards:
        assert card.label in shown
        assert card.recommendation.reason in shown
        assert all(f"{name} {value}" in shown for name, value in fact_lines(card.facts))


def test_a_name_continues_a_conversation(crs: Crs) -> None:
    first = turns(crs("chat", "--json", "--session", "mine", piped=b"I love westerns").out)
    second = turns(crs("chat", "--json", "--session", "mine", piped=b"hello again").out)
    assert (first[0].number, second[0].number) == (1, 2)
    assert second[0].understood.preferences.liked[0].target == first[0].understood.preferences.liked[0].target


def test_commands_show_and_change_preferences(crs: Crs) -> None:
    talk = b"I love westerns and I hate horror\n/preferences\n/forget p1\n/undo\n/help\n/dance\n/forget\n/quit\nnever said\n"
    out = crs("chat", piped=talk).out
    listed, forgotten, undone = (part for part in out.split("you  ") if part.startswith(("/pref", "/forget p1", "/undo")))
    assert "western" in listed
    assert "horror" in listed
    assert "western" not in forgotten
    assert "western" in undone
    assert "There is no command '/dance'" in out
    assert "'/forget' without an id" in out
    assert "/preferences" in out.split("/help", 1)[1]
    assert "never said" not in out


def test_why_shows_the_grounds_of_what_was_recommended(crs: Crs) -> None:
    talk = "/why\nI loved Alien. Recommend me something like it.\n/why\n"
    before, after = crs("chat", piped=talk.encode()).out.split("you  /why")[1:]
    assert "Nothing has been recommended yet" in before
    assert after.count("•") >= 3


def test_new_begins_without_what_was_known(crs: Crs) -> None:
    out = crs("chat", piped=b"I love westerns\n/new\n/preferences\n").out
    assert "Nothing is known of your taste yet" in out


def test_in_json_commands_stay_off_the_output(crs: Crs) -> None:
    ran = crs("chat", "--json", piped=b"I love westerns\n/preferences\n")
    assert len(turns(ran.out)) == 1
    assert "western" in ran.err


def test_a_message_that_cannot_be_taken_does_not_end_the_conversation(crs: Crs) -> None:
    ran = crs("chat", "--json", piped=b"x" * 10_000 + b"\n\xff\xfe bytes\nhello\n")
    assert ran.status == 2
    assert len(turns(ran.out)) == 1
    assert [line.startswith("error: the message") for line in ran.err.splitlines()] == [True, True]


def test_markup_and_escapes_are_printed_as_they_are(crs: Crs) -> None:
    out = crs("chat", piped=b"[bold red]hi[/] \x1b[2J there\n").out
    assert "[bold red]hi[/]" in out
    assert "\x1b" not in out


@pytest.mark.parametrize(("content", "says"), [(None, "no such file"), (b"caf\xe9", "UTF-8")])
def test_a_script_that_cannot_be_read_is_one_line(crs: Crs, tmp_path: Path, content: bytes | None, says: str) -> None:
    path = tmp_path / "script.txt"
    if content is not None:
        path.write_bytes(content)
    error = crs.fails("chat", "--script", path)
    assert says in error
    assert str(path) in error


def test_a_session_without_a_name_is_refused(crs: Crs) -> None:
    assert "no name" in crs.fails("chat", "--session", " ")
