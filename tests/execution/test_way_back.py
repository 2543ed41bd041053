"""A finished run is taken back by commits on its branch, whole or one task, or not at all."""

from collections.abc import Callable

import pytest

from podium.errors import RepositoryError, RunError
from podium.execution import run as door
from podium.execution.setup import RunSetup
from podium.git import Repository
from podium.plan.events import RolledBack
from podium.plan.state import State
from podium.plan.task import RunnerChoice, Task
from podium.runners.scripted_checks import ScriptedChecks

MakeTask = Callable[..., Task]
MakeSetup = Callable[..., RunSetup]
Execute = Callable[..., State]
pytestmark = pytest.mark.slow


@pytest.fixture
def finished(setup: MakeSetup, task: MakeTask, carry_out: Execute) -> RunSetup:
    run = setup(task("T1"), task("T2", needs=["T1"]), task("T3"))
    state = carry_out(run)
    assert state.ended is not None and state.ended.outcome == "done"
    return run


def back(run: RunSetup, *, task: str = "") -> RolledBack:
    return door.rollback(run, task=task, checks=ScriptedChecks())


def test_a_whole_run_taken_back_leaves_the_tree_of_the_base(finished: RunSetup, repository: Repository) -> None:
    done = back(finished)
    assert done.tasks == ("T3", "T2", "T1") and [one.status for one in done.results] == ["passed"]
    branch = f"podium/{finished.run}"
    assert repository.tree(branch) == repository.tree("HEAD") and repository.resolve(branch) == done.commit
    state = door.state_of(finished.directories.run)
    assert {one.kind for one in state.tasks.values()} == {"rolled_back"} and state.tip == done.commit


def test_one_task_taken_back_leaves_the_others(finished: RunSetup, repository: Repository) -> None:
    done = back(finished, task="T3")
    names = [file.path for file in repository.files(done.commit)]
    assert names == ["T1.txt", "T2.txt", "a.txt"] and done.results[0].status == "not_checked"
    assert [one.gate for one in back(finished).results] == ["rollback"]
    assert repository.tree(f"podium/{finished.run}") == repository.tree("HEAD")


def test_a_task_that_another_stands_on_is_not_taken_back(finished: RunSetup) -> None:
    with pytest.raises(RunError, match="T2 stands on T1"):
        back(finished, task="T1")


def test_what_somebody_put_on_the_branch_is_not_covered_up(finished: RunSetup, repository: Repository) -> None:
    branch = f"podium/{finished.run}"
    mine = repository.ask("commit-tree", f"{branch}^{{tree}}", "-p", branch, "-m", "mine", env=identity())
    repository.ask("update-ref", f"refs/heads/{branch}", mine)
    with pytest.raises(RepositoryError, match="not where Podium left it"):
        back(finished)
    assert repository.resolve(branch) == mine


def identity() -> dict[str, str]:
    return {f"GIT_{who}_{what}": "a@b" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}


def test_a_run_that_has_not_ended_or_did_nothing_is_refused(
    setup: MakeSetup, task: MakeTask, carry_out: Execute
) -> None:
    run = setup(task("T1", runner=RunnerChoice(kind="human")))
    carry_out(run)
    with pytest.raises(RunError, match="has not ended"):
        back(run)
    door.cancel(run.directories.run, by="Ann")
    carry_out(run)
    with pytest.raises(RunError, match="no work"):
        back(run)
