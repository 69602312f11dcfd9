"""One system in one process: fitted once, then asked chunk by chunk."""

from __future__ import annotations

import asyncio
import re
import time
from dataclasses import dataclass
from types import TracebackType

from crs.errors import ContractError, CRSError
from crs.evaluate.runs.answer import Answer
from crs.evaluate.runs.memory import forget_peak, peak_megabytes
from crs.evaluate.runs.plan import Chunk
from crs.evaluate.systems import System
from crs.evaluate.training import Training
from crs.protocols import BatchRecommender, Recommender
from crs.types import Dialogue, Turn

LONGEST_ERROR = 500  # characters kept of what a system said when it failed
_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]+")


class SystemFailedError(CRSError):
    """A system could not be made ready, or its process ended."""


@dataclass(frozen=True, kw_only=True)
class Job:
    """What a process needs to know before it is asked anything."""

    system: System
    training: Training


@dataclass(frozen=True, kw_only=True, slots=True)
class Fitted:
    """A process is ready."""

    seconds: float
    peak: float  # megabytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Finished:
    """A process has answered a chunk."""

    chunk: int
    answers: tuple[Answer, ...]
    peak: float  # megabytes


class Worker:
    """Asks one system. A failure at a context is an answer without a ranking; a failure to get ready raises."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._runner = asyncio.Runner()  # one loop for all chunks: a system may hold connections
        self._recommender: Recommender | BatchRecommender | None = None

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._runner.close()

    def fit(self) -> Fitted:
        """Make the system ready.

        Raises:
            SystemFailedError: saying why it could not be.
        """
        forget_peak()
        start = time.perf_counter()
        try:
            made = self._job.system.create(self._job.training)
        except Exception as error:
            raise SystemFailedError(describe(error)) from error
        self._recommender = made
        return Fitted(seconds=time.perf_counter() - start, peak=peak_megabytes())

    def answer(self, chunk: Chunk) -> Finished:
        """Ask for the contexts of a chunk: all at once if the system can, one by one if that fails."""
        answers = self._runner.run(self._answers(chunk))
        kept = tuple(answer.first(length) for answer, length in zip(answers, chunk.lengths, strict=True))
        return Finished(chunk=chunk.number, answers=kept, peak=peak_megabytes())

    async def _answers(self, chunk: Chunk) -> list[Answer]:
        if isinstance(self._recommender, BatchRecommender):
            try:
                turns = await self._recommender.respond_all(chunk.contexts, k=chunk.k)
                return [self._read(context, turn, chunk.k) for context, turn in zip(chunk.contexts, turns, strict=True)]
            except Exception:  # noqa: S110  asked again one by one, to learn which context it was
                pass
        return [await self._single(context, chunk.k) for context in chunk.contexts]

    async def _single(self, context: Dialogue, k: int) -> Answer:
        try:
            match self._recommender:
                case Recommender():
                    turn = await self._recommender.respond(context, k=k)
                case BatchRecommender():
                    (turn,) = await self._recommender.respond_all((context,), k=k)
                case None:
                    raise ContractError("the system was asked before it was made ready")
            return self._read(context, turn, k)
        except Exception as error:
            return Answer(context=context.id, error=describe(error))

    def _read(self, context: Dialogue, turn: Turn, k: int) -> Answer:
        return Answer.of(context.id, turn.ranked, asked=k, items=self._job.training.graph.items)


def describe(error: BaseException) -> str:
    """An error in one line that is the same whenever the error is."""
    text = _ADDRESS.sub("0x…", " ".join(f"{type(error).__name__}: {error}".split()))
    return text if len(text) <= LONGEST_ERROR else text[: LONGEST_ERROR - 1] + "…"
