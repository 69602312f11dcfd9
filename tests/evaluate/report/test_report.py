"""The page: whole, by itself, and safe with any text."""

from __future__ import annotations

import sys
from functools import partial
from html.parser import HTMLParser
from pathlib import Path

import pytest

from crs.evaluate.offline import evaluate_offline
from crs.evaluate.report import render_report, write_report
from crs.evaluate.report.charts import nice_end, spread
from crs.evaluate.report.html import number
from crs.evaluate.report.slices import Slicing
from crs.evaluate.runs.loading import Run

sys.path.append(str(Path(__file__).parents[1] / "runs"))
from small import Scripted, hopeless, write_small

VOID = {"meta", "input", "line", "circle", "path"}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("report")
    systems = {"mine<script>": partial(Scripted, fails_at="valid-0:3"), "copy": "copy-context", "broken": hopeless}
    return evaluate_offline(systems, "own", data_dir=write_small(folder / "data", dialogues=8), out=folder / "run", home=folder / "home")


class Balanced(HTMLParser):
    """Complains of a tag that is not closed where it should be, and notes the tags."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.seen.append(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag


def test_the_page_is_whole_and_needs_nothing_else(run: Run) -> None:
    page = render_report(run)
    reader = Balanced()
    reader.feed(page)
    assert not reader.open
    assert not {"script", "link", "img", "iframe", "object"} & set(reader.seen)
    assert "://" not in page
    assert len(page) < 200_000


def test_text_of_the_data_and_names_are_escaped(run: Run) -> None:
    page = render_report(run)
    assert "&lt;b&gt;much&lt;/b&gt;" in page
    assert "mine&lt;script&gt;" in page


def test_the_page_shows_every_part(run: Run) -> None:
    page = render_report(run)
    for part in ("Results: all", "Results: new", "Recall by list length", "By turn", "By items mentioned so far", "By known likes"):
        assert part in page
    for part in ("By popularity of the target", "Beyond accuracy", "Errors, with their context", "What it took", "Failed as a whole"):
        assert part in page
    assert "nothing to learn from" in page
    assert "95 % intervals" in page


def test_pictures_and_tables_say_what_they_show(run: Run) -> None:
    page = render_report(run)
    assert page.count("<svg") == page.count('role="img" aria-label="') == page.count("<figcaption>")
    assert page.count("<table>") == page.count("<caption>")
    assert 'scope="col"' in page
    assert "prefers-color-scheme:dark" in page
    assert "width=device-width" in page


def test_the_same_run_gives_the_same_page(run: Run, tmp_path: Path) -> None:
    assert write_report(run, tmp_path / "page.html").read_text(encoding="utf-8") == render_report(run)


def test_every_target_is_in_one_part_of_a_slicing(run: Run) -> None:
    slicing = Slicing(name="turn", title="", unit="", starts=(0, 1, 3, 5), of=lambda instance, _: instance.turn)
    outcomes = run.outcomes("copy")["all"]
    parts = slicing.cut(outcomes)
    assert list(parts) == ["1–2", "3–4"]
    assert sum(len(part.instance.targets) for group in parts.values() for part in group) == sum(len(o.instance.targets) for o in outcomes)


def test_figures_are_printed_as_the_field_prints_them() -> None:
    assert [number(value) for value in (0.1957, 1.0, 0.99999, 0.0, 31.25, None, -0.5)] == [
        ".196",
        "1.000",
        "1.000",
        ".000",
        "31.250",
        "–",
        "-0.500",
    ]


def test_an_axis_reaches_what_it_shows() -> None:
    for value in (0.0, 0.0031, 0.19, 0.2, 0.55, 1.0, 7.3):
        assert value <= nice_end(value) * 1.001
        assert nice_end(value) <= max(1.0, value * 2)


def test_labels_do_not_cover_each_other() -> None:
    places = spread([100.0, 100.0, 101.0, 300.0, 301.0], low=20, high=305)
    assert all(abs(a - b) >= 14 for i, a in enumerate(places) for b in places[:i])
    assert max(places) <= 305
