"""Whole runs of scripted tasks through the durable engine, with real git and real processes."""

import hashlib
import os
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from podium.errors import RepositoryError, RunError
from podium.execution import engine
from podium.execution import run as door
from podium.execution.setup import Budget, RunSetup, load
from podium.execution.workshop import mark
from podium.git import Repository
from podium.plan.events import AttemptEnded, Event
from podium.plan.state import State
from podium.plan.task import RunnerChoice, Task, TaskGate, Write
from podium.workspace import leftovers

MakeTask = Callable[..., Task]
MakeSetup = Callable[..., RunSetup]
Execute = Callable[..., State]
pytestmark = pytest.mark.slow


def every_byte(root: Path) -> dict[str, str]:
    files = (path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def statuses(state: State) -> dict[str, str]:
    return {name: f"{one.status} {one.kind}".strip() for name, one in state.tasks.items()}


def edit(name: str, old: str, new: str) -> list[object]:
    return [{"run": ["sed", "-i", f"s/{old}/{new}/", name]}]


def test_tasks_become_commits_on_the_run_branch_and_nothing_else_of_the_users_changes(
    setup: MakeSetup, task: MakeTask, carry_out: Execute, repository: Repository
) -> None:
    (repository.path / "dirty.txt").write_text("mine")
    before = every_byte(repository.path)
    run = setup(task("T1"), task("T2", needs=["T1"]))
    state = carry_out(run, tip=("suite",))
    assert state.ended is not None and state.ended.outcome == "done", state.ended
    branch = f"podium/{run.run}"
    assert repository.ask("log", "--format=%s", f"main..{branch}").splitlines() == ["Task T2", "Task T1"]
    assert repository.file(branch, "T2.txt") == b"T2\n" and "uncommitted, left out: dirty.txt" in state.notes
    after = every_byte(repository.path)
    changed = {path for path in after if after[path] != before.get(path) and not path.startswith(".git/objects/")}
    assert before.keys() <= after.keys()
    assert changed == {f".git/refs/heads/{branch}", f".git/logs/refs/heads/{branch}"}


def test_dear_gates_are_asked_once_of_the_tree_that_is_to_become_the_tip(
    setup: MakeSetup, task: MakeTask, carry_out: Execute
) -> None:
    gates = (TaskGate(gate="quick"), TaskGate(gate="dear"))
    state = carry_out(setup(task("T1", gates=gates), task("T2", gates=gates)), dear=("dear",))
    lasts = [state.tasks[name].last for name in ("T1", "T2")]
    said = sorted(
        ([one.gate for one in last.ended.results], [one.gate for one in last.integrated.results])
        for last in lasts
        if last is not None and last.ended is not None and last.integrated is not None
    )
    assert said == [(["quick"], ["dear"]), (["quick"], ["quick", "dear"])]


def test_a_dear_gate_that_fails_on_the_merged_tree_means_another_attempt(
    setup: MakeSetup, task: MakeTask, carry_out: Execute
) -> None:
    write = [{"write": "T1.txt", "text": "one"}], [{"write": "T1.txt", "text": "two"}, {"write": "T1.b", "text": "b"}]
    gates = (TaskGate(gate="dear", parameters={"present": ["T1.b"]}),)
    writes = (Write(kind="path", target="T1.*"),)
    state = carry_out(setup(task("T1", script=list(write), gates=gates, writes=writes)), dear=("dear",))
    first, second = state.tasks["T1"].attempts
    assert first.failure is not None and first.failure.kind == "gate" and second.integrated is not None
    assert statuses(state) == {"T1": "completed"}


def test_a_finished_run_executed_again_does_nothing(setup: MakeSetup, task: MakeTask, carry_out: Execute) -> None:
    run = setup(task("T1"))
    first = carry_out(run)
    events: list[Event] = []
    assert carry_out(load(run.directories.run), events=events) == first and events == []


def test_a_gate_that_fails_sends_its_findings_into_the_next_attempt(
    setup: MakeSetup, task: MakeTask, carry_out: Execute
) -> None:
    gate = TaskGate(gate="lines", parameters={"lines": "T1.txt"})
    script = [[{"write": "T1.txt", "text": "!wrong\n"}], [{"write": "T1.txt", "text": "right\n"}]]
    state = carry_out(setup(task("T1", script=script, gates=(gate,))))
    first, second = state.tasks["T1"].attempts
    assert first.failure is not None and first.failure.findings[0].message == "!wrong"
    assert second.ended is not None and second.ended.commit and statuses(state) == {"T1": "completed"}


def test_what_was_broken_before_is_not_blamed_on_a_task(setup: MakeSetup, task: MakeTask, carry_out: Execute) -> None:
    gate = TaskGate(gate="nowhere", parameters={"present": ["never.txt"]})
    state = carry_out(setup(task("T1", gates=(gate,))))
    ended = state.tasks["T1"].attempts[-1].ended
    assert ended is not None and ended.failure is not None and ended.failure.kind == "gate"


@pytest.mark.parametrize(
    ("steps", "kind"),
    [
        ([], "gate"),
        ([{"run": ["false"]}], "impossible"),
        ([{"end": "failed", "error": "rate_limit"}], "transient"),
        ([{"end": "refused", "message": "no"}], "refused"),
        ([{"nonsense": 1}], "environment"),
    ],
)
def test_what_goes_wrong_in_an_attempt_is_a_value_and_others_go_on(
    setup: MakeSetup, task: MakeTask, carry_out: Execute, steps: list[object], kind: str
) -> None:
    state = carry_out(setup(task("T1", script=[steps]), task("T2")))
    failure = state.tasks["T1"].attempts[0].failure
    assert failure is not None and failure.kind == kind and statuses(state)["T2"] == "completed"


def test_a_conflict_is_settled_by_another_attempt_on_the_new_tip(
    setup: MakeSetup, task: MakeTask, carry_out: Execute, repository: Repository
) -> None:
    gates, writes = (), (Write(kind="path", target="a.txt"),)
    slow: list[object] = [{"run": ["sleep", "1"]}, *edit("a.txt", "two", "2")]
    one = task("T1", script=[edit("a.txt", "one", "1")], gates=gates, writes=writes)
    other = task("T2", script=[slow], gates=gates, writes=(Write(kind="resource", target="x"),))
    state = carry_out(setup(one, other))
    assert [attempt.failure and attempt.failure.kind for attempt in state.tasks["T2"].attempts] == ["conflict", None]
    assert repository.file(f"podium/{state.run}", "a.txt") == b"1\n2\nthree\nfour\nfive\n"


def test_a_merge_of_other_lines_is_judged_again_on_the_merged_tip(
    setup: MakeSetup, task: MakeTask, carry_out: Execute
) -> None:
    gate = TaskGate(gate="alone", parameters={"absent": ["T1.txt"]})
    late = [{"run": ["sleep", "1"]}, {"write": "T2.txt", "text": "x"}]
    state = carry_out(setup(task("T1"), task("T2", script=[late], gates=(gate,))))
    first = state.tasks["T2"].attempts[0]
    assert first.ended is not None and first.ended.failure is None
    assert first.integrated is not None and first.integrated.failure is not None
    assert first.integrated.failure.findings[0].rule == "excess"


def test_a_person_is_waited_for_with_no_process_held_and_the_run_goes_on(
    setup: MakeSetup, task: MakeTask, carry_out: Execute
) -> None:
    run = setup(task("T1", runner=RunnerChoice(kind="human")), task("T2"))
    waiting = carry_out(run)
    assert waiting.ended is None and statuses(waiting) == {"T1": "waiting", "T2": "completed"}
    assert door.is_live(run.directories.run) == 0
    (run.directories.workspaces / "T1-1" / "T1.txt").write_text("by hand\n")
    door.approve(run.directories.run, "T1#1/done", granted=True, by="Ann")
    state = carry_out(run)
    assert state.ended is not None and state.ended.outcome == "done"
    assert state.approvals[0].by == "Ann" and len(state.tasks["T1"].attempts) == 1


def test_only_open_questions_can_be_answered(setup: MakeSetup, task: MakeTask, carry_out: Execute) -> None:
    run = setup(task("T1"))
    carry_out(run)
    with pytest.raises(RunError, match="does not ask"):
        door.approve(run.directories.run, "T1#1/done", granted=True, by="Ann")


def test_a_question_of_a_live_session_is_answered_through_the_inbox(
    setup: MakeSetup, task: MakeTask, carry_out: Execute
) -> None:
    steps = [{"ask": "may I?", "id": "q"}, {"write": "T1.txt", "text": "x"}]
    run = setup(task("T1", script=[steps]))
    whenever(lambda: bool(door.state_of(run.directories.run).open_approvals), answer(run))
    state = carry_out(run)
    assert statuses(state) == {"T1": "completed"} and state.approvals[0].granted is True


def answer(run: RunSetup) -> Callable[[], None]:
    return lambda: door.approve(run.directories.run, "T1#1/q", granted=True, by="Ann")


def whenever(holds: Callable[[], bool], act: Callable[[], None]) -> threading.Thread:
    """Do something from another thread as soon as something holds; looks every 20 ms, for 30 seconds."""

    def watch() -> None:
        until = time.monotonic() + 30
        while time.monotonic() < until:
            try:
                if holds():
                    act()
                    return
            except RunError:
                pass
            time.sleep(0.02)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    return thread


def test_a_cancel_reaches_grandchildren_within_two_seconds(
    setup: MakeSetup, task: MakeTask, carry_out: Execute, tmp_path: Path
) -> None:
    spawn = "setsid sleep 300 & sleep 300 & echo started > started; wait"
    run = setup(task("T1", script=[[{"run": ["sh", "-c", spawn]}]]), task("T2", needs=["T1"]))
    asked: list[float] = []
    started = run.directories.workspaces / "T1-1" / "started"
    whenever(started.exists, lambda: (door.cancel(run.directories.run, by="Ann"), asked.append(time.monotonic()))[0])
    state = carry_out(run)
    assert time.monotonic() - asked[0] < 4 and state.ended is not None and state.ended.outcome == "cancelled"
    assert set(statuses(state).values()) == {"cancelled"} and leftovers.marked(mark(run)) == ()


def test_the_clock_stops_a_run_that_takes_too_long(setup: MakeSetup, task: MakeTask, carry_out: Execute) -> None:
    run = setup(task("T1", script=[[{"run": ["sleep", "60"]}]]), budget=Budget(seconds=1.5))
    state = carry_out(run)
    assert state.ended is not None and state.ended.outcome == "budget" and statuses(state) == {"T1": "blocked budget"}


def test_a_run_that_another_process_holds_is_refused(setup: MakeSetup, task: MakeTask, carry_out: Execute) -> None:
    run = setup(task("T1", script=[[{"run": ["sleep", "1"]}, {"write": "T1.txt", "text": "x"}]]))
    refusals: list[str] = []

    def again() -> None:
        try:
            carry_out(run)
        except RunError as error:
            refusals.append(error.message)

    whenever(lambda: door.is_live(run.directories.run) > 0, again).join(0)
    state = carry_out(run)
    assert state.ended is not None and state.ended.outcome == "done"
    assert refusals == [f"run {run.run} is being carried out by process {os.getpid()}"]


def test_a_branch_that_somebody_took_keeps_the_run_and_it_goes_on_when_it_is_free(
    setup: MakeSetup, task: MakeTask, carry_out: Execute, repository: Repository
) -> None:
    run = setup(task("T1"))
    repository.ask("branch", f"podium/{run.run}")
    with pytest.raises(RepositoryError, match="not where Podium left it"):
        carry_out(run)
    repository.ask("branch", "-m", f"podium/{run.run}", "mine")
    state = carry_out(run)
    assert state.ended is not None and state.ended.outcome == "done"


def test_another_plan_under_the_same_name_is_refused(setup: MakeSetup, task: MakeTask, carry_out: Execute) -> None:
    carry_out(setup(task("T1")))
    with pytest.raises(RunError, match="another plan"):
        carry_out(setup(task("T2")))


def test_a_run_opens_again_with_an_agent_and_finished_tasks_stay(
    setup: MakeSetup, task: MakeTask, carry_out: Execute
) -> None:
    run = setup(task("T1", runner=RunnerChoice(kind="agent")), task("T2"))
    first = carry_out(run)
    assert first.ended is not None and first.ended.outcome == "needs_agent"
    plan = replace(run.plan, revision=2, tasks=(task("T1"), run.plan.tasks[1]))
    door.reopen(run.directories.run, plan, reason="an agent came", tasks=("T1",))
    state = carry_out(run)
    assert state.ended is not None and state.ended.outcome == "done" and len(state.tasks["T2"].attempts) == 1
    assert carry_out(run) == state


def test_a_review_that_writes_is_out_of_its_bounds(setup: MakeSetup, task: MakeTask, carry_out: Execute) -> None:
    state = carry_out(setup(task("T1", writes=(), gates=())))
    failure = state.tasks["T1"].attempts[0].failure
    assert failure is not None and failure.kind == "scope"


@pytest.mark.parametrize(("severity", "kinds"), [("medium", ["gate"]), ("low", [])])
def test_a_review_fails_by_what_it_finds_grave(
    setup: MakeSetup, task: MakeTask, carry_out: Execute, severity: str, kinds: list[str]
) -> None:
    found = {"gate": "look", "rule": "slow", "message": "it is slow", "severity": severity}
    state = carry_out(setup(task("T1", writes=(), gates=(), script=[[{"find": found}]])))
    attempt = state.tasks["T1"].attempts[0]
    assert [one.kind for one in (attempt.failure,) if one is not None] == kinds


def test_what_a_task_left_in_ignored_files_does_not_help_it_through_its_gates(
    setup: MakeSetup, task: MakeTask, carry_out: Execute
) -> None:
    steps = [{"write": "T1.txt", "text": "x"}, {"write": ".gitignore", "text": "hidden\n"}]
    gate = TaskGate(gate="there", parameters={"present": ["hidden"]})
    state = carry_out(setup(task("T1", script=[[*steps, {"write": "hidden", "text": "x"}]], gates=(gate,))))
    ended = state.tasks["T1"].attempts[0].ended
    assert isinstance(ended, AttemptEnded) and ended.failure is not None and ended.failure.kind == "gate"


def test_a_run_that_another_version_began_is_refused_in_a_sentence(
    setup: MakeSetup, task: MakeTask, carry_out: Execute, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = setup(task("T1", runner=RunnerChoice(kind="human")))
    with monkeypatch.context() as then:
        then.setattr(engine, "APPLICATION_VERSION", "podium-0")
        carry_out(run)
    with pytest.raises(RunError, match="another version of Podium \\(podium-0\\)"):
        carry_out(run)
