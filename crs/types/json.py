"""Values as plain JSON data, and back."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter

T = TypeVar("T")

_adapter: Callable[[Any], TypeAdapter[Any]] = cache(TypeAdapter)


def dump(value: Any) -> Any:
    """A value of this module as plain JSON data."""
    return _adapter(type(value)).dump_python(value, mode="json")


def parse(kind: type[T], data: Any) -> T:
    """The inverse of `dump`.

    Raises:
        pydantic.ValidationError: the data does not have the shape of `kind`.
    """
    value: T = _adapter(kind).validate_python(data)
    return value
