"""Rows that say nothing but that two others belong together: one for each pair."""

from dataclasses import replace

from podium.plan.analysis import Resource
from podium.recipes import names

EVENTS = frozenset({"view", "visit", "click", "download", "event", "log", "entry", "play", "login", "scan", "hit"})
"""Last words of what happens again and again between the same two."""


def once_for_each_pair(resource: Resource) -> Resource:
    """The resource with its relations unique together, where it has nothing else and the request says no other rule."""
    if not is_join(resource) or resource.uniques:
        return resource
    ranked = sorted(resource.relations, key=lambda one: one.role != "owner")
    return replace(resource, uniques=(tuple(one.name for one in ranked),))


def is_join(resource: Resource) -> bool:
    """Whether a row is a pair of others and nothing more: a like, a bookmark, an item of a wishlist."""
    plain = not resource.existing and not resource.fields and not resource.soft_delete
    every = len(resource.relations) == 2 and not any(one.optional for one in resource.relations)
    return plain and every and names.words(resource.name).split()[-1] not in EVENTS
