"""What an argument holds: entries through names, spreads, conditions and calls, and what nobody can say of it."""

import functools
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tree_sitter import Node

from podium.gates.handlers import Input, inputs
from podium.gates.syntax import arguments, callee, of_type, parse, text
from podium.recipes.performance_review.code import DEEPEST, Code, Function, Scope, field_value, unwrapped

NOTHING = frozenset({"undefined", "null", "comment"})


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A key with its value and the scope that the value is read in; `required`: it is there on every path."""

    key: str
    value: Node
    scope: Scope
    required: bool = True


@dataclass(frozen=True, kw_only=True)
class Shape:
    """The entries of an object, and the expressions of which nobody can say what they add to it."""

    entries: tuple[Entry, ...] = ()
    holes: tuple[Node, ...] = ()

    def entry(self, key: str) -> Entry | None:
        """The entry of that key, or None."""
        return next((one for one in self.entries if one.key == key), None)

    def loose(self) -> "Shape":
        """The same with no entry required."""
        return replace(self, entries=tuple(replace(one, required=False) for one in self.entries))


@dataclass(frozen=True, kw_only=True)
class Typed:
    """A property of something of a type: `limit` of `PageQueryDto`, with the parameter that holds it."""

    type: str
    property: str
    parameter: Input


def together(shapes: Iterator[Shape] | list[Shape]) -> Shape:
    """One shape of all."""
    those = list(shapes)
    return Shape(
        entries=tuple(entry for one in those for entry in one.entries),
        holes=tuple(hole for one in those for hole in one.holes),
    )


def shape(code: Code, node: Node | None, scope: Scope, *, depth: int = DEEPEST) -> Shape:
    """The shape of an expression; what is followed too deep or has another form is a hole."""
    if node is None or node.type in NOTHING:
        return Shape()
    node = unwrapped(node)
    if depth <= 0:
        return Shape(holes=(node,))
    match node.type:
        case "object":
            return together([_member(code, one, scope, depth) for one in node.named_children])
        case "array":
            return together([shape(code, one, scope, depth=depth - 1) for one in node.named_children])
        case "ternary_expression":
            sides = (node.child_by_field_name("consequence"), node.child_by_field_name("alternative"))
            return together([shape(code, one, scope, depth=depth - 1) for one in sides]).loose()
        case "binary_expression":
            return _either(code, node, scope, depth)
        case "call_expression":
            return _called(code, node, scope, depth)
        case "identifier" | "shorthand_property_identifier" | "member_expression":
            return _named(code, node, scope, depth)
        case "undefined" | "null" | "true" | "false" | "number" | "string":
            return Shape()
        case _:
            return Shape(holes=(node,))


def _member(code: Code, node: Node, scope: Scope, depth: int) -> Shape:
    if node.type == "spread_element":
        return shape(code, next(iter(node.named_children), None), scope, depth=depth - 1)
    if node.type == "shorthand_property_identifier":
        return Shape(entries=(Entry(key=text(node), value=node, scope=scope),))
    key, value = node.child_by_field_name("key"), node.child_by_field_name("value")
    if node.type == "pair" and key is not None and value is not None and key.type != "computed_property_name":
        return Shape(entries=(Entry(key=text(key).strip("'\""), value=value, scope=scope),))
    return Shape() if node.type == "comment" else Shape(holes=(node,))


def _either(code: Code, node: Node, scope: Scope, depth: int) -> Shape:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    sign = text(node.child_by_field_name("operator"))
    sides = [right] if sign == "&&" else [left, right]
    return together([shape(code, one, scope, depth=depth - 1) for one in sides]).loose()


def _called(code: Code, call: Node, scope: Scope, depth: int) -> Shape:
    each = next((one for one in arguments(call) if one.type == "arrow_function"), None)
    if each is not None and name_of(call) == "map":
        return together([shape(code, one, scope, depth=depth - 1) for one in returned(each)]).loose()
    target = code.leads_to(call, scope.function)
    if target is None:
        inner = call.child_by_field_name("function")
        validator = inner is not None and "validator" in text(inner)
        return shape(code, next(iter(arguments(call)), None), scope, depth=depth - 1) if validator else _hole(call)
    results = list(returned(target.node))
    entered = enter(target, call, scope)
    found = together([shape(code, one, entered, depth=depth - 1) for one in results])
    return found if len(results) == 1 else found.loose()


def _hole(node: Node) -> Shape:
    return Shape(holes=(node,))


def _named(code: Code, node: Node, scope: Scope, depth: int) -> Shape:
    those = origins(code, node, scope, depth=depth)
    if not those:
        return _hole(node)
    found = together([shape(code, one, there, depth=depth - 1) for one, there in those])
    later = Shape() if node.type == "member_expression" else _assigned(code, text(node), scope, depth)
    first = found if len(those) == 1 else found.loose()
    return together([first, later])


def _assigned(code: Code, name: str, scope: Scope, depth: int) -> Shape:
    """What `name.key = value` adds to an object after it was made, and `name.push(value)` to a list."""
    found: list[Entry] = []
    for one in of_type(scope.function.node, "assignment_expression"):
        left, right = one.child_by_field_name("left"), one.child_by_field_name("right")
        if left is None or right is None or left.type != "member_expression":
            continue
        if text(left.child_by_field_name("object")) == name:
            key = text(left.child_by_field_name("property"))
            found.append(Entry(key=key, value=right, scope=scope, required=False))
    pushed = [one for one in of_type(scope.function.node, "call_expression") if callee(one) == f"{name}.push"]
    added = [shape(code, one, scope, depth=depth - 1) for call in pushed for one in arguments(call)]
    return together([Shape(entries=tuple(found)), *added]).loose()


def enter(target: Function, call: Node, scope: Scope) -> Scope:
    """The scope of a function that a call leads into."""
    names = [one.name for one in inputs(target.node)]
    return Scope(
        function=target, given={name: (node, scope) for name, node in zip(names, arguments(call), strict=False)}
    )


def returned(function: Node) -> Iterator[Node]:
    """The expressions that a function returns: those of its own return statements, or its body."""
    body = function.child_by_field_name("body")
    if body is None:
        return
    if body.type != "statement_block":
        yield body
        return
    for one in of_type(body, "return_statement"):
        if enclosing(one) == function and one.named_children:
            yield one.named_children[0]


def enclosing(node: Node) -> Node | None:
    """The function that a node stands in directly."""
    here = node.parent
    while here is not None and here.type not in {
        "arrow_function",
        "function_expression",
        "function_declaration",
        "method_definition",
    }:
        here = here.parent
    return here


def origins(code: Code, node: Node, scope: Scope, *, depth: int = DEEPEST) -> list[tuple[Node, Scope]]:
    """Where the value of a name comes from: a local, an argument of every known call, a constant, a class property."""
    typed = property_of(node, scope)
    if typed is not None:
        return _properties(code, typed, scope, depth) if depth > 0 else []
    if node.type == "member_expression":
        if text(node.child_by_field_name("object")) != "this":
            return []
        value = field_value(code, scope.function, text(node.child_by_field_name("property")))
        return [(value, scope)] if value is not None else []
    name = text(node)
    local = local_value(scope.function.node, name)
    if local is not None:
        return [(local, scope)]
    if name in scope.given:
        return [scope.given[name]]
    if any(one.name == name for one in inputs(scope.function.node)):
        return _arguments(code, scope.function, name)
    found = code.constant(scope.function.file, name)
    if found is None:
        return []
    value, file = found
    return [(value, Scope(function=Function(file=file, name=name, node=code.root(file))))]


def _properties(code: Code, typed: Typed, scope: Scope, depth: int) -> list[tuple[Node, Scope]]:
    """What every known call gives as a property of a parameter; where a call gives none, `undefined`."""
    name = typed.parameter.name
    given = [scope.given[name]] if name in scope.given else _arguments(code, scope.function, name)
    found: list[tuple[Node, Scope]] = []
    for value, there in given:
        held = shape(code, value, there, depth=depth - 1)
        entry = held.entry(typed.property)
        if entry is None and held.holes:
            return []
        found.append((entry.value, entry.scope) if entry is not None else (_undefined(), there))
    return found


@functools.cache
def _undefined() -> Node:
    return next(of_type(parse(b"undefined"), "undefined"))


def _arguments(code: Code, function: Function, name: str) -> list[tuple[Node, Scope]]:
    place = next(number for number, one in enumerate(inputs(function.node)) if one.name == name)
    calls = code.callers.get(function.key, [])
    given = [(arguments(call), caller) for call, caller in calls if caller.key != function.key]
    return [(those[place], Scope(function=caller)) for those, caller in given if place < len(those)]


def local_value(function: Node, name: str) -> Node | None:
    """The value that a local constant or variable of the function is declared with, or None."""
    for one in of_type(function, "variable_declarator"):
        if text(one.child_by_field_name("name")) == name and one.parent is not None and enclosing(one) is not None:
            return one.child_by_field_name("value")
    return None


def property_of(node: Node, scope: Scope) -> Typed | None:
    """`query.limit`, or `limit` taken out of `query` or out of a parameter, where the parameter has a type."""
    given = {one.name: one for one in inputs(scope.function.node)}
    if node.type == "member_expression":
        holder = given.get(text(node.child_by_field_name("object")))
        name = text(node.child_by_field_name("property"))
        return Typed(type=holder.type, property=name, parameter=holder) if holder else None
    name = text(node)
    for one in given.values():
        key = _taken_out(scope.function.node, one.name, name)
        if key:
            return Typed(type=one.type, property=key, parameter=one)
    return None


def _taken_out(function: Node, holder: str, name: str) -> str:
    """The key under which a destructuring takes a name out of a parameter (`{ limit: take }: Query`)."""
    patterns = [one for one in of_type(function, "object_pattern") if _is_of(one, holder)]
    for pattern in patterns:
        for one in pattern.named_children:
            if one.type == "pair_pattern" and text(one.child_by_field_name("value")).split("=")[0].strip() == name:
                return text(one.child_by_field_name("key"))
            if one.type != "pair_pattern" and text(one).split("=")[0].strip() == name:
                return name
    return ""


def _is_of(pattern: Node, holder: str) -> bool:
    """Whether a pattern is the parameter itself, or what a local declaration takes out of it."""
    parent = pattern.parent
    if parent is not None and parent.type == "variable_declarator":
        return text(parent.child_by_field_name("value")) == holder
    return text(pattern) == holder


def name_of(call: Node) -> str:
    """The last word of what a call calls."""
    return callee(call).rpartition(".")[2].replace("?", "")
