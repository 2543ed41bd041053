"""What other mappers than Prisma keep: entities of TypeORM and MikroORM, Mongoose's schemas, tables."""

from collections.abc import Iterator

from podium.plan.evidence import Place
from podium.plan.survey import DtoField, Entity
from podium.survey.code import Code, decorator, given
from podium.survey.facts import ClassFacts, FieldFacts
from podium.survey.nest import name_of

MARKS = {
    "Entity": {"typeorm": "typeorm", "@mikro-orm/core": "mikro-orm", "@mikro-orm/decorators": "mikro-orm"},
    "ChildEntity": {"typeorm": "typeorm"},
    "ViewEntity": {"typeorm": "typeorm"},
    "Schema": {"@nestjs/mongoose": "mongoose"},
    "Table": {"sequelize-typescript": "sequelize"},
    "modelOptions": {"@typegoose/typegoose": "mongoose"},
}
"""Decorators of entities, with the packages that they come from and the mapper that each means."""

TABLES = ("name", "tableName", "collection")


def read_entities(code: Code) -> tuple[Entity, ...]:
    """Every entity by place. What a schema made by code holds is reported as not resolved."""
    found = [*_marked(code), *_made(code)]
    return tuple(sorted(found, key=lambda one: (one.place, one.name)))


def _marked(code: Code) -> Iterator[Entity]:
    for mark, packages in MARKS.items():
        for file, one in code.marked(mark):
            mapper = packages.get(origin(code, file, mark))
            if mapper is None:
                continue
            argument = given(decorator(one, mark))
            table = argument if isinstance(argument, str) else ""
            for key in TABLES:
                named = code.option(file, argument, key)
                words = code.strings(*named) if named is not None else None
                table = table or (words[0] if words else "")
            yield Entity(
                name=one["name"],
                mapper=mapper,
                place=Place(file=file, line=one["line"]),
                table=table,
                fields=tuple(_field(file, item) for item in _fields(code, file, one)),
            )


def origin(code: Code, file: str, name: str) -> str:
    """The package that a decorator comes from, also where it is imported under another name."""
    for source, original in code.imported(file).values():
        if original == name:
            return source
    return code.source(file, name) or next(
        (source for source, original in code.imported(file).values() if original == "*"), ""
    )


def _fields(code: Code, file: str, one: ClassFacts, *, depth: int = 4) -> Iterator[FieldFacts]:
    """The decorated fields of a class and of its base classes."""
    yield from (item for item in one.get("fields", ()) if item.get("decorators"))
    base = code.class_named(file, one.get("extends", "").partition("<")[0]) if depth and one.get("extends") else None
    if base is not None:
        yield from _fields(code, base[0], base[1], depth=depth - 1)


def _field(file: str, item: FieldFacts) -> DtoField:
    return DtoField(
        name=item["name"],
        type=item.get("type", ""),
        place=Place(file=file, line=item["line"]),
        optional=item.get("optional", False),
        decorators=tuple(item.get("decorators", ())),
    )


def _made(code: Code) -> Iterator[Entity]:
    """Schemas and tables that are values; Mongoose's bear the name that `model` or a module gives them."""
    names = dict(_models(code))
    for file, facts in code.shipped.items():
        for one in facts.get("schemas", ()):
            if not one.get("fields"):
                code.note(file, one["line"], f"the fields of a {one.get('kind', '')} schema are made by code")
            yield Entity(
                name=names.get((file, one["name"])) or one["name"] or f"line {one['line']}",
                mapper=one.get("kind", ""),
                place=Place(file=file, line=one["line"]),
                table=one.get("extends", ""),
                fields=tuple(_field(file, item) for item in one.get("fields", ())),
            )


def _models(code: Code) -> Iterator[tuple[tuple[str, str], str]]:
    """Where schemas are declared, with the model's name that a call or a module gives each."""
    for file, call in code.calls("model"):
        arguments = call.get("arguments", [])
        words = code.strings(file, arguments[0]) if arguments else None
        place = code.define(file, name_of(arguments[1])) if len(arguments) > 1 else None
        if not words:
            code.note(file, call["line"], f"the name of a model is made by code: {call.get('text', '')}")
        elif place is not None:
            yield place, words[0]
