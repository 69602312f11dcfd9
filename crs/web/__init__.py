"""The page: a chat in the browser, served by Gradio."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING

from crs.settings import Settings, refuse_both
from crs.web.loading import Progress
from crs.web.server import HOST, PORT, Page, open_page

if TYPE_CHECKING:
    from crs.bot import Bot
    from crs.knowledge_graph.schema import Schema

__all__ = ["HOST", "PORT", "Page", "open_page", "serve"]


def serve(
    settings: Settings | None = None,
    *,
    host: str = HOST,
    port: int = PORT,
    share: bool = False,
    announce: Callable[[str], None] = print,
) -> None:
    """Serve the page over the catalogue or the trained model of the settings, until Ctrl-C or SIGTERM.

    Raises:
        CRSError: the catalogue or model has no schema, the port is in use, or Gradio is not installed.
    """
    settings = settings or Settings()

    def build(progress: Progress) -> Bot:
        from crs.bot import load

        return load(settings=settings, progress=progress)

    stop = threading.Event()

    def ended(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    page = open_page(build, _schema(settings), host=host, port=port, share=share)
    try:
        signal.signal(signal.SIGTERM, ended)
        announce(f"The page is at {page.address} (Ctrl-C ends it).")
        while not stop.wait(0.5):
            if page.loading.error is not None:
                raise page.loading.error
    except KeyboardInterrupt:
        announce("Goodbye.")
    finally:
        page.close()


def _schema(settings: Settings) -> Schema:
    """What the items are called, known before they are read."""
    from crs.agents.retrieval.trained.store import GRAPH
    from crs.content import content_folder
    from crs.knowledge_graph.schema import read_schema
    from crs.knowledge_graph.storage import load_schema
    from crs.models.folder import read_manifest
    from crs.models.place import find_model

    refuse_both(settings.catalogue, settings.model)
    if settings.model is not None:
        folder = find_model(settings.model, settings.home)
        read_manifest(folder)  # says what is wrong where this is no model
        return load_schema(folder / GRAPH)
    return read_schema(settings.catalogue or content_folder("knowledge_graph"))
