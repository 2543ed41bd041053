"""From what an agent or its vendor said to the kind of failure: status codes first, then words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from podium.errors import ErrorKind

STATUS: dict[int, ErrorKind] = {
    401: "auth",
    403: "auth",
    408: "overloaded",
    429: "rate_limit",
    500: "overloaded",
    502: "overloaded",
    503: "overloaded",
    504: "overloaded",
    529: "overloaded",
}
"""HTTP status codes of model services."""

WORDS: tuple[tuple[str, ErrorKind], ...] = (
    (r"maximum budget|max_budget|budget[_ ](?:exhausted|exceeded)", "budget"),
    (r"rate.?limit|too many requests|quota (?:exceeded|exhausted)|usage limit", "rate_limit"),
    (r"overloaded|server_error|service unavailable|internal server error|bad gateway", "overloaded"),
    (
        r"auth(?:entication)? required|unauthori[sz]ed|invalid api key|api key|not (?:signed|logged) in|log ?in",
        "auth",
    ),
    (r"econnrefused|econnreset|enotfound|proxy|connection (?:error|refused|reset)|network", "overloaded"),
)
"""Words that tell where no code does; the first that fits counts."""

CODE = re.compile(r"(?<![0-9.])(401|403|408|429|500|502|503|504|529)(?![0-9.])")


@dataclass(frozen=True, kw_only=True)
class ErrorRule:
    """A vendor's own way to say it: a regular expression over everything that it said, and the kind."""

    pattern: str
    kind: ErrorKind


def classify(said: object, *, status: int = 0, rules: Sequence[ErrorRule] = ()) -> ErrorKind:
    """The kind of what was said: a text, or a JSON value that is searched as a whole; empty where nothing tells."""
    text = said if isinstance(said, str) else flat(said)
    for rule in rules:
        if re.search(rule.pattern, text, re.IGNORECASE):
            return rule.kind
    if status in STATUS:
        return STATUS[status]
    for pattern, kind in WORDS[:3]:
        if re.search(pattern, text, re.IGNORECASE):
            return kind
    code = CODE.search(text)
    if code is not None:
        return STATUS[int(code[1])]
    for pattern, kind in WORDS[3:]:
        if re.search(pattern, text, re.IGNORECASE):
            return kind
    return ""


def flat(value: object) -> str:
    """The words of a JSON value, keys and values, on one line."""
    if isinstance(value, dict):
        pairs = cast("dict[str, Any]", value).items()
        return " ".join(f"{key} {flat(item)}" for key, item in pairs)
    if isinstance(value, list):
        return " ".join(flat(item) for item in cast("list[Any]", value))
    return "" if value is None else str(value)
