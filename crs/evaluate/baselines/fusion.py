"""The product's default: its untrained sources side by side, fused by reciprocal rank, asked with what it understands itself.

Popularity is that of the training dialogues, whatever the catalogue says. Items that a hard constraint rules out come after
all others: evaluation asks for a whole ranking, a conversation would stop before them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from crs import registry
from crs.agents.retrieval.constraints import Constraints
from crs.agents.retrieval.encoder import PACKAGED
from crs.agents.retrieval.fusion import FusedRetriever
from crs.agents.retrieval.preparing import Preparable
from crs.errors import MissingExtraError
from crs.evaluate.baselines.understanding import Listener
from crs.evaluate.training import Training
from crs.evaluate.turns import ranked_turn
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.linking import EntityLinker
from crs.protocols import Retriever
from crs.registry import Resources
from crs.settings import Settings
from crs.types import Candidate, Dialogue, Preferences, Query, Turn

SOURCES = ("graph", "bm25", "vector", "popularity")
CANDIDATES = 200  # asked of every source at least, as in a conversation


def create(training: Training) -> FusionRecommender:
    """All sources over the training's graph; without the extra `vector` the others alone, and every turn says so."""
    graph = known_by(training)
    settings = Settings(home=training.home, retrievers=SOURCES, vector=True, encoder=PACKAGED)
    resources = Resources(graph=graph, linker=EntityLinker(graph), settings=settings)
    sources: dict[str, Retriever] = {}
    notices: list[str] = []
    for name in SOURCES:
        try:
            sources[name] = registry.create("crs.retrievers", name, resources)
        except MissingExtraError as error:
            notices.append(f"Retrieval goes on without '{name}': {error}")
    for source in sources.values():
        if isinstance(source, Preparable):
            source.prepare()
    return FusionRecommender(resources, FusedRetriever(sources, Constraints(graph)), notices=tuple(notices))


def known_by(training: Training) -> KnowledgeGraph:
    """The training's graph with the popularity that its dialogues give to the items."""
    graph, counts = training.graph, training.mentions
    most = max(counts.values(), default=0) or 1
    return KnowledgeGraph(
        schema=graph.schema,
        entities=graph.entities,
        items={id_: replace(item, popularity=counts[id_] / most) for id_, item in graph.items.items()},
        relations=graph.relations,
        sources=graph.sources,
        edges=graph.edges,
        version=graph.version,
    )


class FusionRecommender:
    """A `Recommender` that retrieves as the product does, and says nothing."""

    def __init__(self, resources: Resources, retriever: FusedRetriever, *, notices: tuple[str, ...] = ()) -> None:
        self._listener = Listener(resources.graph, resources.linker)
        self._retriever = retriever
        self._notices = notices

    async def respond(self, dialogue: Dialogue, *, k: int) -> Turn:
        """A turn that ranks up to `k` items; what was named does not come back."""
        heard = self._listener.listen(dialogue)
        query = self._listener.query(heard)
        retrieval = await self._retriever.search(query, k=max(k, CANDIDATES))
        found = retrieval.candidates[:k]
        if len(found) < k and (relaxed := _relaxed(query)) != query:
            found = _after(found, await self._retriever.retrieve(relaxed, k=max(k, CANDIDATES)), k)
        turn = ranked_turn(dialogue, found)
        return replace(turn, understood=heard.understanding, notices=(*self._notices, *retrieval.notices))


def _relaxed(query: Query) -> Query:
    """The query with every constraint as a wish."""
    entries = tuple(replace(preference, hard=False) for preference in query.preferences.entries)
    return replace(query, preferences=Preferences(entries=entries))


def _after(first: Sequence[Candidate], then: Sequence[Candidate], k: int) -> tuple[Candidate, ...]:
    """`first`, then what else is in `then`, below all of it: a fused score lies between 0 and 1."""
    there = {candidate.item for candidate in first}
    others = (replace(candidate, score=candidate.score - 1.0) for candidate in then if candidate.item not in there)
    return (*first, *others)[:k]
