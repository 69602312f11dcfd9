"""`crs kg`: looking into the knowledge graph."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from crs.cli.opening import read_graph
from crs.cli.resolve import resolve
from crs.errors import GraphError
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.presentation import printable
from crs.text import join_words
from crs.types import Edge, dump

LISTED = 12  # names listed a relation


def run_stats(*, as_json: bool, catalogue: Path | None) -> None:
    """Print counts."""
    graph = read_graph(catalogue)
    counts = graph.stats()
    if as_json:
        _print_json(counts)
        return
    console = Console(highlight=False)
    size = f"{counts['nodes']:,} nodes, {counts['edges']:,} edges, mean degree {counts['mean_degree']}"
    console.print(f"{counts['name']}, version {counts['version']}: {size}")
    for title in ("kinds", "relations"):
        table = Table(title=title, title_justify="left", title_style="bold", box=None, show_header=False, pad_edge=False)
        table.add_column()
        table.add_column(justify="right")
        for name, count in sorted(counts[title].items(), key=lambda pair: -pair[1]):
            table.add_row(Text(name), f"{count:,}")
        console.print()
        console.print(table)


def run_coverage(
    *, as_json: bool, catalogue: Path | None, dataset: str | None = None, sources: Sequence[str] = ("items",), data_dir: Path | None = None
) -> None:
    """Print what is known of the items of a catalogue, or of a data set as the named sources describe them."""
    from crs.knowledge_graph.coverage import coverage

    if dataset is None:
        report = coverage(read_graph(catalogue))
    else:
        from crs.datasets.describe import describe
        from crs.datasets.opening import open_dataset

        opened = describe(open_dataset(dataset, data_dir), sources, data_dir)
        report = coverage(opened.graph, canonical=opened.canonical)
    if as_json:
        _print_json(dump(report))
        return
    for line in report.lines():
        print(printable(line))


def run_show(name: str, *, as_json: bool, catalogue: Path | None) -> None:
    """Print what the graph states about one entity."""
    graph = read_graph(catalogue)
    entity, others = _find(graph, name)
    groups = _grouped(graph, entity)
    if as_json:
        item = graph.items.get(entity)
        facts = {} if item is None else {"facts": dump(item)["facts"]}
        _print_json({**dump(graph.entity(entity)), "label": graph.label(entity), **facts, "edges": groups})
        return
    console = Console(highlight=False)
    console.print(Text.assemble((printable(graph.label(entity)), "bold"), (f"  {graph.entity(entity).kind} · {entity}", "dim")))
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="dim", no_wrap=True)
    table.add_column()
    if entity in graph.items:
        for field, value in graph.items[entity].facts.items():
            table.add_row(Text(field), Text(printable(str(value))))
    for relation, names in groups.items():
        more = f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
        table.add_row(Text(relation), Text(printable(", ".join(names[:LISTED]) + more)))
    console.print(table)
    if others:
        meanings = join_words([f"{printable(graph.label(other))} ({graph.entity(other).kind})" for other in others[:5]], last="or")
        console.print(Text(f"It could also be {meanings}.", style="dim"))


def run_path(start: str, goal: str, *, as_json: bool, catalogue: Path | None) -> None:
    """Print the path between two entities, one hop a line."""
    from crs.knowledge_graph.paths import PathFinder

    graph = read_graph(catalogue)
    ends = [_find(graph, name)[0] for name in (start, goal)]
    hops = PathFinder(graph).best(*ends)
    if as_json:
        _print_json({"start": ends[0], "goal": ends[1], "hops": [dump(hop) for hop in hops]})
        return
    console = Console(highlight=False)
    if not hops:
        same = ends[0] == ends[1]
        console.print("Both are the same." if same else "There is no short path between them.")
    for hop in hops:
        console.print(Text.assemble(printable(_statement(graph, hop)), (f"  {hop.relation}", "dim")))


def run_build(*, out: Path | None, catalogue: Path | None, vector: bool) -> None:
    """Check the catalogue, build its indexes, and save the graph if asked."""
    from crs.cli.opening import open_bot, settings_from
    from crs.knowledge_graph.storage import save_graph

    console = Console(highlight=False)
    settings = settings_from(catalogue=catalogue, vector=vector).model_copy(update={"model": None})
    with open_bot(settings) as bot:
        counts = bot.graph.stats()
        console.print(f"{counts['items']:,} {bot.graph.schema.item.plural}, {counts['nodes']:,} nodes, {counts['edges']:,} edges: ready.")
        for notice in bot.notices:
            console.print(Text(notice, style="yellow"))
        if out is not None:
            save_graph(bot.graph, out)
            console.print(f"The graph is saved in {out}.")


def _find(graph: KnowledgeGraph, name: str) -> tuple[str, tuple[str, ...]]:
    from crs.knowledge_graph.linking import EntityLinker

    if not name.strip():
        raise GraphError("no name was given", hint='crs kg show "a name"')
    return resolve(name, graph, EntityLinker(graph))


def _grouped(graph: KnowledgeGraph, entity: str) -> dict[str, list[str]]:
    """Relation -> labels at the other end; what points at the entity best known first."""
    groups: dict[str, list[str]] = {}
    popularity = {item: graph.items[item].popularity for item in graph.neighbours(entity) if item in graph.items}
    edges = sorted(graph.edges_of(entity), key=lambda edge: -popularity.get(edge.head, 0.0))
    for edge in edges:
        other = edge.tail if edge.head == entity else edge.head
        groups.setdefault(edge.relation, []).append(graph.label(other))
    return groups


def _statement(graph: KnowledgeGraph, hop: Edge) -> str:
    spec = graph.schema.relations.get(hop.relation)
    template = spec.statement if spec else "{head} – {tail}"
    return template.format(head=graph.label(hop.head), tail=graph.label(hop.tail))


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=1))
