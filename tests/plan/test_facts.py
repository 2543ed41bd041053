"""Facts that every part of a plan words alike."""

import pytest

from podium.plan.headline import headline


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Fix: the health endpoint reports no version", "the health endpoint reports no version"),
        ("feat(orders)!: let customers see their latest order. More.", "let customers see their latest order"),
        ("Notes: title, body", "Notes"),
        ("Docs:", "Docs"),
        ("## Add *tags*", "Add tags"),
        ("x" * 70, "x" * 64 + "…"),
        ("Make it last JWT_EXPIRES_IN", "Make it last JWT_EXPIRES_IN"),
        ("## Bug\nPOST /orders counts twice.\n### Steps", "POST /orders counts twice"),
        ("### Is there an existing issue for this?\n- [x] I searched\n### Current behavior\nit stops", "it stops"),
        ("[FEAT] Google login", "Google login"),
        ("Bug", "Bug"),
    ],
)
def test_a_title_is_the_first_sentence_without_its_label(text: str, title: str) -> None:
    assert headline(text) == title
