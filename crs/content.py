"""Where the readable content lives: `agents/`, `knowledge_graph/`, `datasets/`.

A wheel carries the three folders inside the package; an editable install reads them from the repository.
"""

from __future__ import annotations

from pathlib import Path

from crs.errors import ConfigError


def content_folder(name: str) -> Path:
    """The folder of that name.

    Raises:
        ConfigError: the installation lacks it.
    """
    package = Path(__file__).parent
    for folder in (package / "_content" / name, package.parent / name):
        if folder.is_dir():
            return folder
    raise ConfigError(f"the content folder '{name}' is missing", hint="reinstall crs-agents")
