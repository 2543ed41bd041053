"""Several tasks as one: what each would do, may write and is proved by, where one specialist makes a small change."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from podium.plan.task import Task, TaskGate, UndoStep

_Value = TypeVar("_Value")


def joined(tasks: Sequence[Task], *, lead: str) -> Task:
    """The tasks as one of the specialist `lead`, or of the last task's, under the name and the title of the leader's.

    It is of the latest phase, has everything that any of them has, once, and no way back that another one includes.
    """
    first = next((task for task in tasks if task.specialist == lead), tasks[-1])
    return replace(
        first,
        phase=max(task.phase for task in tasks),
        goal=" ".join(_all((task.goal,) for task in tasks)),
        instructions=_all(task.instructions for task in tasks),
        reads=_all(task.reads for task in tasks),
        writes=_all(task.writes for task in tasks),
        outputs=_all(task.outputs for task in tasks),
        gates=_gates(tasks),
        undo=_undo(tasks),
        risk=max((task.risk for task in tasks), key=("low", "medium", "high").index),
    )


def _all(values: Iterable[tuple[_Value, ...]]) -> tuple[_Value, ...]:
    """What stands in any of them, each once."""
    return tuple(dict.fromkeys(one for several in values for one in several))


def _gates(tasks: Sequence[Task]) -> tuple[TaskGate, ...]:
    """Each gate once, as the first task that names it asks it."""
    found: dict[str, TaskGate] = {}
    for task in tasks:
        for one in task.gates:
            found.setdefault(one.gate, one)
    return tuple(found.values())


def _undo(tasks: Sequence[Task]) -> tuple[UndoStep, ...]:
    """The ways back; the one of a migration takes the commit back with it."""
    steps = _all(task.undo for task in tasks)
    down = any(one.kind == "migration_down" for one in steps)
    return tuple(one for one in steps if not (down and one.kind == "revert"))
