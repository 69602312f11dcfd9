from __future__ import annotations

from crs.agents.preference.record import NAMED, SAID, SEEN, Entry, record, settle
from crs.types import EntityTarget, Preference, Preferences, RangeTarget

COMEDY, DRAMA = EntityTarget(entity="genre:comedy", kind="genre"), EntityTarget(entity="genre:drama", kind="genre")


def _entry(target: EntityTarget | RangeTarget, polarity: float = 1.0, *, weight: int = SAID, group: str = "") -> Entry:
    return Entry(target=target, polarity=polarity, hard=False, span=(0, 3), group=group, weight=weight)


def _record(known: Preferences, *entries: Entry, retract: tuple[str, ...] = (), undo: tuple[str, ...] = ()) -> tuple[list[str], list[str]]:
    done = record(known, entries, retract=retract, undo=undo, turn=4, text="abc")
    return [p.id for p in done.preferences.active], list(done.retracted)


def test_what_was_said_counts_more_than_what_was_merely_seen_or_named() -> None:
    kept = settle([_entry(COMEDY, -1.0), _entry(COMEDY, 0.0, weight=SEEN), _entry(COMEDY, 0.5, weight=NAMED)])
    assert [entry.polarity for entry in kept] == [-1.0]


def test_of_two_equal_words_the_later_counts() -> None:
    assert [entry.polarity for entry in settle([_entry(COMEDY, -1.0), _entry(COMEDY, 1.0)])] == [1.0]


def test_two_open_ranges_are_the_range_between_them() -> None:
    after, before = RangeTarget(field="year", low=1991), RangeTarget(field="year", high=1999)
    assert [entry.target for entry in settle([_entry(after), _entry(before)])] == [RangeTarget(field="year", low=1991, high=1999)]


def test_ranges_that_exclude_each_other_are_not_joined() -> None:
    after, before = RangeTarget(field="year", low=2000), RangeTarget(field="year", high=1990)
    assert [entry.target for entry in settle([_entry(after), _entry(before)])] == [before]


def test_a_new_word_replaces_the_old_one_and_says_so_when_it_turns() -> None:
    known = Preferences(entries=(Preference(id="p1", target=COMEDY, polarity=1.0),))
    assert _record(known, _entry(COMEDY, -1.0)) == (["p2"], ["p1"])
    assert _record(known, _entry(COMEDY, 1.0)) == (["p2"], [])


def test_alternatives_share_a_name_and_do_not_replace_each_other() -> None:
    fifties, nineties = RangeTarget(field="year", low=1950, high=1959), RangeTarget(field="year", low=1990, high=1999)
    entries = [_entry(fifties, group="a"), _entry(nineties, group="a"), _entry(COMEDY, group="b"), _entry(DRAMA, group="b")]
    done = record(Preferences(), settle(entries), retract=(), undo=(), turn=0, text="abc")
    assert [p.any_of for p in done.preferences.active] == ["p1", "p1", "p3", "p3"]


def test_what_is_taken_back_stays_inactive_and_can_come_back() -> None:
    known = Preferences(
        entries=(Preference(id="p1", target=COMEDY, polarity=1.0, active=False), Preference(id="p2", target=COMEDY, polarity=-1.0))
    )
    assert _record(known, undo=("p1", "p2")) == (["p1"], ["p2"])
