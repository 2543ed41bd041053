"""Limits, orders, pages, filters and fields as prose says them."""

import pytest

from podium.analysis.bounds import bound
from podium.analysis.cursor import Cursor
from podium.analysis.fieldlist import field_list
from podium.analysis.listing import filters, order, pages
from podium.analysis.words import scan


def cursor(text: str) -> Cursor:
    tokens = scan(text)
    return Cursor(tokens, 0, len(tokens))


@pytest.mark.parametrize(
    ("text", "low", "high", "length"),
    [
        ("from 1 to 5", 1, 5, False),
        ("between 3 and 50 characters", 3, 50, True),
        ("1–5 stars", 1, 5, False),
        ("at most 500 characters", None, 500, True),
        ("max. 80 chars", None, 80, True),
        ("of up to 2,000 characters", None, 2000, True),
        ("at least 1 and at most 9", 1, 9, False),
        (">= 0", 0, None, False),
        ("non-negative", 0, None, False),
        ("18 or older", 18, None, False),
        ("exactly 2 characters", 2, 2, True),
        ("between -90 and 90", -90, 90, False),
    ],
)
def test_limits_are_read_with_both_ends_inclusive(
    text: str, low: float | None, high: float | None, length: bool
) -> None:
    found = bound(cursor(text))
    assert found is not None
    assert (found.minimum, found.maximum, found.length) == (low, high, length)


@pytest.mark.parametrize("text", ["from 5 to 1", "1 and 5", "about 5", "at most", "from Monday to Friday"])
def test_what_is_no_limit_leaves_the_cursor_alone(text: str) -> None:
    at = cursor(text)
    assert bound(at) is None
    assert at.at == 0


@pytest.mark.parametrize(
    ("text", "words", "direction"),
    [
        ("newest first", ("created", "at"), "desc"),
        ("in chronological order", ("created", "at"), "asc"),
        ("sorted by price descending", ("price",), "desc"),
        ("ordered by due date, earliest first", ("due", "date"), "asc"),
        ("cheapest first", ("price",), "asc"),
        ("with the highest rating first", ("rating",), "desc"),
        ("alphabetically by last name", ("last", "name"), "asc"),
    ],
)
def test_orders_name_a_field_and_a_direction(text: str, words: tuple[str, ...], direction: str) -> None:
    found = order(cursor(text))
    assert found is not None
    assert (found.words, found.direction) == (words, direction)


@pytest.mark.parametrize("text", ["sortable by price", "sorting", "first come", "order by"])
def test_sorting_as_callers_like_is_no_order(text: str) -> None:
    assert order(cursor(text)) is None


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("with pagination", 0),
        ("paginated (25 per page)", 25),
        ("50 items per page", 50),
        ("20 at a time", 20),
        ("page size 10", 10),
        ("five per customer", None),
    ],
)
def test_pages_have_a_size_where_it_is_said(text: str, size: int | None) -> None:
    assert pages(cursor(text)) == size


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("filter by status and city", [(("status",), "equal"), (("city",), "equal")]),
        ("search by name", [(("name",), "contains")]),
        ("filterable by price range", [(("price",), "range")]),
        ("filter by minimum rating", [(("rating",), "minimum")]),
    ],
)
def test_filters_say_how_they_compare(text: str, expected: list[tuple[tuple[str, ...], str]]) -> None:
    assert [(one.words, one.match) for one in filters(cursor(text))] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("title, body and author", ["title", "body", "author"]),
        ("name (required, max 100 characters), email (unique)", ["name", "email"]),
        ("status: open, in progress or closed, and due date", ["status", "due date"]),
        ("a photo, a password and a title", ["title"]),
        ("images, tags and a name", ["name"]),
        ("proper validation and error handling", []),
        ("an average rating and a title", ["title"]),
    ],
)
def test_fields_are_told_from_what_is_more_than_a_column(text: str, expected: list[str]) -> None:
    assert [" ".join(one.words) for one in field_list(cursor(text))] == expected


def test_values_of_a_field_are_read_with_its_default() -> None:
    (wish,) = field_list(cursor("status (open, in progress, done; default open)"))
    assert (wish.values, wish.default) == (("open", "in_progress", "done"), "open")
