"""Who runs a turn: one owner is one open `Bot` of one process; a dead owner's turns may be taken over."""

from __future__ import annotations

import os
import socket
import uuid
from dataclasses import dataclass

LEASE_SECONDS = 30.0  # an owner that has not renewed its lease for so long counts as dead, whatever its process does
RENEW_SECONDS = LEASE_SECONDS / 4


@dataclass(frozen=True, kw_only=True, slots=True)
class Owner:
    """Host, process and a name that no other owner ever has."""

    host: str
    process: int
    name: str

    @classmethod
    def new(cls) -> Owner:
        """An owner for this process."""
        return cls(host=socket.gethostname(), process=os.getpid(), name=uuid.uuid4().hex)

    def __str__(self) -> str:
        return f"{self.process}:{self.name}:{self.host}"

    @classmethod
    def parse(cls, text: str) -> Owner:
        """The inverse of `str`."""
        process, name, host = text.split(":", 2)
        return cls(host=host, process=int(process), name=name)

    def is_alive(self, owner: str | None, *, lease: float, now: float) -> bool:
        """Whether `owner`, seen from this one, may still be working; `lease` and `now` are seconds since the epoch.

        On the same host the death of a process is noticed at once, elsewhere when its lease has run out.
        """
        if owner is None or lease < now:
            return False
        other = Owner.parse(owner)
        return other.host != self.host or _process_exists(other.process)


def _process_exists(process: int) -> bool:
    if os.name != "posix":  # elsewhere signal 0 would end the process instead of probing it
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
