from __future__ import annotations

import numpy as np
import pytest

from crs.agents.features import ItemFeatures
from crs.knowledge_graph.graph import KnowledgeGraph


@pytest.fixture(scope="module")
def features(graph: KnowledgeGraph) -> ItemFeatures:
    return ItemFeatures(graph)


def test_an_item_is_most_like_itself(features: ItemFeatures) -> None:
    cosine = features.similarity(["alien-1979", "aliens-1986", "notting-hill-1999"])
    assert np.diag(cosine) == pytest.approx(1)
    assert cosine == pytest.approx(cosine.T)
    assert cosine[0, 1] > cosine[0, 2] >= 0


def test_what_is_rare_says_more(graph: KnowledgeGraph, features: ItemFeatures) -> None:
    row = features.rows(["alien-1979"]).toarray()[0]
    assert row[graph.index("keyword:artificial-intelligence")] > row[graph.index("keyword:suspenseful")] > 0
    assert row[graph.index("genre:horror")] > row[graph.index("language:english")] > 0


def test_a_profile_sums_what_is_wanted(graph: KnowledgeGraph, features: ItemFeatures) -> None:
    assert features.profile({"alien-1979": 1.0}) == pytest.approx(features.rows(["alien-1979"]).toarray()[0])
    assert (
        features.profile({"alien-1979": 1.0, "aliens-1986": -1.0})[graph.index("genre:horror")]
        < features.profile({"alien-1979": 1.0})[graph.index("genre:horror")]
    )
    assert features.profile({"genre:gone": 1.0}).sum() == 0
    assert np.count_nonzero(features.profile({"genre:horror": 0.5})) == 1
