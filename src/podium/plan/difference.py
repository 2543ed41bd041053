"""What tells two plans apart: tasks, what they write, their order, what they take, and what the plan promises."""

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from podium.plan.analysis import Assumption, Clause, Question, Requirement
from podium.plan.codec import dump
from podium.plan.offer import Check, Endpoint, Risk
from podium.plan.plan import Decision, LeftOut, PhasePlan, Plan, RollbackStep, TeamMember
from podium.plan.task import Estimate, RunnerChoice, Task, TaskGate, UndoStep, Write


@dataclass(frozen=True, kw_only=True)
class Change:
    """A field that differs. For a list `removed` and `added` hold its items, for another field the two values; a list
    of which only the order differs says so in `moved`."""

    field: str
    removed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    moved: bool = False


@dataclass(frozen=True, kw_only=True)
class TaskChange:
    """A task that both plans have, with what differs in it."""

    task: str
    title: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, kw_only=True)
class PlanDifference:
    """The difference from one plan to another; tasks are the same when their ids are."""

    added: tuple[Task, ...] = ()
    removed: tuple[Task, ...] = ()
    changed: tuple[TaskChange, ...] = ()
    plan: tuple[Change, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the plans are equal."""
        return not (self.added or self.removed or self.changed or self.plan)


def difference(one: Plan, other: Plan) -> PlanDifference:
    """What leads from `one` to `other`; empty for equal plans, and for those alone."""
    before = {task.id: task for task in one.tasks}
    after = {task.id: task for task in other.tasks}
    changed = (
        TaskChange(task=name, title=after[name].title, changes=tuple(_task(before[name], after[name])))
        for name in after
        if name in before and before[name] != after[name]
    )
    return PlanDifference(
        added=tuple(after[name] for name in after if name not in before),
        removed=tuple(before[name] for name in before if name not in after),
        changed=tuple(changed),
        plan=tuple(_plan(one, other)),
    )


def _task(one: Task, other: Task) -> Iterable[Change]:
    for name in (field.name for field in dataclasses.fields(Task)):
        yield from _field(name, getattr(one, name), getattr(other, name))


def _plan(one: Plan, other: Plan) -> Iterable[Change]:
    for name in (field.name for field in dataclasses.fields(Plan)):
        if name == "tasks":
            ids = [[task.id for task in plan.tasks] for plan in (one, other)]
            yield from _items("order of tasks", *ids) if sorted(ids[0]) == sorted(ids[1]) else ()
        elif name in _INSIDE:
            yield from _inside(name, getattr(one, name), getattr(other, name))
        else:
            yield from _field(name, getattr(one, name), getattr(other, name))


_INSIDE = ("header", "analysis")
"""Parts of a plan that are compared field by field."""


def _inside(name: str, one: Any, other: Any) -> Iterable[Change]:
    for field in dataclasses.fields(one):
        yield from _field(f"{name}.{field.name}", getattr(one, field.name), getattr(other, field.name))


def _field(name: str, one: object, other: object) -> Iterable[Change]:
    whole: tuple[list[object], list[object]] = ([one], [other])
    if one == other:
        return
    if isinstance(one, tuple) and isinstance(other, tuple):
        yield from _items(name, cast("tuple[object, ...]", one), cast("tuple[object, ...]", other))
        return
    if isinstance(one, dict) and isinstance(other, dict):
        before, after = cast("dict[str, object]", one), cast("dict[str, object]", other)
        for key in sorted(before.keys() | after.keys()):
            yield from _field(f"{name}.{key}", before.get(key), after.get(key))
        return
    yield _change(name, *whole)


def _items(name: str, one: Sequence[object], other: Sequence[object]) -> Iterable[Change]:
    if list(one) != list(other):
        removed, added = _without(one, other), _without(other, one)
        yield _change(name, removed, added) if removed or added else Change(field=name, moved=True)


def _change(name: str, removed: Sequence[object], added: Sequence[object]) -> Change:
    """The change in words, or as JSON where the words are the same."""
    words = [tuple(map(in_words, items)) for items in (removed, added)]
    if set(words[0]) & set(words[1]):
        words = [tuple(dump(item) for item in items) for items in (removed, added)]
    return Change(field=name, removed=words[0], added=words[1])


def _without(items: Sequence[object], others: Sequence[object]) -> list[object]:
    """The items that the others do not have, as often as they have them more often."""
    left, found = list(others), list[object]()
    for item in items:
        if item in left:
            left.remove(item)
        else:
            found.append(item)
    return found


def in_words(value: object) -> str:
    """A part of a plan as a few words, as far as it has any: else its JSON."""
    match value:
        case str():
            return value
        case Write():
            return str(value)
        case TaskGate():
            return value.gate
        case UndoStep() | RollbackStep():
            return f"{value.text}{f' (loses {value.loses})' if value.loses else ''}"
        case RunnerChoice():
            return "nobody: needs an agent" if value.is_missing else f"{value.kind} {value.name}".strip()
        case Estimate():
            return f"{value.seconds[0]:g} – {value.seconds[1]:g} s ({value.basis})"
        case Check() | Clause() | Requirement() | Assumption() | Question():
            return f"{value.id} {value.text}"
        case Risk():
            return f"{value.text} ({value.likelihood} × {value.impact})"
        case Decision():
            return f"{value.question} {value.answer}"
        case TeamMember() | LeftOut():
            return value.specialist
        case PhasePlan():
            return f"phase {value.phase}: {', '.join(value.tasks)}"
        case Endpoint():
            return f"{value.method} {value.path}"
        case _:
            return dump(value)
