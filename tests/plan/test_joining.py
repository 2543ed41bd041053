"""A small change that spans layers is one task of one specialist, with everything that the layers' tasks would have."""

from dataclasses import replace

from podium.plan.analysis import Criterion, DetectedType
from podium.plan.decompose import PlanInputs, make_plan
from podium.plan.plan import Plan
from podium.plan.rules import Rules
from podium.plan.validate import check

SMALL = Criterion(id="several_agents", holds=False, rules=(), reasons=("one small change: R1, about product",))


def small(inputs: PlanInputs, text: str, *types: str) -> Plan:
    found = tuple(DetectedType(type=one, confidence=0.9, cues=()) for one in types)  # type: ignore[arg-type]
    analysis = replace(
        inputs.analysis, request=text, types=found, criteria=(SMALL,), clauses=(), readings=(), resources=(), unread=()
    )
    wanted = replace(analysis.requirements[0], text=text, clauses=(), readings=())
    return make_plan(replace(inputs, offers=(), analysis=replace(analysis, requirements=(wanted,))))


def test_a_column_and_its_endpoint_are_one_task(inputs: PlanInputs, rules: Rules) -> None:
    plan = small(inputs, "add a brand to products", "new_api_endpoint", "database_change")
    (task,) = plan.tasks
    assert (task.specialist, task.phase) == ("nestjs-api-master", 2)
    assert {"migration-way-back", "new-tests", "docs-routes", "lint"} <= {one.gate for one in task.gates}
    assert [one.kind for one in task.undo] == ["migration_down"] and check(plan, rules) == ()
    assert "prisma-database-architect" in {one.specialist for one in plan.team}


def test_a_rename_takes_the_code_that_uses_the_column_with_it(inputs: PlanInputs, rules: Rules) -> None:
    (task,) = (plan := small(inputs, "rename the column price of Product to cost", "database_change")).tasks
    written = {str(one) for one in task.writes}
    assert "migrations" in written and any(one.startswith("src/") for one in written)
    assert check(plan, rules) == ()


def test_the_decision_says_why_one_specialist_is_enough(inputs: PlanInputs) -> None:
    plan = small(inputs, "add a brand to products", "new_api_endpoint", "database_change")
    said = next(one for one in plan.decisions if one.question == "One specialist or several?")
    assert (said.answer, said.reason) == ("one: nestjs-api-master", "one small change: R1, about product")


def test_a_small_fault_has_its_documents_in_the_mend(fault: PlanInputs, rules: Rules) -> None:
    types = (*fault.analysis.types, DetectedType(type="new_api_endpoint", confidence=0.5, cues=()))
    plan = make_plan(replace(fault, analysis=replace(fault.analysis, types=types, criteria=(SMALL,))))
    assert [task.title.split(" ")[0].rstrip(":") for task in plan.tasks] == ["Reproduce", "Fix", "Verify"]
    said = next(one for one in plan.decisions if one.question == "One specialist or several?")
    assert said.reason.endswith("about product; T1 shows first what is told, and is not by whoever mends it")
    assert check(plan, rules) == ()


def test_a_supporter_whose_work_is_in_another_task_is_in_the_team(inputs: PlanInputs) -> None:
    plan = small(inputs, "add an endpoint that counts products", "new_api_endpoint")
    tester = next(one for one in plan.team if one.specialist == "test-engineering-specialist")
    assert tester.reason.endswith("carried out within T1")
