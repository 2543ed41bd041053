"""The published schema is the one of the code, and it says of a plan file what the decoder says."""

import json
from pathlib import Path
from typing import Any, cast

import pytest

from podium.plan.codec import DecodeError, decode, encode
from podium.plan.plan import Plan
from podium.plan.schema import plan_schema

PUBLISHED = Path(__file__).parents[2] / "docs" / "plan.schema.json"
SCHEMA: Any = plan_schema()


def fits(value: Any, schema: Any = SCHEMA) -> bool:
    """Whether a value fits the part of JSON Schema 2020-12 that the plan's schema uses."""
    if "$ref" in schema:
        return fits(value, SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]])
    if "anyOf" in schema:
        return any(fits(value, one) for one in schema["anyOf"])
    if "enum" in schema or "const" in schema:
        return value in schema.get("enum", [schema.get("const")])
    kinds = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "null": type(None)}
    kinds |= {"object": dict, "array": list}
    if "type" in schema and (not isinstance(value, kinds[schema["type"]]) or _is_flag(value, schema["type"])):
        return False
    return _items_fit(value, schema) and _properties_fit(value, schema)


def _is_flag(value: Any, kind: str) -> bool:
    return isinstance(value, bool) and kind != "boolean"


def _items_fit(value: Any, schema: Any) -> bool:
    if "prefixItems" in schema:
        parts: list[Any] = schema["prefixItems"]
        return len(value) == len(parts) and all(map(fits, value, parts))
    if not isinstance(value, list) or "items" not in schema:
        return True
    items = cast("list[Any]", value)
    return all(fits(one, schema["items"]) for one in items)


def _properties_fit(value: Any, schema: Any) -> bool:
    known, more = schema.get("properties", {}), schema.get("additionalProperties", True)
    if not isinstance(value, dict) or more is True:
        return True
    items = cast("dict[str, Any]", value)
    complete = all(name in items for name in schema.get("required", ()))
    inside = all(fits(one, known[name]) for name, one in items.items() if name in known)
    return (
        complete
        and inside
        and all(more is not False and fits(items[name], more) for name in items if name not in known)
    )


def test_the_published_schema_is_that_of_the_code() -> None:
    """Written anew by `podium check --schema > docs/plan.schema.json` when a change is meant."""
    assert json.loads(PUBLISHED.read_text()) == SCHEMA


def test_a_plan_fits_the_schema_and_its_version_is_named(plan: Plan) -> None:
    value: Any = encode(plan)
    assert fits(value)
    assert SCHEMA["$id"] == "urn:podium:plan:1" and not fits(value | {"header": value["header"] | {"version": 2}})


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        (("tasks", 0, "phase"), 5),
        (("tasks", 0, "id"), 7),
        (("tasks", 0, "speling"), "x"),
        (("tasks", 0, "estimate", "seconds"), [1.0]),
        (("estimate",), None),
        (("revision",), True),
        (("tasks", 1, "writes", 0, "kind"), "glob"),
    ],
)
def test_the_schema_refuses_what_the_decoder_refuses(plan: Plan, path: tuple[Any, ...], wrong: Any) -> None:
    value: Any = encode(plan)
    inner = value
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = wrong
    assert not fits(value)
    with pytest.raises(DecodeError):
        decode(Plan, value)
