"""`crs link`: what a sentence names."""

from __future__ import annotations

import json
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from crs.cli.opening import read_graph
from crs.presentation import printable
from crs.text import accept
from crs.types import dump


def run_link(text: str, *, as_json: bool, catalogue: Path | None) -> None:
    """Print the mentions of a text."""
    from crs.knowledge_graph.linking import EntityLinker

    text = accept(text)
    graph = read_graph(catalogue)
    linked = EntityLinker(graph).link(text)
    if as_json:
        unsure = {mention.span for mention in linked.ambiguous}
        rows = [{**dump(mention), "label": graph.label(mention.entity), "ambiguous": mention.span in unsure} for mention in linked.mentions]
        unknown = [{"text": name.text, "span": list(name.span)} for name in linked.unknown]
        print(json.dumps({"mentions": rows, "unknown": unknown}, ensure_ascii=False, indent=1))
        return
    console = Console(highlight=False)
    if not linked.mentions and not linked.unknown:
        console.print("Nothing that is in the catalogue.")
        return
    table = Table(box=None, header_style="dim", pad_edge=False)
    for heading in ("words", "is", "kind", "id", "score", "or"):
        table.add_column(heading, justify="right" if heading == "score" else "left")
    for mention in linked.mentions:
        others = ", ".join(graph.label(other) for other in mention.alternatives[:3])
        words = mention.text if mention.exact else f"{mention.text} (misspelt)"
        cells = (words, graph.label(mention.entity), mention.kind, mention.entity, f"{mention.score:.2f}", others)
        table.add_row(*(Text(printable(cell)) for cell in cells))
    for name in linked.unknown:
        table.add_row(Text(printable(name.text)), Text("not in the catalogue", style="yellow"))
    console.print(table)
