from dataclasses import replace
from typing import Any

import pytest

from podium.plan.difference import PlanDifference, difference
from podium.plan.orders import write
from podium.plan.plan import Plan
from podium.plan.task import Estimate


def with_task(plan: Plan, name: str, **changes: Any) -> Plan:
    return replace(plan, tasks=tuple(replace(one, **changes) if one.id == name else one for one in plan.tasks))


def test_equal_plans_differ_in_nothing(plan: Plan) -> None:
    assert difference(plan, replace(plan)) == PlanDifference()
    assert difference(plan, plan).is_empty


def test_tasks_that_come_and_go_are_named(plan: Plan) -> None:
    shorter = replace(plan, tasks=plan.tasks[:-1])
    found = difference(plan, shorter)
    assert [task.id for task in found.removed] == ["T5"] and found.added == ()
    assert [task.id for task in difference(shorter, plan).added] == ["T5"]


@pytest.mark.parametrize(
    ("changes", "field", "removed", "added"),
    [
        ({"title": "Another"}, "title", ("ReviewsModule",), ("Another",)),
        ({"needs": ()}, "needs", ("T1",), ()),
        ({"writes": (write("path src/x/**"),)}, "writes", ("src/app.module.ts#imports",), ("src/x/**",)),
        ({"phase": 3}, "phase", ("2",), ("3",)),
        ({"estimate": Estimate(seconds=(1, 2), basis="b")}, "estimate", ("s (",), ("1 – 2 s (b)",)),
        ({"parameters": {"seed": 7}}, "parameters.seed", ("null",), ("7",)),
    ],
)
def test_what_changed_in_a_task_is_said_field_by_field(
    plan: Plan, changes: dict[str, Any], field: str, removed: tuple[str, ...], added: tuple[str, ...]
) -> None:
    (task,) = difference(plan, with_task(plan, "T2", **changes)).changed
    (change,) = [one for one in task.changes if one.field == field]
    assert task.task == "T2" and [one.field for one in task.changes] == [field]
    assert all(any(part in one for one in change.removed) for part in removed)
    assert all(any(part in one for one in change.added) for part in added)


def test_another_order_is_a_difference_of_its_own(plan: Plan) -> None:
    turned = replace(plan, tasks=tuple(reversed(plan.tasks)), risks=tuple(reversed(plan.risks)))
    moved = [(one.field, one.moved) for one in difference(plan, turned).plan]
    assert moved == [("order of tasks", True), *([("risks", True)] if len(plan.risks) > 1 else [])]


def test_no_difference_is_too_small_to_be_named(plan: Plan) -> None:
    check = replace(plan.checks[0], requirements=("R1",))
    (change,) = difference(plan, replace(plan, checks=(check, *plan.checks[1:]))).plan
    assert change.field == "checks" and change.removed != change.added
    header = replace(plan, header=replace(plan.header, base="0" * 40))
    assert [one.field for one in difference(plan, header).plan] == ["header.base"]
