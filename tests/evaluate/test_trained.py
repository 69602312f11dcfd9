"""A trained model as a system to evaluate: `trained:DIR`."""

from __future__ import annotations

import asyncio
import json
import shutil
from pathlib import Path

import pytest

from crs.agents.retrieval.trained.store import open_model
from crs.errors import ModelError
from crs.evaluate.offline import evaluate_offline
from crs.evaluate.systems import find_system
from crs.evaluate.trained import TrainedFactory, TrainedRecommender
from crs.evaluate.training import Training
from crs.protocols import BatchRecommender, Recommender
from crs.train.corpus import Corpus
from crs.train.run import train
from crs.types import Dialogue, Mention, Turn, Utterance
from tests.train.small import ITEMS, RECIPE, open_games, write_games


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With a test split that can be read: an evaluation opens the whole data set."""
    folder = write_games(tmp_path_factory.mktemp("games"))
    shutil.copy(folder / "own" / "valid.jsonl", folder / "own" / "test.jsonl")
    return folder


@pytest.fixture(scope="session")
def corpus(data: Path) -> Corpus:
    return open_games(data)


@pytest.fixture(scope="session")
def trained(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models") / "games"
    train(corpus, folder, recipe=RECIPE)
    return folder


@pytest.fixture
def training(corpus: Corpus, tmp_path: Path) -> Training:
    return Training(graph=corpus.dataset.graph, dialogues=corpus.dialogues, home=tmp_path)


def said(*texts: str) -> Dialogue:
    """A dialogue in which `id` and nothing else names an item, both sides in turn."""
    utterances = []
    for number, text in enumerate(texts):
        words = ITEMS.get(text, text)
        mentions = (Mention(entity=text, kind="item", text=words, span=(0, len(words))),) if text in ITEMS else ()
        utterances.append(Utterance(role="recommender" if number % 2 else "seeker", text=words, mentions=mentions))
    return Dialogue(id=" ".join(texts), utterances=tuple(utterances))


ASKED = (said("pirates-0"), said("I want tea in the rain"), said("Hello", "trade-1", "no"), Dialogue(id="empty"), said("", "cosy-2"))


def items(turn: Turn) -> list[str]:
    return [candidate.item for candidate in turn.ranked]


def test_it_is_evaluated_like_any_system(trained: Path, data: Path, tmp_path: Path) -> None:
    run = evaluate_offline([f"trained:{trained}", "random"], "own", data_dir=data, out=tmp_path / "run", home=tmp_path / "home")
    results = json.loads((tmp_path / "run" / "results.json").read_text(encoding="utf-8"))
    assert list(results) == ["games", "random"]
    assert results["games"]["new"]["mrr@10"]["value"] > results["random"]["new"]["mrr@10"]["value"]
    assert run.manifest["instances"]["all"]["dialogues"] == 9


def test_neither_name_nor_description_tells_where_it_lies(trained: Path) -> None:
    system = find_system(f"trained:{trained}")
    assert system.name == "games"
    assert find_system(f"trained:{trained}", name="mine").name == "mine"
    told = json.dumps(system.described())
    assert "games" in told
    assert str(trained.parent) not in told
    assert "/" not in told


def test_the_description_changes_with_the_model(trained: Path, tmp_path: Path) -> None:
    shutil.copytree(trained, tmp_path / "games")
    assert find_system(f"trained:{tmp_path / 'games'}").described() == find_system(f"trained:{trained}").described()
    manifest = json.loads((tmp_path / "games" / "manifest.json").read_text(encoding="utf-8"))
    (tmp_path / "games" / "manifest.json").write_text(json.dumps(manifest | {"seed": 7}), encoding="utf-8")
    assert find_system(f"trained:{tmp_path / 'games'}").described() != find_system(f"trained:{trained}").described()


async def test_it_ranks_every_item_once_by_falling_score(trained: Path, training: Training) -> None:
    recommender = TrainedFactory(folder=trained)(training)
    assert isinstance(recommender, Recommender)
    assert isinstance(recommender, BatchRecommender)
    for dialogue in ASKED:
        turn = await recommender.respond(dialogue, k=50)
        assert sorted(items(turn)) == sorted(ITEMS)
        scores = [candidate.score for candidate in turn.ranked]
        assert scores == sorted(scores, reverse=True)
        assert items(await recommender.respond(dialogue, k=3)) == items(turn)[:3]


async def test_asked_together_it_answers_as_if_asked_apart(trained: Path, training: Training) -> None:
    recommender = TrainedFactory(folder=trained)(training)
    together = await recommender.respond_all(ASKED, k=12)
    apart = [await recommender.respond(dialogue, k=12) for dialogue in ASKED]
    assert [turn.ranked for turn in together] == [turn.ranked for turn in apart]


async def test_it_ranks_only_what_is_to_be_ranked(trained: Path, corpus: Corpus, tmp_path: Path) -> None:
    other = open_games(rewritten(tmp_path, dict(list(ITEMS.items())[:9])))
    recommender = TrainedRecommender(open_model(trained), other.dataset.graph)
    assert set(items(await recommender.respond(ASKED[0], k=50))) == set(other.dataset.graph.items) < set(corpus.dataset.graph.items)


def rewritten(folder: Path, names: dict[str, str]) -> Path:
    """A data set of other items, and of what is said of them nothing."""
    write_games(folder)
    (folder / "own" / "items.json").write_text(json.dumps(names), encoding="utf-8")
    for split in ("train", "valid", "test"):
        (folder / "own" / f"{split}.jsonl").write_text(
            json.dumps({"id": split, "turns": [{"role": "seeker", "text": "Hello"}]}) + "\n", encoding="utf-8"
        )
    return folder


def test_a_model_of_other_items_is_refused(trained: Path, tmp_path: Path) -> None:
    other = open_games(rewritten(tmp_path, {f"other-{number}": f"Other {number}" for number in range(12)}))
    with pytest.raises(ModelError, match="knows 0 of 12 items") as refused:
        TrainedFactory(folder=trained)(Training(graph=other.dataset.graph, dialogues=(), home=tmp_path))
    assert "trained on" in refused.value.hint


@pytest.mark.parametrize("place", ["trained:nowhere", "trained:/no/such/folder", "trained:"])
def test_a_model_that_is_missing_is_refused_with_a_hint(place: str) -> None:
    with pytest.raises(ModelError) as refused:
        find_system(place)
    assert refused.value.hint


def test_a_model_below_the_home_is_found_by_its_name(trained: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRS_HOME", str(tmp_path))
    shutil.copytree(trained, tmp_path / "models" / "games")
    assert find_system("trained:games").name == "games"


async def test_novelty_brings_up_what_is_less_known(trained: Path, training: Training) -> None:
    mean = []
    for novelty in (0.0, 2.0):
        turns = await TrainedFactory(folder=trained, novelty=novelty)(training).respond_all(ASKED, k=4)
        mean.append(sum(training.mentions[item] for turn in turns for item in items(turn)))
    assert mean[1] <= mean[0]


def test_a_source_is_evaluated_by_itself(trained: Path, training: Training) -> None:
    system = find_system(f"trained:{trained}#neighbours")
    assert system.name == "games#neighbours"
    (turn,) = asyncio.run(system.create(training).respond_all((said("pirates-0"),), k=3))  # type: ignore[union-attr]
    model = open_model(trained)
    scores = model.sources["neighbours"].scores([model.reader.read(said("pirates-0").utterances, {})])[0]
    assert [candidate.score for candidate in turn.ranked] == sorted(scores.tolist(), reverse=True)[:3]


def test_a_source_that_the_model_lacks_is_refused(trained: Path, training: Training) -> None:
    with pytest.raises(ModelError, match="no source 'magic'"):
        find_system(f"trained:{trained}#magic").create(training)
