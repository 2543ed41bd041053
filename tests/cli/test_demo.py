"""The demo from end to end: a request becomes a verified branch, with no key and no server, and can be taken back."""

import hashlib
import subprocess
from pathlib import Path

import pytest

from podium.cli.app import run
from podium.config import load_configuration

pytestmark = pytest.mark.slow


def git(root: Path, *words: str) -> str:
    return subprocess.run(["git", *words], cwd=root, check=True, capture_output=True, text=True).stdout.strip()


def prints(root: Path) -> dict[str, str]:
    """Digests of everything in the repository but objects, the run branch and its log."""
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".git/objects" not in str(path) and "podium/" not in str(path)
    }


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The machine's own cache, so that dependencies are not installed once more where they are there already."""
    return load_configuration().cache_home.parent


def test_the_demo_is_done_reported_and_taken_back(
    tmp_path: Path, home: Path, cache: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    shop = tmp_path / "shop"
    assert run(["demo", "--into", str(shop)]) == 0, capsys.readouterr().err
    report = capsys.readouterr().out
    branch = git(shop, "for-each-ref", "--format=%(refname:short)", "refs/heads/podium/")
    assert "**done**" in report and branch in report
    assert git(shop, "branch", "--show-current") == "main" and git(shop, "status", "--porcelain") == ""
    before = prints(shop)
    assert run(["rollback", "--repo", str(shop)]) == 0
    assert git(shop, "rev-parse", f"{branch}^{{tree}}") == git(shop, "rev-parse", "main^{tree}")
    assert prints(shop) == before
