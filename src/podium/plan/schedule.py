"""What may start now: as early as possible, as much at once as is safe, the most urgent first."""

from collections.abc import Mapping
from dataclasses import dataclass

from podium.plan.conflicts import conflict
from podium.plan.events import TaskSettled
from podium.plan.graph import edges, remaining
from podium.plan.plan import Plan
from podium.plan.state import State
from podium.plan.task import Task


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How many tasks run at once, and the globs of files whose shares a structural merger brings together."""

    workers: int = 2
    mergeable: tuple[str, ...] = ()


def ready(plan: Plan, state: State, limits: Limits) -> tuple[Task, ...]:
    """The tasks to start at this moment, all of them; a task whose latest attempt failed is among them again.

    What it needs is there, nothing under way (nor another of the answer) writes what it writes, and there is a worker
    for it. The task with the longest chain behind it comes first, ties by plan order. Something is always ready while
    nothing is under way and a task is free.
    """
    if state.cancelled_by or state.ended is not None:
        return ()
    busy = [task for task in plan.tasks if state.tasks[task.id].holds_its_writes]
    slots = limits.workers - sum(state.tasks[task.id].status != "waiting" for task in busy)
    urgency = _urgency(plan)
    tasks = {task.id: task for task in plan.tasks}
    free = [task for task in plan.tasks if _is_startable(task, tasks, state)]
    chosen: list[Task] = []
    for task in sorted(free, key=lambda task: -urgency[task.id]):
        apart = all(conflict(task, other, mergeable=limits.mergeable) is None for other in (*busy, *chosen))
        if len(chosen) < slots and apart:
            chosen.append(task)
    return tuple(chosen)


def is_free(plan: Plan, state: State, name: str) -> bool:
    """Whether all that the task waits for is there: blocking needs completed, everything else settled."""
    tasks = {task.id: task for task in plan.tasks}
    return name in tasks and _is_free(tasks[name], tasks, state)


def settlements(plan: Plan, state: State) -> tuple[tuple[str, TaskSettled], ...]:
    """How pending tasks settle that will never start as things stand, by task id in plan order.

    Cancelled with the run; blocked by a need that did not succeed (kind `dependency`), or because nothing here can
    carry them out (kind `needs_agent`). Recording them may settle others: ask again until there are none.
    """
    idle = [task for task in plan.tasks if not state.tasks[task.id].holds_its_writes]
    pending = [task for task in idle if not state.tasks[task.id].is_settled]
    if state.cancelled_by:
        return tuple((task.id, TaskSettled(status="cancelled", reason="the run was cancelled")) for task in pending)
    tasks = {task.id: task for task in plan.tasks}
    found = [(task, _never(task, tasks, state)) for task in pending]
    return tuple((task.id, settled) for task, settled in found if settled is not None)


def _is_startable(task: Task, tasks: Mapping[str, Task], state: State) -> bool:
    return state.tasks[task.id].status == "pending" and not task.runner.is_missing and _is_free(task, tasks, state)


def _is_free(task: Task, tasks: Mapping[str, Task], state: State) -> bool:
    for before in (tasks[name] for name in edges(task) if name in tasks):
        one = state.tasks[before.id]
        if not (one.status == "completed" if _is_strict(task, before) else one.is_settled):
            return False
    return True


def _is_strict(task: Task, before: Task) -> bool:
    return before.id in task.needs and before.blocking


def _never(task: Task, tasks: Mapping[str, Task], state: State) -> TaskSettled | None:
    for before in (tasks[name] for name in task.needs if name in tasks):
        one = state.tasks[before.id]
        if _is_strict(task, before) and one.is_settled and one.status != "completed":
            return TaskSettled(status="blocked", reason=f"{before.id} is {one.status}", kind="dependency")
    if task.runner.is_missing:
        reason = task.runner.reason or f"no agent is set up for {task.specialist}"
        return TaskSettled(status="blocked", reason=reason, kind="needs_agent")
    return None


def _urgency(plan: Plan) -> dict[str, float]:
    seconds = {task.id: task.estimate.seconds[0] if task.estimate else 1.0 for task in plan.tasks}
    return remaining(plan.tasks, seconds)
