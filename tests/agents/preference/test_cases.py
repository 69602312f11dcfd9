"""Utterances with what a person would understand, kept as data in `cases`.

A case states `say` and what should be understood; what it does not state should not be there (but for `unknown` and
`ambiguous`, which are the linker's). Before `say` may come: `had` (known preferences, one list a turn), `before` (what the
seeker said last), and what the recommender's last words carried: `shown`, `about`, `asked`, `options`.

Preferences are written "genre:comedy" (soft) or "genre:comedy!" (hard); "a|b" is either. Ranges are "year 1980..1989", with
"~" in front where soft, "-" where refused; q25 and q75 stand for percentiles of the catalogue, N for its
largest value. `alternatives` counts the groups
of which one entry is enough. `acts` are all acts, the first one first.
"""

from __future__ import annotations

import asyncio
import re
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from crs.agents.preference import RuleExtractor
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.types import Dialogue, EntityTarget, Preference, Preferences, RangeTarget, Understanding, Utterance

FOLDER = Path(__file__).parent / "cases"
FILES = sorted(FOLDER.glob("*.toml"))
CASES = [(f"{path.stem}: {case['say']}", case) for path in FILES for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]]
CONTEXT = {"say", "had", "before", "shown", "about", "asked", "options"}
UNDERSTOOD = {"acts", "likes", "dislikes", "seen", "ranges", "alternatives", "retracted", "referred", "question", "answered", "topic"}
KEYS = CONTEXT | UNDERSTOOD | {"unknown", "ambiguous"}


def test_there_are_enough_cases() -> None:
    assert len({case["say"] for _, case in CASES}) >= 220


@pytest.mark.parametrize(("name", "case"), CASES, ids=[name for name, _ in CASES])
def test_what_is_understood(extractor: RuleExtractor, graph: KnowledgeGraph, name: str, case: dict[str, Any]) -> None:
    assert set(case) <= KEYS
    known = _known(case.get("had", []))
    understood = asyncio.run(extractor.extract(_dialogue(case), known))
    told = f"{name}\n{understood}"
    assert str(understood.act) == case["acts"][0], told
    assert {str(act) for act in understood.acts} == set(case["acts"]), told
    _check_entities(understood, case, told)
    _check_ranges(understood, case, graph, told)
    assert len({p.any_of for p in _added(understood) if p.any_of}) == case.get("alternatives", 0), told
    subjects = {p.id: _subject(p) for p in understood.preferences.entries}
    assert sorted(subjects[taken] for taken in understood.retracted) == sorted(case.get("retracted", [])), told
    assert list(understood.referred) == case.get("referred", []), told
    _check_question(understood, case, told)
    assert understood.answered == case.get("answered"), told
    assert (understood.topic or "") in case.get("topic", "").split("|"), told
    if "unknown" in case:
        assert list(understood.unknown) == case["unknown"], told
    if "ambiguous" in case:
        assert [m.entity in wanted.split("|") for m, wanted in zip(understood.ambiguous, case["ambiguous"], strict=True)] == [True] * len(
            case["ambiguous"]
        ), told


def _dialogue(case: dict[str, Any]) -> Dialogue:
    said = [Utterance(role="seeker", text="(what led to the preferences known)") for _ in case.get("had", [])]
    if "before" in case:
        said.append(Utterance(role="seeker", text=case["before"]))
    if any(key in case for key in ("shown", "about", "asked", "options")):
        carried = {key: tuple(case.get(key, ())) for key in ("shown", "about", "options")}
        said.append(Utterance(role="recommender", text="(what was answered)", asked=case.get("asked"), **carried))
    return Dialogue(id="case", utterances=(*said, Utterance(role="seeker", text=case["say"])))


def _known(turns: list[list[str]]) -> Preferences:
    known = Preferences()
    for turn, entries in enumerate(turns):
        for entry in entries:
            known = known.add(_preference(known.next_id(), entry, turn))
    return known


def _preference(name: str, entry: str, turn: int) -> Preference:
    if entry[0] in "+-0":
        entity = entry[1:].removesuffix("!")
        kind = entity.split(":")[0] if ":" in entity else "film"
        polarity = {"+": 1.0, "-": -1.0, "0": 0.0}[entry[0]]
        return Preference(id=name, target=EntityTarget(entity=entity, kind=kind), polarity=polarity, hard=entry.endswith("!"), turn=turn)
    field, _, span = entry.partition(" ")
    low, high = (float(end) if end else None for end in span.split(".."))
    return Preference(id=name, target=RangeTarget(field=field, low=low, high=high), polarity=1.0, hard=True, turn=turn)


def _added(understood: Understanding) -> list[Preference]:
    return [p for p in understood.preferences.active if p.id in understood.added]


def _subject(preference: Preference) -> str:
    target = preference.target
    return target.entity if isinstance(target, EntityTarget) else target.field


def _check_entities(understood: Understanding, case: dict[str, Any], told: str) -> None:
    entries = [p for p in _added(understood) if isinstance(p.target, EntityTarget)]
    for key, sign in (("likes", 1), ("dislikes", -1), ("seen", 0)):
        found = {f"{_subject(p)}{'!' * p.hard}" for p in entries if (p.polarity > 0) - (p.polarity < 0) == sign}
        expected = case.get(key, [])
        assert len(found) == len(expected), f"{key}: {found} instead of {expected}\n{told}"
        for wanted in expected:
            assert set(wanted.split("|")) & found, f"{key}: {wanted} not in {found}\n{told}"


def _check_ranges(understood: Understanding, case: dict[str, Any], graph: KnowledgeGraph, told: str) -> None:
    found = {_written(p, p.target) for p in _added(understood) if isinstance(p.target, RangeTarget)}
    assert found == {_resolved(entry, graph) for entry in case.get("ranges", [])}, told


def _written(preference: Preference, target: RangeTarget) -> str:
    sign = "-" if preference.polarity < 0 else "" if preference.hard else "~"
    low, high = ("" if end is None else f"{end:g}" for end in (target.low, target.high))
    return f"{sign}{target.field} {low}..{high}"


def _resolved(entry: str, graph: KnowledgeGraph) -> str:
    field = entry.lstrip("~-").split()[0]
    values = [float(item.facts[field]) for item in graph.items.values() if field in item.facts]
    landmarks = {"q25": np.floor(np.percentile(values, 25)), "q75": np.ceil(np.percentile(values, 75)), "N": max(values)}
    return re.sub(r"(q25|q75|N)(-\d+)?", lambda found: f"{landmarks[found[1]] + int(found[2] or 0):g}", entry)


def _check_question(understood: Understanding, case: dict[str, Any], told: str) -> None:
    if "question" not in case:
        assert understood.question is None, told
        return
    item, attribute = case["question"]
    assert understood.question is not None, told
    assert (understood.question.item or "") == item, told
    assert (understood.question.attribute or "") in attribute.split("|"), told
