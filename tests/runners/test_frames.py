"""What an agent writes can be kept, counted and shown, or is garbage."""

import pytest

from podium.runners import frames
from podium.runners.meter import MOST_USD, Meter


@pytest.mark.parametrize(
    ("line", "value"),
    [
        (b'{"text": "\\ud800x"}', {"text": "?x"}),
        (b'{"text": "\\ud83d\\ude00"}', {"text": "\U0001f600"}),
        (b'{"amount": NaN}', {"amount": None}),
        (b"\xff\xfe", None),
        (b"[" * 200_000, None),
        (b'{"number": ' + b"9" * 5000 + b"}", None),
    ],
)
def test_a_line_is_a_value_that_can_be_written_or_nothing(line: bytes, value: object) -> None:
    assert frames.read(line) == value


@pytest.mark.parametrize("usd", [float("nan"), float("inf"), -1.0, MOST_USD * 2, 10**400])
def test_what_is_no_price_is_not_counted(usd: float) -> None:
    meter = Meter()
    meter.counter(usd)
    assert meter.usage.usd is None and meter.usage.basis == "unknown"


@pytest.mark.parametrize("tokens", [-5, 1.5, True, "7", None, 10**30])
def test_what_is_no_count_is_unknown_and_not_zero(tokens: object) -> None:
    meter = Meter()
    meter.add_from({"inputTokens": tokens, "outputTokens": tokens})
    assert meter.usage.tokens_in is None and meter.usage.basis == "unknown"
