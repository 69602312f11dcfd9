"""Offline evaluation in one call: which systems rank the right items of a split of a data set, and how sure is that?"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

from crs.datasets.dataset import Dataset
from crs.datasets.describe import describe
from crs.datasets.faults import Faults, OnError
from crs.datasets.opening import dataset_folder, open_dataset
from crs.errors import InputError
from crs.evaluate.metrics import Reference, standard_metrics
from crs.evaluate.protocols import protocols
from crs.evaluate.results import measure, outcomes_of
from crs.evaluate.runs.files import locked
from crs.evaluate.runs.loading import Run, load_run
from crs.evaluate.runs.manifest import hash_files, make_manifest
from crs.evaluate.runs.plan import Plan, make_plan
from crs.evaluate.runs.runner import Asked, Progress, Runner
from crs.evaluate.runs.store import RunFolder
from crs.evaluate.runs.writing import write_inputs, write_outcomes, write_results
from crs.evaluate.systems import Factory, System, find_system
from crs.evaluate.training import Training
from crs.protocols import BatchRecommender, Recommender
from crs.settings import Settings

Wanted = str | System | Factory | Recommender | BatchRecommender


def evaluate_offline(
    systems: Sequence[Wanted] | Mapping[str, Wanted],
    dataset: str | Dataset,
    *,
    out: Path,
    split: str = "valid",
    protocol: str = "standard",
    data_dir: Path | None = None,
    train_splits: Sequence[str] | None = None,
    sources: Sequence[str] = (),
    jobs: int = 1,
    ray: str | None = None,
    limit: int | None = None,
    on_error: OnError = "stop",
    seed: int = 0,
    fresh: bool = False,
    home: Path | None = None,
    progress: Progress = lambda *_: None,
) -> Run:
    """Ask systems for a ranking at every instance of a split, score them, and keep it all in the folder `out`.

    `systems` are names of registered recommenders, `module:factory`, factories, or recommenders, by the name that they are to have
    or in a list. They learn from `train_splits`, by default those that the data set names. `sources` describe the items by more
    than the data set says (see `crs.datasets.describe`). `limit` takes the first dialogues only. The same call on a folder whose
    run was cut off goes on with it and does not ask again what was answered; the result is the same to the byte, with any number
    of `jobs` and on Ray (`ray` is "local" or the address of a cluster). A system that fails at a context has missed it. One that
    fails as a whole is listed among the failures; the others go on.

    Raises:
        InputError: the arguments do not fit together, or `split` is among those learnt from.
        ConfigError: there is no such system, data set or protocol, or `out` holds another run and `fresh` is not set.
        DatasetError: the data is missing or not as published.
        StorageError: `out` cannot be used.
        MissingExtraError: Ray is asked for and not installed.
    """
    run = partial(
        _evaluate,
        _named(systems),
        _open(dataset, data_dir, sources, Faults(on_error), home),
        _Options(split=split, protocol=protocol, train_splits=train_splits, jobs=jobs, ray=ray, limit=limit, seed=seed, fresh=fresh),
        Path(out),
        progress,
    )
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return run()
    with ThreadPoolExecutor(max_workers=1) as beside:  # a notebook has a loop of its own, systems need another
        return beside.submit(run).result()


@dataclass(frozen=True, kw_only=True)
class _Options:
    split: str
    protocol: str
    train_splits: Sequence[str] | None
    jobs: int
    ray: str | None
    limit: int | None
    seed: int
    fresh: bool

    def __post_init__(self) -> None:
        if self.jobs < 1 or (self.limit is not None and self.limit < 1):
            raise InputError("jobs and limit are at least 1")
        if self.seed < 0:
            raise InputError(f"the seed {self.seed} is negative", hint="seeds are 0 or more")


@dataclass(frozen=True, kw_only=True)
class _Opened:
    dataset: Dataset
    faults: Faults
    home: Path
    files: Path | None  # the folder its files lie in

    def training(self, options: _Options) -> tuple[tuple[str, ...], Training]:
        splits = tuple(self.dataset.training if options.train_splits is None else options.train_splits)
        if options.split in splits:
            raise InputError(f"'{options.split}' would be learnt from and scored", hint="choose another split, or other --train-splits")
        read = (labelled.renamed(self.dataset.canonical) for split in splits for labelled in self.dataset.dialogues(split))
        return splits, Training(graph=self.dataset.graph, dialogues=tuple(read), home=self.home, seed=options.seed)


def _open(dataset: str | Dataset, data_dir: Path | None, sources: Sequence[str], faults: Faults, home: Path | None) -> _Opened:
    home = home or Settings().home
    if isinstance(dataset, Dataset):
        return _Opened(dataset=dataset, faults=faults, home=home, files=None)
    opened = open_dataset(dataset, data_dir, faults=faults, home=home)
    if sources:
        opened = describe(opened, sources, data_dir)
    return _Opened(dataset=opened, faults=faults, home=home, files=dataset_folder(dataset, data_dir))


def _evaluate(systems: Sequence[System], opened: _Opened, options: _Options, out: Path, progress: Progress) -> Run:
    cut = protocols(options.protocol, dataset=opened.dataset.name, folder=opened.files, split=options.split)
    dialogues = tuple(islice(opened.dataset.dialogues(options.split), options.limit))
    plan = make_plan(cut, dialogues, opened.dataset.canonical)
    splits, training = opened.training(options)
    out.mkdir(parents=True, exist_ok=True)
    with locked(out):
        manifest = make_manifest(
            dataset=opened.dataset.name,
            split=options.split,
            protocol=options.protocol,
            train_splits=splits,
            on_error=opened.faults.on_error,
            limit=options.limit,
            skipped=opened.faults.count,
            systems=systems,
            training=training,
            plan=plan,
            files=hash_files(opened.files) if opened.files is not None else {},
        )
        folder = RunFolder(out)
        folder.claim(manifest, fresh=options.fresh)
        write_inputs(folder, plan, training, dialogues, opened.dataset.canonical)
        folder.sign(manifest)
        runner = Runner(folder=folder, plan=plan, training=training, jobs=options.jobs, ray=options.ray, progress=progress)
        asked = {system.name: runner.ask(system) for system in systems}
        _score(folder, plan, training, asked)
    return load_run(out)


def _score(folder: RunFolder, plan: Plan, training: Training, asked: dict[str, Asked]) -> None:
    metrics = standard_metrics(Reference.of(training))
    results = {}
    for name, came in asked.items():
        if came.failure:
            continue
        answers = {answer.context: answer for answer in came.answers}
        outcomes = {protocol: outcomes_of(group, answers) for protocol, group in plan.instances.items()}
        write_outcomes(folder, name, outcomes)
        results[name] = measure(outcomes, metrics)
    write_results(folder, results, asked)


def _named(wanted: Sequence[Wanted] | Mapping[str, Wanted]) -> Sequence[System]:
    pairs = wanted.items() if isinstance(wanted, Mapping) else [("", system) for system in wanted]
    systems = [find_system(system, name=name) for name, system in pairs]
    if not systems:
        raise InputError("no system was named", hint="for example: random,popularity,ease")
    # Files are called by the systems, and some file systems do not tell capitals from small letters.
    if len({"".join(c if c.isalnum() else "-" for c in system.name.lower()) for system in systems}) < len(systems):
        names = ", ".join(system.name for system in systems)
        raise InputError(
            f"two systems have one name: {names}", hint="name every system once, or give one another name: name=module:factory"
        )
    return systems
