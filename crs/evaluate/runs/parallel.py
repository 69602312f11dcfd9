"""Asking in several processes of this machine.

Processes are started afresh, not forked: systems hold threads, and a process of its own gives its memory back. If one ends
unexpectedly, out of memory say, only that system has failed.
"""

from __future__ import annotations

import multiprocessing
import pickle
import signal
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import cast

from crs.errors import ConfigError
from crs.evaluate.runs.plan import Chunk
from crs.evaluate.runs.worker import Finished, Fitted, Job, SystemFailedError, Worker, describe


def run_parallel(job: Job, chunks: Sequence[Chunk], *, jobs: int) -> Iterator[Fitted | Finished]:
    """Fit once in each of up to `jobs` processes; chunks come back in the order in which they are finished.

    Raises:
        ConfigError: the system cannot be sent to another process.
        SystemFailedError: the system could not be made ready, or a process ended.
    """
    payload = packed(job)
    waiting = iter(chunks)
    with ExitStack() as stack:
        crew = dict(stack.enter_context(_Helper(payload)).line for _ in range(min(jobs, len(chunks))))
        while crew:
            for connection in cast("list[Connection]", wait(list(crew))):
                yield _received(connection, crew[connection])
                chunk = next(waiting, None)
                connection.send(chunk)
                if chunk is None:
                    del crew[connection]


def packed(job: Job) -> bytes:
    """A job as bytes for another process.

    Raises:
        ConfigError: it cannot be pickled.
    """
    try:
        return pickle.dumps(job)
    except (pickle.PicklingError, TypeError, AttributeError) as error:
        raise ConfigError(
            f"'{job.system.name}' cannot be sent to another process: {error}", hint="name it as module:factory, or use one process"
        ) from error


class _Helper:
    """A process that ends with the block it is used in."""

    def __init__(self, payload: bytes) -> None:
        start = multiprocessing.get_context("spawn")
        ours, theirs = start.Pipe()
        self._theirs = theirs
        self._process = start.Process(target=_serve, args=(theirs, payload), daemon=True)
        self.line: tuple[Connection, BaseProcess] = (ours, self._process)

    def __enter__(self) -> _Helper:
        self._process.start()
        self._theirs.close()  # so that the end of the process is seen as the end of the line
        return self

    def __exit__(self, *_: object) -> None:
        self.line[0].close()
        self._process.join(1)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._process.close()


def _received(connection: Connection, process: BaseProcess) -> Fitted | Finished:
    try:
        message: Fitted | Finished | SystemFailedError = connection.recv()
    except (EOFError, ConnectionResetError):
        process.join(5)
        raise SystemFailedError(f"its process ended with status {process.exitcode}", hint="out of memory? use fewer jobs") from None
    if isinstance(message, SystemFailedError):
        raise message
    return message


def _serve(connection: Connection, payload: bytes) -> None:
    """What a process does: get ready, then answer until there is nothing more, or nobody who asks."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that asks decides when to stop
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        try:
            with Worker(pickle.loads(payload)) as worker:  # noqa: S301  our own bytes
                connection.send(worker.fit())
                while (chunk := connection.recv()) is not None:
                    connection.send(worker.answer(chunk))
        except SystemFailedError as error:
            connection.send(error)
        except (ImportError, AttributeError, pickle.UnpicklingError) as error:  # what was sent names a module that is not here
            connection.send(SystemFailedError(describe(error), hint="its module must be importable in every process"))
