"""The one state machine of a run: `apply(state, event)` gives the next state or refuses the event."""

from dataclasses import replace
from typing import assert_never

from podium.errors import BrokenMachinery
from podium.plan import events as e
from podium.plan.codec import DecodeError, decode
from podium.plan.outcome import ending, outcome
from podium.plan.plan import Plan
from podium.plan.schedule import is_free
from podium.plan.state import ApprovalState, AttemptState, Revision, State, TaskState, TaskStatus

__all__ = ["ApprovalState", "AttemptState", "State", "TaskState", "TaskStatus", "apply", "ending", "outcome", "start"]


def start(plan: Plan) -> State:
    """The state before the first event: every task is pending."""
    return State(plan=plan, tasks={task.id: TaskState() for task in plan.tasks})


def apply(state: State, event: e.Event) -> State:
    """The state after the event. Raises `BrokenMachinery` for an event that cannot happen in this state."""
    _require(state.run in {"", event.run}, event, f"it belongs to run {event.run}, this is {state.run}")
    _require(state.seq < 0 or event.seq == state.seq + 1, event, f"the event before has number {state.seq}")
    _require(bool(state.run) == (not isinstance(event.body, e.RunStarted)), event, "a run starts once, and first")
    after = isinstance(event.body, e.Delivered | e.RolledBack | e.PlanRevised)
    _require(state.ended is None or after, event, "the run has ended")
    return replace(_next(state, event), run=event.run, seq=event.seq, at=event.at)


def _next(state: State, event: e.Event) -> State:
    body = event.body
    match body:
        case e.RunStarted():
            return _started(state, event, body)
        case e.BaseChecked():
            _require(state.base_results is None, event, "the base was checked before")
            return replace(state, base_results=body.results)
        case e.AttemptStarted():
            return _attempt_started(state, event, body)
        case e.AttemptEnded():
            return _attempt_ended(state, event, body)
        case e.IntegrationStarted():
            return _integration_started(state, event, body)
        case e.IntegrationEnded():
            return _integration_ended(state, event, body)
        case e.TaskSettled():
            return _settled(state, event, body)
        case e.PlanRevised():
            return _revised(state, event, body)
        case e.ApprovalAsked():
            return _asked(state, event, body)
        case e.ApprovalGiven():
            return _answered(state, event, body)
        case e.CancelAsked():
            return replace(state, cancelled_by=state.cancelled_by or body.by)
        case e.FinalChecked():
            _require(state.is_over, event, "tasks are open")
            _require(body.commit == state.tip, event, f"the tip is {state.tip}")
            return replace(state, final=body)
        case e.Delivered():
            _require(body.commit == state.tip, event, f"the tip is {state.tip}")
            return replace(state, delivered=body)
        case e.RolledBack():
            return _rolled_back(state, event, body)
        case e.RunEnded():
            expected = outcome(state.plan, state)
            _require(state.is_over, event, "tasks are open")
            _require(body.outcome == expected, event, f"the outcome is computed: {expected}")
            return replace(state, ended=body)
        case _:
            assert_never(body)


def _require(holds: bool, event: e.Event, sentence: str) -> None:
    if not holds:
        about = f" of {event.task}" if event.task else ""
        raise BrokenMachinery(f"event {event.seq} ({type(event.body).__name__}{about}) cannot be: {sentence}")


def _task(state: State, event: e.Event) -> TaskState:
    _require(event.task in state.tasks, event, f"the plan has no task {event.task!r}")
    return state.tasks[event.task]


def _with_task(state: State, name: str, task: TaskState) -> State:
    return replace(state, tasks={**state.tasks, name: task})


def _with_last(task: TaskState, attempt: AttemptState, status: TaskStatus) -> TaskState:
    return replace(task, status=status, attempts=(*task.attempts[:-1], attempt), resumes="pending")


def _all_hold(results: tuple[e.GateResult, ...]) -> bool:
    return all(result.holds for result in results)


def _started(state: State, event: e.Event, body: e.RunStarted) -> State:
    _require(bool(body.base), event, "it names no base commit")
    return replace(
        state,
        base=body.base,
        tip=body.base,
        tree=body.tree,
        isolation=body.isolation,
        notes=body.notes,
        started=event.at,
    )


def _attempt_started(state: State, event: e.Event, body: e.AttemptStarted) -> State:
    task = _task(state, event)
    _require(not state.cancelled_by, event, "the run is being cancelled")
    _require(task.status == "pending", event, f"the task is {task.status}")
    _require(event.attempt == len(task.attempts) + 1, event, f"{len(task.attempts)} attempts were made before")
    _require(is_free(state.plan, state, event.task), event, "what the task needs is not there")
    attempt = AttemptState(number=event.attempt, tip=body.tip, runner=body.runner, started=event.at)
    return _with_task(state, event.task, replace(task, status="running", attempts=(*task.attempts, attempt), reason=""))


def _attempt_ended(state: State, event: e.Event, body: e.AttemptEnded) -> State:
    task = _task(state, event)
    last = _current(task, event)
    running = task.status == "running" or (task.status == "waiting" and task.resumes == "running")
    _require(running, event, f"the task is {task.status}")
    _require(not (body.commit and body.failure), event, "it has both a commit and a failure")
    planned = state.plan.task(event.task)
    if body.failure is None:
        due = planned is not None and planned.is_writing
        _require(bool(body.commit) or not due, event, "a task that writes ended well without a commit")
        _require(_all_hold(body.results), event, "a gate does not hold")
    ended = replace(last, ended=body)
    status: TaskStatus = "integrating" if body.failure is None else "pending"
    return _with_task(state, event.task, _with_last(task, ended, status))


def _current(task: TaskState, event: e.Event) -> AttemptState:
    last = task.last
    _require(last is not None and last.number == event.attempt, event, f"attempt {event.attempt} is not the last one")
    assert last is not None
    return last


def _integration_started(state: State, event: e.Event, body: e.IntegrationStarted) -> State:
    task = _task(state, event)
    last = _current(task, event)
    _require(task.status == "integrating" and last.ended is not None, event, f"the task is {task.status}")
    _require(not last.onto, event, "its integration has begun before")
    _require(last.ended is not None and last.ended.commit == body.commit != "", event, "it is not the attempt's commit")
    _require(body.tip == state.tip, event, f"the tip is {state.tip}")
    busy = next((name for name, one in state.tasks.items() if _is_merging(one)), "")
    _require(not busy, event, f"{busy} is being brought in")
    return _with_task(state, event.task, _with_last(task, replace(last, onto=body.tip), "integrating"))


def _is_merging(task: TaskState) -> bool:
    last = task.last
    return task.status == "integrating" and last is not None and bool(last.onto) and last.integrated is None


def _integration_ended(state: State, event: e.Event, body: e.IntegrationEnded) -> State:
    task = _task(state, event)
    last = _current(task, event)
    _require(_is_merging(task), event, "its integration has not begun")
    _require(bool(body.commit) != (body.failure is not None), event, "it needs a commit or a failure, not both")
    _require(body.failure is not None or _all_hold(body.results), event, "a gate does not hold")
    status: TaskStatus = "pending" if body.failure else "integrating"
    changed = _with_task(state, event.task, _with_last(task, replace(last, integrated=body), status))
    return changed if body.failure else replace(changed, tip=body.commit, tree=body.tree or state.tree)


def _settled(state: State, event: e.Event, body: e.TaskSettled) -> State:
    task = _task(state, event)
    _require(not task.is_settled, event, f"the task is {task.status} already")
    if body.status == "completed":
        _require(_is_in(task), event, "no attempt has succeeded and been brought in")
    elif body.status == "failed":
        _require(task.failure is not None, event, "no attempt has failed")
    elif body.status in {"blocked", "skipped"}:
        _require(task.status in {"pending", "waiting"}, event, f"the task is {task.status}")
        _require(not task.holds_its_writes, event, "an attempt at it is under way")
    _require(not (_is_merging(task) or (body.status != "completed" and _is_in(task))), event, "its commit is in")
    settled = replace(task, status=body.status, reason=body.reason, kind=body.kind, settled_at=event.at)
    return _with_task(state, event.task, settled)


def _is_in(task: TaskState) -> bool:
    last = task.last
    if task.status != "integrating" or last is None or last.ended is None:
        return False
    return not last.ended.commit or (last.integrated is not None and bool(last.integrated.commit))


def _revised(state: State, event: e.Event, body: e.PlanRevised) -> State:
    try:
        plan = decode(Plan, body.plan)
    except DecodeError as error:
        raise BrokenMachinery(f"event {event.seq} (PlanRevised) cannot be: {error}") from error
    _require(body.revision == plan.revision == state.plan.revision + 1, event, f"revision {state.plan.revision} stands")
    names = {task.id for task in plan.tasks}
    again = names & set(state.retired)
    _require(not again, event, f"ids are never used again: {', '.join(sorted(again))}")
    gone = [name for name in state.tasks if name not in names]
    tried = [name for name in gone if state.tasks[name].attempts]
    _require(not tried, event, f"tasks that were tried may not vanish: {', '.join(tried)}")
    for name in body.reopens:
        known = name in names and name in state.tasks
        fits = known and state.tasks[name].is_settled and state.tasks[name].status != "completed"
        _require(fits, event, f"{name} cannot be opened again")
    tasks = {task.id: state.tasks.get(task.id, TaskState()) for task in plan.tasks}
    opened = {name: _reopened(tasks[name]) for name in body.reopens}
    return replace(
        state,
        plan=plan,
        tasks=tasks | opened,
        revisions=(*state.revisions, Revision(number=body.revision, reason=body.reason)),
        retired=(*state.retired, *gone),
        cancelled_by="" if body.reopens else state.cancelled_by,
        final=None,
        ended=None,
    )


def _reopened(task: TaskState) -> TaskState:
    return replace(task, status="pending", reopened_at=len(task.attempts), reason="", kind="")


def _asked(state: State, event: e.Event, body: e.ApprovalAsked) -> State:
    _require(all(one.id != body.approval for one in state.approvals), event, "it was asked before")
    approval = ApprovalState(id=body.approval, question=body.question, task=event.task)
    asked = replace(state, approvals=(*state.approvals, approval))
    if not event.task:
        return asked
    task = _task(state, event)
    _require(task.status in {"pending", "running"}, event, f"the task is {task.status}")
    return _with_task(asked, event.task, replace(task, status="waiting", resumes=task.status, reason=body.question))


def _answered(state: State, event: e.Event, body: e.ApprovalGiven) -> State:
    asked = next((one for one in state.open_approvals if one.id == body.approval), None)
    _require(asked is not None, event, "nothing open has that name")
    assert asked is not None
    given = replace(asked, granted=body.granted, by=body.by, note=body.note)
    answered = replace(state, approvals=tuple(given if one.id == given.id else one for one in state.approvals))
    task = state.tasks.get(asked.task)
    if task is None or task.status != "waiting":
        return answered
    return _with_task(answered, asked.task, replace(task, status=task.resumes, resumes="pending", reason=""))


def _rolled_back(state: State, event: e.Event, body: e.RolledBack) -> State:
    _require(bool(body.commit) and _all_hold(body.results), event, "the way back is not proven")
    for name in body.tasks:
        _require(name in state.tasks and state.tasks[name].status == "completed", event, f"{name} is not completed")
    standing = [
        task.id
        for task in state.plan.tasks
        if task.id not in body.tasks
        and task.is_writing
        and state.tasks[task.id].status == "completed"
        and set(task.needs) & set(body.tasks)
    ]
    _require(not standing, event, f"{', '.join(standing)} stands on it")
    back = {name: _taken_back(state.tasks[name]) for name in body.tasks}
    return replace(state, tasks=state.tasks | back, tip=body.commit, rolled_back=(*state.rolled_back, body), final=None)


def _taken_back(task: TaskState) -> TaskState:
    return replace(task, status="cancelled", kind="rolled_back", reason="taken back")
