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


@pytest.mark.parametrize("wrong", [{"shown": 0}, {"busy": "wait"}, {"questions": -1}])
def test_impossible_settings_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Settings(**wrong)  # type: ignore[arg-type]
