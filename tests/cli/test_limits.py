"""A run that reaches a limit ends with exit code 5, one whose agent fails with 3, one that cannot begin with 2."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from .conftest import NEST, MakeRepository

pytestmark = pytest.mark.slow

REQUEST = "Send a weekly summary of all orders by fax"
Try = Callable[..., tuple[int, str]]


@pytest.fixture
def attempt(make_repository: MakeRepository, home: Path, tmp_path: Path) -> Try:
    """The exit code of a run whose agent is a double with these steps, and what was said."""

    def go(*words: str, steps: list[dict[str, Any]], **profile: Any) -> tuple[int, str]:
        script, folder = tmp_path / "script.json", home / ".config" / "podium" / "agents"
        script.write_text(json.dumps({"steps": steps}))
        folder.mkdir(parents=True)
        argv = [sys.executable, "-m", "podium.runners.double", str(script)]
        (folder / "mine.yaml").write_text(json.dumps({"title": "mine", "argv": argv, **profile}))
        program = [sys.executable, "-m", "podium", "run", REQUEST, "--runner", "mine", *words]
        variables = {**os.environ, "HOME": str(home)}
        done = subprocess.run(
            [*program, "--repo", str(make_repository(NEST))], env=variables, capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout + done.stderr

    return go


@pytest.mark.parametrize("words", [("--budget-usd", "0.5"), ("--budget-turns", "2")])
def test_a_limit_that_is_reached_is_no_failure(attempt: Try, words: tuple[str, str]) -> None:
    turn = [{"act": "read", "path": "package.json"}, {"cost": 0.9}, {"sleep": 0.2}]
    code, said = attempt(*words, steps=[*turn * 20, {"sleep": 60}])
    assert code == 5 and ("were left" in said or "is used up" in said)


def test_an_agent_that_does_nothing_has_reached_no_limit(attempt: Try) -> None:
    code, said = attempt("--budget-usd", "50", steps=[{"say": "all done"}])
    assert code == 3 and "nothing was changed" in said


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["no-such-agent"], "no-such-agent is not on the PATH"),
        ([sys.executable, "-c", "print('hello')"], "does not speak ACP"),
        ([sys.executable, "-c", "import time; time.sleep(60)"], "waits for a dialog"),
    ],
)
def test_an_agent_that_cannot_be_had_is_said_before_a_run_is_there(
    attempt: Try, home: Path, argv: list[str], words: str
) -> None:
    code, said = attempt(steps=[], argv=argv, start_seconds=3)
    assert code == 2 and words in said and not list((home / ".local" / "state" / "podium").glob("*/2*"))
