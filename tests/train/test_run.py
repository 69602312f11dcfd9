"""Training from beginning to end: what it writes, that it goes on after a kill, and that it always writes the same bytes."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from crs.agents.retrieval.trained.store import USUAL, open_model
from crs.errors import ConfigError, DatasetError, MissingExtraError, ModelError, StorageError
from crs.models.folder import check_files, read_manifest
from crs.models.manifest import MANIFEST
from crs.train.corpus import Corpus
from crs.train.extra import require_extra
from crs.train.run import train
from tests.train.small import ITEMS, RECIPE, open_games, write_games

ROOT = Path(__file__).parents[2]
QUICK = replace(RECIPE, sources=("ease", "popularity"))


def hashes(folder: Path) -> dict[str, str]:
    """Of all but the manifest, which tells when and how long."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST]
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


class Told:
    """Notes what it is told, and may be what ends a training."""

    def __init__(self, *, until: str = "\0", ends: Callable[[], Any] | None = None) -> None:
        self.said: list[str] = []
        self._until, self._ends = until, ends

    def __call__(self, what: str, share: float) -> None:
        assert 0 <= share <= 1
        self.said.append(what)
        if what.startswith(self._until) and self._ends is not None:
            self._ends()

    def spoke_of(self, beginning: str) -> bool:
        return any(what.startswith(beginning) for what in self.said)


def interrupt() -> None:
    raise KeyboardInterrupt


@pytest.fixture(scope="module")
def quick(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The files of a quick training that nothing cut off."""
    folder = tmp_path_factory.mktemp("quick") / "cut"
    train(corpus, folder, recipe=QUICK)
    return hashes(folder)


# ------------------------------------------------------------ what it writes


def test_it_writes_a_model_that_opens(trained: Path) -> None:
    model = open_model(trained)
    assert tuple(model.sources) == USUAL
    assert model.name == "games"
    assert set(model.graph.items) == set(ITEMS)
    assert model.fusion.kind == "trees"
    assert open_model(trained, fusion="linear").fusion.kind == "linear"
    assert {path.name for path in trained.parent.iterdir()} == {"games"}, "nothing is left beside it"


def test_the_manifest_tells_what_it_is(trained: Path, corpus: Corpus) -> None:
    manifest = read_manifest(trained)
    check_files(trained, manifest)
    assert (manifest.dataset.name, manifest.dataset.training, manifest.dataset.validation) == ("own", ("train",), "valid")
    assert manifest.dataset.files == corpus.hashes
    assert manifest.dataset.dialogues == 24
    assert manifest.dataset.cases == 48
    assert manifest.items == len(ITEMS)
    assert manifest.graph == corpus.dataset.graph.version
    assert [source.name for source in manifest.sources] == list(USUAL)
    assert all(source.bytes > 0 for source in manifest.sources)
    assert manifest.fusion == "trees"
    assert {"crs-agents", "numpy", "torch"} <= manifest.versions.keys()


def test_figures_are_of_both_protocols_with_intervals(trained: Path) -> None:
    figures = read_manifest(trained).figures
    assert {"valid new recall@10", "valid all mrr@10"} <= figures.keys()
    figure = figures["valid new recall@10"]
    assert figure.n == 9 * 2
    assert figure.value is not None
    assert figure.low is not None
    assert figure.low <= figure.value


def test_it_has_learnt_something(trained: Path) -> None:
    """Twelve games: ten of them hit nearly always, one of them one time in ten unless something was learnt."""
    value = read_manifest(trained).figures["valid new recall@1"].value
    assert value is not None
    assert value > 0.3


def test_it_tells_what_is_being_done(corpus: Corpus, tmp_path: Path) -> None:
    told = Told()
    train(corpus, tmp_path / "out", recipe=QUICK, told=told)
    said = list(dict.fromkeys(told.said))
    steps = ("all dialogues", "fold 1 of 2", "fold 2 of 2")
    sources = [f"{step}: {name}" for step in steps for name in QUICK.sources]
    assert said == ["reading the dialogues", *sources, "fusion", "measuring on valid", "writing"]


def test_without_a_validation_split_it_holds_out_training_dialogues(data: Path, tmp_path: Path) -> None:
    manifest = train(open_games(data, validation=None), tmp_path / "out", recipe=QUICK, name="mine")
    assert manifest.figures == {}
    assert manifest.name == "mine"
    assert manifest.dataset.validation is None
    assert manifest.dataset.dialogues == 24 - 3
    assert open_model(tmp_path / "out").calibration.sharpness > 0


# ------------------------------------------------------------ the same bytes


def test_trained_twice_it_is_the_same_to_the_byte(trained: Path, corpus: Corpus, tmp_path: Path) -> None:
    train(corpus, tmp_path / "games", recipe=RECIPE)
    assert hashes(tmp_path / "games") == hashes(trained)
    one, other = (json.loads((folder / MANIFEST).read_text(encoding="utf-8")) for folder in (trained, tmp_path / "games"))
    for manifest in (one, other):
        for when in ("created", "cost"):
            del manifest[when]
        for source in manifest["sources"]:
            del source["seconds"]
    assert one == other


def test_another_seed_gives_another_model(trained: Path, corpus: Corpus, tmp_path: Path) -> None:
    train(corpus, tmp_path / "games", recipe=replace(RECIPE, course=replace(RECIPE.course, seed=1)))
    one, other = hashes(trained), hashes(tmp_path / "games")
    differ = {name for name in one if one[name] != other[name]}
    assert "sources/reasoner/weights.safetensors" in differ
    assert not any(name.startswith(("sources/ease", "graph")) for name in differ)


@pytest.mark.parametrize("when", ["fold 1", "fold 2", "fusion", "writing"])
def test_cut_off_it_goes_on_and_is_the_same_to_the_byte(corpus: Corpus, tmp_path: Path, quick: dict[str, str], when: str) -> None:
    with pytest.raises(KeyboardInterrupt):
        train(corpus, tmp_path / "cut", recipe=QUICK, told=Told(until=when, ends=interrupt))
    assert not (tmp_path / "cut").exists()
    told = Told()
    train(corpus, tmp_path / "cut", recipe=QUICK, told=told)
    assert not told.spoke_of("all dialogues")
    assert told.spoke_of("fold 1") == (when == "fold 1")
    assert hashes(tmp_path / "cut") == quick
    assert {path.name for path in tmp_path.iterdir()} == {"cut"}


KILLED = """
import os, signal, sys
from pathlib import Path
from tests.train.small import RECIPE, open_games
from crs.train.run import train

def told(what, share):
    if what.startswith("fold 1"):
        os.kill(os.getpid(), signal.SIGKILL)

if __name__ == "__main__":
    train(open_games(Path(sys.argv[1])), Path(sys.argv[2]), recipe=RECIPE, told=told)
"""


def test_killed_after_the_sources_it_goes_on_and_is_the_same_to_the_byte(trained: Path, corpus: Corpus, data: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", KILLED, str(data), str(tmp_path / "games")]
    ran = subprocess.run(command, env={**os.environ, "PYTHONPATH": str(ROOT)}, cwd=tmp_path, capture_output=True, check=False)
    assert ran.returncode == -signal.SIGKILL, ran.stderr
    told = Told()
    train(corpus, tmp_path / "games", recipe=RECIPE, told=told)
    assert not told.spoke_of("all dialogues")
    assert told.spoke_of("fold 1")
    assert hashes(tmp_path / "games") == hashes(trained)


def test_a_step_that_was_damaged_meanwhile_is_made_again(corpus: Corpus, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        train(corpus, tmp_path / "out", recipe=QUICK, told=Told(until="fusion", ends=interrupt))
    (tmp_path / ".out-training" / "fold-1" / "lessons.npz").write_bytes(b"damaged")
    told = Told()
    train(corpus, tmp_path / "out", recipe=QUICK, told=told)
    assert [told.spoke_of(step) for step in ("all dialogues", "fold 1", "fold 2")] == [False, False, True]


def test_other_dialogues_or_settings_begin_anew(corpus: Corpus, tmp_path: Path) -> None:
    for another in ({"corpus": open_games(write_games(tmp_path / "more", train=25))}, {"recipe": replace(QUICK, folds=3)}, {"fresh": True}):
        with pytest.raises(KeyboardInterrupt):
            train(corpus, tmp_path / "out", recipe=QUICK, told=Told(until="fusion", ends=interrupt))
        told = Told(until="fusion", ends=interrupt)
        with pytest.raises(KeyboardInterrupt):
            train(**{"corpus": corpus, "out": tmp_path / "out", "recipe": QUICK, "told": told, **another})  # type: ignore[arg-type]
        assert told.spoke_of("all dialogues"), another


# ------------------------------------------------------------ what cannot be trained


@pytest.mark.parametrize("count", [0, 1])
def test_too_few_dialogues_are_refused(tmp_path: Path, count: int) -> None:
    corpus = open_games(write_games(tmp_path / "data", train=count))
    with pytest.raises(DatasetError, match="too few to learn from"):
        train(corpus, tmp_path / "out", recipe=QUICK)
    assert not (tmp_path / "out").exists()


def test_a_few_dialogues_are_enough(tmp_path: Path) -> None:
    """Six dialogues for six folds: some of them hold nobody."""
    corpus = open_games(write_games(tmp_path / "data", train=6))
    manifest = train(corpus, tmp_path / "out", recipe=replace(QUICK, folds=6))
    assert manifest.dataset.cases == 12
    assert set(open_model(tmp_path / "out").graph.items) == set(ITEMS)


def test_dialogues_that_tell_nothing_of_each_other_are_refused(tmp_path: Path) -> None:
    """Two dialogues in one fold: who is asked about them has learnt from nobody."""
    corpus = open_games(write_games(tmp_path / "data", train=2))
    with pytest.raises(DatasetError, match="too few to learn from"):
        train(corpus, tmp_path / "out", recipe=QUICK)
    assert not (tmp_path / "out").exists()


def test_dialogues_in_which_nobody_recommends_are_refused(tmp_path: Path) -> None:
    data = write_games(tmp_path / "data")
    path = data / "own" / "train.jsonl"
    path.write_text(path.read_text(encoding="utf-8").replace('"recommender"', '"seeker"'), encoding="utf-8")
    with pytest.raises(DatasetError, match="too few to learn from"):
        train(open_games(data), tmp_path / "out", recipe=QUICK)


def test_unknown_sources_are_refused_before_anything_is_written(corpus: Corpus, tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        train(corpus, tmp_path / "out", recipe=replace(RECIPE, sources=("oracle", "popularity")))
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_model_is_not_replaced(corpus: Corpus, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "letters.txt").write_text("dear")
    with pytest.raises(StorageError):
        train(corpus, tmp_path / "out", recipe=QUICK)
    assert (tmp_path / "out" / "letters.txt").read_text() == "dear"


def test_a_model_is_replaced(corpus: Corpus, tmp_path: Path) -> None:
    train(corpus, tmp_path / "out", recipe=QUICK)
    train(corpus, tmp_path / "out", recipe=replace(QUICK, sources=("popularity",)))
    assert tuple(open_model(tmp_path / "out").sources) == ("popularity",)


# ------------------------------------------------------------ without the extra


def without(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    whole = importlib.util.find_spec
    monkeypatch.setattr("crs.train.extra.find_spec", lambda name, *rest: None if name == missing else whole(name, *rest))


def test_without_lightgbm_trees_are_refused_and_linear_works(corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without(monkeypatch, "lightgbm")
    monkeypatch.setitem(sys.modules, "lightgbm", None)
    with pytest.raises(MissingExtraError) as refused:
        train(corpus, tmp_path / "out", recipe=QUICK)
    assert "train" in refused.value.hint
    manifest = train(corpus, tmp_path / "out", recipe=replace(QUICK, trees=False))
    assert manifest.fusion == "linear"
    model = open_model(tmp_path / "out")
    assert (model.fusion.kind, model.notices) == ("linear", ())
    with pytest.raises(ModelError, match="trees"):
        open_model(tmp_path / "out", fusion="trees")


def test_without_torch_only_the_reasoner_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    without(monkeypatch, "torch")
    with pytest.raises(MissingExtraError):
        require_extra()
    require_extra(trees=QUICK.trees, reasoner="reasoner" in QUICK.sources)
