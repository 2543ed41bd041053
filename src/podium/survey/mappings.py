"""Schemas and tables that are values and no classes: of Mongoose, TypeORM's `EntitySchema`, and Drizzle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podium.survey.mentions import climb, nodes
from podium.survey.values import arguments, called, first, flat, line, string, text

if TYPE_CHECKING:
    from tree_sitter import Node

    from podium.survey.facts import CallFacts, ClassFacts, Facts, FieldFacts

SIGNS: dict[bytes, tuple[bytes, ...]] = {
    b"mongoose": (b"Schema(", b"Schema<", b"model(", b"model<"),
    b"typeorm": (b"EntitySchema(", b"EntitySchema<"),
    b"drizzle-orm": (b"pgTable(", b"mysqlTable(", b"sqliteTable("),
}
"""Calls that declare data, by the package that a file with one mentions."""

MADE = {"Schema": "mongoose", "EntitySchema": "typeorm"}
TABLES = {"pgTable": "drizzle", "mysqlTable": "drizzle", "sqliteTable": "drizzle"}
NAMES = {*MADE, *TABLES, "model"}
"""What is called to declare data."""


def add_mappings(source: bytes, root: Node, facts: Facts, *, words: frozenset[str]) -> None:
    """Add to the facts of a file the `schemas` that it makes, and its calls of Mongoose's `model`.

    `words` are those of the file.
    """
    if words.isdisjoint(NAMES):
        return
    signs = tuple(sign for package, some in SIGNS.items() if package in source for sign in some)
    found: dict[int, ClassFacts] = {}
    for node in nodes(source, root, signs) if signs else ():
        call = climb(node, {"new_expression", "call_expression"}, steps=2)
        key = "constructor" if call is not None and call.type == "new_expression" else "function"
        function = call.child_by_field_name(key) if call is not None else None
        if call is None or function is None or not function.start_byte <= node.start_byte < function.end_byte:
            continue
        last = called(function).rpartition(".")[2]
        if last in (MADE if key == "constructor" else TABLES):
            found[call.start_byte] = _schema(call, last)
        elif last == "model" and key == "function":
            facts.setdefault("calls", []).append(_model(call))
    if found:
        facts["schemas"] = [found[at] for at in sorted(found)]


def _schema(call: Node, made: str) -> ClassFacts:
    """A schema under the name of what it is assigned to; `extends` is its table or collection where it is named."""
    holder = climb(call, {"variable_declarator", "public_field_definition"}, steps=3)
    given = call.child_by_field_name("arguments")
    values = arguments(given)
    objects = [one for one in given.named_children if one.type == "object"] if given is not None else []
    facts: ClassFacts = {
        "name": text(holder.child_by_field_name("name")) if holder is not None else "",
        "line": line(call),
        "kind": (MADE | TABLES)[made],
        "fields": [_field(one) for one in objects[0].named_children if one.type == "pair"] if objects else [],
    }
    options = values[1] if made == "Schema" and len(values) > 1 else values[0] if values else None
    entries = options.get("object") if isinstance(options, dict) else None
    named = (
        next((entries[key] for key in ("collection", "tableName", "name") if key in entries), None)
        if isinstance(entries, dict)
        else options
    )
    if isinstance(named, str):
        facts["extends"] = named
    return facts


def _field(pair: Node) -> FieldFacts:
    key = pair.child_by_field_name("key")
    name = string(key) if key is not None and key.type == "string" else text(key)
    return {"name": name, "type": flat(pair.child_by_field_name("value"))[:120], "line": line(pair)}


def _model(call: Node) -> CallFacts:
    given = call.child_by_field_name("arguments")
    inner = first(given)
    name = string(inner) if inner is not None and inner.type == "string" else ""
    return {"name": "model", "on": name, "arguments": arguments(given), "line": line(call), "text": flat(call)[:200]}
