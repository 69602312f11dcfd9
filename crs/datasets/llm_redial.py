"""LLM-REDIAL (Liang et al., Findings of ACL 2024): dialogues that a language model writes from reviews of films, books, ….

A folder a domain (Movie, Books, …):

    Conversation.txt   a line with the dialogue's number, then "User: …" and "Agent: …" with blank lines between
    final_data.jsonl   {"<user>": {"history_interaction": […], "user_might_like": […], "Conversation": [{"conversation_1":
                          {"conversation_id": 0, "user_likes": […], "user_dislikes": […], "rec_item": […]}}, …]}}
    item_map.json      {"<item>": "Title", …}
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from crs.datasets.faults import Faults
from crs.datasets.folder import find, read_json, read_lines
from crs.datasets.json_records import read_objects
from crs.datasets.labelled import LabelledDialogue, Opinion
from crs.datasets.record import Distinct, Record
from crs.datasets.spans import mentions
from crs.types import Dialogue, Role, Utterance

KIND = "item"

_HINT = "is this a folder of LLM-REDIAL?"
_SIDES: dict[str, Role] = {"User:": "seeker", "Agent:": "recommender"}


@dataclass(frozen=True, kw_only=True, slots=True)
class _About:
    """What `final_data.jsonl` says of one dialogue."""

    likes: tuple[str, ...]
    dislikes: tuple[str, ...]
    recommended: tuple[str, ...]


def read_llm_redial(folder: Path, *, faults: Faults | None = None) -> Iterator[LabelledDialogue]:
    """The dialogues of a domain's folder; ids are their numbers.

    Nothing says in which turn an item is named: a turn mentions those of the dialogue's items whose titles its text holds.
    Opinions are the likes and dislikes that the dialogue was written from; `accepted` are the recommended items.

    Raises:
        DatasetError: naming file, row and field of what is not as published.
    """
    folder, faults = Path(folder), faults or Faults()
    text = find(folder / "Conversation.txt")
    titles = read_titles(folder / "item_map.json")
    about: dict[str, _About] = {}
    for user in read_objects(folder / "final_data.jsonl", _user, hint=_HINT, faults=faults):
        about.update(user)
    distinct = Distinct()

    def dialogue(lines: list[tuple[int, str]]) -> LabelledDialogue:
        return _dialogue(text, lines, about, titles, distinct)

    return faults.read(_conversations(text), dialogue)


def read_titles(path: Path) -> dict[str, str]:
    """The titles of `item_map.json` by item.

    Raises:
        DatasetError: the file is missing or not as published.
    """
    found = find(path)
    rows = enumerate(read_json(found).items(), start=1)
    return {item: Record(file=found, number=number, row={item: title}, hint=_HINT).text(item) for number, (item, title) in rows}


def _user(row: Record) -> dict[str, _About]:
    about: dict[str, _About] = {}
    for user, entry in row.row.items():
        for wrapped in row.within(user, entry).list("Conversation"):
            for name, value in row.within("Conversation", wrapped).row.items():
                one = row.within(name, value)
                about[one.id("conversation_id")] = _About(
                    likes=one.ids("user_likes"), dislikes=one.ids("user_dislikes"), recommended=one.ids("rec_item")
                )
    return about


def _conversations(file: Path) -> Iterator[list[tuple[int, str]]]:
    """The lines of every dialogue, the first with its number."""
    lines: list[tuple[int, str]] = []
    for number, line in read_lines(file):
        if line.strip().isdecimal() and lines:
            yield lines
            lines = []
        lines.append((number, line.strip()))
    if lines:
        yield lines


def _dialogue(
    file: Path, lines: list[tuple[int, str]], about: dict[str, _About], titles: dict[str, str], distinct: Distinct
) -> LabelledDialogue:
    number, id_ = lines[0]
    head = Record(file=file, number=number, row={}, hint=_HINT)
    if not id_.isdecimal():
        raise head.error("a dialogue begins with its number")
    distinct.check(head, "conversation_id", id_)
    said = about.get(id_)
    if said is None:
        raise head.error(f"final_data.jsonl does not know dialogue {id_}", "conversation_id")
    items = tuple((item, titles.get(item, "")) for item in dict.fromkeys((*said.likes, *said.dislikes, *said.recommended)))
    utterances: list[Utterance] = []
    for role, text in _turns(file, lines[1:]):
        named = tuple(mention for mention in mentions(text, items, kind=KIND) if mention.text)
        utterances.append(Utterance(role=role, text=text, mentions=named))
    return LabelledDialogue(
        dialogue=Dialogue(id=id_, utterances=tuple(utterances)),
        opinions={**{item: Opinion(liked=True) for item in said.likes}, **{item: Opinion(liked=False) for item in said.dislikes}},
        accepted=said.recommended,
    )


def _turns(file: Path, lines: list[tuple[int, str]]) -> Iterator[tuple[Role, str]]:
    role: Role | None = None
    parts: list[str] = []
    for number, line in lines:
        record = Record(file=file, number=number, row={}, hint=_HINT)
        record.check_text("text", line)
        side = next((side for side in _SIDES if line.startswith(side)), None)
        if side is None and role is None:
            raise record.error("a turn begins neither with 'User:' nor with 'Agent:'", "text")
        if side is not None:
            if role is not None:
                yield role, " ".join(parts).strip()
            role, parts = _SIDES[side], []
        parts.append(line.removeprefix(side or "").strip())
    if role is not None:
        yield role, " ".join(parts).strip()
