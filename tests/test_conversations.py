"""Scripted conversations, kept as data in `tests/conversations`: what is said, and what a person would expect back.

Each turn may state
    say, or say_repeated = [text, times]     what the seeker says
    action                                   allowed kinds of action
    acts                                     must be among the acts understood
    count                                    least number of items recommended
    every / none / some                      entities that all / no / at least one of the recommended items are linked to
    includes / excludes                      items
    range                                    field = [low, high] that all recommended items lie in
    likes / dislikes / known / gone          targets of the active preferences it leads to; gone: not active
    question                                 attribute asked
    has / lacks                              regular expressions on the reply
    error                                    the typed error it raises
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import crs
from crs import errors
from crs.testing.audit import Audit
from crs.types import Ask, EntityTarget, Turn

FOLDER = Path(__file__).parent / "conversations"
SCRIPTS = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.toml"))}


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[crs.Bot]:
    settings = crs.Settings(home=tmp_path_factory.mktemp("conversations"))
    with crs.load(settings=settings) as bot:
        yield bot


def test_there_are_enough_conversations() -> None:
    assert len(SCRIPTS) >= 30


@pytest.mark.parametrize("name", SCRIPTS)
def test_conversation(bot: crs.Bot, name: str) -> None:
    audit = Audit(bot.graph)
    for number, expected in enumerate(SCRIPTS[name]["turn"], start=1):
        where = f"{name}, turn {number}: {expected}"
        text = expected.get("say", "")
        if "say_repeated" in expected:
            part, times = expected["say_repeated"]
            text = part * times
        if "error" in expected:
            with pytest.raises(getattr(errors, expected["error"])) as raised:
                bot.chat(text, session=name)
            assert raised.value.hint, where
            continue
        turn = bot.chat(text, session=name)
        assert not audit.observe(turn), where
        _check(bot, turn, expected, f"{where}\n{turn.reply}")


def _check(bot: crs.Bot, turn: Turn, expected: dict[str, Any], where: str) -> None:
    items = [r.item for r in turn.recommendations]
    linked = {item: set(bot.graph.neighbours(item)) for item in items}
    if "action" in expected:
        allowed = expected["action"] if isinstance(expected["action"], list) else [expected["action"]]
        assert turn.decided.type in allowed, where
    assert set(expected.get("acts", [])) <= {str(act) for act in turn.understood.acts}, f"{where}\n{turn.understood.acts}"
    assert len(items) >= expected.get("count", 0), where
    for entity in expected.get("every", []):
        assert items, where
        assert all(entity in entities for entities in linked.values()), f"{where}\n{items}"
    for entity in expected.get("some", []):
        assert any(entity in entities for entities in linked.values()), f"{where}\n{items}"
    for entity in expected.get("none", []):
        assert not any(entity in entities for entities in linked.values()), f"{where}\n{items}"
    assert set(expected.get("includes", [])) <= set(items), f"{where}\n{items}"
    assert not set(expected.get("excludes", [])) & set(items), f"{where}\n{items}"
    for field, (low, high) in expected.get("range", {}).items():
        assert items, where
        assert all(low <= bot.graph.items[item].facts[field] <= high for item in items), f"{where}\n{items}"
    _check_preferences(turn, expected, where)
    if "question" in expected:
        assert isinstance(turn.decided, Ask), where
        assert turn.decided.attribute == expected["question"], where
    for pattern in expected.get("has", []):
        assert re.search(pattern, turn.reply, re.IGNORECASE), where
    for pattern in expected.get("lacks", []):
        assert not re.search(pattern, turn.reply, re.IGNORECASE), where


def _check_preferences(turn: Turn, expected: dict[str, Any], where: str) -> None:
    def name(target: object) -> str:
        return target.entity if isinstance(target, EntityTarget) else target.field

    preferences = turn.understood.preferences
    assert set(expected.get("likes", [])) <= {name(p.target) for p in preferences.liked}, f"{where}\n{preferences.active}"
    assert set(expected.get("dislikes", [])) <= {name(p.target) for p in preferences.disliked}, f"{where}\n{preferences.active}"
    active = {name(p.target) for p in preferences.active}
    assert set(expected.get("known", [])) <= active, f"{where}\n{preferences.active}"
    assert not set(expected.get("gone", [])) & active, f"{where}\n{preferences.active}"
