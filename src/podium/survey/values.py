"""Expressions of a syntax tree as JSON values, without running anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

    from podium.survey.facts import Value

LONGEST = 20_000
"""Bytes of the longest expression that is read: tables of data say nothing here."""

SHORTENED = 80
"""Characters kept of code that is not understood."""

WRAPPERS = {
    "as_expression",
    "satisfies_expression",
    "non_null_expression",
    "parenthesized_expression",
    "await_expression",
    "expression_statement",
}


def text(node: Node | None) -> str:
    """The source of a node, or an empty string."""
    words = node.text if node is not None else None
    return words.decode("utf-8", "replace") if words else ""


def flat(node: Node | None) -> str:
    """The source of a node on one line."""
    return " ".join(text(node).split())


def first(node: Node | None) -> Node | None:
    """The first named child, or None."""
    return node.named_child(0) if node is not None and node.named_child_count else None


def line(node: Node) -> int:
    """The line of a node's first character, from 1."""
    return node.start_point[0] + 1


def value(node: Node | None) -> Value:
    """What an expression says; `{"code": …}` where it says nothing without being run."""
    if node is None:
        return None
    reader = READERS.get(node.type)
    if reader is not None and node.end_byte - node.start_byte <= LONGEST:
        return reader(node)
    if node.type in WRAPPERS:
        return value(first(node))
    return _code(node)


def arguments(node: Node | None) -> list[Value]:
    """The values of a call's arguments."""
    return [] if node is None else [value(child) for child in node.named_children if child.type != "comment"]


def string(node: Node | None) -> str:
    """The content of a string literal."""
    return _unescaped(text(node)[1:-1])


def awaited(node: Node | None) -> Node | None:
    """What is called: the grammar puts the `await` of `await f<T>(x)` inside the function."""
    return first(node) if node is not None and node.type == "await_expression" else node


def called(node: Node | None) -> str:
    """The name that is called or constructed, dotted; empty where it is no plain name."""
    node = awaited(node)
    if node is None or node.type not in {"identifier", "member_expression", "type_identifier", "super"}:
        return ""
    name = text(node)
    return name if name.replace(".", "").replace("_", "").replace("$", "").isalnum() else ""


def _code(node: Node) -> Value:
    return {"code": flat(node)[:SHORTENED]}


def _unescaped(content: str) -> str:
    if "\\" not in content:
        return content
    for sign, meant in (("\\'", "'"), ('\\"', '"'), ("\\`", "`"), ("\\n", "\n"), ("\\\\", "\\")):
        content = content.replace(sign, meant)
    return content


def _string(node: Node) -> Value:
    return string(node)


def _template(node: Node) -> Value:
    parts: list[Value] = []
    for child in node.named_children:
        if child.type == "template_substitution":
            parts.append(value(first(child)))
        else:
            parts.append(_unescaped(text(child)))
    if not parts:
        return ""
    return parts[0] if len(parts) == 1 and isinstance(parts[0], str) else {"join": parts}


def _number(node: Node) -> Value:
    digits = text(node).replace("_", "")
    try:
        return int(digits, 0)
    except ValueError:
        pass
    try:
        return float(digits)
    except ValueError:
        return _code(node)


def _reference(node: Node) -> Value:
    name = called(node)
    return {"ref": name} if name else _code(node)


def _array(node: Node) -> Value:
    return arguments(node)


def _object(node: Node) -> Value:
    found: dict[str, Value] = {}
    for child in node.named_children:
        kind = child.type
        if kind == "pair":
            key = child.child_by_field_name("key")
            name = string(key) if key is not None and key.type == "string" else text(key)
            found[name] = value(child.child_by_field_name("value"))
        elif kind == "shorthand_property_identifier":
            found[text(child)] = {"ref": text(child)}
        elif kind == "spread_element":
            found[f"...{len(found)}"] = {"spread": value(first(child))}
        elif kind == "method_definition":
            found[text(child.child_by_field_name("name"))] = _function(child)
    return {"object": found}


def _call(node: Node) -> Value:
    name = called(node.child_by_field_name("function"))
    if not name:
        return _code(node)
    if name == "Object.freeze":
        return value(first(node.child_by_field_name("arguments")))
    return {"call": name, "arguments": arguments(node.child_by_field_name("arguments"))}


def _new(node: Node) -> Value:
    name = called(node.child_by_field_name("constructor"))
    return {"new": name, "arguments": arguments(node.child_by_field_name("arguments"))} if name else _code(node)


def _spread(node: Node) -> Value:
    return {"spread": value(first(node))}


def _function(node: Node) -> Value:
    body = node.child_by_field_name("body")
    if body is None or body.type != "statement_block":
        return {"function": value(body)}
    for statement in reversed(body.named_children):
        if statement.type == "return_statement":
            return {"function": value(first(statement))}
    return {"function": None}


def _binary(node: Node) -> Value:
    parts: list[Value] = []
    left: Node | None = node
    while left is not None and left.type == "binary_expression":
        if text(left.child_by_field_name("operator")) != "+":
            return _code(node)
        parts.append(value(left.child_by_field_name("right")))
        left = left.child_by_field_name("left")
    return {"join": [value(left), *reversed(parts)]}


def _subscript(node: Node) -> Value:
    """`ROUTES['one']` as `ROUTES.one`."""
    index, on = node.child_by_field_name("index"), called(node.child_by_field_name("object"))
    key = string(index) if index is not None and index.type == "string" else ""
    return {"ref": f"{on}.{key}"} if on and key.isidentifier() else _code(node)


READERS: dict[str, Callable[[Node], Value]] = {
    "string": _string,
    "template_string": _template,
    "number": _number,
    "true": lambda _: True,
    "false": lambda _: False,
    "null": lambda _: None,
    "undefined": lambda _: None,
    "identifier": _reference,
    "member_expression": _reference,
    "array": _array,
    "object": _object,
    "call_expression": _call,
    "new_expression": _new,
    "spread_element": _spread,
    "arrow_function": _function,
    "function_expression": _function,
    "function_declaration": _function,
    "binary_expression": _binary,
    "subscript_expression": _subscript,
    "method_definition": _function,
}
