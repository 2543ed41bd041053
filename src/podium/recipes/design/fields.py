"""Columns from the fields that were read: Prisma types, enums in the schema's case, bounds that a column can hold."""

from podium.plan.analysis import Resource, ResourceField
from podium.plan.survey import Survey
from podium.recipes import names
from podium.recipes.columns import LARGEST
from podium.recipes.design.unknown import Unknown
from podium.recipes.nouns import Column

PRISMA = {
    "string": "String",
    "text": "String",
    "integer": "Int",
    "decimal": "Decimal",
    "boolean": "Boolean",
    "date": "DateTime",
    "datetime": "DateTime",
    "email": "String",
    "url": "String",
    "json": "Json",
}
NATIVE = {"decimal": "@db.Decimal(12, 2)", "date": "@db.Date"}
LENGTHS = {"string": 255, "text": 2000, "url": 2048}
TAKEN = {"id", "constructor", "toString"}


def read_columns(
    resource: Resource, survey: Survey
) -> tuple[tuple[Column, ...], tuple[tuple[str, tuple[str, ...]], ...]]:
    """The columns, and the enums that they need. Raises `Unknown` for a field that no column can hold."""
    columns: list[Column] = []
    enums: list[tuple[str, tuple[str, ...]]] = []
    for field in resource.fields:
        if field.name in TAKEN:
            raise Unknown(f"a field cannot be called {field.name}", recipe="prisma-model")
        if field.type == "enum":
            name = f"{names.pascal(resource.existing or resource.name)}{names.pascal(field.name)}"
            values = tuple(_cased(one, survey) for one in field.values)
            if len(values) < 2:
                raise Unknown(f"which values {field.name} may have is not said", recipe="prisma-model")
            _check_enum(name, values, survey)
            enums.append((name, values))
            columns.append(_column(field, prisma=name, survey=survey, values=values))
        else:
            columns.append(_column(field, prisma=PRISMA[field.type], survey=survey))
    return tuple(columns), tuple(enums)


def _check_enum(name: str, values: tuple[str, ...], survey: Survey) -> None:
    for one in survey.schema.enums:
        if one.name == name and one.values != values:
            raise Unknown(f"{one.place}: enum {name} has other values already", recipe="prisma-model")


def _cased(value: str, survey: Survey) -> str:
    known = [one for enum in survey.schema.enums for one in enum.values]
    lower = bool(known) and not any(one.isupper() for one in known)
    return names.snake(value) if lower else names.snake(value).upper()


def _column(field: ResourceField, *, prisma: str, survey: Survey, values: tuple[str, ...] = ()) -> Column:
    native = _native(field, survey)
    maximum = field.maximum
    if field.type == "integer":
        maximum = min(maximum, LARGEST) if maximum is not None else None
    elif field.type == "decimal" and maximum is None:
        maximum = largest(native)
    default = field.default
    if field.type == "enum" and default:
        default = _cased(default, survey)
    return Column(
        name=field.name,
        type=field.type,
        prisma=prisma,
        optional=field.optional and not default,
        default=default,
        minimum=field.minimum,
        maximum=maximum,
        min_length=field.min_length if field.min_length is not None else (None if field.optional else _least(field)),
        max_length=field.max_length or LENGTHS.get(field.type),
        values=values,
        unique=field.unique,
        native=native,
    )


def _least(field: ResourceField) -> int | None:
    return 1 if field.type in {"string", "text"} else None


def _native(field: ResourceField, survey: Survey) -> str:
    if field.type == "decimal":
        found = [
            one.native for model in survey.schema.models for one in model.fields if one.type == "Decimal" and one.native
        ]
        if found:
            return f"@{max(found, key=found.count)}"
    return NATIVE.get(field.type, "")


def largest(native: str) -> float:
    """The largest amount that the column holds."""
    digits = [int(one) for one in native.partition("(")[2].rstrip(")").split(",") if one.strip().isdigit()]
    whole, places = (digits[0] - digits[1], digits[1]) if len(digits) == 2 else (10, 2)
    return float(f"{'9' * whole}.{'9' * places}") if whole + places <= 15 else float("9" * 12)
