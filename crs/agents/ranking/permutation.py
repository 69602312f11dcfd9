"""The check at the seam of a ranker."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from crs.errors import ContractError
from crs.types import Candidate


def check_permutation(before: Sequence[Candidate], after: Sequence[Candidate], *, ranker: str) -> tuple[Candidate, ...]:
    """`after`, if it holds the same items as `before`, each once as often. A ranker may change scores and parts.

    Raises:
        ContractError: an item was added, lost or doubled.
    """
    had, has = Counter(c.item for c in before), Counter(c.item for c in after)
    if had != has:
        added, lost = sorted((has - had).elements()), sorted((had - has).elements())
        raise ContractError(
            f"the ranker '{ranker}' added {added[:3]} and lost {lost[:3]}", hint="a ranker orders its candidates, nothing else"
        )
    return tuple(after)
