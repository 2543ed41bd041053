"""What tokens cost is known by a list, or unknown; never zero, and never over what the vendor said."""

import pytest

from podium.plan.events import Usage
from podium.runners.meter import Meter
from podium.runners.prices import priced


def test_tokens_of_a_known_model_have_a_price_and_say_that_it_is_one_of_a_list() -> None:
    pytest.importorskip("genai_prices")
    given = Usage(tokens_in=1_000_000, tokens_out=1_000, basis="reported")
    found = priced(given, model="claude-sonnet-4-5", provider="anthropic")
    assert found.basis == "priced" and found.usd is not None and found.usd > 0
    assert (found.tokens_in, found.tokens_out) == (1_000_000, 1_000)


@pytest.mark.parametrize(
    ("usage", "model"),
    [
        (Usage(tokens_in=10, tokens_out=5, basis="reported"), "a model that nobody sells"),
        (Usage(tokens_in=10, tokens_out=5, basis="reported"), ""),
        (Usage(tokens_in=10, basis="estimated"), "claude-sonnet-4-5"),
        (Usage(tokens_in=10, tokens_out=5, usd=0.5, basis="reported"), "claude-sonnet-4-5"),
    ],
)
def test_what_the_list_does_not_know_or_the_vendor_has_said_stays_as_it_was(usage: Usage, model: str) -> None:
    assert priced(usage, model=model) == usage


def test_until_tokens_are_told_each_answer_counts_what_the_conversation_holds() -> None:
    meter = Meter()
    for held in (100, 250):
        meter.holds(held)
        meter.turn()
    assert meter.usage == Usage(tokens_in=350, basis="estimated", turns=2)
    meter.add(400, 30)
    assert meter.usage == Usage(tokens_in=400, tokens_out=30, basis="reported", turns=2)
