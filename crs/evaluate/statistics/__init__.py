"""How sure a number is: intervals, paired comparisons, corrections. Dialogues are the units, never single turns."""

from crs.evaluate.statistics.compare import Difference, compare
from crs.evaluate.statistics.estimate import Estimate, estimate
from crs.evaluate.statistics.holm import holm

__all__ = ["Difference", "Estimate", "compare", "estimate", "holm"]
