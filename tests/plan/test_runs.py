"""Clauses that belong together: a sentence that a route cuts, a label and what it stands before."""

import pytest

from podium.plan.analysis import Clause
from podium.plan.request import Span
from podium.plan.runs import runs

TEXTS = (
    ("Take events at|POST /events", "Take events at POST /events", ["Take events at POST /events"]),
    (
        "GET /products/search|q=` over name",
        "`GET /products/search?q=` over name",
        ["GET /products/search?q= over name"],
    ),
    ("Bug|GET /products answers 500", "Bug: `GET /products` answers 500", ["Bug: GET /products answers 500"]),
    ("Add tags|Add notes", "Add tags. Add notes", ["Add tags", "Add notes"]),
    ("Add tags|Add notes", "Add tags\nAdd notes", ["Add tags", "Add notes"]),
    ("Dear Sir or Madam, translate this|authors read", "Dear Sir or Madam, translate this: authors read", None),
)


def clauses(parts: str, text: str) -> tuple[Clause, ...]:
    """The parts as clauses with their spans in the text, whose back ticks inside a part are its own."""
    found: list[Clause] = []
    end = 0
    for number, part in enumerate(parts.split("|"), 1):
        words = part.split(" ")[-1]
        start = text.index(part.split(" ")[0], end)
        end = text.index(words, start) + len(words)
        found.append(Clause(id=f"C{number}", text=part, span=Span(start=start, end=end)))
    return tuple(found)


@pytest.mark.parametrize(("parts", "text", "expected"), TEXTS)
def test_clauses_are_one_where_the_text_lets_them_stand_together(parts: str, text: str, expected: list[str]) -> None:
    assert [said for _, said in runs(clauses(parts, text), text)] == (expected or parts.split("|"))
