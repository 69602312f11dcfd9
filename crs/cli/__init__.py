"""The command `crs`."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn

from crs.errors import CRSError

if TYPE_CHECKING:
    from rich.console import Console


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command line; ends with SystemExit, 2 for anything the user can put right."""
    from crs.cli.app import app

    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal without Unicode still shows what it can
    try:
        app(args=None if arguments is None else list(arguments), prog_name="crs")
    except CRSError as error:
        fail(str(error))
    except BrokenPipeError:  # the reader has left, as in `crs kg stats | head -1`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except OSError as error:
        fail(f"{error.filename or 'the system'}: {(error.strerror or str(error)).lower()}")


def complain(message: str) -> None:
    """One red line on the error output."""
    from rich.console import Console
    from rich.text import Text

    from crs.presentation import printable

    line = " ".join(printable(message).split())
    Console(stderr=True, soft_wrap=True, highlight=False).print(Text.assemble(("error: ", "bold red"), (line, "red")))


def table_console() -> Console:
    """A console whose tables are not cut where no terminal says how wide it is."""
    from rich.console import Console

    return Console(highlight=False, width=None if sys.stdout.isatty() else 120)


def fail(message: str) -> NoReturn:
    """Say what is wrong and end with status 2."""
    complain(message)
    sys.exit(2)
