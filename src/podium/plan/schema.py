"""The JSON Schema of a plan, made from the frozen dataclasses themselves: what decodes here is what it describes."""

import dataclasses
import functools
import typing
from typing import Any, Literal, Union

from podium.plan.codec import Json
from podium.plan.plan import PLAN_VERSION, Plan

_UNION = type(int | str)
_PLAIN: dict[Any, Json] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    type(None): {"type": "null"},
    Any: {},
}


def plan_schema() -> dict[str, Json]:
    """The schema of the plan files of this version (JSON Schema 2020-12); the same code gives the same value."""
    shapes: dict[str, Json] = {}
    root = _shape(Plan, shapes)
    head: dict[str, Json] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:podium:plan:{PLAN_VERSION}",
        "title": f"Podium plan, version {PLAN_VERSION}",
    }
    header = shapes["Header"]
    assert isinstance(header, dict) and isinstance(header["properties"], dict)
    header["properties"]["version"] = {"const": PLAN_VERSION, "default": PLAN_VERSION}
    return {**head, **root, "$defs": {name: shapes[name] for name in sorted(shapes)}}


def _of(kind: Any, shapes: dict[str, Json]) -> dict[str, Json]:
    """The schema of a type; a dataclass is described once, in `shapes`, and referred to."""
    origin, kinds = typing.get_origin(kind), typing.get_args(kind)
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        if kind.__name__ not in shapes:
            shapes[kind.__name__] = {}
            shapes[kind.__name__] = _shape(kind, shapes)
        return {"$ref": f"#/$defs/{kind.__name__}"}
    if origin in {Union, _UNION}:
        return {"anyOf": [_of(one, shapes) for one in kinds]}
    if origin is Literal:
        return {"enum": list(kinds)}
    if origin is tuple and kinds[-1] is not Ellipsis:
        items: list[Json] = [_of(one, shapes) for one in kinds]
        return {"type": "array", "prefixItems": items, "items": False, "minItems": len(items)}
    if origin in {tuple, list, frozenset}:
        return {"type": "array", "items": _of(kinds[0], shapes)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _of(kinds[1], shapes)}
    plain = _PLAIN[kind]
    assert isinstance(plain, dict)
    return dict(plain)


def _shape(kind: type, shapes: dict[str, Json]) -> dict[str, Json]:
    hints, missing = _hints(kind), dataclasses.MISSING
    fields = [field for field in dataclasses.fields(kind) if field.init]
    needed: list[Json] = [
        field.name for field in fields if field.default is missing and field.default_factory is missing
    ]
    properties: dict[str, Json] = {field.name: _of(hints[field.name], shapes) for field in fields}
    said = " ".join((kind.__doc__ or "").split())
    shape: dict[str, Json] = {"description": said, "type": "object", "properties": properties}
    return {**shape, "required": needed, "additionalProperties": False}


@functools.cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)
