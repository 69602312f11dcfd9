"""The protocol of the one controlled comparison of the field (Kostric & Balog, SIGIR 2026, arXiv 2605.13053).

A row is a recommender turn that names an item and has a turn before it; its targets are the distinct items it names. `ALL`
keeps every target. `NEW` ("dedup") drops targets named before, rows left without a target, and what was named before from the
ranking.

Rows / targets on ReDial: validation split 2,880 / 3,823 and 2,732 / 3,544; on the official test split 3,617 and 3,372 rows.
On INSPIRED's validation split 282 / 320 and 231 / 252.
"""

from __future__ import annotations

from crs.evaluate.protocols.exclusion import named_before
from crs.evaluate.protocols.protocol import Rules
from crs.evaluate.protocols.targets import distinct, new

ALL = Rules(name="all", targets=distinct)
NEW = Rules(name="new", targets=new, excluded=named_before)
