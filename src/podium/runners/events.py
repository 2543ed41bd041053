"""A runner's events as JSON objects and back: `{"type": …, …fields}`."""

from typing import Any, cast

from podium.plan.codec import DecodeError, decode, encode
from podium.ports import Acted, Asked, Ended, Metered, Opened, Retrying, RunnerEvent, Said

TYPES: dict[str, type] = {
    "opened": Opened,
    "said": Said,
    "acted": Acted,
    "retrying": Retrying,
    "metered": Metered,
    "asked": Asked,
    "ended": Ended,
}
"""The name of each event in JSON."""


def to_json(event: RunnerEvent) -> dict[str, Any]:
    """The event with its type's name."""
    names = {kind: name for name, kind in TYPES.items()}
    return {"type": names[type(event)], **cast("dict[str, Any]", encode(event))}


def from_json(value: dict[str, Any]) -> RunnerEvent:
    """The event of a JSON object. Raises `DecodeError` for an unknown type or unknown keys."""
    kind = TYPES.get(str(value.get("type")))
    if kind is None:
        raise DecodeError((("type", f"{value.get('type')!r} is no event of a runner"),))
    fields = {name: field for name, field in value.items() if name != "type"}
    return cast("RunnerEvent", decode(cast("type[object]", kind), fields))
