"""The indexes that serve the lists: what narrows first, then what orders; every foreign key leads one.

A list of the caller's own rows that roles see whole is served both ways.
"""

from podium.plan.survey import Model
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
    owner = next((link for link in links if link.role == "owner" or link.is_user), None)
    above = next((link for link in links if link.role == "parent"), None)
    scope: Index = ()
    if action.scope == "parent" and above:
        scope = (above.column,)
    elif action.scope == "own" and owner:
        scope = (owner.column,)
    kept = tuple(name for name, _ in action.only)
    scope = (*scope, *kept)
    order = tuple(field for field, _ in action.order[:1] if field != "id")
    found: list[Index] = [(*scope, *order)]
    if action.scope == "own" and action.roles:
        found.append((*kept, *order))
    for one in action.narrowings:
        if one.match == "equal":
            found.append((*scope, one.column, *(field for field in order if field != one.column)))
        elif one.match != "contains":
            found.append((*scope, one.column))
    return found


def further(model: Model, action: Action, links: tuple[Link, ...]) -> tuple[Index, ...]:
    """The indexes that new filters of a list that is there need, without those that the model has.

    None where an index leads to a caller's own rows: those are few, whatever else they are narrowed by.
    """
    single = tuple((one.name,) for one in model.fields if one.is_unique or one.is_id)
    known = (*model.indexes, *model.uniques, *single)
    wanted = [one for one in dict.fromkeys(_of_list(action, links)[1:]) if one not in known]
    scope = next((link.column for link in links if link.role == "owner"), "") if action.scope == "own" else ""
    if scope and any(one[:1] == (scope,) for one in known):
        return ()
    longer = (*known, *wanted)
    return tuple(one for one in wanted if not any(it != one and it[: len(one)] == one for it in longer))
