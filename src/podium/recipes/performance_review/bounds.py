"""Whether a list has an end: rows of a query, of the relations that come with it, and what is done with them after."""

from collections.abc import Iterator

from tree_sitter import Node

from podium.gates.syntax import line, of_type, text
from podium.plan.evidence import Finding
from podium.plan.survey import Model
from podium.recipes.performance_review.code import DEEPEST, Code, unwrapped
from podium.recipes.performance_review.conditions import Condition, conditions
from podium.recipes.performance_review.limits import Limit, is_missing, limit, worst
from podium.recipes.performance_review.notes import said, unchecked
from podium.recipes.performance_review.queries import LISTS, Query
from podium.recipes.performance_review.serving import unique_keys
from podium.recipes.performance_review.shapes import Shape, name_of, shape

IN_MEMORY = frozenset({"reduce", "filter", "sort", "toSorted", "find", "findIndex", "some", "every", "slice", "length"})
WITH_ROWS = frozenset({"findMany", "findFirst", "findFirstOrThrow", "findUnique", "findUniqueOrThrow"})


def extent(code: Code, query: Query, held: Shape) -> Limit:
    """Whether the rows of a `findMany` have a greatest number."""
    taken = [one for one in held.entries if one.key == "take"]
    if any(one.required for one in taken) or (len(taken) > 1 and not held.holes):
        missing = any(is_missing(code, one.value, one.scope) for one in taken)
        return "unbounded" if missing else worst([limit(code, one.value, one.scope) for one in taken])
    where = held.entry("where")
    asked = conditions(code, where.value, where.scope, query.model) if where is not None else []
    equal = {one.column for one in asked if isinstance(one, Condition) and one.required and one.kind == "equal"}
    if any(set(key) <= equal for key in unique_keys(query.model)):
        return "bounded"
    return "unknown" if held.holes else "unbounded"


def bounded(code: Code, query: Query, held: Shape) -> Iterator[Finding]:
    """A list without an end, or one whose end the caller chooses; pages by offset."""
    at = (query.function, query.line)
    if query.method in LISTS:
        found, taken = extent(code, query, held), held.entry("take")
        if found == "unbounded" and taken is not None:
            message = f"{query.label} takes as many rows as its caller wants: the size may be anything, or left out"
            yield said("unbounded-page", message, at=at, hint="@Max(100) on the page size")
        elif found == "unbounded":
            message = f"{query.label} reads every row that there is"
            yield said("unbounded-list", message, at=at, hint="`take` with a greatest value, or pages")
        elif found == "unknown":
            yield unchecked(f"how many rows {query.label} takes at most", at=at)
        skipped = held.entry("skip")
        if skipped is not None and held.entry("cursor") is None:
            message = f"{query.label} pages by offset: a late page reads all rows before it"
            yield said("offset-paging", message, at=at, severity="info", hint="a cursor once the table is large")
    if query.method in WITH_ROWS:
        yield from _relations(code, query, held, query.model)


def _relations(code: Code, query: Query, held: Shape, model: Model, *, depth: int = DEEPEST) -> Iterator[Finding]:
    for holder in (one for one in held.entries if one.key in {"include", "select"}):
        inner = shape(code, holder.value, holder.scope)
        for hole in inner.holes:
            what = f"which relations `{text(hole)[:60]}` brings along with {query.label}"
            yield unchecked(what, at=(holder.scope.function, line(hole)))
        for entry in inner.entries:
            field = model.field(entry.key)
            related = code.survey.schema.model(field.type) if field is not None else None
            if field is None or related is None or text(entry.value) == "false" or not depth:
                continue
            below = shape(code, entry.value, entry.scope)
            if field.is_list and below.entry("take") is None:
                message = f"{query.label} brings every row of {model.name}.{entry.key} along"
                at = (entry.scope.function, line(entry.value))
                yield said("unbounded-relation", message, at=at, hint=f"`take` on {entry.key}, or a list of its own")
            yield from _relations(code, query, below, related, depth=depth - 1)


def in_memory(query: Query) -> Iterator[Finding]:
    """What is counted, filtered or sorted in JavaScript out of a list without an end, and JSON made of one."""
    held = query.function.node
    name = _name(query.call)
    for one in of_type(held, "member_expression"):
        source, word = one.child_by_field_name("object"), text(one.child_by_field_name("property"))
        if source is None or word not in IN_MEMORY:
            continue
        if (name and text(source) == name) or unwrapped(source) == query.call:
            message = f"`{word}` runs in memory over every row of {query.label}"
            hint = "let the database do it: where, orderBy, count, aggregate, groupBy"
            yield said("in-memory", message, at=(query.function, line(one)), hint=hint)
    for call in of_type(held, "call_expression"):
        given = text(call.child_by_field_name("arguments")).strip("()").split(",")[0].strip()
        if name and name_of(call) == "stringify" and given == name:
            message = f"JSON of every row of {query.label} is made while every other request waits"
            yield said("heavy-json", message, at=(query.function, line(call)))


def _name(call: Node) -> str:
    """The constant that holds the rows of a query, or an empty string."""
    here = call.parent
    while here is not None and here.type in {"await_expression", "parenthesized_expression", "as_expression"}:
        here = here.parent
    found = here is not None and here.type == "variable_declarator"
    return text(here.child_by_field_name("name")) if found and here is not None else ""
