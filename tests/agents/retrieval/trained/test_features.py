"""What the fusion is told of a candidate."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crs.agents.retrieval.trained.features import CONSTANT, Features, standing
from crs.agents.retrieval.trained.reading import Reader, Reading
from crs.agents.retrieval.trained.source import AGAINST, Floats
from crs.agents.retrieval.trained.store import word_reader
from crs.knowledge_graph.graph import GraphBuilder, KnowledgeGraph
from crs.knowledge_graph.linking import EntityLinker
from crs.knowledge_graph.schema import FieldSchema, ItemSchema, KindSchema, RelationSchema, Schema
from crs.types import Edge, Entity, Item
from tests.evaluate.baselines.conftest import said, talk

PLAYERS = {"harbour": 2, "saffron": 4, "kraken": 6, "galleon": None, "teapot": 3}
NAMES = {"harbour": "Harbour Lights", "saffron": "Saffron Road", "kraken": "Kraken Bay", "galleon": "Galleon", "teapot": "Teapot Club"}
GENRE = {"harbour": "trade", "saffron": "trade", "kraken": "sea", "galleon": "sea", "teapot": "cosy"}
COLUMN = {item: number for number, item in enumerate(PLAYERS)}
SOURCES = ("one", "two")
SCORES = np.array([[5, 4, 3, 0, 0], [0, 0, 1, 2, 0]], dtype=np.float32)


@pytest.fixture(scope="module")
def counted() -> KnowledgeGraph:
    """Five games with a number of players, of one of which it is not known."""
    schema = Schema(
        name="counted",
        item=ItemSchema(kind="game", singular="game", plural="games", table="games.csv"),
        fields={"players": FieldSchema(column="players", minimum=1, maximum=9, noun="players")},
        kinds={"genre": KindSchema(singular="genre", plural="genres")},
        relations={"of_genre": RelationSchema(column="genre", kind="genre", noun="genre", plural="genres")},
    )
    builder = GraphBuilder(schema)
    for item, players in PLAYERS.items():
        facts = {} if players is None else {"players": players}
        builder.add_item(Item(id=item, kind="game", name=NAMES[item], label=NAMES[item], facts=facts))
    for genre in dict.fromkeys(GENRE.values()):
        builder.add_entity(Entity(id=f"genre:{genre}", kind="genre", name=genre))
    builder.add_edges(Edge(head=item, relation="of_genre", tail=f"genre:{genre}", source="test") for item, genre in GENRE.items())
    return builder.build(version="counted")


@pytest.fixture(scope="module")
def features(counted: KnowledgeGraph) -> Features:
    return Features(counted, word_reader(counted), np.array([9, 3, 0, 1, 0], dtype=np.float32), SOURCES)


@pytest.fixture(scope="module")
def reader(counted: KnowledgeGraph) -> Reader:
    return Reader(counted, EntityLinker(counted))


def told(features: Features, reading: Reading, *, scores: Floats = SCORES, **options: object) -> dict[str, dict[str, float]]:
    """Item -> feature -> value, in the order of the candidates."""
    pool = features.pool(reading, scores, **options)  # type: ignore[arg-type]
    return {
        list(COLUMN)[column]: dict(zip(features.names, row, strict=True))
        for column, row in zip(pool.columns.tolist(), pool.features.tolist(), strict=True)
    }


def test_every_column_has_a_name_of_its_own(features: Features, reader: Reader) -> None:
    pool = features.pool(reader.read(talk("a", "I like {harbour}").utterances, {}), SCORES)
    assert pool.features.shape == (len(pool.columns), len(features.names))
    assert len(set(features.names)) == len(features.names)
    assert pool.features.dtype == np.float32


def test_what_sources_say_is_told(features: Features) -> None:
    found = told(features, Reading())
    above = standing(SCORES)
    assert found["kraken"]["score one"] == pytest.approx(above[0, COLUMN["kraken"]])
    assert found["kraken"]["rank one"] == pytest.approx(np.log1p(2))
    assert found["kraken"]["rank two"] == pytest.approx(np.log1p(1))
    assert found["harbour"]["rank two"] == pytest.approx(np.log1p(200))
    assert found["kraken"]["mean score"] == pytest.approx(above[:, COLUMN["kraken"]].mean())
    assert found["kraken"]["reciprocal rank"] == pytest.approx(1 / (2 + CONSTANT) + 1 / (1 + CONSTANT))
    assert found["harbour"]["popularity"] == pytest.approx(np.log(10))
    assert found["harbour"]["facts"] == 1


def test_candidates_are_the_best_of_every_source_by_reciprocal_rank(features: Features) -> None:
    assert list(told(features, Reading())) == ["kraken", "harbour", "galleon", "saffron"]
    assert set(told(features, Reading(), depth=1)) == {"harbour", "galleon"}


def test_of_equal_candidates_the_more_popular_is_first(features: Features) -> None:
    assert list(told(features, Reading(), depth=1)) == ["harbour", "galleon"]


def test_what_was_named_is_a_candidate_whatever_the_sources_say(features: Features, reader: Reader) -> None:
    found = told(features, reader.read(talk("a", "I like {teapot}").utterances, {}), depth=1)
    assert {"harbour", "galleon", "teapot"} == set(found)


def test_who_is_named_takes_no_place_from_another(features: Features, reader: Reader) -> None:
    found = told(features, reader.read(talk("a", "I like {harbour}").utterances, {}), depth=2)
    assert "saffron" in found


@given(st.lists(st.booleans(), min_size=5, max_size=5), st.sampled_from(("Hello", "{teapot} and {kraken}", "trade")))
def test_only_what_may_be_a_candidate_is_one(features: Features, reader: Reader, allowed: list[bool], text: str) -> None:
    among = np.array(allowed)
    pool = features.pool(reader.read((said("seeker", text),), {}), SCORES, among=among)
    assert among[pool.columns].all()
    assert pool.features.shape == (len(pool.columns), len(features.names))
    assert pool.parts.shape == (2, len(pool.columns))
    assert (np.diff(pool.fused) <= 0).all()


def test_numbers_are_told_against_what_was_named(features: Features, reader: Reader) -> None:
    found = told(features, reader.read(talk("a", "{harbour}, {kraken}").utterances, {}))
    assert found["saffron"]["players"] == 4
    assert found["saffron"]["players against all named"] == 0
    assert found["saffron"]["players against the last named"] == -2


def test_what_is_not_known_is_no_number(features: Features, reader: Reader) -> None:
    found = told(features, Reading())
    for name in ("players against all named", "players against the last named", "mean likeness", "named since"):
        assert all(np.isnan(row[name]) for row in found.values()), name
    assert np.isnan(found["galleon"]["players"])
    assert not np.isnan(found["harbour"]["players"])
    last = told(features, reader.read(talk("a", "{harbour}, {galleon}").utterances, {}))
    assert last["saffron"]["players against all named"] == 2
    assert np.isnan(last["saffron"]["players against the last named"])


def test_wishes_that_are_met_count_and_those_disliked_count_against(features: Features, reader: Reader) -> None:
    utterances = talk("a", "trade and sea", "cosy?", "no").utterances
    found = told(features, reader.read((*utterances, said("seeker", "{teapot}")), {"genre:sea": -1.0}))
    assert found["saffron"]["wishes met"] == 1
    assert found["saffron"]["share of wishes met"] == 0.5
    assert found["kraken"]["wishes met"] == pytest.approx(-AGAINST)
    assert found["teapot"]["met of what the recommender named"] == 1
    assert found["saffron"]["met of the last turn"] == 0
    assert found["saffron"]["wishes"] == 2


def test_likeness_is_over_what_both_have(features: Features, reader: Reader) -> None:
    found = told(features, reader.read(talk("a", "{harbour}, {kraken}").utterances, {}))
    assert found["saffron"]["likeness to the nearest named"] == pytest.approx(1)
    assert found["saffron"]["likeness to the last named"] == 0
    assert found["saffron"]["mean likeness"] == pytest.approx(0.5)


def test_who_named_a_candidate_and_when(features: Features, reader: Reader) -> None:
    found = told(features, reader.read(talk("a", "{harbour}", "{kraken}", "and {saffron}?").utterances, {}))
    assert [found[item]["named since"] for item in ("harbour", "kraken", "saffron")] == [2, 1, 0]
    assert [found[item]["named by"] for item in ("harbour", "kraken", "galleon")] == [1, 2, 0]
    assert [found[item]["named just now"] for item in ("harbour", "saffron")] == [0, 1]
    assert found["harbour"]["items named"] == 3
    assert found["harbour"]["items named by the seeker"] == 2
    assert found["harbour"]["items of the last turn"] == found["harbour"]["items of the turn before"] == 1
    assert found["harbour"]["turns"] == 3


def test_a_name_half_said_is_told(features: Features, reader: Reader) -> None:
    found = told(features, reader.read(talk("a", "that kraken thing", "hm", "who knows").utterances, {}))
    assert found["kraken"]["name in all turns"] == 0.5
    assert found["kraken"]["name in the last turn"] == 0
    assert found["saffron"]["name in all turns"] == 0


def test_scores_of_one_value_stand_nowhere() -> None:
    np.testing.assert_array_equal(standing(np.full((2, 3), 7.0, dtype=np.float32)), np.zeros((2, 3)))


def test_where_no_source_says_anything_there_is_no_candidate(features: Features) -> None:
    pool = features.pool(Reading(), np.zeros_like(SCORES))
    assert pool.features.shape == (0, len(features.names))
