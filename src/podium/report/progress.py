"""How far a run is, by phase: a mark and always the word beside it."""

import itertools
from typing import TYPE_CHECKING

from podium.plan.plan import Plan
from podium.plan.task import Task
from podium.report.writing import bullets, paragraphs, plain

if TYPE_CHECKING:
    from podium.plan.state import State, TaskState

MARKS: dict[str, tuple[str, str]] = {
    "completed": ("✅", "completed"),
    "running": ("🔄", "in progress"),
    "integrating": ("🔄", "in progress, being brought in"),
    "pending": ("⏳", "pending"),
    "waiting": ("⏳", "pending, waiting for a person"),
    "blocked": ("❌", "blocked"),
    "failed": ("❌", "failed"),
    "skipped": ("❌", "skipped"),
    "cancelled": ("❌", "cancelled"),
}
"""The mark and the words of each status."""


def progress_markdown(plan: Plan, state: "State") -> str:
    """Every phase with its tasks and their marks, and the issues encountered so far."""
    parts: list[str] = []
    for phase in plan.phases:
        tasks = [task for name in phase.tasks if (task := plan.task(name)) is not None]
        done = sum(state.tasks[task.id].status == "completed" for task in tasks)
        lines = bullets(_line(task, state.tasks[task.id]) for task in tasks)
        parts.append(f"**Phase {phase.phase}: {phase.title}** · {done} of {len(tasks)} completed\n\n{lines}")
    issues = issues_of(plan, state)
    parts.append(f"**Issues encountered**\n\n{bullets(issues)}" if issues else "**Issues encountered** · none")
    return paragraphs(*parts)


def marked(status: str) -> str:
    """The mark with its word."""
    mark, word = MARKS[status]
    return f"{mark} {word}"


def _line(task: Task, one: "TaskState") -> str:
    tries = f", attempt {len(one.attempts)}" if len(one.attempts) > 1 else ""
    said = f": {plain(one.reason)}" if one.reason and one.status != "completed" else ""
    return f"{marked(one.status)} · {task.id} · {task.specialist} · {plain(task.title)}{tries}{said}"


def issues_of(plan: Plan, state: "State") -> tuple[str, ...]:
    """What went wrong on the way, also where a later attempt succeeded: failures of attempts, then revisions."""
    found: list[str] = []
    for task in plan.tasks:
        for attempt in state.tasks[task.id].attempts:
            if attempt.failure is not None:
                what = f"{attempt.failure.kind}: {plain(attempt.failure.message)}"
                others = (str(one) for one in attempt.failure.findings if one.message not in attempt.failure.message)
                places = "; ".join(plain(one) for one in itertools.islice(others, 3))
                which = f"{task.id}, attempt {attempt.number}"
                found.append(f"🔧 issue · {which} · {what}{f' ({places})' if places else ''}")
    found += [f"🔧 issue · plan revision {one.number} · {plain(one.reason)}" for one in state.revisions]
    return tuple(found)
