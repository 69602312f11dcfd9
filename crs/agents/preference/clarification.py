"""Answers to "which one do you mean?": what was said of the ambiguous name before is now said of the one chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from crs.agents.preference.governors import Opinion
from crs.agents.preference.polarity import Judge
from crs.agents.preference.questions import QuestionReader
from crs.agents.preference.scan import Scan, Scanner, Target
from crs.agents.preference.situation import Situation
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.linking import EntityLinker, LinkContext, Linked
from crs.types import Mention, Question


@dataclass(frozen=True, kw_only=True)
class Clarification:
    """The things chosen, and what the utterance before had said of them."""

    chosen: tuple[Target, ...]
    meant: Opinion | None
    question: Question | None = None

    def applied(self, opinions: Sequence[Opinion]) -> tuple[Opinion, ...]:
        """The opinions, with what was said before wherever the choice itself says nothing."""
        if self.meant is None:
            return tuple(o for o in opinions if not (self.question is not None and o.target in self.chosen))
        meant = self.meant
        return tuple(
            replace(meant, target=o.target, clause=o.clause) if o.target in self.chosen and self._silent(o) else o for o in opinions
        )

    @staticmethod
    def _silent(opinion: Opinion) -> bool:
        return opinion.stance == "named" or opinion.bare


class ClarificationReader:
    """Reads the utterance before again, with the choice that was made."""

    def __init__(self, graph: KnowledgeGraph, linker: EntityLinker, scanner: Scanner, judge: Judge, questions: QuestionReader) -> None:
        self._none = judge.content.grammar.none
        self._graph, self._linker, self._scanner, self._judge, self._questions = graph, linker, scanner, judge, questions

    def read(self, scan: Scan, situation: Situation) -> Clarification | None:
        """The choice made among what was offered; None where nothing was offered or chosen."""
        before = situation.before
        if not situation.clarifies or before is None:
            return None
        chosen = tuple(name for name in scan.names if name.entities and set(name.entities) <= set(situation.options) and not name.ambiguous)
        if not chosen or scan.words[chosen[0].start] in self._none:
            return None
        entity = chosen[0].entities[0]
        linked = self._linker.link(before.text, context=LinkContext(options=(entity,)))
        linked = self._decided(linked, entity, frozenset(situation.options))
        earlier = self._scanner.scan(before.text, linked)
        asked = self._questions.find(earlier, Situation(turn=situation.turn - 2))
        about = [o for o in self._judge.judge(earlier, skipped=asked.clauses) if entity in o.target.entities]
        meant = next((o for o in about if o.stance not in ("ignored", "named")), None)
        question = asked.question if asked.question is not None and asked.question.item == entity else None
        if meant is None and question is None:
            meant = next((replace(o, stance="judged", polarity=1.0) for o in about if o.stance == "named"), None)
        return Clarification(chosen=chosen, meant=meant, question=question)

    def _decided(self, linked: Linked, entity: str, options: frozenset[str]) -> Linked:
        """The links with the ambiguous name decided."""

        def decide(mention: Mention) -> Mention:
            if not options & {mention.entity, *mention.alternatives}:
                return mention
            return replace(mention, entity=entity, kind=self._graph.entity(entity).kind, alternatives=())

        doubtful = tuple(m for m in linked.ambiguous if not options & {m.entity, *m.alternatives})
        return replace(linked, mentions=tuple(decide(m) for m in linked.mentions), ambiguous=doubtful)
