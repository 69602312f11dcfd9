"""Blocks and preferences in a terminal."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from crs.knowledge_graph.graph import KnowledgeGraph
from crs.presentation import fact_lines, preference_lines, printable
from crs.types import Block, EvidenceBlock, Preferences, QuestionBlock, RecommendationBlock, TextBlock

_SIGN = {"like": "green", "dislike": "red", "known": "dim"}


def block_text(block: Block) -> RenderableType:
    """One block as it is printed."""
    match block:
        case TextBlock():
            return Text(printable(block.text))
        case QuestionBlock():
            options = Text(f"  {printable(' · '.join(block.options))}", style="dim") if block.options else Text()
            return Group(Text(printable(block.text), style="bold"), *([options] if block.options else []))
        case RecommendationBlock():
            return _card(block)
        case EvidenceBlock():
            lines = (Text(f"  • {printable(line)}") for line in block.lines)
            return Group(Text(printable(block.label), style="bold"), *lines)


def _card(block: RecommendationBlock) -> RenderableType:
    facts = " · ".join(f"{name} {value}" for name, value in fact_lines(block.facts))
    inner = [
        Text(printable(text), style=style)
        for text, style in ((block.recommendation.reason, "cyan"), (block.text, ""), (facts, "dim"))
        if text
    ]
    title = Text.assemble((f"{block.recommendation.rank:>2}  ", "dim"), (printable(block.label), "bold"))
    return Padding(Group(title, Padding(Group(*inner), (0, 0, 0, 4))), (0, 0, 1, 0))


def preference_table(preferences: Preferences, graph: KnowledgeGraph) -> RenderableType:
    """The preferences that count, with the ids that /forget takes."""
    lines = preference_lines(preferences, graph)
    if not lines:
        return Text("Nothing is known of your taste yet.", style="dim")
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="dim")
    for _ in range(3):
        table.add_column()
    for line in lines:
        table.add_row(Text(line.id), Text(line.mood, style=_SIGN[line.sign]), Text(printable(line.name)), Text(line.kind, style="dim"))
    return table
