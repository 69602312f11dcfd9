"""The films of INSPIRED as a graph, with what was published about them.

dbpedia/                          UniCRS's sub-graph, and its dialogues `<split>_data_dbpedia.jsonl`, which link titles to pages
cfcrs/entity2id.json, kg.json …   the stars, directors and genres of films that CFCRS (Wang et al., KDD 2023) collected
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from crs.datasets.dbpedia import read_films
from crs.datasets.folder import find, read_json, read_lines
from crs.datasets.item_graph import ItemGraph, title_graph
from crs.datasets.numbered import read_edges, read_numbers
from crs.datasets.presence import has_file
from crs.datasets.sources import Source, bundled, check_sources, described_by
from crs.datasets.statements import statement_graph
from crs.datasets.titles import Title, read_title
from crs.errors import DatasetError
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.merge import Part

SPLITS = ("train", "valid", "test")


def inspired_graph(
    folder: Path,
    titles: Iterable[str],
    *,
    mentions: Mapping[str, int] | None = None,
    sources: Sequence[str] = ("items",),
    splits: Collection[str] = SPLITS,
) -> ItemGraph:
    """The films with these titles, "Alien (1979)", which are their ids; titles of one year that differ in an article or signs are one.

    `mentions` counts each title in training dialogues. `sources` are "items" (the titles alone), "dbpedia", "cfcrs" and "bundled";
    see `inspired_sources` for `splits`.

    Raises:
        DatasetError: there are no titles, a source is unknown, or a file of it is missing or not as published.
    """
    published = inspired_sources(Path(folder), splits)
    check_sources(sources, published)
    items = title_graph({title: title for title in titles}, mentions=mentions, name="inspired", loose=True)
    return items.described(sources, published)


def inspired_sources(folder: Path, splits: Collection[str] = SPLITS) -> dict[str, Source]:
    """The graphs that were published for INSPIRED, in the folder of the data set.

    "dbpedia" takes the pages of films from UniCRS's dialogues of these splits alone; it does not look into the others.
    """

    def dbpedia(items: KnowledgeGraph, canonical: Mapping[str, str]) -> Part:
        linked = dict(_linked(folder / "dbpedia", splits))
        graph, pages = read_films(folder / "dbpedia", {page: read_title(title) for page, title in linked.items()})
        known = {film: canonical[linked[page]] for film, page in pages.items() if linked.get(page) in canonical}
        return described_by(graph, known, items)

    def cfcrs(items: KnowledgeGraph, canonical: Mapping[str, str]) -> Part:  # noqa: ARG001 - as all sources
        graph = read_cfcrs(folder / "cfcrs")
        return described_by(graph, {}, items)

    return {"dbpedia": dbpedia, "cfcrs": cfcrs, "bundled": bundled}


def read_cfcrs(folder: Path) -> KnowledgeGraph:
    """CFCRS's graph of films.

    Raises:
        DatasetError: a file is missing or not as published.
    """
    folder = Path(folder)
    names = read_numbers(folder / "entity2id.json")
    types = read_json(folder / "entity2type.json")
    films: dict[int, Title] = {number: read_title(name) for number, name in names.items() if types.get(name) == "movie"}
    edges = read_edges(folder / "kg.json", names, read_numbers(folder / "relation2id.json"))
    return statement_graph("cfcrs", names=names, films=films, statements=list(edges))


def _linked(folder: Path, splits: Collection[str]) -> Iterator[tuple[str, str]]:
    """Page and title of every film that UniCRS's dialogues of these splits link."""
    for path in (folder / f"{split}_data_dbpedia.jsonl" for split in SPLITS if split in splits):
        if has_file(path):
            for number, line in read_lines(path):
                yield from _links(path, number, line)


def _links(path: Path, number: int, line: str) -> Iterator[tuple[str, str]]:
    try:
        turns: list[dict[str, Any]] = json.loads(line)
        for turn in turns:
            titles = {read_title(title).name: " ".join(title.split()) for title in turn["movie"]}
            for page, name in zip(turn["movie_link"], turn["movie_name"], strict=True):
                if name in titles:
                    yield page, titles[name]
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise DatasetError(
            f"the dialogue is not as UniCRS publishes it: {error}", file=find(path), row=number, hint="download the file again"
        ) from error
