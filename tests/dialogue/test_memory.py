"""What is remembered between turns, changing it by hand, and taking changes back."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from crs.dialogue.edits import checked_target
from crs.dialogue.memory import CHANGES, GROUNDS, RETRACTED, UTTERANCES, Change, Memory, recommender_utterance
from crs.errors import InputError
from crs.types import (
    Act,
    Ask,
    Chat,
    Clarify,
    DialogueState,
    EntityTarget,
    EvidenceBlock,
    Explain,
    Inform,
    Mention,
    Preference,
    Preferences,
    Question,
    QuestionBlock,
    RangeTarget,
    Recommend,
    Recommendation,
    RecommendationBlock,
    TextBlock,
    Understanding,
    Utterance,
    dump,
    parse,
)

if TYPE_CHECKING:
    from crs.bot import Bot
    from crs.knowledge_graph.graph import KnowledgeGraph

ITEMS = {f"item-{number}" for number in range(10_000)}


def like(preferences: Preferences, entity: str, polarity: float = 1.0) -> Preferences:
    return preferences.add(Preference(id=preferences.next_id(), target=EntityTarget(entity=entity, kind="thing"), polarity=polarity))


def names(preferences: Preferences) -> list[str]:
    return [p.target.entity for p in preferences.active if isinstance(p.target, EntityTarget)]


def state(
    memory: Memory, preferences: Preferences | None = None, *, acts: tuple[Act, ...] = (Act.INFORM,), **understood: object
) -> DialogueState:
    understanding = Understanding(acts=acts, preferences=preferences or memory.preferences, **understood)  # type: ignore[arg-type]
    said = Utterance(role="seeker", text="something", mentions=understanding.mentions)
    return DialogueState(session="s", dialogue=memory.dialogue("s").said(said), understanding=understanding, shown=memory.shown)


def shows(*items: str) -> tuple[RecommendationBlock, ...]:
    return tuple(RecommendationBlock(recommendation=Recommendation(item=item, rank=1, reason="so"), label=item) for item in items)


def test_undo_restores_what_a_newer_word_replaced() -> None:
    liked = Memory().changed(like(Preferences(), "a"))
    hated = liked.changed(like(liked.preferences, "a", -1))
    assert [p.polarity for p in hated.preferences.active] == [-1]
    assert [p.polarity for p in hated.undone().preferences.active] == [1]
    assert hated.undone().undone().preferences.active == ()
    assert hated.undone().undone().undone() == hated.undone().undone()


def test_a_turn_that_changes_nothing_leaves_the_last_change_to_undo() -> None:
    memory = Memory().changed(like(Preferences(), "a"))
    memory = memory.changed(memory.preferences)
    assert memory.undone().preferences.active == ()


def test_memory_is_json() -> None:
    memory = Memory(version="v").after(state(Memory()), Recommend(items=("item-1",)), "reply", shows("item-1"), items=ITEMS)
    assert parse(Memory, json.loads(json.dumps(dump(memory)))) == memory


def test_what_a_turn_adds() -> None:
    mention = Mention(entity="item-7", kind="thing", text="seven", span=(0, 5))
    person = replace(mention, entity="person:x")
    first = Memory().after(
        state(Memory(), mentions=(mention, person)), Recommend(items=("item-1", "item-2")), "r", shows("item-1", "item-2"), items=ITEMS
    )
    assert first.turns == 1
    assert first.named == ("item-7",)
    assert first.mentioned == ("item-7", "item-1", "item-2")
    assert first.shown == ("item-1", "item-2")
    assert [ground.item for ground in first.grounds] == ["item-1", "item-2"]
    assert [(u.role, u.shown) for u in first.utterances] == [("seeker", ()), ("recommender", ("item-1", "item-2"))]
    assert first.utterances[0].mentions == (mention, person)
    second = first.after(state(first, referred=("item-1",)), Chat(topic="thank"), "r", (TextBlock(text="r"),), items=ITEMS)
    assert second.mentioned == ("item-7", "item-2", "item-1")


@pytest.mark.parametrize(
    ("acts", "referred", "shown", "accepted"),
    [
        ((Act.ACCEPT,), ("item-1",), ("item-1", "item-2"), ("item-1",)),
        ((Act.ACCEPT,), (), ("item-1",), ("item-1",)),
        ((Act.ACCEPT,), (), ("item-1", "item-2"), ()),
        ((Act.REJECT,), ("item-1",), ("item-1",), ()),
    ],
)
def test_what_is_accepted(acts: tuple[Act, ...], referred: tuple[str, ...], shown: tuple[str, ...], accepted: tuple[str, ...]) -> None:
    memory = Memory().after(state(Memory()), Recommend(items=shown), "r", shows(*shown), items=ITEMS)
    assert memory.after(state(memory, acts=acts, referred=referred), Chat(topic="accept"), "r", (), items=ITEMS).accepted == accepted


def test_questions_in_a_row() -> None:
    memory, counts = Memory(), []
    for action in (
        Ask(attribute="a"),
        Chat(topic="unclear"),
        Ask(attribute="b"),
        Clarify(text="x", options=("p", "q")),
        Recommend(items=("item-1",)),
    ):
        memory = memory.after(state(memory), action, "r", (), items=ITEMS)
        counts.append(memory.questions_in_a_row)
    assert counts == [1, 1, 2, 2, 0]
    assert memory.asked == ("a", "b")


def test_what_the_recommender_said() -> None:
    question = Inform(question=Question(item="item-3", attribute="a", text="who?"))
    assert recommender_utterance(question, "r", ()).about == ("item-3",)
    evidence = (EvidenceBlock(item="item-1", label="One", lines=()),)
    assert recommender_utterance(Explain(items=("item-1",)), "r", evidence).about == ("item-1",)
    asking = recommender_utterance(Ask(attribute="a", options=("x:y",)), "r", (QuestionBlock(text="?", attribute="a"),))
    assert (asking.asked, asking.options) == ("a", ("x:y",))
    follow_up = (*shows("item-1"), QuestionBlock(text="?", attribute="b"))
    assert recommender_utterance(Recommend(items=("item-1",)), "r", follow_up).asked == "b"


def test_memory_is_bounded_however_long_the_conversation() -> None:
    memory, sizes = Memory(), []
    for number in range(400):
        preferences = like(memory.preferences, "person:x", 1 if number % 2 else -1)
        said = state(memory, preferences)
        memory = memory.after(said, Recommend(items=(f"item-{number}",)), "a reply " * 20, shows(f"item-{number}"), items=ITEMS)
        sizes.append(len(json.dumps(dump(replace(memory, shown=(), mentioned=())))))
        assert len({p.id for p in memory.preferences.entries}) == len(memory.preferences.entries)
        assert all(0 <= p.turn < UTTERANCES for p in memory.preferences.entries)
    assert sizes[-1] < sizes[200] * 1.05
    assert len(memory.utterances) == UTTERANCES
    assert len(memory.grounds) == GROUNDS
    assert len(memory.changes) == CHANGES
    assert len(memory.preferences.entries) == RETRACTED + 1
    assert len(memory.shown) == 400


def test_undo_goes_back_over_entries_that_are_no_longer_kept() -> None:
    memory = replace(Memory(), changes=(Change(on=("p1",), off=("p0",)),))
    assert memory.undone().preferences == Preferences()


def test_the_turn_of_a_preference_stays_the_index_of_its_utterance() -> None:
    memory = Memory()
    for number in range(UTTERANCES):
        said = state(memory)
        preference = Preference(
            id=memory.preferences.next_id(),
            target=EntityTarget(entity=f"e:{number}", kind="e"),
            polarity=1,
            turn=len(said.dialogue.utterances) - 1,
        )
        spoken = replace(said.dialogue, utterances=(*said.dialogue.utterances[:-1], Utterance(role="seeker", text=f"e:{number}")))
        understanding = replace(said.understanding, preferences=memory.preferences.add(preference))
        memory = memory.after(replace(said, dialogue=spoken, understanding=understanding), Chat(topic="x"), "r", (), items=ITEMS)
    kept = [p for p in memory.preferences.entries if p.turn > 0]
    assert len(kept) >= UTTERANCES // 2 - 1
    assert all(memory.utterances[p.turn].text == p.target.entity for p in kept)


def test_another_catalogue_forgets_what_it_does_not_hold(graph: KnowledgeGraph) -> None:
    preferences = like(like(Preferences(), "casablanca-1942"), "film:gone")
    preferences = preferences.add(Preference(id="p3", target=RangeTarget(field="price", high=3), polarity=1, hard=True))
    utterance = Utterance(role="recommender", text="x", shown=("gone", "casablanca-1942"), options=("gone",))
    old = Memory(
        version="old", preferences=preferences, shown=("gone", "casablanca-1942"), utterances=(utterance,), changes=(Change(on=("p2",)),)
    )
    new = old.fitted(graph)
    assert new.version == graph.version
    assert names(new.preferences) == ["casablanca-1942"]
    assert len(new.preferences.active) == 1
    assert new.shown == new.utterances[0].shown == ("casablanca-1942",)
    assert new.undone() == new
    assert new.fitted(graph) is new


def test_editing_by_hand(bot: Bot) -> None:
    bot.chat("I liked Casablanca", session="s")
    assert names(bot.prefer("s", "genre:horror", -1, hard=True)) == ["casablanca-1942", "genre:horror"]
    turn = bot.chat("more", session="s")
    horror = turn.understood.preferences.active[1]
    assert (horror.origin, horror.hard, horror.polarity, horror.text) == ("edited", True, -1.0, "horror")
    assert not any("genre:horror" in bot.graph.neighbours(r.item) for r in turn.recommendations)
    assert names(bot.retract("s", "p1")) == ["genre:horror"]
    assert names(bot.undo("s")) == ["casablanca-1942", "genre:horror"]
    assert names(bot.undo("s")) == ["casablanca-1942"]
    assert names(bot.undo("s")) == []
    assert names(bot.undo("s")) == []


def test_an_edited_range_is_a_constraint_like_any_other(bot: Bot) -> None:
    bot.chat("hello", session="s")
    bot.prefer("s", RangeTarget(field="year", low=1990, high=1999), 1, hard=True)
    items = [bot.graph.items[r.item] for r in bot.chat("more", session="s").recommendations]
    assert len(items) == 3
    assert all(1990 <= item.facts["year"] <= 1999 for item in items)


@pytest.mark.parametrize(
    "target",
    [
        "genre:none",
        EntityTarget(entity="genre:none", kind="genre"),
        RangeTarget(field="none", low=1),
        RangeTarget(field="year"),
        RangeTarget(field="year", low=2, high=1),
        RangeTarget(field="year", low=float("nan")),
    ],
)
def test_an_edit_that_means_nothing_is_refused(bot: Bot, target: EntityTarget | RangeTarget | str) -> None:
    bot.chat("hello", session="s")
    with pytest.raises(InputError) as raised:
        bot.prefer("s", target, 1)
    assert raised.value.hint
    with pytest.raises(InputError, match="between -1 and 1"):
        bot.prefer("s", "genre:horror", float("nan"))
    with pytest.raises(InputError, match="no preference 'p9'"):
        bot.retract("s", "p9")
    assert bot.preferences("s").entries == ()


def test_the_kind_of_a_target_is_the_graphs(graph: KnowledgeGraph) -> None:
    assert checked_target(EntityTarget(entity="genre:horror", kind="wrong"), graph) == EntityTarget(entity="genre:horror", kind="genre")
