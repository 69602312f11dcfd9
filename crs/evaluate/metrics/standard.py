"""The metrics that a report shows."""

from __future__ import annotations

from collections.abc import Sequence

from crs.evaluate.metrics.aclt import ACLT
from crs.evaluate.metrics.arp import ARP
from crs.evaluate.metrics.candidate_recall import CandidateRecall
from crs.evaluate.metrics.cold_share import ColdShare
from crs.evaluate.metrics.coverage import Coverage
from crs.evaluate.metrics.epc import EPC
from crs.evaluate.metrics.f1 import F1
from crs.evaluate.metrics.hit import Hit
from crs.evaluate.metrics.ild import ILD
from crs.evaluate.metrics.mean_average_precision import MAP
from crs.evaluate.metrics.metric import Metric
from crs.evaluate.metrics.mrr import MRR
from crs.evaluate.metrics.ndcg import NDCG
from crs.evaluate.metrics.popreo import PopREO
from crs.evaluate.metrics.precision import Precision
from crs.evaluate.metrics.recall import Recall
from crs.evaluate.metrics.reference import Reference
from crs.evaluate.metrics.row_mrr import RowMRR
from crs.evaluate.metrics.row_ndcg import RowNDCG
from crs.evaluate.metrics.row_recall import RowRecall

HEADLINE = ("recall@1", "recall@10", "recall@50", "mrr@10", "ndcg@10")  # the names that stand in every table
CANDIDATES = (50, 100, 200)


def standard_metrics(reference: Reference, ks: Sequence[int] = (1, 10, 50)) -> tuple[Metric, ...]:
    """Every metric at every k, those over targets first; diversity needs two items, so it starts at k = 2.

    Candidate recall comes at 50, 100 and 200, whatever `ks` is.
    """
    of_targets: list[Metric] = [kind(k=k) for kind in (Recall, MRR, NDCG) for k in ks]
    of_candidates: list[Metric] = [CandidateRecall(k=k) for k in CANDIDATES]
    of_rows: list[Metric] = [kind(k=k) for kind in (RowRecall, RowMRR, RowNDCG, Hit, MAP, Precision, F1) for k in ks]
    of_items: list[Metric] = [kind(k=k, reference=reference) for kind in (ColdShare, ARP, EPC, ACLT, Coverage, PopREO) for k in ks]
    diversity: list[Metric] = [ILD(k=k, reference=reference) for k in ks if k > 1]
    return (*of_targets, *of_candidates, *of_rows, *of_items, *diversity)
