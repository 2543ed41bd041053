"""Classes of a syntax tree: decorators, constructor, fields and methods, without their bodies."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podium.survey.values import arguments, called, first, flat, line, text, value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tree_sitter import Node

    from podium.survey.facts import ClassFacts, DecoratorFacts, FieldFacts, MethodFacts, ParameterFacts

CLASSES = {"class_declaration", "abstract_class_declaration", "class"}
DOCUMENTING = re.compile(r"Api[A-Z]")
"""Decorators whose arguments nobody needs: Swagger's."""

DYNAMIC = ("DynamicModule", "DynamicModule>")
"""Return types that make an undecorated method one to know of."""

DYNAMIC_NAMES = {
    f"{name}{ending}" for name in ("forRoot", "forFeature", "register", "forChild") for ending in ("", "Async")
}
"""Usual names of static methods that make a dynamic module."""

INPUTS = {
    *("Body", "Param", "Query", "Headers", "Ip", "HostParam", "Session", "Res", "Response", "Next"),
    *("UploadedFile", "UploadedFiles", "MessageBody", "ConnectedSocket", "Args", "Payload", "Ctx", "Parent"),
}
"""Parameter decorators that do not carry the signed-in user."""


def read_class(node: Node, *, decorators: Iterable[Node] = ()) -> ClassFacts:
    """The facts of a class declaration; `decorators` are those that stand before its `export`."""
    own = [child for child in node.children if child.type == "decorator"]
    name = node.child_by_field_name("name")
    facts: ClassFacts = {
        "name": text(name) or "default",
        "line": line(name or node),
        "end": node.end_point[0] + 1,
    }
    found = [read_decorator(one) for one in (*decorators, *own)]
    if found:
        facts["decorators"] = found
    for child in node.children:
        if child.type == "class_heritage":
            _heritage(child, facts)
        elif child.type == "class_body":
            _body(child, facts)
    return facts


def read_interface(node: Node) -> ClassFacts:
    """The facts of an interface or of a type that is an object: its properties."""
    body = node.child_by_field_name("body") or node.child_by_field_name("value")
    facts: ClassFacts = {"name": text(node.child_by_field_name("name")), "line": line(node), "kind": "interface"}
    members = body.named_children if body is not None and body.type in {"interface_body", "object_type"} else ()
    fields = [_field(one, []) for one in members if one.type == "property_signature"]
    if fields:
        facts["fields"] = fields
    return facts


def read_decorator(node: Node) -> DecoratorFacts:
    """The name, arguments and source of a decorator."""
    inner = first(node)
    is_call = inner is not None and inner.type == "call_expression"
    name = called(inner.child_by_field_name("function") if is_call and inner is not None else inner)
    wanted = is_call and inner is not None and not DOCUMENTING.match(name)
    return {
        "name": name,
        "arguments": arguments(inner.child_by_field_name("arguments")) if wanted and inner is not None else [],
        "text": flat(inner),
        "line": line(node),
    }


def read_parameters(node: Node | None) -> list[ParameterFacts]:
    """The parameters of a function, in order."""
    found: list[ParameterFacts] = []
    for child in node.named_children if node is not None else ():
        if child.type not in {"required_parameter", "optional_parameter"}:
            continue
        facts: ParameterFacts = {"name": flat(child.child_by_field_name("pattern")), "type": type_of(child)}
        decorators = [read_decorator(one) for one in child.children if one.type == "decorator"]
        if decorators:
            facts["decorators"] = decorators
            facts["text"] = flat(child)
        found.append(facts)
    return found


def type_of(node: Node, field: str = "type") -> str:
    """A type annotation as written, without its colon."""
    return flat(node.child_by_field_name(field)).removeprefix(":").strip()


def _heritage(node: Node, facts: ClassFacts) -> None:
    for clause in node.named_children:
        if clause.type == "extends_clause":
            base = flat(clause.child_by_field_name("value"))
            kinds = clause.child_by_field_name("type_arguments")
            facts["extends"] = base + (flat(kinds) if kinds is not None else "")
        elif clause.type == "implements_clause":
            facts["implements"] = [flat(one) for one in clause.named_children]


def _body(node: Node, facts: ClassFacts) -> None:
    waiting: list[Node] = []
    fields: list[FieldFacts] = []
    methods: list[MethodFacts] = []
    for member in node.named_children:
        kind = member.type
        if kind == "decorator":
            waiting.append(member)
            continue
        if kind == "public_field_definition":
            fields.append(_field(member, waiting))
        elif kind in {"method_definition", "abstract_method_signature"}:
            name = text(member.child_by_field_name("name"))
            if name == "constructor":
                facts["constructor"] = read_parameters(member.child_by_field_name("parameters"))
            else:
                methods.append(_method(member, name, waiting))
        elif kind == "comment":
            continue
        waiting = []
    if fields:
        facts["fields"] = fields
    if methods:
        facts["methods"] = methods


def _field(node: Node, before: list[Node]) -> FieldFacts:
    name = node.child_by_field_name("name")
    facts: FieldFacts = {"name": text(name).strip("'\""), "type": type_of(node), "line": line(name or node)}
    leading = first(node)
    is_marked = leading is not None and leading.type == "decorator"
    own = [child for child in node.children if child.type == "decorator"] if is_marked else []
    decorators = [*before, *own]
    if decorators:
        facts["decorators"] = [flat(first(one)) for one in decorators]
        injected = [one for one in decorators if text(one).startswith("@Inject")]
        if injected:
            facts["arguments"] = read_decorator(injected[0])["arguments"]
    sign = name.next_sibling if name is not None else None
    if sign is not None and sign.type == "?":
        facts["optional"] = True
    return facts


def _method(node: Node, name: str, decorators: list[Node]) -> MethodFacts:
    facts: MethodFacts = {"name": name, "line": line(node)}
    leading = first(node)
    if leading is not None and leading.type == "accessibility_modifier" and text(leading) != "public":
        facts["hidden"] = True
    if decorators:
        facts["decorators"] = [read_decorator(one) for one in decorators]
        facts["parameters"] = read_parameters(node.child_by_field_name("parameters"))
        facts["returns"] = type_of(node, "return_type")
        uses = _uses(node, facts["parameters"])
        if uses:
            facts["uses"] = uses
    elif (returns := type_of(node, "return_type")).endswith(DYNAMIC) or (name in DYNAMIC_NAMES and _is_static(node)):
        facts["returns"] = returns or DYNAMIC[0]
        made = value(node) if node.type == "method_definition" else None
        facts["makes"] = made.get("function") if isinstance(made, dict) else None
    return facts


def _is_static(node: Node) -> bool:
    return any(child.type == "static" for child in node.children)


def _uses(node: Node, parameters: list[ParameterFacts]) -> list[str]:
    """The chains like `req.user.id` in a handler's body that begin with a parameter that may carry the user."""
    names = [
        one["name"]
        for one in parameters
        if any(decorator["name"] not in INPUTS for decorator in one.get("decorators", ()))
        and one["name"].isidentifier()
    ]
    if not names:
        return []
    body = text(node.child_by_field_name("body"))
    return re.findall(rf"(?<![\w.])(?:{'|'.join(names)})(?:[?!]?\.\w+)*(?![\w(])", body)
