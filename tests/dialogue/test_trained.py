"""A conversation that uses a trained model: from its folder to what is said."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crs.agents.retrieval.trained.model import TrainedModel
from crs.agents.retrieval.trained.store import open_model
from crs.bot import Bot, load
from crs.errors import ConfigError, ModelError
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.settings import Settings
from crs.testing.audit import Audit
from crs.testing.conversation import check_bot
from crs.testing.grounds import GroundsAudit
from crs.types import CompanyEvidence, Turn, dump, parse

LOVED = "I loved Alien. Recommend me something."


@pytest.fixture(scope="module")
def model(films_model: Path) -> TrainedModel:
    return open_model(films_model)


@pytest.fixture(scope="module")
def bot(model: TrainedModel, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    with load(model=model, settings=Settings(home=tmp_path_factory.mktemp("home"))) as bot:
        yield bot


# ------------------------------------------------------------ opening


@pytest.mark.parametrize("named", ["films-1", "films", None])
def test_a_model_is_opened_by_its_folder_or_its_name(films_model: Path, named: str | None) -> None:
    settings = Settings(home=films_model.parents[1])
    with load(model=named or films_model, settings=settings) as bot:
        assert bot.chat(LOVED, session="opened").versions["model"] == "films"


def test_the_settings_can_name_it_too(films_model: Path, tmp_path: Path) -> None:
    with load(settings=Settings(home=tmp_path, model=films_model)) as bot:
        assert bot.chat(LOVED).versions["retrievers"] == "trained"


def test_a_model_that_is_not_there_is_an_error_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="there is no model 'wines'") as raised:
        load(model="wines", settings=Settings(home=tmp_path))
    assert "crs models list" in raised.value.hint


def test_a_catalogue_and_a_model_are_one_too_many(model: TrainedModel, graph: KnowledgeGraph, films_model: Path, tmp_path: Path) -> None:
    both: list[dict[str, Any]] = [
        {"catalogue": graph, "model": model, "settings": Settings(home=tmp_path)},
        {"catalogue": graph, "settings": Settings(home=tmp_path, model=films_model)},
        {"model": model, "settings": Settings(home=tmp_path, catalogue=tmp_path)},
    ]
    for arguments in both:
        with pytest.raises(ConfigError, match="a trained model brings its own items") as raised:
            load(**arguments)
        assert raised.value.hint


def test_what_the_model_misses_on_this_machine_is_said(films_model: Path, tmp_path: Path) -> None:
    model = open_model(films_model)
    model.notices = ("It ranks by its linear fusion.",)
    with load(model=model, settings=Settings(home=tmp_path)) as bot:
        assert bot.notices == ("It ranks by its linear fusion.",)


def test_retrievers_that_were_named_are_used(model: TrainedModel, tmp_path: Path) -> None:
    with load(model=model, settings=Settings(home=tmp_path, retrievers=("ease", "graph"))) as bot:
        turn = bot.chat(LOVED)
    assert turn.versions["retrievers"] == "ease, graph"
    assert {"ease", "graph"} <= {source for candidate in turn.ranked for source in candidate.parts}


# ------------------------------------------------------------ talking


def test_a_turn_carries_what_the_model_says(bot: Bot, model: TrainedModel) -> None:
    turn = bot.chat(LOVED, session="carries")
    assert turn.versions["model"] == "films"
    for candidate in turn.ranked:
        assert candidate.chance is not None
        assert set(model.sources) <= set(candidate.parts)
    assert sum(candidate.chance or 0 for candidate in turn.ranked) < 1
    assert parse(Turn, dump(turn)) == turn


def test_what_only_other_conversations_know_of_is_recommended_with_a_true_reason(bot: Bot) -> None:
    turn = bot.chat(LOVED, session="reason")
    (paddington,) = (one for one in turn.recommendations if one.item == "paddington-2014")
    assert CompanyEvidence(start="alien-1979", dialogues=3, weight=0.2308) in paddington.evidence
    assert "Alien" in paddington.reason
    assert "- Named together with Alien in 3 conversations." in bot.chat("Why?", session="reason").reply


def test_a_start_that_is_disliked_by_now_is_no_reason_any_more(bot: Bot) -> None:
    bot.chat(LOVED, session="changed")
    bot.prefer("changed", "alien-1979", -1.0)
    assert "Named together with Alien" not in bot.chat("Why?", session="changed").reply


def test_what_was_recommended_to_the_seeker_is_not_what_they_talked_about(bot: Bot) -> None:
    bot.chat(LOVED, session="shown")
    turn = bot.chat("More please", session="shown")
    told = {ground.start for one in turn.recommendations for ground in one.evidence if isinstance(ground, CompanyEvidence)}
    assert told <= {"alien-1979"}


def test_it_keeps_all_promises(bot: Bot, films_model: Path) -> None:
    talks = (
        (LOVED, "Something funnier", "Not Paddington", "More", "Why the first one?", "No horror please", "Surprise me", "Bye"),
        ("Hello", "a French comedy from the 1990s", "I don't mind", "Just pick one", "I know them all", "What do you know about me?"),
        ("I watched Heat and I hated Casablanca", "something like The Thing but less violent", "under 100 minutes", "more like the second"),
    )
    grounds = GroundsAudit(films_model, bot.graph)
    for number, said in enumerate(talks):
        audit = Audit(bot.graph)
        for text in said:
            turn = bot.chat(text, session=f"promises {number}")
            assert (*audit.observe(turn), *grounds.observe(turn), *turn.notices) == (), text


def test_the_bot_conforms(bot: Bot) -> None:
    check_bot(bot)


def test_novelty_brings_up_what_is_less_known(films_model: Path, tmp_path: Path) -> None:
    model = open_model(films_model)
    named = dict(zip(model.graph.item_ids, model.features.popularity.tolist(), strict=True))

    def popularity(novelty: float) -> float:
        with load(model=model, settings=Settings(home=tmp_path, novelty=novelty, rankers=())) as bot:
            ranked = bot.chat("Surprise me", session=f"novelty {novelty}").ranked[:10]
        return sum(named[candidate.item] for candidate in ranked)

    assert popularity(2.0) < popularity(0.0)


def test_a_conversation_needs_no_torch(films_model: Path, tmp_path: Path) -> None:
    program = (
        "import sys, crs\n"
        f"with crs.load(model={str(films_model)!r}) as bot:\n"
        f"    assert bot.chat({LOVED!r}).recommendations\n"
        "print('torch' in sys.modules)\n"
    )
    environment = {**os.environ, "CRS_HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_rankers_change_scores_and_leave_what_the_model_said(bot: Bot) -> None:
    turn = bot.chat("I like comedies", session="stored")
    (stored,) = bot.history("stored")
    assert any(candidate.parts["preference"] for candidate in stored.ranked)
    said = {candidate.item: candidate.chance for candidate in turn.retrieved}
    assert all(candidate.chance == said.get(candidate.item, candidate.chance) for candidate in stored.ranked)
