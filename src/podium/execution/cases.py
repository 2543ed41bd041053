"""What gates are asked about an attempt: its commit, what it is compared with, and by which of them."""

from typing import Any

from podium.execution.judging import Case
from podium.execution.workshop import Workshop
from podium.plan.task import Task
from podium.ports import Services, Workspace

Value = dict[str, Any]
SCOPE = "scope"


def done(shop: Workshop, value: Value) -> tuple[Task, ...]:
    """The tasks whose work stood on the tip when the work began."""
    return tuple(task for task in shop.plan().tasks if task.id in value["completed"])


def name_of(task: Task, value: Value) -> str:
    """What an attempt's workspace is called."""
    return f"{task.id}-{value['number']}"


def case(shop: Workshop, task: Task, value: Value, *, commit: str, dear: bool | None) -> Case:
    """A commit of the task's compared with the value's tip, or for a review the tip with the run's base, by the gates
    of the task and those that the change asks for: all of them (None), only the dear ones, or only the others."""
    tip = value["tip"]
    changed = tuple(change.path for change in shop.clone.changed(tip, commit)) if task.is_writing else ()
    return Case(
        name=name_of(task, value) + (".gates" if dear is False or not task.is_writing else ".merged"),
        commit=commit or tip,
        base=tip if task.is_writing else shop.base,
        gates=tuple(
            gate
            for gate in shop.checks.for_attempt(task, shop.setup.survey, changed)
            if (task.is_writing or gate != SCOPE) and dear in {None, shop.checks.gate(gate).cost == "dear"}
        ),
        task=task,
        done=done(shop, value),
        workspace=_own_workspace(shop, task, value) if dear is not None or not task.is_writing else None,
        more=value.get("more", {}),
    )


def _own_workspace(shop: Workshop, task: Task, value: Value) -> Workspace | None:
    """That of the attempt, which holds exactly its commit; none where more than files may be left in it."""
    own = shop.yard.folder / name_of(task, value)
    if task.runner.kind != "recipe" or not own.is_dir():
        return None
    return shop.yard.existing(own.name, commit=value["tip"], services=Services())
