"""The protocol of He et al., "Large Language Models as Zero-Shot Conversational Recommenders" (CIKM 2023).

Rows and targets as in the standard protocol, but a dialogue's first turn is a row too, with an empty context. The headline
figures are `NEW`: targets named before are left out ("repeated items can be shortcuts"), and such items are taken out of the
ranking. The published results hold 4,778 trials (`ALL`) and 4,288 (`NEW`) on ReDial's test split, 253 and 211 on INSPIRED's;
the authors count only items that they could link to DBpedia, here every item of the data set counts.

A system that answers with titles can name one outside the catalogue. The authors print figures with such titles taken out
first and figures with each left in its place as a miss: `unknown="drop"` and `unknown="miss"` of `crs.evaluate.ties`.
"""

from __future__ import annotations

from crs.evaluate.protocols.exclusion import named_before
from crs.evaluate.protocols.protocol import Rules
from crs.evaluate.protocols.targets import distinct, new

ALL = Rules(name="he2023-all", targets=distinct, openings=True)
NEW = Rules(name="he2023-new", targets=new, excluded=named_before, openings=True)
