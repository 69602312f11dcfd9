"""The model-free preference extractor: rules over words, names, clauses and what was shown and asked before."""

from __future__ import annotations

from dataclasses import replace

from crs.agents.preference.acts import ActReader, Acts
from crs.agents.preference.alternatives import AlternativeReader
from crs.agents.preference.answers import AnswerReader
from crs.agents.preference.clarification import ClarificationReader
from crs.agents.preference.content import read_content
from crs.agents.preference.critiques import CritiqueReader
from crs.agents.preference.entries import EntryMaker
from crs.agents.preference.governors import Opinion
from crs.agents.preference.lexicon import Lexicon
from crs.agents.preference.manner import Manner
from crs.agents.preference.measures import DegreeReader, Measures
from crs.agents.preference.polarity import Judge
from crs.agents.preference.questions import QuestionReader
from crs.agents.preference.ranges import RangeReader
from crs.agents.preference.reading import Reading
from crs.agents.preference.record import record, settle
from crs.agents.preference.references import ReferenceReader
from crs.agents.preference.retraction import RetractionReader
from crs.agents.preference.scan import Scan, Scanner, Target
from crs.agents.preference.situation import Situation
from crs.agents.preference.topics import TopicReader
from crs.content import content_folder
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.linking import EntityLinker, LinkContext, Linked
from crs.registry import Resources
from crs.text import fold
from crs.types import Act, Dialogue, Mention, Preferences, RangeTarget, Understanding


def create(resources: Resources) -> RuleExtractor:
    """The extractor for a catalogue."""
    return RuleExtractor(resources.graph, resources.linker)


class RuleExtractor:
    """A `PreferenceExtractor` that needs no model."""

    def __init__(self, graph: KnowledgeGraph, linker: EntityLinker) -> None:
        """Compile the phrases of `agents/understanding.toml` and of the graph's schema.

        Raises:
            ConfigError: the words of the language are missing or broken.
        """
        self.graph = graph
        self.linker = linker
        content = read_content(content_folder("agents") / "understanding.toml")
        lexicon = Lexicon(content, graph.schema)
        measures = Measures(graph, content.numbers)
        self._content = content
        self._scanner = Scanner(
            lexicon,
            RangeReader(content, measures, lexicon.tokenizer, graph.schema.calendar),
            DegreeReader(measures, content.comparison, lexicon.tokenizer),
            graph.schema.item.kind,
        )
        self._topics = TopicReader(lexicon)
        self._references = ReferenceReader(lexicon, graph, measures)
        self._questions = QuestionReader(lexicon, graph)
        self._judge = Judge(lexicon)
        self._answers = AnswerReader(graph)
        self._critiques = CritiqueReader(lexicon, graph, measures)
        self._retractions = RetractionReader(lexicon, graph)
        self._alternatives = AlternativeReader(content)
        self._entries = EntryMaker(graph, measures)
        self._acts = ActReader(content)
        self._namesakes = _namesakes(graph)
        self._clarifications = ClarificationReader(graph, linker, self._scanner, self._judge, self._questions)

    async def extract(self, dialogue: Dialogue, known: Preferences) -> Understanding:
        """What the last utterance of `dialogue` means, given what is `known`; see `PreferenceExtractor`."""
        if not dialogue.utterances:
            return Understanding(acts=(Act.OTHER,), preferences=known, topic="empty")
        situation = Situation.of(dialogue, self.graph)
        linked = self.linker.link(dialogue.last.text, context=self._context(situation))
        return self.understand(dialogue.last.text, linked, situation, known)

    def _context(self, situation: Situation) -> LinkContext:
        relation = self.graph.schema.relations.get(situation.asked or "")
        offered = situation.options or (situation.shown if situation.fresh else ())
        options = tuple(option for option in offered if option in self.graph)
        return LinkContext(recent=situation.entities, options=options, kind=None if relation is None else relation.kind)

    def understand(self, text: str, linked: Linked, situation: Situation, known: Preferences) -> Understanding:
        """What an utterance means whose names are already linked."""
        linked = replace(linked, mentions=tuple(self._by_preposition(text, mention) for mention in linked.mentions))
        scan = self._scanner.scan(text, linked, asked=situation.asked)
        mentions = tuple(m for m in linked.mentions if m.span not in scan.dropped)
        topic = self._topics.beside(scan)
        if topic is not None:
            return Understanding(acts=(Act.OTHER,), preferences=known, mentions=mentions, topic=topic)
        scan = scan.with_names(self._references.find(scan, situation))
        reading = self._read(scan, situation, known)
        acts = self._acts.read(reading)
        return self._understanding(reading, acts, known, linked, mentions)

    def _read(self, scan: Scan, situation: Situation, known: Preferences) -> Reading:
        asked = self._questions.find(scan, situation)
        clarified = self._clarifications.read(scan, situation)
        focus = situation.shown if situation.fresh else situation.about
        opinions = self._judge.judge(scan, skipped=asked.clauses, focus=focus if len(focus) == 1 else ())
        if situation.clarifies:
            opinions = tuple(o for o in opinions if not (o.target.pointed and scan.words[o.target.start] in self._content.grammar.none))
        if clarified is not None:
            opinions = clarified.applied(opinions)
            asked = replace(asked, question=asked.question or clarified.question)
        manner = Manner(scan, self._content, skipped=asked.clauses)
        answer = self._answers.read(scan, opinions, situation, manner)
        retraction = self._retractions.read(scan, answer.opinions, known, skipped=asked.clauses)
        kept = tuple(opinion for number, opinion in enumerate(answer.opinions) if number not in retraction.opinions)
        critiqued = self._critiques.read(scan, kept, situation, skipped=asked.clauses)
        if not answer.act and any(isinstance(e.target, RangeTarget) and e.target.field == situation.asked for e in critiqued.entries):
            answer = replace(answer, answered=situation.asked, act=True)
        if answer.answered is None and situation.asked is not None and situation.asked in retraction.attributes:
            answer = replace(answer, answered=situation.asked, act=True)
        return Reading(
            scan=scan,
            situation=situation,
            asked=asked,
            opinions=kept,
            answer=answer,
            retraction=retraction,
            critiqued=critiqued,
            manner=manner,
            clarified=clarified,
        )

    def _understanding(
        self, reading: Reading, acts: Acts, known: Preferences, linked: Linked, mentions: tuple[Mention, ...]
    ) -> Understanding:
        scan, situation = reading.scan, reading.situation
        entries = self._entries.make(scan, self._alternatives.group(scan, reading.opinions), situation)
        entries.extend(reading.critiqued.entries)
        entries.extend(self._critiques.faults(scan, reading.critiqued, self.graph.schema.item.kind))
        accepted = list(acts.accepted)
        if Act.ACCEPT in acts.acts and not accepted and len(situation.shown) == 1:
            accepted = [Target(0, len(scan.tokens), situation.shown, item=True, pointed=True)]
        entries.extend(self._entries.accepted(scan, accepted, known))
        recorded = record(
            known,
            settle(entries),
            retract=reading.retraction.known,
            undo=reading.retraction.undone,
            turn=situation.turn,
            text=scan.text,
        )
        return Understanding(
            acts=acts.acts,
            preferences=recorded.preferences,
            mentions=mentions,
            added=recorded.added,
            retracted=recorded.retracted,
            referred=self._referred(reading, acts, accepted),
            question=reading.asked.question,
            ambiguous=tuple(m for m in linked.ambiguous if m in mentions),
            unknown=tuple(name.text for name in linked.unknown),
            answered=reading.answer.answered,
            topic=acts.topic,
        )

    def _referred(self, reading: Reading, acts: Acts, accepted: list[Target]) -> tuple[str, ...]:
        """The items pointed at; where a reason is asked or something is accepted, the items named too."""
        asked = [t for t in reading.asked.targets if t.pointed or reading.asked.why]
        if reading.asked.question is not None and not asked and reading.asked.question.item in reading.situation.focus()[:1]:
            asked = [Target(0, 0, (reading.asked.question.item,))] if not reading.asked.targets and reading.asked.question.item else []
        if reading.asked.why and not asked:
            asked = [Target(0, 0, reading.situation.shown)] if len(reading.situation.shown) == 1 else []
        told = [o.target for o in reading.opinions if o.target.pointed and o.target.item and self._told(o, acts)]
        if reading.clarified is not None:
            told.extend(reading.clarified.chosen)
        said = {entity for name in reading.scan.names if not name.pointed for entity in name.entities}
        found = dict.fromkeys(
            entity for target in (*asked, *told, *accepted) for entity in target.entities if not (target.weak and entity in said)
        )
        return tuple(entity for entity in found if entity in self.graph.items)

    @staticmethod
    def _told(opinion: Opinion, acts: Acts) -> bool:
        """Whether something is said of a target that is pointed at."""
        if opinion.stance == "unseen":
            return True
        said = opinion.stance not in ("named", "ignored", "described") or opinion.compared
        return said or (Act.CRITIQUE in acts.acts and not opinion.target.weak)

    def _by_preposition(self, text: str, mention: Mention) -> Mention:
        """A name that several kinds of entity share, read by the word before it: "in French" is the language."""
        meant = dict.fromkeys((mention.entity, *mention.alternatives, *self._namesakes.get(fold(mention.text), ())))
        if len(meant) < 2 or mention.kind == self.graph.schema.item.kind:
            return mention
        before = text[: mention.span[0]].split()[-1:]
        for entity in meant:
            kind = self.graph.entity(entity).kind
            said = [phrase for r in self.graph.schema.relations.values() if r.kind == kind for phrase in (r.trait, r.statement)]
            if before and any(phrase.partition("{tail}")[0].split()[-1:] == [before[0].lower()] for phrase in said):
                others = tuple(e for e in mention.alternatives if e != entity)
                return replace(mention, entity=entity, kind=kind, alternatives=others)
        return mention


def _namesakes(graph: KnowledgeGraph) -> dict[str, tuple[str, ...]]:
    """Names that entities of several kinds share, items aside: a country and its language."""
    found: dict[str, list[str]] = {}
    for entity in graph.entities:
        if entity.id not in graph.items:
            for name in dict.fromkeys(fold(name) for name in (entity.name, *entity.aliases)):
                found.setdefault(name, []).append(entity.id)
    return {name: tuple(entities) for name, entities in found.items() if len(entities) > 1}
