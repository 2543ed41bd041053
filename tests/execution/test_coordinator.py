"""The coordinator's decisions, over a port that answers from a script: order, failure, budget, cancel, people."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from podium.errors import BrokenMachinery
from podium.execution.coordinator import STOPPED, Coordinator, News, Value
from podium.execution.setup import Budget, RunSetup
from podium.plan import transitions
from podium.plan.codec import encode
from podium.plan.events import (
    AttemptEnded,
    BaseChecked,
    Delivered,
    Event,
    Failure,
    FinalChecked,
    GateResult,
    IntegrationEnded,
    PlanRevised,
    RunStarted,
)
from podium.plan.evidence import Finding
from podium.plan.state import State
from podium.plan.task import RunnerChoice, Task, TaskGate

MakeTask = Callable[..., Task]
MakeSetup = Callable[..., RunSetup]
PASSED = GateResult(gate="there", status="passed", summary="")


class OnlyPeople(Exception):
    """Nothing but people is waited for."""


class ScriptedPort:
    """Work ends in the order in which it was started, one for each look, with the value that the script has for it.

    `script` maps a key to its values, one for each start; other work succeeds. Work in `slow` ends only when nothing
    else is left. `mail` maps a number of events to letters that come when that many are recorded.
    """

    def __init__(self, script: dict[str, Value] | None = None, *, slow: Sequence[str] = ()) -> None:
        self.script = script or {}
        self.slow = slow
        self.events: list[Event] = []
        self.open: dict[str, Value] = {}
        self.mail: dict[int, Value] = {}
        self.asking: list[tuple[str, str, str]] = []
        self.answers: dict[str, bool] = {}
        self.seconds = 0.0

    async def record(self, event: Event) -> Event:
        stamped = replace(event, at=float(event.seq))
        self.events.append(stamped)
        return stamped

    async def start(self, kind: str, key: str, value: Value) -> None:
        self.open[key] = self.script.get(key) or succeeded(kind, key, value)

    async def news(self, keys: tuple[str, ...], *, after: int, asked: tuple[str, ...], seconds: float | None) -> News:
        due = [number for number in sorted(self.mail) if number <= len(self.events)]
        letters = tuple({"id": number, **self.mail.pop(number)} for number in due)
        questions = tuple(one for one in self.asking if one[0] not in asked)
        if letters or questions:
            return News(letters=letters, questions=questions)
        if not keys:
            raise OnlyPeople
        key = next((key for key in keys if key not in self.slow), keys[0])
        return News(ended=((key, self.open.pop(key)),), seconds=self.seconds)

    def answer(self, approval: str, *, granted: bool) -> None:
        self.answers[approval] = granted

    def stop_work(self) -> None:
        self.open = dict.fromkeys(self.open, STOPPED)


def succeeded(kind: str, key: str, value: Value) -> Value:
    match kind:
        case "base":
            return {"checked": encode(BaseChecked(results=()))}
        case "attempt" | "collect":
            return {"ended": encode(AttemptEnded(commit=f"commit of {key}", tree="t", results=(PASSED,)))}
        case "merge":
            return {"ended": encode(IntegrationEnded(commit=f"merged {value['commit']}", tree="t"))}
        case "final":
            return {"checked": encode(FinalChecked(commit=value["tip"], results=(PASSED,)))}
        case _:
            return {"delivered": encode(Delivered(branch="b", commit=value["tip"]))}


def failed(kind: Any, **more: Any) -> Value:
    return {"ended": encode(AttemptEnded(failure=Failure(kind=kind, message="it went wrong", **more)))}


def play(setup: RunSetup, port: ScriptedPort, *, state: State | None = None) -> State:
    coordinator = Coordinator(setup, port, state or transitions.start(setup.plan))
    started = RunStarted(plan="", base="base", tree="t", isolation="none")
    return asyncio.run(coordinator.run(started))


def told(port: ScriptedPort) -> list[str]:
    return [f"{type(event.body).__name__} {event.task}".strip() for event in port.events]


def statuses(state: State) -> dict[str, str]:
    return {name: f"{one.status} {one.kind}".strip() for name, one in state.tasks.items()}


def test_a_task_goes_through_attempt_and_integration(setup: MakeSetup, task: MakeTask) -> None:
    port = ScriptedPort()
    state = play(setup(task("T1")), port)
    assert told(port)[:2] == ["RunStarted", "AttemptStarted T1"]
    assert [one for one in told(port) if one.endswith("T1")] == [
        f"{what} T1"
        for what in ("AttemptStarted", "AttemptEnded", "IntegrationStarted", "IntegrationEnded", "TaskSettled")
    ]
    assert told(port)[-3:] == ["FinalChecked", "Delivered", "RunEnded"]
    assert state.ended is not None and state.ended.outcome == "done"


def test_a_task_starts_the_moment_its_last_need_is_completed_and_waits_for_no_wave(
    setup: MakeSetup, task: MakeTask
) -> None:
    port = ScriptedPort(slow=["T2#1"])
    play(setup(task("T1"), task("T2"), task("T3", needs=["T1"]), workers=3), port)
    order = told(port)
    assert order.index("AttemptStarted T3") == order.index("TaskSettled T1") + 1
    assert order.index("TaskSettled T3") < order.index("AttemptEnded T2")


@pytest.mark.parametrize("workers", [1, 2])
def test_no_more_tasks_run_than_there_are_workers(setup: MakeSetup, task: MakeTask, workers: int) -> None:
    port = ScriptedPort()
    play(setup(task("T1"), task("T2"), task("T3"), workers=workers), port)
    order = told(port)
    begun = [order.index(f"AttemptStarted {name}") for name in ("T1", "T2", "T3")]
    assert sum(at < order.index("AttemptEnded T1") for at in begun) == workers


def test_one_failure_stops_nothing_that_does_not_stand_on_it(setup: MakeSetup, task: MakeTask) -> None:
    port = ScriptedPort({f"T1#{number}": failed("environment") for number in (1, 2)})
    state = play(setup(task("T1"), task("T2"), task("T3", needs=["T1"])), port)
    assert statuses(state) == {"T1": "failed environment", "T2": "completed", "T3": "blocked dependency"}
    assert state.ended is not None and state.ended.outcome == "failed" and state.delivered is not None


def test_a_task_without_an_agent_is_blocked_at_once_and_the_others_run(setup: MakeSetup, task: MakeTask) -> None:
    port = ScriptedPort()
    state = play(setup(task("T1", runner=RunnerChoice(kind="agent")), task("T2")), port)
    assert statuses(state) == {"T1": "blocked needs_agent", "T2": "completed"}
    assert told(port)[1] == "TaskSettled T1" and state.ended is not None and state.ended.outcome == "needs_agent"


def test_findings_of_a_failed_attempt_go_to_the_next_one(setup: MakeSetup, task: MakeTask) -> None:
    finding = Finding(gate="types", rule="TS1", message="wrong")

    class Watching(ScriptedPort):
        async def start(self, kind: str, key: str, value: Value) -> None:
            await super().start(kind, key, value)
            seen.append((key, value.get("findings")))

    seen: list[tuple[str, Any]] = []
    port = Watching({"T1#1": failed("gate", findings=(finding,))})
    agent = task("T1", runner=RunnerChoice(kind="agent", name="a"))
    state = play(setup(agent), port)
    assert ("T1#2", [encode(finding)]) in seen and statuses(state) == {"T1": "completed"}


def test_a_conflict_is_tried_again_on_the_new_tip(setup: MakeSetup, task: MakeTask) -> None:
    conflict = {"ended": encode(IntegrationEnded(failure=Failure(kind="conflict", message="both changed a.txt")))}
    port = ScriptedPort({"T2#1/merge": conflict})
    state = play(setup(task("T1"), task("T2")), port)
    tips = [one.tip for one in state.tasks["T2"].attempts]
    assert tips == ["base", "merged commit of T1#1"] and statuses(state)["T2"] == "completed"


def test_integrations_come_one_at_a_time(setup: MakeSetup, task: MakeTask) -> None:
    port = ScriptedPort(slow=["T1#1/merge"])
    play(setup(task("T1"), task("T2"), task("T3"), workers=3), port)
    merges = [one for one in told(port) if one.startswith("Integration")]
    assert merges == [f"Integration{what} {name}" for name in ("T1", "T2", "T3") for what in ("Started", "Ended")]


def test_a_run_that_only_looks_at_what_is_there_checks_and_delivers_nothing(setup: MakeSetup, task: MakeTask) -> None:
    seen = GateResult(gate="standing", status="passed", summary="1 of 1 name there")
    port = ScriptedPort({"T1#1": {"ended": encode(AttemptEnded(results=(seen,)))}})
    state = play(setup(task("T1", writes=(), gates=(TaskGate(gate="standing"),))), port)
    assert not {one.partition(" ")[0] for one in told(port)} & {"BaseChecked", "FinalChecked", "Delivered"}
    assert state.ended is not None and state.ended.outcome == "done"
    assert state.ended.reason.startswith("nothing to do: what is asked for is there already")


def test_what_is_not_there_after_all_is_for_a_person(setup: MakeSetup, task: MakeTask) -> None:
    port = ScriptedPort({f"T1#{number}": failed("gate") for number in (1, 2)})
    look = task(
        "T1", writes=(), gates=(TaskGate(gate="standing"),), runner=RunnerChoice(kind="recipe", name="standing")
    )
    state = play(setup(look), port)
    assert statuses(state) == {"T1": "blocked needs_person"} and "T1#2" not in port.open
    assert state.ended is not None and state.ended.outcome == "needs_agent"


def test_a_review_is_completed_without_a_commit(setup: MakeSetup, task: MakeTask) -> None:
    port = ScriptedPort({"T1#1": {"ended": encode(AttemptEnded(results=(PASSED,)))}})
    state = play(setup(task("T1", writes=(), gates=())), port)
    assert statuses(state) == {"T1": "completed"} and "IntegrationStarted T1" not in told(port)
    assert state.ended is not None and state.ended.outcome == "done" and state.delivered is None


def test_attempts_are_reserved_before_they_start_and_the_budget_is_a_stop_of_its_own(
    setup: MakeSetup, task: MakeTask
) -> None:
    port = ScriptedPort()
    state = play(setup(task("T1"), task("T2", needs=["T1"]), task("T3"), budget=Budget(attempts=2), workers=1), port)
    assert statuses(state) == {"T1": "completed", "T2": "completed", "T3": "blocked budget"}
    assert state.ended is not None and state.ended.outcome == "budget" and state.final is None


def test_the_clock_stops_what_is_under_way(setup: MakeSetup, task: MakeTask) -> None:
    port = ScriptedPort(slow=["T1#1"])
    port.seconds = 10.0
    state = play(setup(task("T1"), budget=Budget(seconds=10.0)), port)
    assert statuses(state) == {"T1": "blocked budget"} and state.ended is not None
    assert state.tasks["T1"].failure is not None and state.tasks["T1"].failure.kind == "budget"


def test_a_cancel_ends_everything_and_delivers_nothing(setup: MakeSetup, task: MakeTask) -> None:
    port = ScriptedPort(slow=["T1#1", "T2#1"])
    port.mail = {4: {"kind": "cancel", "subject": "", "value": {"by": "Ann"}}}
    state = play(setup(task("T1"), task("T2"), task("T3", needs=["T1"])), port)
    assert set(statuses(state).values()) == {"cancelled"} and state.ended is not None
    assert state.ended.outcome == "cancelled" and state.delivered is None


def test_a_cancel_keeps_what_was_completed_before(setup: MakeSetup, task: MakeTask) -> None:
    port = ScriptedPort(slow=["T2#1"])
    port.mail = {9: {"kind": "cancel", "subject": "", "value": {"by": "Ann"}}}
    state = play(setup(task("T1"), task("T2")), port)
    assert statuses(state) == {"T1": "completed", "T2": "cancelled"}


WAITING: Value = {"waiting": {"approval": "T1#1/done", "question": "work there"}}


def answer(*, granted: bool) -> Value:
    return {"kind": "approval", "subject": "T1#1/done", "value": {"granted": granted, "by": "Ann", "note": ""}}


def test_a_person_is_waited_for_with_nothing_under_way_while_others_run(setup: MakeSetup, task: MakeTask) -> None:
    port = ScriptedPort({"T1#1": WAITING})
    with pytest.raises(OnlyPeople):
        play(setup(task("T1"), task("T2")), port)
    assert "TaskSettled T2" in told(port) and port.open == {} and told(port)[-1] != "RunEnded"


def test_the_answer_of_a_person_goes_on_with_the_same_attempt(setup: MakeSetup, task: MakeTask) -> None:
    port = ScriptedPort({"T1#1": WAITING})
    port.mail = {4: answer(granted=True)}
    state = play(setup(task("T1", runner=RunnerChoice(kind="human"))), port)
    assert statuses(state) == {"T1": "completed"} and len(state.tasks["T1"].attempts) == 1


def test_a_task_that_a_person_declines_is_blocked_for_want_of_one(setup: MakeSetup, task: MakeTask) -> None:
    port = ScriptedPort({"T1#1": WAITING})
    port.mail = {4: answer(granted=False)}
    state = play(setup(task("T1", runner=RunnerChoice(kind="human"))), port)
    assert statuses(state) == {"T1": "blocked needs_person"}


def test_what_a_runner_declines_goes_to_the_next_one_in_a_new_revision(setup: MakeSetup, task: MakeTask) -> None:
    run = setup(task("T1"))
    run = replace(run, plan=replace(run.plan, header=replace(run.plan.header, runners=("human",))))
    state = play(run, ScriptedPort({"T1#1": failed("refused")}))
    assert [one.runner for one in state.tasks["T1"].attempts] == ["scripted", "human"]
    assert state.plan.revision == 2 and statuses(state) == {"T1": "completed"}


def test_a_question_of_a_live_session_is_recorded_once_and_its_answer_handed_on(
    setup: MakeSetup, task: MakeTask
) -> None:
    port = ScriptedPort(slow=["T1#1"])
    port.asking = [("T1#1/q", "T1", "may I?")]
    port.mail = {5: {**answer(granted=False), "subject": "T1#1/q"}}
    state = play(setup(task("T1")), port)
    assert told(port).count("ApprovalAsked T1") == 1 and port.answers == {"T1#1/q": False}
    assert state.approvals[0].granted is False and statuses(state) == {"T1": "completed"}


def test_what_breaks_while_the_base_or_the_tip_is_checked_is_said(setup: MakeSetup, task: MakeTask) -> None:
    broken = {"failure": encode(Failure(kind="environment", message="no network"))}
    run = setup(task("T1"))
    state = play(run, ScriptedPort({"base": broken, "final@7": broken}))
    assert state.base_results is not None and state.base_results[0].status == "not_checked"
    assert state.final is not None and state.final.results[0].summary == "no network"
    assert state.ended is not None and state.ended.outcome == "failed"


def test_a_gate_that_breaks_after_good_work_is_a_failure_of_the_attempt(setup: MakeSetup, task: MakeTask) -> None:
    broken = {"failure": encode(Failure(kind="environment", message="no server"))}
    unjudged = encode(AttemptEnded(commit="c", tree="t"))
    port = ScriptedPort({f"T1#{number}": {"ended": unjudged, **broken} for number in (1, 2)})
    state = play(setup(task("T1")), port)
    assert statuses(state) == {"T1": "failed environment"} and "IntegrationStarted T1" not in told(port)


def test_the_same_answers_give_the_same_events(setup: MakeSetup, task: MakeTask) -> None:
    tasks = [task(f"T{number}", needs=[f"T{number - 1}"] if number % 3 else []) for number in range(1, 8)]
    ports = [ScriptedPort({"T4#1": failed("transient")}, slow=["T3#1"]) for _ in range(2)]
    for port in ports:
        play(setup(*tasks, workers=3), port)
    assert ports[0].events == ports[1].events


def test_a_revision_opens_a_run_that_had_ended(setup: MakeSetup, task: MakeTask) -> None:
    run = setup(task("T1", runner=RunnerChoice(kind="agent")), task("T2"))
    first = play(run, ScriptedPort())
    plan = replace(run.plan, revision=2, tasks=(task("T1"), run.plan.tasks[1]))
    body = encode(PlanRevised(revision=2, reason="an agent came", plan=encode(plan), reopens=("T1",)))  # type: ignore[arg-type]
    port = ScriptedPort()
    port.mail = {0: {"kind": "revision", "subject": "2", "value": body}}
    state = play(run, port, state=first)
    assert told(port)[0] == "PlanRevised" and "AttemptStarted T2" not in told(port)
    assert state.ended is not None and state.ended.outcome == "done"


def test_a_reproductions_test_is_expected_to_fail_until_its_fix(setup: MakeSetup, task: MakeTask) -> None:
    seen: dict[str, Value] = {}

    class Watching(ScriptedPort):
        async def start(self, kind: str, key: str, value: Value) -> None:
            await super().start(kind, key, value)
            seen[key] = value.get("more", {})

    inverted = TaskGate(gate="new-tests", parameters={"inverted": True, "until": "T2"})
    proven = GateResult(gate="new-tests", status="passed", summary="", facts={"tests": {"a.spec > fails": "red"}})
    ended = {"ended": encode(AttemptEnded(commit="c", tree="t", results=(proven,)))}
    reproduction = task("T1", gates=(inverted,))
    tasks = (reproduction, task("T2", needs=["T1"]), task("T3", needs=["T1"]), task("T4", needs=["T2"]))
    play(setup(*tasks), Watching({"T1#1": ended}))
    expected = {gate: {"expected_failures": ["a.spec > fails"]} for gate in ("unit", "e2e")}
    assert (seen["T2#1"], seen["T3#1"], seen["T4#1"]) == ({}, expected, {})


def test_a_deadlock_is_our_own_fault_and_said_so(setup: MakeSetup, task: MakeTask) -> None:
    class Silent(ScriptedPort):
        async def start(self, kind: str, key: str, value: Value) -> None:
            await super().start(kind, key, {})

    with pytest.raises(BrokenMachinery):
        play(replace(setup(task("T1")), workers=0), Silent())
