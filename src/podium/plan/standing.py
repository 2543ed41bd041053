"""What the request asks for and the code has already, and what it takes for granted and the code has not."""

import re
from collections.abc import Iterator

from podium.plan.analysis import Analysis
from podium.plan.survey import Model, Survey

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
