"""Finding phrases in a sequence of words: a trie that lets fillers stand between the words of a phrase."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Payload = TypeVar("Payload")
_MOST_FILLERS = 3


@dataclass(frozen=True, slots=True)
class Match(Generic[Payload]):
    """Words [start, end) are a phrase, with all that was filed under it."""

    start: int
    end: int
    payloads: tuple[Payload, ...]


class _Node(Generic[Payload]):
    __slots__ = ("next", "payloads")

    def __init__(self) -> None:
        self.next: dict[str, _Node[Payload]] = {}
        self.payloads: list[Payload] = []


class PhraseBook(Generic[Payload]):
    """Phrases (tuples of words) with payloads; the longest phrase at a place wins."""

    def __init__(self, phrases: Iterable[tuple[tuple[str, ...], Payload]], *, fillers: Collection[str] = ()) -> None:
        self._root: _Node[Payload] = _Node()
        self._fillers = frozenset(fillers)
        for words, payload in phrases:
            node = self._root
            for word in words:
                node = node.next.setdefault(word, _Node())
            if words and payload not in node.payloads:
                node.payloads.append(payload)

    @property
    def openings(self) -> frozenset[str]:
        """The words that phrases begin with."""
        return frozenset(self._root.next)

    def at(self, words: Sequence[str], start: int, *, end: int | None = None) -> Match[Payload] | None:
        """The longest phrase that begins at `start` and stays before `end`."""
        end = len(words) if end is None else end
        node, place, skipped = self._root, start, 0
        best: Match[Payload] | None = None
        while place < end:
            following = node.next.get(words[place])
            if following is None:
                if place == start or skipped == _MOST_FILLERS or words[place] not in self._fillers:
                    break
                skipped += 1
            else:
                node = following
                if node.payloads:
                    best = Match(start, place + 1, tuple(node.payloads))
            place += 1
        return best

    def find(self, words: Sequence[str], *, barriers: Collection[int] = ()) -> Iterator[Match[Payload]]:
        """Phrases from left to right that do not overlap; none covers a place among `barriers`."""
        nearest = iter([*sorted(barriers), len(words)])
        end, after = next(nearest), 0
        opening = self._root.next
        for place, word in enumerate(words):
            while end < place:
                end = next(nearest)
            if place < after or place == end or word not in opening:
                continue
            match = self.at(words, place, end=end)
            if match is not None:
                yield match
                after = match.end
