"""The difference between two plans in Markdown and as JSON."""

from podium.plan.codec import dump
from podium.plan.difference import Change, PlanDifference
from podium.plan.task import Task
from podium.report.writing import bullets, code, listed, paragraphs, plain

_MOST = 200
"""So many letters of a value are shown."""


def difference_markdown(found: PlanDifference) -> str:
    """What was added, removed and changed, task by task, then the rest of the plan; says so where nothing differs."""
    if found.is_empty:
        return "The plans are equal.\n"
    added, removed = bullets(map(_task, found.added)), bullets(map(_task, found.removed))
    changed = (
        f"**{one.task}** {plain(one.title)}\n\n{bullets(line for change in one.changes for line in _lines(change))}"
        for one in found.changed
    )
    rest = bullets(line for change in found.plan for line in _lines(change))
    return paragraphs(
        f"## Tasks added\n\n{added}" if added else "",
        f"## Tasks removed\n\n{removed}" if removed else "",
        "## Tasks changed" if found.changed else "",
        *changed,
        f"## The rest of the plan\n\n{rest}" if rest else "",
    )


def difference_json(found: PlanDifference) -> str:
    """`{added, removed, changed, plan}`."""
    return dump(found, indent=2) + "\n"


def _task(task: Task) -> str:
    writes = listed((code(str(one)) for one in task.writes), otherwise="nothing")
    return f"{task.id} · {task.specialist}: {plain(task.title)} (needs {listed(task.needs)}; writes {writes})"


def _lines(change: Change) -> list[str]:
    """A line for each value, marked as a patch is: − what was, + what is."""
    if change.moved:
        return [f"{change.field}: the same in another order"]
    lines = [f"{change.field} − {_shown(one)}" for one in change.removed]
    return lines + [f"{change.field} + {_shown(one)}" for one in change.added]


def _shown(value: str) -> str:
    text = plain(value)
    return text if len(text) <= _MOST else f"{text[:_MOST]}…"
