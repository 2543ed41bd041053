"""What a reviewer looks for in a feature: guards, owners, validators, answers, raw SQL."""

import re
from collections.abc import Iterator
from pathlib import Path

from podium.plan.evidence import Finding, Place
from podium.plan.survey import Dto, Route, Survey
from podium.recipes import handlers
from podium.recipes.nouns import Action, Blueprint, Column
from podium.recipes.view import View

GATE = "security-review"
PASSING = {"IsOptional", "ValidateIf", "Allow", "Type", "Transform", "Expose", "Exclude"}
"""Decorators of a property that let any value through, beside those that only document."""

RAW = re.compile(r"\$(?:queryRawUnsafe|executeRawUnsafe)\b")


def look(blueprint: Blueprint, survey: Survey, root: Path) -> Iterator[Finding]:
    """The findings of a review of the files as they are."""
    routes = {(one.method, one.path): one for one in survey.routes}
    for action in blueprint.actions:
        route = routes.get((action.method, blueprint.style.prefix + action.path))
        if route is None:
            message = f"{action.method} {blueprint.style.prefix}{action.path} is not there"
            yield _finding("no-route", message, Place(file=blueprint.files.controller))
        else:
            yield from _access(blueprint, action, route, root)
            yield from _ownership(blueprint, action, route, root)
    dtos = {one.name: one for one in survey.dtos}
    for name in _inputs(blueprint):
        if name in dtos:
            yield from _input(blueprint, dtos[name])
    yield from _answers(blueprint, dtos)
    yield from _raw(blueprint, root)


def _finding(rule: str, message: str, place: Place, *, severity: str = "high", hint: str = "") -> Finding:
    return Finding(
        gate=GATE, rule=rule, message=message, file=place.file, line=place.line, severity=severity, hint=hint
    )


def _access(blueprint: Blueprint, action: Action, route: Route, root: Path) -> Iterator[Finding]:
    del root
    name = f"{route.method} {route.path}"
    if action.access == "public":
        return
    if not route.guards or route.is_public:
        guard = blueprint.style.guarding.guard
        hint = f"@UseGuards({guard.name})" if guard else ""
        yield _finding("unguarded", f"{name} can be called without a token", route.place, hint=hint)
    if action.access == "role" and not set(route.roles) & set(action.roles):
        yield _finding("role", f"{name} is not kept to {', '.join(action.roles)}", route.place)


def _ownership(blueprint: Blueprint, action: Action, route: Route, root: Path) -> Iterator[Finding]:
    if not handlers.needs_caller(blueprint, action):
        return
    guarding, name = blueprint.style.guarding, f"{route.method} {route.path}"
    handler = _method(root / route.place.file, action.handler)
    if guarding.caller_id not in handler and (not guarding.caller_user or guarding.caller_user not in handler):
        yield _finding("caller", f"{name} does not take the user from the token", route.place)
    site = blueprint.site
    called = site.list_method if site and action.kind == "list" else action.handler
    service = _method(root / blueprint.files.service, called)
    column = handlers.owner_column(blueprint)
    if not re.search(rf"\b{column}\b|reachableBy\(", service.partition("{")[2]):
        place = Place(file=blueprint.files.service)
        yield _finding("owner", f"{name} does not ask whose the row is ({column})", place)


def _method(path: Path, name: str) -> str:
    """The text of a method, from its name to the next member; empty where it is not there."""
    text = path.read_text() if path.exists() else ""
    found = re.search(rf"^\s+(?:async )?{name}\(.*?^\s{{2,4}}\}}$", text, re.MULTILINE | re.DOTALL)
    return found[0] if found else ""


def _inputs(blueprint: Blueprint) -> list[str]:
    view, paths = View(blueprint), blueprint.files
    pairs = (("create", paths.create_dto), ("update", paths.update_dto), ("list", paths.list_dto))
    return [view.dto_import(kind).name for kind, path in pairs if path]


def _input(blueprint: Blueprint, dto: Dto) -> Iterator[Finding]:
    columns = {column.name: column for column in blueprint.columns}
    owner = handlers.writer(blueprint)
    for field in dto.fields:
        words = {one.partition("(")[0] for one in field.decorators}
        if not any(word not in PASSING and not word.startswith("Api") for word in words):
            yield _finding("unvalidated", f"{dto.name}.{field.name} takes any value", field.place)
        if owner and field.name == owner.column:
            yield _finding("owner-from-body", f"{dto.name}.{field.name} lets the caller choose the owner", field.place)
        column = columns.get(field.name)
        if column and _is_unbounded(column, words):
            message = f"{dto.name}.{field.name} has no greatest length"
            yield _finding("unbounded", message, field.place, severity="medium", hint="@MaxLength(…)")


def _is_unbounded(column: Column, words: set[str]) -> bool:
    return column.type in {"string", "text"} and not words & {"Length", "MaxLength"}


def _answers(blueprint: Blueprint, dtos: dict[str, Dto]) -> Iterator[Finding]:
    name = View(blueprint).row_dto
    hidden = {*blueprint.secrets} - {column.name for column in blueprint.columns}
    for field in dtos[name].fields if name in dtos else ():
        if field.name in hidden:
            yield _finding("leak", f"{name}.{field.name} shows what belongs to the user", field.place)


def _raw(blueprint: Blueprint, root: Path) -> Iterator[Finding]:
    for path in (blueprint.files.service, blueprint.files.controller):
        text = (root / path).read_text() if (root / path).exists() else ""
        for number, line in enumerate(text.split("\n"), 1):
            if RAW.search(line):
                yield _finding("raw-sql", "SQL is put together as text", Place(file=path, line=number))
