"""What of the request no task carries out: its requirements, the pieces that were read and the words that were not."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from podium.plan.given import is_farewell
from podium.plan.looking import looks
from podium.plan.plan import Plan
from podium.plan.task import Task


@dataclass(frozen=True, kw_only=True)
class Gap:
    """A part of the request that nothing covers; `id` names a requirement, a reading or a clause."""

    kind: Literal["requirement", "reading", "words"]
    id: str
    text: str


def gaps(plan: Plan, done: Collection[str] | None = None) -> tuple[Gap, ...]:
    """Every gap, in the order of the analysis; with `done`, only tasks of these ids count.

    A requirement is covered by a task that names it; a reading by a task that consumes it, or by one that is given its
    clause in words; words that nothing read by a task that is given their clause in words. A recipe reads no words;
    the one that looks at what is there is given clauses that ask for nothing else.
    """
    tasks = [task for task in plan.tasks if done is None or task.id in done]
    requirements = {name for task in tasks for name in task.requirements}
    readings = {name for task in tasks for name in task.readings}
    told = {clause for task in tasks if reads_words(task) or looks(task) for clause in task.clauses}
    analysis = plan.analysis
    found = [
        Gap(kind="requirement", id=one.id, text=one.text)
        for one in analysis.requirements
        if one.id not in requirements and not is_farewell(one.text)
    ]
    found += [
        Gap(kind="reading", id=one.id, text=one.what)
        for one in analysis.readings
        if one.id not in readings and one.clause not in told
    ]
    ends = {one.id for one in analysis.clauses if is_farewell(one.text)}
    left = [one for one in analysis.unread if one.clause not in told and one.clause not in ends]
    found += [Gap(kind="words", id=one.clause, text=one.text) for one in left]
    return tuple(found)


def reads_words(task: Task) -> bool:
    """Whether what carries the task out understands prose: anything but a recipe."""
    return task.runner.kind != "recipe"
