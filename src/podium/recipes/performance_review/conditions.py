"""The conditions and the order of a query, column by column, as a `where` and an `orderBy` say them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from tree_sitter import Node

from podium.gates.syntax import line, squeezed, text
from podium.plan.survey import Model
from podium.recipes.performance_review.code import Code, Scope, unwrapped
from podium.recipes.performance_review.limits import is_optional
from podium.recipes.performance_review.shapes import Entry, Shape, origins, shape

Kind = Literal["equal", "range", "text", "negated"]

_KINDS: tuple[tuple[Kind, str], ...] = (
    ("equal", "equals in"),
    ("range", "lt lte gt gte"),
    ("text", "contains startsWith endsWith search has hasSome hasEvery path"),
    ("negated", "not notIn"),
)
OPERATORS: dict[str, Kind] = {word: kind for kind, words in _KINDS for word in words.split()}
RELATED = frozenset({"is", "isNot", "some", "every", "none"})


@dataclass(frozen=True, kw_only=True)
class Condition:
    """What a query asks of a column; `required`: it is asked on every path and beside all others."""

    model: Model
    column: str
    kind: Kind
    required: bool
    scope: Scope
    line: int


@dataclass(frozen=True, kw_only=True)
class Hole:
    """An expression of which nobody can say what it asks."""

    text: str
    scope: Scope
    line: int


def conditions(code: Code, node: Node, scope: Scope, model: Model) -> list[Condition | Hole]:
    """What a `where` asks, one by one."""
    return list(_of_shape(code, shape(code, node, scope), model, scope, required=True))


def _of_shape(code: Code, held: Shape, model: Model, scope: Scope, *, required: bool) -> Iterator[Condition | Hole]:
    for hole in held.holes:
        yield Hole(text=squeezed(hole)[:60], scope=scope, line=line(hole))
    for entry in held.entries:
        yield from _of_entry(code, entry, model, required=required and entry.required)


def _of_entry(code: Code, entry: Entry, model: Model, *, required: bool) -> Iterator[Condition | Hole]:
    if entry.key in {"AND", "OR", "NOT"}:
        for part in _parts(entry.value):
            inner = shape(code, part, entry.scope)
            found = _of_shape(code, inner, model, entry.scope, required=required and entry.key == "AND")
            for one in found:
                yield _negated(one) if entry.key == "NOT" and isinstance(one, Condition) else one
        return
    field = model.field(entry.key)
    related = code.survey.schema.model(field.type) if field is not None else None
    if field is None:
        yield from _of_key(code, entry, model, required=required)
    elif related is not None:
        yield from _of_relation(code, entry, model, related, required=required)
    else:
        yield from _of_column(code, entry, model, required=required)


def _parts(value: Node) -> list[Node]:
    value = unwrapped(value)
    return [one for one in value.named_children if one.type != "comment"] if value.type == "array" else [value]


def _negated(one: Condition) -> Condition:
    return Condition(model=one.model, column=one.column, kind="negated", required=False, scope=one.scope, line=one.line)


def _of_key(code: Code, entry: Entry, model: Model, *, required: bool) -> Iterator[Condition | Hole]:
    """A key over several columns (`userId_productId: {…}`) asks for each of them."""
    keys = (*model.uniques, model.identity)
    if any(entry.key == "_".join(one) for one in keys if one):
        for column in next(one for one in keys if entry.key == "_".join(one)):
            yield _condition(entry, model, column, "equal", required=required)
    else:
        yield Hole(text=f"{entry.key} of {model.name}", scope=entry.scope, line=line(entry.value))
    del code


def _of_relation(
    code: Code, entry: Entry, model: Model, related: Model, *, required: bool
) -> Iterator[Condition | Hole]:
    held = shape(code, entry.value, entry.scope)
    link = next((one for one in model.relations if one.name == entry.key), None)
    by_key = link is not None and [one.key for one in held.entries] == list(link.references) and not held.holes
    if link is not None and by_key:
        for column in link.fields:
            yield _condition(entry, model, column, "equal", required=required)
        return
    inner = [one for one in held.entries if one.key in RELATED]
    rest = Shape(entries=tuple(one for one in held.entries if one.key not in RELATED), holes=held.holes)
    yield from _of_shape(code, rest, related, entry.scope, required=False)
    for one in inner:
        yield from _of_shape(code, shape(code, one.value, one.scope), related, one.scope, required=False)


def _of_column(code: Code, entry: Entry, model: Model, *, required: bool) -> Iterator[Condition | Hole]:
    held = shape(code, entry.value, entry.scope)
    those = [one for one in held.entries if one.key in OPERATORS]
    firm = {OPERATORS[one.key] for one in those if one.required and not is_optional(code, one.value, one.scope)}
    kinds: list[Kind] = [OPERATORS[one.key] for one in those]
    if text(entry.value) == "undefined":
        return
    if not kinds:
        asked = required and not is_optional(code, entry.value, entry.scope)
        yield _condition(entry, model, entry.key, "equal", required=asked)
    for kind in dict.fromkeys(kinds):
        yield _condition(entry, model, entry.key, kind, required=required and kind in firm - {"negated"})


def _condition(entry: Entry, model: Model, column: str, kind: Kind, *, required: bool) -> Condition:
    return Condition(
        model=model, column=column, kind=kind, required=required, scope=entry.scope, line=line(entry.value)
    )


@dataclass(frozen=True, kw_only=True)
class Sorting:
    """One column of an order; `column` is empty where it is a column or a count of another model's rows."""

    column: str
    scope: Scope
    line: int
    said: str


def order(code: Code, node: Node, scope: Scope, model: Model) -> list[Sorting | Hole]:
    """The columns of an `orderBy`, in order."""
    found: list[Sorting | Hole] = []
    for part, where in _ordered_parts(code, node, scope):
        held = shape(code, part, where)
        found += [Hole(text=squeezed(one)[:60], scope=where, line=line(one)) for one in held.holes]
        for entry in held.entries:
            field = model.field(entry.key)
            column = entry.key if field is not None and code.survey.schema.model(field.type) is None else ""
            found.append(Sorting(column=column, scope=entry.scope, line=line(entry.value), said=entry.key))
    return found


def _ordered_parts(code: Code, node: Node, scope: Scope) -> list[tuple[Node, Scope]]:
    node = unwrapped(node)
    if node.type == "array":
        return [(one, scope) for one in node.named_children if one.type != "comment"]
    if node.type in {"identifier", "shorthand_property_identifier", "member_expression"}:
        those = origins(code, node, scope)
        arrays = [(unwrapped(value), there) for value, there in those]
        if arrays and all(value.type == "array" for value, _ in arrays):
            return [(one, there) for value, there in arrays for one in value.named_children if one.type != "comment"]
    return [(node, scope)]
