"""Conformance of a preference extractor."""

from __future__ import annotations

from collections.abc import Iterable

from crs.dialogue.memory import Memory
from crs.dialogue.state import heard
from crs.errors import ContractError
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.protocols import PreferenceExtractor
from crs.types import Chat, DialogueState, EntityTarget, Preferences, TextBlock, Understanding

ODD_TEXTS = (
    "",
    " ",
    "?",
    "\n\n",
    "a" * 4000,
    "no " * 1300,
    "😀" * 50,
    "\u0646\u0639\u0645",
    "1990-1980",
    "<b>{x}</b>",
    "'\"`;--",
    "0",
    "-1e999",
)


async def check_extractor(extractor: PreferenceExtractor, graph: KnowledgeGraph, *, texts: Iterable[str] = ()) -> None:
    """Let an extractor understand odd texts and `texts`, alone and one after the other, and check what it makes of them.

    Raises:
        ContractError: it dropped or doubled preferences, named what the graph does not hold, has no act, pointed outside
            of the text, or understood the same words twice differently.
    """
    memory = Memory(version=graph.version)
    for text in (*ODD_TEXTS, *texts):
        for held in (Memory(version=graph.version), memory):
            dialogue = heard(held, "conformance", text)
            understanding = await extractor.extract(dialogue, held.preferences)
            _check(understanding, text, held.preferences, graph)
            if await extractor.extract(dialogue, held.preferences) != understanding:
                raise ContractError(f"'{text[:40]}' was understood in two ways", hint="an extractor depends on what it is given alone")
        state = DialogueState(session="conformance", dialogue=dialogue, understanding=understanding)
        memory = memory.after(state, Chat(topic="unclear"), "Go on.", (TextBlock(text="Go on."),), items=graph.items)


def _check(understanding: Understanding, text: str, known: Preferences, graph: KnowledgeGraph) -> None:
    where = f"of '{text[:40]}'"
    if not understanding.acts:
        raise ContractError(f"the understanding {where} has no act")
    ids = [preference.id for preference in understanding.preferences.entries]
    if len(set(ids)) != len(ids) or not {preference.id for preference in known.entries} <= set(ids):
        raise ContractError(f"the understanding {where} doubled or dropped preferences", hint="retract what no longer counts")
    fresh = set(ids) - {preference.id for preference in known.entries}
    if not set(understanding.added) <= set(ids) or fresh - set(understanding.added):
        raise ContractError(f"the understanding {where} does not say rightly what it added")
    for preference in understanding.preferences.entries:
        if preference.id in fresh:
            target = preference.target
            holds = target.entity in graph if isinstance(target, EntityTarget) else target.field in graph.schema.fields
            if not holds or not -1 <= preference.polarity <= 1:
                raise ContractError(f"a preference {where} is about what is not in the graph, or its polarity is outside [-1, 1]")
    for mention in understanding.mentions:
        if mention.entity not in graph or text[slice(*mention.span)] != mention.text:
            raise ContractError(f"a mention {where} is not in the graph, or not at its span")
