"""Small files in the published formats, written here; and the real ones where they are on this machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from crs.datasets.folder import data_folder


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of real data sets; tests that need it are skipped without."""
    folder = data_folder()
    if folder is None:
        pytest.skip("no data sets on this machine (CRS_DATA_DIR)")
    return folder
