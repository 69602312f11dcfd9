"""A trained model in use: time of a query on one core, start, memory, size; and what holding popularity against items costs.

    OMP_NUM_THREADS=1 python bench/trained.py [--model DIR] [--data-dir DIR] [--novelty 0,0.1,0.2,0.4] [--json FILE]

A query is what a turn asks: read the conversation (earlier turns have linked theirs, the newest utterance is linked now), score all items
by every source, fuse, explain the first twenty. The contexts are those of ReDial's validation split, one at a time.
"""

from __future__ import annotations

import resource
import tempfile
import time
from pathlib import Path
from typing import Any

from _report import arguments, quantile, report

from crs.agents.retrieval.trained.reading import Reader
from crs.agents.retrieval.trained.store import open_model
from crs.datasets.labelled import LabelledDialogue
from crs.models.folder import size_of
from crs.models.place import models_folder
from crs.settings import Settings
from crs.train.corpus import Corpus, open_corpus
from crs.train.figures import measure_model

ASKED = 400
SHOWN = ("recall@1", "recall@10", "recall@50", "arp@10", "epc@10", "popreo@10")


def contexts(corpus: Corpus) -> list[LabelledDialogue]:
    """Dialogues of the validation split, with the ids of the graph."""
    return [d.renamed(corpus.dataset.canonical) for d in corpus.dataset.dialogues("valid")]


def speed(folder: Path, corpus: Corpus) -> list[dict[str, Any]]:
    """Rows of times."""
    started = time.perf_counter()
    model = open_model(folder)
    rows: list[dict[str, Any]] = [
        {"what": "open, s", "p50": time.perf_counter() - started},
        {"what": "size, MB", "p50": size_of(folder) / 1e6},
    ]
    taken: dict[str, list[float]] = {"query": [], "read": [], "fuse": [], **{name: [] for name in model.sources}}
    for labelled in contexts(corpus):
        said = labelled.dialogue.utterances
        for end in range(2, len(said)):
            if said[end].role != "recommender" or len(taken["query"]) >= ASKED:
                continue
            model.reader.read(said[: end - 1], {})  # what earlier turns have linked
            started = time.perf_counter()
            reading = model.reader.read(said[:end], {})
            model.candidates(reading, k=200)
            taken["query"].append(time.perf_counter() - started)
            started = time.perf_counter()
            Reader(model.graph, model.linker).turns(said[end - 1 : end])
            taken["read"].append(time.perf_counter() - started)
            for name, source in model.sources.items():
                started = time.perf_counter()
                source.scores([reading])
                taken[name].append(time.perf_counter() - started)
            scores = model.scores([reading])[0]
            started = time.perf_counter()
            model.rank(reading, scores)
            taken["fuse"].append(time.perf_counter() - started)
    for name, values in taken.items():
        ordered = [value * 1000 for value in values]
        rows.append({"what": f"{name}, ms", "p50": quantile(ordered, 0.5), "p99": quantile(ordered, 0.99)})
    rows.append({"what": "peak, MB", "p50": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024})
    return rows


def novelty(folder: Path, corpus: Corpus, values: list[float]) -> list[dict[str, Any]]:
    """Rows of figures under the protocol *new*."""
    model = open_model(folder)
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as home:
        for value in values:
            figures = measure_model(model, corpus, home=Path(home), novelty=value)
            rows.append({"novelty": value} | {metric: figures[f"valid new {metric}"].value for metric in SHOWN})
    return rows


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument(
        "--model", type=Path, default=models_folder(Settings().home) / "redial", help="where crs train puts it, if not given"
    )
    parser.add_argument("--data-dir", type=Path)
    parser.add_argument("--novelty", default="0,0.1,0.2,0.4", help="values to measure; nothing for none")
    options = parser.parse_args()
    corpus = open_corpus("redial", options.data_dir)
    rows = speed(options.model, corpus)
    report("A trained model in use", rows)
    values = [float(part) for part in options.novelty.split(",") if part.strip()]
    costs = novelty(options.model, corpus, values)
    report("Popularity held against items, ReDial validation, protocol new", [*rows, *costs] if options.json else costs, options.json)


if __name__ == "__main__":
    main()
