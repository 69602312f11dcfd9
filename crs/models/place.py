"""Where models lie on this machine, and finding one by its name."""

from __future__ import annotations

from pathlib import Path

from crs.errors import ModelError
from crs.models.faults import TRAIN
from crs.models.folder import find_models
from crs.models.manifest import MANIFEST


def models_folder(home: Path) -> Path:
    """The folder that models are put in where nobody says otherwise."""
    return Path(home) / "models"


def find_model(name: str | Path, home: Path) -> Path:
    """The folder of a model. `name` is a path to it, the name of its folder below `models_folder(home)`, or what its manifest calls it.

    Raises:
        ModelError: there is no such model, or several are called so.
    """
    path, shelf = Path(name), models_folder(home)
    if (path / MANIFEST).is_file() or len(path.parts) != 1:
        return path
    if (shelf / path / MANIFEST).is_file():
        return shelf / path
    called = [folder for folder, manifest in find_models(shelf) if manifest.name == str(name)]
    if len(called) > 1:
        raise ModelError(f"{len(called)} models are called '{name}'", file=shelf, hint=f"name a folder: {called[0].name}, {called[1].name}")
    if not called:
        raise ModelError(f"there is no model '{name}'", hint=f"crs models list shows those there are; {TRAIN}")
    return called[0]
