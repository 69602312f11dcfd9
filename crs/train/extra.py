"""What training needs beyond the rest of the program."""

from __future__ import annotations

from importlib.util import find_spec

from crs.errors import MissingExtraError


def require_extra(*, trees: bool = True, reasoner: bool = True) -> None:
    """Check, without importing them, that the packages are there that trees and a reasoner are fitted with.

    Raises:
        MissingExtraError: the extra `train` is not installed.
    """
    needed = (("lightgbm", trees), ("torch", reasoner))
    if any(wanted and find_spec(package) is None for package, wanted in needed):
        raise MissingExtraError("training", extra="train")
