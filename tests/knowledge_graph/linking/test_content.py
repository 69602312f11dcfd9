"""The readable content of the linker is there, generic, and refused when broken."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crs.content import content_folder
from crs.errors import ConfigError
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.linking import EntityLinker
from crs.knowledge_graph.linking.content import read_common_words, read_content


def test_the_bundled_content_is_read() -> None:
    content, common = read_content(), read_common_words()
    assert 100 < len(content.weights.title) < 1000
    assert common["the"] < common["alien"] < common["enchanted"]


def test_weights_quote_only_words_of_every_day(graph: KnowledgeGraph) -> None:
    common = read_common_words()
    names = {word for item in graph.items.values() for word in item.name.lower().split()}
    for feature in read_content().weights.title:
        for word in feature.partition("before ")[2].split() or feature.partition("after ")[2].split():
            if word.isalpha():
                assert common.get(word, len(common)) < 6000 or word not in names, feature


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"names": {}}'])
def test_broken_content_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "linking.json").write_text(content)
    with pytest.raises(ConfigError, match="linking") as raised:
        read_content(tmp_path)
    assert raised.value.hint


def test_an_unknown_weight_table_is_refused(tmp_path: Path) -> None:
    data = json.loads((content_folder("knowledge_graph") / "linking.json").read_text(encoding="utf-8"))
    data["weights"]["colour"] = {}
    (tmp_path / "linking.json").write_text(json.dumps(data))
    with pytest.raises(ConfigError, match="colour"):
        read_content(tmp_path)


def test_a_missing_word_list_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="common_words"):
        read_common_words(tmp_path)


def test_names_can_be_looked_up(linker: EntityLinker) -> None:
    assert linker.named("it")[0].startswith("it-")
    assert set(linker.named("The Thing")) >= {"the-thing-1982", "the-thing-2011"}
    assert linker.named("No such thing at all") == ()
