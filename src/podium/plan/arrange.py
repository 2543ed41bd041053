"""Tasks brought into plan order: phases, names, and an order between those that write the same things."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from podium.plan.conflicts import conflict
from podium.plan.graph import edges, order
from podium.plan.offered import rename_gates
from podium.plan.plan import PhasePlan
from podium.plan.rules import PHASES, Phase
from podium.plan.task import Task

_PHASES: tuple[Phase, ...] = (1, 2, 3, 4)


def arranged(tasks: Sequence[Task], mergeable: Sequence[str] = ()) -> tuple[Task, ...]:
    """The tasks under their names of `names_of` and in that order; none is in a phase before that of its needs.

    Where two could run at once and write the same thing, the later one comes `after` the other.
    """
    names = names_of(tasks)
    sequence = sorted(_lifted(tasks), key=lambda task: int(names[task.id][1:]))
    return one_after_another([_renamed(task, names) for task in sequence], mergeable)


def names_of(tasks: Sequence[Task]) -> dict[str, str]:
    """T1, T2 … in the order of phases and needs, ties as they were given."""
    lifted = _lifted(tasks)
    position = {name: number for number, name in enumerate(order(lifted))}
    sequence = sorted(lifted, key=lambda task: (task.phase, position[task.id]))
    return {task.id: f"T{number}" for number, task in enumerate(sequence, 1)}


def phases(tasks: Sequence[Task]) -> tuple[PhasePlan, ...]:
    """The phases that have tasks, with their titles."""
    return tuple(
        PhasePlan(phase=phase, title=PHASES[phase], tasks=names)
        for phase in _PHASES
        if (names := tuple(task.id for task in tasks if task.phase == phase))
    )


def _lifted(tasks: Sequence[Task]) -> list[Task]:
    by_name = {task.id: task for task in tasks}
    for name in order(tasks):
        task = by_name[name]
        before: list[Phase] = [by_name[one].phase for one in task.needs if one in by_name]
        by_name[name] = replace(task, phase=max([task.phase, *before]))
    return [by_name[task.id] for task in tasks]


def _renamed(task: Task, names: dict[str, str]) -> Task:
    return replace(
        task,
        id=names[task.id],
        needs=_sorted(names[one] for one in task.needs if one in names),
        after=_sorted(names[one] for one in task.after if one in names),
        gates=rename_gates(task.gates, names),
    )


def one_after_another(tasks: Sequence[Task], mergeable: Sequence[str]) -> tuple[Task, ...]:
    """The tasks, each `after` those before it that it could run beside and that write the same things."""
    reach: dict[str, frozenset[str]] = {}
    done: list[Task] = []
    for task in tasks:
        before = frozenset(edges(task))
        known = before.union(*(reach[one] for one in before if one in reach))
        after = list(task.after)
        for other in reversed(done):
            if other.id not in known and conflict(task, other, mergeable=mergeable) is not None:
                after.append(other.id)
                known |= reach[other.id] | {other.id}
        reach[task.id] = known
        done.append(replace(task, after=_sorted(after)))
    return tuple(done)


def _sorted(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(names, key=lambda name: int(name[1:])))
