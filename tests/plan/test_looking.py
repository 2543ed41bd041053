"""What a request asks for and the code has: all of it is nothing to do, of a part only the rest is planned."""

from dataclasses import replace

import pytest
from tests.plan.test_standing import asked, planned

from podium.plan.analysis import Unread
from podium.plan.decompose import PlanInputs, make_plan
from podium.plan.offer import Offer, Refusal, Standing
from podium.plan.rules import Rules
from podium.plan.standing import missing, stands
from podium.plan.survey import Dto, DtoField, Survey
from podium.plan.task import TaskGate
from podium.plan.validate import check


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Add GET /products", "GET /products"),
        ("Create a new endpoint GET `/products`.", "GET /products"),
        ("Add a field price to Product", "Product.price"),
        ("add the column `status` to the Order model", "Order.status"),
        ("Products have a name", "Product.name"),
        ("Add a Product model", "Product"),
        ("create the table Order", "Order"),
    ],
)
def test_a_clause_that_asks_for_what_is_there_and_no_more_is_answered(text: str, name: str, shop: Survey) -> None:
    found = stands(text, shop)
    assert found is not None and found.name == name and ":" in found.place and missing([name], shop) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Add GET /products with a filter by name",
        "Add GET /products for admins",
        "Add a public GET /products",
        "Add GET /products/:sku",
        "Add DELETE /products",
        "Add an optional price to products",
        "Add a unique name to products",
        "Add a brand to products",
        "Add a price in euros to products",
        "Add a Wishlist model",
        "Rename the field price of Product to cost",
        "Remove GET /products",
    ],
)
def test_any_word_more_makes_it_something_else(text: str, shop: Survey) -> None:
    assert stands(text, shop) is None


def test_a_column_that_no_dto_of_its_model_shows_is_not_taken_for_there(shop: Survey) -> None:
    place = shop.routes[0].place
    dto = Dto(name="ProductDto", place=place, fields=(DtoField(name="sku", type="string", place=place),))
    assert stands("Add a price to products", replace(shop, dtos=(dto,))) is None


def test_a_request_that_is_there_whole_has_a_look_for_its_only_task(inputs: PlanInputs, rules: Rules) -> None:
    plan = planned(inputs, "Add GET /products", "new_api_endpoint")
    (task,) = plan.tasks
    assert not task.is_writing and [one.gate for one in task.gates] == ["standing"]
    assert task.gates[0].parameters == {"names": ["GET /products"]} and check(plan, rules) == ()
    assert (plan.risks, plan.deploy_order) == ((), ("nothing: nothing changes",))
    assert plan.decisions[0].answer.startswith("yes, all of it: GET /products (src/")
    assert [one.gate for one in plan.checks] == ["standing"]


def test_of_a_part_only_the_rest_is_planned(inputs: PlanInputs, rules: Rules) -> None:
    clauses = ("Add GET /products", "Add DELETE /products/:id for admins")
    plan = planned(inputs, ", ".join(clauses), "new_api_endpoint", clauses=clauses)
    told = [task.clauses for task in plan.tasks if task.is_writing and task.clauses]
    assert told and set(told) == {("C2",)} and check(plan, rules) == ()
    assert [task.clauses for task in plan.tasks if not task.is_writing and task.clauses] == [("C1",)]
    assert plan.decisions[0].answer.startswith("in part: GET /products")


def test_what_an_offer_found_to_be_there_is_no_refusal(inputs: PlanInputs, rules: Rules) -> None:
    readings = tuple(one.id for one in inputs.analysis.readings)
    there = Standing(name="GET /products", place="src/products/products.controller.ts:12")
    refusal = Refusal(recipe="nest-resource", reason="is there already")
    offer = Offer(resource="Product", refusals=(refusal,), there=(there,), readings=readings)
    plan = make_plan(replace(inputs, offers=(offer,), analysis=replace(inputs.analysis, unread=())))
    assert len(plan.tasks) == 1 and plan.refusals == () and check(plan, rules) == ()
    unread = tuple(Unread(clause=one.id, text="for admins", span=one.span) for one in inputs.analysis.clauses)
    left = make_plan(replace(inputs, offers=(offer,), analysis=replace(inputs.analysis, unread=unread)))
    assert any(task.is_writing for task in left.tasks) and left.refusals == (refusal,)


def test_a_fault_in_what_is_there_is_no_nothing_to_do(inputs: PlanInputs) -> None:
    analysis = replace(asked(inputs.analysis, "Add GET /products", "bug_fix", "new_api_endpoint"), intent="fix")
    assert any(task.is_writing for task in make_plan(replace(inputs, offers=(), analysis=analysis)).tasks)


@pytest.mark.parametrize("names", [None, [], "GET /products", 5])
def test_a_look_at_nothing_is_no_plan(inputs: PlanInputs, rules: Rules, names: object) -> None:
    plan = planned(inputs, "Add GET /products", "new_api_endpoint")
    empty = replace(plan.tasks[0], gates=(TaskGate(gate="standing", parameters={"names": names}),))
    assert [one.message for one in check(replace(plan, tasks=(empty,)), rules)] == ["T1 looks at nothing"]
