"""Metrics, one a file with its formula and source.

A failed instance has an empty ranking and counts as a miss. All popularity is that of the training dialogues.
"""

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
from crs.evaluate.metrics.metric import Metric, ResampledMetric, RunMetric, TrialMetric
from crs.evaluate.metrics.mrr import MRR
from crs.evaluate.metrics.ndcg import NDCG
from crs.evaluate.metrics.popreo import PopREO
from crs.evaluate.metrics.precision import Precision
from crs.evaluate.metrics.recall import Recall
from crs.evaluate.metrics.reference import Reference
from crs.evaluate.metrics.row_mrr import RowMRR
from crs.evaluate.metrics.row_ndcg import RowNDCG
from crs.evaluate.metrics.row_recall import RowRecall
from crs.evaluate.metrics.standard import HEADLINE, standard_metrics

__all__ = [
    "ACLT",
    "ARP",
    "EPC",
    "F1",
    "HEADLINE",
    "ILD",
    "MAP",
    "MRR",
    "NDCG",
    "CandidateRecall",
    "ColdShare",
    "Coverage",
    "Hit",
    "Metric",
    "PopREO",
    "Precision",
    "Recall",
    "Reference",
    "ResampledMetric",
    "RowMRR",
    "RowNDCG",
    "RowRecall",
    "RunMetric",
    "TrialMetric",
    "standard_metrics",
]
