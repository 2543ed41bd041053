"""Words without the endings of plurals."""

import pytest

from podium.plan.cues import base


@pytest.mark.parametrize(
    ("many", "one"),
    [
        ("resumes", "resume"),
        ("categories", "category"),
        ("boxes", "box"),
        ("addresses", "address"),
        ("batches", "batch"),
        ("orders", "order"),
        ("class", "class"),
        ("status", "status"),
        ("statuses", "status"),
        ("canvas", "canvas"),
        ("houses", "house"),
        ("ties", "tie"),
    ],
)
def test_the_ending_of_a_plural_goes(many: str, one: str) -> None:
    assert base(many) == one
