from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podium.errors import BrokenMachinery
from podium.plan import events as e
from podium.plan.codec import encode
from podium.plan.plan import Plan
from podium.plan.replan import with_runner
from podium.plan.state import SETTLED, State
from podium.plan.task import RunnerChoice
from podium.plan.transitions import apply, ending, outcome, start

BASE, TREE = "b" * 40, "t" * 40
FAILED = e.Failure(kind="gate", message="a test is red")
RED = e.GateResult(gate="unit", status="failed", summary="1 failed")
GREEN = e.GateResult(gate="unit", status="passed", summary="3 passed")
STARTED = e.RunStarted(plan="d", base=BASE, tree=TREE, isolation="none")
CANCEL = e.CancelAsked(by="ann")


class Run:
    """A state and the number of its last event; `do` applies one body."""

    def __init__(self, plan: Plan) -> None:
        self.state = start(plan)
        self.seq = 0

    def do(self, body: e.Body, task: str = "", attempt: int = 0) -> State:
        self.seq += 1
        event = e.Event(run="r1", seq=self.seq, at=float(self.seq), body=body, task=task, attempt=attempt)
        self.state = apply(self.state, event)
        return self.state

    def complete(self, *names: str) -> State:
        """The whole path of each task, as a good run has it."""
        for name in names:
            task = self.state.plan.task(name)
            assert task is not None
            commit = f"{name}{'c' * 38}" if task.is_writing else ""
            self.do(e.AttemptStarted(tip=self.state.tip, runner="recipe"), name, 1)
            results = tuple(replace(GREEN, gate=one.gate) for one in task.gates)
            self.do(e.AttemptEnded(commit=commit, results=results), name, 1)
            if commit:
                self.do(e.IntegrationStarted(commit=commit, tip=self.state.tip), name, 1)
                self.do(e.IntegrationEnded(commit=f"m{commit}"), name, 1)
            self.do(e.TaskSettled(status="completed"), name)
        return self.state


@pytest.fixture
def run(plan: Plan) -> Run:
    begun = Run(plan)
    begun.do(STARTED)
    return begun


def test_a_good_run_ends_done(run: Run) -> None:
    state = run.complete("T1", "T2", "T3", "T5", "T4")
    run.do(e.FinalChecked(commit=state.tip, results=(GREEN,)))
    assert outcome(run.state.plan, run.state) == "done"
    ended = run.do(ending(run.state.plan, run.state))
    assert ended.ended is not None and ended.ended.outcome == "done"


def test_a_run_is_not_done_where_a_gate_that_a_task_declares_said_nothing(run: Run) -> None:
    state = run.complete("T1", "T2", "T3", "T5", "T4")
    last = state.tasks["T3"].attempts[-1]
    assert last.ended is not None
    silent = replace(last, ended=replace(last.ended, results=()))
    tasks = state.tasks | {"T3": replace(state.tasks["T3"], attempts=(silent,))}
    final = e.FinalChecked(commit=state.tip, results=(GREEN,))
    found = ending(state.plan, replace(state, tasks=tasks, final=final))
    assert found.outcome == "failed" and "T3/" in found.reason


def test_a_failed_attempt_puts_the_task_back_and_a_later_one_may_succeed(run: Run) -> None:
    run.do(e.AttemptStarted(tip=BASE, runner="recipe"), "T1", 1)
    state = run.do(e.AttemptEnded(failure=FAILED), "T1", 1)
    assert (state.tasks["T1"].status, state.tasks["T1"].failure) == ("pending", FAILED)
    assert run.do(e.AttemptStarted(tip=BASE, runner="recipe"), "T1", 2).tasks["T1"].status == "running"


def test_a_conflict_puts_the_task_back_and_leaves_the_tip_alone(run: Run) -> None:
    run.do(e.AttemptStarted(tip=BASE, runner="recipe"), "T1", 1)
    run.do(e.AttemptEnded(commit="c1"), "T1", 1)
    run.do(e.IntegrationStarted(commit="c1", tip=BASE), "T1", 1)
    state = run.do(e.IntegrationEnded(failure=e.Failure(kind="conflict", message="m")), "T1", 1)
    assert (state.tasks["T1"].status, state.tip) == ("pending", BASE)


def test_a_task_waits_for_a_person_and_goes_on_as_what_it_was(run: Run) -> None:
    run.do(e.AttemptStarted(tip=BASE, runner="recipe"), "T1", 1)
    asked = run.do(e.ApprovalAsked(approval="a1", question="may it?"), "T1")
    assert asked.tasks["T1"].status == "waiting"
    assert [one.id for one in asked.open_approvals] == ["a1"]
    answered = run.do(e.ApprovalGiven(approval="a1", granted=True, by="ann"))
    assert (answered.tasks["T1"].status, answered.open_approvals) == ("running", ())


def test_a_revision_opens_tasks_again_and_keeps_their_attempts(run: Run) -> None:
    run.do(e.AttemptStarted(tip=BASE, runner="recipe"), "T1", 1)
    run.do(e.AttemptEnded(failure=FAILED), "T1", 1)
    run.do(e.TaskSettled(status="failed", kind="gate", reason="red"), "T1")
    revised = with_runner(run.state.plan, ("T1",), RunnerChoice(kind="agent", name="claude"), reason="an agent is here")
    body = e.PlanRevised(revision=2, reason="an agent is here", plan=plain(revised), reopens=("T1",))
    state = run.do(body)
    assert (state.plan.revision, state.tasks["T1"].status, state.tasks["T1"].failure) == (2, "pending", None)
    assert run.do(e.AttemptStarted(tip=BASE, runner="claude"), "T1", 2).tasks["T1"].last is not None


def plain(plan: Plan) -> dict[str, Any]:
    value = encode(plan)
    assert isinstance(value, dict)
    return value


def test_what_was_rolled_back_is_cancelled_and_the_tip_is_taken_back(run: Run) -> None:
    run.complete("T1", "T2", "T3", "T5", "T4")
    state = run.do(e.RolledBack(tasks=("T5",), commit="r1"))
    assert (state.tasks["T5"].status, state.tasks["T5"].kind, state.tip) == ("cancelled", "rolled_back", "r1")


Steps = Sequence[tuple[e.Body, str, int]]
ATTEMPT = (e.AttemptStarted(tip=BASE, runner="recipe"), "T1", 1)
ENDED = (e.AttemptEnded(commit="c1"), "T1", 1)
MERGING = (e.IntegrationStarted(commit="c1", tip=BASE), "T1", 1)
FAILURE = (e.AttemptEnded(failure=FAILED), "T1", 1)
ASKED = (e.ApprovalAsked(approval="a", question="?"), "T1", 0)


@pytest.mark.parametrize(
    ("steps", "sentence"),
    [
        ([(STARTED, "", 0)], "starts once"),
        ([(e.AttemptStarted(tip=BASE, runner="r"), "T9", 1)], "no task 'T9'"),
        ([(e.AttemptStarted(tip=BASE, runner="r"), "T2", 1)], "needs is not there"),
        ([(e.AttemptStarted(tip=BASE, runner="r"), "T1", 2)], "0 attempts"),
        ([ATTEMPT, (e.AttemptStarted(tip=BASE, runner="r"), "T1", 2)], "the task is running"),
        ([(e.AttemptEnded(commit="c1"), "T1", 1)], "not the last one"),
        ([ATTEMPT, (e.AttemptEnded(), "T1", 1)], "without a commit"),
        ([ATTEMPT, (e.AttemptEnded(commit="c1", failure=FAILED), "T1", 1)], "both a commit and a failure"),
        ([ATTEMPT, (e.AttemptEnded(commit="c1", results=(RED,)), "T1", 1)], "does not hold"),
        ([ATTEMPT, (e.IntegrationStarted(commit="c1", tip=BASE), "T1", 1)], "the task is running"),
        ([ATTEMPT, ENDED, (e.IntegrationStarted(commit="c2", tip=BASE), "T1", 1)], "not the attempt's commit"),
        ([ATTEMPT, ENDED, (e.IntegrationStarted(commit="c1", tip="x"), "T1", 1)], "the tip is"),
        ([ATTEMPT, ENDED, MERGING, MERGING], "begun before"),
        ([ATTEMPT, ENDED, (e.IntegrationEnded(commit="m"), "T1", 1)], "has not begun"),
        ([ATTEMPT, ENDED, MERGING, (e.IntegrationEnded(), "T1", 1)], "a commit or a failure"),
        ([ATTEMPT, ENDED, MERGING, (e.IntegrationEnded(commit="m", results=(RED,)), "T1", 1)], "does not hold"),
        ([ATTEMPT, ENDED, (e.TaskSettled(status="completed"), "T1", 0)], "brought in"),
        ([ATTEMPT, ENDED, MERGING, (e.TaskSettled(status="cancelled"), "T1", 0)], "its commit is in"),
        ([(e.TaskSettled(status="failed"), "T1", 0)], "no attempt has failed"),
        ([ATTEMPT, (e.TaskSettled(status="blocked"), "T1", 0)], "the task is running"),
        ([ATTEMPT, ASKED, (e.TaskSettled(status="blocked"), "T1", 0)], "under way"),
        ([(e.TaskSettled(status="skipped"), "T1", 0), (e.TaskSettled(status="blocked"), "T1", 0)], "already"),
        ([(CANCEL, "", 0), ATTEMPT], "being cancelled"),
        ([(e.BaseChecked(results=()), "", 0), (e.BaseChecked(results=()), "", 0)], "checked before"),
        ([(e.FinalChecked(commit=BASE, results=()), "", 0)], "tasks are open"),
        ([(e.Delivered(branch="b", commit="x"), "", 0)], "the tip is"),
        ([(e.ApprovalGiven(approval="a", granted=True, by="x"), "", 0)], "nothing open"),
        ([(e.RolledBack(tasks=("T1",), commit="x"), "", 0)], "T1 is not completed"),
        ([(e.RunEnded(outcome="done", reason=""), "", 0)], "tasks are open"),
        ([(e.PlanRevised(revision=2, reason="r", plan={}), "", 0)], "is missing"),
    ],
)
def test_an_event_that_cannot_be_is_refused(run: Run, steps: Steps, sentence: str) -> None:
    for step in steps[:-1]:
        run.do(*step)
    before = run.state
    with pytest.raises(BrokenMachinery, match=sentence):
        run.do(*steps[-1])
    assert run.state == before


def test_revisions_are_counted_one_by_one(run: Run) -> None:
    with pytest.raises(BrokenMachinery, match="revision 1 stands"):
        run.do(e.PlanRevised(revision=3, reason="r", plan=plain(replace(run.state.plan, revision=3))))


def test_a_task_that_was_tried_never_vanishes_from_the_plan(run: Run) -> None:
    run.do(*ATTEMPT)
    fewer = replace(run.state.plan, revision=2, tasks=run.state.plan.tasks[1:])
    with pytest.raises(BrokenMachinery, match="may not vanish: T1"):
        run.do(e.PlanRevised(revision=2, reason="r", plan=plain(fewer)))


def test_the_id_of_a_task_that_was_taken_out_is_never_used_again(run: Run) -> None:
    plan = run.state.plan
    fewer = replace(plan, revision=2, tasks=plan.tasks[:-1])
    assert run.do(e.PlanRevised(revision=2, reason="r", plan=plain(fewer))).retired == ("T5",)
    with pytest.raises(BrokenMachinery, match="never used again: T5"):
        run.do(e.PlanRevised(revision=3, reason="r", plan=plain(replace(plan, revision=3))))


def test_events_of_another_run_or_out_of_order_are_refused(run: Run) -> None:
    for other in (replace_event(run, run_id="r2"), replace_event(run, seq=9), replace_event(run, seq=run.seq)):
        with pytest.raises(BrokenMachinery):
            apply(run.state, other)


def replace_event(run: Run, *, run_id: str = "r1", seq: int = 0) -> e.Event:
    return e.Event(run=run_id, seq=seq or run.seq + 1, at=0.0, body=CANCEL)


@pytest.mark.parametrize(
    ("settled", "expected"),
    [
        (e.TaskSettled(status="blocked", kind="needs_agent"), "needs_agent"),
        (e.TaskSettled(status="blocked", kind="needs_person"), "needs_agent"),
        (e.TaskSettled(status="skipped", kind="budget"), "budget"),
        (e.TaskSettled(status="skipped"), "failed"),
    ],
)
def test_a_run_with_an_unfinished_task_is_never_done(run: Run, settled: e.TaskSettled, expected: str) -> None:
    run.do(settled, "T1")
    for name in ("T2", "T3", "T4", "T5"):
        run.do(e.TaskSettled(status="blocked", kind="dependency"), name)
    run.do(e.FinalChecked(commit=BASE, results=(GREEN,)))
    assert outcome(run.state.plan, run.state) == expected
    with pytest.raises(BrokenMachinery, match="the outcome is computed"):
        run.do(e.RunEnded(outcome="done", reason="I say so"))


def test_a_failure_outranks_a_missing_agent_and_a_cancel_outranks_both(run: Run) -> None:
    run.do(*ATTEMPT)
    run.do(*FAILURE)
    run.do(e.TaskSettled(status="failed", kind="gate"), "T1")
    run.do(e.TaskSettled(status="blocked", kind="needs_agent"), "T2")
    assert outcome(run.state.plan, run.state) == "failed"
    run.do(CANCEL)
    assert outcome(run.state.plan, run.state) == "cancelled"


@pytest.mark.parametrize("results", [(RED,), None])
def test_a_run_without_a_good_final_check_is_never_done(run: Run, results: tuple[e.GateResult, ...] | None) -> None:
    state = run.complete("T1", "T2", "T3", "T5", "T4")
    if results is not None:
        run.do(e.FinalChecked(commit=state.tip, results=results))
    assert outcome(run.state.plan, run.state) == "failed"


def test_a_run_that_leaves_words_of_the_request_out_is_never_done(run: Run) -> None:
    deaf = replace(run.state.plan, tasks=tuple(replace(task, readings=()) for task in run.state.plan.tasks))
    run.state = replace(run.state, plan=deaf)
    run.complete("T1", "T2", "T3", "T5", "T4")
    run.do(e.FinalChecked(commit=run.state.tip, results=(GREEN,)))
    assert "no task covers reading D1" in ending(deaf, run.state).reason


BODIES: list[e.Body] = [
    STARTED,
    CANCEL,
    e.AttemptStarted(tip=BASE, runner="recipe"),
    e.AttemptEnded(commit="c1"),
    e.AttemptEnded(failure=FAILED),
    e.IntegrationStarted(commit="c1", tip=BASE),
    e.IntegrationEnded(commit="m1"),
    e.IntegrationEnded(failure=FAILED),
    e.TaskSettled(status="completed"),
    e.TaskSettled(status="blocked", kind="dependency"),
    e.FinalChecked(commit=BASE, results=()),
    e.RunEnded(outcome="done", reason=""),
    e.ApprovalAsked(approval="a", question="?"),
    e.ApprovalGiven(approval="a", granted=False, by="x"),
]


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_whatever_comes_the_state_stays_one_that_can_be(plan: Plan, data: st.DataObject) -> None:
    run = Run(replace(plan, tasks=plan.tasks[:2]))
    for _ in range(data.draw(st.integers(1, 25))):
        body, task = data.draw(st.sampled_from(BODIES)), data.draw(st.sampled_from(["", "T1", "T2"]))
        kept = (run.state, run.seq)
        try:
            run.do(body, task, data.draw(st.integers(0, 2)))
        except BrokenMachinery:
            run.state, run.seq = kept
    for name, one in run.state.tasks.items():
        assert [attempt.number for attempt in one.attempts] == list(range(1, len(one.attempts) + 1))
        assert one.status not in SETTLED or all(attempt.ended for attempt in one.attempts) or one.status == "cancelled"
        if name == "T2" and one.attempts:
            assert run.state.tasks["T1"].status == "completed"
    assert run.state.ended is None or outcome(run.state.plan, run.state) == run.state.ended.outcome
