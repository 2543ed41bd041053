"""Whether an index serves what a query asks and how it orders; foreign keys that nothing serves."""

from collections.abc import Iterator

from podium.plan.evidence import Finding
from podium.plan.survey import Model
from podium.recipes.performance_review.code import Code, Scope
from podium.recipes.performance_review.conditions import Condition, Hole, Sorting, conditions, order
from podium.recipes.performance_review.notes import GATE, said, unchecked
from podium.recipes.performance_review.queries import Query
from podium.recipes.performance_review.shapes import Shape

BY_KEY = frozenset({"findUnique", "findUniqueOrThrow", "update", "delete", "upsert"})
"""Their `where` has to hold a unique key, which Prisma sees to."""

Key = tuple[str, ...]


def keys(model: Model) -> tuple[Key, ...]:
    """Every b-tree of the model: primary key, unique rules, indexes; columns in order."""
    single = tuple((one.name,) for one in model.fields if one.is_id or one.is_unique)
    return (*single, *((model.identity,) if model.identity else ()), *model.uniques, *model.indexes)


def unique_keys(model: Model) -> tuple[Key, ...]:
    """The keys that one row at most has."""
    return tuple(one for one in keys(model) if one not in model.indexes)


def is_served(model: Model, column: str, beside: frozenset[str]) -> bool:
    """Whether an index leads to the column: it is the first, or all before it are asked for by equality."""
    return any(column in key and set(key[: key.index(column)]) <= beside - {column} for key in keys(model))


def served(code: Code, query: Query, held: Shape) -> Iterator[Finding]:
    """What no index serves of a query: each condition, and the order."""
    asked = _asked(code, query, held)
    where = [one for one in asked if isinstance(one, Condition)]
    equal = frozenset(one.column for one in where if _leads(one) and one.model == query.model and one.kind == "equal")
    narrowed = any(
        _leads(one) and one.model == query.model and is_served(query.model, one.column, equal) for one in where
    )
    for hole in asked:
        if isinstance(hole, Hole):
            yield unchecked(f"what `{hole.text}` asks of {query.label}", at=(hole.scope.function, hole.line))
    if query.method in BY_KEY:
        return
    if any(set(key) <= equal for key in unique_keys(query.model)):
        return
    for one in where:
        yield from _condition(query, one, equal=equal, narrowed=narrowed)
    yield from _ordered(code, query, held, equal=equal, narrowed=narrowed)


def _asked(code: Code, query: Query, held: Shape) -> list[Condition | Hole]:
    entry = held.entry("where")
    return conditions(code, entry.value, entry.scope, query.model) if entry is not None else []


def _leads(one: Condition) -> bool:
    return one.required and one.kind in {"equal", "range"}


def _condition(query: Query, one: Condition, *, equal: frozenset[str], narrowed: bool) -> Iterator[Finding]:
    name, at = f"{one.model.name}.{one.column}", (one.scope.function, one.line)
    if one.kind == "text":
        message = f"{query.label} looks inside {name}: no b-tree serves that, every row is read"
        yield said("text-search", message, at=at, severity="info", hint="a trigram index (pg_trgm) once there are many")
        return
    if one.kind == "negated":
        message = f"{query.label} asks what {name} is not: no index serves that"
        yield said("negation", message, at=at, severity="info")
        return
    own = equal if one.model == query.model else frozenset[str]()
    if is_served(one.model, one.column, own):
        return
    field = one.model.field(one.column)
    severity = "low" if narrowed else "medium"
    if field is not None and field.type == "Boolean":
        severity = "info"
    message = f"{query.label} filters by {name}, which no index serves"
    yield said(
        "unindexed-filter", message, at=at, severity=severity, hint=f"@@index([{one.column}]) on {one.model.name}"
    )


def _ordered(code: Code, query: Query, held: Shape, *, equal: frozenset[str], narrowed: bool) -> Iterator[Finding]:
    entry = held.entry("orderBy")
    if entry is None:
        return
    those = order(code, entry.value, entry.scope, query.model)
    for one in those:
        if isinstance(one, Hole):
            yield unchecked(f"by what `{one.text}` orders {query.label}", at=(one.scope.function, one.line))
    first = next((one for one in those if isinstance(one, Sorting) and one.column not in equal), None)
    if first is None or (those and isinstance(those[0], Hole)):
        return
    at = (first.scope.function, first.line)
    if not first.column:
        message = (
            f"{query.label} orders by `{first.said}`, which is counted or stands in another table: no index serves it"
        )
        yield said("unindexed-order", message, at=at)
        return
    yield from _sorted(query, first, at_scope=first.scope, equal=equal, narrowed=narrowed)


def _sorted(
    query: Query, first: Sorting, *, at_scope: Scope, equal: frozenset[str], narrowed: bool
) -> Iterator[Finding]:
    model, column = query.model, first.column
    key = next((one for one in model.fields if one.is_id), None)
    those = [one for one in keys(model) if column in one and set(one[: one.index(column)]) <= equal]
    together = any(one.index(column) > 0 for one in those)
    if together or (those and (not narrowed or (key is not None and key.name == column))):
        return
    wanted = ", ".join((*sorted(equal), column))
    severity = "low" if narrowed else "medium"
    what = "sorts what is left" if narrowed else "sorts the whole table"
    message = f"{query.label} orders by {model.name}.{column}, which no index serves: it {what}"
    hint = f"@@index([{wanted}]) on {model.name}"
    yield said("unindexed-order", message, at=(at_scope.function, first.line), severity=severity, hint=hint)


def foreign_keys(code: Code, model: Model) -> Iterator[Finding]:
    """Foreign keys that lead no index: deletes of the other side and lists by it read the whole table."""
    if code.survey.schema.provider not in {"postgresql", "cockroachdb", "sqlite", ""}:
        return
    for link in model.relations:
        if link.fields and not any(one[0] in link.fields for one in keys(model)):
            columns = ", ".join(link.fields)
            yield Finding(
                gate=GATE,
                rule="unindexed-key",
                message=f"the foreign key {model.name}.{columns} leads no index",
                file=link.place.file,
                line=link.place.line,
                symbol=f"{model.name}.{link.name}",
                severity="medium",
                hint=f"@@index([{columns}]): PostgreSQL makes none for a foreign key",
            )
