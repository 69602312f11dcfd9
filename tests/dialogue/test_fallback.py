"""A component that fails, or breaks the promise of its seam, costs its share of the turn and nothing more; and it is told."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from crs.agents.retrieval.constraints import Constraints
from crs.dialogue.checks import Checks
from crs.errors import ContractError
from crs.testing.fakes import BestKnown, Failing, LikesWhatIsNamed, RecommendsFirst, SaysLabels
from crs.types import (
    Act,
    Ask,
    Candidate,
    Dialogue,
    DialogueState,
    Edge,
    EntityTarget,
    Explain,
    PathEvidence,
    Preference,
    Preferences,
    QuestionBlock,
    Recommend,
    Recommendation,
    RecommendationBlock,
    TextBlock,
    Understanding,
    Utterance,
)

if TYPE_CHECKING:
    from conftest import MakeBot

    from crs.knowledge_graph.graph import KnowledgeGraph
    from crs.knowledge_graph.linking import EntityLinker


@pytest.mark.parametrize("seam", ["extractor", "retriever", "ranker", "policy", "responder"])
def test_a_failing_component_is_told_and_logged(make_bot: MakeBot, seam: str, caplog: pytest.LogCaptureFixture) -> None:
    turn = make_bot(**{seam: Failing(ValueError("secret detail"))}).chat("I liked Casablanca", session="s")
    assert len(turn.recommendations) == 3
    (notice,) = turn.notices
    assert "fail" in notice
    assert "secret detail" not in turn.reply + notice
    assert "secret detail" in caplog.text


@pytest.mark.parametrize("seam", ["extractor", "retriever", "ranker", "policy", "responder"])
def test_a_component_that_recovers_is_used_again(make_bot: MakeBot, seam: str, graph: KnowledgeGraph, linker: EntityLinker) -> None:
    working = {
        "extractor": LikesWhatIsNamed(linker),
        "retriever": BestKnown(graph),
        "ranker": Failing(instead=None),
        "policy": RecommendsFirst(1),
        "responder": SaysLabels(graph),
    }
    bot = make_bot(**{seam: Failing(instead=working[seam])})
    assert bot.chat("one", session="s").notices
    assert bool(bot.chat("two", session="s").notices) is (seam == "ranker")


def test_everything_failing_still_gives_a_reply(make_bot: MakeBot, monkeypatch: pytest.MonkeyPatch) -> None:
    for simple in (LikesWhatIsNamed, RecommendsFirst, SaysLabels):
        for method in ("extract", "decide", "respond"):
            if hasattr(simple, method):
                monkeypatch.setattr(simple, method, lambda *_: 1 / 0)
    turn = make_bot(retriever=Failing()).chat("hello", session="s")
    assert turn.reply
    assert len(turn.recommendations) == 3
    assert len(turn.notices) == 4


class Changed:
    """A component of any seam whose answer is changed."""

    def __init__(self, component: Any, change: Any) -> None:
        self._component, self._change = component, change

    async def extract(self, *given: Any) -> Any:
        return self._change(await self._component.extract(*given))

    async def retrieve(self, query: Any, *, k: int) -> Any:
        return self._change(await self._component.retrieve(query, k=k))

    async def rank(self, query: Any, candidates: Any) -> Any:  # noqa: ARG002
        return self._change(candidates)

    async def decide(self, state: Any) -> Any:
        return self._change(state)

    async def respond(self, state: Any, action: Any) -> Any:
        for block in self._change(state, action):
            yield block


@pytest.mark.parametrize(
    "change",
    [
        lambda u: replace(u, acts=()),
        lambda u: replace(u, referred=("no-such-item",)),
        lambda u: replace(u, preferences=replace(u.preferences, entries=u.preferences.entries * 2)),
        lambda u: replace(u, preferences=Preferences()),
    ],
    ids=["no act", "unknown item", "two of one id", "preferences dropped"],
)
def test_an_understanding_that_cannot_be_true(make_bot: MakeBot, linker: EntityLinker, change: Any) -> None:
    calls: list[int] = []

    def sometimes(understanding: Understanding) -> Understanding:
        calls.append(1)
        return change(understanding) if len(calls) > 1 else understanding

    bot = make_bot(extractor=Changed(LikesWhatIsNamed(linker), sometimes))
    assert not bot.chat("I liked Casablanca", session="s").notices
    turn = bot.chat("and Spirited Away", session="s")
    assert "ContractError" in turn.notices[0]
    assert [p.target.entity for p in turn.understood.preferences.active] == ["casablanca-1942", "spirited-away-2001"]


@pytest.mark.parametrize(
    "change",
    [lambda c: c[1:], lambda c: [*c, c[0]], lambda c: [*c[:-1], Candidate(item="no-such-item", score=1)], lambda c: [*c[:-1], c[0]]],
    ids=["one lost", "one twice", "one invented", "one for another"],
)
def test_a_ranking_that_is_no_permutation_is_passed_over(make_bot: MakeBot, change: Any) -> None:
    turn = make_bot(ranker=Changed(None, change)).chat("hello", session="s")
    assert "ranker" in turn.notices[0]
    assert [c.item for c in turn.ranked] == [c.item for c in turn.retrieved]


@pytest.mark.parametrize(
    "action",
    [
        lambda _: Recommend(items=()),
        lambda _: Recommend(items=("no-such-item",)),
        lambda _: Recommend(items=("casablanca-1942",)),
        lambda state: Recommend(items=(state.candidates[0].item,) * 2),
        lambda _: Explain(items=("no-such-item",)),
        lambda state: Ask(attribute="has_genre") if state.asked else Ask(attribute="made_in"),
    ],
    ids=["nothing", "unknown item", "named by the seeker", "one twice", "explains the unknown", "asks"],
)
def test_an_action_that_is_not_allowed(make_bot: MakeBot, action: Any) -> None:
    bot = make_bot(policy=Changed(None, action), settings={"questions": 0})
    turn = bot.chat("I liked Casablanca", session="s")
    assert "policy" in turn.notices[0]
    assert len(turn.recommendations) == 3


def test_nothing_is_asked_twice_and_not_too_often(make_bot: MakeBot) -> None:
    attributes = iter(["made_in", "made_in", "has_genre", "has_keyword", "has_keyword"])
    bot = make_bot(policy=Changed(None, lambda _: Ask(attribute=next(attributes))))
    kinds = [bot.chat("hello", session="s").decided.type for _ in range(5)]
    assert kinds == ["ask", "recommend", "ask", "ask", "recommend"]


def test_a_constraint_is_kept_whatever_is_recommended(graph: KnowledgeGraph) -> None:
    checks = Checks(graph, Constraints(graph), questions=2)
    musical = Preference(id="p1", target=EntityTarget(entity="genre:musical", kind="genre"), polarity=1, hard=True)
    understanding = Understanding(acts=(Act.REQUEST,), preferences=Preferences(entries=(musical,)))
    dialogue = Dialogue(id="s", utterances=(Utterance(role="seeker", text="a musical"),))
    items = {"genre:musical" in graph.neighbours(item): item for item in graph.items}
    candidates = tuple(Candidate(item=item, score=1) for item in items.values())
    state = DialogueState(session="s", dialogue=dialogue, understanding=understanding, candidates=candidates)
    assert checks.action(Recommend(items=(items[True],)), state)
    with pytest.raises(ContractError, match="constraint"):
        checks.action(Recommend(items=(items[False],)), state)


def false_path(_: Any, action: Any) -> Any:
    hop = Edge(head=action.items[0], relation="directed_by", tail="genre:comedy")
    evidence = (PathEvidence(hops=(hop,), start="genre:comedy"),)
    yield RecommendationBlock(recommendation=Recommendation(item=action.items[0], rank=1, reason="because", evidence=evidence), label="x")


@pytest.mark.parametrize(
    "blocks",
    [
        lambda *_: (),
        lambda *_: (TextBlock(text=" "),),
        lambda *_: (QuestionBlock(text=""),),
        lambda *_: (RecommendationBlock(recommendation=Recommendation(item="casablanca-1942", rank=1, reason=""), label="x"),),
        false_path,
    ],
    ids=["nothing", "no words", "no question", "not decided", "a false reason"],
)
def test_a_reply_that_is_not_allowed_is_never_heard(make_bot: MakeBot, blocks: Any) -> None:
    *heard, turn = make_bot(responder=Changed(None, blocks)).stream("hello", session="s")
    assert "responder" in turn.notices[0]
    assert tuple(heard) == turn.blocks
    assert [r.item for r in turn.recommendations] == list(turn.decided.items)


def test_what_was_said_before_a_failure_stays_said_and_is_not_said_twice(make_bot: MakeBot, graph: KnowledgeGraph) -> None:
    def breaks_off(_: Any, action: Any) -> Any:
        yield TextBlock(text="Well,")
        item = action.items[0]
        yield RecommendationBlock(recommendation=Recommendation(item=item, rank=1, reason="first"), label=graph.label(item))
        raise ConnectionError("gone")

    *heard, turn = make_bot(responder=Changed(None, breaks_off)).stream("hello", session="s")
    assert tuple(heard) == turn.blocks
    assert turn.blocks[0] == TextBlock(text="Well,")
    assert [r.item for r in turn.recommendations] == list(turn.decided.items)
    assert "ConnectionError" in turn.notices[0]


def test_a_listener_that_fails_does_not_cost_the_turn(make_bot: MakeBot, caplog: pytest.LogCaptureFixture) -> None:
    bot = make_bot()
    caplog.set_level(logging.WARNING)
    calls: list[int] = []
    bot._do(lambda s: s.say("s", "hello", key=None, heard=lambda _: calls.append(1 / 0)))
    assert len(bot.history("s")) == 1
    assert not bot.history("s")[0].notices


def test_all_components_see_one_state(make_bot: MakeBot, graph: KnowledgeGraph) -> None:
    """What the responder sees is what the policy saw."""
    seen: list[Any] = []

    class Watching(RecommendsFirst):
        async def decide(self, state: Any) -> Any:
            seen.append(state)
            return await super().decide(state)

    class Speaking(SaysLabels):
        async def respond(self, state: Any, action: Any) -> Any:
            seen.append(state)
            async for block in super().respond(state, action):
                yield block

    bot = make_bot(policy=Watching(), responder=Speaking(graph))
    for text in ("I liked Casablanca", "more"):
        bot.chat(text, session="s")
    assert seen[0] == seen[1] != seen[2] == seen[3]
    assert seen[2].shown
    assert set(seen[2].grounds) == set(seen[2].shown)
    assert [u.role for u in seen[2].dialogue.utterances] == ["seeker", "recommender", "seeker"]
