"""INSPIRED (Hayati et al., EMNLP 2020): film recommendation between two people, the recommender's sociable strategies annotated.

A table with one utterance a row: `train.tsv`, `dev.tsv`, `test.tsv` of github.com/sweetpeach/Inspired. The same columns come in
UniCRS's release of the training part, where consecutive utterances of one side are merged and the columns of strategies, cases
and entity tables are empty.

`movies` lists the films of an utterance, "Joker (2019); Alien (1979)", as the authors' program matched them, with its errors. A
film's id is this title, single spaces. Where the text names the film the mention has that span, else see `spans.mentions`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from crs.datasets.delimited import checked, read_table
from crs.datasets.faults import Faults
from crs.datasets.groups import Row, grouped
from crs.datasets.labelled import LabelledDialogue
from crs.datasets.record import Distinct, Record
from crs.datasets.spans import mentions
from crs.types import Dialogue, Role, Utterance

KIND = "film"
COLUMNS = ("dialog_id", "utt_id", "speaker", "text", "movies")

_HINT = "is this an official INSPIRED table?"
_ROLES: dict[str, Role] = {"RECOMMENDER": "recommender", "SEEKER": "seeker"}
_STRATEGIES = (("expert_label", "first_label"), ("second_label",))  # the authors' README and their files call the first differently
_CASES = ("fine_label", "case", "coarse_label")
_EMPTY = {"", "nan"}


def read_inspired(path: Path, *, faults: Faults | None = None) -> Iterator[LabelledDialogue]:
    """The dialogues of a table in its order. Utterances stay apart, as they are in the file.

    `labels` holds an utterance's strategies; it is empty for a file that has none. `accepted` holds the film that the seeker
    accepted to watch the trailer of (all cases but "reject" and "accept_uninterested", whose coarse case is a rejection too):
    the last one that the recommender named, as the file gives the trailer's number only. A dialogue with a faulty row is left
    out as a whole where `faults` skips.

    Raises:
        DatasetError: naming file, row and field of what is not as published.
    """
    distinct = Distinct()

    def dialogue(rows: list[Row]) -> LabelledDialogue:
        records = [checked(row) for row in rows]
        distinct.check(records[0], "dialog_id", records[0].id("dialog_id"))
        return _dialogue(records)

    return (faults or Faults()).read(grouped(read_table(path, delimiter="\t", columns=COLUMNS, hint=_HINT), "dialog_id"), dialogue)


def trailers(path: Path, *, faults: Faults | None = None) -> dict[str, str]:
    """The number of the trailer (on YouTube) that was recommended in the end, by dialogue; without those the file leaves empty.

    Raises:
        DatasetError: the file is not as published.
    """
    rows = (faults or Faults()).read(read_table(path, delimiter="\t", columns=(*COLUMNS, "movie_id"), hint=_HINT), checked)
    return {row.id("dialog_id"): value for row in rows if (value := row.text("movie_id").strip()) not in _EMPTY}


def _dialogue(rows: list[Record]) -> LabelledDialogue:
    utterances = tuple(_utterance(row) for row in rows)
    labels = tuple(_strategies(row) for row in rows)
    case = next((value for name in _CASES if (value := rows[0].text(name, default="").strip()) not in _EMPTY), "")
    named = [mention.entity for utterance in utterances if utterance.role == "recommender" for mention in utterance.mentions]
    taken = case.startswith("accept") and case != "accept_uninterested"
    return LabelledDialogue(
        dialogue=Dialogue(id=rows[0].id("dialog_id"), utterances=utterances),
        labels=labels if any(labels) else (),
        accepted=tuple(named[-1:]) if taken else (),
    )


def _utterance(row: Record) -> Utterance:
    speaker = row.text("speaker").strip()
    if speaker not in _ROLES:
        raise row.error(f"'{speaker}' is neither RECOMMENDER nor SEEKER", "speaker")
    if not row.text("utt_id").strip().isdecimal():
        raise row.error(f"'{row.text('utt_id')}' is not a number", "utt_id")
    text = row.text("text").replace("QUOTATION_MARK", '"')  # how the authors' files write the sign
    return Utterance(role=_ROLES[speaker], text=text, mentions=mentions(text, ((title, title) for title in _titles(row)), kind=KIND))


def _titles(row: Record) -> list[str]:
    return [title for part in row.text("movies").split(";") if (title := " ".join(part.split()))]


def _strategies(row: Record) -> tuple[str, ...]:
    said = (next((value for name in names if (value := row.text(name, default="").strip())), "") for names in _STRATEGIES)
    return tuple(strategy for strategy in said if strategy not in _EMPTY)
