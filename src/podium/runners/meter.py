"""What one session uses, from what its agent says: sums over turns, differences of counters that only grow."""

from collections.abc import Mapping
from typing import Any, cast

from podium.plan.events import Usage

IN = ("inputTokens", "input_tokens", "promptTokens", "prompt_tokens", "promptTokenCount")
CACHED = ("cachedReadTokens", "cachedWriteTokens", "cache_read_input_tokens", "cache_creation_input_tokens")
OUT = ("outputTokens", "output_tokens", "completionTokens", "completion_tokens", "candidatesTokenCount")
"""The names that vendors give to tokens; cached ones are counted in, where they are told beside the others."""

MOST_TOKENS, MOST_USD = 10**12, 10**6
"""Nobody uses more in one session: a larger number is no count."""


class Meter:
    """Adds up. What was never said stays unknown; nothing said as zero tokens is nothing said.

    Of a session that is gone on with (`resumed`) the tokens of before are not told again, so its sum is unknown; the
    counter of its price goes on.
    """

    def __init__(self, *, resumed: bool = False) -> None:
        self._resumed = resumed
        self._tokens: tuple[int, int] | None = None
        self._usd: float | None = None

    @property
    def usage(self) -> Usage:
        """What is known so far."""
        known = (self._tokens is not None and not self._resumed) or self._usd is not None
        given, made = (self._tokens if not self._resumed else None) or (None, None)
        return Usage(tokens_in=given, tokens_out=made, usd=self._usd, basis="reported" if known else "unknown")

    def add(self, tokens_in: int, tokens_out: int) -> None:
        """One more turn's tokens."""
        if tokens_in or tokens_out:
            before = self._tokens or (0, 0)
            self._tokens = (before[0] + tokens_in, before[1] + tokens_out)

    def add_from(self, value: object) -> None:
        """One more turn's tokens, from the vendor's object; anything else adds nothing."""
        if isinstance(value, dict):
            said = cast("dict[str, Any]", value)
            self.add(_first(said, IN) + sum(_number(said, name) for name in CACHED), _first(said, OUT))

    def counter(self, usd: float) -> None:
        """The session's whole price so far; what is no price is not counted."""
        if 0.0 <= usd < MOST_USD:
            self._usd = max(float(usd), self._usd or 0.0)


def at(value: object, path: str) -> object:
    """What stands at a dotted path of a JSON value, or None."""
    for name in path.split("."):
        value = cast("dict[str, Any]", value).get(name) if isinstance(value, dict) else None
    return value


def _first(said: Mapping[str, Any], names: tuple[str, ...]) -> int:
    return next((_number(said, name) for name in names if _number(said, name)), 0)


def _number(said: Mapping[str, Any], name: str) -> int:
    value = said.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < MOST_TOKENS else 0
