"""The page: a chat in the browser, served by Gradio."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING

from crs.settings import Settings
from crs.web.loading import Progress
from crs.web.server import HOST, PORT, Page, open_page

if TYPE_CHECKING:
    from crs.bot import Bot

__all__ = ["HOST", "PORT", "Page", "open_page", "serve"]


def serve(
    settings: Settings | None = None,
    *,
    host: str = HOST,
    port: int = PORT,
    share: bool = False,
    announce: Callable[[str], None] = print,
) -> None:
    """Serve the page over the catalogue of the settings, until Ctrl-C or SIGTERM.

    Raises:
        CRSError: the catalogue has no schema, the port is in use, or Gradio is not installed.
    """
    from crs.content import content_folder
    from crs.knowledge_graph.schema import read_schema

    settings = settings or Settings()

    def build(progress: Progress) -> Bot:
        from crs.bot import load

        return load(settings=settings, progress=progress)

    stop = threading.Event()

    def ended(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    schema = read_schema(settings.catalogue or content_folder("knowledge_graph"))
    page = open_page(build, schema, host=host, port=port, share=share)
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
