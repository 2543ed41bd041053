"""The code behind a route, by syntax: its handler, what each parameter goes through, and the services that it calls."""

import functools
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tree_sitter import Node

from podium.gates.bench import Bench
from podium.gates.change import surveyed
from podium.gates.syntax import arguments, literal, of_type, parse, source, squeezed, text
from podium.plan.survey import Route, Survey

CLASSES = ("class_declaration", "abstract_class_declaration")


@dataclass(frozen=True, kw_only=True)
class Side:
    """One side of a comparison: the folder with its files, and what they contain."""

    root: Path
    survey: Survey

    def parsed(self, file: str) -> Node:
        """The syntax tree of a file; that of an empty file where there is none."""
        return _parsed(source(self.root / file))


@dataclass(frozen=True, kw_only=True)
class Input:
    """A handler's parameter: name, type as written, the decorator's name, its key, and what else it is given: pipes."""

    name: str
    type: str
    decorator: str = ""
    key: str = ""
    pipes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ServiceCall:
    """`this.service.method(…)` in a handler: the class of `service`, the method, and the arguments squeezed."""

    owner: str
    method: str
    arguments: tuple[str, ...]


def tip(bench: Bench) -> Side:
    """The subject's side."""
    return Side(root=bench.subject.workspace.root, survey=bench.survey)


def base(bench: Bench) -> Side:
    """The base's side."""
    return Side(root=bench.subject.base.root, survey=surveyed(bench.subject, bench.subject.base_commit))


def route_name(route: Route) -> str:
    """`POST /products/:id`."""
    return f"{route.method} {route.path}"


def class_named(root: Node, name: str) -> Node | None:
    """The class of that name at the top of a file, or None."""
    for one in root.named_children:
        inner = one.child_by_field_name("declaration") if one.type == "export_statement" else one
        if inner is not None and inner.type in CLASSES and text(inner.child_by_field_name("name")) == name:
            return inner
    return None


def members(owner: Node | None, kind: str) -> Iterator[Node]:
    """The members of a class of one syntax type, in order."""
    block = owner.child_by_field_name("body") if owner is not None else None
    return (one for one in (block.named_children if block is not None else ()) if one.type == kind)


def method_named(owner: Node | None, name: str) -> Node | None:
    """The method of that name, or None."""
    found = members(owner, "method_definition")
    return next((one for one in found if text(one.child_by_field_name("name")) == name), None)


def handler(side: Side, route: Route) -> Node | None:
    """The method that answers a route, or None where it stands in a base class elsewhere."""
    return method_named(class_named(side.parsed(route.place.file), route.controller), route.handler)


def inputs(method: Node) -> tuple[Input, ...]:
    """The parameters of a handler in order."""
    parameters = method.child_by_field_name("parameters")
    return tuple(
        _input(one) for one in (parameters.named_children if parameters is not None else ()) if one.type != "comment"
    )


def _input(node: Node) -> Input:
    decorator = next(of_type(node, "decorator"), None)
    call = next(of_type(decorator, "call_expression"), None) if decorator is not None else None
    given = arguments(call) if call is not None else []
    key = literal(given[0]) if given else None
    pipes = tuple(squeezed(one) for one in given[0 if key is None else 1 :])
    written = text(node.child_by_field_name("type")).removeprefix(":").strip()
    name = re.match(r"@(\w+)", text(decorator))
    return Input(
        name=text(node.child_by_field_name("pattern")),
        type=written,
        decorator=name.group(1) if name else "",
        key=key or "",
        pipes=pipes,
    )


def injected(owner: Node | None) -> dict[str, str]:
    """Property to class of what a class's constructor is given, and of its injected properties."""
    found: dict[str, str] = {}
    constructor = method_named(owner, "constructor")
    for one in inputs(constructor) if constructor is not None else ():
        found[one.name] = re.sub(r"<.*", "", one.type)
    for one in members(owner, "public_field_definition"):
        written = text(one.child_by_field_name("type")).removeprefix(":").strip()
        found.setdefault(text(one.child_by_field_name("name")), re.sub(r"<.*", "", written))
    return found


def service_calls(side: Side, route: Route) -> tuple[ServiceCall, ...]:
    """Every call of an injected service in a route's handler."""
    method = handler(side, route)
    properties = injected(class_named(side.parsed(route.place.file), route.controller))
    found: list[ServiceCall] = []
    for call in of_type(method, "call_expression") if method is not None else ():
        hit = re.fullmatch(r"this\.(\w+)\.(\w+)", squeezed(call.child_by_field_name("function")).replace(" ", ""))
        if hit and hit.group(1) in properties:
            given = tuple(squeezed(one) for one in arguments(call))
            found.append(ServiceCall(owner=properties[hit.group(1)], method=hit.group(2), arguments=given))
    return tuple(found)


def file_of(side: Side, name: str, *, near: str = "") -> str:
    """The file that declares a class among providers and DTOs; of several, the one that shares the longest folder."""
    places = [one.place.file for one in (*side.survey.providers, *side.survey.dtos) if one.name == name]
    return max(places, key=lambda file: len(posixpath.commonprefix([file, near])), default="")


def service_method(side: Side, call: ServiceCall, *, near: str) -> tuple[str, Node] | None:
    """(file, method) that a call leads to, or None where it cannot be followed."""
    file = file_of(side, call.owner, near=near)
    method = method_named(class_named(side.parsed(file), call.owner), call.method) if file else None
    return (file, method) if method is not None else None


def imported_from(root: Node, name: str) -> str:
    """The module that a file imports a name from, or an empty string."""
    for one in root.named_children:
        if one.type == "import_statement" and any(text(word) == name for word in of_type(one, "identifier")):
            return literal(one.child_by_field_name("source")) or ""
    return ""


def constant(side: Side, file: str, name: str) -> Node | None:
    """The value of a constant at the top of a file, or of one that it imports from a file beside it."""
    root = side.parsed(file)
    for one in _top(root):
        if one.type == "variable_declarator" and text(one.child_by_field_name("name")) == name:
            return one.child_by_field_name("value")
    module = imported_from(root, name)
    if not module.startswith("."):
        return None
    target = posixpath.normpath(posixpath.join(posixpath.dirname(file), module))
    names = (re.sub(r"\.[cm]?js$", ".ts", target), f"{target}.ts", f"{target}/index.ts")
    there = next((one for one in names if one != file and (side.root / one).is_file()), "")
    return constant(side, there, name) if there else None


def top_function(root: Node, name: str) -> Node | None:
    """The function of that name at the top of a file, declared or given to a constant."""
    for one in _top(root):
        if text(one.child_by_field_name("name")) == name:
            value = one if one.type == "function_declaration" else one.child_by_field_name("value")
            return value if value is not None and value.type in {"function_declaration", "arrow_function"} else None
    return None


def _top(root: Node) -> Iterator[Node]:
    """The functions and the names of constants that a file declares at its top."""
    for one in root.named_children:
        inner = one.child_by_field_name("declaration") if one.type == "export_statement" else one
        if inner is not None and inner.type == "function_declaration":
            yield inner
        elif inner is not None and inner.type in {"lexical_declaration", "variable_declaration"}:
            yield from (child for child in inner.named_children if child.type == "variable_declarator")


@functools.lru_cache(maxsize=256)
def _parsed(content: bytes) -> Node:
    return parse(content)
