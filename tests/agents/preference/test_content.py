from __future__ import annotations

from pathlib import Path

import pytest

from crs.agents.preference.content import read_content
from crs.content import content_folder
from crs.errors import ConfigError

BUNDLED = content_folder("agents") / "understanding.toml"


def test_the_bundled_words_are_read() -> None:
    content = read_content(BUNDLED)
    assert len(content.evaluations) > 5
    assert all((e.polarity > 0) == (e.negated < e.polarity) for e in content.evaluations), "a negation weakens or turns the polarity"


def test_every_spelling_reads_as_other_words() -> None:
    assert all(read != written for written, read in read_content(BUNDLED).spelling.items())


@pytest.mark.parametrize("text", ["not toml [", "format = 1", 'fillers = "word"'])
def test_broken_words_are_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "understanding.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match="reinstall"):
        read_content(path)


def test_missing_words_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        read_content(tmp_path / "none.toml")
