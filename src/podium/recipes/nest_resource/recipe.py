"""Writes module, controller, service and DTOs of a resource, and registers the module."""

import functools
from collections.abc import Mapping
from typing import TYPE_CHECKING

from podium.plan.evidence import Finding
from podium.recipes import code
from podium.recipes.apply import blueprints_of, edit, write
from podium.recipes.edits import typescript
from podium.recipes.nest_resource import extension, growth, inputs
from podium.recipes.nest_resource.view import ResourceView
from podium.recipes.nouns import Blueprint, Import
from podium.recipes.render import rendered

if TYPE_CHECKING:
    from podium.ports import Assignment


class NestResource:
    """The recipe `nest-resource`."""

    id = "nest-resource"
    specialist = "nestjs-api-master"

    def apply(self, assignment: "Assignment") -> tuple[Finding, ...]:
        """Write the feature's files and add its module to the application's; a finding where that is not possible."""
        return tuple(one for blueprint in blueprints_of(assignment) for one in self._apply(assignment, blueprint))

    def _apply(self, assignment: "Assignment", blueprint: Blueprint) -> tuple[Finding, ...]:
        if blueprint.growth:
            steps = growth.changes(blueprint, blueprint.growth).items()
            return tuple(finding for path, change in steps for finding in edit(assignment, path, change))
        if blueprint.site:
            write(assignment, extension.files(blueprint))
            steps = extension.changes(blueprint, blueprint.site).items()
            return tuple(finding for path, change in steps for finding in edit(assignment, path, change))
        module = Import(name=ResourceView(blueprint).module, source=blueprint.files.module)
        write(assignment, files(blueprint))
        return edit(assignment, blueprint.style.app_module.source, lambda text: registered(text, module, blueprint))


def registered(text: str, module: Import, blueprint: Blueprint) -> str:
    """The application module's text with the feature's module among its imports."""
    path, style = blueprint.style.app_module.source, blueprint.style
    text = typescript.with_import(text, module.name, code.source_of(module, path, style))
    return typescript.with_module_import(text, style.app_module.name, module.name)


@functools.lru_cache(maxsize=8)
def files(blueprint: Blueprint) -> Mapping[str, str]:
    """Every file of the feature by its path."""
    view, paths = ResourceView(blueprint), blueprint.files
    found = {
        paths.module: _file(view, paths.module, "module.ts.j2"),
        paths.controller: _file(view, paths.controller, "controller.ts.j2"),
        paths.service: _file(view, paths.service, "service.ts.j2"),
        paths.row_dto: _file(view, paths.row_dto, "row.ts.j2"),
    }
    if paths.create_dto:
        found[paths.create_dto] = inputs.create_class(view)
    if paths.update_dto:
        found[paths.update_dto] = inputs.update_class(view)
    listing = view.action("list")
    if paths.list_dto and listing:
        found[paths.list_dto] = inputs.list_class(view, listing)
    if paths.key_dto and view.lookup:
        found[paths.key_dto] = inputs.key_class(view, view.lookup)
    return found


def _file(view: ResourceView, path: str, template: str) -> str:
    body = rendered("nest_resource", template, v=view, b=view.blueprint, s=view.style)
    return code.finished(body, path, known=_known(view, path), style=view.style)


def _known(view: ResourceView, path: str) -> list[Import]:
    paths = view.blueprint.files
    found = [Import(name=name, source="@nestjs/common") for name in inputs.COMMON]
    found += [view.dto_import(kind) for kind in ("create", "update", "list", "key", "row", "page")]
    found += [
        Import(name=view.controller, source=paths.controller),
        Import(name=view.service, source=paths.service),
        Import(name=view.module, source=paths.module),
    ]
    every = [*found, *view.known()]
    return [one for one in every if one.source and one.source != path]
