"""The manifest: it comes back as it was, and takes nothing that would mislead a reader."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from crs.models.manifest import Figure, Manifest, is_manifest, utc_now
from tests.models.conftest import manifest_of

SCALARS = st.one_of(st.none(), st.booleans(), st.integers(-(2**53), 2**53), st.floats(allow_nan=False, allow_infinity=False), st.text())


@given(settings=st.dictionaries(st.text(), st.one_of(SCALARS, st.lists(SCALARS, max_size=3)), max_size=4))
def test_settings_come_back_with_their_types(settings: dict[str, Any]) -> None:
    manifest = manifest_of(settings=settings)
    again = Manifest.model_validate_json(manifest.model_dump_json())
    assert again == manifest
    found = json.loads(again.model_dump_json())["settings"]
    assert found == settings
    assert {name: type(value) for name, value in found.items()} == {name: type(value) for name, value in settings.items()}


def test_it_is_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        manifest_of().seed = 1  # type: ignore[misc]


@pytest.mark.parametrize(
    "values",
    [
        {"name": ""},
        {"created": "yesterday"},
        {"created": "2026-01-05T10:22:33"},
        {"created": "2026-01-05T10:22:33+02:00"},
        {"items": -1},
        {"fusion": "luck"},
        {"figures": {"valid new recall@10": {"value": float("nan"), "low": 0, "high": 1, "n": 3}}},
        {"cost": {"seconds": float("inf"), "peak_megabytes": 1}},
        {"settings": {"rate": float("nan")}},
        {"files": {"items.txt": "not a hash"}},
        {"colour": "green"},
    ],
    ids=str,
)
def test_refuses(values: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        manifest_of(**values)


def test_a_metric_may_have_no_value() -> None:
    figure = Figure(value=None, low=None, high=None, n=0)
    assert manifest_of(figures={"valid new recall@10": figure}).headline == figure


def test_the_headline_is_that_of_the_validation_split() -> None:
    headline = manifest_of().headline
    assert headline is not None
    assert headline.value == 0.2164
    assert manifest_of(dataset={**manifest_of().dataset.model_dump(), "validation": None}).headline is None


def test_this_moment_is_a_time_it_takes() -> None:
    assert manifest_of(created=utc_now()).created.endswith("+00:00")
    assert manifest_of(created="2026-01-05T10:22:33Z").created.endswith("Z")


@pytest.mark.parametrize(
    "value",
    [None, [], {}, {"format": 2, "version": "v", "nodes": 1, "sources": []}, {"command": "crs evaluate", "dataset": "own", "files": {}}],
)
def test_the_manifest_of_a_graph_or_a_run_is_another(value: object) -> None:
    assert not is_manifest(value)
    assert is_manifest({**json.loads(manifest_of().model_dump_json()), "format": 99})
