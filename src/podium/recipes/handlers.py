"""What each handler takes and passes on: the caller, ids from the path, the body, the query."""

from dataclasses import dataclass

from podium.recipes import names
from podium.recipes.nouns import Action, Blueprint, Import, Link

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
    """The relation to the user who the row belongs to."""
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
    """Whether the action is about one row."""
    return action.kind in {"get", "update", "delete"}


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


def has_body(blueprint: Blueprint) -> bool:
    """Whether a create has anything to say beside who and under what."""
    return bool(blueprint.columns or references(blueprint))


def needs_caller(blueprint: Blueprint, action: Action) -> bool:
    """Whether the handler has to know who calls."""
    return is_own(action) or (action.kind == "create" and owner(blueprint) is not None)


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
    if action.kind in {"create", "update"} and has_body(blueprint):
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
    found = [("id", "id")] if has_id(action) else []
    above = under_parent(blueprint, action)
    if above:
        found.append((above.column, above.column))
    if is_own(action) and not (above and above.owner and owner(blueprint) is None):
        found.append(_owned(blueprint, action))
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
