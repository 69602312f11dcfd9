"""What the linker knows about the language: word lists and weights, kept as readable content."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from crs.content import content_folder
from crs.errors import ConfigError


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class NameWords(_Part):
    """Words that names are written with and without."""

    articles: frozenset[str]
    units: frozenset[str]  # they number the parts of a work: part, volume
    suffixes: frozenset[str]  # they follow a person's last name


class LinkingContent(_Part):
    """A whole `linking.json`."""

    names: NameWords
    weights: dict[str, float] = {}


def read_content(folder: Path | None = None) -> LinkingContent:
    """Read and check `linking.json` of a content folder, the bundled `knowledge_graph/` if none is given.

    Raises:
        ConfigError: it is missing or damaged.
    """
    file = (folder or content_folder("knowledge_graph")) / "linking.json"
    try:
        return LinkingContent.model_validate(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, ValidationError) as error:
        raise ConfigError(f"{file.name} cannot be used: {error}", hint="reinstall crs-agents") from error


def read_common_words(folder: Path | None = None) -> Mapping[str, int]:
    """Word -> rank of the commonest words of the language, 0 the commonest.

    Raises:
        ConfigError: the list is missing.
    """
    file = (folder or content_folder("knowledge_graph")) / "common_words.txt"
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise ConfigError(f"{file.name} cannot be read: {error.strerror}", hint="reinstall crs-agents") from error
    words = (word for line in lines if not line.startswith("#") for word in line.split())
    return {word: rank for rank, word in enumerate(words)}
