"""Training the reasoner: cross-entropy over the items that were not named before (KECRS), one cycle of the learning rate.

Every other network reads no words: what it lacks in knowledge it makes up for by being wrong elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from crs.agents.retrieval.trained.reasoner import Reasoner
from crs.agents.retrieval.trained.source import Floats
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.train.batches import Batches, Ints, item_words, vocabulary_of
from crs.train.cases import Case, ReadDialogue
from crs.train.course import Course, Judge
from crs.train.network import Network, Shape, read_facts

SEEKER = 0.5  # what a case counts in which the seeker names the item
_OUT = -1e4  # score of an item that was named before


Told = Callable[[float], None]  # how much is done, in [0, 1]


def train_reasoner(
    dialogues: Sequence[ReadDialogue],
    graph: KnowledgeGraph,
    counts: Floats,
    *,
    shape: Shape | None = None,
    course: Course | None = None,
    judge: Judge | None = None,
    told: Told = lambda _share: None,
) -> tuple[Reasoner, tuple[int, ...]]:
    """The reasoner, and of every network after how many epochs it was taken: the best by `judge`, or the last.

    The same arguments give the same arrays, on one machine and with one number of threads.
    """
    course = course or Course()
    torch.set_num_threads(course.threads)
    lessons = _Lessons(dialogues, graph, counts)
    found, taken = [], []
    for number in range(course.networks):

        def done(share: float, before: int = number) -> None:
            told((before + share) / course.networks)

        one = shape or Shape(words=number % 2 == 0)
        stop = course.stop[number] if course.stop else course.epochs
        best, epoch = _train(lessons, one, course, number=number, stop=stop, judge=judge, told=done)
        found.append(best)
        taken.append(epoch)
    return Reasoner(lessons.vocabulary, found), tuple(taken)


class _Lessons:
    """What all networks learn from."""

    def __init__(self, dialogues: Sequence[ReadDialogue], graph: KnowledgeGraph, counts: Floats) -> None:
        self.nodes = len(graph)
        self.counts = counts
        self.vocabulary = vocabulary_of(dialogues)
        self.facts = read_facts(graph)
        self.texts = item_words(graph, self.vocabulary)
        numbers = np.full(len(graph), -1, dtype=np.int64)
        numbers[self.facts.nodes] = np.arange(len(self.facts.nodes))
        cases = [case for dialogue in dialogues for case in dialogue.cases if case.new]
        self.batches = Batches([case.reading for case in cases], self.vocabulary, numbers, items=len(graph.items))
        self.targets = _Targets(cases)


def _train(
    lessons: _Lessons, shape: Shape, course: Course, *, number: int, stop: int, judge: Judge | None, told: Told
) -> tuple[dict[str, Floats], int]:
    """One network, and the epoch it was taken after."""
    seed = course.seed * 1_000 + number
    torch.manual_seed(seed)
    draw = np.random.default_rng(seed)
    network = Network(lessons.facts, lessons.texts, lessons.counts, shape, words=len(lessons.vocabulary))
    cases = len(lessons.batches)
    best, taken, highest = network.arrays(lessons.nodes), 0, -np.inf
    optimiser = torch.optim.Adam(network.parameters(), lr=course.rate)
    steps = max(-(-cases // course.batch), 1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=course.rate, total_steps=course.epochs * steps, pct_start=0.15)
    for epoch in range(stop if cases else 0):
        network.train()
        order = draw.permutation(cases)
        for start in range(0, cases, course.batch):
            rows = order[start : start + course.batch]
            loss = lessons.targets.loss(network(lessons.batches.batch(rows)), rows)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            schedule.step()
        told((epoch + 1) / stop)
        network.eval()
        arrays = network.arrays(lessons.nodes)
        value = judge(Reasoner(lessons.vocabulary, [arrays])) if judge is not None else float(epoch)
        if value >= highest:
            best, taken, highest = arrays, epoch + 1, value
    return best, taken


class _Targets:
    """What the network is to say, and what it need not."""

    def __init__(self, cases: Sequence[Case]) -> None:
        self._new = [np.array(case.new) for case in cases]
        self._before = [np.array([one.number for one in case.reading.items], dtype=np.int64) for case in cases]
        self._weight: NDArray[np.float32] = np.array([SEEKER if case.role == "seeker" else 1.0 for case in cases], dtype=np.float32)

    def loss(self, scores: torch.Tensor, rows: Ints) -> torch.Tensor:
        """Cross-entropy over the items that were not named, a case with several targets counting once for each."""
        masked = scores.index_put(_places([self._before[row] for row in rows]), torch.tensor(_OUT))
        chances = torch.log_softmax(masked, dim=1)
        place = _places([self._new[row] for row in rows])
        weight = torch.from_numpy(np.repeat(self._weight[rows], [len(self._new[row]) for row in rows]))
        return -(chances[place] * weight).sum() / weight.sum()


def _places(columns: Sequence[NDArray[np.int64]]) -> tuple[torch.Tensor, torch.Tensor]:
    row = np.repeat(np.arange(len(columns)), [len(one) for one in columns])
    return torch.from_numpy(row), torch.from_numpy(np.concatenate(columns).astype(np.int64))
