"""Asking on a Ray cluster, or on a local one that is started for it."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from typing import Any

from crs.errors import ConfigError, MissingExtraError
from crs.evaluate.runs.parallel import packed
from crs.evaluate.runs.plan import Chunk
from crs.evaluate.runs.worker import Finished, Fitted, Job, SystemFailedError, Worker, describe


def run_on_ray(job: Job, chunks: Sequence[Chunk], *, address: str, jobs: int) -> Iterator[Fitted | Finished]:
    """As `run_parallel`, with `jobs` Ray workers (1: one for every processor of the cluster). `address` "local" starts Ray here.

    Raises:
        MissingExtraError: Ray is not installed.
        ConfigError: there is no cluster at the address, or the system cannot be sent there.
        SystemFailedError: the system could not be made ready, or a worker ended.
    """
    ray = _connected(address)
    payload = ray.put(packed(job))
    # Ray gives every worker one thread for linear algebra; another number of threads than here would sum in another order.
    threads = {"OMP_NUM_THREADS": os.environ.get("OMP_NUM_THREADS", str(os.cpu_count() or 1))}
    remote = ray.remote(_Helper).options(num_cpus=1, runtime_env={"env_vars": threads})
    count = min(len(chunks), jobs if jobs > 1 else int(ray.cluster_resources().get("CPU", 1)))
    crew = [remote.remote(payload) for _ in range(count)]
    waiting, asked = iter(chunks), {helper.fit.remote(): helper for helper in crew}
    try:
        while asked:
            done, _ = ray.wait(list(asked), num_returns=1)
            helper = asked.pop(done[0])
            yield _received(ray, done[0])
            chunk = next(waiting, None)
            if chunk is not None:
                asked[helper.answer.remote(chunk)] = helper
    finally:
        for helper in crew:
            ray.kill(helper)


def _connected(address: str) -> Any:
    try:
        import ray
    except ImportError:
        raise MissingExtraError("evaluation on Ray", extra="ray") from None
    if not ray.is_initialized():
        try:
            ray.init(
                address=address, include_dashboard=False if address == "local" else None, logging_level=logging.WARNING, log_to_driver=False
            )
        except (ConnectionError, ValueError, RuntimeError) as error:
            raise ConfigError(f"there is no Ray at '{address}': {error}", hint="start one with: ray start --head") from error
    return ray


def _received(ray: Any, reference: Any) -> Fitted | Finished:
    try:
        message: Fitted | Finished | SystemFailedError = ray.get(reference)
    except ray.exceptions.RayError as error:
        raise SystemFailedError(f"its Ray worker ended: {describe(error)}") from error
    if isinstance(message, SystemFailedError):
        raise message
    return message


class _Helper:
    """One worker, in a process of Ray's."""

    def __init__(self, payload: bytes) -> None:
        import pickle

        self._worker = Worker(pickle.loads(payload))  # noqa: S301  our own bytes

    def fit(self) -> Fitted | SystemFailedError:
        try:
            return self._worker.fit()
        except SystemFailedError as error:
            return error

    def answer(self, chunk: Chunk) -> Finished:
        return self._worker.answer(chunk)
