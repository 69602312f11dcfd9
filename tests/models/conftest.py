"""A small model, and ways to damage it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from crs.models.manifest import Manifest
from crs.models.writing import seal, writing_model


def manifest_of(**values: Any) -> Manifest:
    """What a small model says of itself, unless `values` say otherwise."""
    told: dict[str, Any] = {
        "name": "teas",
        "created": "2026-01-05T10:22:33+00:00",
        "dataset": {
            "name": "own",
            "training": ["train"],
            "validation": "valid",
            "dialogues": 8294,
            "cases": 53019,
            "files": {"train.jsonl": "0" * 64},
        },
        "seed": 0,
        "items": 6925,
        "graph": "1a2b3c",
        "versions": {"python": "3.11.9", "numpy": "2.1.0"},
        "sources": [{"name": "item-knn", "seconds": 1.5, "bytes": 2_000_000, "note": "cosine"}],
        "fusion": "trees",
        "figures": {"valid new recall@10": {"value": 0.2164, "low": 0.201, "high": 0.231, "n": 3544}},
        "settings": {"rounds": 200, "rate": 0.05, "exact": True, "stop": None, "features": ["rank", "score"]},
        "cost": {"seconds": 1234.5, "peak_megabytes": 2345.6},
    }
    return Manifest.model_validate(told | values)


def write_model(folder: Path, **values: Any) -> Manifest:
    """A model of two files, one of them in a folder of its own; its manifest as it lies there."""
    with writing_model(folder) as room:
        (room / "items.txt").write_text("sencha\nassam\n", encoding="utf-8")
        (room / "knn").mkdir()
        (room / "knn" / "near.bin").write_bytes(bytes(range(256)))
        return seal(room, manifest_of(**values))


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """The folder of a model."""
    write_model(tmp_path / "models" / "teas")
    return tmp_path / "models" / "teas"
