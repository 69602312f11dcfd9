"""He et al. (2023): opening turns are rows too."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from crs.datasets.labelled import LabelledDialogue
from crs.evaluate.protocols import Counts, counts
from crs.evaluate.protocols.he2023 import ALL, NEW

Talk = Callable[..., LabelledDialogue]


def test_a_first_turn_is_predicted_from_nothing(talk: Talk, every_item: Mapping[str, str]) -> None:
    first, second = ALL.instances([talk("R: Try {kite}", "S: Seen it.", "R: {kite}? Then {comet}")], every_item)
    assert (first.turn, first.context.utterances, first.targets) == (0, (), ("kite",))
    assert second.targets == ("kite", "comet")


def test_seen_items_are_left_out(talk: Talk, every_item: Mapping[str, str]) -> None:
    _, second = NEW.instances([talk("R: Try {kite}", "S: Seen it.", "R: {kite}? Then {comet}")], every_item)
    assert (second.targets, second.excluded) == (("comet",), {"kite"})


def test_redial(redial_valid: tuple[LabelledDialogue, ...], every_item: Mapping[str, str]) -> None:
    assert counts(ALL, redial_valid, every_item) == Counts(dialogues=991, rows=2_907, targets=3_863, items=1_677, repeated=279)
    assert counts(NEW, redial_valid, every_item) == Counts(dialogues=991, rows=2_759, targets=3_584, items=1_644, repeated=0)
