"""What the recommender does, in situations a person would recognise."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crs.agents.retrieval.bm25 import create as bm25
from crs.agents.retrieval.constraints import Constraints
from crs.agents.retrieval.fusion import FusedRetriever
from crs.agents.retrieval.graph import create as graph_retriever
from crs.agents.retrieval.popularity import create as popularity
from crs.dialogue.policy import InformationGainPolicy, create
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.linking import EntityLinker
from crs.protocols import Policy
from crs.registry import Resources
from crs.settings import Settings
from crs.testing.policy import check_policy
from crs.testing.preferences import preferences_of
from crs.testing.states import make_state, sample_states
from crs.types import (
    Act,
    Action,
    Ask,
    Chat,
    Clarify,
    DialogueState,
    End,
    Explain,
    Inform,
    Mention,
    Preferences,
    Query,
    Question,
    Recommend,
    Recommendation,
    Utterance,
)

Decide = Callable[..., Awaitable[Action]]


@pytest.fixture(scope="module")
def resources(graph: KnowledgeGraph, linker: EntityLinker) -> Resources:
    return Resources(graph=graph, linker=linker, settings=Settings())


@pytest.fixture(scope="module")
def policy(resources: Resources) -> InformationGainPolicy:
    return create(resources)


@pytest.fixture(scope="module")
def sources(resources: Resources) -> FusedRetriever:
    made = {"graph": graph_retriever(resources), "bm25": bm25(resources), "popularity": popularity(resources)}
    return FusedRetriever(made, Constraints(resources.graph))


@pytest.fixture
def decide(graph: KnowledgeGraph, policy: InformationGainPolicy, sources: FusedRetriever) -> Decide:
    """Decide after these acts with these preferences (in short notation), over what retrieval finds for them."""

    async def decided(*notes: str, acts: tuple[Act, ...] = (Act.INFORM,), text: str = "", added: bool = True, **others: Any) -> Action:
        preferences = preferences_of(graph, *notes)
        shown = others.get("shown", ())
        candidates = await sources.retrieve(Query(preferences=preferences, exclude=shown, text=text), k=200)
        understood = {"added": tuple(p.id for p in preferences.entries) if added else (), **others.pop("understood", {})}
        return await policy.decide(make_state(preferences, acts=acts, text=text, candidates=candidates, understood=understood, **others))

    return decided


# ------------------------------------------------------------ first contact


async def test_hello_is_answered_with_hello(decide: Decide) -> None:
    assert await decide(acts=(Act.GREET,), text="hi") == Chat(topic="greet")


async def test_a_request_out_of_nothing_gets_one_question(decide: Decide) -> None:
    action = await decide(acts=(Act.REQUEST,), text="recommend me something")
    assert isinstance(action, Ask)
    assert action.attribute == "has_genre"
    assert 3 <= len(action.options) <= 5


async def test_asked_again_it_recommends(decide: Decide) -> None:
    action = await decide(acts=(Act.REQUEST,), text="just show me something", asked=("has_genre",), questions_in_a_row=1)
    assert isinstance(action, Recommend)
    assert len(action.items) == 3


async def test_a_vague_wish_gets_a_question_about_its_candidates(graph: KnowledgeGraph, decide: Decide) -> None:
    action = await decide("+genre:drama")
    assert isinstance(action, Ask)
    assert action.attribute != "has_genre"
    if action.attribute in graph.schema.relations:
        assert all(graph.heads(option, action.attribute) for option in action.options)


@pytest.mark.parametrize(
    "notes",
    [
        ("+alien-1979",),
        ("+alien-1979", "+blade-runner-1982"),
        ("+genre:comedy!", "+country:france!", "year 1990.."),
        ("+person:christopher-nolan!",),
        ("+keyword:heist!", "+genre:comedy!"),
    ],
)
async def test_a_like_of_an_item_or_a_rich_wish_is_enough(decide: Decide, notes: tuple[str, ...]) -> None:
    assert isinstance(await decide(*notes), Recommend)


@pytest.mark.parametrize(("chance", "expected"), [(0.1, Recommend), (0.001, Ask)])
async def test_what_a_model_says_of_the_candidates_decides_whether_asking_pays(
    graph: KnowledgeGraph, policy: Policy, sources: FusedRetriever, chance: float, expected: type[Action]
) -> None:
    wish = preferences_of(graph, "+genre:drama")
    found = await sources.retrieve(Query(preferences=wish), k=200)
    state = make_state(
        wish, candidates=[replace(candidate, chance=chance if place < 3 else 0.001) for place, candidate in enumerate(found)]
    )
    assert isinstance(await policy.decide(state), expected)


async def test_an_outright_request_with_something_to_go_by_is_not_answered_with_a_question(decide: Decide) -> None:
    assert isinstance(await decide("+genre:drama!", acts=(Act.REQUEST, Act.INFORM), text="a drama please"), Recommend)


# ------------------------------------------------------------ questions


async def test_no_more_than_two_questions_in_a_row(decide: Decide) -> None:
    assert isinstance(await decide("+genre:drama", questions_in_a_row=1, asked=("has_genre",)), Ask | Recommend)
    assert isinstance(await decide("+genre:drama", questions_in_a_row=2, asked=("has_genre", "year")), Recommend)


async def test_patience_runs_out(decide: Decide) -> None:
    first = await decide("+genre:comedy", acts=(Act.ANSWER,))
    later = await decide("+genre:comedy", acts=(Act.ANSWER,), questions_in_a_row=1, asked=("has_keyword",))
    assert isinstance(first, Ask)
    assert isinstance(later, Recommend)


async def test_what_was_asked_or_answered_is_not_asked_again(graph: KnowledgeGraph, decide: Decide) -> None:
    attributes = graph.schema.attributes
    seen: list[str] = []
    while isinstance(action := await decide(acts=(Act.ANSWER,), asked=tuple(seen), understood={"answered": "x"}), Ask):
        assert action.attribute not in seen
        seen.append(action.attribute)
    assert 1 < len(seen) <= len(attributes)
    assert isinstance(action, Recommend)


async def test_what_was_said_of_its_own_accord_counts_as_answered(decide: Decide) -> None:
    action = await decide("+genre:drama", acts=(Act.INFORM,))
    assert isinstance(action, Ask)
    assert action.attribute != "has_genre"
    action = await decide("year 1950..2020", acts=(Act.INFORM,))
    assert isinstance(action, Ask)
    assert action.attribute != "year"


async def test_refused_values_are_not_offered(decide: Decide) -> None:
    action = await decide("-genre:horror!", "-genre:comedy", acts=(Act.INFORM,))
    assert isinstance(action, Ask)
    assert not {"genre:horror", "genre:comedy"} & set(action.options)


@pytest.mark.parametrize("text", ["stop asking", "just pick one", "enough questions!"])
async def test_impatience_is_heard(decide: Decide, text: str) -> None:
    assert isinstance(await decide("+genre:drama", acts=(Act.ANSWER,), text=text), Recommend)


# ------------------------------------------------------------ chances that a model has learnt


@pytest.mark.parametrize(("chance", "answer"), [(0.05, Recommend), (0.01, Ask)])
async def test_a_learnt_chance_decides_whether_to_ask(
    graph: KnowledgeGraph, policy: Policy, sources: FusedRetriever, chance: float, answer: type[Action]
) -> None:
    preferences = preferences_of(graph, "+genre:drama")
    found = await sources.retrieve(Query(preferences=preferences), k=200)
    learnt = [replace(candidate, chance=chance if place < 3 else 0.002) for place, candidate in enumerate(found)]
    action = await policy.decide(make_state(preferences, candidates=learnt, understood={"added": ("p1",)}))
    assert isinstance(action, answer)


async def test_the_question_is_about_what_a_model_holds_likely(graph: KnowledgeGraph, policy: Policy, sources: FusedRetriever) -> None:
    found = await sources.retrieve(Query(), k=200)
    likely = {candidate.item for candidate in found[100:120]}
    learnt = [replace(candidate, chance=0.002 if candidate.item in likely else 0.0) for candidate in found]
    action = await policy.decide(make_state(acts=(Act.REQUEST,), candidates=learnt, answered=tuple(graph.schema.fields)))
    assert isinstance(action, Ask)
    assert all(likely & set(graph.heads(option, action.attribute)) for option in action.options)


# ------------------------------------------------------------ surprise


async def test_a_surprise_is_recommended_at_once_and_is_not_always_the_same(decide: Decide) -> None:
    actions = [await decide(acts=(Act.REQUEST,), text="Surprise me!", seed=seed) for seed in range(6)]
    assert all(isinstance(action, Recommend) and len(action.items) == 3 for action in actions)
    assert len({action.items for action in actions if isinstance(action, Recommend)}) > 2
    assert actions[0] == await decide(acts=(Act.REQUEST,), text="Surprise me!", seed=0)


async def test_a_surprise_does_not_come_in_sequels(graph: KnowledgeGraph, decide: Decide) -> None:
    for seed in range(15):
        action = await decide(acts=(Act.REQUEST,), text="surprise me", seed=seed)
        assert isinstance(action, Recommend)
        series = [tail for item in action.items for tail in graph.tails(item, "part_of")]
        assert len(series) == len(set(series))


# ------------------------------------------------------------ after a recommendation

SHOWN = ("alien-1979", "aliens-1986", "the-thing-1982")
LIST = Utterance(role="recommender", text="…", shown=SHOWN)


@pytest.mark.parametrize("acts", [(Act.CRITIQUE,), (Act.INFORM,), (Act.REQUEST,), (Act.ANSWER, Act.INFORM)])
async def test_a_new_word_after_a_list_gives_a_new_list(decide: Decide, acts: tuple[Act, ...]) -> None:
    action = await decide("+genre:horror!", "-keyword:gory!", acts=acts, shown=SHOWN, before=LIST)
    assert isinstance(action, Recommend)
    assert not set(action.items) & set(SHOWN)


async def test_a_list_refused_without_a_reason_brings_a_question_or_something_else(decide: Decide) -> None:
    refused = {"referred": SHOWN, "added": ("p2", "p3", "p4")}
    notes = ("+genre:horror", *(f"-{item}" for item in SHOWN))
    action = await decide(*notes, acts=(Act.REJECT,), shown=SHOWN, before=LIST, understood=refused)
    assert isinstance(action, Ask)
    action = await decide(*notes, acts=(Act.REJECT,), shown=SHOWN, before=LIST, understood=refused, questions_in_a_row=2)
    assert isinstance(action, Recommend)


async def test_one_item_refused_brings_others(decide: Decide) -> None:
    one = {"referred": SHOWN[:1]}
    assert isinstance(await decide("+genre:horror", "-alien-1979", acts=(Act.REJECT,), shown=SHOWN, before=LIST, understood=one), Recommend)


async def test_knowing_them_all_is_a_reason(decide: Decide) -> None:
    notes = ("+genre:horror", *(f"0{item}" for item in SHOWN))
    assert isinstance(await decide(*notes, acts=(Act.REJECT,), shown=SHOWN, before=LIST, understood={"referred": SHOWN}), Recommend)


async def test_accepting_ends_the_search(decide: Decide) -> None:
    assert await decide("+alien-1979", acts=(Act.ACCEPT,), shown=SHOWN, before=LIST) == Chat(topic="accept")
    assert isinstance(await decide("+alien-1979", acts=(Act.ACCEPT, Act.REQUEST), shown=SHOWN, before=LIST), Recommend)


async def test_nothing_can_be_accepted_before_something_was_shown(decide: Decide) -> None:
    assert isinstance(await decide("+alien-1979", acts=(Act.ACCEPT,)), Recommend)


# ------------------------------------------------------------ why, facts, names

GROUNDS = {item: Recommendation(item=item, rank=rank, reason="…") for rank, item in enumerate(SHOWN, start=1)}


async def test_why_explains_what_is_pointed_at_or_the_whole_list(decide: Decide) -> None:
    why = {"acts": (Act.ASK_WHY,), "shown": SHOWN, "grounds": GROUNDS, "before": LIST}
    assert await decide("+alien-1979", **why) == Explain(items=SHOWN)
    assert await decide("+alien-1979", **why, understood={"referred": ("aliens-1986",)}) == Explain(items=("aliens-1986",))


async def test_why_before_anything_was_recommended(decide: Decide) -> None:
    assert await decide(acts=(Act.ASK_WHY,)) == Chat(topic="nothing_to_explain")


async def test_a_fact_is_told(decide: Decide) -> None:
    question = Question(item="alien-1979", attribute="directed_by", text="who directed it")
    assert await decide(acts=(Act.ASK_FACT,), understood={"question": question}) == Inform(question=question)


THING = Mention(entity="the-thing-1982", kind="film", text="The Thing", span=(0, 9), alternatives=("the-thing-2011",))


async def test_an_ambiguous_name_is_clarified_once(decide: Decide) -> None:
    expected = Clarify(text="The Thing", options=("the-thing-1982", "the-thing-2011"))
    assert await decide(understood={"ambiguous": (THING,)}) == expected
    offered = Utterance(role="recommender", text="…", options=expected.options)
    again = await decide(understood={"ambiguous": (THING,)}, before=offered, acts=(Act.REQUEST,))
    assert not isinstance(again, Clarify)


async def test_an_unknown_name_alone_is_admitted(decide: Decide) -> None:
    assert await decide(understood={"unknown": ("Foo",)}) == Chat(topic="unknown")
    assert isinstance(await decide("+alien-1979", understood={"unknown": ("Foo",)}), Recommend)


# ------------------------------------------------------------ courtesies and the rest


@pytest.mark.parametrize(
    ("acts", "expected"),
    [
        ((Act.THANK,), Chat(topic="thank")),
        ((Act.END,), End()),
        ((Act.THANK, Act.END), End()),
        ((Act.END, Act.REQUEST, Act.THANK), End()),
        ((Act.LIST,), Chat(topic="preferences")),
        ((Act.RETRACT,), Chat(topic="nothing_to_undo")),
    ],
)
async def test_courtesies(decide: Decide, acts: tuple[Act, ...], expected: Action) -> None:
    assert await decide("+alien-1979", acts=acts, added=False) == expected


@pytest.mark.parametrize("topic", ["abuse", "off_topic", "language", "empty", "small_talk", "unclear"])
async def test_other_talk_is_answered_by_its_topic(decide: Decide, topic: str) -> None:
    assert await decide("+alien-1979", acts=(Act.OTHER,), added=False, understood={"topic": topic}) == Chat(topic=topic)


async def test_a_wish_is_heard_through_thanks_and_hellos(decide: Decide) -> None:
    assert isinstance(await decide("+alien-1979", acts=(Act.THANK, Act.INFORM)), Recommend)
    assert isinstance(await decide("+alien-1979", acts=(Act.GREET, Act.INFORM)), Recommend)


async def test_after_a_retraction_it_goes_on_with_what_is_left(graph: KnowledgeGraph, decide: Decide, policy: Policy) -> None:
    gone = preferences_of(graph, "+genre:western!").retract("p1")
    only = make_state(gone, acts=(Act.RETRACT,), understood={"retracted": ("p1",)})
    assert await policy.decide(only) == Chat(topic="retracted")
    assert isinstance(await decide("+alien-1979", acts=(Act.RETRACT,), added=False, understood={"retracted": ("p9",)}), Recommend)


async def test_nothing_left(graph: KnowledgeGraph, policy: Policy) -> None:
    wanted = preferences_of(graph, "+genre:western!", "+country:south-korea!", "year 1930..1939")
    understood = {"added": ("p1", "p2", "p3")}
    assert await policy.decide(make_state(wanted, acts=(Act.REQUEST,), understood=understood)) == Chat(topic="nothing_left")
    assert await policy.decide(make_state(Preferences(), acts=(Act.REQUEST,))) == Chat(topic="unclear")


# ------------------------------------------------------------ always


async def test_it_keeps_the_seam(graph: KnowledgeGraph, policy: Policy) -> None:
    await check_policy(policy, graph, states=sample_states(graph, count=150, seed=1))


@settings(max_examples=80, deadline=None)
@given(seed=st.integers(0, 100_000))
async def test_a_whole_conversation_keeps_the_promises(graph: KnowledgeGraph, policy: Policy, seed: int) -> None:
    """Carry asked attributes on, whatever is said: never the same again, never more than two in a row."""
    asked: tuple[str, ...] = ()
    row = 0
    for state in sample_states(graph, count=6, seed=seed):
        action = await policy.decide(_with(state, asked, row))
        if isinstance(action, Ask):
            assert action.attribute not in asked
            assert action.attribute not in state.answered
            asked, row = (*asked, action.attribute), row + 1
        else:
            row = 0
        assert row <= 2
        if isinstance(action, Recommend):
            assert set(action.items) <= {candidate.item for candidate in state.candidates}


def _with(state: DialogueState, asked: tuple[str, ...], row: int) -> DialogueState:
    return replace(state, asked=asked, questions_in_a_row=row)
