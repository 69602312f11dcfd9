"""What training needs beyond the rest of the program."""

from __future__ import annotations

from importlib.util import find_spec

from crs.agents.retrieval.encoder import require_extra as require_encoder
from crs.errors import MissingExtraError


def require_extra(*, trees: bool = True, reasoner: bool = True, encoder: bool = False) -> None:
    """Check, without importing them, that the packages are there that trees, a reasoner and dense dialogues are fitted with.

    Raises:
        MissingExtraError: the extra `train` is not installed, or `vector`.
    """
    needed = (("lightgbm", trees), ("torch", reasoner))
    if any(wanted and find_spec(package) is None for package, wanted in needed):
        raise MissingExtraError("training", extra="train")
    if encoder:
        require_encoder()
