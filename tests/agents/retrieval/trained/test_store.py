"""A model written and opened is the same model."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from crs.agents.retrieval.trained.model import TrainedModel
from crs.agents.retrieval.trained.store import NAMES, open_model, read_sources, write_sources
from crs.agents.retrieval.words import WordReader
from crs.errors import ModelError
from crs.evaluate.turns import ranked_turn
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.models.folder import read_manifest
from crs.models.manifest import MANIFEST
from crs.testing.grounds import GroundsAudit
from crs.train.sources import Fitted
from tests.agents.retrieval.trained.conftest import company
from tests.evaluate.baselines.conftest import ODD, TALKS, talk

ASKED = (*ODD, *(talk(f"asked {number}", *texts[:-1]) for number, texts in enumerate(TALKS)))


def answers(model: TrainedModel) -> list[Any]:
    return [model.candidates(model.reader.read(dialogue.utterances, {}), k=7) for dialogue in ASKED]


def test_a_model_opened_answers_as_the_one_that_was_written(folder: Path, model: TrainedModel) -> None:
    found = open_model(folder)
    assert (found.name, found.folder, found.notices) == ("games", folder, ())
    assert tuple(found.sources) == NAMES
    assert found.calibration == model.calibration
    assert answers(found) == answers(model)


def test_the_fusion_may_be_chosen(folder: Path) -> None:
    assert open_model(folder).fusion.kind == "linear"
    found = open_model(folder, fusion="trees")
    assert found.fusion.kind == "trees"
    assert found.calibration.sharpness == 0.5
    with pytest.raises(ModelError, match="no fusion 'oracle'"):
        open_model(folder, fusion="oracle")


def test_without_lightgbm_the_linear_fusion_takes_over_and_says_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = builtins.__import__

    def refused(name: str, *rest: Any) -> Any:
        if name == "lightgbm":
            raise ImportError(name)
        return whole(name, *rest)

    monkeypatch.delitem(sys.modules, "lightgbm", raising=False)
    monkeypatch.setattr(builtins, "__import__", refused)
    found = open_model(folder, fusion="trees")
    assert found.fusion.kind == "linear"
    assert found.calibration.sharpness == 0.8
    (notice,) = found.notices
    assert "linear fusion" in notice
    assert answers(found) == answers(open_model(folder, fusion="linear"))


def files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def test_whatever_file_is_missing_it_is_refused(folder: Path) -> None:
    for path in files(folder):
        kept = path.read_bytes()
        path.unlink()
        with pytest.raises(ModelError):
            open_model(folder)
        path.write_bytes(kept)
    open_model(folder)


def test_whatever_file_is_damaged_it_is_refused(folder: Path) -> None:
    for path in files(folder):
        if path.name != MANIFEST:
            kept = path.read_bytes()
            path.write_bytes(kept[:-1] + bytes([kept[-1] ^ 1]))
            with pytest.raises(ModelError):
                open_model(folder)
            path.write_bytes(kept)


def test_where_there_is_no_model_it_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError) as refused:
        open_model(tmp_path / "nowhere")
    assert refused.value.hint


def sources(fitted: Fitted, folder: Path, names: tuple[str, ...], graph: KnowledgeGraph, words: WordReader) -> list[Any]:
    return read_sources(folder, names, graph, words, company(fitted, graph))


def test_a_source_that_nobody_knows_is_refused(fitted: Fitted, shelf: KnowledgeGraph, words: WordReader, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="oracle") as refused:
        sources(fitted, tmp_path, ("popularity", "oracle"), shelf, words)
    assert "popularity" in refused.value.hint


@pytest.mark.parametrize("name", NAMES)
def test_a_source_that_is_missing_is_refused(fitted: Fitted, shelf: KnowledgeGraph, words: WordReader, tmp_path: Path, name: str) -> None:
    write_sources(tmp_path, [source for source in fitted.sources if source.name != name])
    with pytest.raises(ModelError):
        sources(fitted, tmp_path, (name,), shelf, words)


@pytest.mark.parametrize("name", NAMES)
def test_sources_of_other_items_are_refused(
    fitted: Fitted, graph: KnowledgeGraph, words: WordReader, tmp_path: Path, name: str, shelf: KnowledgeGraph
) -> None:
    write_sources(tmp_path, fitted.sources)
    with pytest.raises(ModelError, match="other items"):
        read_sources(tmp_path, [name], graph, words, company(fitted, shelf))


def test_the_manifest_names_the_sources_in_their_order(folder: Path) -> None:
    assert tuple(source.name for source in read_manifest(folder).sources) == NAMES


def test_all_grounds_are_borne_out_by_the_files(folder: Path) -> None:
    model = open_model(folder)
    audit = GroundsAudit(folder, model.graph)
    told = 0
    for ranked in answers(model):
        assert audit.observe(ranked_turn(ASKED[0], ranked)) == ()
        told += sum(len(candidate.evidence) for candidate in ranked)
    assert told > len(ASKED)


def test_scores_do_not_change_by_a_bit(folder: Path, model: TrainedModel) -> None:
    readings = [model.reader.read(dialogue.utterances, {}) for dialogue in ASKED]
    np.testing.assert_array_equal(open_model(folder).scores(readings), model.scores(readings))
