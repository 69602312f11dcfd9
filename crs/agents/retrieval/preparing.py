"""Sources that have something to load or build before their first answer."""

from __future__ import annotations

import logging
from threading import Thread
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from crs.errors import CRSError

if TYPE_CHECKING:
    from crs.agents.retrieval.index import Progress

_log = logging.getLogger(__name__)


@runtime_checkable
class Preparable(Protocol):
    """A source with a model or an index. Its `retrieve` prepares itself at first need; `prepare` does it before."""

    @property
    def built(self) -> bool:
        """Whether preparing is quick: everything is on disk already."""
        ...

    def prepare(self, progress: Progress | None = None) -> None:
        """Load it, and build what is missing; returns at once when that was done before. Raises CRSError."""
        ...

    def close(self) -> None:
        """Release it; what is being built stops and can be taken up again."""
        ...


def make_ready(source: object, progress: Progress | None = None) -> None:
    """Prepare a source: what must be built is built now, under the eyes of `progress`; what is only loaded is loaded behind the back.

    Loading takes a second or two, which pass while the seeker reads the greeting; a message that comes before waits for
    it, so what is recommended never depends on who was faster. Other sources are left as they are.

    Raises:
        CRSError: what must be built cannot be.
    """
    if not isinstance(source, Preparable):
        return
    if source.built:
        Thread(target=_load, args=(source,), name="crs-prepare", daemon=True).start()
    else:
        source.prepare(progress)


def _load(source: Preparable) -> None:
    try:
        source.prepare()
    except CRSError as error:  # the first retrieval meets it again, and is answered for
        _log.warning("loading ahead failed: %s", error)
