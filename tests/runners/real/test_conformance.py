"""Every agent that we ship a way to keeps the protocol: real programs and libraries, and the scripted model server."""

import asyncio
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from podium.ports import Assignment
from podium.runners.choice import of_profile
from podium.runners.conformance import breaches
from podium.runners.model_server import serving
from podium.runners.profiles import profile

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]

MakeAssignment = Callable[..., Assignment]
PYTHON = Path.home() / ".cache" / "podium-tests" / "python"
LIBRARIES = {
    "claude": "claude-agent-sdk==0.2.187",
    "model": "pydantic-ai-slim[anthropic,google,openai]==2.62.0",
}
MODELS = ("anthropic:claude-sonnet-4-5", "openai-chat:gpt-5", "openai-responses:gpt-5", "google:gemini-2.5-pro")
LONG = 60.0


def library(package: str) -> str:
    """The folder of a Python package, installed now where it is not there; the test is skipped where it cannot be."""
    folder = PYTHON / package.replace("[", "+").replace("]", "")
    if not (folder / "whole").exists():
        uv = shutil.which("uv")
        words = [uv, "pip", "install"] if uv else [sys.executable, "-m", "pip", "install"]
        done = subprocess.run(
            [*words, "--quiet", "--target", str(folder), package], capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            pytest.skip(f"{package} cannot be installed: {done.stderr.strip()[-200:]}")
        (folder / "whole").touch()
    return str(folder)


def assignments(make: MakeAssignment, agent: Any, server: Any, tmp_path: Path) -> tuple[Assignment, Assignment]:
    """One whose work the model does at once, and one for which it thinks for long."""
    found: list[Assignment] = []
    for name in ("short-work", "long-work"):
        root, home = tmp_path / name, tmp_path / f"{name}.home"
        for folder in (root, home):
            folder.mkdir()
        subprocess.run(["git", "init", "-q", str(root)], check=True)
        agent.settle(server, home)
        plain = make()
        found.append(replace(plain, workspace=replace(plain.workspace, root=root, project=root, home=home)))
    return found[0], found[1]


def script() -> dict[str, list[dict[str, Any]]]:
    work = [{"write": "a", "text": "1"}, {"run": "ls"}, {"say": "all done"}]
    return {"short-work": work, "long-work": [{"wait": LONG, "say": "late"}]}


@pytest.mark.parametrize("name", ["claude-acp", "codex", "opencode", "gemini", "qwen"])
def test_a_program_keeps_the_protocol(
    agent: Callable[[str], Any], assignment: MakeAssignment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    with serving(script()) as server:
        one = agent(name)
        for variable, value in one.settle(server).items():
            monkeypatch.setenv(variable, value)
        short, long = assignments(assignment, one, server, tmp_path)
        assert asyncio.run(breaches(of_profile(profile(name)), short, long, prompt="Write a.")) == ()
    assert (short.workspace.root / "a").read_text() == "1"


@pytest.mark.parametrize("model", ["", *MODELS])
def test_a_library_keeps_the_protocol(
    bare: Any, assignment: MakeAssignment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, model: str
) -> None:
    name = "model" if model else "claude"
    monkeypatch.syspath_prepend(library(LIBRARIES[name]))  # pyright: ignore[reportUnknownMemberType]
    file = tmp_path / "short-work" / "a"
    turns = [{"write": str(file), "text": "1"}, {"run": "ls"}, {"say": "all done"}, {"wait": LONG, "say": "late"}]
    with serving(turns if model else script()) as server:
        for variable, value in bare.settle(server).items():
            monkeypatch.setenv(variable, value)
        short, long = assignments(assignment, bare, server, tmp_path)
        runner = of_profile(replace(profile(name), model=model))
        assert asyncio.run(breaches(runner, short, long, prompt="Write a.")) == ()
    assert file.read_text() == "1"
