"""Requirements of clauses that belong together, and those that only say how things are."""

import pytest

from podium.analysis.requirements import gathered
from podium.plan.analysis import Clause, Requirement
from podium.plan.request import Span


def made(text: str, *parts: str) -> list[tuple[str, str]]:
    """The text and the aspect of each requirement, where each part of the text was one."""
    spans = [Span(start=text.index(one), end=text.index(one) + len(one)) for one in parts]
    clauses = tuple(
        Clause(id=f"C{n}", text=one, span=span) for n, (one, span) in enumerate(zip(parts, spans, strict=True))
    )
    wanted = tuple(Requirement(id="", text=one.text, kind="functional", clauses=(one.id,)) for one in clauses)
    return [(one.text, one.aspect) for one in gathered(wanted, clauses, text)]


@pytest.mark.parametrize(
    ("text", "parts", "found"),
    [
        ("Bug: it fails", ("Bug", "it fails"), [("Bug: it fails", "")]),
        ("Bug: it fails", ("Bug: it fails",), [("Bug: it fails", "")]),
        (
            "Add tags. There are 9 shops",
            ("Add tags", "There are 9 shops"),
            [("Add tags", ""), ("There are 9 shops", "given")],
        ),
        ("There are 9 shops", ("There are 9 shops",), [("There are 9 shops", "")]),
        (
            "It takes 8 s. Make it quick",
            ("It takes 8 s", "Make it quick"),
            [("It takes 8 s", "today"), ("Make it quick", "")],
        ),
        ("Second, add tags", ("Second, add tags",), [("add tags", "")]),
    ],
)
def test_what_is_asked_and_what_is_told(text: str, parts: tuple[str, ...], found: list[tuple[str, str]]) -> None:
    assert made(text, *parts) == found
