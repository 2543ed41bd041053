"""Actions from the operations that were read: paths, handlers, order with ties, query parameters."""

from typing import Literal

from podium.plan.analysis import Filter, Operation, Resource
from podium.plan.survey import Survey
from podium.recipes import names
from podium.recipes.design.unknown import Unknown
from podium.recipes.nouns import Action, Column, Link, Narrowing
from podium.recipes.style import value

Order = tuple[tuple[str, Literal["asc", "desc"]], ...]
METHODS = {"create": "POST", "list": "GET", "get": "GET", "update": "PATCH", "delete": "DELETE"}
HANDLERS = {"create": "create", "list": "findAll", "get": "findOne", "update": "update", "delete": "remove"}
RANK = ("create", "list", "get", "update", "delete")
PREFIXES = {"minimum": "min", "maximum": "max"}


def read_actions(
    resource: Resource, survey: Survey, *, columns: tuple[Column, ...], links: tuple[Link, ...]
) -> tuple[Action, ...]:
    """The actions in the order create, list, get, update, delete."""
    body = columns or [link for link in links if link.role == "reference"]
    if not body and any(one.kind == "update" for one in resource.operations):
        raise Unknown("an update has nothing to change: no field of the resource is known")
    ordered = sorted(resource.operations, key=lambda one: RANK.index(one.kind))
    _check_created(ordered, columns)
    return tuple(_action(one, resource, survey, columns=columns, links=links) for one in ordered)


def _check_created(operations: list[Operation], columns: tuple[Column, ...]) -> None:
    """Raises `Unknown` for a column that a create may not say and that nothing else fills."""
    for one in operations:
        left = [column.name for column in columns if not column.may_be_left_out and column.name not in one.fields]
        if one.kind == "create" and one.fields and left:
            raise Unknown(f"what {names.listed(left)} is to hold when a row is created is not said")


def _action(
    operation: Operation, resource: Resource, survey: Survey, *, columns: tuple[Column, ...], links: tuple[Link, ...]
) -> Action:
    above = next((link for link in links if link.role == "parent"), None)
    under = above if operation.scope == "parent" else None
    base = f"/{under.segment}/:{under.column}/{resource.plural}" if under else f"/{resource.plural}"
    single = operation.kind in {"get", "update", "delete"}
    theirs = under and under.shown and operation.kind == "create" and operation.access == "signed_in"
    access = "owner" if theirs else operation.access
    own = operation.scope == "own" or access == "owner"
    key = f"/by-{names.kebab(operation.by)}/:{operation.by}" if operation.by else "/:id"
    return Action(
        kind=operation.kind,
        handler=_handler(operation, own=own),
        method=METHODS[operation.kind],
        path=f"{base}{key}" if single else base,
        access=access,
        roles=operation.roles,
        scope="parent" if under else "own" if own else "all",
        order=_order(operation, survey, columns) if operation.kind == "list" else (),
        paginated=operation.paginated,
        page_size=operation.page_size,
        narrowings=tuple(_narrowing(one, columns, links) for one in operation.filters),
        only=tuple((name, _value(name, text, columns)) for name, text in operation.only),
        by=_key(operation, columns, own=own),
        fields=operation.fields,
    )


def _handler(operation: Operation, *, own: bool) -> str:
    if operation.by:
        return f"findBy{names.pascal(operation.by)}"
    return "findMine" if operation.kind == "list" and own and not operation.roles else HANDLERS[operation.kind]


def _value(name: str, text: str, columns: tuple[Column, ...]) -> str:
    """The value that a column has in every row that is shown, as TypeScript."""
    column = next((one for one in columns if one.name == name), None)
    if column and column.type == "boolean" and text in {"true", "false"}:
        return text
    found = next((one for one in column.values if one.lower() == text.lower()), "") if column else ""
    if not found:
        raise Unknown(f"rows cannot be shown by {name} = {text}: no flag or enum of that name has such a value")
    return f"'{found}'"


def _key(operation: Operation, columns: tuple[Column, ...], *, own: bool) -> str:
    """The column by which a get finds its row, where that is not the id."""
    if not operation.by:
        return ""
    column = next((one for one in columns if one.name == operation.by), None)
    if column is None or not column.unique or column.optional or column.type not in {"string", "email"} or own:
        what = "the caller's own rows" if own else f"{operation.by}, which is no required text that is unique"
        raise Unknown(f"one row cannot be looked up by {what}")
    return operation.by


def _order(operation: Operation, survey: Survey, columns: tuple[Column, ...]) -> Order:
    """The order that was asked for, else the siblings', else the newest first; ties always go by id."""
    created = value(survey, "created-at", "createdAt")
    found: list[tuple[str, Literal["asc", "desc"]]] = [
        (created if field == "createdAt" else field, direction) for field, direction in operation.order_by
    ]
    known = {column.name: column for column in columns}
    for field, _ in found:
        if field not in known and field not in {"id", created, value(survey, "updated-at", "updatedAt")}:
            raise Unknown(f"a list cannot be ordered by {field}: there is no such field")
    if not found:
        words = value(survey, "list-order").split()
        usable = len(words) == 2 and words[0] in {"id", created}
        found = [(words[0], "asc" if words[1] == "asc" else "desc")] if usable else [(created, "desc")]
    last, direction = found[-1]
    is_unique = last == "id" or (last in known and known[last].unique)
    return (*found,) if is_unique else (*found, ("id", direction))


def _narrowing(one: Filter, columns: tuple[Column, ...], links: tuple[Link, ...]) -> Narrowing:
    link = next((link for link in links if one.field in {link.name, link.column}), None)
    if link:
        return Narrowing(parameter=link.column, column=link.column, match="equal")
    column = next((column for column in columns if column.name == one.field), None)
    if column is None and one.field not in {"createdAt", "updatedAt"}:
        raise Unknown(f"a list cannot be narrowed by {one.field}: there is no such field")
    prefix = PREFIXES.get(one.match, "")
    parameter = f"{prefix}{names.pascal(one.field)}" if prefix else one.field
    return Narrowing(parameter=parameter, column=one.field, match=one.match)
