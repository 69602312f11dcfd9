"""A small shelf of board games, and talk about them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from crs.datasets.labelled import LabelledDialogue
from crs.evaluate.training import Training
from crs.knowledge_graph.graph import GraphBuilder, KnowledgeGraph
from crs.knowledge_graph.schema import ItemSchema, KindSchema, RelationSchema, Schema
from crs.types import Dialogue, Edge, Entity, Item, Mention, Role, Utterance

GAMES = {
    "harbour": ("Harbour Lights", "trade", "Merchants load ships with spices."),
    "saffron": ("Saffron Road", "trade", "A caravan trades spices and silk."),
    "kraken": ("Kraken Bay", "sea", "Pirates fight a monster with cannons."),
    "galleon": ("Galleon", "sea", "Pirates raid ships for gold."),
    "orchard": ("Quiet Orchard", "cosy", "Pick apples together in the rain."),
    "teapot": ("Teapot Club", "cosy", "Serve tea and gossip."),
    "unknown": ("Nobody's Game", "cosy", ""),
}

Talk = Callable[..., LabelledDialogue]


@pytest.fixture(scope="session")
def shelf() -> KnowledgeGraph:
    """Seven games in three genres. Its own popularity lies: what nobody talks of is the best known."""
    schema = Schema(
        name="shelf",
        item=ItemSchema(kind="game", singular="game", plural="games", table="games.csv"),
        kinds={"genre": KindSchema(singular="genre", plural="genres")},
        relations={"of_genre": RelationSchema(column="genre", kind="genre", noun="genre", plural="genres")},
    )
    builder = GraphBuilder(schema)
    for id_, (name, _, text) in GAMES.items():
        builder.add_item(Item(id=id_, kind="game", name=name, label=name, text=text, popularity=float(id_ == "unknown")))
    for genre in dict.fromkeys(genre for _, genre, _ in GAMES.values()):
        builder.add_entity(Entity(id=f"genre:{genre}", kind="genre", name=genre))
    builder.add_edges(Edge(head=id_, relation="of_genre", tail=f"genre:{genre}", source="test") for id_, (_, genre, _) in GAMES.items())
    return builder.build(version="shelf")


def said(role: Role, text: str) -> Utterance:
    """An utterance in which `{id}` names a game."""
    mentions: list[Mention] = []
    spoken = ""
    for number, part in enumerate(text.replace("}", "{").split("{")):
        if number % 2:
            name = GAMES[part][0] if part in GAMES else part
            mentions.append(Mention(entity=part, kind="game", text=name, span=(len(spoken), len(spoken) + len(name))))
            spoken += name
        else:
            spoken += part
    return Utterance(role=role, text=spoken, mentions=tuple(mentions))


def talk(id_: str, *texts: str) -> Dialogue:
    """A dialogue that the seeker opens, both sides in turn."""
    roles: tuple[Role, Role] = ("seeker", "recommender")
    return Dialogue(id=id_, utterances=tuple(said(roles[number % 2], text) for number, text in enumerate(texts)))


TALKS = (
    ("I like {harbour}, ships and spices", "Then try {saffron}, it has spices too", "Thanks"),
    ("Something with trade like {harbour}?", "Surely {saffron}"),
    ("We played {saffron}", "You may like {harbour}"),
    ("Pirates please, like {kraken}", "Take {galleon}", "I know it, it is great"),
    ("I want pirates and cannons", "There is {kraken}", "And besides {kraken}?", "There is {galleon} as well"),
    ("A cosy game for the rain", "{orchard} is quiet", "More?", "{teapot}"),
    ("Tea?", "{teapot}, and {harbour}"),
    ("I loved {harbour}", "{saffron} and {kraken}"),
)


@pytest.fixture
def training(shelf: KnowledgeGraph, tmp_path: Path) -> Training:
    """What may be learnt from: {harbour} is named most."""
    dialogues = tuple(LabelledDialogue(dialogue=talk(f"t{number}", *texts)) for number, texts in enumerate(TALKS))
    return Training(graph=shelf, dialogues=dialogues, home=tmp_path)


ODD = (
    Dialogue(id="empty"),
    talk("no item", "Hello, I want a game"),
    talk("recommender last", "Hello", "What do you like?"),
    talk("ends with an item", "I like {kraken}", "Do you know {galleon}?"),
    Dialogue(id="no seeker", utterances=(said("recommender", "Good evening. {orchard}?"),)),
    talk("no words", "", ""),
    talk("unknown item", "I like {a game of another shelf}"),
    talk("cold item", "I like {unknown}"),
    talk("odd words", "\u202e\x00 ???? 🎲 \n\n", "{kraken}{kraken}", "no"),
)
