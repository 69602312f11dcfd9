"""Entity linking: which words of an utterance name which entities of the knowledge graph."""

from crs.knowledge_graph.linking.linker import EntityLinker
from crs.knowledge_graph.linking.prior import LinkPrior
from crs.knowledge_graph.linking.result import LinkContext, Linked, UnknownName

__all__ = ["EntityLinker", "LinkContext", "LinkPrior", "Linked", "UnknownName"]
