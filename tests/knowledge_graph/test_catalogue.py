"""Reading a good catalogue: what a table says is what the items say."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from crs.knowledge_graph.catalogue import read_catalogue
from tests.knowledge_graph.conftest import PLANTS, PLANTS_SCHEMA

Plants = Callable[..., Path]


def test_an_item_says_what_its_row_says(plants: Plants) -> None:
    catalogue = read_catalogue(plants())
    rose = catalogue.items[0]
    assert (rose.id, rose.kind, rose.name, rose.label) == ("rose", "plant", "Rose", "Rose (1753)")
    assert rose.aliases == ("Rosa", "Queen of flowers")
    assert rose.facts == {"year": 1753, "height": 1.5, "note": "A bush, and a song."}
    assert isinstance(rose.facts["year"], int)
    assert rose.text == "A bush, and a song. thorny, scented"
    assert catalogue.links["rose"] == {"member_of": ("Rosaceae",), "likes_light": ("sun",), "tagged": ("thorny", "scented")}


def test_what_a_row_leaves_out_is_left_out(plants: Plants) -> None:
    catalogue = read_catalogue(plants())
    assert "note" not in catalogue.items[2].facts
    assert catalogue.items[1].aliases == ()


def test_popularity_is_a_share_of_the_best_known(plants: Plants) -> None:
    assert [item.popularity for item in read_catalogue(plants()).items] == [1.0, 0.25, 0.5]


def test_nothing_is_popular_where_nothing_was_counted(plants: Plants) -> None:
    catalogue = read_catalogue(plants(table=PLANTS.replace(",8,", ",0,").replace(",2,", ",,").replace(",4,4,", ",4,0,")))
    assert [item.popularity for item in catalogue.items] == [0.0, 0.0, 0.0]


def test_closed_kinds_are_called_as_the_schema_calls_them(plants: Plants) -> None:
    catalogue = read_catalogue(plants(table=PLANTS.replace("sun; shade", "SUN; sun ;Shade")))
    assert catalogue.links["apple"]["likes_light"] == ("sun", "shade")


def test_a_label_does_without_a_value_that_is_not_given(plants: Plants) -> None:
    schema = PLANTS_SCHEMA.replace('column = "year"\nrequired = true', 'column = "year"')
    catalogue = read_catalogue(plants(schema=schema, table=PLANTS.replace(",1768,", ",,")))
    assert catalogue.items[2].label == "Apple"


@pytest.mark.parametrize(
    "table",
    [
        "\ufeff" + PLANTS,
        PLANTS.replace("\n", "\r\n"),
        PLANTS + "\n\n,,,,,,,,,\n",
        PLANTS.replace("Rose,", '"Rose",'),
        PLANTS.rstrip("\n"),
        PLANTS.replace("thorny; scented", "thorny ;; scented ;thorny"),
    ],
    ids=["byte order mark", "CRLF", "blank rows", "needless quotes", "no last line end", "untidy list"],
)
def test_harmless_differences_of_form_change_nothing(plants: Plants, table: str) -> None:
    plain = read_catalogue(plants())
    assert read_catalogue(plants(table=table)) == plain


def test_a_cell_may_hold_line_ends_and_quotes(plants: Plants) -> None:
    catalogue = read_catalogue(plants(table=PLANTS.replace('"A bush, and a song."', '"A ""bush"",\nand a song."')))
    assert catalogue.items[0].facts["note"] == 'A "bush",\nand a song.'


def test_invisible_characters_do_not_come_in(plants: Plants) -> None:
    catalogue = read_catalogue(plants(table=PLANTS.replace("Fern,", "Fe\u200brn\u202e,").replace("Likes", "Cafe\u0301 likes")))
    assert catalogue.items[1].name == "Fern"
    assert catalogue.items[1].text.startswith("Caf\u00e9 likes")


def test_tables_may_be_packed_or_of_another_form(plants: Plants) -> None:
    plain = read_catalogue(plants())
    packed = read_catalogue(plants(table=gzip.compress(PLANTS.encode()), name="plants.csv.gz"))
    tabbed = read_catalogue(
        plants(table=PLANTS.replace('"A bush, and a song."', "A bush; and a song.").replace(",", "\t"), name="plants.tsv")
    )
    assert packed.items == plain.items
    assert [item.name for item in tabbed.items] == [item.name for item in plain.items]


def test_json_lines_take_lists_and_numbers(plants: Plants) -> None:
    row = {
        "id": "rose",
        "name": "Rose",
        "year": 1753,
        "family": ["Rosaceae"],
        "tags": ["a; b", "c"],
        "height": 1.5,
        "known": 3,
        "note": None,
    }
    catalogue = read_catalogue(plants(table=json.dumps(row) + "\n\n", name="plants.jsonl"))
    assert catalogue.items[0].facts == {"year": 1753, "height": 1.5}
    assert catalogue.links["rose"] == {"member_of": ("Rosaceae",), "tagged": ("a; b", "c")}
