"""The entity linker: exact multi-pattern matching over folded names and aliases."""

from __future__ import annotations

import ahocorasick

from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.linking.folding import fold_text, fold_words
from crs.knowledge_graph.linking.result import LinkContext, Linked
from crs.types import Mention


class EntityLinker:
    """Finds the entities of a graph in a text (longest match, on word boundaries)."""

    def __init__(self, graph: KnowledgeGraph) -> None:
        self.graph = graph
        surfaces: dict[str, list[str]] = {}
        for entity in graph.entities:
            for name in (entity.name, *entity.aliases):
                if folded := ' '.join(fold_words(name)):
                    surfaces.setdefault(folded, []).append(entity.id)
                    if folded.startswith("the ") and len(folded) > 8:
                        surfaces.setdefault(folded[4:], []).append(entity.id)
        self._automaton = ahocorasick.Automaton()
        for surface, entities in surfaces.items():
            self._automaton.add_word(f" {surface} ", (surface, tuple(dict.fromkeys(entities))))
        self._automaton.make_automaton()

    def link(self, text: str, *, context: LinkContext = LinkContext()) -> Linked:
        """The links of `text`. Never raises."""
        folded = fold_text(text)
        found: list[tuple[int, int, tuple[str, ...]]] = []
        plain = " ".join(folded.words)
        for last, (surface, entities) in self._automaton.iter(f" {plain} "):
            end = last - 1
            first = plain[: end - len(surface)].count(" ")
            found.append((first, first + surface.count(" ") + 1, entities))
        mentions: list[Mention] = []
        taken = -1
        for start, end, entities in sorted(found, key=lambda match: (match[0], -match[1])):
            if start < taken:
                continue
            taken = end
            span = folded.span(start, end - 1)
            best = max(entities, key=lambda e: (e in context.options, self._popularity(e)))
            others = tuple(e for e in entities if e != best)
            mentions.append(Mention(entity=best, kind=self.graph.entity(best).kind, text=text[slice(*span)], span=span, alternatives=others))
        return Linked(mentions=tuple(mentions))

    def _popularity(self, entity: str) -> float:
        item = self.graph.items.get(entity)
        return item.popularity if item is not None else 0.5
