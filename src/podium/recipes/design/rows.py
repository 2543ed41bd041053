"""The rows that a test needs before it can begin: one of each model that the resource leads to, and what those need."""

from podium.plan.survey import Field, Model, Survey
from podium.recipes import names
from podium.recipes.design.links import model_id
from podium.recipes.design.unknown import Unknown
from podium.recipes.nouns import Link, Row

PLAIN = {
    "Int": "1",
    "Float": "1",
    "Decimal": "1",
    "Boolean": "true",
    "DateTime": "new Date(0)",
    "Json": "{}",
    "BigInt": "1n",
}


def read_rows(links: tuple[Link, ...], survey: Survey, *, user: str, prefix: str) -> tuple[Row, ...]:
    """The rows, those that others need first. Raises `Unknown` for a model that cannot be filled in."""
    found: dict[str, Row] = {}
    for link in links:
        if link.role != "owner" and not link.is_user:
            _add(link.model, survey, user, prefix, found)
    return tuple(found.values())


def rows_that_keep(
    model: Model, children: tuple[str, ...], survey: Survey, *, user: str, prefix: str
) -> tuple[Row, ...]:
    """A row of the first child that keeps one of the model's from being deleted, behind the rows that it needs.

    The model's own row is the variable `kept` of the test.
    """
    field = model.field(children[0]) if children else None
    if field is None:
        return ()
    own = Row(variable="kept", model=model.name, data=())
    found: dict[str, Row] = {model.name: own}
    _add(field.type, survey, user, prefix, found)
    return tuple(row for name, row in found.items() if name != model.name)


def _add(name: str, survey: Survey, user: str, prefix: str, found: dict[str, Row], seen: tuple[str, ...] = ()) -> None:
    model = survey.schema.model(name)
    if model is None or name in seen or len(seen) > 4:
        raise Unknown(f"a row of {name} for the tests cannot be made", recipe="resource-tests")
    if name in found:
        return
    keys = {key: relation for relation in model.relations for key in relation.fields}
    data: list[tuple[str, str]] = []
    owner = ""
    for field in model.fields:
        relation = keys.get(field.name)
        if field.optional or field.is_list or field.default or field.type in {one.name for one in survey.schema.models}:
            continue
        if any(one.startswith("@updatedAt") for one in field.attributes):
            continue
        if relation and relation.model == user:
            owner = relation.name
            data.append((field.name, "user.id"))
        elif relation:
            _add(relation.model, survey, user, prefix, found, (*seen, name))
            data.append((field.name, f"{found[relation.model].variable}.id"))
        else:
            data.append((field.name, _sample(field, model, survey, prefix)))
    found[name] = Row(
        variable=names.variable(name),
        model=name,
        data=tuple(data),
        id_kind=model_id(model),
        marker=next((key for key, sample in data if prefix and sample[:1] in "`'" and prefix in sample), ""),
        owner=owner,
    )


def _sample(field: Field, model: Model, survey: Survey, prefix: str) -> str:
    unique = field.is_unique or (field.name,) in model.uniques or field.is_id
    if field.type == "String":
        suffix = "@example.com" if "mail" in field.name.lower() else ""
        word = f"{prefix}{field.name}"
        return f"`{word}${{number}}{suffix}`" if unique else f"'{word}{suffix}'"
    if field.type in {"Int", "Decimal", "Float"} and unique:
        return "1 + number"
    enum = next((one for one in survey.schema.enums if one.name == field.type), None)
    if enum and enum.values:
        return f"'{enum.values[0]}'"
    if field.type not in PLAIN:
        raise Unknown(
            f"{field.place}: a value of {model.name}.{field.name} for the tests is not known", recipe="resource-tests"
        )
    return PLAIN[field.type]
