"""Resources of one request that lead to each other: which belong together, in which order, under one migration."""

from collections.abc import Iterable

from podium.plan.analysis import Resource
from podium.recipes import names


def chains(resources: Iterable[Resource]) -> list[list[Resource]]:
    """The resources in groups, in their order: a new one stands before those that lead to it."""
    found: list[list[Resource]] = []
    for one in resources:
        mine = [group for group in found if any(_leads(one, other) or _leads(other, one) for other in group)]
        joined = [other for group in mine for other in group]
        found = [group for group in found if group not in mine]
        found.append(_ordered([*joined, one]))
    return found


def _leads(one: Resource, other: Resource) -> bool:
    return not other.existing and any(relation.model == other.name for relation in one.relations)


def _ordered(group: list[Resource]) -> list[Resource]:
    """What others lead to first; what leads in a circle stays as it stood."""
    done: list[Resource] = []
    left = [*group]
    while left:
        free = [one for one in left if not any(_leads(one, other) for other in left if other is not one)]
        done += free or left
        left = [one for one in left if one not in done]
    return done


def change_of(resource: Resource) -> str:
    """What a migration brings for a resource, in snake case."""
    if not resource.existing:
        return names.snake(resource.name)
    added = [names.snake(one.name) for one in (*resource.fields, *resource.relations)]
    return f"{'_'.join(added)}_to_{names.snake(resource.existing)}"
