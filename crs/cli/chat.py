"""`crs chat`: where the messages come from, and how the conversation begins and ends."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from rich.console import Console
from rich.text import Text

from crs.cli.opening import open_bot, settings_from
from crs.cli.talk import Talker
from crs.errors import ConfigError, InputError
from crs.presentation import printable


def run_chat(*, script: Path | None, as_json: bool, session: str | None, catalogue: Path | None, model: Path | None, vector: bool) -> None:
    """Hold a conversation; ends with status 2 if a message of a script or pipe could not be taken."""
    if session is not None and not session.strip():
        raise InputError("the session has no name", hint="crs chat --session NAME")
    lines = None if script is None else _script_lines(script)
    interactive = lines is None and sys.stdin.isatty()
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 100)
    with open_bot(settings_from(catalogue=catalogue, model=model, vector=vector)) as bot:
        talker = Talker(bot, session or f"chat-{secrets.token_hex(4)}", console, as_json=as_json)
        if interactive and not as_json:
            talker.welcome()
        messages = _typed(as_json) if interactive else iter(lines) if lines is not None else _piped()
        try:
            for message in messages:
                if not interactive and not as_json:
                    console.print(Text.assemble(("you  ", "bold"), printable(message)), soft_wrap=True)
                if not talker.take(message) or (interactive and talker.ended):
                    break
        except KeyboardInterrupt:
            console.print()
        if interactive and not as_json:
            talker.farewell()
        if talker.failed and not interactive:
            sys.exit(2)


def _typed(as_json: bool) -> Iterator[str]:
    """What somebody types, with line editing, until Ctrl-D."""
    with suppress(ImportError):  # Windows edits lines by itself
        import readline  # noqa: F401  (input() edits lines once it is imported)
    while True:
        try:
            yield input("" if as_json else "\nyou  ")
        except EOFError:
            print(file=sys.stderr if as_json else sys.stdout)
            return


def _piped() -> Iterator[str]:
    """What comes through a pipe, line by line as it comes."""
    sys.stdin.reconfigure(encoding="utf-8-sig", errors="surrogateescape")  # type: ignore[union-attr]
    for line in sys.stdin:
        if line.strip():
            yield line.rstrip("\r\n")


def _script_lines(path: Path) -> list[str]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise ConfigError(f"{path}: cannot be read: {why}", hint="--script takes a text file, one message a line") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: is not UTF-8 text", hint="save the script as UTF-8, one message a line") from error
    return [line for line in lines if line.strip()]
