"""The fast scorer gives what the named features give."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crs.knowledge_graph.linking import EntityLinker
from crs.knowledge_graph.linking.content import read_content, score
from crs.knowledge_graph.linking.features import COARSE, group_of, name_features, place_features
from crs.knowledge_graph.linking.scoring import TitleScorer

PIECES = st.sampled_from(
    ["I", "loved", "It", "have you seen", "Alien", "The Shining", "saw", ",", "?", ".", "!", '"', "and", "movies", "'s", ":"]
)


@settings(max_examples=150, deadline=None)
@given(pieces=st.lists(PIECES, min_size=1, max_size=10), opened=st.booleans(), whole=st.booleans())
def test_places_score_alike(linker: EntityLinker, pieces: list[str], *, opened: bool, whole: bool) -> None:
    weights = read_content().weights.title
    scorer = TitleScorer(weights)
    around = linker.reader(" ".join(pieces)).around
    for first in range(len(around.text.words)):
        for last in range(first, min(first + 3, len(around.text.words))):
            for group in COARSE:
                named = score(weights, place_features(around, first, last, group=group, whole=whole, opened=opened))
                assert scorer.place(around, first, last, group=group, whole=whole, opened=opened) == pytest.approx(named)


def test_names_score_alike() -> None:
    weights = read_content().weights.title
    assert TitleScorer(weights).name(("the", "thing"), [0, 90], 0.5) == pytest.approx(
        score(weights, name_features(("the", "thing"), [0, 90], 0.5))
    )


@pytest.mark.parametrize(
    ("ranks", "group"), [([5], "grammar"), ([800], "common"), ([9000], "rare"), ([0, 9000], "rare words"), ([3, 9], "grammar words")]
)
def test_groups(ranks: list[int], group: str) -> None:
    assert group_of(ranks) == group
