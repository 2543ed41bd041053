"""Whose a row is where another creates it: the body names that user, since the token says only who writes."""

from dataclasses import replace

from podium.plan.analysis import Operation, Resource, ResourceRelation

WRITERS = frozenset({"author", "creator", "createdby", "writer", "poster", "publisher", "sender", "uploader", "admin"})
"""Names of relations to who made a row, in lower case without separators."""


def with_named_owner(resource: Resource) -> Resource:
    """The resource with its owner as a reference where rows are created by role for somebody else; else as it is."""
    create = next((one for one in resource.operations if one.kind == "create"), None)
    if create is None or create.access != "role" or not any(map(_is_another, resource.relations)):
        return resource
    operations = tuple(_for_others(one, create.roles) for one in resource.operations)
    relations = tuple(replace(one, role="reference") if _is_another(one) else one for one in resource.relations)
    return replace(resource, operations=operations, relations=relations)


def _for_others(operation: Operation, roles: tuple[str, ...]) -> Operation:
    """A create of anybody's row; a read of the caller's own is one of all for who creates them."""
    if operation.kind == "create":
        return replace(operation, scope="all")
    reads = operation.kind in {"list", "get"} and operation.access == "owner"
    return replace(operation, roles=operation.roles or roles) if reads else operation


def _is_another(relation: ResourceRelation) -> bool:
    plain = relation.name.lower().replace("_", "").removesuffix("id")
    return relation.role == "owner" and plain not in WRITERS


def is_for_roles(resource: Resource) -> bool:
    """Whether nobody but some roles, and whoever a row is for, may see or change one."""
    return (
        bool(resource.operations)
        and not resource.existing
        and all(
            one.access == "role" or (one.access == "owner" and one.kind in {"list", "get"})
            for one in resource.operations
        )
    )
