"""What each handler takes and passes on: the caller, ids from the path, the body, the query."""

from dataclasses import dataclass

from podium.plan.analysis import OperationKind
from podium.recipes import names
from podium.recipes.nouns import Action, Blueprint, Column, Import, Link

ID_TYPES = {"int": "number", "uuid": "string", "cuid": "string"}


@dataclass(frozen=True, kw_only=True)
class Argument:
    """A parameter: its name and type in the service, its text in the controller, what the controller passes on."""

    name: str
    type: str
    handler: str
    passed: str
    imports: tuple[Import, ...] = ()


def owner(blueprint: Blueprint) -> Link | None:
    """The relation to the user who the row belongs to: the caller's by the token, or the one whom the body names."""
    return next((link for link in blueprint.links if link.role == "owner" or link.is_user), None)


def writer(blueprint: Blueprint) -> Link | None:
    """The relation to the user who creates the row, where that is who it belongs to."""
    return next((link for link in blueprint.links if link.role == "owner"), None)


def parent(blueprint: Blueprint) -> Link | None:
    """The relation that comes from the route's path."""
    return next((link for link in blueprint.links if link.role == "parent"), None)


def references(blueprint: Blueprint) -> list[Link]:
    """The relations that come in the body."""
    return [link for link in blueprint.links if link.role == "reference"]


def under_parent(blueprint: Blueprint, action: Action) -> Link | None:
    """The parent whose id is in the action's path."""
    link = parent(blueprint)
    return link if link and f":{link.column}" in action.path else None


def has_id(action: Action) -> bool:
    """Whether the action is about one row that its id tells."""
    return action.kind in {"get", "update", "delete"} and not action.by


def base_path(action: Action) -> str:
    """The action's path without what tells one row."""
    return action.path.removesuffix(key_path(action) if action.by else "/:id")


def key_path(action: Action) -> str:
    """What of the path tells one row by another field than its id."""
    return f"/by-{names.kebab(action.by)}/:{action.by}"


def key_class(blueprint: Blueprint, action: Action) -> str:
    """The class of that part of the path."""
    return f"{blueprint.model}{names.pascal(action.by)}Dto"


def is_own(action: Action) -> bool:
    """Whether the action reaches only what belongs to the caller."""
    return action.scope == "own" or action.access == "owner"


def may_be_anyones(action: Action) -> bool:
    """Whether some roles reach what belongs to others too."""
    return action.access == "owner" and bool(action.roles)


def owner_column(blueprint: Blueprint) -> str:
    """The name of the foreign key to the user: the row's own, else its parent's."""
    link = owner(blueprint)
    above = parent(blueprint)
    return link.column if link else above.owner if above else ""


def taken(blueprint: Blueprint, kind: OperationKind) -> list[Column]:
    """The columns that the body of a create or an update may hold."""
    if blueprint.site and kind == "update":
        changed = {one.name for one in blueprint.changed}
        return [one for one in blueprint.columns if one.name in changed]
    fields = _fields(blueprint, kind)
    return [one for one in blueprint.columns if not fields or one.name in fields]


def named(blueprint: Blueprint, kind: OperationKind) -> list[Link]:
    """The relations that the body of a create or an update names."""
    fields = _fields(blueprint, kind) if kind == "update" else ()
    return [one for one in references(blueprint) if not fields or {one.name, one.column} & set(fields)]


def _fields(blueprint: Blueprint, kind: OperationKind) -> tuple[str, ...]:
    return next((one.fields for one in blueprint.actions if one.kind == kind), ())


def has_body(blueprint: Blueprint, kind: OperationKind = "create") -> bool:
    """Whether a create or an update has anything to say beside who and under what."""
    return bool(taken(blueprint, kind) or named(blueprint, kind))


def needs_caller(blueprint: Blueprint, action: Action) -> bool:
    """Whether the handler has to know who calls."""
    return is_own(action) or (action.kind == "create" and writer(blueprint) is not None)


def arguments(blueprint: Blueprint, action: Action) -> list[Argument]:
    """The action's parameters in the order in which controller and service take them."""
    found: list[Argument] = []
    if needs_caller(blueprint, action):
        found.append(_caller(blueprint, action))
    above = under_parent(blueprint, action)
    if above:
        found.append(_path_id(blueprint, above.column, above.id_kind))
    if has_id(action):
        found.append(_path_id(blueprint, "id", blueprint.style.id_kind))
    if action.by:
        handler = f"@Param() params: {key_class(blueprint, action)}"
        found.append(Argument(name=action.by, type="string", handler=handler, passed=f"params.{action.by}"))
    if action.kind in {"create", "update"} and has_body(blueprint, action.kind):
        kind = f"{names.pascal(action.kind)}{blueprint.model}Dto"
        found.append(Argument(name="dto", type=kind, handler=f"@Body() dto: {kind}", passed="dto"))
    query = query_class(blueprint, action)
    if query:
        found.append(Argument(name="query", type=query, handler=f"@Query() query: {query}", passed="query"))
    return found


def query_class(blueprint: Blueprint, action: Action) -> str:
    """The class of the list's query, or an empty string where the list takes none."""
    if action.kind != "list" or not (action.paginated or action.narrowings or action.cut):
        return ""
    if blueprint.site and not (action.narrowings or action.cut or action.page_size):
        return blueprint.site.query.name if blueprint.site.query else ""
    paging = blueprint.style.paging
    if action.paginated and paging.query and not (action.narrowings or action.page_size):
        return paging.query.name
    return f"List{names.pascal(blueprint.plural)}Dto"


def _caller(blueprint: Blueprint, action: Action) -> Argument:
    guarding = blueprint.style.guarding
    whole = may_be_anyones(action)
    kind = guarding.user_type.name if whole and guarding.user_type else ID_TYPES[blueprint.user_id]
    imports = guarding.caller_imports + ((guarding.user_type,) if guarding.user_type else ())
    return Argument(
        name="user" if whole else owner_column(blueprint),
        type=kind,
        handler=guarding.caller,
        passed=guarding.caller_user if whole else guarding.caller_id,
        imports=imports,
    )


def _path_id(blueprint: Blueprint, name: str, kind: str) -> Argument:
    style = blueprint.style
    type_ = ID_TYPES[kind]
    fits = kind == style.id_kind
    plain = {"int": "ParseIntPipe", "uuid": "ParseUUIDPipe"}.get(kind, "")
    pipe = style.id_pipe if fits else Import(name=plain, source="@nestjs/common")
    key = f"'{name}', {pipe.name}" if pipe.name else f"'{name}'"
    return Argument(name=name, type=type_, handler=f"@Param({key}) {name}: {type_}", passed=name, imports=(pipe,))


def where(blueprint: Blueprint, action: Action) -> list[tuple[str, str]]:
    """The conditions that pick the action's rows: pairs of a field and an expression; a spread has an empty field."""
    key = action.by or ("id" if has_id(action) else "")
    found = [(key, key)] if key else []
    above = under_parent(blueprint, action)
    if above:
        found.append((above.column, above.column))
    if is_own(action) and not (above and above.owner and owner(blueprint) is None):
        found.append(_owned(blueprint, action))
    found += action.only
    if blueprint.deleted_at and action.kind != "create":
        found.append((blueprint.deleted_at, "null"))
    return found


def _owned(blueprint: Blueprint, action: Action) -> tuple[str, str]:
    if may_be_anyones(action):
        return ("", "...reachableBy(user)")
    link = owner(blueprint)
    above = parent(blueprint)
    if link or not above:
        return (owner_column(blueprint), owner_column(blueprint))
    return (above.name, f"{{ {above.owner} }}")


def where_text(pairs: list[tuple[str, str]]) -> str:
    """`{ id, userId }`: an object with shorthand where field and expression are one word."""
    items = [value if not key or key == value else f"{key}: {value}" for key, value in pairs]
    return f"{{ {', '.join(items)} }}" if items else "{}"
