"""Who goes on in whose conversation: the next task of the same specialist on the same component, with the same agent.

Vendors find a session by the home and the folder that it was held in, so the later task works in a workspace of the
same place, made afresh on the run's tip. A review never goes on with anything. A session that is lost is no harm: the
task begins with a fresh one.
"""

from dataclasses import dataclass
from typing import Any

from podium.execution import cases, sessions
from podium.execution.workshop import Workshop
from podium.plan.conflicts import conflict
from podium.plan.events import Usage
from podium.plan.plan import Plan
from podium.plan.task import Task


@dataclass(frozen=True, kw_only=True)
class Inherited:
    """A session to go on with: its id, the name of the workspace that it knows, what all before had used in it."""

    session: str
    folder: str
    before: Usage


def shares(one: Task, other: Task) -> bool:
    """Whether the later task may go on in the earlier one's conversation."""
    same = (one.runner.kind, one.runner.name, one.specialist) == (
        other.runner.kind,
        other.runner.name,
        other.specialist,
    )
    return same and one.runner.kind == "agent" and conflict(one, other) is not None


def heir(plan: Plan, task: Task) -> Task | None:
    """The first task of the plan that stands on this one and may go on in its conversation."""
    return next((one for one in plan.tasks if task.id in one.needs and shares(task, one)), None)


def inherited(shop: Workshop, task: Task, value: dict[str, Any]) -> Inherited | None:
    """What the first attempt at a task goes on with; None where nothing is there, or another task is the heir."""
    if value["number"] != 1 or task.runner.kind != "agent":
        return None
    plan = shop.plan()
    for one in reversed(cases.done(shop, value)):
        own = heir(plan, one)
        if own is None or own.id != task.id:
            continue
        state = shop.state().tasks[one.id]
        last = state.last
        kept = sessions.kept(shop.setup.directories.database, f"{one.id}-{last.number}") if last is not None else None
        if kept is None or last is None or last.ended is None or kept.runner != task.runner.name:
            continue
        if shop.yard.home(kept.folder).is_dir():
            return Inherited(session=kept.session, folder=kept.folder, before=_used(shop, kept.session))
    return None


def _used(shop: Workshop, session: str) -> Usage:
    """What all attempts in a session have used together, as far as they said it."""
    said = [
        attempt.ended.usage
        for name, one in shop.state().tasks.items()
        for attempt in one.attempts
        if attempt.ended is not None and _is_of(shop, f"{name}-{attempt.number}", session)
    ]
    return Usage(
        tokens_in=sum(one.tokens_in or 0 for one in said),
        tokens_out=sum(one.tokens_out or 0 for one in said),
        usd=sum(one.usd or 0.0 for one in said),
    )


def _is_of(shop: Workshop, attempt: str, session: str) -> bool:
    kept = sessions.kept(shop.setup.directories.database, attempt)
    return kept is not None and kept.session == session
