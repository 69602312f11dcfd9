"""The house: what lies where, what may import what, and what a wheel carries."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "crs"
MODULES = sorted(PACKAGE.rglob("*.py"))

# From the bottom up: a module may import from its own layer and from those before it.
LAYERS = (
    ("types", "errors", "text", "settings", "content", "protocols"),
    ("knowledge_graph", "datasets", "models"),
    ("registry",),
    ("agents",),
    ("presentation",),
    ("dialogue",),
    ("bot",),
    ("train", "simulate", "evaluate", "testing"),
    ("serve", "web", "cli"),
)
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}


def test_content_folders_hold_no_python() -> None:
    assert not [path for folder in ("agents", "datasets", "knowledge_graph") for path in (ROOT / folder).rglob("*.py")]


def test_the_root_datasets_folder_is_not_importable() -> None:
    spec = importlib.util.find_spec("datasets")
    assert spec is None or not any(str(ROOT) in str(place) for place in spec.submodule_search_locations or ())


def _layer(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def _imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names} if node.module == "crs" else {node.module}
    return {name.split(".")[1] for name in found if name.startswith("crs.")}


@pytest.mark.parametrize(
    "path", [path for path in MODULES if path.parent != PACKAGE or path.stem != "__init__"], ids=lambda path: str(path.relative_to(ROOT))
)
def test_imports_go_one_way(path: Path) -> None:
    above = {name for name in _imports(path) if LEVEL[name] > LEVEL[_layer(path)]}
    assert not above, f"{path.relative_to(ROOT)} imports {above} from a layer above its own"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_stay_small_and_finished(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 400
    assert not any(mark in text for mark in ("TODO", "FIXME", "NotImplementedError"))


@pytest.mark.parametrize("heavy", ["torch", "sentence_transformers", "chromadb", "gradio", "networkx", "langgraph"])
def test_importing_the_package_is_light(heavy: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", f"import crs, sys; print('{heavy}' in sys.modules)"], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(out)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(out.glob("*.whl"))


def test_the_wheel_has_one_top_level_and_carries_the_content(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"crs"}
    carried = {str(path.relative_to(ROOT)) for folder in ("agents", "datasets", "knowledge_graph") for path in (ROOT / folder).rglob("*.*")}
    assert carried <= {name.removeprefix("crs/_content/") for name in names}
    assert "crs/py.typed" in names


def test_the_wheel_answers_a_turn_in_an_empty_directory(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "venv", with_pip=False)
    site = Path(sysconfig.get_path("purelib", vars={"base": str(tmp_path / "venv")}))
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    # The dependencies are lent by the environment the tests run in; a path line does not process its .pth files,
    # so the editable install of the repository stays out of sight.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    empty = tmp_path / "empty"
    empty.mkdir()
    program = (
        "import crs, json\n"
        "bot = crs.load(settings=crs.Settings(vector=False))\n"
        "turn = bot.chat('I loved Alien. Recommend me something like it.')\n"
        "print(json.dumps({'where': crs.__file__, 'items': [r.item for r in turn.recommendations], 'reply': turn.reply}))\n"
        "bot.close()\n"
    )
    environment = {"PATH": os.environ["PATH"], "CRS_HOME": str(tmp_path / "home"), "HOME": str(tmp_path)}
    done = subprocess.run(
        [str(tmp_path / "venv/bin/python"), "-c", program], cwd=empty, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout.strip().splitlines()[-1])
    assert str(site) in said["where"]
    assert said["items"]
    assert said["reply"]
