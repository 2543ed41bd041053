"""What a run left undone is tried once more, in the same run: what is finished stays."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from podium.config import Limits
from podium.errors import RunError
from podium.execution import run as engine
from podium.execution.setup import Budget, RunSetup, load
from podium.plan.events import GateResult
from podium.plan.state import State
from podium.plan.task import RunnerChoice, Task
from podium.ports import GateSubject
from podium.runners.scripted_checks import ScriptedChecks
from podium.service.runs import Run, retry

MakeTask = Callable[..., Task]
MakeSetup = Callable[..., RunSetup]
Execute = Callable[..., State]
pytestmark = pytest.mark.slow

WRITES = [{"write": "T1.txt", "text": "T1\n"}]


class Moody(ScriptedChecks):
    """A suite that holds on the base and, this time, on nothing else."""

    def judge(self, name: str, subject: GateSubject, base: GateResult | None) -> GateResult:
        result = super().judge(name, subject, base)
        return replace(result, status="failed") if name == "suite" and base is not None else result


def as_run(run: RunSetup) -> Run:
    return Run(setup=run, state=engine.state_of(run.directories.run), pid=0)


def statuses(state: State) -> dict[str, str]:
    return {name: one.status for name, one in state.tasks.items()}


def test_what_failed_is_tried_again_and_what_stands_on_it_follows(
    setup: MakeSetup, task: MakeTask, carry_out: Execute
) -> None:
    down = [{"end": "failed", "error": "overloaded", "message": "529"}]
    first = task("T1", script=[down, down, down, WRITES], blocking=True)
    run = setup(first, task("T2", needs=["T1"]), task("T3"))
    state = carry_out(run, tip=("suite",))
    assert statuses(state) == {"T1": "failed", "T2": "blocked", "T3": "completed"} and state.ended is not None
    after = carry_out(retry(as_run(run)).setup, tip=("suite",))
    assert after.ended is not None and after.ended.outcome == "done"
    assert [one.reason for one in after.revisions] == ["tried again: T1, T2"]
    assert [len(one.attempts) for one in after.tasks.values()] == [4, 1, 1]


def test_a_runner_that_is_named_does_what_nobody_was_there_for(
    setup: MakeSetup, task: MakeTask, carry_out: Execute
) -> None:
    run = setup(task("T1", runner=RunnerChoice(kind="agent", reason="nobody is there")), task("T2"))
    state = carry_out(run)
    assert statuses(state) == {"T1": "blocked", "T2": "completed"}
    after = carry_out(retry(as_run(run), runner="scripted").setup)
    assert statuses(after) == {"T1": "completed", "T2": "completed"}
    assert (as_run(run).state.plan.task("T2") or task("T2")).runner.name == ""


def test_a_higher_limit_is_kept_for_whoever_goes_on(setup: MakeSetup, task: MakeTask, carry_out: Execute) -> None:
    run = setup(task("T1"), task("T2"), budget=Budget(attempts=1), workers=1)
    state = carry_out(run)
    assert state.ended is not None and state.ended.outcome == "budget" and statuses(state)["T1"] == "completed"
    opened = retry(as_run(run), budget=Limits(attempts=5))
    assert opened.setup.budget.attempts == load(run.directories.run).budget.attempts == 5
    after = carry_out(load(run.directories.run), tip=("suite",))
    assert after.ended is not None and after.ended.outcome == "done"


def test_a_final_check_that_failed_is_done_again(setup: MakeSetup, task: MakeTask, carry_out: Execute) -> None:
    run = setup(task("T1"))
    state = engine.execute(run, lambda _: None, checks=Moody(tip=("suite",)))
    assert state.ended is not None and state.ended.outcome == "failed" and statuses(state) == {"T1": "completed"}
    after = carry_out(retry(as_run(run)).setup, tip=("suite",))
    assert after.ended is not None and after.ended.outcome == "done" and len(after.tasks["T1"].attempts) == 1


def test_a_run_that_is_done_or_goes_on_is_not_tried_again(setup: MakeSetup, task: MakeTask, carry_out: Execute) -> None:
    run = setup(task("T1"), task("T2", runner=RunnerChoice(kind="human")))
    carry_out(run, tip=("suite",))
    with pytest.raises(RunError, match="has not ended"):
        retry(as_run(run))
    (run.directories.workspaces / "T2-1" / "T2.txt").write_text("by hand\n")
    engine.approve(run.directories.run, "T2#1/done", granted=True, by="Ann")
    carry_out(run, tip=("suite",))
    with pytest.raises(RunError, match="nothing of it is left"):
        retry(as_run(run))
    with pytest.raises(RunError, match="T1 is not left undone"):
        retry(as_run(run), task="T1")
