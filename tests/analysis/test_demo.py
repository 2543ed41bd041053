"""The demo request, as the example of a plan reads it."""

from collections.abc import Callable

import pytest

from podium.plan.analysis import Analysis

Understand = Callable[[str, str], Analysis]
DEMO = (
    "Add product reviews: a signed-in customer can rate a product from 1 to 5 with an optional comment, one review per "
    "customer and product; list a product's reviews, newest first, with pagination."
)


@pytest.fixture(scope="module")
def demo(understand: Understand) -> Analysis:
    return understand(DEMO, "shop")


def test_it_has_four_clauses_and_nothing_is_unread(demo: Analysis) -> None:
    assert [clause.text for clause in demo.clauses] == [
        "Add product reviews",
        "a signed-in customer can rate a product from 1 to 5 with an optional comment",
        "one review per customer and product",
        "list a product's reviews, newest first, with pagination",
    ]
    assert demo.unread == ()


def test_its_requirements_are_r1_to_r5(demo: Analysis) -> None:
    assert [(one.id, one.text) for one in demo.requirements] == [
        ("R1", "create a review: rating 1–5, comment optional"),
        ("R2", "only a signed-in user may create a review"),
        ("R3", "at most one review per user and product; a second is refused"),
        ("R4", "list reviews of a product, newest first, paginated"),
        ("R5", "unknown product is 404, bad input is 400"),
    ]


def test_a_habit_has_evidence_where_the_others_have_a_span(demo: Analysis) -> None:
    *asked, habit = demo.requirements
    assert all(one.span and not one.evidence and one.readings for one in asked)
    assert habit.span is None and habit.evidence and habit.evidence.place.file


def test_every_reading_belongs_to_a_requirement(demo: Analysis) -> None:
    used = {reading for one in demo.requirements for reading in one.readings}
    assert used == {one.id for one in demo.readings}


def test_its_types_and_criteria_are_those_of_the_example(demo: Analysis) -> None:
    assert [one.type for one in demo.types] == ["new_api_endpoint", "database_change"]
    assert demo.intent == "add"
    assert {one.id: one.holds for one in demo.criteria} == {
        "several_agents": True,
        "security_review": True,
        "performance_review": False,
    }
    assert all(one.reasons for one in demo.criteria if one.holds)


def test_infrastructure_and_deployment_have_nothing_to_do(demo: Analysis) -> None:
    planned = {one.layer for one in demo.layers if one.planned}
    assert planned == {"data", "business_logic", "api", "quality", "documentation"}
    assert all(one.reason for one in demo.layers)


def test_what_it_stands_on_is_shown_with_evidence(demo: Analysis) -> None:
    components = {one.component for one in demo.affected}
    assert {"Product", "User", "new src/reviews/", "AppModule", "JwtAuthGuard"} <= components
    assert all(one.evidence for one in demo.affected)


def test_silence_is_said(demo: Analysis) -> None:
    text = " · ".join(one.text for one in demo.assumptions)
    for part in (
        "A customer is a User",
        "at most 2,000 characters",
        "for anyone",
        "at most 100",
        "ordered by id",
        "go with",
    ):
        assert part in text
    assert [one.text for one in demo.questions] == [
        "May a review be edited or deleted? (not planned)",
        "May one see who wrote a review? (not shown)",
    ]
