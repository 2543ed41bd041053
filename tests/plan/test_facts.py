"""Facts that every part of a plan words alike."""

import pytest

from podium.plan.facts import headline


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Fix: the health endpoint reports no version", "the health endpoint reports no version"),
        ("feat(orders)!: let customers see their latest order. More.", "let customers see their latest order"),
        ("Notes: title, body", "Notes"),
        ("Docs:", "Docs"),
        ("## Add *tags*", "Add tags"),
        ("x" * 70, "x" * 64 + "…"),
    ],
)
def test_a_title_is_the_first_sentence_without_its_label(text: str, title: str) -> None:
    assert headline(text) == title
