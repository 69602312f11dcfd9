"""The public surface: what `import crs` gives, and what it costs."""

from __future__ import annotations

import subprocess
import sys

import pytest

import crs


def test_the_public_names_are_these() -> None:
    assert set(crs.__all__) == {
        *("load", "Bot", "Settings", "PipelineRecommender"),
        *("Turn", "Block", "Preferences", "Recommendation"),
        *("CRSError", "InputError", "TextError", "SessionError", "DataError", "CatalogueError", "GraphError", "DatasetError"),
        *("ModelError", "ConfigError", "MissingExtraError", "ContractError", "StorageError"),
    }
    assert crs.__all__ == sorted(crs.__all__)
    assert dir(crs) == crs.__all__


@pytest.mark.parametrize("name", crs.__all__)
def test_every_public_name_is_there_and_documented(name: str) -> None:
    value = getattr(crs, name)
    assert name == "Block" or value.__doc__


def test_any_other_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        crs.nothing  # noqa: B018


def test_importing_takes_milliseconds() -> None:
    program = "import time; t = time.process_time(); import crs; print(time.process_time() - t)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert float(done.stdout) < 0.3
