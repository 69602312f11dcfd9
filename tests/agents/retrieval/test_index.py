"""The vector index: built once, by one process, gone on with after a crash, built anew when damaged or outdated."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from crs.agents.retrieval.index import IndexSource, is_built, open_index
from crs.errors import StorageError

pytest.importorskip("chromadb")

DOCUMENTS = {f"item-{n}": f"text {n}" for n in range(150)}


class Counting:
    """An encoder of unit vectors that remembers what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked.extend(texts)
        rows = np.array([np.random.default_rng(int(text.split()[1])).normal(size=16) for text in texts], dtype=np.float32)
        unit: NDArray[np.float32] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return unit


@pytest.fixture
def encode() -> Counting:
    return Counting()


@pytest.fixture
def source(encode: Counting) -> IndexSource:
    return IndexSource(documents=DOCUMENTS, encode=encode, graph="graph-1", encoder="counting")


def nearest_of(root: Path, source: IndexSource, text: str = "text 7", k: int = 3) -> list[str]:
    index = open_index(root, source)
    try:
        return [item for item, _ in index.nearest(Counting()([text])[0], k)]
    finally:
        index.close()


def test_the_nearest_is_the_text_itself(tmp_path: Path, source: IndexSource) -> None:
    index = open_index(tmp_path, source)
    found = index.nearest(Counting()(["text 7"])[0], 5)
    assert found[0] == ("item-7", pytest.approx(1, abs=1e-5))
    assert [cosine for _, cosine in found] == sorted((cosine for _, cosine in found), reverse=True)
    exact = sorted(DOCUMENTS, key=lambda item: -float(Counting()([DOCUMENTS[item]])[0] @ Counting()(["text 7"])[0]))
    assert [item for item, _ in found] == exact[:5]
    assert index.nearest(Counting()(["text 7"])[0], 2, among=["item-3", "item-4", "item-5"])[0][0] in ("item-3", "item-4", "item-5")
    assert index.nearest(Counting()(["text 7"])[0], 2, among=[]) == []
    assert set(index.vectors(["item-1", "gone", "item-1"])) == {"item-1"}
    index.close()


def test_it_is_built_once_and_reports_how_far_it_is(tmp_path: Path, source: IndexSource, encode: Counting) -> None:
    shares: list[float] = []
    assert not is_built(tmp_path, source.version)
    open_index(tmp_path, source, progress=lambda _what, share: shares.append(share)).close()
    assert is_built(tmp_path, source.version)
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert len(encode.asked) == len(DOCUMENTS)
    assert nearest_of(tmp_path, source)[0] == "item-7"
    assert len(encode.asked) == len(DOCUMENTS)


@pytest.mark.parametrize("changed", [{"graph": "graph-2"}, {"encoder": "other"}])
def test_another_catalogue_or_encoder_has_its_own_index(
    tmp_path: Path, source: IndexSource, encode: Counting, changed: dict[str, str]
) -> None:
    assert nearest_of(tmp_path, source)[0] == "item-7"
    assert nearest_of(tmp_path, replace(source, **changed))[0] == "item-7"
    assert len(encode.asked) == 2 * len(DOCUMENTS)
    assert nearest_of(tmp_path, source)[0] == "item-7"  # and the first one is still there
    assert len(encode.asked) == 2 * len(DOCUMENTS)


def test_an_interrupted_build_is_gone_on_with(tmp_path: Path, source: IndexSource, encode: Counting) -> None:
    def interrupt(_what: str, share: float) -> None:
        if share > 0.4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        open_index(tmp_path, source, progress=interrupt)
    assert not is_built(tmp_path, source.version)
    before = len(encode.asked)
    assert 0 < before < len(DOCUMENTS)
    assert nearest_of(tmp_path, source)[0] == "item-7"
    assert len(encode.asked) == len(DOCUMENTS)


@pytest.mark.parametrize("damage", ["database", "vectors lost", "stamp", "everything"])
def test_a_damaged_index_is_built_anew(tmp_path: Path, source: IndexSource, damage: str) -> None:
    open_index(tmp_path, source).close()
    folder = tmp_path / source.version
    match damage:
        case "database":
            (folder / "chroma.sqlite3").write_bytes(b"this is no database" * 100)
        case "vectors lost":
            index = open_index(tmp_path, source)
            index._collection.delete(ids=["item-7"])
            index.close()
        case "stamp":
            (folder / "ready.json").write_text("{", encoding="utf-8")
        case "everything":
            for path in sorted(folder.rglob("*"), reverse=True):
                path.write_bytes(b"\0") if path.is_file() else None
    assert nearest_of(tmp_path, source)[0] == "item-7"
    assert is_built(tmp_path, source.version)


def test_a_folder_that_cannot_be_used_is_one_clear_line(tmp_path: Path, source: IndexSource) -> None:
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    with pytest.raises(StorageError, match="cannot be used") as raised:
        open_index(tmp_path / "file" / "vectors", source)
    assert "CRS_HOME" in raised.value.hint
    assert "\n" not in str(raised.value)


def test_what_nobody_opened_for_long_is_removed_at_the_next_build(tmp_path: Path, source: IndexSource) -> None:
    old, recent = replace(source, graph="old"), replace(source, graph="recent")
    for version in (old, recent):
        open_index(tmp_path, version).close()
    long_ago = time.time() - 90 * 86_400
    os.utime(tmp_path / old.version / "ready.json", (long_ago, long_ago))
    open_index(tmp_path, source).close()
    assert not (tmp_path / old.version).exists()
    assert is_built(tmp_path, recent.version)


PROGRAM = """
import sys, time
import numpy as np
from pathlib import Path
from crs.agents.retrieval.index import IndexSource, open_index

def encode(texts):
    print("encoded", len(texts), flush=True)
    time.sleep(0.3)
    rows = np.array([np.random.default_rng(int(text.split()[1])).normal(size=16) for text in texts], dtype=np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)

source = IndexSource(documents={f"item-{n}": f"text {n}" for n in range(150)}, encode=encode, graph="graph-1", encoder="counting")
index = open_index(Path(sys.argv[1]), source)
print("nearest", index.nearest(encode(["text 7"])[0], 1)[0][0], flush=True)
"""


def start(root: Path) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-W", "ignore", "-c", PROGRAM, str(root)], stdout=subprocess.PIPE, text=True)


def test_of_several_processes_one_builds_and_all_answer(tmp_path: Path) -> None:
    processes = [start(tmp_path) for _ in range(2)]
    said = [process.communicate(timeout=120)[0].splitlines() for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert [lines[-1] for lines in said] == ["nearest item-7"] * 2
    encoded = sorted(sum(int(line.split()[1]) for line in lines[:-1]) for lines in said)
    assert encoded == [1, 151]  # each its own query, one of them the catalogue


def test_a_killed_build_is_gone_on_with(tmp_path: Path, source: IndexSource, encode: Counting) -> None:
    process = start(tmp_path)
    assert process.stdout is not None
    for _ in range(2):  # the second batch has begun, so the first is stored
        process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert nearest_of(tmp_path, source)[0] == "item-7"
    assert len(encode.asked) < len(DOCUMENTS)
