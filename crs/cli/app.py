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

CatalogueOption = Annotated[
    Path | None, typer.Option("--catalogue", metavar="DIR", help="Folder of a catalogue; the bundled one if not given.")
]
NoVectorOption = Annotated[bool, typer.Option("--no-vector", help="Do without text similarity: starts sooner, takes less memory.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


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
def chat(
    script: Annotated[Path | None, typer.Option("--script", metavar="FILE", help="Read the messages from a file, one a line.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print each turn as one line of JSON.")] = False,
    session: Annotated[
        str | None, typer.Option("--session", metavar="NAME", help="Name of the conversation; the same name continues it.")
    ] = None,
    catalogue: CatalogueOption = None,
    no_vector: NoVectorOption = False,
) -> None:
    """Talk to the recommender in the terminal. Messages are read from a pipe too, one a line."""
    from crs.cli.chat import run_chat

    run_chat(script=script, as_json=as_json, session=session, catalogue=catalogue, vector=not no_vector)


@app.command()
def demo(
    host: Annotated[str, typer.Option("--host", help="Address to listen at; 0.0.0.0 lets other machines in.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Port to listen at.")] = 7860,
    share: Annotated[bool, typer.Option("--share", help="Open a public link through Gradio's relay.")] = False,
    catalogue: CatalogueOption = None,
    no_vector: NoVectorOption = False,
) -> None:
    """Open the page: a chat in the browser."""
    from crs.cli.demo import run_demo

    run_demo(host=host, port=port, share=share, catalogue=catalogue, vector=not no_vector)


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
def build(
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Also save the compiled graph here.")] = None,
    catalogue: CatalogueOption = None,
    no_vector: NoVectorOption = False,
) -> None:
    """Check a catalogue and build its indexes, so that the first chat starts at once."""
    from crs.cli.kg import run_build

    run_build(out=out, catalogue=catalogue, vector=not no_vector)
