"""Published formats of which nothing is on this machine: small files written here, as their authors write theirs."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from crs.datasets.durecdial import read_durecdial
from crs.datasets.labelled import LabelledDialogue, Opinion
from crs.datasets.llm_redial import read_llm_redial
from crs.datasets.movielens import Film, Rating, read_films, read_ratings
from crs.datasets.pearl import read_pearl
from crs.datasets.reddit import read_names, read_posts, read_titles, read_turns
from crs.datasets.talkplay import read_talkplay
from crs.datasets.tgredial import read_tgredial
from crs.errors import DatasetError, MissingExtraError


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode(encoding))
    return path


def lines(*rows: object) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def said(labelled: LabelledDialogue) -> list[tuple[str, str, list[tuple[str, str]]]]:
    return [(one.role, one.text, [(mention.entity, mention.text) for mention in one.mentions]) for one in labelled.dialogue.utterances]


# ------------------------------------------------------------------ Reddit-Movie


def test_reddit_posts(tmp_path: Path) -> None:
    path = tmp_path / "train.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["conv_id", "turn_id", "turn_order", "user_id", "is_seeker", "utc_time", "upvotes", "processed", "raw"])
        table.writerow(["t3_a_0", "t3_a", 0, "u1", "True", 1, 3, "Like tt0900001, but\n\nslower?", "Like Lost Kite, but slower?"])
        table.writerow(["t3_a_0", "t1_b", 1, "u2", "False", 2, 9, "tt0900002!", "Salt Road!"])
        table.writerow(["t3_c_0", "t3_c", 0, "u3", "True", 3, 1, "Anything good?", "Anything good?"])
    titles = read_titles(write(tmp_path / "id2name.json", json.dumps({"tt0900001": "The Lost Kite (1999)"})))
    first, second = read_posts(path, titles=titles)
    assert said(first) == [
        ("seeker", "Like The Lost Kite (1999), but\nslower?", [("tt0900001", "The Lost Kite (1999)")]),
        ("recommender", "tt0900002!", [("tt0900002", "tt0900002")]),
    ]
    assert second.dialogue.id == "t3_c_0"


def test_reddit_turns(tmp_path: Path) -> None:
    rows = (
        {
            "dialog_id": "test_0",
            "turn_id": "test_1",
            "is_user": 0,
            "context": ["", "Quiet films?"],
            "resp": "Salt Road.",
            "rec": [7],
            "entity_name": ["Salt Road"],
        },
        {
            "dialog_id": "test_0",
            "turn_id": "test_2",
            "is_user": 1,
            "context": ["", "Quiet films?", "Salt Road."],
            "resp": "Seen it",
            "rec": [],
        },
    )
    names = read_names(write(tmp_path / "entity2id.json", json.dumps({"<http://dbpedia.org/resource/Salt_Road_(film)>": 7})))
    assert names == {"7": "Salt Road (film)"}
    (labelled,) = read_turns(write(tmp_path / "test.jsonl", lines(*rows)), names={"7": "Salt Road"})
    assert said(labelled) == [
        ("seeker", "Quiet films?", []),
        ("recommender", "Salt Road.", [("7", "Salt Road")]),
        ("seeker", "Seen it", []),
    ]


# ------------------------------------------------------------------ PEARL

PEARL = {"dialogue": ["Seeker: Something quiet?", "Recommender: See Salt Road: a poem.", ""]}


@pytest.mark.parametrize("text", [lines(PEARL), json.dumps([PEARL], indent=1)])
def test_pearl_lines_or_array(tmp_path: Path, text: str) -> None:
    (labelled,) = read_pearl(write(tmp_path / "train.json", text))
    assert said(labelled) == [("seeker", "Something quiet?", []), ("recommender", "See Salt Road: a poem.", [])]


def test_pearl_refuses_a_turn_without_a_side(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="begins neither") as caught:
        list(read_pearl(write(tmp_path / "a.jsonl", lines(PEARL, {"dialogue": ["Hello"]}))))
    assert (caught.value.row, caught.value.field) == (2, "dialogue")


# ------------------------------------------------------------------ LLM-REDIAL


def llm_redial(folder: Path) -> Path:
    write(
        folder / "Conversation.txt",
        "0\n\nUser: I adore The Lost Kite.\n\nAgent: Then Salt Road\nis for you.\n\n1\n\nUser: Hi\n\nAgent: Bye\n",
    )
    about = {"conversation_id": 0, "user_likes": ["B1"], "user_dislikes": ["B3"], "rec_item": ["B2"]}
    empty = {"conversation_id": 1, "user_likes": [], "user_dislikes": [], "rec_item": []}
    user = {
        "history_interaction": ["B1"],
        "user_might_like": ["B2"],
        "Conversation": [{"conversation_1": about}, {"conversation_2": empty}],
    }
    write(folder / "final_data.jsonl", lines({"A7": user}))
    write(folder / "item_map.json", json.dumps({"B1": "The Lost Kite VHS", "B2": "Salt Road", "B3": "Harbour"}))
    return folder


def test_llm_redial(tmp_path: Path) -> None:
    first, second = read_llm_redial(llm_redial(tmp_path))
    assert said(first) == [("seeker", "I adore The Lost Kite.", []), ("recommender", "Then Salt Road is for you.", [("B2", "Salt Road")])]
    assert first.opinions == {"B1": Opinion(liked=True), "B3": Opinion(liked=False)}
    assert first.accepted == ("B2",)
    assert second.dialogue.id == "1"


@pytest.mark.parametrize(
    ("text", "says", "row"),
    [
        ("User: Hi\n", "begins with its number", 1),
        ("0\nHi\n", "a turn begins neither", 2),
        ("9\nUser: Hi\n", "does not know dialogue 9", 1),
        ("0\nUser: Hi\n0\nUser: Hi\n", "stands in row 1 already", 3),
    ],
)
def test_llm_redial_names_the_row(tmp_path: Path, text: str, says: str, row: int) -> None:
    write(llm_redial(tmp_path) / "Conversation.txt", text)
    with pytest.raises(DatasetError, match=says) as caught:
        list(read_llm_redial(tmp_path))
    assert caught.value.row == row


# ------------------------------------------------------------------ DuRecDial 2.0

DURECDIAL: dict[str, Any] = {
    "user_profile": {"Name": "Xu"},
    "situation": "evening",
    "goal": "…",
    "knowledge": [[], [], ["Salt Road", "Stars", "Ada Moor"]],
    "goal_type_list": ["Greetings", "Chat about stars", "Movie recommendation"],
    "goal_topic_list": ["Greetings", "Ada Moor", "Salt Road"],
    "conversation": ["[1] Hello, Xu!", "Hello, I like Ada Moor .", "[3] Then see Salt  Road ."],
}


def test_durecdial(tmp_path: Path) -> None:
    (labelled,) = read_durecdial(write(tmp_path / "en_train.txt", lines(DURECDIAL)))
    assert said(labelled) == [
        ("recommender", "Hello, Xu!", []),
        ("seeker", "Hello, I like Ada Moor .", []),
        ("recommender", "Then see Salt Road .", [("Salt Road", "Salt Road")]),
    ]
    assert labelled.labels[2] == ("Movie recommendation",)


def test_durecdial_in_chinese(tmp_path: Path) -> None:
    row = {"goal_type_list": ["问答", "电影推荐"], "goal_topic_list": ["问 答", "盐路"], "conversation": ["几点了？", "[2] 看看《盐路》吧"]}
    (labelled,) = read_durecdial(write(tmp_path / "zh_dev.txt", lines(row)))
    assert said(labelled) == [("seeker", "几点了？", []), ("recommender", "看看《盐路》吧", [("盐路", "盐路")])]


def test_durecdial_refuses_lists_of_different_length(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="2 entries for 3 turns") as caught:
        list(read_durecdial(write(tmp_path / "en_dev.txt", lines(DURECDIAL | {"goal_type_list": ["a", "b"]}))))
    assert caught.value.field == "goal_type_list"


# ------------------------------------------------------------------ TG-ReDial

TG: dict[str, Any] = {
    "conv_id": 0,
    "user_id": "0",
    "messages": [
        {"local_id": 1, "role": "Seeker", "content": "推荐一个？"},
        {"local_id": 2, "role": "Recommender", "content": "《盐路》怎么样"},
    ],
    "goal_path": {"1": ["Seeker", "请求推荐", ["路"]], "2": ["Rec", "推荐电影", "盐路"]},
    "mentionMovies": {"2": ["1295", "盐路(1999)"]},
}


def test_tgredial_saved_as_json(tmp_path: Path) -> None:
    (labelled,) = read_tgredial(write(tmp_path / "train_data.json", json.dumps([TG])))
    assert said(labelled) == [("seeker", "推荐一个？", []), ("recommender", "《盐路》怎么样", [("1295", "盐路")])]
    assert labelled.labels == (("请求推荐",), ("推荐电影",))


def test_tgredial_of_crslab(tmp_path: Path) -> None:
    message = {
        "local_id": 1,
        "role": "Recommender",
        "text": ["《", "盐路", "》"],
        "movie": ["盐路"],
        "entity": [],
        "word": [],
        "target": ["Rec", "推荐电影", "盐路"],
    }
    (labelled,) = read_tgredial(write(tmp_path / "train_data.json", json.dumps([{"conv_id": 3, "user_id": "1", "messages": [message]}])))
    assert said(labelled) == [("recommender", "《盐路》", [("盐路", "盐路")])]
    assert labelled.labels == (("推荐电影",),)


def test_a_pickle_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "train_data.pkl"
    path.write_bytes(b"\x80\x04\x95\x00\x00\x00\x00\x00\x00\x00\x00]\x94.")
    with pytest.raises(DatasetError):
        list(read_tgredial(path))


# ------------------------------------------------------------------ TalkPlayData 2

TALK: dict[str, Any] = {
    "session_id": "9__2011-12-26",
    "conversations": [
        {"turn_number": 1, "role": "user", "content": "Something loud?", "thought": ""},
        {"turn_number": 1, "role": "music", "content": "trackA", "thought": "loud"},
        {"turn_number": 1, "role": "assistant", "content": "Here is Iron Bells.", "thought": ""},
        {"turn_number": 2, "role": "user", "content": "Louder!", "thought": ""},
        {"turn_number": 2, "role": "music", "content": "trackB", "thought": ""},
        {"turn_number": 2, "role": "assistant", "content": "As you wish.", "thought": ""},
    ],
    "goal_progress_assessments": [
        {"turn_number": 1, "goal_progress_assessment": None},
        {"turn_number": 2, "goal_progress_assessment": "DOES_NOT_MOVE_TOWARD_GOAL"},
    ],
}


def test_talkplay(tmp_path: Path) -> None:
    (labelled,) = read_talkplay(write(tmp_path / "train.jsonl", lines(TALK)), titles={"trackA": "Iron Bells"})
    assert said(labelled) == [
        ("seeker", "Something loud?", []),
        ("recommender", "Here is Iron Bells.", [("trackA", "Iron Bells")]),
        ("seeker", "Louder!", []),
        ("recommender", "As you wish.", [("trackB", "")]),
    ]
    assert labelled.dialogue.utterances[3].shown == ("trackB",)
    assert labelled.opinions == {"trackA": Opinion(suggested=True, liked=False), "trackB": Opinion(suggested=True)}


def test_talkplay_as_parquet(tmp_path: Path) -> None:
    arrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    parquet.write_table(arrow.Table.from_pylist([TALK]), tmp_path / "train.parquet")
    (labelled,) = read_talkplay(tmp_path / "train.parquet")
    assert len(labelled.dialogue.utterances) == 4
    (tmp_path / "broken.parquet").write_bytes(b"PAR1 and nothing else")
    with pytest.raises(DatasetError, match="not readable as Parquet"):
        list(read_talkplay(tmp_path / "broken.parquet"))


def test_parquet_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(MissingExtraError, match="hub"):
        list(read_talkplay(write(tmp_path / "train.parquet", "")))
    with pytest.raises(DatasetError, match="missing"):
        list(read_talkplay(tmp_path / "none.parquet"))


# ------------------------------------------------------------------ MovieLens

LATEST = {
    "movies.csv": 'movieId,title,genres\n1,"Kite, The (1999)",Drama|Comedy\n2,Été (2001),(no genres listed)\n',
    "ratings.csv": "userId,movieId,rating,timestamp\n7,1,4.5,964982703\n",
}
ONE_MILLION = {"movies.dat": "1::Kite, The (1999)::Drama|Comedy\n2::Été (2001)::\n", "ratings.dat": "7::1::4::964982703\n"}
FLAGS = ["0"] * 19
HUNDRED = {
    "u.item": "|".join(["1", "Kite, The (1999)", "01-Jan-1999", "", "http://x", *("1" if place in (5, 8) else "0" for place in range(19))])
    + "\n"
    + "|".join(["2", "Été (2001)", "", "", "", "1", *FLAGS[1:]])
    + "\n",
    "u.data": "7\t1\t4\t964982703\n",
}


@pytest.mark.parametrize(("files", "encoding"), [(LATEST, "utf-8"), (ONE_MILLION, "latin-1"), (ONE_MILLION, "utf-8"), (HUNDRED, "latin-1")])
def test_movielens(tmp_path: Path, files: dict[str, str], encoding: str) -> None:
    for name, text in files.items():
        write(tmp_path / name, text, encoding)
    first, second = read_films(tmp_path)
    assert (first.id, first.title, set(first.genres)) == ("1", "Kite, The (1999)", {"Drama", "Comedy"})
    assert second == Film(id="2", title="Été (2001)", genres=())
    (rating,) = read_ratings(tmp_path)
    assert (rating.user, rating.film, rating.time) == ("7", "1", 964982703)
    assert isinstance(rating, Rating)


@pytest.mark.parametrize(
    ("cells", "field"),
    [("7,1,6,1", "rating"), ("7,1,NaN,1", "rating"), ("7,1,4,now", "timestamp"), (",1,4,1", "userId"), ("7,1,4", "userId")],
)
def test_movielens_names_row_and_field(tmp_path: Path, cells: str, field: str) -> None:
    write(tmp_path / "ratings.csv", f"userId,movieId,rating,timestamp\n7,1,4,1\n{cells}\n")
    with pytest.raises(DatasetError) as caught:
        list(read_ratings(tmp_path))
    assert (caught.value.row, caught.value.field) == (3, field)
