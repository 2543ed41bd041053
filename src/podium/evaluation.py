"""How well requests are understood: the figures of `podium eval`, computed from labelled requests."""

import json
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from podium.analysis.classify import classify, reviewed
from podium.catalog import load_rules
from podium.errors import RequestError
from podium.plan.rules import Rules
from podium.plan.survey import Survey

_KEYS: dict[str, type] = {
    "text": str,
    "task_types": list,
    "specialists": list,
    "needs_security_review": bool,
    "needs_performance_review": bool,
    "is_backend": bool,
}
_NOWHERE = Survey(repository="", revision="", tree="")


@dataclass(frozen=True, kw_only=True)
class Labels:
    """What is true of a request, or said of it; `types` has the primary one first, and is empty where none is meant."""

    is_backend: bool
    types: tuple[str, ...] = ()
    specialists: tuple[str, ...] = ()
    security: bool = False
    performance: bool = False


@dataclass(frozen=True, kw_only=True)
class LabelledRequest:
    """A request and what is true of it."""

    text: str
    gold: Labels


def read_requests(file: Path) -> tuple[LabelledRequest, ...]:
    """The labelled requests of a file with one JSON object a line; empty lines are passed over.

    Raises `RequestError` with the line number where the file cannot be read, a line is no JSON object, or a key is
    missing or has another type than it must.
    """
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise RequestError(
            f"{file} cannot be read: {error.strerror}", hint="give a file of labelled requests"
        ) from error
    except UnicodeDecodeError as error:
        raise RequestError(f"{file} is not text in UTF-8", hint="give a file with one JSON object a line") from error
    found = tuple(_request(line, f"{file}:{number}") for number, line in enumerate(lines, 1) if line.strip())
    if not found:
        raise RequestError(f"{file} holds no requests", hint="give a file with one JSON object a line")
    return found


def _request(line: str, place: str) -> LabelledRequest:
    try:
        value: Any = json.loads(line)
    except ValueError as error:
        raise RequestError(f"{place}: not JSON: {error}", hint="each line is one JSON object") from error
    if not isinstance(value, dict):
        raise RequestError(f"{place}: not a JSON object", hint="each line is one JSON object")
    one = cast("dict[str, Any]", value)
    for key, kind in _KEYS.items():
        if key not in one:
            raise RequestError(f"{place}: the key {key!r} is missing", hint=f"needed are {', '.join(_KEYS)}")
        if not isinstance(one[key], kind):
            raise RequestError(f"{place}: {key!r} must be a {kind.__name__}", hint=f"needed are {', '.join(_KEYS)}")
    gold = Labels(
        is_backend=one["is_backend"],
        types=tuple(map(str, one["task_types"])),
        specialists=tuple(map(str, one["specialists"])),
        security=one["needs_security_review"],
        performance=one["needs_performance_review"],
    )
    return LabelledRequest(text=one["text"], gold=gold)


def evaluate_requests(requests: Sequence[LabelledRequest]) -> dict[str, dict[str, float | None] | float]:
    """The figures of what Podium says of requests without a repository, with `n` and `ms_per_request`.

    `ms_per_request` is processor time, once everything is loaded. A figure without any case is None.
    """
    rules = load_rules(None, None)
    understood(requests[0].text, rules)
    begin = time.process_time()
    said = [understood(one.text, rules) for one in requests]
    spent = time.process_time() - begin
    measured = figures([one.gold for one in requests], said)
    return {**measured, "ms_per_request": round(1000 * spent / len(requests), 3), "n": len(requests)}


def understood(text: str, rules: Rules) -> Labels:
    """What the classifier and the rules' cues say of a text alone."""
    kind = classify(text, _NOWHERE)
    if not kind.is_backend:
        return Labels(is_backend=False)
    reviews = {
        name: reviewed(text, name, one.probability, 0.0 if one.holds else 2.0, rules)
        for name, one in kind.reviews.items()
    }
    return Labels(
        is_backend=True,
        types=tuple(one.type for one in kind.types),
        specialists=kind.specialists,
        security=reviews["security_review"],
        performance=reviews["performance_review"],
    )


def figures(gold: Sequence[Labels], said: Sequence[Labels]) -> dict[str, dict[str, float | None]]:
    """The figures of what was said of requests, beside what is true of them.

    Sets are scored over all requests, those of no backend with empty sets; the macro mean runs over labels that are
    true or said somewhere. `primary_type.accuracy` is the share of backend requests whose first type is a true one.
    """
    backend = [(true, one) for true, one in zip(gold, said, strict=True) if true.is_backend]
    away = [one for true, one in zip(gold, said, strict=True) if not true.is_backend]
    hits = sum(bool(one.types) and one.types[0] in true.types for true, one in backend)
    return {
        "specialists": _sets([one.specialists for one in gold], [one.specialists for one in said]),
        "task_types": _sets([one.types for one in gold], [one.types for one in said]),
        "primary_type": {"accuracy": _share(hits, len(backend))},
        "security_review": _flags([one.security for one in gold], [one.security for one in said]),
        "performance_review": _flags([one.performance for one in gold], [one.performance for one in said]),
        "non_backend": {
            "recall": _share(sum(not one.is_backend for one in away), len(away)),
            "false_alarm_rate": _share(sum(not one.is_backend for _, one in backend), len(backend)),
        },
    }


def _sets(gold: Sequence[tuple[str, ...]], said: Sequence[tuple[str, ...]]) -> dict[str, float | None]:
    labels = sorted({label for one in (*gold, *said) for label in one})
    counts = [
        (
            sum(label in true and label in given for true, given in zip(gold, said, strict=True)),
            sum(label in given for given in said),
            sum(label in true for true in gold),
        )
        for label in labels
    ]
    totals = tuple(map(sum, zip(*counts, strict=True))) if counts else (0, 0, 0)
    each = [_f1(*count) or 0.0 for count in counts]
    return {"micro_f1": _f1(*totals), "macro_f1": round(sum(each) / len(each), 4) if each else None}


def _flags(gold: Iterable[bool], said: Iterable[bool]) -> dict[str, float | None]:
    pairs = list(zip(gold, said, strict=True))
    both, given, true = sum(a and b for a, b in pairs), sum(b for _, b in pairs), sum(a for a, _ in pairs)
    return {"precision": _share(both, given), "recall": _share(both, true), "f1": _f1(both, given, true)}


def _f1(both: int, given: int, true: int) -> float | None:
    return _share(2 * both, given + true)


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
