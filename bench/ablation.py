"""What each source of a trained model earns: alone, left out, and added one by one; candidate recall; time, memory, size.

    python bench/ablation.py [--data-dir DIR] [--json FILE] [--plots DIR]

"All" are the usual sources; dense-dialogues, which is not among them, is the last that is added. Everything is fitted on ReDial's training
dialogues; what is out of fold is shared by all rows, so a row costs the fit of a fusion. Figures are of the validation split, where the
reasoner chose its epochs. Rows differ less than they seem: the interval of recall@10 is ±.017. "Known" are the targets by how many training
dialogues name them; those that none does are cold.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from _report import report, write_json
from numpy.typing import NDArray

from crs.agents.retrieval.trained.features import CONSTANT, DEPTH, Features, Pool
from crs.agents.retrieval.trained.fusion import Fusion
from crs.agents.retrieval.trained.reading import Reader
from crs.agents.retrieval.trained.reasoner import Reasoner
from crs.agents.retrieval.trained.source import Floats, TrainedSource
from crs.agents.retrieval.trained.store import NAMES, USUAL, word_reader
from crs.evaluate.runs.memory import forget_peak, peak_megabytes
from crs.evaluate.statistics.bootstrap import interval, resampled_means
from crs.evaluate.statistics.clusters import Totals
from crs.evaluate.statistics.randomisation import paired_p
from crs.knowledge_graph.linking import EntityLinker
from crs.train.cases import Case, read_dialogues, recommended
from crs.train.corpus import open_corpus
from crs.train.course import Course
from crs.train.figures import first_hits
from crs.train.folds import fold_of, scores_of
from crs.train.fusion import Lessons, fit_linear, fit_trees
from crs.train.network import Shape
from crs.train.reasoner import train_reasoner
from crs.train.sources import Fitted, fit_sources

CUTOFFS = (1, 10, 50)
DEPTHS = (50, 100, 200)
FOLDS = 4
USED = 2  # folds that the fusions of this table learn from: all of them would take twice as long and change little
_BATCH = 128

Scores = NDArray[np.float16]
Ranks = Sequence[tuple[int, int]]  # of every target its column and where it is put, 1 for the first

NEVER = 1_000_000  # the rank of a target that is no candidate
PAIRED = 10  # cutoff at which reasoners are compared
MENTIONS = (0, 1, 5, 20, 100)


def recall(ranks: Ranks, cutoffs: Sequence[int] = CUTOFFS, *, name: str = "recall") -> dict[str, float]:
    """Share of the targets that are put among the first."""
    return {f"{name}@{cutoff}": sum(rank <= cutoff for _, rank in ranks) / max(len(ranks), 1) for cutoff in cutoffs}


@dataclass(frozen=True, kw_only=True)
class Pools:
    """The candidates of many cases under all sources, one after the other."""

    cases: Sequence[Case]
    columns: NDArray[np.int64]
    features: Floats
    sizes: NDArray[np.int64]

    def under(self, names: Sequence[str]) -> Pools:
        """As if there were these sources only: their candidates, best first by their ranks, with the features they give."""
        place = [NAMES.index(name) for name in names]
        count = len(NAMES)
        ranks = np.expm1(self.features[:, [count + number for number in place]])
        fused = (1.0 / (ranks + CONSTANT)).sum(axis=1)
        told = self.features[:, place]
        rest = self.features[:, 2 * count + 2 :]
        own = (told, np.log1p(ranks), told.mean(axis=1, keepdims=True), fused[:, None], rest)
        features = np.concatenate(own, axis=1).astype(np.float32)
        there = (ranks < 2 * DEPTH - 0.5).any(axis=1) | self.named
        case = np.repeat(np.arange(len(self.sizes)), self.sizes)
        rows = np.flatnonzero(there)
        rows = rows[np.lexsort((-fused[rows], case[rows]))]
        sizes = np.bincount(case[rows], minlength=len(self.sizes))
        return Pools(cases=self.cases, columns=self.columns[rows], features=features[rows], sizes=sizes)

    @property
    def named(self) -> NDArray[np.bool_]:
        """Which candidates were named before: the only ones of which it is known how long ago."""
        return ~np.isnan(self.features[:, -SINCE])

    def lessons(self) -> Lessons:
        """What a fusion learns of them."""
        ends = np.concatenate(([0], np.cumsum(self.sizes)))
        pools = [_pool(self.columns[one:end], self.features[one:end]) for one, end in pairwise(ends)]
        return Lessons.of(pools, [case.named for case in self.cases])


SINCE = 13  # columns from the end: "named since", checked when the bench starts


def _pool(columns: NDArray[np.int64], features: Floats) -> Pool:
    return Pool(columns=columns, features=features, fused=features[:, 0], parts=features[:, :0])


class Bench:
    def __init__(self, data_dir: Path | None, *, limit: int | None = None) -> None:
        corpus = open_corpus("redial", data_dir)
        self.graph = corpus.dataset.graph
        self.words = word_reader(self.graph)
        reader = Reader(self.graph, EntityLinker(self.graph))
        self.dialogues = list(read_dialogues(corpus.dialogues, reader))[:limit]
        held = (d.renamed(corpus.dataset.canonical) for d in corpus.dataset.dialogues("valid"))
        self.judged = recommended(list(read_dialogues(held, reader))[:limit])
        forget_peak()
        started = time.perf_counter()
        self.fitted = fit_sources(self.dialogues, self.graph, self.words, names=NAMES, judge=self.judge)
        self.seconds = time.perf_counter() - started
        self.names = Features(self.graph, self.words, self.fitted.counts, NAMES).names
        if self.names[-SINCE] != "named since":
            raise SystemExit(f"SINCE is wrong: {self.names}")
        self.by_source: dict[str, Scores] = {}
        self.valid = self._pools(self.fitted, self.judged, kept=self.by_source)
        self.train = [self._fold(fold) for fold in range(USED)]
        self.peak = peak_megabytes()

    def judge(self, reasoner: Reasoner) -> float:
        return first_hits(reasoner.scores([case.reading for case in self.judged]), self.judged)

    def _fold(self, fold: int) -> Pools:
        kept = [d for d in self.dialogues if fold_of(d, FOLDS, 0) != fold]
        held = [d for d in self.dialogues if fold_of(d, FOLDS, 0) == fold]
        fitted = fit_sources(kept, self.graph, self.words, names=NAMES, course=Course(stop=self.fitted.epochs))
        return self._pools(fitted, recommended(held), scale=len(self.dialogues) / len(kept))

    def _pools(self, fitted: Fitted, cases: Sequence[Case], *, scale: float = 1.0, kept: dict[str, Scores] | None = None) -> Pools:
        """The candidates; `kept` is given all scores by source, in half precision."""
        features = Features(self.graph, self.words, fitted.counts * np.float32(scale), NAMES)
        pools: list[Pool] = []
        every: list[Scores] = []
        for start in range(0, len(cases), _BATCH):
            scores = scores_of(fitted.sources, cases[start : start + _BATCH])
            pools += [features.pool(case.reading, one) for case, one in zip(cases[start : start + _BATCH], scores, strict=True)]
            if kept is not None:
                every.append(scores.astype(np.float16))
        if kept is not None:
            together = np.concatenate(every)
            kept.update({name: together[:, number] for number, name in enumerate(NAMES)})
        return Pools(
            cases=cases,
            columns=np.concatenate([pool.columns for pool in pools]),
            features=np.concatenate([pool.features for pool in pools]),
            sizes=np.array([len(pool.columns) for pool in pools]),
        )

    def fused(self, names: Sequence[str], *, linear: bool = False) -> Ranks:
        """Where a fusion over some of the sources puts the targets."""
        lessons = Lessons.joined([pools.under(names).lessons() for pools in self.train])
        count = len(NAMES)
        told = [f"{kind} {name}" for kind in ("score", "rank") for name in names]
        fusion: Fusion = fit_linear(lessons) if linear else fit_trees(lessons, [*told, *self.names[2 * count :]])
        return self._fused_ranks(fusion, self.valid.under(names))

    def _fused_ranks(self, fusion: Fusion, pools: Pools) -> Ranks:
        found, end = [], 0
        scores = np.where(pools.named, -np.inf, fusion.scores(pools.features))
        for case, size in zip(pools.cases, pools.sizes.tolist(), strict=True):
            row, columns = scores[end : end + size], pools.columns[end : end + size]
            end += size
            score = dict(zip(columns.tolist(), row.tolist(), strict=True))
            found += [(column, int(np.count_nonzero(row >= score[column])) if column in score else NEVER) for column in case.new]
        return found

    def alone(self, name: str) -> Ranks:
        """Where one source puts the targets."""
        return self._alone(self.by_source[name])

    def _alone(self, by_case: Scores) -> Ranks:
        popularity = 1e-6 * np.log1p(self.fitted.counts)
        found = []
        for case, scores in zip(self.judged, by_case, strict=True):
            row = scores.astype(np.float64) + popularity
            row[[one.number for one in case.reading.items]] = -np.inf
            found += [(column, int(np.count_nonzero(row >= row[column]))) for column in case.new]
        return found

    def by_mentions(self, ranks: Ranks) -> dict[str, float]:
        """Recall at 10 and 50 of the targets that so many training dialogues name."""
        found: dict[str, float] = {}
        for first, after in pairwise((*MENTIONS, np.inf)):
            part = [(column, rank) for column, rank in ranks if first <= self.fitted.counts[column] < after]
            found |= {f"{first}+ {name}": value for name, value in recall(part, (10, 50)).items()} | {f"{first}+ n": len(part)}
        return found

    def union(self) -> dict[str, float]:
        """How many of the targets are among the candidates of any source, and how many candidates that are."""
        found, sizes, total = np.zeros(len(DEPTHS)), np.zeros(len(DEPTHS)), 0
        for place, case in enumerate(self.judged):
            rows = np.stack([self.by_source[name][place] for name in USUAL]).astype(np.float32)
            rows[:, [one.number for one in case.reading.items]] = -np.inf
            order = np.argsort(-rows, axis=1, kind="stable")
            total += len(case.new)
            for number, depth in enumerate(DEPTHS):
                union = set(order[:, :depth].ravel().tolist())
                sizes[number] += len(union)
                found[number] += len(union.intersection(case.new))
        recall = {f"candidates@{depth}": float(hit) / total for depth, hit in zip(DEPTHS, found, strict=True)}
        return recall | {f"size@{depth}": float(size) / len(self.judged) for depth, size in zip(DEPTHS, sizes, strict=True)}

    def reasoners(self) -> dict[str, dict[str, float]]:
        """Three networks as they are, and three of each other kind, with what they lose or gain against those that have all parts."""
        shapes = {
            "as it is: two of three with words of the dialogue": None,
            "all three with everything": Shape(),
            "without words of the dialogue": Shape(words=False),
            "without the items' own words": Shape(texts=False),
            "without the graph": Shape(graph=False),
            "without the graph and words": Shape(graph=False, words=False, texts=False),
            "opinions not told": Shape(opinions=False),
        }
        ranks = {name: self._reasoner(shape) for name, shape in shapes.items()}
        whole = ranks["all three with everything"]
        return {name: recall(one) | (self._against(one, whole) if one is not whole else {}) for name, one in ranks.items()}

    def _reasoner(self, shape: Shape | None) -> Ranks:
        one, _ = train_reasoner(self.dialogues, self.graph, self.fitted.counts, shape=shape, judge=self.judge)
        return self._alone(np.concatenate([one.scores([case.reading]) for case in self.judged]).astype(np.float16))

    def _against(self, ours: Ranks, theirs: Ranks) -> dict[str, float]:
        """The difference of recall@10 of two rankings of the same targets, with its interval and p, by dialogue."""
        dialogues = [case.dialogue for case in self.judged for _ in case.new]
        _, number = np.unique(dialogues, return_inverse=True)
        counts = np.bincount(number)
        hits = ([float(rank <= PAIRED) for _, rank in ranks] for ranks in (ours, theirs))
        one, other = (Totals(sums=np.bincount(number, weights=hit).astype(np.float64), counts=counts) for hit in hits)
        difference = Totals(sums=one.sums - other.sums, counts=counts)
        low, high = interval(resampled_means(difference, 1000, seed=0), otherwise=0.0)
        return {"difference": difference.mean, "low": low, "high": high, "p": paired_p(one, other, flips=10_000, seed=0)}

    def latency(self, source: TrainedSource, *, asked: int = 200) -> float:
        """Milliseconds of one query at a time, the median."""
        taken = []
        for case in self.judged[:asked]:
            started = time.perf_counter()
            source.scores([case.reading])
            taken.append(time.perf_counter() - started)
        return float(np.median(taken) * 1000)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data-dir", type=Path)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--plots", type=Path, help="write the plots of docs/training.md here")
    parser.add_argument("--limit", type=int, help="the first dialogues only, to see that it runs")
    options = parser.parse_args()
    bench = Bench(options.data_dir, limit=options.limit)
    rows: list[dict[str, Any]] = []

    def add(kind: str, name: str, values: dict[str, float]) -> None:
        rows.append({"kind": kind, "name": name, **{key: round(value, 4) for key, value in values.items()}})
        print(json.dumps(rows[-1]), flush=True)

    for source in bench.fitted.sources:
        name = source.name
        ranks = bench.alone(name)
        candidates = recall(ranks, DEPTHS, name="candidates")
        values = recall(ranks) | candidates | {"fit_s": bench.fitted.seconds[name], "query_ms": bench.latency(source)}
        add("alone", name, values)
        add("known", name, bench.by_mentions(ranks))
    add("union", "all", bench.union())
    trees = bench.fused(USUAL)
    add("fused", "all, trees", recall(trees))
    add("known", "all, trees", bench.by_mentions(trees))
    add("fused", "all, linear", recall(bench.fused(USUAL, linear=True)))
    for name in USUAL:
        if name != "popularity":
            add("without", name, recall(bench.fused([other for other in USUAL if other != name])))
    chosen = ["popularity"]
    for name in ("dialogue-walk", "reasoner", "context-words", "similar-dialogues", "ease", "neighbours", "sequence", "dense-dialogues"):
        chosen.append(name)
        add("with", f"+ {name}", recall(bench.fused(chosen)))
    for name, values in bench.reasoners().items():
        add("reasoner", name, values)
    add("cost", "all sources", {"fit_s": bench.seconds, "peak_mb": bench.peak})
    if options.plots is not None:
        from _ablation_plots import write_plots

        write_plots(rows, options.plots)
    title = "What each source earns, ReDial validation, protocol new"
    for kind in dict.fromkeys(row["kind"] for row in rows):
        report(f"{title}: {kind}", [row for row in rows if row["kind"] == kind])
    if options.json is not None:
        write_json(title, rows, options.json)


if __name__ == "__main__":
    main()
