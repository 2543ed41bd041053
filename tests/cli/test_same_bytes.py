"""The same request on the same tree gives the same bytes, wherever it lies and whatever Python's hashes are."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from podium.service.demo import REQUEST, make_shop

FORMS = ("json", "md", "html", "mmd")
WORDS = "Add a wishlist for customers. Also fix that GET /orders/:id returns 500, and index orders.createdAt."


def planned(shop: Path, file: Path, words: str, *, seed: str, where: Path) -> bytes:
    """The plan as a process of its own writes it."""
    argv = [sys.executable, "-m", "podium", "plan", words, "--repo", str(shop), "--output", str(file)]
    variables = {**os.environ, "PYTHONHASHSEED": seed}
    subprocess.run(argv, check=True, cwd=where, env=variables, capture_output=True, timeout=120)
    return file.read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("words", [REQUEST, WORDS])
def test_a_plan_is_the_same_in_every_checkout_folder_and_process(tmp_path: Path, words: str) -> None:
    one = make_shop(tmp_path / "here" / "shop")
    other = Path(shutil.copytree(one, tmp_path / "far" / "away" / "shop"))
    for form in FORMS:
        first = planned(one, tmp_path / f"a.{form}", words, seed="1", where=tmp_path)
        assert planned(other, tmp_path / f"b.{form}", words, seed="4242", where=other / "src") == first


@pytest.mark.slow
def test_the_readme_shows_what_is_printed(tmp_path: Path) -> None:
    shop = make_shop(tmp_path / "shop")
    printed = planned(shop, tmp_path / "plan.md", REQUEST, seed="1", where=tmp_path).decode().splitlines()
    readme = (Path(__file__).parents[2] / "README.md").read_text()
    excerpt = readme.partition("And from the plan that it drew up before:")[2].partition("\n\n")[2].partition("\n\n")[0]
    lines = [line.removeprefix(">").strip() for line in excerpt.splitlines()]
    assert len(lines) > 10 and [line for line in lines if line and line not in printed] == []
