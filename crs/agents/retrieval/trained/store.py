"""The folder of a trained model: what is written where, and opening it for use.

FOLDER/manifest.json        what it was trained on, how, and its figures (crs.models)
FOLDER/graph/               the items and what is known of them
FOLDER/company.npz          how many training dialogues name two items together
FOLDER/sources/NAME/        one folder a source
FOLDER/fusion/              trees, linear weights, calibrations
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from crs.agents.retrieval.trained.context_words import ContextWords
from crs.agents.retrieval.trained.dense_dialogues import DenseDialogues, packaged_encoder
from crs.agents.retrieval.trained.dialogue_walk import DialogueWalk
from crs.agents.retrieval.trained.features import Features
from crs.agents.retrieval.trained.fusion import Calibration, Fusion, read_fusion
from crs.agents.retrieval.trained.item_item import Company, ItemItem
from crs.agents.retrieval.trained.model import TrainedModel
from crs.agents.retrieval.trained.popularity import Popularity
from crs.agents.retrieval.trained.reasoner import Reasoner
from crs.agents.retrieval.trained.similar_dialogues import SimilarDialogues
from crs.agents.retrieval.trained.source import TrainedSource
from crs.agents.retrieval.words import WordReader, read_stop_words
from crs.content import content_folder
from crs.errors import MissingExtraError, ModelError
from crs.knowledge_graph.graph import KnowledgeGraph
from crs.knowledge_graph.linking import EntityLinker
from crs.knowledge_graph.storage import load_graph
from crs.models.folder import check_files, read_manifest
from crs.models.sparse import load_sparse

GRAPH, SOURCES, FUSION, COMPANY = "graph", "sources", "fusion", "company.npz"

_READ: dict[str, Callable[[Path, WordReader, Company], TrainedSource]] = {
    "ease": lambda folder, _words, _company: ItemItem.read("ease", folder, None),
    "neighbours": lambda folder, _words, company: ItemItem.read("neighbours", folder, company),
    "sequence": lambda folder, _words, _company: ItemItem.read("sequence", folder, None),
    "context-words": lambda folder, words, _company: ContextWords.read(folder, words),
    "similar-dialogues": lambda folder, words, _company: SimilarDialogues.read(folder, words),
    "dense-dialogues": lambda folder, _words, _company: DenseDialogues.read(folder, packaged_encoder()),
    "dialogue-walk": lambda folder, _words, _company: DialogueWalk.read(folder),
    "reasoner": lambda folder, _words, _company: Reasoner.read(folder),
    "popularity": lambda folder, _words, _company: Popularity.read(folder),
}
NAMES = tuple(_READ)
USUAL = tuple(name for name in NAMES if name != "dense-dialogues")  # which adds less than it costs: torch, and seconds to open


def word_reader(graph: KnowledgeGraph) -> WordReader:
    """Reads words as all sources do."""
    return WordReader(graph, read_stop_words(content_folder("agents") / "retrieval.toml"))


def write_sources(folder: Path, sources: Iterable[TrainedSource]) -> None:
    """A folder for each. Raises StorageError."""
    for source in sources:
        place = folder / source.name
        place.mkdir(parents=True)
        source.write(place)


def read_sources(folder: Path, names: Sequence[str], graph: KnowledgeGraph, words: WordReader, company: Company) -> list[TrainedSource]:
    """The sources of a folder, in this order.

    Raises:
        ModelError: one is unknown, missing, damaged, or was trained for another number of items.
        MissingExtraError: one needs an extra that is not installed.
    """
    if unknown := [name for name in names if name not in _READ]:
        raise ModelError(f"the source '{unknown[0]}' is not known", file=folder, hint=f"known: {', '.join(NAMES)}; is the program too old?")
    sources = [_READ[name](folder / name, words, company) for name in names]
    for source in sources:
        if source.scores([]).shape != (0, len(graph.items)):
            raise ModelError(f"the source '{source.name}' scores other items than the graph has", file=folder, hint="train the model again")
    return sources


def open_model(folder: Path, *, fusion: str | None = None) -> TrainedModel:
    """The model of a folder, every file of it checked. `fusion` is "trees" or "linear", what it was trained with if None.

    Without lightgbm the linear fusion takes over, and the model's `notices` say so.

    Raises:
        ModelError: there is none, or it is damaged.
        MissingExtraError: one of its sources needs an extra that is not installed.
    """
    folder = Path(folder)
    manifest = read_manifest(folder)
    check_files(folder, manifest)
    graph = load_graph(folder / GRAPH)
    words = word_reader(graph)
    company = Company(load_sparse(folder / COMPANY), graph.item_ids)
    sources = read_sources(folder / SOURCES, [source.name for source in manifest.sources], graph, words, company)
    counts = next((source.counts for source in sources if isinstance(source, Popularity)), None)
    if counts is None:
        raise ModelError("it has no popularity", file=folder, hint="train the model again")
    features = Features(graph, words, counts, [source.name for source in sources])
    chosen, calibration, notices = _fusion(folder, fusion or manifest.fusion, features)
    return TrainedModel(
        graph=graph,
        linker=EntityLinker(graph),
        sources=sources,
        features=features,
        fusion=chosen,
        calibration=calibration,
        name=manifest.name,
        folder=folder,
        notices=notices,
    )


def _fusion(folder: Path, kind: str, features: Features) -> tuple[Fusion, Calibration, tuple[str, ...]]:
    count = len(features.names)
    try:
        return *read_fusion(folder / FUSION, kind, features=count), ()
    except MissingExtraError as error:
        return *read_fusion(folder / FUSION, "linear", features=count), (f"The model ranks by its linear fusion: {error}",)
