from importlib.metadata import EntryPoint

import pytest

from crs import registry
from crs.errors import ConfigError
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.linking import EntityLinker
from crs.registry import GROUPS, Resources, available, create
from crs.settings import Settings


@pytest.fixture
def resources(graph: KnowledgeGraph, linker: EntityLinker) -> Resources:
    return Resources(graph=graph, linker=linker, settings=Settings())


@pytest.mark.parametrize("group", GROUPS)
def test_the_built_in_components_come_through_the_same_door(group: str) -> None:
    assert any(entry.value.startswith("crs.") for entry in available(group).values())


def test_settings_name_registered_components_only() -> None:
    settings = Settings()
    assert set(settings.retrievers) <= set(available("crs.retrievers"))
    assert set(settings.rankers) <= set(available("crs.rankers"))
    assert settings.extractor in available("crs.preference_extractors")
    assert settings.policy in available("crs.policies")
    assert settings.responder in available("crs.responders")


def test_a_name_nobody_registered_is_refused_with_the_names_there_are(resources: Resources) -> None:
    with pytest.raises(ConfigError, match=r"known: .*graph"):
        create("crs.retrievers", "no-such-source", resources)


def test_a_plug_in_that_cannot_be_imported_is_named(resources: Resources, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = EntryPoint(name="broken", value="no_such_package:create", group="crs.retrievers")
    monkeypatch.setattr(registry, "available", lambda _group: {"broken": broken})
    with pytest.raises(ConfigError, match="check no_such_package:create"):
        create("crs.retrievers", "broken", resources)


SOURCES = ("ease", "neighbours", "sequence", "context-words", "similar-dialogues", "dense-dialogues", "dialogue-walk", "reasoner")


@pytest.mark.parametrize("name", ["trained", *SOURCES])
def test_trained_retrieval_is_registered_and_needs_a_model(resources: Resources, name: str) -> None:
    with pytest.raises(ConfigError, match="needs a trained model") as raised:
        create("crs.retrievers", name, resources)
    assert "CRS_MODEL" in raised.value.hint
