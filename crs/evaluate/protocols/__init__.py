"""Protocols: which turns of a dialogue are predicted, which items count as right, and which leave the ranking.

Published figures differ mostly because these rules do. Every protocol here is a small composition of the same rules: one for
merging what one side says in a row, one for which turns are rows, one for which of the items they name are targets, and one
for what is excluded. All rules look at the ids that the data set uses; only then are ids mapped to items of the graph.
"""

from crs.evaluate.protocols.by_name import protocol_names, protocols
from crs.evaluate.protocols.counting import Counts, count, counts
from crs.evaluate.protocols.protocol import Protocol, Rules

__all__ = ["Counts", "Protocol", "Rules", "count", "counts", "protocol_names", "protocols"]
