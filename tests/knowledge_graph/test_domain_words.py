"""Outside the loaders of data sets no line of the package may know what the bundled catalogue is about."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import crs

PACKAGE = Path(crs.__file__).parent
LOADERS = PACKAGE / "datasets"
WORDS = """
film films filmed filming filmmaker filmmakers movie movies moviegoer cinema cinemas cinematic flick flicks blockbuster blockbusters
actor actors actress actresses starring costar filmography screenplay screenwriter screenwriters sequel sequels prequel prequels
genre genres director directors directed imdb hollywood bollywood netflix oscar oscars thriller thrillers sitcom sitcoms
horror comedy comedies romcom western westerns sci-fi scifi anime tarantino nolan spielberg scorsese hitchcock kubrick
watch watches watched watching rewatch binge
""".split()
PATTERN = re.compile(rf"(?<![a-z])({'|'.join(WORDS)})(?![a-z])", re.IGNORECASE)


def source_files() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*") if path.suffix in {".py", ".toml", ".js", ".css", ".html"} and LOADERS not in path.parents)


def test_finds_the_words_it_looks_for() -> None:
    assert PATTERN.findall("A film's director; directed_by, Watch! (movies)") == ["film", "director", "directed", "Watch", "movies"]
    assert not PATTERN.findall("indirectors directory redirected filmy thriller's".replace("thriller's", "")), "words only, not parts of them"


def test_sees_the_whole_package() -> None:
    assert len(source_files()) > 30
    assert PACKAGE / "knowledge_graph" / "graph.py" in source_files()


@pytest.mark.parametrize("path", source_files(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_knows_no_domain(path: Path) -> None:
    found = [
        f"{number}: {line.strip()}"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if PATTERN.search(line)
    ]
    assert found == []
