"""Which model fields a service method hands out whole: Prisma's queries followed to the return, by syntax alone.

What is mapped by hand, serialised by a library or comes from elsewhere is taken to be safe: only rows that leave as
they are can be told.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from tree_sitter import Node

from podium.gates.handlers import Side, class_named, constant, file_of, injected, method_named, top_function
from podium.gates.syntax import FUNCTIONS, arguments, body, squeezed, text
from podium.plan.survey import Model

READS = re.compile(r"^(find\w+|create|createManyAndReturn|update|updateManyAndReturn|upsert|delete)$")
DEEPEST = 12
WRAPPERS = frozenset(
    {"await_expression", "parenthesized_expression", "as_expression", "satisfies_expression", "non_null_expression"}
)
NESTED = FUNCTIONS | {"class_declaration"}


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Where an expression stands: its side, file and class, and what its names stand for."""

    side: Side
    file: str
    owner: str
    names: Mapping[str, Node] = field(default_factory=dict[str, Node])
    values: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    depth: int = 0


def handed_out(scope: Scope, function: Node) -> frozenset[str]:
    """`Model.field` for every field of a row that a function returns as it is, and `=key` for keys written out."""
    block = body(function)
    if block is None or scope.depth > DEEPEST:
        return frozenset()
    if block.type != "statement_block":
        return _leaving(scope, block)
    inner = replace(_deeper(scope), names={**scope.names, **_names(block)})
    split = {
        name: left
        for pattern, value in _destructured(block)
        for name, left in _parameter(pattern, _leaving(inner, value)).items()
    }
    return union(_leaving(replace(inner, values={**scope.values, **split}), value) for value in _returned(block))


def union(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    """What stands in any of the sets."""
    return frozenset(one for found in sets for one in found)


def _returned(block: Node) -> Iterator[Node]:
    """The values of a function's own return statements."""
    for child in block.named_children:
        if child.type == "return_statement":
            yield from child.named_children[:1]
        elif child.type not in NESTED:
            yield from _returned(child)


def _names(block: Node) -> dict[str, Node]:
    """Names that a block gives to values; those of a destructured list get the element in their place."""
    found: dict[str, Node] = {}
    for child in block.named_children:
        if child.type == "variable_declarator":
            name, value = child.child_by_field_name("name"), child.child_by_field_name("value")
            if name is not None and value is not None:
                found |= _bound(name, value)
        if child.type not in NESTED:
            found |= _names(child)
    return found


def _destructured(block: Node) -> Iterator[tuple[Node, Node]]:
    """(pattern, value) of every `const { a, ...rest } = value`."""
    for child in block.named_children:
        name, value = child.child_by_field_name("name"), child.child_by_field_name("value")
        if name is not None and value is not None and name.type == "object_pattern":
            yield name, value
        if child.type not in NESTED:
            yield from _destructured(child)


def _bound(name: Node, value: Node) -> dict[str, Node]:
    if name.type == "identifier":
        return {text(name): value}
    if name.type != "array_pattern":
        return {}
    given = next((one for one in _below_calls(_bare(value)) if one.type == "array"), None)
    elements = given.named_children if given is not None else [value] * len(name.named_children)
    return {text(one): element for one, element in zip(name.named_children, elements, strict=False)}


def _below_calls(node: Node) -> Iterator[Node]:
    yield node
    if node.type == "call_expression":
        yield from arguments(node)


def _bare(node: Node) -> Node:
    """The expression without `await`, parentheses and type words."""
    here = node
    while here.type in WRAPPERS and here.named_children:
        here = here.named_children[0]
    return here


def _leaving(scope: Scope, node: Node) -> frozenset[str]:
    """What leaves when an expression is returned."""
    here = _bare(node)
    if scope.depth > DEEPEST:
        return frozenset()
    if here.type in {"identifier", "shorthand_property_identifier"}:
        name = text(here)
        if name in scope.values:
            return scope.values[name]
        return _leaving(_deeper(scope), scope.names[name]) if name in scope.names else frozenset()
    if here.type == "object":
        return union(_of_member(scope, one) for one in here.named_children)
    if here.type in {"array", "ternary_expression", "binary_expression", "spread_element"}:
        parts = here.named_children[1:] if here.type == "ternary_expression" else here.named_children
        return union(_leaving(scope, one) for one in parts)
    if here.type == "call_expression":
        return _of_call(scope, here)
    return frozenset()


def _of_member(scope: Scope, member: Node) -> frozenset[str]:
    if member.type == "pair":
        value = member.child_by_field_name("value")
        key = text(member.child_by_field_name("key")).strip("'\"")
        inside = frozenset[str]() if value is None else _leaving(scope, value)
        return inside | {f"={key}"}
    own = frozenset({f"={text(member)}"}) if member.type == "shorthand_property_identifier" else frozenset[str]()
    return own | _leaving(scope, member)


def _of_call(scope: Scope, call: Node) -> frozenset[str]:
    words = squeezed(call.child_by_field_name("function")).replace(" ", "").split(".")
    given = arguments(call)
    model = _model(scope, words)
    if model is not None:
        return row_fields(scope, model, given[0] if given else None)
    target = call.child_by_field_name("function")
    if words[-1] in {"map", "flatMap"} and target is not None and given:
        inner = target.child_by_field_name("object")
        return _through(scope, given[0], _leaving(scope, inner) if inner is not None else frozenset())
    if words[-1] in {"wrap", "$transaction", "all", "run"}:
        return union(_leaving_argument(scope, one) for one in given)
    if words[0] == "this" and len(words) in {2, 3}:
        return _of_method(scope, words[1:])
    if len(words) == 1:
        first = _leaving(scope, given[0]) if given else frozenset[str]()
        return _through(scope, call.child_by_field_name("function"), first)
    return frozenset()


def _of_method(scope: Scope, words: list[str]) -> frozenset[str]:
    """What a method of the class itself, or of a service that it was given, hands out."""
    own = class_named(scope.side.parsed(scope.file), scope.owner)
    owner = scope.owner if len(words) == 1 else injected(own).get(words[0], "")
    file = scope.file if len(words) == 1 else file_of(scope.side, owner, near=scope.file)
    method = method_named(class_named(scope.side.parsed(file), owner), words[-1]) if file else None
    there = Scope(side=scope.side, file=file, owner=owner, depth=scope.depth + 1)
    return handed_out(there, method) if method is not None else frozenset()


def _leaving_argument(scope: Scope, argument: Node) -> frozenset[str]:
    """What a function or a list given to a wrapping call hands out."""
    if argument.type in FUNCTIONS:
        return handed_out(_deeper(scope), argument)
    return _leaving(scope, argument) if argument.type == "array" else frozenset()


def _through(scope: Scope, function: Node | None, given: frozenset[str]) -> frozenset[str]:
    """What a function hands out when its first parameter is given that."""
    here = function
    if here is not None and here.type == "identifier":
        here = top_function(scope.side.parsed(scope.file), text(here))
    if here is None or here.type not in FUNCTIONS:
        return frozenset()
    single = here.child_by_field_name("parameter")
    several = here.child_by_field_name("parameters")
    first = single or (several.named_children[0] if several is not None and several.named_children else None)
    values = dict(scope.values)
    if first is not None:
        values |= _parameter(first.child_by_field_name("pattern") or first, given)
    return handed_out(replace(_deeper(scope), values=values), here)


def _parameter(pattern: Node, given: frozenset[str]) -> dict[str, frozenset[str]]:
    """What the names of a parameter hold: `{ password, ...rest }` leaves the rest without the password."""
    if pattern.type != "object_pattern":
        return {text(pattern): given}
    taken = {text(one) for one in pattern.named_children if one.type == "shorthand_property_identifier_pattern"}
    rest = next((one for one in pattern.named_children if one.type == "rest_pattern"), None)
    left = frozenset(one for one in given if one.rpartition(".")[2] not in taken)
    return {text(rest.named_children[0]): left} if rest is not None else {}


def _deeper(scope: Scope) -> Scope:
    return replace(scope, depth=scope.depth + 1)


def _model(scope: Scope, words: list[str]) -> Model | None:
    if len(words) < 3 or not READS.match(words[-1]):
        return None
    return scope.side.survey.schema.model(words[-2])


def row_fields(scope: Scope, model: Model, options: Node | None) -> frozenset[str]:
    """`Model.field` for every field that a query with these options answers."""
    pairs = _options(scope, options)
    if pairs is None or scope.depth > DEEPEST:
        return frozenset()
    selected = _options(scope, pairs["select"]) if "select" in pairs else None
    if "select" in pairs:
        return union(_selected(scope, model, name, one) for name, one in (selected or {}).items())
    left_out = _options(scope, pairs.get("omit")) or {}
    own = (one.name for one in model.fields if one.name not in left_out and _related(scope, one.type) is None)
    included = _options(scope, pairs.get("include")) or {}
    inside = union(_selected(scope, model, name, one) for name, one in included.items())
    return inside | {f"{model.name}.{name}" for name in own}


def _selected(scope: Scope, model: Model, name: str, value: Node) -> frozenset[str]:
    there = model.field(name)
    if there is None or text(value) == "false":
        return frozenset()
    related = _related(scope, there.type)
    if related is None:
        return frozenset({f"{model.name}.{name}"})
    return row_fields(_deeper(scope), related, value if _bare(value).type in {"object", "identifier"} else None)


def _related(scope: Scope, type_: str) -> Model | None:
    return next((one for one in scope.side.survey.schema.models if one.name == type_), None)


def _options(scope: Scope, node: Node | None) -> dict[str, Node] | None:
    """Key to value of an object, a constant's too; empty for none, None where it cannot be read."""
    if node is None:
        return {}
    here = _bare(node)
    if here.type in {"identifier", "shorthand_property_identifier"}:
        found = scope.names.get(text(here)) or constant(scope.side, scope.file, text(here))
        return _options(_deeper(scope), found) if found is not None and scope.depth <= DEEPEST else None
    if here.type != "object":
        return None
    pairs: dict[str, Node] = {}
    for one in here.named_children:
        value = one.child_by_field_name("value")
        if one.type == "pair" and value is not None:
            pairs[text(one.child_by_field_name("key")).strip("'\"")] = value
        elif one.type == "shorthand_property_identifier":
            pairs[text(one)] = one
        elif one.type == "spread_element":
            pairs |= _options(scope, one.named_children[0]) or {}
    return pairs
