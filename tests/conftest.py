"""What all tests share: the bundled catalogue, and walls around them: no network, no traces outside a temporary folder."""

from __future__ import annotations

import ipaddress
import os
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

if TYPE_CHECKING:
    from crs.knowledge_graph.graph import KnowledgeGraph
    from crs.knowledge_graph.linking import EntityLinker

ROOT = Path(__file__).parents[1]
_HOME = pytest.StashKey[Path]()


def pytest_configure(config: pytest.Config) -> None:
    """Set before anything is imported: packages read these once."""
    home = Path(tempfile.mkdtemp(prefix="crs-tests-"))
    config.stash[_HOME] = home
    os.environ.update(
        HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1", GRADIO_ANALYTICS_ENABLED="False", ANONYMIZED_TELEMETRY="False", CRS_HOME=str(home)
    )
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a suite started in the background would hand down an ignored Ctrl-C
    hypothesis.settings.register_profile("crs", deadline=None)  # a busy machine is no defect
    hypothesis.settings.load_profile("crs")
    # The content folder datasets/ must not be mistaken for the package of that name.
    sys.path[:] = [entry for entry in sys.path if Path(entry or ".").resolve() != ROOT]


def pytest_unconfigure(config: pytest.Config) -> None:
    shutil.rmtree(config.stash[_HOME], ignore_errors=True)


class NetworkReachedError(RuntimeError):
    """A test tried to leave this machine."""


def _is_local(host: Any) -> bool:
    host = host.decode() if isinstance(host, bytes) else host
    if host in (None, "", "localhost"):
        return True
    try:
        return ipaddress.ip_address(str(host).split("%")[0]).is_loopback or str(host) in ("0.0.0.0", "::")  # noqa: S104
    except ValueError:
        return False


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Connecting or resolving anything but this machine fails at once, in session fixtures too."""
    connect, connect_ex, resolve = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def refuse(host: Any) -> None:
        if not _is_local(host):
            raise NetworkReachedError(f"a test tried to reach {host}")

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple):
            refuse(address[0])
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        if isinstance(address, tuple):
            refuse(address[0])
        return connect_ex(self, address)

    def guarded_resolve(host: Any, *args: Any, **kwargs: Any) -> Any:
        refuse(host)
        return resolve(host, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
        patch.setattr(socket, "getaddrinfo", guarded_resolve)
        yield


@pytest.fixture(scope="session")
def graph() -> KnowledgeGraph:
    """The bundled catalogue, compiled."""
    from crs.content import content_folder
    from crs.knowledge_graph.catalogue import read_catalogue
    from crs.knowledge_graph.compile import compile_graph

    return compile_graph(read_catalogue(content_folder("knowledge_graph")))


@pytest.fixture(scope="session")
def linker(graph: KnowledgeGraph) -> EntityLinker:
    """The entity linker of the bundled catalogue."""
    from crs.knowledge_graph.linking import EntityLinker

    return EntityLinker(graph)


@pytest.fixture(scope="session")
def films_model(graph: KnowledgeGraph, linker: EntityLinker, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a small model that was trained over the bundled catalogue; it is called "films"."""
    pytest.importorskip("torch")
    from tests.trained_models import write_films_model

    return write_films_model(tmp_path_factory.mktemp("trained") / "models" / "films-1", graph, linker)
