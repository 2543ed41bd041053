"""Task types, intent, criteria and the rest of an analysis, on requests of every kind."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from podium.analysis import analyse
from podium.plan.analysis import Analysis
from podium.plan.rules import Rules
from podium.plan.survey import Model, Survey
from podium.request import read_request

Understand = Callable[[str, str], Analysis]


@pytest.mark.parametrize(
    ("text", "kind", "intent"),
    [
        ("GET /products returns 500 when the cache is down, fix it", "bug_fix", "fix"),
        ("The orders endpoint is slow with 10k rows, queries take seconds", "performance_issue", "improve"),
        ("Add unit tests for the orders service, coverage is missing", "testing", "add"),
        ("Write a README section on how to run the migrations", "documentation", "document"),
        ("Dockerfile and compose file for production", "deployment_setup", "add"),
        ("Send reminders every night with a BullMQ job", "background_job", "add"),
        ("Send an email when an order is paid", "background_job", "add"),
        ("Push live updates to clients over websockets", "realtime_feature", "add"),
        ("Login with Google over OAuth, refresh tokens included", "authentication", "add"),
        ("Cache the product list in Redis with a TTL of a minute", "caching", "add"),
        ("Refactor the business logic out of the controllers", "refactoring", "improve"),
    ],
)
def test_the_kind_of_work_is_told_by_its_words(text: str, kind: str, intent: str, understand: Understand) -> None:
    analysis = understand(text, "shop")
    assert analysis.types[0].type == kind and analysis.types[0].cues
    assert analysis.intent == intent
    assert not analysis.resources


@pytest.mark.parametrize(
    "text",
    [
        "React component: dark mode toggle button in the navbar",
        "iOS app crashes when the keyboard opens on the login screen",
        "Blog post outline: CSS grid and flexbox, newsletter included",
    ],
)
def test_what_is_no_backends_work_is_said_with_the_reason(text: str, understand: Understand) -> None:
    analysis = understand(text, "shop")
    assert not analysis.is_backend and analysis.reason
    assert analysis.clauses == analysis.requirements == ()


def test_a_clause_that_asks_is_a_requirement_even_where_nothing_is_read(understand: Understand) -> None:
    analysis = understand("Cache the products list for 5 minutes. Then send an email to the admins.", "shop")
    assert [one.text for one in analysis.requirements] == [
        "Cache the products list for 5 minutes",
        "send an email to the admins",
    ]
    assert [one.clause for one in analysis.unread] == ["C1", "C2"]


def test_a_traps_words_become_a_requirement_of_their_own(understand: Understand) -> None:
    analysis = understand("Add reviews for products with a rating from 1 to 5, only if they bought the product", "shop")
    assert "only if they bought the product" in [one.text for one in analysis.requirements]


def test_a_security_review_has_its_reasons(understand: Understand) -> None:
    analysis = understand("Users can save addresses: street, city, phone", "shop")
    criterion = analysis.criterion("security_review")
    assert criterion and criterion.holds and criterion.rules
    assert any("Address" in reason for reason in criterion.reasons)


def test_a_search_asks_for_a_performance_review(understand: Understand) -> None:
    criterion = understand("search products by name", "shop").criterion("performance_review")
    assert criterion and criterion.holds


def test_every_layer_is_planned_or_left_out_with_a_reason(understand: Understand) -> None:
    analysis = understand("Write the API docs in Swagger", "shop")
    assert len(analysis.layers) == 7 and all(one.reason for one in analysis.layers)
    assert [one.layer for one in analysis.layers if one.planned] == ["documentation"]


def test_affected_components_come_from_the_words_with_evidence(understand: Understand) -> None:
    analysis = understand("Orders are cancelled twice under load, fix", "shop")
    assert analysis.affected[0].component == "Order"
    assert str(analysis.affected[0].evidence[0].place) == "prisma/schema.prisma:30"


def test_a_synonym_of_the_user_model_is_an_assumption_with_evidence(understand: Understand) -> None:
    analysis = understand("Customers can write notes (title, body)", "shop")
    said = next(one for one in analysis.assumptions if "customer" in one.text)
    assert said.evidence and said.evidence.place.file == "prisma/schema.prisma"


def test_words_that_nothing_read_keep_reading_close(understand: Understand) -> None:
    analysis = understand("Add private reviews to products: rating 1 to 5, comment", "shop")
    assert [one.text for one in analysis.unread] == ["private"]
    listed = next(one for one in analysis.resources[0].operations if one.kind == "list")
    assert listed.access != "public"


def test_a_list_that_nobody_bounds_comes_in_pages_and_is_reviewed(understand: Understand) -> None:
    analysis = understand("Add a tags resource: name, colour; list all tags", "shop")
    listed = next(one for one in analysis.resources[0].operations if one.kind == "list")
    criterion = analysis.criterion("performance_review")
    assert listed.paginated and any("listed in pages" in one.text for one in analysis.assumptions)
    assert criterion is not None and criterion.rules == ("large-data",)


def test_pages_that_are_spoken_of_are_not_assumed(understand: Understand) -> None:
    analysis = understand("Add a tags resource: name, colour; list all tags without pagination", "shop")
    assert not any(one.paginated for one in analysis.resources[0].operations)


def test_a_list_that_the_request_bounds_needs_no_performance_review(understand: Understand) -> None:
    analysis = understand("Add a tags resource: name, colour; list all tags with pagination", "shop")
    criterion = analysis.criterion("performance_review")
    assert criterion is not None and not criterion.holds


def test_a_page_size_that_is_not_the_codes_own_is_a_reading_of_its_own(understand: Understand) -> None:
    analysis = understand("list products, 50 per page", "shop")
    operation = analysis.resources[0].operations[0]
    assert operation.page_size == 50 and analysis.unread == ()
    assert next(one.what for one in analysis.readings if one.id == operation.size_reading) == "a page holds 50"
    assert understand("list products, 20 per page", "shop").resources[0].operations[0].page_size == 0


@pytest.mark.parametrize(
    "text",
    [
        "Delete reviews of banned users",
        "Everyone can see the products that are in stock",
        "Customers can save hotels to a list they share",
        "If a product is sold out, delete it",
    ],
)
def test_a_demand_is_not_read_where_unread_words_narrow_it(text: str, understand: Understand) -> None:
    analysis = understand(text, "shop")
    assert analysis.resources == () and analysis.unread


def test_a_column_that_is_there_as_asked_for_is_said_to_be_there(rules: Rules, surveys: dict[str, Survey]) -> None:
    shop = surveys["shop"]
    models = tuple(_with_unique_sku(one) for one in shop.schema.models)
    known = replace(shop, schema=replace(shop.schema, models=models))
    analysis = analyse(
        read_request("Products need a SKU that is unique, and a weight (positive integer)"), known, rules
    )
    resource = analysis.resources[0]
    assert analysis.unread == () and [one.name for one in resource.fields] == ["weight"]
    said = next(one for one in analysis.readings if one.what.startswith("sku: Product has it already and is unique"))
    assert said.id in resource.readings and "prisma/schema.prisma:22" in said.what


def _with_unique_sku(model: Model) -> Model:
    fields = tuple(replace(one, is_unique=one.is_unique or one.name == "sku") for one in model.fields)
    return replace(model, fields=fields)


@pytest.mark.parametrize(
    "ending",
    ["Thanks, Ana — Backend team", "Cheers\nTom / Logistics", "Best, Maria (PO)", "— Ana, Backend", "Thx! /Tom"],
)
def test_who_signs_asks_for_nothing(ending: str, understand: Understand) -> None:
    bare = understand("Add brands (name).", "shop")
    signed = understand(f"Add brands (name).\n\n{ending}", "shop")
    assert signed.unread == ()
    assert [one.text for one in signed.requirements] == [one.text for one in bare.requirements]
