"""A tiny repository, plans of scripted tasks, and a run of them."""

import subprocess
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from podium.catalog import load_rules
from podium.execution.run import execute
from podium.execution.setup import RunSetup, directories
from podium.git import Repository
from podium.plan.analysis import Analysis
from podium.plan.events import Event
from podium.plan.plan import Header, Plan
from podium.plan.request import Request
from podium.plan.rules import Rules
from podium.plan.state import State
from podium.plan.survey import Survey
from podium.plan.task import Estimate, RunnerChoice, Task, TaskGate, Write
from podium.runners.scripted_checks import ScriptedChecks

Execute = Callable[..., State]


def git(root: Path, *words: str) -> str:
    identity = ("-c", "user.name=Ann", "-c", "user.email=ann@example.com")
    done = subprocess.run(["git", *identity, *words], cwd=root, check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture(scope="session")
def rules() -> Rules:
    return load_rules()


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    root = tmp_path / "shop"
    root.mkdir()
    git(root, "init", "-q", "-b", "main")
    (root / "a.txt").write_text("one\ntwo\nthree\nfour\nfive\n")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "first")
    return Repository(path=root)


@pytest.fixture
def task() -> Callable[..., Task]:
    """A scripted task that writes `<id>.txt`, or follows the steps given."""

    def make(name: str, *, script: Sequence[Any] | None = None, needs: Sequence[str] = (), **more: Any) -> Task:
        steps = script if script is not None else [[{"write": f"{name}.txt", "text": f"{name}\n"}]]
        plain = Task(
            id=name,
            title=f"Task {name}",
            specialist="nestjs-api-master",
            layer="api",
            phase=2,
            goal="It is there.",
            needs=tuple(needs),
            writes=(Write(kind="path", target=f"{name}.txt"),),
            gates=(TaskGate(gate="there", parameters={"present": [f"{name}.txt"]}),),
            runner=RunnerChoice(kind="scripted"),
            parameters={"script": list(steps)},
        )
        return replace(plain, **more)

    return make


@pytest.fixture
def setup(repository: Repository, rules: Rules, tmp_path: Path) -> Callable[..., RunSetup]:
    def make(*tasks: Task, **more: Any) -> RunSetup:
        base = repository.resolve("HEAD")
        header = Header(
            title="a run",
            repository="shop",
            project=".",
            base=base,
            tree=repository.tree("HEAD"),
            request="",
            rules=rules.digest,
            configuration="",
            history="",
            runners=(),
            size="",
        )
        plan = Plan(
            header=header,
            request=Request(text="do it"),
            analysis=Analysis(request="", is_backend=True),
            tasks=tasks,
            phases=(),
            team=(),
            estimate=Estimate(seconds=(1.0, 2.0)),
            complexity="S",
        )
        survey = Survey(repository=str(repository.path), revision=base, tree=header.tree)
        places = directories(tmp_path / "state", tmp_path / "cache", repository.path, "20260101-a-run-0000")
        plain = RunSetup(
            run=places.run.name,
            repository=repository.path,
            plan=plan,
            survey=survey,
            rules=rules,
            directories=places,
            isolation="off",
        )
        return replace(plain, **more)

    return make


@pytest.fixture
def carry_out() -> Execute:
    """Executes a run with scripted gates and collects its events in `events`."""

    def call(
        setup: RunSetup, *, tip: tuple[str, ...] = (), dear: tuple[str, ...] = (), events: list[Event] | None = None
    ) -> State:
        seen = events if events is not None else []
        return execute(setup, seen.append, checks=ScriptedChecks(tip=tip, dear=dear))

    return call
