from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest

from podium.errors import RequestError
from podium.plan.analysis import (
    Clause,
    Criterion,
    DetectedType,
    Requirement,
    TaskType,
    Unread,
)
from podium.plan.codec import dump, load
from podium.plan.decompose import LAYERS, PlanInputs, make_plan
from podium.plan.offer import Refusal
from podium.plan.plan import Plan
from podium.plan.request import Span
from podium.plan.rules import Rules
from podium.plan.survey import Schema
from podium.plan.terms import checks
from podium.plan.validate import check

GOLDEN = Path(__file__).parent / "golden" / "reviews.json"
TYPES: tuple[TaskType, ...] = get_args(TaskType)
SPAN = Span(start=0, end=3)


def typed(inputs: PlanInputs, *types: TaskType, **changes: Any) -> Plan:
    """The rule-made plan for these types."""
    found = tuple(DetectedType(type=one, confidence=0.9, cues=()) for one in types)
    return make_plan(replace(inputs, offers=(), analysis=replace(inputs.analysis, types=found, **changes)))


def who(plan: Plan) -> list[str]:
    return [task.specialist for task in plan.tasks]


def test_the_plan_for_reviews_is_the_golden_one(plan: Plan) -> None:
    """Written anew by `dump(replace(plan, header=replace(plan.header, rules="")), indent=2)` when a change is meant."""
    same = replace(plan, header=replace(plan.header, rules=""))
    assert dump(same, indent=2) + "\n" == GOLDEN.read_text()
    assert load(Plan, GOLDEN.read_text()) == same


def test_the_same_inputs_give_the_same_bytes(inputs: PlanInputs) -> None:
    assert dump(make_plan(inputs)) == dump(make_plan(replace(inputs)))


def test_the_header_names_all_that_the_plan_is_a_function_of(inputs: PlanInputs) -> None:
    header = make_plan(replace(inputs, configuration="c1", runners=("claude",))).header
    assert (header.request, header.tree, header.base) == (
        inputs.request.digest,
        inputs.survey.tree,
        inputs.survey.revision,
    )
    assert (header.rules, header.configuration, header.runners) == (inputs.rules.digest, "c1", ("claude",))
    assert header.size == "16 files, 4 models, 4 routes"


def test_what_is_no_backend_request_has_no_plan(inputs: PlanInputs) -> None:
    other = replace(inputs.analysis, is_backend=False, reason="it is about a logo")
    with pytest.raises(RequestError, match="about a logo"):
        make_plan(replace(inputs, analysis=other))


def test_offered_tasks_get_numbers_in_the_order_of_phases(plan: Plan) -> None:
    assert [(task.id, task.phase, task.needs) for task in plan.tasks] == [
        ("T1", 1, ()),
        ("T2", 2, ("T1",)),
        ("T3", 3, ("T2",)),
        ("T4", 3, ("T2", "T3")),
        ("T5", 4, ("T2",)),
    ]


def test_offered_tasks_know_the_requirements_that_they_carry_out(plan: Plan) -> None:
    by_name = {task.id: task for task in plan.tasks}
    assert by_name["T1"].requirements == ("R1", "R3")
    assert by_name["T2"].requirements == by_name["T3"].requirements == ("R1", "R2", "R3", "R4", "R5")
    assert by_name["T1"].readings == ("D1", "D4", "D5", "D6")


def left_over(inputs: PlanInputs, text: str = "and mail the seller through the queue") -> PlanInputs:
    clause = Clause(id="C5", text=text, span=SPAN)
    unread = Unread(clause="C5", text=text, span=SPAN)
    analysis = replace(inputs.analysis, clauses=(*inputs.analysis.clauses, clause), unread=(unread,))
    return replace(inputs, analysis=analysis)


def test_words_that_no_recipe_reads_get_a_task_for_whom_they_point_to(inputs: PlanInputs, rules: Rules) -> None:
    plan = make_plan(left_over(inputs))
    task = next(one for one in plan.tasks if "C5" in one.clauses)
    assert (task.specialist, task.runner.is_missing) == ("queue-processing-expert", True)
    assert "mail the seller" in task.instructions[0]
    assert check(plan, rules) == ()


@pytest.mark.parametrize(
    ("text", "specialist"),
    [
        ("and harden it against xss in the endpoint", "nestjs-api-master"),
        ("and tell the seller over a websocket", "websocket-realtime-expert"),
        ("and cover it by e2e tests", "test-engineering-specialist"),
        ("and make it nice", "nestjs-api-master"),
    ],
)
def test_words_left_over_go_to_somebody_who_may_write(inputs: PlanInputs, text: str, specialist: str) -> None:
    plan = make_plan(left_over(inputs, text))
    task = next(one for one in plan.tasks if "C5" in one.clauses)
    assert (task.specialist, task.is_writing) == (specialist, True)


def test_what_does_not_depend_on_the_missing_agent_is_not_held_up(inputs: PlanInputs) -> None:
    plan = make_plan(left_over(inputs))
    missing = {task.id for task in plan.tasks if task.runner.is_missing}
    recipes = [task for task in plan.tasks if task.runner.kind == "recipe"]
    assert len(recipes) == 5
    assert not any(missing & set(task.needs) for task in recipes)


def test_what_an_agent_writes_gets_a_security_review_of_its_own(inputs: PlanInputs) -> None:
    plan = make_plan(left_over(inputs))
    written = next(task.id for task in plan.tasks if "C5" in task.clauses)
    reviews = [task for task in plan.tasks if task.specialist == "security-guardian"]
    assert [task.runner.kind for task in reviews] == ["recipe", "agent"]
    assert reviews[1].needs == (written,)


def test_an_available_agent_takes_what_recipes_do_not(inputs: PlanInputs) -> None:
    plan = make_plan(replace(left_over(inputs), runners=("claude", "codex")))
    assert {(task.runner.kind, task.runner.name) for task in plan.tasks if task.runner.kind != "recipe"} == {
        ("agent", "claude")
    }


def test_a_specialist_whose_file_names_a_runner_gets_it(inputs: PlanInputs) -> None:
    named = tuple(
        replace(one, runner="human") if one.name == "queue-processing-expert" else one
        for one in inputs.rules.specialists
    )
    plan = make_plan(replace(left_over(inputs), rules=replace(inputs.rules, specialists=named), runners=("claude",)))
    assert next(task.runner.kind for task in plan.tasks if "C5" in task.clauses) == "human"


def test_a_reading_that_no_recipe_consumes_gets_a_task(inputs: PlanInputs, rules: Rules) -> None:
    fewer = replace(inputs.offers[0], readings=tuple(one for one in inputs.offers[0].readings if one != "D6"))
    plan = make_plan(replace(inputs, offers=(fewer,)))
    task = next(one for one in plan.tasks if "D6" in one.readings)
    assert (task.specialist, task.clauses) == ("prisma-database-architect", ("C3",))
    assert check(plan, rules) == ()


def test_a_recipe_that_would_have_to_guess_gives_its_task_to_an_agent(inputs: PlanInputs, rules: Rules) -> None:
    refusal = Refusal(recipe="nest_resource", reason="no guard was found")
    plan = make_plan(replace(inputs, offers=(replace(inputs.offers[0], refusals=(refusal,)),)))
    task = next(one for one in plan.tasks if one.specialist == "nestjs-api-master")
    assert task.runner.is_missing and "no guard was found" in task.runner.reason
    assert plan.refusals == (refusal,)
    assert check(plan, rules) == ()


def test_two_offers_that_share_files_come_one_after_the_other(inputs: PlanInputs, rules: Rules) -> None:
    plan = make_plan(replace(inputs, offers=(inputs.offers[0], inputs.offers[0])))
    schemas = [task for task in plan.tasks if task.specialist == "prisma-database-architect"]
    assert (schemas[1].needs, schemas[1].after) == ((), (schemas[0].id,))
    assert check(plan, rules) == ()


def test_a_bug_fix_is_reproduced_fixed_and_verified(fault: PlanInputs) -> None:
    plan = make_plan(fault)
    assert [task.title.split(":")[0] for task in plan.tasks] == ["Reproduce", "Fix", "Verify the fix"]
    (gate,) = [gate for gate in plan.tasks[0].gates if gate.gate == "new-tests"]
    assert gate.parameters == {
        "inverted": True,
        "files": ["test/regression.e2e-spec.ts"],
        "withhold": [],
        "until": "T2",
    }
    assert "src/orders/orders.service.ts:40" in " ".join(plan.tasks[1].instructions)


def test_an_optimisation_begins_with_a_measurement_and_ends_with_a_review(inputs: PlanInputs) -> None:
    slow = Criterion(id="performance_review", holds=True, rules=("large-data",), reasons=("a slow query",))
    plan = typed(inputs, "performance_issue", criteria=(slow,), request="the query is slow", intent="improve")
    assert plan.tasks[0].title.startswith("Measure")
    assert who(plan)[-1] == "performance-optimization-expert" or "performance-optimization-expert" in who(plan)[2:]
    assert not any(task.needs == () for task in plan.tasks[1:])


def test_an_audit_is_followed_by_mends_tests_and_a_review(inputs: PlanInputs) -> None:
    plan = typed(inputs, "security_audit", intent="improve")
    assert [task.title.split(":")[0] for task in plan.tasks][:2] == ["Audit", "What the audit found"]
    assert who(plan).count("security-guardian") == 2


def test_a_small_request_is_one_task_with_its_tests_and_documents_inside(inputs: PlanInputs, rules: Rules) -> None:
    no = Criterion(id="several_agents", holds=False, rules=(), reasons=())
    plan = typed(inputs, "configuration", criteria=(no,), request="add LOG_LEVEL to the configuration")
    assert who(plan) == ["environment-configuration-master"]
    assert {"new-tests", "docs-routes"} <= {gate.gate for gate in plan.tasks[0].gates}
    assert any(str(one) == "README.md" for one in plan.tasks[0].writes)
    assert check(plan, rules) == ()


def test_documentation_alone_needs_no_tests(inputs: PlanInputs, rules: Rules) -> None:
    plan = typed(inputs, "documentation", criteria=(), intent="document")
    assert who(plan) == ["api-documentation-architect"]
    assert check(plan, rules) == ()


def test_every_layer_is_planned_or_left_out_with_a_reason(plan: Plan) -> None:
    assert [one.layer for one in plan.analysis.layers] == list(LAYERS)
    assert all(one.reason for one in plan.analysis.layers)
    assert next(one.reason for one in plan.analysis.layers if one.layer == "business_logic").endswith("within T2")


def test_the_way_back_leads_from_the_last_task_to_the_first(plan: Plan) -> None:
    assert [step.task for step in plan.rollback] == ["T5", "T3", "T2", "T1", ""]
    assert plan.rollback[3].loses == "the rows of Review, nothing else"


def test_every_requirement_has_a_criterion_and_every_criterion_a_number(plan: Plan) -> None:
    assert {name for one in plan.checks for name in one.requirements} == {"R1", "R2", "R3", "R4", "R5"}
    assert [one.id for one in plan.checks] == [f"C{number}" for number in range(1, len(plan.checks) + 1)]


def test_instructions_never_hold_an_unfilled_placeholder(inputs: PlanInputs) -> None:
    for type_ in TYPES:
        texts = [text for task in typed(inputs, type_).tasks for text in (*task.instructions, task.title, task.goal)]
        assert not [text for text in texts if "{" in text and "{plural}" not in text and "${" not in text]


def spoken(inputs: PlanInputs, *texts: str, types: tuple[TaskType, ...], **changes: Any) -> Plan:
    """The rule-made plan for clauses of these words and types, without resources."""
    clauses = tuple(Clause(id=f"C{n}", text=text, span=SPAN) for n, text in enumerate(texts, 1))
    asked = tuple(
        Requirement(id=f"R{n}", text=text, kind="functional", clauses=(f"C{n}",)) for n, text in enumerate(texts, 1)
    )
    more: dict[str, Any] = {"clauses": clauses, "requirements": asked, "readings": (), "resources": (), "unread": ()}
    return typed(inputs, *types, request=", ".join(texts), **more, **changes)


def test_each_part_of_a_request_is_for_whom_its_words_point_to(inputs: PlanInputs, rules: Rules) -> None:
    texts = (
        "add an endpoint for refunds",
        "mail the customer through the queue",
        "cache the product list for a minute",
    )
    plan = spoken(inputs, *texts, types=("new_api_endpoint", "background_job", "caching"))
    whose = {task.specialist: task.clauses for task in plan.tasks if task.clauses}
    assert whose == {
        "nestjs-api-master": ("C1",),
        "queue-processing-expert": ("C2",),
        "redis-caching-strategist": ("C3",),
    }
    assert check(plan, rules) == ()


def test_a_part_that_no_type_names_still_finds_its_specialist(inputs: PlanInputs, rules: Rules) -> None:
    plan = spoken(inputs, "run a nightly job", "show it at GET /admin/jobs to admins", types=("background_job",))
    api = next(task for task in plan.tasks if task.specialist == "nestjs-api-master")
    assert (api.clauses, api.requirements) == (("C2",), ("R2",))
    (endpoint,) = plan.endpoints
    assert (endpoint.method, endpoint.path, endpoint.access) == ("GET", "/admin/jobs", "role: admin")
    assert api.id in endpoint.response and check(plan, rules) == ()


def test_a_pipeline_that_migrates_is_not_a_migration(inputs: PlanInputs) -> None:
    text = "add a github actions pipeline that builds the docker image and runs prisma migrate deploy"
    plan = spoken(inputs, text, types=("deployment_setup", "migration"), criteria=SEVERAL)
    assert [task.specialist for task in plan.tasks if task.is_writing] == ["devops-containerization-expert"]
    more = spoken(inputs, text, "unit and e2e tests", types=("deployment_setup", "testing"), criteria=SEVERAL)
    assert [task.clauses for task in more.tasks if task.is_writing] == [("C1", "C2")]


def test_taking_something_away_is_planned_as_expand_and_contract(inputs: PlanInputs) -> None:
    plan = spoken(inputs, "split the name into two columns and backfill 3 million rows", types=("migration",))
    (migration,) = plan.migrations
    assert "until the contraction" in migration.compatibility and migration.loses
    assert plan.decisions[0].question == "All at once, or expand and contract?"
    assert any("in a later deployment" in step for step in plan.deploy_order)
    assert {"high"} == {task.risk for task in plan.tasks if task.id == migration.task}


def test_a_change_of_data_without_a_prisma_schema_is_made_in_the_source(inputs: PlanInputs, rules: Rules) -> None:
    elsewhere = replace(inputs, survey=replace(inputs.survey, schema=Schema()))
    texts = ("backfill the names of old users", "show them at GET /users/names")
    plan = spoken(elsewhere, *texts, types=("migration", "new_api_endpoint"))
    data = next(task for task in plan.tasks if task.layer == "data")
    assert data.writes and data.clauses == ("C1",) and check(plan, rules) == ()


def test_a_pure_move_of_code_asks_for_no_test_that_is_red_without_it(inputs: PlanInputs, rules: Rules) -> None:
    no = Criterion(id="several_agents", holds=False, rules=(), reasons=())
    plan = spoken(inputs, "extract pricing from OrdersService", types=("refactoring",), criteria=(no,))
    (task,) = plan.tasks
    assert "new-tests" not in {gate.gate for gate in task.gates} and "weakened-tests" in {g.gate for g in task.gates}
    assert task.reads[0] == "src/orders/orders.service.ts" and check(plan, rules) == ()


def test_a_review_comes_after_documents_inside_the_code_and_stays_in_its_phase(plan: Plan) -> None:
    review, documents = plan.tasks[3], plan.tasks[4]
    assert (review.specialist, review.phase, review.after) == ("security-guardian", 3, (documents.id,))
    assert documents.phase == 4 and plan.critical_path == ("T1", "T2", "T3", "T4")


def test_every_risk_says_how_it_is_noticed_and_what_is_done_then(plan: Plan, fault: PlanInputs) -> None:
    for one in (*plan.risks, *make_plan(fault).risks):
        assert one.answer and one.detection and one.contingency


SEVERAL = (Criterion(id="several_agents", holds=True, rules=("multiple-layers",), reasons=("layers",)),)


def test_a_share_that_is_all_of_the_request_is_a_share(inputs: PlanInputs, rules: Rules) -> None:
    held = tuple(
        Requirement(id=f"R{n}", text="as said", kind=kind, clauses=(f"C{n}",))
        for n, kind in enumerate(("functional", "constraint"), 1)
    )
    clauses = tuple(
        Clause(id=f"C{n}", text=text, span=SPAN)
        for n, text in enumerate(("deploy it with a docker image", "make the worker retry"), 1)
    )
    more: dict[str, Any] = {"clauses": clauses, "requirements": held, "readings": (), "resources": (), "unread": ()}
    plan = typed(inputs, request="deploy it with a docker image, make the worker retry", **more)
    assert next(task.clauses for task in plan.tasks if task.layer == "deployment") == ("C1", "C2")
    assert check(plan, rules) == ()


def test_what_no_type_explains_is_built_and_proved_and_not_only_looked_at(inputs: PlanInputs, rules: Rules) -> None:
    criteria = (Criterion(id="performance_review", holds=True, rules=("said",), reasons=()),)
    more: dict[str, Any] = {"requirements": (), "readings": (), "resources": (), "unread": (), "layers": ()}
    plan = typed(inputs, request="look at the list", criteria=criteria, **more)
    assert check(plan, rules) == () and [task.is_writing for task in plan.tasks] == [True, True, False]


def test_a_plan_that_nothing_else_verifies_is_read_by_a_person(inputs: PlanInputs) -> None:
    nothing = replace(inputs.analysis, requirements=())
    assert [one.gate for one in checks((), nothing, offers=())] == [""]
