"""A small trained model over the bundled catalogue: a dozen conversations about films, every kind of source, no data set."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from crs.agents.retrieval.trained.fusion import Calibration, write_fusion
from crs.agents.retrieval.trained.reading import Reader
from crs.agents.retrieval.trained.store import COMPANY, FUSION, GRAPH, SOURCES, word_reader, write_sources
from crs.datasets.labelled import LabelledDialogue
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.linking import EntityLinker
from crs.knowledge_graph.storage import save_graph
from crs.models.manifest import Source
from crs.models.sparse import save_sparse
from crs.models.writing import seal, writing_model
from crs.train.cases import read_dialogues, recommended
from crs.train.course import Course
from crs.train.folds import lessons_of
from crs.train.fusion import fit_linear
from crs.train.sources import fit_sources
from crs.types import Dialogue, Mention, Role, Utterance
from tests.models.conftest import manifest_of

# In braces the ids of items. Alien is named together with Paddington three times: nothing in the catalogue links the two.
TALKS = (
    ("I loved {alien-1979}, it is so tense", "Then see {aliens-1986} and {the-thing-1982}", "And for the family?", "{paddington-2014}"),
    ("We watched {alien-1979} last night", "You may like {paddington-2014}, it is a relief after that"),
    ("{paddington-2014} was lovely", "How about {ratatouille-2007}?", "And scary ones?", "{alien-1979}"),
    ("Something scary in space", "{alien-1979} or {event-horizon-1997}", "More?", "{aliens-1986}"),
    ("I like {the-thing-1982}", "{alien-1979}, surely"),
    ("A French comedy please", "{amelie-2001} is lovely", "I know it, another?", "{delicatessen-1991}"),
    ("I want to laugh", "{hot-fuzz-2007} and {paddington-2014}"),
    ("An old romance, like {casablanca-1942}", "{notting-hill-1999} is not old but sweet", "Older", "{brief-encounter-1945}"),
    ("A heist film like {heat-1995}", "{the-usual-suspects-1995}", "Seen it", "{the-sting-1973}"),
    ("I love {blade-runner-1982}", "{blade-runner-2049-2017} and {alien-1979}"),
    ("Animated films for children", "{toy-story-1995}, {ratatouille-2007} and {up-2009}"),
    ("I liked {up-2009} and {toy-story-1995}", "{ratatouille-2007} then", "More", "{toy-story-2-1999}"),
)  # fmt: skip


def write_films_model(folder: Path, graph: KnowledgeGraph, linker: EntityLinker) -> Path:
    """Fit a model to the talks and write it; its fusion is linear and has seen what the sources were fitted to."""
    words = word_reader(graph)
    dialogues = tuple(read_dialogues(_labelled(graph), Reader(graph, linker)))
    fitted = fit_sources(dialogues, graph, words, course=Course(networks=1, epochs=1, threads=1))
    linear = fit_linear(lessons_of(fitted, recommended(dialogues), graph, words))
    with writing_model(folder) as room:
        save_graph(graph, room / GRAPH)
        save_sparse(room / COMPANY, fitted.company)
        write_sources(room / SOURCES, fitted.sources)
        (room / FUSION).mkdir()
        write_fusion(room / FUSION, None, linear, {"linear": Calibration(sharpness=1.0, rest=3.0)})
        told = tuple(Source(name=source.name, seconds=0.1, bytes=1) for source in fitted.sources)
        seal(room, manifest_of(name="films", items=len(graph.items), graph=graph.version, sources=told, fusion="linear"))
    return folder


def _labelled(graph: KnowledgeGraph) -> Iterator[LabelledDialogue]:
    roles: tuple[Role, Role] = ("seeker", "recommender")
    for number, texts in enumerate(TALKS):
        said = tuple(_said(graph, roles[place % 2], text) for place, text in enumerate(texts))
        yield LabelledDialogue(dialogue=Dialogue(id=f"talk-{number}", utterances=said))


def _said(graph: KnowledgeGraph, role: Role, text: str) -> Utterance:
    mentions: list[Mention] = []
    spoken = ""
    for number, part in enumerate(text.replace("}", "{").split("{")):
        if number % 2:
            item = graph.items[part]
            mentions.append(Mention(entity=part, kind=item.kind, text=item.name, span=(len(spoken), len(spoken) + len(item.name))))
            spoken += item.name
        else:
            spoken += part
    return Utterance(role=role, text=spoken, mentions=tuple(mentions))
