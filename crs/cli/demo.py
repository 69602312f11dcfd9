"""`crs demo`: the page."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from crs.cli.opening import settings_from


def run_demo(*, host: str, port: int, share: bool, catalogue: Path | None, model: Path | None, vector: bool) -> None:
    """Serve the page until it is ended."""
    from crs.web import serve

    console = Console(highlight=False)
    console.print("Opening the page …", style="dim")
    settings = settings_from(catalogue=catalogue, model=model, vector=vector)
    serve(settings, host=host, port=port, share=share, announce=console.print)
