"""ReDial (Li et al., NeurIPS 2018): dialogues in which one crowd worker recommends films to another.

One dialogue a line, as the authors publish it. `@<id>` in a text names a film. The initiator is the seeker. After the
dialogue both filled a form: for every film whether the recommender suggested it, and whether the seeker has seen it and liked it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crs.datasets.faults import Faults
from crs.datasets.folder import find, json_object, read_lines
from crs.datasets.record import Distinct, Record
from crs.errors import DatasetError
from crs.types import Role

Kept = Callable[[int], bool]

_HINT = "is this an official ReDial file?"
_MENTION = re.compile(r"@(\d+)")
_ANSWERS = (0, 1, 2)  # no, yes, not said


@dataclass(frozen=True, kw_only=True, slots=True)
class RedialMessage:
    """One message; `text` still holds `@<id>`, `movies` are these ids in their order."""

    role: Role
    text: str
    movies: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class RedialForm:
    """What a form says about one film; each 0 no, 1 yes, 2 not said."""

    suggested: int
    seen: int
    liked: int


@dataclass(frozen=True, kw_only=True, slots=True)
class RedialDialogue:
    """One dialogue. `titles` are by film id; a form lists only the films its side filled in."""

    id: str
    messages: tuple[RedialMessage, ...]
    titles: Mapping[str, str]
    seeker_likes: Mapping[str, RedialForm]  # the seeker's own form
    recommender_likes: Mapping[str, RedialForm]  # what the recommender took the seeker to have said


def read_dialogues(path: Path, *, faults: Faults | None = None, kept: Kept | None = None) -> Iterator[RedialDialogue]:
    """The dialogues of an official file (`train_data.jsonl`, …), plain or gzipped, in its order.

    `kept` tells by its place in the file, from 0, whether a dialogue is read; without it all are.

    Raises:
        DatasetError: naming file, row and field of what is not as published.
    """
    found = find(path)

    distinct = Distinct()

    def dialogue(line: tuple[int, str]) -> RedialDialogue:
        number, text = line
        record = Record(file=found, number=number, row=json_object(text, found, number), hint=_HINT)
        read = _Reader(record=record).dialogue()
        distinct.check(record, "conversationId", read.id)
        return read

    lines = (line for place, line in enumerate(read_lines(found)) if kept is None or kept(place))
    return (faults or Faults()).read(lines, dialogue)


@dataclass(frozen=True, kw_only=True)
class _Reader:
    record: Record

    def dialogue(self) -> RedialDialogue:
        seeker, recommender = self._worker("initiatorWorkerId"), self._worker("respondentWorkerId")
        if seeker == recommender:
            raise self._error("both sides are the same worker", "respondentWorkerId")
        roles: dict[int, Role] = {seeker: "seeker", recommender: "recommender"}
        return RedialDialogue(
            id=self._id(),
            messages=tuple(self._message(message, roles) for message in self._list("messages")),
            titles={film: " ".join(title.split()) for film, title in self._mapping("movieMentions").items() if isinstance(title, str)},
            seeker_likes=self._form("initiatorQuestions"),
            recommender_likes=self._form("respondentQuestions"),
        )

    def _id(self) -> str:
        value = self._value("conversationId")
        if not isinstance(value, str | int) or isinstance(value, bool) or value == "":
            raise self._error("it is not an id", "conversationId")
        return str(value)

    def _worker(self, name: str) -> int:
        value = self._value(name)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self._error("it is not the number of a worker", name)
        return value

    def _message(self, message: Any, roles: Mapping[int, Role]) -> RedialMessage:
        if not isinstance(message, dict) or not isinstance(message.get("text"), str):
            raise self._error("a message has no text", "messages")
        self.record.check_text("messages", message["text"])
        sender = message.get("senderWorkerId")
        if not isinstance(sender, int) or sender not in roles:
            raise self._error(f"the sender {sender!r} is neither side of the dialogue", "messages")
        return RedialMessage(role=roles[sender], text=message["text"], movies=tuple(_MENTION.findall(message["text"])))

    def _form(self, name: str) -> dict[str, RedialForm]:
        form: dict[str, RedialForm] = {}
        for film, answers in self._mapping(name).items():
            if not isinstance(answers, dict):
                raise self._error(f"the answers about {film} are not an object", name)
            said = {question: answers.get(question) for question in ("suggested", "seen", "liked")}
            for question, answer in said.items():
                if isinstance(answer, bool) or not isinstance(answer, int) or answer not in _ANSWERS:
                    raise self._error(f"'{question}' of {film} is {answer!r}, not 0, 1 or 2", name)
            form[film] = RedialForm(**{question: int(answer) for question, answer in said.items() if answer is not None})
        return form

    def _value(self, name: str) -> Any:
        if name not in self.record.row:
            raise self._error("the field is missing", name)
        return self.record.row[name]

    def _list(self, name: str) -> list[Any]:
        value = self._value(name)
        if not isinstance(value, list):
            raise self._error("it is not a list", name)
        return value

    def _mapping(self, name: str) -> dict[str, Any]:
        """An object; published files write `[]` for an empty one."""
        value = self._value(name)
        if value == []:
            return {}
        if not isinstance(value, dict):
            raise self._error("it is not an object", name)
        return value

    def _error(self, message: str, field: str) -> DatasetError:
        return self.record.error(message, field)
