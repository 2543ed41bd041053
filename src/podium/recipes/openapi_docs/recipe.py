"""Puts Swagger decorators on a feature's classes, and its routes into the README."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from podium.plan.evidence import Finding
from podium.recipes import code
from podium.recipes.apply import blueprints_of, edit, write
from podium.recipes.edits import typescript
from podium.recipes.nest_resource.inputs import is_inherited
from podium.recipes.nest_resource.view import ResourceView
from podium.recipes.nouns import Blueprint, Growth
from podium.recipes.openapi_docs import decorators, readme

if TYPE_CHECKING:
    from podium.ports import Assignment

SWAGGER = "@nestjs/swagger"
Change = Callable[[str], str]


class OpenapiDocs:
    """The recipe `openapi-docs`."""

    id = "openapi-docs"
    specialist = "api-documentation-architect"

    def apply(self, assignment: "Assignment") -> tuple[Finding, ...]:
        """Change DTOs, controller and README in place; a finding for each that is not as it should be.

        A README that is not there is begun.
        """
        return tuple(one for blueprint in blueprints_of(assignment) for one in self._apply(assignment, blueprint))

    def _apply(self, assignment: "Assignment", blueprint: Blueprint) -> list[Finding]:
        found: list[Finding] = []
        for path, change in changes(blueprint).items():
            if path == blueprint.files.readme and not (assignment.workspace.root / path).exists():
                text = change("")
                write(assignment, {path: text} if text else {})
            else:
                found += edit(assignment, path, change)
        return found


def changes(blueprint: Blueprint) -> dict[str, Change]:
    """For each file the change that documents it."""
    view, paths = ResourceView(blueprint), blueprint.files
    if blueprint.growth:
        return _of_growth(view, blueprint.growth)
    if blueprint.site:
        return _of_site(view)
    found: dict[str, Change] = {}
    if blueprint.style.swagger:
        found[paths.controller] = lambda text: _controller(text, view)
        found[paths.row_dto] = lambda text: _row(text, view)
        if paths.create_dto:
            lines = decorators.body_lines(view)
            found[paths.create_dto] = lambda text: _members(text, view, f"Create{view.model}Dto", lines)
        if paths.update_dto and not is_inherited(blueprint):
            maybe = decorators.body_lines(view, always=True)
            found[paths.update_dto] = lambda text: _members(text, view, f"Update{view.model}Dto", maybe)
        if paths.key_dto and view.lookup and not (blueprint.style.partial_type and paths.create_dto):
            key = {name: line for name, line in decorators.body_lines(view).items() if name == view.lookup.by}
            found[paths.key_dto] = lambda text: _members(text, view, view.dto_import("key").name, key)
        listing = view.action("list")
        if paths.list_dto and listing:
            query = decorators.query_lines(view, listing)
            name = view.dto_import("list").name
            found[paths.list_dto] = lambda text: _members(text, view, name, query)
    found[paths.readme] = lambda text: readme.changed(text, view)
    return found


def _of_site(view: ResourceView) -> dict[str, Change]:
    """What documents the operations that were added, and nothing that was there."""
    paths, found = view.blueprint.files, dict[str, Change]()
    if view.style.swagger:
        listing, changed = view.action("list"), {one.name for one in view.blueprint.changed if not one.inherited}
        if any(one.kind != "list" or paths.list_dto for one in view.blueprint.actions):
            found[paths.controller] = lambda text: _added(text, view)
        if paths.update_dto and changed:
            lines = {name: line for name, line in decorators.body_lines(view, always=True).items() if name in changed}
            found[paths.update_dto] = lambda text: _members(text, view, f"Update{view.model}Dto", lines)
        if paths.list_dto and listing:
            query = decorators.query_lines(view, listing)
            found[paths.list_dto] = lambda text: _members(text, view, view.dto_import("list").name, query)
    added = ResourceView(replace(view.blueprint, actions=tuple(view.added)))
    listing = view.action("list")

    def described(text: str) -> str:
        text = readme.changed(text, added) if added.blueprint.actions else text
        return readme.extended(text, listing, view) if listing and view.blueprint.readme_columns else text

    return found | {paths.readme: described}


def _added(text: str, view: ResourceView) -> str:
    """The controller with the decorators of its new handlers; a list that is there refuses a query from now on."""
    lines: list[str] = []
    for action in view.blueprint.actions:
        own = decorators.handler_lines(view, action)
        if action.kind == "list":
            own = [one for one in own if one.startswith("@ApiBadRequest")] if view.blueprint.files.list_dto else []
        dressed = [_dressed(line, view) for line in own]
        text = typescript.with_decorators(text, view.controller, action.handler, dressed, after_first=True)
        lines += own
    return _imported(text, lines)


def _of_growth(view: ResourceView, growth: Growth) -> dict[str, Change]:
    names = {one.name for one in view.blueprint.columns} | {one.column for one in view.blueprint.links}
    rows = {name: line for name, line in decorators.row_lines(view).items() if name in names}
    inputs = ((growth.create, decorators.body_lines(view)), (growth.update, decorators.body_lines(view, always=True)))
    found: dict[str, Change] = {}
    for spot, lines in (*inputs, (growth.row, rows)):
        if spot.name:
            before = found.get(spot.file, str)
            found[spot.file] = _after(before, spot.name, lines, view)
    return found


def _after(before: Change, name: str, lines: dict[str, str], view: ResourceView) -> Change:
    return lambda text: _members(before(text), view, name, lines)


def _row(text: str, view: ResourceView) -> str:
    text = _members(text, view, view.row_dto, decorators.row_lines(view))
    return _members(text, view, view.page_dto, decorators.page_lines(view)) if view.page_fields else text


def _members(text: str, view: ResourceView, name: str, lines: dict[str, str]) -> str:
    for member, line in lines.items():
        text = typescript.with_decorators(text, name, member, [_dressed(line, view)])
    return _imported(text, list(lines.values()))


def _controller(text: str, view: ResourceView) -> str:
    lines = decorators.class_lines(view)
    text = typescript.with_decorators(text, view.controller, "", [_dressed(line, view) for line in lines])
    for action in view.blueprint.actions:
        own = decorators.handler_lines(view, action)
        dressed = [_dressed(line, view) for line in own]
        text = typescript.with_decorators(text, view.controller, action.handler, dressed, after_first=True)
        lines += own
    return _imported(text, lines)


def _dressed(line: str, view: ResourceView) -> str:
    return code.dressed(decorators.fitted(line, view.style), view.style)


def _imported(text: str, lines: list[str]) -> str:
    for name in sorted({found[1] for line in lines if (found := re.match(r"@(\w+)", line))}):
        text = typescript.with_import(text, name, SWAGGER)
    return text
