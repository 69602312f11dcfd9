"""Asking in this process."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crs.evaluate.runs.plan import Chunk
from crs.evaluate.runs.worker import Finished, Fitted, Job, Worker


def run_serial(job: Job, chunks: Sequence[Chunk]) -> Iterator[Fitted | Finished]:
    """Fit once, then answer chunk after chunk.

    Raises:
        SystemFailedError: the system could not be made ready.
    """
    with Worker(job) as worker:
        yield worker.fit()
        for chunk in chunks:
            yield worker.answer(chunk)
