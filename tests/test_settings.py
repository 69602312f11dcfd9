from pathlib import Path

import pytest
from pydantic import ValidationError

from crs.settings import Settings


def test_every_setting_is_an_environment_variable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CRS_HOME", str(tmp_path))
    monkeypatch.setenv("CRS_SHOWN", "5")
    monkeypatch.setenv("CRS_VECTOR", "false")
    settings = Settings()
    assert (settings.home, settings.shown, settings.vector) == (tmp_path, 5, False)


def test_arguments_win_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRS_SHOWN", "5")
    assert Settings(shown=2).shown == 2


def test_a_model_and_its_novelty_can_be_set_too(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (Settings().model, Settings().novelty) == (None, 0.0)
    monkeypatch.setenv("CRS_MODEL", "films")
    monkeypatch.setenv("CRS_NOVELTY", "0.5")
    settings = Settings()
    assert (settings.model, settings.novelty) == (Path("films"), 0.5)


@pytest.mark.parametrize("wrong", [{"shown": 0}, {"busy": "wait"}, {"questions": -1}, {"novelty": 3}, {"novelty": -0.1}])
def test_impossible_settings_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Settings(**wrong)  # type: ignore[arg-type]
