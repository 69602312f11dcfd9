"""Colours and type: fonts of the visitor's own system, nothing fetched."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

FONT = ("ui-sans-serif", "system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "Arial", "sans-serif")
MONO = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "monospace")


def theme() -> Any:
    """The Gradio theme; the look of the conversation itself is in page.css."""
    import gradio as gr

    return gr.themes.Base(primary_hue="teal", neutral_hue="stone", radius_size="lg", font=FONT, font_mono=MONO).set(
        body_background_fill="#faf9f7",
        body_background_fill_dark="#161513",
        block_border_width="0px",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
    )


def asset(name: str) -> str:
    """The text of a file of this package: page.css, live.js."""
    return files("crs.web").joinpath(name).read_text(encoding="utf-8")
