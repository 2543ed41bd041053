"""Prisma's queries in a function: model, method and argument, whatever the client is called there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from podium.gates.syntax import arguments, line, of_type, text
from podium.plan.survey import Model
from podium.recipes.performance_review.code import Code, Function, field_value, unwrapped
from podium.recipes.performance_review.shapes import local_value

LISTS = frozenset({"findMany"})
READS = frozenset(
    {"findMany", "findFirst", "findFirstOrThrow", "findUnique", "findUniqueOrThrow", "count", "aggregate", "groupBy"}
)
WRITES = frozenset(
    {"create", "createMany", "createManyAndReturn", "update", "updateMany", "updateManyAndReturn", "upsert", "delete",
     "deleteMany"}
)  # fmt: skip
METHODS = READS | WRITES
ONLY_PRISMA = METHODS - {"create", "update", "delete", "count", "aggregate", "upsert"}
RAW = frozenset({"$queryRaw", "$queryRawUnsafe", "$executeRaw", "$executeRawUnsafe", "$queryRawTyped"})


@dataclass(frozen=True, kw_only=True)
class Query:
    """A call of the Prisma client on a model."""

    model: Model
    method: str
    call: Node
    argument: Node | None
    function: Function

    @property
    def line(self) -> int:
        """The line of the method's name."""
        called = self.call.child_by_field_name("function")
        name = called.child_by_field_name("property") if called is not None else None
        return line(name if name is not None else self.call)

    @property
    def label(self) -> str:
        """`note.findMany`."""
        return f"{accessor(self.model)}.{self.method}"


@dataclass(frozen=True, kw_only=True)
class Unknown:
    """What could not be followed, with its line and the reason."""

    function: Function
    line: int
    reason: str


def accessor(model: Model) -> str:
    """The model's property on the client."""
    return model.name[:1].lower() + model.name[1:]


def found_in(code: Code, function: Function) -> Iterator[Query | Unknown]:
    """The queries of a function in source order, and what looks like one but cannot be told."""
    for call in of_type(function.node, "call_expression"):
        called = call.child_by_field_name("function")
        if called is None or called.type != "member_expression":
            tag = text(called).rpartition(".")[2] if called is not None else ""
            if tag in RAW:
                yield Unknown(function=function, line=line(call), reason=f"{tag} runs SQL of its own")
            continue
        method = text(called.child_by_field_name("property"))
        if method.split("<")[0] in RAW:
            yield Unknown(function=function, line=line(call), reason=f"{method} runs SQL of its own")
        elif method in METHODS and code.leads_to(call, function) is None:
            yield from _query(code, function, call, method)


def queries(code: Code, function: Function) -> list[Query]:
    """The queries alone."""
    return [one for one in found_in(code, function) if isinstance(one, Query)]


def _query(code: Code, function: Function, call: Node, method: str) -> Iterator[Query | Unknown]:
    called = call.child_by_field_name("function")
    holder = called.child_by_field_name("object") if called is not None else None
    model = _model(code, function, holder) if holder is not None else None
    if model is not None:
        given = next(iter(arguments(call)), None)
        yield Query(model=model, method=method, call=call, argument=given, function=function)
    elif method in ONLY_PRISMA and holder is not None:
        reason = f"the model of `{text(holder)}.{method}` is not known here"
        yield Unknown(function=function, line=line(call), reason=reason)


def _model(code: Code, function: Function, holder: Node) -> Model | None:
    holder = unwrapped(holder)
    known = {accessor(one): one for one in code.survey.schema.models}
    if holder.type == "member_expression":
        name = text(holder.child_by_field_name("property"))
        if text(holder.child_by_field_name("object")) != "this":
            return known.get(name)
        value = field_value(code, function, name)
        return _model(code, function, value) if value is not None else None
    if holder.type == "identifier":
        value = local_value(function.node, text(holder))
        if value is not None:
            return _model(code, function, value) if value.type == "member_expression" else None
        taken = _destructured(function, text(holder))
        return known.get(taken) if taken else None
    return None


def _destructured(function: Function, name: str) -> str:
    """The client's property that a local name was taken out of the client as, or an empty string."""
    for pattern in of_type(function.node, "object_pattern"):
        parent = pattern.parent
        source = text(parent.child_by_field_name("value")) if parent is not None else ""
        if (
            parent is None
            or parent.type != "variable_declarator"
            or not re.search(r"prisma|client|db|tx", source, re.IGNORECASE)
        ):
            continue
        for one in pattern.named_children:
            if one.type == "pair_pattern" and text(one.child_by_field_name("value")) == name:
                return text(one.child_by_field_name("key"))
            if one.type == "shorthand_property_identifier_pattern" and text(one) == name:
                return name
    return ""


def transaction_of(call: Node) -> Node | None:
    """The `$transaction(…)` that a query stands in, or None."""
    here = call.parent
    while here is not None:
        if here.type == "call_expression" and text(here.child_by_field_name("function")).endswith("$transaction"):
            return here
        here = here.parent
    return None


def is_of_transaction(call: Node) -> bool:
    """Whether the query stands in a transaction, or goes through a transaction's own client."""
    called = call.child_by_field_name("function")
    return transaction_of(call) is not None or text(called).startswith(("tx.", "trx.", "transaction."))
