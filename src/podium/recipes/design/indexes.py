"""The indexes that serve the lists: what narrows first, then what orders; every foreign key leads one."""

from podium.recipes.nouns import Action, Column, Link

Index = tuple[str, ...]


def indexes(
    actions: tuple[Action, ...], *, columns: tuple[Column, ...], links: tuple[Link, ...], uniques: tuple[Index, ...]
) -> tuple[Index, ...]:
    """The indexes, without one that another index or a unique rule serves as well."""
    wanted: list[Index] = []
    for action in actions:
        if action.kind == "list":
            wanted += _of_list(action, links)
    wanted += [(link.column,) for link in links]
    single = tuple((column.name,) for column in columns if column.unique)
    found: list[Index] = []
    for one in wanted:
        longer = [*uniques, *single, *(other for other in wanted if len(other) > len(one)), *found]
        if one and one != ("id",) and not any(other[: len(one)] == one for other in longer):
            found.append(one)
    return tuple(found)


def _of_list(action: Action, links: tuple[Link, ...]) -> list[Index]:
    owner = next((link for link in links if link.role == "owner"), None)
    above = next((link for link in links if link.role == "parent"), None)
    scope: Index = ()
    if action.scope == "parent" and above:
        scope = (above.column,)
    elif action.scope == "own" and owner:
        scope = (owner.column,)
    order = tuple(field for field, _ in action.order[:1] if field != "id")
    found: list[Index] = [(*scope, *order)]
    for one in action.narrowings:
        if one.match == "equal":
            found.append((*scope, one.column, *(field for field in order if field != one.column)))
        elif one.match != "contains":
            found.append((*scope, one.column))
    return found
