"""Whole runs with scripted tasks: order, results, delivery."""

from collections.abc import Callable

from podium.execution.setup import RunSetup
from podium.git import Repository
from podium.plan.events import Event
from podium.plan.state import State
from podium.plan.task import Task

MakeTask = Callable[..., Task]
MakeSetup = Callable[..., RunSetup]
Execute = Callable[..., State]


def kinds(events: list[Event]) -> list[str]:
    return [f"{type(event.body).__name__} {event.task}".strip() for event in events]


def test_two_tasks_become_two_commits_on_the_run_branch(
    setup: MakeSetup, task: MakeTask, carry_out: Execute, repository: Repository
) -> None:
    run = setup(task("T1"), task("T2", needs=["T1"]))
    state = carry_out(run)
    assert state.ended is not None and state.ended.outcome == "done", state.ended
    branch = f"podium/{run.run}"
    assert repository.ask("log", "--format=%s", f"main..{branch}").splitlines() == ["Task T2", "Task T1"]
    assert repository.file(branch, "T2.txt") == b"T2\n"
