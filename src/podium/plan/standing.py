"""What the request asks for and the code has already, and what it takes for granted and the code has not."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, cast

from podium.plan.analysis import Analysis
from podium.plan.offer import Standing
from podium.plan.survey import Field, Model, Survey

_ASKED = re.compile(
    r"\b(?:add|create|implement|expose|build|introduce|provide)\b(?:\s+(?:a|an|the|new|endpoint|route|public|api))*"
    r"\s+`?(GET|POST|PUT|PATCH|DELETE)\s+`?(/[\w:{}./*-]*[\w}*])",
    re.IGNORECASE,
)
"""A route that is asked for as something new."""
_MEMBER = re.compile(r"(?<![\w./])([A-Z]\w+)\.([a-z]\w*)\b(?!\()")
_ADDED = re.compile(r"\b(?:add|adds|adding|new|introduce|create)\b[^.;:]{0,40}$", re.IGNORECASE)
_SHOWN = 8
"""So many fields of a model are named."""


def shape(path: str) -> str:
    """The path with a star for each parameter, whether it stands by its name, in braces or as a value: `/x/:id`,
    `/x/{id}` and `/x/17` are one route."""
    parts = re.sub(r":\w+|\{\w+\}", "*", path).rstrip("/").split("/")
    return "/".join("*" if re.fullmatch(r"\d+|[0-9a-f]{8}-[0-9a-f-]{27}", part) else part for part in parts)


def standing(analysis: Analysis, survey: Survey) -> tuple[str, ...]:
    """Routes and columns that the request asks for as new ones and that are there: `GET /products (file:line)`."""
    return tuple(dict.fromkeys((*_routes(analysis, survey), *_columns(analysis, survey))))


def _routes(analysis: Analysis, survey: Survey) -> Iterator[str]:
    for match in _ASKED.finditer(analysis.request):
        method, path = match.group(1).upper(), match.group(2)
        for one in survey.routes:
            if one.method.upper() == method and shape(one.path) == shape(path):
                yield f"{method} {one.path} ({one.place})"


def _columns(analysis: Analysis, survey: Survey) -> Iterator[str]:
    for one in analysis.resources:
        model = survey.schema.model(one.existing) if one.existing else None
        asked = {field.name for field in one.fields}
        yield from (
            (f"{model.name}.{has.name} ({has.place})" for has in model.fields if has.name in asked) if model else ()
        )


def absent(analysis: Analysis, survey: Survey) -> tuple[str, ...]:
    """Columns that the request speaks of as there and that their models do not have, with what they have."""
    found: dict[str, Model] = {}
    for match in _MEMBER.finditer(analysis.request):
        model = survey.schema.model(match.group(1))
        new = _ADDED.search(analysis.request[: match.start()]) is not None
        if model is not None and not new and all(one.name != match.group(2) for one in model.fields):
            found[match.group()] = model
    return tuple(f"{name}, and {_fields(model)}" for name, model in found.items())


def _fields(model: Model) -> str:
    names = [one.name for one in model.fields]
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"{model.name} ({model.place}) has {', '.join(names[:_SHOWN])}{more}"


_VERB = r"(?:please )?(?:add|create|implement|expose|build|introduce|provide|define)"
_ROUTE_ALONE = re.compile(
    rf"{_VERB}(?: an?| the| new| rest| api| http)*(?: (?:endpoint|route)(?: for| at)?)?"
    r" `?(?P<method>GET|POST|PUT|PATCH|DELETE)`? `?(?P<path>/[\w:{}./*-]*)`?(?: (?:endpoint|route))?",
    re.IGNORECASE,
)
_ADJECTIVES = r"(?P<adjectives>(?: an?| the| new| optional| required| mandatory| unique)*)"
_COLUMN_WORD = r"(?: field| column| property| attribute)?"
_COLUMN_ALONE = (
    re.compile(
        rf"{_VERB}{_ADJECTIVES}{_COLUMN_WORD} `?(?P<name>\w+)`?{_COLUMN_WORD} (?:to|on)(?: the| an?| each| every| all)?"
        r" `?(?P<model>\w+)`?(?: model| table| entity)?",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?:the |an? |each |every |all )?`?(?P<model>\w+)`?(?: should| must)? (?:gets?|ha(?:ve|s)|needs?|gains?)"
        rf"{_ADJECTIVES} `?(?P<name>\w+)`?{_COLUMN_WORD}",
        re.IGNORECASE,
    ),
)
_MODEL_ALONE = re.compile(
    rf"{_VERB}(?: an?| the| new)* (?:(?:model|table|entity) `?(?P<one>\w+)`?|`?(?P<other>\w+)`? (?:model|table|entity))"
    r"(?: (?:to|in) the (?:prisma )?(?:schema|database))?",
    re.IGNORECASE,
)


def stands(text: str, survey: Survey) -> Standing | None:
    """What a clause asks for and no more than that, where it is there: a route, a column or a model, and its place.

    Any word beyond it (who may, which rows, what it holds) makes it something else. A column of a model that DTOs are
    named for is there where one of them shows it, too.
    """
    said = " ".join(text.replace('"', "").replace("'", "").split()).rstrip(".!; ")
    if found := _ROUTE_ALONE.fullmatch(said):
        method = found["method"].upper()
        routes = (one for one in survey.routes if one.method.upper() == method and _is_same(one.path, found["path"]))
        return next((Standing(name=f"{method} {one.path}", place=str(one.place)) for one in routes), None)
    if found := _MODEL_ALONE.fullmatch(said):
        model = _model(found["one"] or found["other"], survey)
        return Standing(name=model.name, place=str(model.place)) if model else None
    for pattern in _COLUMN_ALONE:
        if found := pattern.fullmatch(said):
            model = _model(found["model"], survey)
            fields = model.fields if model else ()
            field = next((one for one in fields if one.name.lower() == found["name"].lower()), None)
            if model and field and _is_as_asked(field, model, found["adjectives"].lower().split(), survey):
                return Standing(name=f"{model.name}.{field.name}", place=str(field.place))
    return None


def _is_same(one: str, other: str) -> bool:
    """Whether two paths are one route: parameters of other names are something else, unless all of them are ids."""
    names = [[name.lower() for name in re.findall(r"[:{](\w+)", path)] for path in (one, other)]
    ids = all(name.endswith("id") for several in names for name in several)
    return shape(one) == shape(other) and (names[0] == names[1] or ids)


def _model(name: str, survey: Survey) -> Model | None:
    names = {name.lower(), re.sub(r"s$", "", name.lower()), re.sub(r"ies$", "y", name.lower())}
    return next((one for one in survey.schema.models if one.name.lower() in names), None)


def _is_as_asked(field: Field, model: Model, adjectives: list[str], survey: Survey) -> bool:
    shown = [one for one in survey.dtos if one.name.lower().startswith(model.name.lower()) or model.name in one.name]
    optional, required = "optional" in adjectives, bool({"required", "mandatory"} & set(adjectives))
    return (
        not (optional and not field.optional)
        and not (required and field.optional)
        and not ("unique" in adjectives and not field.is_unique)
        and (not shown or any(one.name == field.name for dto in shown for one in dto.fields))
    )


def named(parameters: Mapping[str, Any]) -> tuple[str, ...]:
    """The names that a gate `standing` is given; empty where its parameter is no list of texts."""
    given: Any = parameters.get("names")
    return tuple(map(str, cast("list[Any]", given))) if isinstance(given, list | tuple) else ()


def missing(names: Collection[str], survey: Survey) -> tuple[str, ...]:
    """Those of the names (of `Standing`) that are not there."""
    routes = {f"{one.method.upper()} {shape(one.path)}" for one in survey.routes}
    models = {one.name for one in survey.schema.models}
    columns = {f"{one.name}.{field.name}" for one in survey.schema.models for field in one.fields}
    return tuple(name for name in names if _known(name) not in routes | models | columns)


def _known(name: str) -> str:
    method, space, path = name.partition(" ")
    return f"{method} {shape(path)}" if space else name
