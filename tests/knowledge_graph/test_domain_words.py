"""Outside the loaders of data sets the program may not know what the bundled catalogue is about.

Names and texts in the code are searched for words of its domain. Comments and docstrings are not: an example says more
than a placeholder ("both directed by Ridley Scott"), and what they say cannot run.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
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
""".split()  # noqa: SIM905 - a list of sixty strings hides the words
PATTERN = re.compile(rf"(?<![a-z])({'|'.join(WORDS)})(?![a-z])", re.IGNORECASE)
QUOTED = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`[^`]*`|>[^<>{}]+<")


def python_words(source: str) -> Iterator[tuple[int, str]]:
    """Line and text of every name and every string that is no docstring."""
    tree = ast.parse(source)
    comments = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)) if id(node) not in comments:
                yield node.lineno, text
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield node.lineno, spelt(name)
            case ast.arg(arg=name) | ast.keyword(arg=str(name)):
                yield node.lineno, spelt(name)


def spelt(name: str) -> str:
    """`movieTitle`, `movie_title` -> "movie Title", "movie title"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).replace("_", " ")


def text_words(source: str) -> Iterator[tuple[int, str]]:
    """Line and text of every quoted string and every text between tags."""
    for found in QUOTED.finditer(source):
        yield source.count("\n", 0, found.start()) + 1, found.group()


def words(path: Path) -> Iterator[tuple[int, str]]:
    source = path.read_text(encoding="utf-8")
    return python_words(source) if path.suffix == ".py" else text_words(source)


def source_files() -> list[Path]:
    return sorted(
        path for path in PACKAGE.rglob("*") if path.suffix in {".py", ".toml", ".js", ".css", ".html"} and LOADERS not in path.parents
    )


@pytest.mark.parametrize(
    "line",
    [
        "kind = 'film'",
        "def movie_of(x): ...",
        "x.actors",
        "f(genre=1)",
        "class DirectorTable: ...",
        "lambda starring: 1",
        "f'{x} watched it'",
        "watch = 1",
    ],
)
def test_finds_what_the_program_would_know(line: str) -> None:
    assert any(PATTERN.search(text) for _, text in python_words(line))


@pytest.mark.parametrize(
    "line", ["# films", "def f():\n    'An item, a film.'", "import directory", "redirected = 'indirectors'", "stopwatch = 'filmy'"]
)
def test_leaves_the_rest_alone(line: str) -> None:
    assert not any(PATTERN.search(text) for _, text in python_words(line))


def test_reads_pages_too() -> None:
    assert [text for _, text in text_words("<b>Movies</b> f('watch', x)")] == [">Movies<", "'watch'"]


def test_sees_the_whole_package() -> None:
    assert len(source_files()) > 30
    assert PACKAGE / "knowledge_graph" / "graph.py" in source_files()


@pytest.mark.parametrize("path", source_files(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_knows_no_domain(path: Path) -> None:
    assert [f"line {number}: {text}" for number, text in words(path) if PATTERN.search(text)] == []
