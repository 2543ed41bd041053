"""What the family offers: five tasks that fit together, and a refusal for whatever would have to be guessed."""

import json
from dataclasses import replace

import pytest

from podium.plan.analysis import Analysis, Criterion, Operation, ResourceField
from podium.plan.codec import decode, dump
from podium.plan.conflicts import allows, conflict
from podium.plan.evidence import Place
from podium.plan.offer import Offer
from podium.plan.survey import Convention, Survey
from podium.plan.task import Task
from podium.recipes import catalogue, families, recipe
from podium.recipes.nest_resource.recipe import files as sources
from podium.recipes.nouns import Blueprint
from podium.recipes.prisma_model.steps import planned_files
from podium.recipes.resource_tests.recipe import files as specs


def offered(analysis: Analysis, survey: Survey) -> Offer:
    (found,) = families()[0].offer(analysis, survey)
    return found


def tasks(found: Offer) -> dict[str, Task]:
    return {task.id: task for task in found.tasks}


def test_reviews_are_five_tasks_in_their_order(analysis: Analysis, shop: Survey) -> None:
    found = tasks(offered(analysis, shop))
    needs = {name: set(task.needs) for name, task in found.items()}
    assert needs["schema"] == set() and needs["api"] == {"schema"}
    assert needs["tests"] == needs["docs"] == {"api"} and needs["review"] == {"api", "tests", "docs"}
    assert [found[name].phase for name in ("schema", "api", "tests", "review", "docs")] == [1, 2, 3, 3, 4]
    assert conflict(found["tests"], found["docs"]) is None


def test_a_review_of_performance_is_offered_where_the_criterion_holds(analysis: Analysis, shop: Survey) -> None:
    held = Criterion(id="performance_review", holds=True, rules=("large-data",), reasons=("no bound",))
    review = tasks(offered(replace(analysis, criteria=(held,)), shop))["performance"]
    assert (review.specialist, review.runner.name) == ("performance-optimization-expert", "performance-review")
    assert not review.writes and {"api", "tests"} <= set(review.needs)
    assert [one.gate for one in review.gates] == ["prisma-validate"]


def test_every_task_may_write_what_it_writes(analysis: Analysis, shop: Survey) -> None:
    found = tasks(offered(analysis, shop))
    blueprint = decode(Blueprint, json.loads(dump(found["api"].parameters["resource"])))
    assert all(allows(found["schema"].writes, path) for path in planned_files(blueprint))
    assert all(allows(found["api"].writes, path) for path in (*sources(blueprint), "src/app.module.ts"))
    assert all(allows(found["tests"].writes, path) for path in specs(blueprint))
    assert all(allows(found["docs"].writes, path) for path in (blueprint.files.controller, "README.md"))
    assert found["review"].writes == ()


def test_gates_know_the_routes_the_faults_and_what_is_withheld(analysis: Analysis, shop: Survey) -> None:
    found = {
        name: {gate.gate: gate.parameters for gate in task.gates}
        for name, task in tasks(offered(analysis, shop)).items()
    }
    routes = ["POST /products/:productId/reviews", "GET /products/:productId/reviews"]
    assert found["api"]["routes"] == found["docs"]["openapi-diff"] == {"added": routes}
    assert found["review"]["guard-coverage"] == {"routes": dict(zip(routes, ("signed_in", "public"), strict=True))}
    assert found["schema"]["migration-way-back"] == {"migration": "20261122141652_add_review"}
    assert "src/app.module.ts" in found["tests"]["new-tests"]["withhold"]
    shown = {name for one in found["tests"]["planted-faults"]["faults"] for name in one["requirements"]}
    assert shown == {one.id for one in analysis.requirements}


def test_an_answer_may_hold_a_field_of_its_own_that_is_private_of_users(analysis: Analysis, shop: Survey) -> None:
    email = ResourceField(name="email", type="email", max_length=255)
    review = analysis.resources[0]
    asked = replace(analysis, resources=(replace(review, fields=(*review.fields, email)),))
    gates = {one.gate: one.parameters for one in tasks(offered(asked, shop))["review"].gates}
    assert gates["exposure"]["forbidden"] == ["password"]


def test_each_requirement_has_tests(analysis: Analysis, shop: Survey) -> None:
    claims = tasks(offered(analysis, shop))["tests"].parameters["claims"]
    assert set(claims) == {"R1", "R2", "R3"} and all(claims.values())
    assert "asks for a token" in claims["R2"] and "refuses a review with %s" in claims["R3"]


def test_all_readings_of_the_resource_are_consumed(analysis: Analysis, shop: Survey) -> None:
    assert offered(analysis, shop).readings == ("D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8")


def test_the_contract_says_who_and_what(analysis: Analysis, shop: Survey) -> None:
    create, listing = offered(analysis, shop).endpoints
    assert (create.request, create.response) == ("{rating, comment?}", "{id, productId, rating, comment, createdAt}")
    assert [status for status, _ in create.statuses] == [201, 400, 401, 404, 409]
    assert (listing.access, listing.request) == ("public", "?page=1&limit=20")


def test_the_same_request_gives_the_same_bytes(analysis: Analysis, shop: Survey) -> None:
    assert dump(offered(analysis, shop)) == dump(offered(analysis, shop))


def without(survey: Survey, *names: str) -> Survey:
    return replace(survey, conventions=tuple(one for one in survey.conventions if one.name not in names))


def having(survey: Survey, name: str, value: str) -> Survey:
    one = Convention(name=name, value=value, place=Place(file="src/x.ts", line=7))
    return replace(survey, conventions=(*survey.conventions, one))


@pytest.mark.parametrize(
    ("missing", "reason"),
    [
        ("auth-guard", "no guard shows"),
        ("current-user", "no handler shows how the caller"),
        ("prisma-service", "which class holds the Prisma client"),
        ("feature-folder", "where a feature has its folder"),
        ("validation-pipe", "no global ValidationPipe"),
    ],
)
def test_what_the_code_does_not_show_is_refused(analysis: Analysis, shop: Survey, missing: str, reason: str) -> None:
    found = offered(analysis, without(shop, missing))
    assert found.tasks == () and found.readings == () and reason in found.refusals[0].reason


@pytest.mark.parametrize("name", ["tenancy", "versioning", "response-envelope"])
def test_what_is_not_understood_is_refused_with_its_place(analysis: Analysis, shop: Survey, name: str) -> None:
    found = offered(analysis, having(shop, name, "tenantId"))
    assert found.tasks == () and found.refusals[0].reason.startswith("src/x.ts:7:")


def test_a_role_that_nobody_has_is_refused(analysis: Analysis, shop: Survey) -> None:
    operation = Operation(kind="create", access="role", roles=("OWNER",), scope="parent")
    resource = replace(analysis.resources[0], operations=(operation,))
    found = offered(replace(analysis, resources=(resource,)), shop)
    assert found.refusals[0].reason == "there is no role OWNER"


def test_tests_that_cannot_sign_in_are_refused_alone(analysis: Analysis, shop: Survey) -> None:
    found = offered(analysis, shop)
    assert {one.recipe for one in found.refusals} == {"resource-tests"} and len(found.tasks) == 5


def test_an_unknown_recipe_names_the_nearest() -> None:
    with pytest.raises(Exception, match="did you mean nest-resource"):
        recipe("nest-resourse")


def test_the_catalogue_says_what_each_recipe_does() -> None:
    found = {one.id: one for one in catalogue()}
    reviews = {"security-review", "performance-review"}
    assert set(found) == {"prisma-model", "nest-resource", "resource-tests", "openapi-docs", *reviews}
    assert all(recipe(name).specialist == one.specialist and one.matches and one.gates for name, one in found.items())
