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
    counter of its price goes on. Until a vendor tells the tokens of a turn, they are estimated from what it says that
    the conversation holds: each answer of the model was given all of it.
    """

    def __init__(self, *, resumed: bool = False) -> None:
        self._resumed = resumed
        self._tokens: tuple[int, int] | None = None
        self._usd: float | None = None
        self._turns = 0
        self._held, self._given = 0, 0

    @property
    def usage(self) -> Usage:
        """What is known so far."""
        turns = self._turns or None
        if self._resumed:
            return Usage(usd=self._usd, basis="unknown" if self._usd is None else "reported", turns=turns)
        if self._tokens is None and self._held + self._given:
            return Usage(tokens_in=self._held + self._given, usd=self._usd, basis="estimated", turns=turns)
        known = self._tokens is not None or self._usd is not None
        given, made = self._tokens or (None, None)
        basis = "reported" if known else "unknown"
        return Usage(tokens_in=given, tokens_out=made, usd=self._usd, basis=basis, turns=turns)

    def turn(self) -> None:
        """One more answer of the model."""
        self._turns += 1
        self._held, self._given = 0, self._given + self._held

    def holds(self, tokens: int) -> None:
        """How many tokens the conversation holds now; what is no count is not counted."""
        if 0 < tokens < MOST_TOKENS:
            self._held = max(self._held, tokens)

    def add(self, tokens_in: int, tokens_out: int) -> None:
        """One more turn's tokens."""
        if tokens_in or tokens_out:
            before = self._tokens or (0, 0)
            self._tokens = (before[0] + tokens_in, before[1] + tokens_out)

    def add_from(self, value: object) -> None:
        """One more turn's tokens, from the vendor's object; anything else adds nothing."""
        if isinstance(value, dict):
            said = cast("dict[str, Any]", value)
            self.add(_given(said), _first(said, OUT))

    def counter(self, usd: float) -> None:
        """The session's whole price so far; what is no price is not counted."""
        if 0.0 <= usd < MOST_USD:
            self._usd = max(float(usd), self._usd or 0.0)


def at(value: object, path: str) -> object:
    """What stands at a dotted path of a JSON value, or None."""
    for name in path.split("."):
        value = cast("dict[str, Any]", value).get(name) if isinstance(value, dict) else None
    return value


def tokens_of(said: Mapping[str, Any]) -> int:
    """All tokens of one answer, in and out, from the vendor's object."""
    return _given(said) + _first(said, OUT)


def _given(said: Mapping[str, Any]) -> int:
    return _first(said, IN) + sum(_number(said, name) for name in CACHED)


def _first(said: Mapping[str, Any], names: tuple[str, ...]) -> int:
    return next((_number(said, name) for name in names if _number(said, name)), 0)


def _number(said: Mapping[str, Any], name: str) -> int:
    value = said.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < MOST_TOKENS else 0
