"""UniCRS: linked items, as often as they are linked."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from crs.datasets.inspired import read_inspired
from crs.datasets.labelled import LabelledDialogue
from crs.datasets.unicrs import fingerprint, read_linked
from crs.evaluate.protocols import counts, protocols
from crs.evaluate.protocols.merging import merged
from crs.evaluate.protocols.unicrs import LinkedItems, unicrs

Talk = Callable[..., LabelledDialogue]


def turn(text: str, titles: str = "", linked: str = "") -> dict[str, Any]:
    return {
        "text": text,
        "role": "?",
        "movie": titles.split(),
        "movie_link": [f"<{name}>" for name in linked.split()],
        "movie_name": linked.split(),
    }


def write(folder: Path, *dialogues: list[dict[str, Any]]) -> Path:
    inner = folder / "inspired" / "dbpedia"
    inner.mkdir(parents=True)
    (inner / "valid_data_dbpedia.jsonl").write_text("".join(json.dumps(turns) + "\n" for turns in dialogues), encoding="utf-8")
    return folder


def test_a_title_named_twice_is_two_trials(talk: Talk, every_item: Mapping[str, str]) -> None:
    (instance,) = unicrs("redial").instances([talk("S: {kite}?", "R: {comet}! {comet}, or {kite}.")], every_item)
    assert instance.targets == ("comet", "comet", "kite")
    assert instance.excluded == frozenset()


def test_only_linked_items_count(tmp_path: Path, talk: Talk, every_item: Mapping[str, str]) -> None:
    write(tmp_path, [turn("Hello"), turn("{kite}, {comet}", "kite comet", "comet")])
    (protocol,) = protocols("unicrs", dataset="inspired", folder=tmp_path)
    (instance,) = protocol.instances([talk("S: hello!", "R: {kite}, {comet}")], every_item)
    assert instance.targets == ("comet",)


def test_a_row_without_a_linked_item_is_dropped(tmp_path: Path, talk: Talk, every_item: Mapping[str, str]) -> None:
    write(tmp_path, [turn("Hello"), turn("{kite}", "kite")])
    (protocol,) = protocols("unicrs", dataset="inspired", folder=tmp_path)
    assert not list(protocol.instances([talk("S: hello!", "R: {kite}")], every_item))


def test_a_dialogue_that_was_not_published_counts_all(tmp_path: Path, talk: Talk, every_item: Mapping[str, str]) -> None:
    write(tmp_path, [turn("Hello"), turn("{kite}", "kite")])
    (protocol,) = protocols("unicrs", dataset="inspired", folder=tmp_path)
    (instance,) = protocol.instances([talk("S: Good evening", "R: {kite}")], every_item)
    assert instance.targets == ("kite",)


def test_without_any_data_folder_all_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crs.evaluate.protocols.published.data_folder", lambda: None)
    assert protocols("unicrs") == (unicrs("redial"),)


def test_inspired(data: Path, every_item: Mapping[str, str]) -> None:
    (protocol,) = protocols("unicrs", dataset="inspired", folder=data)
    found = counts(protocol, read_inspired(data / "inspired" / "dev.tsv"), every_item)
    assert (found.rows, found.targets) == (245, 273)


def test_inspired_row_by_row(data: Path, every_item: Mapping[str, str]) -> None:
    """Every published recommender turn with a link, and no other, is a row."""
    dialogues = list(read_inspired(data / "inspired" / "dev.tsv"))
    linked = read_linked(data / "inspired" / "dbpedia")
    published = {}
    for labelled in dialogues:
        turns = merged(labelled.dialogue).utterances
        items = linked[fingerprint([turn.text for turn in turns])]
        assert len(items) == len(turns), "every dialogue is found, with the same turns"
        for place, (utterance, named) in enumerate(zip(turns, items, strict=True)):
            if place and named and utterance.role == "recommender":
                published[f"{labelled.dialogue.id}:{place}"] = named
    (protocol,) = protocols("unicrs", dataset="inspired", folder=data)
    assert {instance.id: instance.targets for instance in protocol.instances(dialogues, every_item)} == published


def test_redial_counts_all_that_is_named(data: Path, redial_valid: tuple[LabelledDialogue, ...], every_item: Mapping[str, str]) -> None:
    (protocol,) = protocols("unicrs", dataset="redial", folder=data)
    assert getattr(protocol, "targets", None) == LinkedItems(linked={})
    found = counts(protocol, redial_valid, every_item)
    assert (found.rows, found.targets) == (2_880, 3_854)
