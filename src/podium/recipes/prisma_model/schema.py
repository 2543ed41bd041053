"""The schema's new text: enums, the model or its new fields, back relations, unique rules and indexes."""

from collections.abc import Callable
from functools import partial

from podium.recipes import names
from podium.recipes.edits import prisma
from podium.recipes.nouns import Blueprint, Column, IdKind, Link

ID_LINES = {
    "int": "id Int @id @default(autoincrement())",
    "uuid": "id String @id @default(uuid())",
    "cuid": "id String @id @default(cuid())",
}
ID_TYPES = {"int": "Int", "uuid": "String", "cuid": "String"}
Change = Callable[[str], str]
STAMP_DEFAULTS = {"createdAt": "@default(now())", "updatedAt": "@updatedAt"}


def changes(blueprint: Blueprint) -> dict[str, Change]:
    """For each file of the schema what the feature needs there: the model in one, back relations where others stand."""
    paths = dict.fromkeys([blueprint.files.schema, *(link.file for link in blueprint.links if link.file)])
    return {path: partial(_changed, blueprint=blueprint, path=path) for path in paths}


def changed(text: str, blueprint: Blueprint) -> str:
    """A schema of one file with everything that the feature needs.

    Raises `EditProblem` where something else is in its place.
    """
    return _changed(text, blueprint=blueprint, path=blueprint.files.schema)


def _changed(text: str, *, blueprint: Blueprint, path: str) -> str:
    if path == blueprint.files.schema:
        text = _own(text, blueprint)
    for link in blueprint.links:
        if path == (link.file or blueprint.files.schema):
            text = prisma.with_field(text, link.model, f"{link.back} {blueprint.model}{'?' if link.single else '[]'}")
    return text.lstrip("\n")


def _own(text: str, blueprint: Blueprint) -> str:
    for name, values in blueprint.enums:
        text = prisma.with_block(text, "enum", name, list(values))
    if not blueprint.existing:
        return prisma.with_block(text, "model", blueprint.model, _model(blueprint))
    for line in _fields(blueprint):
        text = prisma.with_field(text, blueprint.model, line)
    for line in _attributes(blueprint):
        text = prisma.with_attribute(text, blueprint.model, line)
    return text


def indexed(text: str, blueprint: Blueprint, members: tuple[str, ...]) -> str:
    """The schema with one index more on a model that is there. Raises `EditProblem` where there is no such model."""
    return prisma.with_attribute(text, blueprint.model, _index(members))


def _index(members: tuple[str, ...]) -> str:
    return f"@@index([{', '.join(members)}])"


def shares(blueprint: Blueprint) -> list[tuple[str, str]]:
    """What of the schema the feature changes, as file and key of each share: enums, model or fields, relations."""
    path = blueprint.files.schema
    if blueprint.site:
        return [(path, f"{blueprint.model}.{_index(one).split()[0]}") for one in blueprint.indexes]
    enums = [name for name, _ in blueprint.enums]
    own = [f"{blueprint.model}.{one}" for one in _grown(blueprint)] if blueprint.growth else [blueprint.model]
    backs = [(link.file or path, f"{link.model}.{link.back}") for link in blueprint.links]
    return [*((path, one) for one in [*enums, *own]), *backs]


def _grown(blueprint: Blueprint) -> list[str]:
    links = [name for link in blueprint.links for name in (link.column, link.name)]
    return [*(one.name for one in blueprint.columns), *links, *(_index(one).split()[0] for one in blueprint.indexes)]


def _model(blueprint: Blueprint) -> list[str]:
    lines = [_id_line(blueprint), *_fields(blueprint)]
    attributes = _attributes(blueprint)
    if blueprint.maps:
        attributes.append(f'@@map("{blueprint.table}")')
    return [*lines, *(["", *attributes] if attributes else [])]


def _id_line(blueprint: Blueprint) -> str:
    return ID_LINES[blueprint.style.id_kind] + blueprint.id_suffix


def _fields(blueprint: Blueprint) -> list[str]:
    lines = [line for link in blueprint.links for line in _link(link, blueprint)]
    lines += [_column(column, blueprint) for column in blueprint.columns]
    if not blueprint.existing:
        lines += [_stamp(name, blueprint) for name in blueprint.stamps]
        name = blueprint.deleted_at
        lines += [f"{name} DateTime?{_map(name, blueprint)}"] if name else []
    return lines


def _stamp(name: str, blueprint: Blueprint) -> str:
    kind = "updatedAt" if name.lower().startswith(("updated", "modified")) else "createdAt"
    return f"{name} DateTime {STAMP_DEFAULTS[kind]}{_map(name, blueprint)}"


def _link(link: Link, blueprint: Blueprint) -> list[str]:
    mark = "?" if link.optional else ""
    unique, native = " @unique" if link.single else "", _native_id(link.id_kind, blueprint)
    rule = f", onDelete: {link.on_delete}" if link.on_delete else ""
    relation = f"@relation(fields: [{link.column}], references: [id]{rule})"
    return [
        f"{link.column} {ID_TYPES[link.id_kind]}{mark}{unique}{native}{_map(link.column, blueprint)}",
        f"{link.name} {link.model}{mark} {relation}",
    ]


def _native_id(kind: IdKind, blueprint: Blueprint) -> str:
    return " @db.Uuid" if kind == "uuid" and "@db.Uuid" in blueprint.id_suffix else ""


def _column(column: Column, blueprint: Blueprint) -> str:
    parts = [column.name, column.prisma + ("?" if column.optional else "")]
    parts += ["@unique"] if column.unique else []
    parts += [f"@default({_default(column)})"] if column.default else []
    parts += [column.native] if column.native else []
    return " ".join(parts) + _map(column.name, blueprint)


def _default(column: Column) -> str:
    plain = column.type in {"integer", "decimal", "boolean", "enum"}
    return column.default if plain else f'"{column.default}"'


def _map(name: str, blueprint: Blueprint) -> str:
    return f' @map("{names.snake(name)}")' if blueprint.maps and names.snake(name) != name else ""


def _attributes(blueprint: Blueprint) -> list[str]:
    single = {(link.column,) for link in blueprint.links if link.single}
    unique = [f"@@unique([{', '.join(members)}])" for members in blueprint.uniques if members not in single]
    return [*unique, *(_index(members) for members in blueprint.indexes)]


def unique_index(blueprint: Blueprint, members: tuple[str, ...]) -> str:
    """The name that Prisma gives to the unique index over these fields: at most 63 bytes, as its own naming cuts it."""
    columns = [names.snake(one) if blueprint.maps else one for one in members]
    return "_".join([blueprint.table, *columns])[: 63 - len("_key")] + "_key"
