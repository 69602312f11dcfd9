"""Small outcomes for tests of metrics and statistics."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

from crs.evaluate.instance import Instance, Outcome
from crs.evaluate.metrics import Reference
from crs.types import Dialogue

ITEMS = tuple("abcdefghijklmnop")
REFERENCE = Reference(
    popularity={"a": 60, "b": 20, "c": 10, "d": 6, "e": 4},
    items=ITEMS,
    attributes={
        "a": frozenset({"red", "dry"}),
        "b": frozenset({"red", "dry"}),
        "c": frozenset({"red", "sweet"}),
        "d": frozenset({"white", "sweet"}),
        "e": frozenset(),
    },
    dialogues=100,
)


def outcome(ranking: Sequence[str], targets: Sequence[str], *, dialogue: str = "1", turn: int = 1) -> Outcome:
    """What a system ranked, against what was recommended; "abc" is the ranking a, b, c."""
    instance = Instance(
        id=f"{dialogue}-{turn}", dialogue=dialogue, turn=turn, context=Dialogue(id=f"{dialogue}-{turn}"), targets=tuple(targets)
    )
    return Outcome(instance=instance, ranking=tuple(ranking), error="" if ranking else "it failed")


@st.composite
def outcomes(draw: st.DrawFn, *, least: int = 1, most: int = 8) -> list[Outcome]:
    """A run over a few dialogues, with some failed instances."""
    turns = draw(st.lists(st.sampled_from(["1", "2", "3", "4"]), min_size=least, max_size=most))
    rankings = st.permutations(ITEMS).flatmap(lambda items: st.integers(0, len(items)).map(lambda length: items[:length]))
    targets = st.lists(st.sampled_from(ITEMS), min_size=1, max_size=4, unique=True)
    return [outcome(draw(rankings), draw(targets), dialogue=dialogue, turn=turn) for turn, dialogue in enumerate(turns)]
