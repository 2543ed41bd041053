from collections.abc import Callable
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from podium.plan.conflicts import conflict
from podium.plan.events import TaskSettled
from podium.plan.orders import write
from podium.plan.plan import Plan
from podium.plan.schedule import Limits, is_free, ready, settlements
from podium.plan.state import State, TaskStatus
from podium.plan.task import RunnerChoice, Task
from podium.plan.transitions import start

WRITES = st.sampled_from(
    ["path src/a/**", "path src/a/x.ts", "path src/b/**", "resource migrations", "share p#A", "share p#B"]
)


def names(plan: Plan, state: State, workers: int = 4) -> list[str]:
    return [task.id for task in ready(plan, state, Limits(workers=workers))]


def with_status(state: State, **statuses: TaskStatus) -> State:
    for name, status in statuses.items():
        state = replace(state, tasks=state.tasks | {name: replace(state.tasks[name], status=status)})
    return state


def with_tasks(plan: Plan, change: Callable[[Task], Task]) -> Plan:
    return replace(plan, tasks=tuple(change(task) for task in plan.tasks))


def test_a_task_is_ready_the_moment_its_last_need_is_completed(plan: Plan) -> None:
    state = start(plan)
    assert names(plan, state) == ["T1"]
    assert names(plan, with_status(state, T1="running")) == []
    assert names(plan, with_status(state, T1="completed")) == ["T2"]
    assert names(plan, with_status(state, T1="completed", T2="completed")) == ["T3", "T5"]


def test_the_task_with_the_longest_chain_behind_it_comes_first(plan: Plan) -> None:
    after = with_status(start(plan), T1="completed", T2="completed")
    assert names(plan, after, workers=1) == ["T3"]


def test_no_more_tasks_run_than_there_are_workers(plan: Plan) -> None:
    state = with_status(start(plan), T1="completed", T2="completed", T3="integrating")
    assert names(plan, state, workers=1) == []
    assert names(plan, state, workers=2) == ["T5"]


def test_a_task_that_waits_for_a_person_holds_no_worker_but_its_writes(plan: Plan) -> None:
    free = with_tasks(plan, lambda task: replace(task, needs=(), writes=(write("path src/**"),)))
    state = start(free)
    asleep = replace(state, tasks=state.tasks | {"T1": replace(state.tasks["T1"], status="waiting", resumes="running")})
    assert names(free, asleep, workers=1) == []
    apart = with_tasks(free, lambda task: replace(task, writes=() if task.id == "T2" else task.writes))
    assert names(apart, asleep, workers=1) == ["T2"]


def test_order_alone_waits_for_any_end_and_a_need_for_a_good_one(plan: Plan) -> None:
    ordered = with_tasks(plan, lambda task: replace(task, needs=(), after=("T1",) if task.id == "T2" else ()))
    assert is_free(ordered, with_status(start(ordered), T1="failed"), "T2")
    needed = with_tasks(plan, lambda task: replace(task, needs=("T1",) if task.id == "T2" else ()))
    assert not is_free(needed, with_status(start(needed), T1="failed"), "T2")


def test_a_failed_need_that_blocks_nothing_only_has_to_settle(plan: Plan) -> None:
    soft = with_tasks(plan, lambda task: replace(task, blocking=task.id != "T1"))
    state = with_status(start(soft), T1="failed")
    assert names(soft, state) == ["T2"]
    assert settlements(soft, state) == ()


def test_what_nothing_can_carry_out_is_blocked_and_the_rest_goes_on(plan: Plan) -> None:
    missing = with_tasks(
        plan, lambda task: replace(task, runner=RunnerChoice(kind="agent")) if task.id == "T3" else task
    )
    state = start(missing)
    assert [(name, one.kind) for name, one in settlements(missing, state)] == [("T3", "needs_agent")]
    blocked = with_status(state, T1="completed", T2="completed", T3="blocked")
    assert names(missing, blocked) == ["T5"]
    assert settlements(missing, blocked) == (
        ("T4", TaskSettled(status="blocked", reason="T3 is blocked", kind="dependency")),
    )


def test_a_cancelled_run_starts_nothing_and_cancels_what_is_pending(plan: Plan) -> None:
    state = replace(with_status(start(plan), T1="completed", T2="running"), cancelled_by="ann")
    assert names(plan, state) == []
    assert [name for name, one in settlements(plan, state) if one.status == "cancelled"] == ["T3", "T4", "T5"]


def _one(name: str, status: TaskStatus) -> dict[str, TaskStatus]:
    return {name: status}


@st.composite
def drawn(draw: st.DrawFn, task: Task, place: int) -> Task:
    before = [f"T{number}" for number in range(1, place + 1)]
    return replace(
        task,
        id=f"T{place + 1}",
        needs=tuple(draw(st.lists(st.sampled_from(before), max_size=2, unique=True))) if before else (),
        after=tuple(draw(st.lists(st.sampled_from(before), max_size=1))) if before else (),
        writes=tuple(write(one) for one in draw(st.lists(WRITES, max_size=2))),
        runner=RunnerChoice(kind="recipe", name="r"),
        blocking=draw(st.booleans()),
    )


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_conflicting_writes_never_run_together_and_every_task_gets_its_turn(plan: Plan, data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 7))
    tasks = tuple(data.draw(drawn(plan.tasks[0], place)) for place in range(size))
    limits = Limits(workers=data.draw(st.integers(1, 3)), mergeable=data.draw(st.sampled_from([(), ("p",)])))
    whole = replace(plan, tasks=tasks)
    state, running = start(whole), list[Task]()
    for _ in range(2 * size):
        running += ready(whole, state, limits)
        assert all(conflict(a, b, mergeable=limits.mergeable) is None for a in running for b in running if a.id != b.id)
        assert len(running) <= limits.workers
        for task in running:
            state = with_status(state, **_one(task.id, "running"))
        if running:
            ended = running.pop(data.draw(st.integers(0, len(running) - 1)))
            state = with_status(state, **_one(ended.id, "completed"))
    assert state.is_over
