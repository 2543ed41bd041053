"""The requirements that a resource's tests answer for, each with what it is about."""

from podium.plan.analysis import Analysis, Resource
from podium.recipes.nouns import Column, Want

HABIT = ("input", "unknown")
"""What the requirement is about that comes from the code's own habits."""


def readings_of(resource: Resource) -> tuple[str, ...]:
    """The ids of every reading that made the resource, in their order."""
    found = [
        *resource.readings,
        *(one.reading for one in resource.fields),
        *(one.reading for one in resource.relations),
    ]
    for operation in resource.operations:
        found += [operation.reading, *operation.readings, operation.size_reading]
        found += [one.reading for one in operation.filters]
    return tuple(sorted({one for one in found if one}, key=lambda one: (len(one), one)))


def field_readings(resource: Resource) -> tuple[str, ...]:
    """The ids of the readings that made the resource and its fields, without those of its operations."""
    own = (*resource.fields, *resource.relations)
    found = {*resource.readings, *(one.reading for one in own)} - {""}
    return tuple(sorted(found, key=lambda one: (len(one), one)))


def read_wants(resource: Resource, analysis: Analysis, columns: tuple[Column, ...]) -> tuple[Want, ...]:
    """The requirements that concern the resource."""
    own = set(readings_of(resource))
    topics = _topics(resource, analysis)
    found: list[Want] = []
    for one in analysis.requirements:
        if own & set(one.readings):
            about = sorted({topic for reading in one.readings for topic in topics.get(reading, ())})
            found.append(Want(id=one.id, text=one.text, topics=tuple(about)))
        elif one.aspect == "habit":
            found.append(Want(id=one.id, text=one.text, topics=HABIT if columns else HABIT[1:]))
    return tuple(found)


def _topics(resource: Resource, analysis: Analysis) -> dict[str, tuple[str, ...]]:
    kinds = {one.id: one.kind for one in analysis.readings}
    plain = {"unique": ("unique",), "access": ("access",), "ordering": ("order",), "pagination": ("page",)}
    found: dict[str, tuple[str, ...]] = {}
    for reading, kind in kinds.items():
        if kind in plain:
            found[reading] = plain[kind]
        elif kind == "field":
            found[reading] = ("create", "input")
    for relation in resource.relations:
        found.setdefault(relation.reading, ("owner",) if relation.role == "owner" else ("unknown",))
    for operation in resource.operations:
        found[operation.reading] = (*found.get(operation.reading, ()), operation.kind)
        for one in operation.filters:
            found[one.reading] = ("filter",)
    return found
