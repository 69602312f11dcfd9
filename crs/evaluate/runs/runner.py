"""Asking all systems of a run, one after the other, and keeping every answer as soon as it is there."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from crs.evaluate.runs.answer import Answer
from crs.evaluate.runs.parallel import run_parallel
from crs.evaluate.runs.plan import Chunk, Plan
from crs.evaluate.runs.serial import run_serial
from crs.evaluate.runs.store import RunFolder
from crs.evaluate.runs.worker import Finished, Fitted, Job, SystemFailedError
from crs.evaluate.systems import System
from crs.evaluate.training import Training

Progress = Callable[[str, int, int], None]  # (system, contexts answered, contexts in all); 0 answered: it is being made ready


@dataclass(frozen=True, kw_only=True, slots=True)
class Timing:
    """What it took to ask a system in this run; answers that were there already are not counted."""

    processes: int
    asked: int  # contexts
    fit_seconds: float
    answer_seconds: float
    peak_megabytes: float  # of the process that needed most

    @property
    def per_second(self) -> float:
        """Contexts answered a second."""
        return self.asked / self.answer_seconds if self.answer_seconds > 0 else 0.0


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What came of one system."""

    answers: tuple[Answer, ...]  # in the order of the plan; empty if it failed as a whole
    failure: str = ""
    timing: Timing | None = None  # None: there was nothing left to ask


@dataclass(frozen=True, kw_only=True)
class Runner:
    """Where and how systems are asked."""

    folder: RunFolder
    plan: Plan
    training: Training
    jobs: int = 1
    ray: str | None = None
    progress: Progress = lambda *_: None

    def ask(self, system: System) -> Asked:
        """Ask one system for every context it has not answered yet."""
        known, missing = self.folder.resume(system.name, self.plan.chunks)
        timing = None
        if missing:
            try:
                timing = self._ask(system, known, missing)
            except SystemFailedError as error:
                return Asked(answers=(), failure=str(error))
        answers = tuple(known[context] for context in self.plan.contexts)
        self.folder.finish(system.name, answers)
        return Asked(answers=answers, timing=timing)

    def _ask(self, system: System, known: dict[str, Answer], missing: Sequence[Chunk]) -> Timing:
        total, asked, fit, peak, processes = len(self.plan.contexts), 0, 0.0, 0.0, 0
        self.progress(system.name, len(known), total)
        ready = time.perf_counter()
        for event in self._events(Job(system=system, training=self.training), missing):
            peak = max(peak, event.peak)
            if isinstance(event, Fitted):
                processes, fit = processes + 1, max(fit, event.seconds)
                ready = time.perf_counter() if processes == 1 else ready
                continue
            self.folder.add(system.name, event.answers)
            known.update((answer.context, answer) for answer in event.answers)
            asked += len(event.answers)
            self.progress(system.name, len(known), total)
        seconds = time.perf_counter() - ready
        return Timing(processes=processes, asked=asked, fit_seconds=fit, answer_seconds=seconds, peak_megabytes=peak)

    def _events(self, job: Job, chunks: Sequence[Chunk]) -> Iterator[Fitted | Finished]:
        if self.ray is not None:
            from crs.evaluate.runs.ray import run_on_ray

            return run_on_ray(job, chunks, address=self.ray, jobs=self.jobs)
        return run_parallel(job, chunks, jobs=self.jobs) if self.jobs > 1 else run_serial(job, chunks)
