"""The explainer: evidence, reasons and lines for the items of one graph."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from crs.agents.explanation.evidence import EvidenceFinder
from crs.agents.explanation.grounds import Grounds, sort_grounds
from crs.agents.explanation.lines import LineWriter
from crs.agents.explanation.portrait import Portrait
from crs.agents.explanation.reasons import ReasonWriter
from crs.agents.explanation.said import read_liking, said_to_like
from crs.agents.phrases import Phrasebook, Wishes
from crs.agents.retrieval.words import WordReader
from crs.agents.wording import Voice, Wording, read_wording
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.paths import PathFinder
from crs.types import Dialogue, Evidence, Preferences

_NOBODY = Preferences()


class Explainer:
    """Explains recommendations; whatever it renders is an edge or a fact of the graph, and what the seeker said."""

    def __init__(
        self,
        graph: KnowledgeGraph,
        *,
        wording: Wording | None = None,
        paths: PathFinder | None = None,
        words: WordReader | None = None,
    ) -> None:
        self.graph = graph
        self.wording = wording or read_wording()
        self.wishes = Wishes(Phrasebook(graph))
        self._liking = read_liking()
        portrait = Portrait(self.wishes.phrasebook)
        self._finder = EvidenceFinder(graph, paths=paths, words=words)
        self._reasons = ReasonWriter(self.wishes, portrait)
        self._lines = LineWriter(self.wishes, portrait)

    def evidence(self, item: str, preferences: Preferences, *, text: str = "") -> tuple[Evidence, ...]:
        """What speaks for an item, strongest first: paths from what was liked, facts in wanted ranges, words of `text`."""
        return self._finder.find(item, preferences, text=text)

    def reason(self, item: str, evidence: Sequence[Evidence], *, seed: int, preferences: Preferences = _NOBODY) -> str:
        """One sentence or two that say why; `preferences` is what may be said about the seeker."""
        return self.reason_in(Voice(self.wording, self.graph, seed=seed), item, evidence, preferences)

    def reasons(
        self, grounds: Iterable[tuple[str, Sequence[Evidence]]], *, seed: int, preferences: Preferences = _NOBODY
    ) -> tuple[str, ...]:
        """One reason for each (item, evidence) of a list, in different shapes as far as there are any."""
        voice = Voice(self.wording, self.graph, seed=seed)
        return tuple(self.reason_in(voice, item, evidence, preferences) for item, evidence in grounds)

    def reason_in(
        self, voice: Voice, item: str, evidence: Sequence[Evidence], preferences: Preferences, *, dialogue: Dialogue | None = None
    ) -> str:
        """The same in a voice that already speaks, so that nothing it said is said again.

        With a dialogue, "you liked it" is told only where the seeker said so, and not where they asked for something similar.
        """
        return self._reasons.write(self._grounds(item, evidence, preferences, dialogue), preferences, voice)

    def lines(
        self,
        evidence: Sequence[Evidence],
        *,
        item: str | None = None,
        preferences: Preferences = _NOBODY,
        dialogue: Dialogue | None = None,
    ) -> tuple[str, ...]:
        """One readable line for each ground, strongest first; `item` is needed where no path leads to it."""
        goal = item or self._lines.goal(evidence)
        if goal is None:
            return ()
        voice = Voice(self.wording, self.graph, seed=0)
        return self._lines.write(self._grounds(goal, evidence, preferences, dialogue), voice)

    def _grounds(self, item: str, evidence: Sequence[Evidence], preferences: Preferences, dialogue: Dialogue | None) -> Grounds:
        return sort_grounds(self.graph, item, evidence, preferences, liked=lambda p: said_to_like(p, dialogue, self._liking))
