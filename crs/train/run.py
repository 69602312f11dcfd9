"""Training a model from beginning to end.

1. the dialogues are read; 2. the sources are fitted to all of them; 3. fold by fold they are fitted to the others, and what they say
of the dialogues held out is what 4. the fusion learns from; 5. the whole is measured on the validation split, and written.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from crs.agents.retrieval.trained.features import Features
from crs.agents.retrieval.trained.fusion import Fusion, write_fusion
from crs.agents.retrieval.trained.item_item import Company
from crs.agents.retrieval.trained.model import TrainedModel
from crs.agents.retrieval.trained.reading import Reader
from crs.agents.retrieval.trained.reasoner import Reasoner
from crs.agents.retrieval.trained.store import COMPANY, FUSION, GRAPH, SOURCES, USUAL, read_sources, word_reader, write_sources
from crs.datasets.labelled import LabelledDialogue
from crs.errors import DatasetError
from crs.evaluate.runs.memory import forget_peak, peak_megabytes
from crs.knowledge_graph.linking import EntityLinker
from crs.knowledge_graph.storage import save_graph
from crs.models.arrays import load_arrays, save_arrays
from crs.models.manifest import Cost, Figure, Manifest, Source, TrainedOn, utc_now
from crs.models.sparse import load_sparse, save_sparse
from crs.models.writing import check_replaceable, seal, writing_model
from crs.train.cases import ReadDialogue, read_dialogues, recommended
from crs.train.corpus import Corpus
from crs.train.course import Course
from crs.train.extra import require_extra
from crs.train.figures import first_hits, measure_model
from crs.train.folds import fold_lessons, lessons_of
from crs.train.fusion import Lessons, calibrate, fit_linear, fit_trees
from crs.train.sources import Fitted, Told, check_names, fit_sources
from crs.train.work import Work

_PACKAGES = ("crs-agents", "numpy", "scipy", "torch", "lightgbm")
_HELD_OUT = 10  # one in so many training dialogues stands in for a validation split that there is not


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """How a model is trained; the defaults were chosen on ReDial's validation split."""

    sources: tuple[str, ...] = USUAL
    folds: int = 4
    trees: bool = True
    course: Course = field(default_factory=Course)

    @property
    def seed(self) -> int:
        """Everything that is drawn is drawn from it."""
        return self.course.seed


def train(
    corpus: Corpus, out: Path, *, recipe: Recipe | None = None, name: str = "", fresh: bool = False, told: Told = lambda _what, _share: None
) -> Manifest:
    """Train a model and write it to the folder `out`; a training that was cut off goes on where its last finished step ended.

    The same corpus, recipe and machine give the same files, but for times.

    Raises:
        DatasetError: there are too few dialogues to learn from.
        ConfigError: the recipe names a source that there is not.
        MissingExtraError: the extra `train` is not installed.
        StorageError: `out` cannot be written, or holds something else.
    """
    recipe = recipe or Recipe()
    check_names(recipe.sources)
    require_extra(trees=recipe.trees, reasoner="reasoner" in recipe.sources, encoder="dense-dialogues" in recipe.sources)
    check_replaceable(out)
    started = time.perf_counter()
    forget_peak()
    training = _Training(corpus, recipe, out, fresh=fresh, told=told)
    manifest = training.run(name or Path(out).resolve().name, started)
    training.work.drop()
    return manifest


class _Training:
    def __init__(self, corpus: Corpus, recipe: Recipe, out: Path, *, fresh: bool, told: Told) -> None:
        self.corpus = corpus
        self.recipe = recipe
        self.out = out
        self.told = told
        self.graph = corpus.dataset.graph
        self.words = word_reader(self.graph)
        self.linker = EntityLinker(self.graph)
        self.work = Work(out, self._key(), fresh=fresh)

    def run(self, name: str, started: float) -> Manifest:
        self.told("reading the dialogues", 0.0)
        dialogues, held = self._dialogues()
        fitted = self._fitted(dialogues, held)
        lessons = Lessons.joined([self._lessons(fold, dialogues, fitted.epochs) for fold in range(self.recipe.folds)])
        if not len(lessons.telling()):
            raise _too_few(dialogues)
        self.told("fusion", 0.0)
        features = Features(self.graph, self.words, fitted.counts, self.recipe.sources)
        trees = fit_trees(lessons, features.names, seed=self.recipe.seed, threads=self.recipe.course.threads) if self.recipe.trees else None
        linear = fit_linear(lessons)
        unseen = lessons_of(fitted, recommended(held), self.graph, self.words)
        forms: list[Fusion] = [linear, *([trees] if trees is not None else [])]
        calibrations = {form.kind: calibrate(form, unseen) for form in forms}
        best = forms[-1]
        model = TrainedModel(
            graph=self.graph,
            linker=self.linker,
            sources=fitted.sources,
            features=features,
            fusion=best,
            calibration=calibrations[best.kind],
            name=name,
        )
        figures = self._figures(model)
        self.told("writing", 0.0)
        with writing_model(self.out) as room:
            save_graph(self.graph, room / GRAPH)
            save_sparse(room / COMPANY, fitted.company)
            write_sources(room / SOURCES, fitted.sources)
            (room / FUSION).mkdir()
            write_fusion(room / FUSION, trees, linear, calibrations)
            manifest = Manifest(
                name=name,
                created=utc_now(),
                dataset=TrainedOn(
                    name=self.corpus.name,
                    training=self.corpus.training,
                    validation=self.corpus.validation,
                    dialogues=len(dialogues),
                    cases=len(lessons),
                    files=self.corpus.hashes,
                ),
                seed=self.recipe.seed,
                items=len(self.graph.items),
                graph=self.graph.version,
                versions=_versions(),
                sources=tuple(_described(source, fitted, room) for source in self.recipe.sources),
                fusion="trees" if trees is not None else "linear",
                figures=figures,
                settings={"folds": self.recipe.folds, "epochs": fitted.epochs, "threads": self.recipe.course.threads},
                cost=Cost(seconds=round(time.perf_counter() - started, 1), peak_megabytes=round(peak_megabytes(), 1)),
            )
            return seal(room, manifest)

    # ------------------------------------------------------------ steps

    def _dialogues(self) -> tuple[list[ReadDialogue], list[ReadDialogue]]:
        """Those to learn from, and those to choose on."""
        reader = Reader(self.graph, self.linker)
        read = list(read_dialogues(self.corpus.dialogues, reader))
        if self.corpus.validation is None:
            held = read[::_HELD_OUT]
            read = [dialogue for place, dialogue in enumerate(read) if place % _HELD_OUT]
        else:
            held = list(read_dialogues(self._validation(), reader))
        added = read_dialogues(self.corpus.added, reader, own=False)
        if sum(dialogue.spoken and bool(dialogue.unlabelled) for dialogue in read) < self.recipe.folds:
            raise _too_few(read)
        return [*read, *added], held

    def _validation(self) -> list[LabelledDialogue]:
        if self.corpus.validation is None:
            return []
        return [d.renamed(self.corpus.dataset.canonical) for d in self.corpus.dataset.dialogues(self.corpus.validation)]

    def _fitted(self, dialogues: Sequence[ReadDialogue], held: Sequence[ReadDialogue]) -> Fitted:
        """The sources on all training dialogues, the reasoner from the epoch that is best on those held out."""
        judged = recommended(held)

        def judge(reasoner: Reasoner) -> float:
            return first_hits(reasoner.scores([case.reading for case in judged]), judged)

        def make(folder: Path) -> dict[str, object]:
            fitted = fit_sources(
                dialogues, self.graph, self.words, names=self.recipe.sources, course=self.recipe.course, judge=judge if judged else None,
                told=lambda what, share: self.told(f"all dialogues: {what}", share),
            )  # fmt: skip
            write_sources(folder, fitted.sources)
            save_sparse(folder / COMPANY, fitted.company)
            return {"seconds": fitted.seconds, "epochs": fitted.epochs}

        def read(folder: Path, note: object) -> Fitted:
            kept = dict(note) if isinstance(note, dict) else {}
            company = load_sparse(folder / COMPANY)
            sources = read_sources(folder, self.recipe.sources, self.graph, self.words, Company(company, self.graph.item_ids))
            return Fitted(sources=tuple(sources), seconds=kept["seconds"], epochs=tuple(kept["epochs"]), company=company)

        return self.work.step("sources", make, read)

    def _lessons(self, fold: int, dialogues: Sequence[ReadDialogue], epochs: tuple[int, ...]) -> Lessons:
        def make(folder: Path) -> dict[str, object]:
            lessons = fold_lessons(
                fold, dialogues, self.graph, self.words, folds=self.recipe.folds, seed=self.recipe.seed, names=self.recipe.sources,
                course=replace(self.recipe.course, stop=epochs),
                told=lambda what, share: self.told(f"fold {fold + 1} of {self.recipe.folds}: {what}", share),
            )  # fmt: skip
            save_arrays(folder / "lessons.npz", dict(vars(lessons)))
            return {}

        def read(folder: Path, _note: object) -> Lessons:
            return Lessons(**load_arrays(folder / "lessons.npz", "features", "wanted", "sizes", "missed"))

        return self.work.step(f"fold-{fold}", make, read)

    def _figures(self, model: TrainedModel) -> dict[str, Figure]:
        if self.corpus.validation is None:
            return {}
        self.told(f"measuring on {self.corpus.validation}", 0.0)
        return measure_model(model, self.corpus, home=self.work.folder)

    def _key(self) -> dict[str, object]:
        """Everything that the steps depend on."""
        return {
            "splits": self.corpus.hashes,
            "validation": self.corpus.validation,
            "graph": self.graph.version,
            "recipe": asdict(self.recipe),
            "versions": _versions(),
        }


def _too_few(dialogues: Sequence[ReadDialogue]) -> DatasetError:
    return DatasetError(
        f"{len(dialogues)} training dialogues are too few to learn from", hint="without dialogues the untrained retrieval is the better one"
    )


def _described(name: str, fitted: Fitted, room: Path) -> Source:
    size = sum(path.stat().st_size for path in (room / SOURCES / name).rglob("*") if path.is_file())
    note = f"taken after epoch {', '.join(map(str, fitted.epochs))}" if name == "reasoner" else ""
    return Source(name=name, seconds=fitted.seconds[name], bytes=size, note=note)


def _versions() -> dict[str, str]:
    found = {}
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found
