"""Two API documents: additions are told, and what can break a client is."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from podium.gates.openapi_difference import added, differences, route_key

Document = dict[str, Any]
BASE: Document = {
    "openapi": "3.0.0",
    "paths": {
        "/items": {
            "get": {
                "parameters": [{"name": "page", "in": "query", "schema": {"type": "integer", "maximum": 100}}],
                "responses": {
                    "200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Page"}}}}
                },
            },
            "post": {
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/New"}}},
                },
                "responses": {"201": {"description": ""}, "400": {"description": ""}},
            },
        }
    },
    "components": {
        "schemas": {
            "Page": {
                "allOf": [{"type": "object", "properties": {"total": {"type": "integer"}}, "required": ["total"]}],
                "properties": {"items": {"type": "array", "items": {"$ref": "#/components/schemas/Item"}}},
            },
            "Item": {"type": "object", "properties": {"id": {"type": "integer"}, "kind": {"type": "string"}}},
            "New": {
                "type": "object",
                "required": ["name"],
                "properties": {"name": {"type": "string", "maxLength": 9}, "kind": {"enum": ["a", "b"]}},
            },
        }
    },
}


def schema(document: Document, name: str) -> Document:
    return document["components"]["schemas"][name]


def listing(document: Document) -> Document:
    return document["paths"]["/items"]["get"]


PARAMETER = {"name": "x", "in": "query"}
BREAKING: list[tuple[str, Callable[[Document], Any]]] = [
    ("the operation is gone", lambda one: one["paths"]["/items"].pop("get")),
    ("the parameter is gone", lambda one: listing(one)["parameters"].clear()),
    ("the parameter became required", lambda one: listing(one)["parameters"][0].update(required=True)),
    ("a new required parameter", lambda one: listing(one)["parameters"].append({**PARAMETER, "required": True})),
    ("maximum was 100, is 50", lambda one: listing(one)["parameters"][0]["schema"].update(maximum=50)),
    ("the answer is gone", lambda one: listing(one)["responses"].pop("200")),
    ("credentials are asked for", lambda one: listing(one).update(security=[{"bearer": []}])),
    ("the property is gone", lambda one: schema(one, "Item")["properties"].pop("kind")),
    ("the property may be missing", lambda one: schema(one, "Page")["allOf"][0].update(required=[])),
    ("type was integer, is string", lambda one: schema(one, "Item")["properties"]["id"].update(type="string")),
    ("may be null", lambda one: schema(one, "Item")["properties"]["id"].update(nullable=True)),
    ("the property became required", lambda one: schema(one, "New").update(required=["name", "kind"])),
    ("a new required property", lambda one: schema(one, "New").update(required=["x"], properties={"x": {}})),
    ("values are gone: b", lambda one: schema(one, "New")["properties"]["kind"].update(enum=["a"])),
    ("maxLength was 9, is 5", lambda one: schema(one, "New")["properties"]["name"].update(maxLength=5)),
]  # fmt: skip

HARMLESS: list[tuple[str, Callable[[Document], Any]]] = [
    ("a new optional parameter", lambda one: listing(one)["parameters"].append({"name": "x", "in": "query"})),
    ("a new optional property", lambda one: schema(one, "Item")["properties"].update(x={"type": "string"})),
    ("a new optional property", lambda one: schema(one, "New")["properties"].update(x={"type": "string"})),
    ("a new answer", lambda one: listing(one)["responses"].update({"404": {}})),
    ("maxLength was 9, is 20", lambda one: schema(one, "New")["properties"]["name"].update(maxLength=20)),
    ("new values: c", lambda one: schema(one, "New")["properties"]["kind"].update(enum=["a", "b", "c"])),
]


@pytest.mark.parametrize(("message", "change"), BREAKING)
def test_what_can_break_a_client_is_told(message: str, change: Callable[[Document], Any]) -> None:
    tip = copy.deepcopy(BASE)
    change(tip)
    assert message in {one.message for one in differences(BASE, tip) if one.is_breaking}


@pytest.mark.parametrize(("message", "change"), HARMLESS)
def test_additions_break_nothing(message: str, change: Callable[[Document], Any]) -> None:
    tip = copy.deepcopy(BASE)
    change(tip)
    assert [(one.message, one.is_breaking) for one in differences(BASE, tip)] == [(message, False)]


def test_equal_documents_do_not_differ() -> None:
    assert differences(BASE, copy.deepcopy(BASE)) == ()


def test_new_operations_are_named_as_routes_are() -> None:
    tip = copy.deepcopy(BASE)
    tip["paths"]["/items/{id}"] = {"get": {"responses": {}}}
    assert added(BASE, tip) == (route_key("get /items/:id/"),) == ("GET /items/{id}",)
