"""Columns and relations of a model that is there already, and the fields that an update of it takes."""

import re
from dataclasses import replace

from podium.plan.analysis import FieldType
from podium.plan.survey import Dto, DtoField, Field, Model, Survey
from podium.recipes import columns, names
from podium.recipes.design.growth import is_optional, sample
from podium.recipes.design.links import model_id
from podium.recipes.design.unknown import Unknown
from podium.recipes.nouns import Changed, Column, Link, Site
from podium.recipes.resource_tests.samples import other_value
from podium.recipes.style import value

TYPES: dict[str, FieldType] = {
    "String": "string",
    "Int": "integer",
    "Decimal": "decimal",
    "Float": "decimal",
    "Boolean": "boolean",
    "DateTime": "datetime",
    "Json": "json",
}
BOUND = re.compile(r"(Length|MinLength|MaxLength|Min|Max)\((-?[\d_.]+)(?:, *([\d_]+))?")


def stored_columns(model: Model, survey: Survey, create: Dto | None) -> tuple[Column, ...]:
    """The model's own fields but its id, keys and times; those of a type that no column has are left out."""
    keys = {key for one in model.relations for key in one.fields}
    found: list[Column] = []
    for field in model.fields:
        if not (field.is_id or field.is_list or field.name in keys or _is_stamp(field, survey)):
            column = _column(field, survey, create)
            found += [column] if column else []
    return tuple(found)


def stamps(model: Model, survey: Survey) -> tuple[str, ...]:
    """The names of the model's times of creation and change."""
    return tuple(one.name for one in model.fields if _is_stamp(one, survey))


def _is_stamp(field: Field, survey: Survey) -> bool:
    named = {value(survey, "created-at", "createdAt"), value(survey, "updated-at", "updatedAt")}
    kept = field.name in named or field.default == "now()"
    return field.type == "DateTime" and (kept or any(one.startswith("@updatedAt") for one in field.attributes))


def _column(field: Field, survey: Survey, create: Dto | None) -> Column | None:
    enum = next((one for one in survey.schema.enums if one.name == field.type), None)
    kind: FieldType | None = "enum" if enum else TYPES.get(field.type)
    if kind is None:
        return None
    if field.native == "db.Date":
        kind = "date"
    elif kind == "string" and "mail" in field.name.lower():
        kind = "email"
    column = Column(
        name=field.name,
        type=kind,
        prisma=field.type,
        optional=field.optional,
        default=field.default,
        values=enum.values if enum else (),
        unique=field.is_unique,
        native=f"@{field.native}" if field.native else "",
    )
    incoming = _incoming(create, field.name)
    return _bounded(column, incoming) if incoming else column


def _incoming(create: Dto | None, name: str) -> DtoField | None:
    return next((one for one in create.fields if one.name == name), None) if create else None


def _bounded(column: Column, field: DtoField) -> Column:
    """The column with the bounds that a create's validators keep."""
    for one in field.decorators:
        found = BOUND.match(one)
        if found is None:
            continue
        first = float(found[2].replace("_", ""))
        match found[1]:
            case "Min":
                column = replace(column, minimum=first)
            case "Max":
                column = replace(column, maximum=first)
            case "MaxLength":
                column = replace(column, max_length=int(first))
            case _:
                longest = int(found[3].replace("_", "")) if found[3] else column.max_length
                column = replace(column, min_length=int(first), max_length=longest)
    return column


def stored_links(model: Model, survey: Survey, *, user: str, owned: bool) -> tuple[Link, ...]:
    """The model's relations. `owned`: one of them says whose a row is; raises `Unknown` where it is not one alone."""
    owners = [one for one in model.relations if one.model == user and len(one.fields) == 1]
    if owned and len(owners) != 1:
        which = names.listed([one.name for one in owners]) or "none"
        raise Unknown(f"{model.place}: whose a {names.words(model.name)} is is not one relation to {user} ({which})")
    found: list[Link] = []
    for relation in model.relations:
        other = survey.schema.model(relation.model)
        key = model.field(relation.fields[0]) if len(relation.fields) == 1 else None
        if other is None or key is None:
            raise Unknown(f"{relation.place}: a key of several fields is not understood", recipe="prisma-model")
        found.append(
            Link(
                name=relation.name,
                model=other.name,
                role="owner" if [relation] == owners else "kept",
                column=key.name,
                back="",
                id_kind=model_id(other),
                optional=key.optional,
                label=names.words(other.name),
            )
        )
    return tuple(found)


def changes(
    wanted: tuple[str, ...], every: tuple[Column, ...], create: Dto | None, site: Site, text: str
) -> tuple[Changed, ...]:
    """The fields that an update takes: those that are named, else all that a create takes.

    `text` is the service's. Raises `Unknown` for one that is no column.
    """
    known = {one.name: one for one in every}
    asked = wanted or tuple(one.name for one in create.fields) if create else wanted or tuple(known)
    for name in asked:
        if name not in known:
            place = f"{create.place}: " if create else ""
            raise Unknown(f"{place}an update cannot change {name}: it is no plain field of the model")
    return tuple(_changed(known[name], _incoming(create, name), site, text) for name in asked)


def _changed(column: Column, field: DtoField | None, site: Site, text: str) -> Changed:
    if field is None:
        body = columns.bounded_body(column)
        bad = tuple((one.title, one.value) for one in columns.bad_values(body) if not one.title.startswith("a missing"))
        return Changed(
            name=column.name, value=other_value(body), answer=_answer(column, other_value(body), site, text), bad=bad
        )
    found = _valid(column, field)
    return Changed(
        name=column.name,
        value=found,
        answer=_answer(column, found, site, text),
        bad=tuple(_bad(column, field)),
        inherited=True,
    )


def _valid(column: Column, field: DtoField) -> str:
    """A value that the create's validators take and that differs from the one of the tests' rows."""
    if column.type in {"boolean", "enum"}:
        return other_value(column)
    found = sample(field)
    if field.type == "number" and found:
        next_one = int(columns.good(column).replace("_", "")) + 1
        return str(next_one) if column.maximum is None or next_one <= column.maximum else ""
    return found


def _answer(column: Column, given: str, site: Site, text: str) -> str:
    """How the answer shows the value, or an empty string where that is not known."""
    if not given or column.name not in {name for name, _ in site.shown}:
        return ""
    if column.type == "decimal":
        fixed = re.search(rf"\b{column.name}\b[^,\n]*\.toFixed\((\d)\)", text)
        if fixed:
            return f"'{given}.{'0' * int(fixed[1])}'" if fixed[1] != "0" else f"'{given}'"
        return f"'{given}'" if not site.converter and column.prisma == "Decimal" else ""
    return given if column.type not in {"date", "datetime", "json"} else ""


def _bad(column: Column, field: DtoField) -> list[tuple[str, str]]:
    """Values that the create's own validators refuse, each with what it is."""
    words = {one.partition("(")[0] for one in field.decorators}
    name, some = column.name, names.with_article(column.name)
    found = [] if is_optional(field) else [(f"null as {name}", "null")]
    if words & {"IsInt", "IsNumber", "IsPositive"} and field.type == "number":
        found.append((f"a text as {name}", "'many'"))
    if "IsInt" in words and column.minimum is not None:
        found.append((f"half {some}", columns.number(column.minimum + 0.5)))
    if column.minimum is not None and "Min" in words:
        low = columns.number(column.minimum).replace("_", "")
        found.append((f"{some} under {low}", columns.number(column.minimum - 1)))
    if column.maximum is not None and "Max" in words:
        high = columns.number(column.maximum).replace("_", "")
        found.append((f"{some} over {high}", columns.number(column.maximum + 1)))
    if "IsString" in words:
        found.append((f"a number as {name}", "7"))
    if column.max_length and words & {"Length", "MaxLength"}:
        found.append((f"{some} that is too long", f"'x'.repeat({columns.number(column.max_length + 1)})"))
    plain = {"IsEmail": "'no email'", "IsEnum": "'unknown'", "IsBoolean": "'yes'"}
    return found + [(f"{some} that is none", plain[one]) for one in sorted(words & plain.keys())]
