"""Assignments in an empty folder, for any runner."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from podium.plan.analysis import Analysis
from podium.plan.codec import decode
from podium.plan.plan import Header, Plan
from podium.plan.request import Request
from podium.plan.survey import Survey
from podium.plan.task import Estimate, RunnerChoice, RunnerKind, Task, Write
from podium.ports import Assignment, Workspace

MakeAssignment = Callable[..., Assignment]


@pytest.fixture
def assignment(tmp_path: Path) -> MakeAssignment:
    words = ("title", "repository", "project", "base", "tree", "request", "rules", "configuration", "history", "size")
    header = decode(Header, {**dict.fromkeys(words, ""), "runners": []})
    root, home = tmp_path / "work", tmp_path / "home"
    root.mkdir(exist_ok=True)
    home.mkdir()

    def make(kind: RunnerKind = "scripted", script: list[Any] | None = None, **more: Any) -> Assignment:
        task = Task(
            id="T1",
            title="A task",
            specialist="s",
            layer="api",
            phase=2,
            goal="",
            writes=(Write(kind="path", target="a"),) if more.pop("writing", True) else (),
            runner=RunnerChoice(kind=kind, name=more.pop("name", "")),
            parameters={"script": script or [[]]},
        )
        plan = Plan(
            header=header,
            request=Request(text=""),
            analysis=Analysis(request="", is_backend=True),
            tasks=(task,),
            phases=(),
            team=(),
            estimate=Estimate(seconds=(1.0, 1.0)),
            complexity="S",
        )
        workspace = Workspace(root=root, project=root, tip="", home=home)
        survey = Survey(repository="", revision="", tree="")
        plain = Assignment(run="r", task=task, attempt=1, workspace=workspace, plan=plan, survey=survey)
        return replace(plain, **more)

    return make
