"""Ray: the same bytes as in this process, and a clear word where it is not installed."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from crs.errors import MissingExtraError
from crs.evaluate.offline import evaluate_offline

PROGRAM = """
import sys
from pathlib import Path
from crs.evaluate.offline import evaluate_offline
data, out, ray = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
run = evaluate_offline(["random", "popularity", "small:plain", "small:hopeless"], "own", data_dir=data, out=out, home=out.parent / "home",
                       ray=ray or None, jobs=2 if ray else 1)
assert run.broken == ("small:hopeless",), run.failures
"""


def test_without_ray_the_extra_is_named(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(MissingExtraError, match="ray"):
        evaluate_offline(["random"], "own", data_dir=data, out=tmp_path / "run", home=tmp_path / "home", ray="local", limit=2)


@pytest.mark.slow
@pytest.mark.skipif(find_spec("ray") is None, reason="needs the extra 'ray'")
def test_ray_gives_the_same_bytes(data: Path, tmp_path: Path) -> None:
    for name, ray in (("here", ""), ("ray", "local")):
        subprocess.run([sys.executable, "-c", PROGRAM, str(data), str(tmp_path / name), ray], cwd=Path(__file__).parent, check=True)
    here, there = (
        {path.name: path.read_bytes() for path in sorted((tmp_path / name).rglob("*")) if path.is_file() and path.name != "timings.json"}
        for name in ("here", "ray")
    )
    assert here == there
