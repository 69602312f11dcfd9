"""INSPIRED's tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from crs.datasets.faults import Faults
from crs.datasets.inspired import read_inspired, trailers
from crs.errors import DatasetError

COLUMNS = [
    *("dialog_id", "utt_id", "speaker", "turn_id", "text", "text_with_placeholder", "movies", "genres", "people_names", "movie_dict"),
    *("genre_dict", "actor_dict", "director_dict", "others_dict"),
    *("expert_label", "second_label", "fine_label", "coarse_label", "movie_id"),
]
CASE = {"fine_label": "accept_rating_good", "coarse_label": "accept_new", "movie_id": "Qx1"}


def row(dialogue: str, number: int, speaker: str, text: str, **cells: str) -> dict[str, str]:
    return {"dialog_id": dialogue, "utt_id": str(number), "speaker": speaker, "turn_id": "1", "text": text, "movies": "", **cells}


def write(folder: Path, *rows: dict[str, str], columns: list[str] = COLUMNS) -> Path:
    path = folder / "dev.tsv"
    lines = ["\t".join(columns), *("\t".join(one.get(column, "") for column in columns) for one in rows)]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


OFFICIAL = (
    row("a.pkl", 1, "RECOMMENDER", "Hello! Do you like QUOTATION_MARKkitesQUOTATION_MARK?", expert_label="opinion_inquiry", **CASE),
    row("a.pkl", 2, "SEEKER", "I saw lost kite and Salt Road.", movies="The Lost Kite (1999);  Salt Road (2004)", **CASE),
    row(
        "a.pkl",
        3,
        "RECOMMENDER",
        "Then see the sequel.",
        movies="Harbour Lights 2 (2011)",
        expert_label="credibility",
        second_label="encouragement",
        **CASE,
    ),
    row("b.pkl", 1, "SEEKER", '"""No,"" thanks."', fine_label="reject", coarse_label="reject_new"),
)


def test_reads_who_said_what(tmp_path: Path) -> None:
    first, second = read_inspired(write(tmp_path, *OFFICIAL))
    assert (first.dialogue.id, second.dialogue.id) == ("a.pkl", "b.pkl")
    assert [utterance.role for utterance in first.dialogue.utterances] == ["recommender", "seeker", "recommender"]
    assert first.dialogue.utterances[0].text == 'Hello! Do you like "kites"?'
    assert second.dialogue.utterances[0].text == '"No," thanks.'


def test_films_are_found_in_the_text_or_kept_without_a_place(tmp_path: Path) -> None:
    labelled = next(read_inspired(write(tmp_path, *OFFICIAL)))
    _, said, recommended = labelled.dialogue.utterances
    assert [(mention.entity, mention.text) for mention in said.mentions] == [
        ("The Lost Kite (1999)", "lost kite"),
        ("Salt Road (2004)", "Salt Road"),
    ]
    (unplaced,) = recommended.mentions
    assert (unplaced.entity, unplaced.text, unplaced.span) == ("Harbour Lights 2 (2011)", "", (20, 20))


def test_keeps_the_strategies(tmp_path: Path) -> None:
    first, second = read_inspired(write(tmp_path, *OFFICIAL))
    assert first.labels == (("opinion_inquiry",), (), ("credibility", "encouragement"))
    assert second.labels == ()


def test_knows_what_was_accepted(tmp_path: Path) -> None:
    path = write(tmp_path, *OFFICIAL)
    assert [labelled.accepted for labelled in read_inspired(path)] == [("Harbour Lights 2 (2011)",), ()]
    assert trailers(path) == {"a.pkl": "Qx1"}


@pytest.mark.parametrize("case", ["reject", "accept_uninterested", "nan", ""])
def test_what_was_not_taken_was_not_accepted(tmp_path: Path, case: str) -> None:
    rows = [one | {"fine_label": case, "coarse_label": ""} for one in OFFICIAL[:3]]
    (labelled,) = read_inspired(write(tmp_path, *rows))
    assert labelled.accepted == ()


def test_the_authors_readme_calls_two_columns_otherwise(tmp_path: Path) -> None:
    columns = [{"expert_label": "first_label", "fine_label": "case"}.get(column, column) for column in COLUMNS]
    rows = [one | {"first_label": one.get("expert_label", ""), "case": one["fine_label"]} for one in OFFICIAL[:3]]
    (labelled,) = read_inspired(write(tmp_path, *rows, columns=columns))
    assert labelled.labels[0] == ("opinion_inquiry",)
    assert labelled.accepted


def test_unicrs_publishes_it_without_annotations(tmp_path: Path) -> None:
    (labelled,) = read_inspired(
        write(tmp_path, row("train-0000", 1, "SEEKER", "Hi", movies=""), row("train-0000", 2, "RECOMMENDER", "Joy?", movies="Joy (2015)"))
    )
    assert labelled.labels == ()
    assert labelled.accepted == ()
    assert labelled.dialogue.utterances[1].mentions[0].entity == "Joy (2015)"


def test_a_dialogue_with_a_faulty_row_is_left_out_as_a_whole(tmp_path: Path) -> None:
    path = write(tmp_path, OFFICIAL[0], OFFICIAL[1] | {"speaker": "NOBODY"}, OFFICIAL[3])
    with pytest.raises(DatasetError, match="neither RECOMMENDER nor SEEKER") as caught:
        list(read_inspired(path))
    assert (caught.value.row, caught.value.field) == (3, "speaker")
    faults = Faults("skip")
    assert [labelled.dialogue.id for labelled in read_inspired(path, faults=faults)] == ["b.pkl"]
    assert faults.count == 1
