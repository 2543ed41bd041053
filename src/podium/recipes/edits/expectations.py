"""Answers that tests compare whole: found by syntax tree, and extended where a row gets further fields."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from podium.recipes.edits import typescript
from podium.recipes.edits.problem import EditProblem
from podium.recipes.edits.typescript import line, source, walk

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tree_sitter import Node

WHOLE = {"toEqual", "toStrictEqual"}


@dataclass(frozen=True, kw_only=True)
class Rows:
    """Whose answers are looked for: the fields of a row, and the routes' path; `own`: the whole file is about them."""

    fields: frozenset[str]
    path: str
    own: bool


def compared(text: str, rows: Rows) -> list[int]:
    """The lines of the objects that name every field of a row. Raises `EditProblem` for one that may or may not."""
    return [line(one) for one in _objects(typescript.tree(text), rows)]


def extended(text: str, *, rows: Rows, added: Mapping[str, str]) -> str:
    """The text with further fields in each of those objects."""
    for one in sorted(_objects(typescript.tree(text), rows), key=lambda node: -node.start_byte):
        new = [f"{name}: {value}" for name, value in added.items() if name not in _keys(one)]
        entries = [child for child in one.named_children if child.type != "comment"]
        if new and entries:
            text = typescript.spliced(text, entries[-1].end_byte, "".join(f", {entry}" for entry in new))
    return text


def _objects(root: Node, rows: Rows) -> list[Node]:
    """The objects of whole comparisons that are rows. Raises `EditProblem` where that cannot be told."""
    constants = {
        source(node.child_by_field_name("name")): node.child_by_field_name("value")
        for node in walk(root)
        if node.type == "variable_declarator"
    }
    found: list[Node] = []
    for call in (node for node in walk(root) if node.type == "call_expression"):
        for one in _expected(call, rows):
            named = _named(one, constants)
            known = named - {"..."}
            if named == {*rows.fields}:
                found.append(one)
            elif "..." in named and known & rows.fields and known <= rows.fields:
                raise EditProblem("compares a whole answer of which not every field is named", line=line(one))
            elif rows.fields > known and "id" in known and len(known) * 2 > len(rows.fields):
                raise EditProblem("compares an answer with other fields than a row has", line=line(one))
    return found


def _expected(call: Node, rows: Rows) -> list[Node]:
    """The objects that a call compares an answer of the routes with, as a whole."""
    function, given = call.child_by_field_name("function"), call.child_by_field_name("arguments")
    name = source(function.child_by_field_name("property")) if function is not None else ""
    items = [one for one in given.named_children if one.type != "comment"] if given is not None else []
    near = rows.own or re.search(rf"{re.escape(rows.path)}(?=['\"`/?])", source(call)) is not None
    if name == "expect" and len(items) == 2 and source(items[0]).startswith("20") and near:
        return _literals(items[1])
    if name in WHOLE and len(items) == 1 and "body" in source(function) and near:
        return _literals(items[0])
    return []


def _literals(node: Node) -> list[Node]:
    if node.type in {"as_expression", "satisfies_expression", "parenthesized_expression"} and node.named_children:
        return _literals(node.named_children[0])
    items: Sequence[Node] = node.named_children if node.type == "array" else [node]
    return [one for one in items if one.type == "object"]


def _keys(held: Node) -> list[str]:
    found: list[str] = []
    for one in held.named_children:
        if one.type == "pair":
            found.append(source(one.child_by_field_name("key")).strip("'\""))
        elif one.type == "shorthand_property_identifier":
            found.append(source(one))
    return found


def _named(held: Node, constants: Mapping[str, Node | None]) -> set[str]:
    """The keys of an object with those of the constants that it spreads; `...` stands for what is not known."""
    found = {*_keys(held)}
    for one in held.named_children:
        if one.type == "spread_element":
            value = constants.get(source(one).removeprefix("..."))
            if value is not None and value.type == "object":
                found |= _named(value, constants)
            else:
                found.add("...")
    return found
