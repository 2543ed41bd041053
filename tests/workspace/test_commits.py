"""Commit messages follow the project's convention and name the run."""

from dataclasses import replace

import pytest

from podium.plan.analysis import Layer
from podium.plan.task import RunnerChoice, Task
from podium.workspace import commits

TASK = Task(
    id="T2",
    title="Reviews module",
    specialist="nestjs-api-master",
    layer="api",
    phase=2,
    goal="Two routes " * 12,
    runner=RunnerChoice(kind="recipe", name="crud-api"),
)


@pytest.mark.parametrize(
    ("layer", "words"), [("api", "feat: reviews module"), ("quality", "test: "), ("documentation", "docs: ")]
)
def test_a_project_with_conventional_commits_gets_them(layer: Layer, words: str) -> None:
    assert commits.subject(replace(TASK, layer=layer), convention="conventional").startswith(words)


def test_other_projects_get_the_title_as_it_is() -> None:
    assert commits.subject(TASK, convention="") == "Reviews module"


def test_no_line_is_too_long_and_trailers_come_last() -> None:
    lines = commits.message(replace(TASK, title="x" * 200), run="r", attempt=2).splitlines()
    assert max(map(len, lines)) <= commits.SUBJECT_LIMIT
    assert lines[-3:] == ["Podium-Run: r", "Podium-Task: T2", "Podium-Attempt: 2"]
