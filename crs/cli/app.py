"""The commands and their options. What they do is imported when they run, so that --help comes at once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    name="crs",
    help="Conversational recommendation over a knowledge graph.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # plain help: rich would take half of the time a command needs to start
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
graph_commands = typer.Typer(name="kg", help="Look into the knowledge graph.", no_args_is_help=True)
app.add_typer(graph_commands)
data_commands = typer.Typer(name="data", help="Data sets: fetch them, check them, count them.", no_args_is_help=True)
app.add_typer(data_commands)
evaluate_commands = typer.Typer(name="evaluate", help="Measure recommenders on data sets.", no_args_is_help=True)
app.add_typer(evaluate_commands)
models_commands = typer.Typer(name="models", help="Models that were trained: which there are, and how good they are.", no_args_is_help=True)
app.add_typer(models_commands)

CatalogueOption = Annotated[
    Path | None, typer.Option("--catalogue", metavar="DIR", help="Folder of a catalogue; the bundled one if not given.")
]
ModelOption = Annotated[
    Path | None,
    typer.Option(
        "--model",
        metavar="DIR",
        help="A trained model: its folder, or its name below CRS_HOME/models; see crs models list. [env: CRS_MODEL]",
    ),
]
NoVectorOption = Annotated[bool, typer.Option("--no-vector", help="Do without text similarity: starts sooner, takes less memory.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
DataDirOption = Annotated[
    Path | None, typer.Option("--data-dir", metavar="DIR", help="Folder with data sets, or the folder of one. [env: CRS_DATA_DIR]")
]
DatasetArgument = Annotated[str, typer.Argument(metavar="NAME", help="A data set; `crs data list` shows them.")]


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"crs {version('crs-agents')}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")] = False,
) -> None:
    """Options of `crs` itself."""


@app.command()
def chat(  # noqa: PLR0917
    script: Annotated[Path | None, typer.Option("--script", metavar="FILE", help="Read the messages from a file, one a line.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print each turn as one line of JSON.")] = False,
    session: Annotated[
        str | None, typer.Option("--session", metavar="NAME", help="Name of the conversation; the same name continues it.")
    ] = None,
    catalogue: CatalogueOption = None,
    model: ModelOption = None,
    no_vector: NoVectorOption = False,
) -> None:
    """Talk to the recommender in the terminal. Messages are read from a pipe too, one a line."""
    from crs.cli.chat import run_chat

    run_chat(script=script, as_json=as_json, session=session, catalogue=catalogue, model=model, vector=not no_vector)


@app.command()
def demo(  # noqa: PLR0917
    host: Annotated[str, typer.Option("--host", help="Address to listen at; 0.0.0.0 lets other machines in.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Port to listen at.")] = 7860,
    share: Annotated[bool, typer.Option("--share", help="Open a public link through Gradio's relay.")] = False,
    catalogue: CatalogueOption = None,
    model: ModelOption = None,
    no_vector: NoVectorOption = False,
) -> None:
    """Open the page: a chat in the browser."""
    from crs.cli.demo import run_demo

    run_demo(host=host, port=port, share=share, catalogue=catalogue, model=model, vector=not no_vector)


@app.command()
def link(
    text: Annotated[str, typer.Argument(help="Any sentence.")],
    as_json: JsonOption = False,
    catalogue: CatalogueOption = None,
) -> None:
    """Find what a sentence names (entity linking)."""
    from crs.cli.link import run_link

    run_link(text, as_json=as_json, catalogue=catalogue)


@graph_commands.command()
def stats(as_json: JsonOption = False, catalogue: CatalogueOption = None) -> None:
    """Count items, entities and edges."""
    from crs.cli.kg import run_stats

    run_stats(as_json=as_json, catalogue=catalogue)


@graph_commands.command()
def show(
    name: Annotated[str, typer.Argument(help="A name or an id.")],
    as_json: JsonOption = False,
    catalogue: CatalogueOption = None,
) -> None:
    """Show what the graph states about something."""
    from crs.cli.kg import run_show

    run_show(name, as_json=as_json, catalogue=catalogue)


@graph_commands.command()
def path(
    start: Annotated[str, typer.Argument(help="A name or an id.")],
    goal: Annotated[str, typer.Argument(help="A name or an id.")],
    as_json: JsonOption = False,
    catalogue: CatalogueOption = None,
) -> None:
    """Show the most convincing path from one thing to another."""
    from crs.cli.kg import run_path

    run_path(start, goal, as_json=as_json, catalogue=catalogue)


@graph_commands.command()
def coverage(
    dataset: Annotated[
        str | None, typer.Option("--dataset", metavar="NAME", help="The items of a data set instead of those of a catalogue.")
    ] = None,
    sources: Annotated[
        str, typer.Option("--sources", metavar="A,B,…", help="What describes the items of the data set; `all` takes every source there is.")
    ] = "items",
    data_dir: DataDirOption = None,
    as_json: JsonOption = False,
    catalogue: CatalogueOption = None,
) -> None:
    """Report how well the items are described: facts, degrees, components, items that no source knows."""
    from crs.cli.kg import run_coverage

    run_coverage(as_json=as_json, catalogue=catalogue, dataset=dataset, sources=sources.split(","), data_dir=data_dir)


@graph_commands.command()
def build(
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Also save the compiled graph here.")] = None,
    catalogue: CatalogueOption = None,
    no_vector: NoVectorOption = False,
) -> None:
    """Check a catalogue and build its indexes, so that the first chat starts at once."""
    from crs.cli.kg import run_build

    run_build(out=out, catalogue=catalogue, vector=not no_vector)


@data_commands.command("list")
def list_data(
    as_json: JsonOption = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print the page docs/datasets.md.")] = False,
    data_dir: DataDirOption = None,
) -> None:
    """Show the data sets, what their licences allow, and which are on this machine."""
    from crs.cli.data import run_list

    run_list(as_json=as_json, markdown=markdown, data_dir=data_dir)


@data_commands.command("get")
def get_data(
    name: DatasetArgument,
    data_dir: DataDirOption = None,
    yes: Annotated[bool, typer.Option("--yes", help="Agree to the terms of the data set.")] = False,
) -> None:
    """Download a data set from its authors. What is there already stays; an interrupted download goes on."""
    from crs.cli.data import run_get

    run_get(name, data_dir=data_dir, yes=yes)


@data_commands.command("check")
def check_data(name: DatasetArgument, data_dir: DataDirOption = None, as_json: JsonOption = False) -> None:
    """Look at every file of a data set: there, whole, the right one, readable."""
    from crs.cli.data import run_check

    run_check(name, data_dir=data_dir, as_json=as_json)


@data_commands.command("stats")
def data_stats(name: DatasetArgument, data_dir: DataDirOption = None, as_json: JsonOption = False) -> None:
    """Count the dialogues, utterances, items and mentions of every split."""
    from crs.cli.data import run_stats

    run_stats(name, data_dir=data_dir, as_json=as_json)


@evaluate_commands.command()
def offline(  # noqa: PLR0917  the command line passes them by name
    systems: Annotated[
        str,
        typer.Option(
            "--systems", metavar="A,B,…", help="Registered recommenders, or module:factory; name=module:factory gives one another name."
        ),
    ],
    dataset: Annotated[str, typer.Option("--dataset", metavar="NAME", help="A data set; `crs data list` shows them.")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder of the run; one that was cut off goes on.")],
    split: Annotated[str, typer.Option("--split", help="The split that is scored.")] = "valid",
    protocol: Annotated[str, typer.Option("--protocol", help="standard (all and new), unicrs, ievalm, he2023.")] = "standard",
    data_dir: DataDirOption = None,
    train_splits: Annotated[
        str | None, typer.Option("--train-splits", metavar="A,B,…", help="Splits to learn from; those the data set names if not given.")
    ] = None,
    sources: Annotated[
        str | None,
        typer.Option(
            "--sources", metavar="A,B,…", help="More graphs that describe the items, `all` for every one there is; see crs kg coverage."
        ),
    ] = None,
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="Processes.")] = 1,
    limit: Annotated[int | None, typer.Option("--limit", metavar="N", min=1, help="The first N dialogues only.")] = None,
    on_error: Annotated[str, typer.Option("--on-error", metavar="stop|skip", help="At a row that is not as published.")] = "stop",
    ray: Annotated[str | None, typer.Option("--ray", metavar="local|ADDRESS", help="Run on Ray.")] = None,
    seed: Annotated[int, typer.Option("--seed", min=0, help="For whatever varies.")] = 0,
    fresh: Annotated[bool, typer.Option("--fresh", help="Replace the run that the folder holds.")] = False,
) -> None:
    """Rank the items of a data set with each system, and score the rankings."""
    from crs.cli.evaluate import run_offline

    run_offline(
        systems=systems,
        dataset=dataset,
        split=split,
        protocol=protocol,
        out=out,
        data_dir=data_dir,
        train_splits=train_splits,
        sources=sources,
        jobs=jobs,
        limit=limit,
        on_error=on_error,
        ray=ray,
        seed=seed,
        fresh=fresh,
    )


@evaluate_commands.command()
def compare(  # noqa: PLR0917
    first: Annotated[str, typer.Argument(metavar="DIR_A[:SYSTEM]", help="Folder of a run, and a system of it.")],
    second: Annotated[str, typer.Argument(metavar="DIR_B[:SYSTEM]", help="What it is compared with.")],
    metric: Annotated[list[str] | None, typer.Option("--metric", help="May be given several times; recall@10 if not given.")] = None,
    protocol: Annotated[str | None, typer.Option("--protocol", help="One of the runs' protocols; all they share if not given.")] = None,
    seed: Annotated[int, typer.Option("--seed", min=0, help="For the resampling.")] = 0,
    as_json: JsonOption = False,
) -> None:
    """Compare two runs pair by pair: difference, interval, p, Holm's correction."""
    from crs.cli.compare import run_compare

    run_compare(first, second, metrics=metric or ["recall@10"], protocol=protocol, seed=seed, as_json=as_json)


@app.command()
def train(  # noqa: PLR0917
    dataset: Annotated[str, typer.Option("--dataset", metavar="NAME", help="A data set, or `own` with --data-dir.")],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Folder of the model; CRS_HOME/models/NAME if not given.")
    ] = None,
    data_dir: DataDirOption = None,
    train_splits: Annotated[
        str | None,
        typer.Option("--train-splits", metavar="A,B,…", help="Splits to learn from; those called train if not given."),
    ] = None,
    valid: Annotated[
        str, typer.Option("--valid", metavar="SPLIT", help="The split that settings are chosen on; none holds out training dialogues.")
    ] = "valid",
    sources: Annotated[
        str | None, typer.Option("--sources", metavar="A,B,…", help="The sources of the model; if not given, all but dense-dialogues.")
    ] = None,
    describe: Annotated[
        str | None, typer.Option("--describe", metavar="A,B,…", help="What describes the items, see crs kg coverage.")
    ] = None,
    add: Annotated[
        str | None, typer.Option("--add", metavar="A,B,…", help="Other data sets to learn from, as far as they speak of the same items.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", min=0, help="For whatever is drawn.")] = 0,
    threads: Annotated[int | None, typer.Option("--threads", min=1, help="Two if not given; another number gives other figures.")] = None,
    fusion: Annotated[str, typer.Option("--fusion", metavar="trees|linear", help="How what the sources say becomes one score.")] = "trees",
    fresh: Annotated[bool, typer.Option("--fresh", help="Forget a training that was cut off.")] = False,
) -> None:
    """Train a recommender on the dialogues of a data set. The test split is not opened; a training that was cut off goes on."""
    from crs.cli.train import run_train

    run_train(
        dataset=dataset,
        out=out,
        data_dir=data_dir,
        train_splits=train_splits,
        valid=valid,
        sources=sources,
        describe=describe,
        add=add,
        seed=seed,
        threads=threads,
        fusion=fusion,
        fresh=fresh,
    )


@app.command()
def report(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of a run.")],
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="The page; DIR/report.html if not given.")] = None,
) -> None:
    """Make one HTML page of a run. It shows texts of the data set: mind its licence before you pass it on."""
    from crs.cli.compare import run_report

    run_report(folder, out=out)


@models_commands.command("list")
def list_models(
    folder: Annotated[
        Path | None, typer.Argument(metavar="DIR", help="Folder that holds models; the one in CRS_HOME if not given.", show_default=False)
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Show the models below a folder."""
    from crs.cli.models import run_list

    run_list(folder, as_json=as_json)


@models_commands.command("info")
def model_info(
    model: Annotated[str, typer.Argument(metavar="DIR", help="Folder of a model, or the name of one that `crs models list` shows.")],
    as_json: JsonOption = False,
) -> None:
    """Show what a model learnt from, what it is made of, its figures and cost, and whether its files are whole."""
    from crs.cli.models import run_info

    run_info(model, as_json=as_json)
