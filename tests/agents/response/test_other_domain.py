"""Policy, explanation and response know no domain: the same on laptops, with the schema's default phrases."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from crs.agents.explanation import Explainer
from crs.agents.response import WordingResponder, plain
from crs.content import content_folder
from crs.dialogue.cues import read_cues
from crs.dialogue.policy import InformationGainPolicy
from crs.knowledge_graph.catalogue import build_catalogue, read_catalogue
from crs.knowledge_graph.compile import compile_graph
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.schema import Schema
from crs.testing.policy import check_policy
from crs.testing.preferences import preferences_of
from crs.testing.responder import check_responder
from crs.testing.states import make_state, sample_states
from crs.types import Act, Ask, Candidate, Chat, Inform, Question, Recommend, RecommendationBlock

SCHEMA = Schema.model_validate(
    {
        "name": "laptops",
        "item": {
            "kind": "laptop",
            "singular": "laptop",
            "plural": "laptops",
            "table": "laptops.csv",
            "popularity": "sold",
            "card": ["made_by", "price"],
            "consume": ["buy"],
            "consumed": ["bought"],
            "examples": ["A light laptop under 1000 euros", "Surprise me"],
        },
        "kinds": {"brand": {"singular": "brand", "plural": "brands"}, "use": {"singular": "use", "plural": "uses"}},
        "relations": {
            "made_by": {"column": "brand", "kind": "brand", "noun": "brand", "plural": "brands", "ask": True, "trait": "made by {tail}"},
            "good_for": {"column": "uses", "kind": "use", "noun": "use", "plural": "uses", "ask": True},
        },
        "fields": {
            "price": {
                "column": "price",
                "minimum": 1,
                "maximum": 9999,
                "noun": "price",
                "unit": "euros",
                "bucket": 500,
                "lower": ["cheaper"],
                "ask": True,
            }
        },
    }
)
BRANDS, USES = ("Acorn", "Birch", "Cedar", "Dell"), ("travel", "games", "school", "video editing", "office work")


@pytest.fixture(scope="module")
def laptops() -> KnowledgeGraph:
    rows = (
        (
            number + 2,
            {
                "id": f"laptop-{number}",
                "name": f"Model {number}",
                "brand": BRANDS[number % 4],
                "uses": ";".join({USES[number % 5], USES[number % 3]}),
                "price": str(400 + 55 * number),
                "sold": str(number % 7),
            },
        )
        for number in range(40)
    )
    return compile_graph(build_catalogue(SCHEMA, rows, source="laptops.csv"))


@pytest.fixture(scope="module")
def responder(laptops: KnowledgeGraph) -> WordingResponder:
    return WordingResponder(laptops, explainer=Explainer(laptops))


@pytest.fixture(scope="module")
def policy(laptops: KnowledgeGraph) -> InformationGainPolicy:
    return InformationGainPolicy(laptops, read_cues(content_folder("agents") / "policy.toml"))


async def test_the_seams_are_kept(laptops: KnowledgeGraph, policy: InformationGainPolicy, responder: WordingResponder) -> None:
    states = list(sample_states(laptops, count=60, seed=9))
    await check_policy(policy, laptops, states=states)
    await check_responder(responder, laptops, states=states)


async def test_the_seams_are_kept_in_the_cellar() -> None:
    wines = compile_graph(read_catalogue(Path(__file__).parents[2] / "data" / "wines"))
    states = list(sample_states(wines, count=60, seed=4))
    await check_policy(InformationGainPolicy(wines, read_cues(content_folder("agents") / "policy.toml")), wines, states=states)
    await check_responder(WordingResponder(wines), wines, states=states)


async def test_it_asks_about_what_this_catalogue_has(
    laptops: KnowledgeGraph, policy: InformationGainPolicy, responder: WordingResponder
) -> None:
    candidates = [Candidate(item=item, score=1.0) for item in laptops.item_ids]
    state = make_state(acts=(Act.REQUEST,), text="recommend me something", candidates=candidates)
    action = await policy.decide(state)
    assert isinstance(action, Ask)
    assert action.attribute in SCHEMA.attributes
    said = plain([block async for block in responder.respond(state, action)])
    assert re.search(r"brand|use|price", said)


async def test_reasons_and_cards_speak_of_laptops(laptops: KnowledgeGraph, responder: WordingResponder) -> None:
    wanted = preferences_of(laptops, "+use:travel!", "price ..999")
    for seed in range(10):
        state = make_state(wanted, seed=seed, understood={"added": ("p1", "p2")})
        blocks = [block async for block in responder.respond(state, Recommend(items=("laptop-0", "laptop-5")))]
        said = plain(blocks)
        assert "laptop" in said
        assert "travel" in said
        assert "under 1000 euros" in said
        assert not re.search(r"film|movie|watch|\ba a|  |[{}]", said)
    card = next(block for block in blocks if isinstance(block, RecommendationBlock))
    assert card.facts == {"brand": "Acorn", "price": "400 euros"}


async def test_facts_and_talk(responder: WordingResponder) -> None:
    async def say(action: Inform | Chat, seed: int = 1) -> str:
        return plain([block async for block in responder.respond(make_state(seed=seed), action)])

    assert await say(Inform(question=Question(item="laptop-3", attribute="made_by", text="?"))) == "Model 3: Dell."
    assert "don't" in await say(Inform(question=Question(item="laptop-3", attribute=None, text="?")))
    assert "laptops" in " ".join([await say(Chat(topic="off_topic"), seed) for seed in range(4)])
    assert "buy" in " ".join([await say(Chat(topic="greet"), seed) for seed in range(20)])
