"""Facts that every part of a plan words alike."""

import pytest

from podium.plan.headline import headline


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Fix: the health endpoint reports no version", "The health endpoint reports no version"),
        ("feat(orders)!: let customers see their latest order. More.", "Let customers see their latest order"),
        ("GDPR: erase an account", "GDPR: erase an account"),
        ("Docs:", "Docs"),
        ("## Add *tags*", "Add tags"),
        ("x" * 80, "x" * 72 + "…"),
        ("Make it last JWT_EXPIRES_IN", "Make it last JWT_EXPIRES_IN"),
        ("## Bug\nPOST /orders counts twice.\n### Steps", "POST /orders counts twice"),
        ("### Is there an existing issue for this?\n- [x] I searched\n### Current behavior\nit stops", "It stops"),
        ("[FEAT] Google login", "Google login"),
        ("Bug", "Bug"),
        ("Hi team,\n\nwe need tags.", "We need tags"),
        ("It takes 8 s (20,000 orders). It should not.", "It takes 8 s (20,000 orders)"),
        (
            "Let buyers upload an avatar (JPEG, at most 2 MB, square), kept in S3, and show it",
            "Let buyers upload an avatar (JPEG, at most 2 MB, square), kept in S3",
        ),
        (
            "Every night at 3 delete orders that have been pending for more than 30 days or so",
            "Every night at 3 delete orders",
        ),
        (
            "When a customer asks for deletion of their account we must erase their personal data within 30 days.",
            "Erase their personal data within 30 days",
        ),
        (
            "Support tells me that customers of the shop still get the mail about an order. Please hold the mail back.",
            "Customers of the shop still get the mail about an order",
        ),
        (
            "Somebody in accounts could not find one of the invoices of December today. Please add a search.",
            "Add a search",
        ),
        ("Ten rows " + "of ten " * 8 + "in the other lists", "Ten rows " + "of ten " * 7 + "of ten"),
    ],
)
def test_a_title_is_the_first_sentence_without_its_label(text: str, title: str) -> None:
    assert headline(text) == title
