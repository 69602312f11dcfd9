"""Finding a model by what a person calls it."""

from __future__ import annotations

from pathlib import Path

import pytest

from crs.errors import ModelError
from crs.models.place import find_model, models_folder
from tests.models.conftest import write_model


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    write_model(models_folder(tmp_path) / "teas-2026", name="teas")
    return tmp_path


def test_by_path(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = models_folder(home) / "teas-2026"
    assert find_model(str(folder), home) == find_model(folder, home) == folder
    monkeypatch.chdir(folder)
    assert find_model(".", home) == Path()


def test_by_name(home: Path) -> None:
    folder = models_folder(home) / "teas-2026"
    assert find_model("teas-2026", home) == find_model("teas", home) == folder


def test_a_model_beside_the_user_goes_first(home: Path) -> None:
    write_model(Path("teas-2026"))
    assert find_model("teas-2026", home) == Path("teas-2026")


def test_a_folder_beside_the_user_that_is_no_model_does_not(home: Path) -> None:
    Path("teas").mkdir()
    assert find_model("teas", home) == models_folder(home) / "teas-2026"


def test_the_name_of_a_folder_goes_before_that_of_a_manifest(home: Path) -> None:
    write_model(models_folder(home) / "teas", name="others")
    assert find_model("teas", home) == models_folder(home) / "teas"


def test_says_what_there_is_not(home: Path) -> None:
    with pytest.raises(ModelError, match="there is no model 'coffees'") as caught:
        find_model("coffees", home)
    assert "crs models list" in caught.value.hint
    with pytest.raises(ModelError, match="there is no model 'teas'"):
        find_model("teas", home / "elsewhere")


def test_says_when_a_name_is_not_enough(home: Path) -> None:
    write_model(models_folder(home) / "teas-2027", name="teas")
    with pytest.raises(ModelError, match="2 models are called 'teas'") as caught:
        find_model("teas", home)
    assert "teas-2026, teas-2027" in caught.value.hint
