"""Taking a finished run back, or one of its tasks: commits on its branch, proven before anything moves."""

from podium.errors import RunError
from podium.execution import journal
from podium.execution.coordinator import delivered
from podium.execution.judging import Case, Court
from podium.execution.workshop import Workshop
from podium.plan.events import GateResult, RolledBack
from podium.plan.state import State
from podium.workspace import delivery, integration, rollback

SCHEMA_GATE = "migration-way-back"
"""The gate that goes down every migration on a scratch database and compares the schema with the start."""


def take_back(shop: Workshop, state: State, *, task: str) -> RolledBack:
    """Take back one task, or with `task` empty all that is completed; the journal gets the event that is returned.

    Doing it again after a kill gives the same commit. Raises `RunError` where the run goes on, where nothing is to be
    taken back, where later work stands on it, or where the way back cannot be proven.
    """
    tasks = _tasks(state, task)
    tip, run = state.tip, shop.setup.run
    with shop.scope.active():
        commit = rollback.revert(shop.clone, run=run, base=shop.base, tip=tip, tasks=set(tasks))
        results = _proof(shop, tip=tip, commit=commit, whole=not task)
        wrong = next((result for result in results if not result.holds), None)
        if wrong is not None:
            raise RunError(f"the way back is not proven: {wrong.gate}: {wrong.summary}", hint="nothing was moved")
        shop.clone.swap(integration.reference(run), new=commit, old=tip)
        if state.delivered is not None:
            known, name = delivered(state), delivery.branch(run)
            delivery.deliver(shop.clone, shop.source, commit=commit, base=shop.base, name=name, known=known)
    body = RolledBack(tasks=tasks, commit=commit, results=results)
    journal.append(shop.setup.directories.database, run, body)
    return body


def _tasks(state: State, task: str) -> tuple[str, ...]:
    """The tasks to take back, the last of the plan first."""
    if state.ended is None:
        raise RunError(f"{state.run} has not ended", hint="`podium resume` or `podium cancel` ends it")
    done = [one.id for one in state.plan.tasks if state.tasks[one.id].status == "completed" and one.is_writing]
    if task and task not in done:
        raise RunError(
            f"{task} has no work that could be taken back", hint=f"completed: {', '.join(done) or 'nothing'}"
        )
    if not done:
        raise RunError(f"{state.run} has no work that could be taken back")
    standing = [one.id for one in state.plan.tasks if one.id in done and task and task in one.needs]
    if standing:
        raise RunError(
            f"{', '.join(standing)} stands on {task}", hint="take the later tasks back first, or the whole run"
        )
    return (task,) if task else tuple(reversed(done))


def _proof(shop: Workshop, *, tip: str, commit: str, whole: bool) -> tuple[GateResult, ...]:
    """That the tree is the base's again, and that the schema would be; of a part, what was not checked."""
    results = [rollback.rehearse(shop.clone, run=shop.setup.run, base=shop.base, tip=tip)] if whole else []
    if not whole:
        summary = "the whole suite was not run on the branch without the task"
        results.append(GateResult(gate="suite", status="not_checked", summary=summary, tree=shop.clone.tree(commit)))
    if SCHEMA_GATE in shop.checks.for_tip(shop.setup.survey) and _touches_migrations(shop, tip, commit):
        case = Case(name="way-back", commit=tip, base=shop.base if whole else commit, gates=(SCHEMA_GATE,))
        results += Court(shop).judge(case)
    return tuple(results)


def _touches_migrations(shop: Workshop, tip: str, commit: str) -> bool:
    return any(integration.MIGRATION.match(change.path) for change in shop.clone.changed(commit, tip))
