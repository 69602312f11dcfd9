"""The cards that ship, and what is refused in one."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from crs.content import content_folder
from crs.datasets.card import Card, find_card, read_card, read_cards
from crs.datasets.card_page import page
from crs.errors import ConfigError, DatasetError

ROOT = Path(__file__).parents[2]
PROMISED = {
    "redial",
    "inspired",
    "opendialkg",
    "reddit-movie",
    "pearl",
    "llm-redial",
    "durecdial2",
    "tgredial",
    "talkplaydata2",
    "movielens",
}
GOOD: dict[str, Any] = tomllib.loads((content_folder("datasets") / "redial.toml").read_text(encoding="utf-8"))


def written(folder: Path, values: dict[str, Any], name: str = "redial") -> Path:
    """A card file with these values, in the little TOML that they need."""

    def toml(value: Any) -> str:
        if isinstance(value, dict):
            return "{ " + ", ".join(f"{key} = {toml(part)}" for key, part in value.items()) + " }"
        if isinstance(value, list):
            return "[" + ", ".join(map(toml, value)) + "]"
        return '"' + str(value).replace("\\", "\\\\") + '"' if isinstance(value, str) else str(value)

    path = folder / f"{name}.toml"
    path.write_text("".join(f"{key} = {toml(value)}\n" for key, value in values.items()), encoding="utf-8")
    return path


def test_every_data_set_has_a_card_and_every_card_is_whole() -> None:
    cards = {card.name: card for card in read_cards()}
    assert set(cards) >= PROMISED
    for card in cards.values():
        assert card.expected or not card.splits
        assert card.homepage.startswith("https://")
        assert all(file.url.startswith("https://") for file in card.files)
        if card.licence in ("not stated", "not verified"):
            assert card.download != "yes", card.name
            assert "yes" not in (card.redistribution, card.commercial), card.name


def test_the_card_of_redial() -> None:
    card = find_card("redial")
    assert card.licence == "CC-BY-4.0"
    assert card.files[0].sha256 == "b48756681ec6f84e0af36979c5e9baa21ea8d9e7036b8764ea9b787bb0baf69b"
    assert card.expected == ("train_data.jsonl", "test_data.jsonl", "movies_with_mentions.csv")
    assert card.splits["test"] == "test_data.jsonl"


@pytest.mark.parametrize(
    ("name", "download", "redistribution", "commercial"),
    [
        ("movielens", "ask", "no", "no"),
        ("inspired", "ask", "not stated", "not stated"),
        ("opendialkg", "ask", "yes", "no"),
        ("llm-redial", "no", "no", "no"),
        ("tgredial", "no", "not stated", "not stated"),
    ],
)
def test_what_licences_allow(name: str, download: str, redistribution: str, commercial: str) -> None:
    card = find_card(name)
    assert (card.download, card.redistribution, card.commercial) == (download, redistribution, commercial)
    assert bool(card.instead) == (download == "no")


def test_a_card_does_not_change() -> None:
    with pytest.raises(ValueError, match="frozen"):
        find_card("redial").licence = "MIT"  # type: ignore[misc]


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(ConfigError, match=r"no data set 'redail'.*redial"):
        find_card("redail")
    with pytest.raises(ConfigError):
        find_card("../pyproject")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"colour": "green"}, "colour"),
        ({"download": "maybe"}, "download"),
        ({"redistribution": "perhaps"}, "redistribution"),
        ({"homepage": "http://example.org"}, "homepage"),
        ({"homepage": "file:///etc/passwd"}, "homepage"),
        ({"citation": ""}, "citation"),
        ({"splits": {"train": "../train"}}, "splits.train"),
        ({"files": [{"name": "/etc/a", "url": "https://example.org/a"}]}, "files.0.name"),
        ({"files": [{"name": "C:a", "url": "https://example.org/a"}]}, "files.0.name"),
        ({"files": [{"name": "a", "url": "ftp://example.org/a"}]}, "files.0.url"),
        ({"files": [{"name": "a", "url": "https://example.org/a", "sha256": "abc"}]}, "files.0.sha256"),
        ({"files": [{"name": "a", "url": "https://example.org/a", "unpacks": ["..\\a"]}]}, "files.0.unpacks.0"),
    ],
)
def test_what_is_wrong_in_a_card_is_named(tmp_path: Path, change: dict[str, Any], field: str) -> None:
    with pytest.raises(DatasetError) as raised:
        read_card(written(tmp_path, GOOD | change))
    assert raised.value.field == field
    assert raised.value.file == str(tmp_path / "redial.toml")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"download": "no"}, "'instead' must say"),
        ({"files": []}, "nothing to download"),
        ({"files": [{"name": name, "url": "https://example.org/a"} for name in ("a", "A")]}, "same file"),
        ({"name": "other"}, "one name"),
    ],
)
def test_what_does_not_go_together(tmp_path: Path, change: dict[str, Any], words: str) -> None:
    with pytest.raises(DatasetError, match=words):
        read_card(written(tmp_path, GOOD | change))


def test_a_file_that_is_no_card(tmp_path: Path) -> None:
    (tmp_path / "redial.toml").write_text("name = ", encoding="utf-8")
    with pytest.raises(DatasetError, match="TOML"):
        read_card(tmp_path / "redial.toml")
    (tmp_path / "redial.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(DatasetError, match="TOML"):
        read_card(tmp_path / "redial.toml")
    with pytest.raises(DatasetError, match="cannot be read"):
        read_card(tmp_path / "none.toml")


def test_without_downloads_the_files_of_the_splits_are_expected() -> None:
    values = GOOD | {"files": [], "download": "no", "instead": "ask", "splits": {"train": "a", "valid": "a", "test": "b"}}
    assert Card.model_validate(values).expected == ("a", "b")


def test_the_page_is_written_from_the_cards() -> None:
    wanted = page(read_cards())
    found = (ROOT / "docs" / "datasets.md").read_text(encoding="utf-8")
    assert found == wanted, "crs data list --markdown > docs/datasets.md"
