from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crs.agents.ranking.permutation import check_permutation
from crs.errors import ContractError
from crs.types import Candidate

candidates = st.lists(st.sampled_from("abcdef"), unique=True).map(lambda items: [Candidate(item=item, score=1.0) for item in items])


@given(before=candidates, data=st.data())
def test_every_order_passes(before: list[Candidate], data: st.DataObject) -> None:
    after = data.draw(st.permutations(before))
    assert check_permutation(before, after, ranker="r") == tuple(after)


@given(before=candidates, after=candidates)
def test_everything_else_is_refused(before: list[Candidate], after: list[Candidate]) -> None:
    if {c.item for c in before} != {c.item for c in after}:
        with pytest.raises(ContractError, match="'r'"):
            check_permutation(before, after, ranker="r")


@pytest.mark.parametrize(("after", "named"), [("abz", "added \\['z'\\]"), ("ab", "lost \\['c'\\]"), ("abcc", "added \\['c'\\]")])
def test_what_was_added_and_lost_is_named(after: str, named: str) -> None:
    before = [Candidate(item=item, score=1.0) for item in "abc"]
    with pytest.raises(ContractError, match=named):
        check_permutation(before, [Candidate(item=item, score=1.0) for item in after], ranker="r")


def test_scores_may_change() -> None:
    before = [Candidate(item="a", score=1.0)]
    after = [Candidate(item="a", score=2.0, parts={"r": 1.0})]
    assert check_permutation(before, after, ranker="r") == tuple(after)
