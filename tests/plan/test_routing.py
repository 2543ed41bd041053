from dataclasses import replace
from typing import Any

import pytest

from podium.plan.analysis import Affected, Analysis, Criterion, DetectedType, LayerNeed, Resource, ResourceField
from podium.plan.decompose import PlanInputs
from podium.plan.evidence import Evidence, Place
from podium.plan.routing import Team, fixer, pattern, points_to, team
from podium.plan.rules import Rules
from podium.plan.survey import Survey


def routed(inputs: PlanInputs, *types: str, **changes: Any) -> Team:
    """The team for the analysis of the reviews with these types and changes."""
    made: Any = tuple(DetectedType(type=one, confidence=0.9, cues=(one,)) for one in types)  # pyright: ignore
    analysis = replace(inputs.analysis, types=made, **changes)
    return team(analysis, inputs.survey, inputs.rules)


def names(found: Team) -> list[str]:
    return [one.specialist for one in found.members]


def reason(found: Team, name: str) -> str:
    return next(one.reason for one in found.left_out if one.specialist == name)


def test_the_team_is_the_union_of_the_rows_and_of_what_the_criteria_add(inputs: PlanInputs) -> None:
    assert names(routed(inputs, "new_api_endpoint", "database_change")) == [
        "nestjs-api-master",
        "prisma-database-architect",
        "security-guardian",
        "test-engineering-specialist",
        "api-documentation-architect",
    ]


@pytest.mark.parametrize(
    ("type_", "primary"),
    [
        ("new_api_endpoint", "nestjs-api-master"),
        ("database_change", "prisma-database-architect"),
        ("background_job", "queue-processing-expert"),
        ("performance_issue", "performance-optimization-expert"),
        ("security_audit", "security-guardian"),
        ("realtime_feature", "websocket-realtime-expert"),
        ("deployment_setup", "devops-containerization-expert"),
        ("authentication", "authentication-sentinel"),
        ("caching", "redis-caching-strategist"),
    ],
)
def test_a_primary_is_always_in(inputs: PlanInputs, type_: str, primary: str) -> None:
    found = routed(inputs, type_, layers=(), criteria=(), request="please")
    assert found.members[0].specialist == primary
    assert type_ in found.members[0].reason


def test_who_has_nothing_to_do_is_left_out_with_the_evidence(inputs: PlanInputs) -> None:
    found = routed(inputs, "new_api_endpoint", "database_change", "background_job")
    assert "src/products/products.service.ts:8" in reason(found, "redis-caching-strategist")
    assert "Review is new" in reason(found, "database-migration-strategist")


def test_a_cached_value_that_changes_brings_in_the_cache_even_where_no_row_does(inputs: PlanInputs) -> None:
    seen = Evidence(place=Place(file="src/products/products.service.ts", line=8), reason="it changes")
    touched = (Affected(component="ProductsService", kind="service", score=1.0, evidence=(seen,)),)
    more = Resource(name="Product", plural="products", existing="Product")
    found = routed(inputs, "database_change", affected=touched, resources=(more,))
    assert "redis-caching-strategist" in names(found)


@pytest.mark.parametrize(("optional", "is_in"), [(True, False), (False, True)])
def test_only_rows_that_have_to_be_filled_in_call_the_migration_strategist(
    inputs: PlanInputs, optional: bool, is_in: bool
) -> None:
    code = ResourceField(name="code", type="string", optional=optional)
    more = Resource(name="Product", plural="products", existing="Product", fields=(code,))
    found = routed(inputs, "database_change", resources=(more,))
    assert ("database-migration-strategist" in names(found)) is is_in
    if not is_in:
        assert "prisma/schema.prisma:34" in reason(found, "database-migration-strategist")


def test_words_of_the_request_bring_a_supporting_specialist_in(inputs: PlanInputs) -> None:
    quiet = routed(inputs, "background_job", request="send it later", layers=())
    loud = routed(inputs, "background_job", request="send it later, deduplicate by a redis lock", layers=())
    assert "redis-caching-strategist" not in names(quiet)
    assert "redis-caching-strategist" in names(loud)


def test_a_layer_without_work_is_the_reason(inputs: PlanInputs) -> None:
    idle = (LayerNeed(layer="data", planned=False, reason="the rows stay as they are"),)
    found = routed(inputs, "new_api_endpoint", layers=idle, request="say hello", resources=())
    assert reason(found, "prisma-database-architect") == "no stored data changes: the rows stay as they are"


@pytest.mark.parametrize(
    ("criterion", "specialist"),
    [("security_review", "security-guardian"), ("performance_review", "performance-optimization-expert")],
)
def test_a_criterion_that_holds_brings_its_reviewer(inputs: PlanInputs, criterion: Any, specialist: str) -> None:
    holds = (Criterion(id=criterion, holds=True, rules=("x",), reasons=("because",)),)
    found = routed(inputs, "documentation", criteria=holds)
    member = found.member(specialist)
    assert member is not None and (member.role, "because" in member.reason) == ("review", True)
    assert routed(inputs, "documentation", criteria=()).member(specialist) is None


def test_a_specialist_with_a_task_is_in_and_one_without_is_not(inputs: PlanInputs, shop: Survey, rules: Rules) -> None:
    analysis = replace(inputs.analysis, request="cache the reviews")
    before = team(analysis, shop, rules)
    after = team(analysis, shop, rules, tasks=inputs.offers[0].tasks)
    assert before.member("redis-caching-strategist") is not None
    assert after.member("redis-caching-strategist") is None
    assert "within api" in reason(after, "redis-caching-strategist")


def analysis_of(analysis: Analysis, *types: Any, **changes: Any) -> Analysis:
    return replace(analysis, types=tuple(DetectedType(type=one, confidence=1.0, cues=()) for one in types), **changes)


@pytest.mark.parametrize(
    ("types", "intent", "expected"),
    [
        (("new_api_endpoint",), "add", "feature"),
        (("performance_issue", "caching"), "improve", "performance"),
        (("security_audit",), "ask", "security"),
        (("bug_fix", "background_job"), "fix", "bug_fix"),
        (("background_job", "bug_fix"), "fix", "bug_fix"),
        (("background_job", "bug_fix"), "add", "feature"),
        (("authentication",), "add", "authentication"),
        (("documentation",), "document", "upkeep"),
    ],
)
def test_the_pattern_is_that_of_the_first_type_and_a_bug_fix_has_its_own(
    inputs: PlanInputs, types: tuple[str, ...], intent: str, expected: str
) -> None:
    told = "Check it: the list is slow and does not show all"
    found = pattern(analysis_of(inputs.analysis, *types, intent=intent, request=told), inputs.rules)
    assert found is not None and found.id == expected


@pytest.mark.parametrize(
    ("types", "text", "expected"),
    [
        (("bug_fix", "background_job"), "jobs vanish", "queue-processing-expert"),
        (("bug_fix",), "the mail queue loses jobs when a worker dies", "queue-processing-expert"),
        (("bug_fix",), "the index is not used by this query on the table", "prisma-database-architect"),
        (("bug_fix",), "it is wrong", "nestjs-api-master"),
        (("bug_fix", "security_audit"), "the endpoint leaks", "nestjs-api-master"),
        (("bug_fix", "performance_issue"), "it is slow", "performance-optimization-expert"),
    ],
)
def test_the_appropriate_specialist_is_the_one_of_the_area(
    inputs: PlanInputs, types: tuple[str, ...], text: str, expected: str
) -> None:
    assert fixer(analysis_of(inputs.analysis, *types, request=text), inputs.rules) == expected


def test_words_that_point_to_nobody_go_to_whom_the_caller_says(rules: Rules) -> None:
    assert points_to("hello", rules, otherwise="nestjs-api-master") == "nestjs-api-master"
    assert points_to("push it over a websocket", rules, otherwise="x") == "websocket-realtime-expert"
