"""Over real messages the linker keeps what `bench/linking.py` reports; skipped where the data is not."""

from __future__ import annotations

import re

import pytest

from crs.datasets.folder import data_folder
from crs.datasets.item_table import load_item_table
from crs.datasets.redial import read_dialogues
from crs.knowledge_graph.compile import compile_graph
from crs.knowledge_graph.linking import EntityLinker

FOLDER = data_folder()
YEAR = re.compile(r"\s*\(\d{4}\)\s*$")

pytestmark = pytest.mark.skipif(FOLDER is None or not (FOLDER / "redial").is_dir(), reason="the ReDial data is not on this machine")


def test_titles_are_found_in_messages() -> None:
    assert FOLDER is not None
    table = load_item_table(FOLDER / "redial" / "ievalm" / "id2info.json")
    linker = EntityLinker(compile_graph(table.catalogue))
    kind = table.catalogue.schema.item.kind
    right = found = named = 0
    for dialogue, _ in zip(read_dialogues(FOLDER / "redial" / "valid_data.jsonl"), range(150), strict=False):
        for message in dialogue.messages:
            titles = {film: YEAR.sub("", dialogue.titles[film]) for film in message.movies if film in dialogue.titles}
            text = message.text
            for film in sorted(titles, key=len, reverse=True):
                text = text.replace(f"@{film}", titles[film])
            gold = sorted(titles.values())
            links = [mention.text for mention in linker.link(text).mentions if mention.kind == kind]
            right += sum(any(link in title or title in link for title in gold) for link in links)
            found += len(links)
            named += len(message.movies)
    assert right / found > 0.8
    assert right / named > 0.88
