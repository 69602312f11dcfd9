from __future__ import annotations

from pathlib import Path

import pytest

from crs.content import content_folder
from crs.dialogue.cues import Cues, read_cues
from crs.errors import ConfigError


@pytest.fixture(scope="module")
def cues() -> Cues:
    return read_cues(content_folder("agents") / "policy.toml")


@pytest.mark.parametrize("text", ["Surprise me", "oh, you choose!", "it’s up to you", "DEALER’S CHOICE please"])
def test_leaving_it_to_us(cues: Cues, text: str) -> None:
    assert cues.leaves_it_to_us(text)


@pytest.mark.parametrize("text", ["a film full of surprises", "what would you choosers say", "", "I like comedies"])
def test_not_leaving_it_to_us(cues: Cues, text: str) -> None:
    assert not cues.leaves_it_to_us(text)


@pytest.mark.parametrize("text", ["just show me something", "stop asking me things", "Enough questions!"])
def test_impatience(cues: Cues, text: str) -> None:
    assert cues.is_impatient(text)


@pytest.mark.parametrize("text", ["I don't mind", "anything but horror", "a comedy please", "justly so"])
def test_patience(cues: Cues, text: str) -> None:
    assert not cues.is_impatient(text)


def test_a_broken_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    with pytest.raises(ConfigError, match=r"policy\.toml"):
        read_cues(path)
    path.write_text("surprise = 3", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"policy\.toml"):
        read_cues(path)
