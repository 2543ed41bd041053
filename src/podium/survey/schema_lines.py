"""A Prisma schema as lines, one for each thing that Prisma's own model of it names: equal schemas, equal lines."""

import hashlib
from collections.abc import Sequence

from podium.plan.survey import Field, Model, Schema


def lines_of(schema: Schema) -> tuple[str, ...]:
    """Models, fields, relations, keys, uniques and enums, sorted; what Prisma's client leaves out is left out.

    A field says its type, `[]` or `?`, and whether it is a key, unique, has a default, or is the time of a change.
    """
    found = [f"enum {one.name} {value}" for one in schema.enums for value in one.values]
    for model in schema.models:
        if not model.is_ignored:
            found += [f"model {model.name} {model.table}".rstrip(), *_keys(model)]
            found += [line for field in model.fields for line in _field(model, field)]
    return tuple(sorted(found))


def counts_of(lines: Sequence[str]) -> dict[str, int | str]:
    """How many lines there are of each kind, and the SHA-256 of all."""
    kinds = ("model", "field", "relation", "id", "unique", "enum")
    counts = {kind: sum(line.startswith(f"{kind} ") for line in lines) for kind in kinds}
    return {**counts, "digest": hashlib.sha256("\n".join(lines).encode()).hexdigest()}


def _keys(model: Model) -> list[str]:
    found = [f"unique {model.name} {','.join(one)}" for one in model.uniques]
    return [*found, *([f"id {model.name} {','.join(model.identity)}"] if model.identity else [])]


def _field(model: Model, field: Field) -> list[str]:
    names = {one.partition("(")[0] for one in field.attributes}
    if "@ignore" in names or field.type.startswith("Unsupported"):
        return []
    sign = "[]" if field.is_list else "?" if field.optional else ""
    marks = {"id": field.is_id, "unique": field.is_unique and not field.is_id, "default": bool(field.default)}
    marks |= {"updatedAt": "@updatedAt" in names}
    native = field.native.removeprefix("db.").partition("(")[0]
    words = [f"field {model.name}.{field.name} {field.type}{sign}", *(mark for mark, has in marks.items() if has)]
    found = [" ".join([*words, *([native] if native else [])])]
    relation = next((one for one in model.relations if one.name == field.name), None)
    if relation is not None:
        ends = f"{','.join(relation.fields)} -> {','.join(relation.references)}"
        found.append(f"relation {model.name}.{field.name} {ends} {relation.on_delete}".rstrip())
    return found
