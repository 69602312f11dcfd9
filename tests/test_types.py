from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crs.dialogue.codec import dump_candidates, parse_candidates
from crs.types import (
    Act,
    Ask,
    Candidate,
    CompanyEvidence,
    Dialogue,
    DialogueEvidence,
    Edge,
    EntityTarget,
    PathEvidence,
    Preference,
    Preferences,
    RangeTarget,
    Recommendation,
    RecommendationBlock,
    TextBlock,
    Turn,
    Understanding,
    Utterance,
    dump,
    parse,
)


def like(entity: str, polarity: float = 1.0) -> Preference:
    return Preference(id=f"p-{entity}-{polarity}", target=EntityTarget(entity=entity, kind="genre"), polarity=polarity)


def test_values_are_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        like("genre:horror").polarity = -1.0  # type: ignore[misc]


def test_the_newest_word_about_a_target_counts_and_nothing_is_lost() -> None:
    preferences = Preferences().add(like("genre:horror")).add(like("genre:horror", -1.0))
    assert [p.polarity for p in preferences.active] == [-1.0]
    assert len(preferences.entries) == 2


def test_a_range_replaces_the_older_range_of_its_field() -> None:
    old = Preference(id="p1", target=RangeTarget(field="year", high=1990), polarity=1.0)
    new = Preference(id="p2", target=RangeTarget(field="year", low=2000), polarity=1.0)
    assert Preferences().add(old).add(new).active == (new,)


def test_retracting_keeps_the_entry_for_the_record() -> None:
    preferences = Preferences().add(like("genre:war")).retract("p-genre:war-1.0", "no such id")
    assert preferences.active == ()
    assert len(preferences.entries) == 1


def test_undo_goes_back_change_by_change() -> None:
    comedy, horror = EntityTarget(entity="genre:comedy", kind="genre"), EntityTarget(entity="genre:horror", kind="genre")
    said = Preferences().add(Preference(id="p1", target=comedy, polarity=1, turn=0), Preference(id="p2", target=horror, polarity=1, turn=0))
    changed = said.add(Preference(id="p3", target=horror, polarity=-1, turn=2)).retract("p1", turn=2)
    assert changed.newest_change() == ("p1", "p2", "p3")
    back = changed.undo(*changed.newest_change())
    assert back.active == said.active
    assert back.newest_change() == ("p1", "p2")
    assert back.undo("p1", "p2").newest_change() == ()


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from([-1.0, 1.0])), max_size=20))
def test_there_is_never_more_than_one_active_word_about_a_target(said: list[tuple[str, float]]) -> None:
    preferences = Preferences()
    for entity, polarity in said:
        preferences = preferences.add(like(entity, polarity))
    targets = [p.target.entity for p in preferences.active if isinstance(p.target, EntityTarget)]
    assert len(targets) == len(set(targets))
    assert {p.target.entity: p.polarity for p in preferences.active if isinstance(p.target, EntityTarget)} == dict(said)


def test_dialogue_grows_and_finds_the_last_of_a_side() -> None:
    dialogue = Dialogue(id="d").said(Utterance(role="seeker", text="hi")).said(Utterance(role="recommender", text="hello"))
    assert dialogue.last.text == "hello"
    assert dialogue.last_of("seeker") == Utterance(role="seeker", text="hi")


def test_a_turn_survives_json() -> None:
    hop = Edge(head="alien", relation="directed_by", tail="person:ridley-scott", source="table")
    recommendation = Recommendation(
        item="alien", rank=1, reason="because", evidence=(PathEvidence(hops=(hop,), start="person:ridley-scott"),)
    )
    turn = Turn(
        session="s",
        number=1,
        text="hi",
        understood=Understanding(acts=(Act.GREET,), preferences=Preferences().add(like("genre:war"))),
        decided=Ask(attribute="has_genre", options=("genre:war",), gain=1.5),
        reply="hello",
        blocks=(TextBlock(text="hello"), RecommendationBlock(recommendation=recommendation, label="Alien", facts={"year": 1979})),
        timings={"understand": 0.2},
    )
    assert parse(Turn, dump(turn)) == turn
    assert str(turn) == "hello"
    assert turn.recommendations == (recommendation,)


def test_what_was_learnt_of_a_candidate_survives_json() -> None:
    together = CompanyEvidence(start="alien", dialogues=14, weight=0.6)
    learnt = Candidate(item="heat", score=1.5, parts={"ease": 2.0}, evidence=(together, DialogueEvidence(dialogue="d7")), chance=0.25)
    assert parse(Candidate, dump(learnt)) == learnt
    assert parse_candidates(dump_candidates([learnt, Candidate(item="up", score=0.0)])) == (learnt, Candidate(item="up", score=0.0))
