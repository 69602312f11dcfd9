"""app.py: the page for hosts that start a file of this name."""

from __future__ import annotations

import importlib.util
import runpy
import sys
from pathlib import Path
from typing import Any

import pytest

import crs.web

ROOT = Path(__file__).parents[1]


def test_it_serves_the_page_where_the_host_says(monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[dict[str, Any]] = []
    monkeypatch.setattr(crs.web, "serve", lambda _settings, **how: served.append(how))
    monkeypatch.setenv("GRADIO_SERVER_NAME", "0.0.0.0")  # noqa: S104
    monkeypatch.setenv("GRADIO_SERVER_PORT", "7861")
    monkeypatch.setattr(sys, "path", [str(ROOT), *sys.path])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(ROOT / "app.py"), run_name="__main__")
    assert ended.value.code == 0
    assert [(how["host"], how["port"]) for how in served] == [("0.0.0.0", 7861)]  # noqa: S104


def test_it_keeps_the_content_folder_from_being_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", ["", str(ROOT), *sys.path])
    monkeypatch.chdir(ROOT)
    runpy.run_path(str(ROOT / "app.py"))
    assert str(ROOT) not in sys.path
    spec = importlib.util.find_spec("datasets")
    assert spec is None or str(ROOT / "datasets") not in list(spec.submodule_search_locations or ())


def test_it_is_a_dozen_lines() -> None:
    assert len((ROOT / "app.py").read_text().splitlines()) <= 16
