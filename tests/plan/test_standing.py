"""What is there already, what is not there although words say so, a fault beside a feature, time by the clock."""

from dataclasses import replace
from typing import Any

import pytest

from podium.plan.analysis import Analysis, Clause, DetectedType, Requirement, Unread
from podium.plan.decompose import PlanInputs, make_plan
from podium.plan.migrating import INDEX
from podium.plan.parts import apart, shares
from podium.plan.plan import Plan
from podium.plan.request import Span
from podium.plan.routing import is_bug_fix
from podium.plan.rules import Rules
from podium.plan.standing import absent, shape, standing
from podium.plan.survey import Schema, Survey
from podium.plan.validate import check

SPAN = Span(start=0, end=1)
BOTH = ("Add a wishlist", "customers keep products on it", "fix that", "GET /orders/:id returns 500 for an unknown id")


def asked(analysis: Analysis, text: str, *types: Any, clauses: tuple[str, ...] = ()) -> Analysis:
    """The analysis of other words, read as clauses that nothing was understood of."""
    said = tuple(Clause(id=f"C{n}", text=one, span=SPAN) for n, one in enumerate(clauses or (text,), 1))
    return replace(
        analysis,
        request=text,
        types=tuple(DetectedType(type=one, confidence=0.9, cues=()) for one in types),
        clauses=said,
        unread=tuple(Unread(clause=one.id, text=one.text, span=SPAN) for one in said),
        requirements=tuple(
            Requirement(id=f"R{n}", text=one.text, kind="functional", clauses=(one.id,))
            for n, one in enumerate(said, 1)
        ),
        readings=(),
        resources=(),
    )


def planned(inputs: PlanInputs, text: str, *types: Any, clauses: tuple[str, ...] = (), **more: Any) -> Plan:
    analysis = replace(asked(inputs.analysis, text, *types, clauses=clauses), **more)
    return make_plan(replace(inputs, offers=(), analysis=analysis))


@pytest.mark.parametrize("path", ["/orders/:id", "/orders/{id}", "/orders/17", "/orders/*/"])
def test_a_parameter_is_one_however_it_is_written(path: str) -> None:
    assert shape(path) == "/orders/*"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Add GET /products that lists all products", ("GET /products (src/products/products.controller.ts:12)",)),
        ("create a new endpoint GET /products/{id}", ("GET /products/:id (src/products/products.controller.ts:17)",)),
        ("Add a filter to GET /products", ()),
        ("Add DELETE /products/:id", ()),
    ],
)
def test_a_route_that_is_asked_for_and_stands_is_named_with_its_place(
    reviews: Analysis, shop: Survey, words: str, found: tuple[str, ...]
) -> None:
    assert standing(asked(reviews, words), shop) == found


def test_a_plan_says_what_is_there_already(inputs: PlanInputs) -> None:
    plan = planned(inputs, "Add GET /products that lists all products", "new_api_endpoint")
    assert plan.decisions[0].answer == "yes: GET /products (src/products/products.controller.ts:12)"
    assert any("There already: GET /products" in line for task in plan.tasks for line in task.instructions)


def test_a_column_that_is_not_there_is_a_risk_and_one_to_be_added_is_none(reviews: Analysis, shop: Survey) -> None:
    (line,) = absent(asked(reviews, "Split User.name in two"), shop)
    assert line == "User.name, and User (prisma/schema.prisma:25) has id, email, password, role, createdAt"
    assert absent(asked(reviews, "Add User.name; index User.email"), shop) == ()


def test_a_fault_beside_a_feature_is_reproduced_and_the_feature_does_not_wait(inputs: PlanInputs, rules: Rules) -> None:
    plan = planned(inputs, ", ".join(BOTH), "new_api_endpoint", "bug_fix", clauses=BOTH, intent="fix")
    assert check(plan, rules) == ()
    shows = next(one for one in plan.tasks if any(gate.parameters.get("inverted") for gate in one.gates))
    mends = next(one for one in plan.tasks if shows.id in one.needs and one.is_writing)
    builds = next(one for one in plan.tasks if "C1" in one.clauses)
    assert (shows.clauses, mends.clauses, builds.clauses) == (("C3", "C4"), ("C3", "C4"), ("C1", "C2"))
    assert shows.id not in builds.needs and "Fix: GET /orders/:id returns 500" in mends.title


def test_a_report_of_a_fault_alone_stays_a_bug_fix(reviews: Analysis) -> None:
    fault = asked(reviews, ", ".join(BOTH[2:]), "bug_fix", "new_api_endpoint", clauses=BOTH[2:])
    assert is_bug_fix(fault) and apart(fault) is None


def test_a_report_is_shown_by_its_reproduction_and_names_no_new_route(inputs: PlanInputs) -> None:
    steps = ("POST /orders counts twice", "GET /products/1 shows 3", "GET /nowhere is not there")
    plan = planned(inputs, ", ".join(steps), "bug_fix", clauses=steps, intent="fix")
    first = plan.checks[0]
    assert (first.gate, first.requirements, plan.endpoints) == ("new-tests", ("R1", "R2", "R3"), ())


def test_a_slow_route_that_anybody_may_read_is_timed_and_a_figure_is_left_to_a_person(inputs: PlanInputs) -> None:
    words = ("GET /products is slow", "p95 should be below 200 ms")
    plan = planned(inputs, ", ".join(words), "performance_issue", clauses=words, intent="improve")
    timed = [one.parameters for task in plan.tasks for one in task.gates if one.gate == "latency"]
    assert timed == [{"routes": ["GET /products"]}]
    figure = [one.gate for one in plan.checks if "R2" in one.requirements]
    assert figure == [""] and any(one.gate == "latency" for one in plan.checks)


def test_a_route_behind_a_guard_is_not_timed(inputs: PlanInputs) -> None:
    plan = planned(inputs, "GET /orders is slow", "performance_issue", intent="improve")
    assert all(one.gate != "latency" for task in plan.tasks for one in task.gates)


def test_a_project_without_prisma_is_not_asked_for_its_gates(inputs: PlanInputs) -> None:
    files = (*inputs.survey.files, "src/database/migrations/1.ts")
    other = replace(inputs, survey=replace(inputs.survey, schema=Schema(), files=files))
    plan = planned(other, "rename a column of orders", "migration")
    assert not [one for task in plan.tasks for one in task.gates if one.gate.startswith(("prisma-", "migration-"))]
    assert {str(one) for task in plan.tasks for one in task.writes} >= {"migrations", "src/database/migrations/**"}


def test_what_puts_into_operation_is_shown_by_a_smoke_test(inputs: PlanInputs) -> None:
    plan = planned(inputs, "a Dockerfile with a health check", "deployment_setup")
    (task,) = [one for one in plan.tasks if one.layer == "deployment"]
    assert any("A smoke test belongs to this task" in line for line in task.instructions)
    assert "new-tests" not in {one.gate for one in task.gates} and plan.checks[0].gate == "build"


def test_documentation_alone_is_nobody_elses(inputs: PlanInputs) -> None:
    plan = planned(inputs, "document the openapi api with examples", "documentation", "new_api_endpoint")
    assert [task.specialist for task in plan.tasks if task.is_writing] == ["api-documentation-architect"]


def test_clients_are_named_by_the_routes_that_they_call_and_a_new_route_breaks_none(inputs: PlanInputs) -> None:
    old = planned(inputs, "GET /products should return the stock", "new_api_endpoint")
    assert [one.text for one in old.risks if one.text.startswith("clients of GET /products (src/products/")]
    new = planned(inputs, "add GET /products/latest", "new_api_endpoint")
    assert not [one.text for one in new.risks if one.text.startswith("clients of")]


def test_speed_migrates_only_where_the_measurement_asks_for_an_index(inputs: PlanInputs) -> None:
    plan = planned(inputs, "GET /products is slow", "performance_issue", intent="improve", layers=())
    assert [one.locks for one in plan.migrations] == [(INDEX,)] * len(plan.migrations) and plan.migrations
    assert "if there is one" in plan.deploy_order[0]


def test_a_bug_under_a_label_is_a_fault_beside_what_is_to_be_built(inputs: PlanInputs) -> None:
    text = "Product search. Bug: GET /products answers 500"
    spans = (Span(start=0, end=14), Span(start=16, end=19), Span(start=21, end=len(text)))
    analysis = asked(inputs.analysis, text, "new_api_endpoint", "bug_fix", clauses=tuple(one.of(text) for one in spans))
    clauses = tuple(replace(one, span=span) for one, span in zip(analysis.clauses, spans, strict=True))
    both = apart(replace(analysis, clauses=clauses))
    assert both is not None and [part.request for part in both] == ["Product search", "Bug: GET /products answers 500"]


def test_what_must_stay_as_it_is_goes_to_everybody_who_builds(inputs: PlanInputs, rules: Rules) -> None:
    words = ("add a column to the table", "add an endpoint GET /tags", "no new packages")
    analysis = asked(inputs.analysis, ". ".join(words), "new_api_endpoint", "database_change", clauses=words)
    kept = tuple(replace(one, kind="constraint") if one.id == "R3" else one for one in analysis.requirements)
    names = ("prisma-database-architect", "nestjs-api-master")
    mine = shares(replace(analysis, requirements=kept), rules, names, data=names[:1])
    assert [ids[-1] for ids in mine.values()] == ["C3", "C3"] and mine[names[0]] != mine[names[1]]
