"""`crs chat --model` and `crs demo --model`: talking with a trained model, and one line where there is none."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from crs.types import Turn, parse

if TYPE_CHECKING:
    from conftest import Crs

LOVED = b"I loved Alien. Recommend me something.\n"


def first_turn(out: str) -> Turn:
    return parse(Turn, json.loads(out.splitlines()[0]))


def test_a_conversation_with_the_model_of_a_folder(crs: Crs, films_model: Path) -> None:
    ran = crs("chat", "--model", films_model, "--json", piped=LOVED)
    assert ran.status == 0
    turn = first_turn(ran.out)
    assert (turn.versions["model"], turn.versions["retrievers"]) == ("films", "trained")
    assert all(candidate.chance is not None for candidate in turn.ranked)


@pytest.mark.parametrize("name", ["shelved", "films"])
def test_a_model_below_the_home_goes_by_its_folder_or_its_own_name(crs: Crs, films_model: Path, tmp_path: Path, name: str) -> None:
    shutil.copytree(films_model, tmp_path / "home" / "models" / "shelved")
    assert first_turn(crs("chat", "--model", name, "--json", piped=LOVED).out).versions["model"] == "films"


@pytest.mark.parametrize("command", ["chat", "demo"])
def test_a_name_of_no_model_is_one_line(crs: Crs, command: str) -> None:
    if command == "demo":
        pytest.importorskip("gradio")
    error = crs.fails(command, "--model", "wines")
    assert "there is no model 'wines'" in error
    assert "crs models list" in error


def test_a_folder_of_no_model_is_one_line(crs: Crs, tmp_path: Path) -> None:
    assert "there is no model here" in crs.fails("chat", "--model", tmp_path / "empty")


@pytest.mark.parametrize("command", ["chat", "demo"])
def test_a_model_and_a_catalogue_are_one_too_many(crs: Crs, films_model: Path, tmp_path: Path, command: str) -> None:
    if command == "demo":
        pytest.importorskip("gradio")
    assert "a trained model brings its own items" in crs.fails(command, "--model", films_model, "--catalogue", tmp_path)


def test_the_environment_names_a_model_too_and_how_new_its_items_should_be(
    crs: Crs, films_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CRS_MODEL", str(films_model))
    monkeypatch.setenv("CRS_NOVELTY", "0.5")
    assert first_turn(crs("chat", "--json", piped=LOVED).out).versions["model"] == "films"
    monkeypatch.setenv("CRS_NOVELTY", "3")
    assert "the setting CRS_NOVELTY cannot be used" in crs.fails("chat")
