"""One side of a terminal conversation: messages and commands in, printed replies out."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from crs.cli import complain
from crs.cli.show import block_text, preference_table
from crs.errors import CRSError, SessionError
from crs.presentation import printable
from crs.types import EvidenceBlock, Preferences, Recommendation, Turn, dump

if TYPE_CHECKING:
    from crs.bot import Bot

COMMANDS = {
    "/preferences": "what is known of your taste",
    "/undo": "take back the last change of preferences",
    "/forget ID": "remove one preference",
    "/why": "the grounds of the last recommendations",
    "/new": "begin a new conversation",
    "/help": "this list",
    "/quit": "end (so do Ctrl-C and Ctrl-D)",
}


class Talker:
    """A conversation of the bot's in a terminal."""

    def __init__(self, bot: Bot, session: str, console: Console, *, as_json: bool) -> None:
        self._bot = bot
        self._session = session
        self._as_json = as_json
        self._out = console
        self._side = Console(stderr=True, highlight=False) if as_json else console  # what is not part of the answer
        self.failed = False  # whether a message could not be taken
        self.ended = False  # whether the last reply was a goodbye

    def welcome(self) -> None:
        """What to do, and where the conversation stood."""
        item = self._bot.graph.schema.item
        turns = self._turns()
        if turns:
            so_far = "1 turn" if len(turns) == 1 else f"{len(turns)} turns"
            self._out.print(Text(f"Going on with '{self._session}' after {so_far}. The last answer was:\n", style="dim"))
            self._out.print(Text(printable(turns[-1].reply)))
            return
        self._out.print(Text(f"Let us find your next {item.singular}. Say what you like; /help lists the commands.", style="bold"))
        if item.examples:
            self._out.print(Text(f"For example: {item.examples[0]}", style="dim"))

    def farewell(self) -> None:
        """How to come back."""
        if self._turns():
            self._out.print(Text(f"\nGoodbye. To go on later: crs chat --session {self._session}", style="dim"))

    def take(self, message: str) -> bool:
        """Answer a message, or do what a command says; False when the conversation is over."""
        try:
            if message.startswith("/"):
                return self._command(*message.split(maxsplit=1))
            if message.strip():
                self._say(message)
        except CRSError as error:
            self.failed = True
            complain(str(error))
        return True

    def _say(self, text: str) -> None:
        if self._as_json:
            turn = self._bot.chat(text, session=self._session)
            self._out.file.write(json.dumps(dump(turn), ensure_ascii=False) + "\n")
            self._out.file.flush()
            self.ended = turn.decided.type == "end"
            return
        self._out.print()
        for part in self._bot.stream(text, session=self._session):
            if isinstance(part, Turn):
                self.ended = part.decided.type == "end"
                for notice in part.notices:
                    self._out.print(Text(notice, style="yellow"))
            else:
                self._out.print(block_text(part))

    def _command(self, name: str, rest: str = "") -> bool:
        match name:
            case "/quit" | "/exit":
                return False
            case "/preferences":
                self._list()
            case "/undo":
                self._bot.undo(self._session)
                self._list()
            case "/forget" if rest.strip():
                self._bot.retract(self._session, rest.strip())
                self._list()
            case "/why":
                self._why()
            case "/new":
                self._session = f"chat-{secrets.token_hex(4)}"
                self._side.print(Text(f"A new conversation: {self._session}", style="dim"))
            case "/help":
                for command, meaning in COMMANDS.items():
                    self._side.print(Text.assemble((f"  {command:<14}", "bold"), meaning))
            case _:
                missing = " without an id" if name == "/forget" else ""
                self._side.print(Text(f"There is no command '{name}'{missing}; /help lists them.", style="yellow"))
        return True

    def _list(self) -> None:
        self._side.print(preference_table(self._preferences(), self._bot.graph))

    def _why(self) -> None:
        """The checked evidence of what was recommended last."""
        shown: tuple[Recommendation, ...] = next((turn.recommendations for turn in reversed(self._turns()) if turn.recommendations), ())
        if not shown:
            self._side.print(Text("Nothing has been recommended yet.", style="dim"))
            return
        from crs.agents.explanation import Explainer

        explainer, preferences = Explainer(self._bot.graph), self._preferences()
        for one in shown:
            lines = explainer.lines(one.evidence, item=one.item, preferences=preferences) if one.evidence else (one.reason,)
            self._side.print(block_text(EvidenceBlock(item=one.item, label=self._bot.graph.label(one.item), lines=lines)))

    def _preferences(self) -> Preferences:
        try:
            return self._bot.preferences(self._session)
        except SessionError:
            return Preferences()

    def _turns(self) -> tuple[Turn, ...]:
        try:
            return self._bot.history(self._session)
        except SessionError:
            return ()
