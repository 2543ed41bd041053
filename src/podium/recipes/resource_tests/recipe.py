"""Writes the unit and the e2e spec of a resource."""

from typing import TYPE_CHECKING

from podium.plan.evidence import Finding
from podium.recipes import code
from podium.recipes.apply import blueprints_of, edit, write
from podium.recipes.nouns import Blueprint, Import
from podium.recipes.render import rendered
from podium.recipes.resource_tests import growth
from podium.recipes.resource_tests.claims import titles
from podium.recipes.resource_tests.scenes import Scenes
from podium.recipes.resource_tests.unit import Unit

if TYPE_CHECKING:
    from podium.ports import Assignment


class ResourceTests:
    """The recipe `resource-tests`."""

    id = "resource-tests"
    specialist = "test-engineering-specialist"

    def apply(self, assignment: "Assignment") -> tuple[Finding, ...]:
        """Write both specs, and extend the answers that others compare whole; a finding for one that has changed."""
        return tuple(one for blueprint in blueprints_of(assignment) for one in self._apply(assignment, blueprint))

    def _apply(self, assignment: "Assignment", blueprint: Blueprint) -> tuple[Finding, ...]:
        write(assignment, files(blueprint))
        steps = growth.expected(blueprint, blueprint.growth) if blueprint.growth else {}
        return tuple(finding for path, change in steps.items() for finding in edit(assignment, path, change))


class _Titles(dict[str, str]):
    """Titles by key; a key without a claim is an empty text, so that a template may ask for it."""

    def __missing__(self, key: str) -> str:
        return ""


def files(blueprint: Blueprint) -> dict[str, str]:
    """Both specs by their paths."""
    view = Scenes(blueprint)
    if blueprint.growth:
        body, path = growth.spec(blueprint, blueprint.growth), blueprint.files.e2e
        return {path: code.finished(body, path, known=_e2e_names(view), style=blueprint.style)}
    values = {"v": view, "b": blueprint, "s": blueprint.style, "t": blueprint.style.tests}
    given = _Titles(titles(view))
    given["stores"] = (
        "yes" if any(key in given for key in STORING) or any(key.startswith("filter_") for key in given) else ""
    )
    e2e, e2e_path = rendered("resource_tests", "e2e.ts.j2", c=given, **values), blueprint.files.e2e
    found = {e2e_path: code.finished(e2e, e2e_path, known=_e2e_names(view), style=blueprint.style)}
    if not blueprint.files.unit:
        return found
    template = "unit_site.ts.j2" if blueprint.site else "unit.ts.j2"
    unit = rendered("resource_tests", template, c=given, u=Unit(view), **values)
    path = blueprint.files.unit
    return {path: code.finished(unit, path, known=_unit_names(view), style=blueprint.style), **found}


SITE = ("site_updates", "site_refuses", "site_once", "site_deletes", "kept", "noticed", "cut")
STORING = (
    "order",
    "pages",
    "size",
    "scope",
    "shown",
    "gets",
    "looked_up",
    "hidden",
    "updates",
    "deletes",
    "gone",
    "foreign",
    "any_role",
    "any_list",
    *SITE,
)
"""The claims whose tests put rows straight into the database."""


def _globals(view: Scenes) -> list[Import]:
    if view.style.tests.globals:
        return []
    source = "vitest" if view.fn == "vi" else "@jest/globals"
    names = ("describe", "it", "expect", "beforeAll", "beforeEach", "afterAll", view.fn)
    return [Import(name=name, source=source) for name in names]


def _unit_names(view: Scenes) -> list[Import]:
    style, common = view.style, "@nestjs/common"
    found = [*_globals(view), Import(name="Test", source="@nestjs/testing"), style.prisma]
    found += [Import(name=name, source=common) for name in ("ConflictException", "NotFoundException")]
    found += [
        Import(name="Prisma", source=style.prisma_types),
        Import(name=view.service, source=view.blueprint.files.service),
    ]
    return found + [one for one in (style.guarding.user_type, style.guarding.roles_type) if one]


def _e2e_names(view: Scenes) -> list[Import]:
    tests, style = view.style.tests, view.style
    found = [*_globals(view), *(one for one in (tests.harness, tests.user_type, tests.app_module, tests.setup) if one)]
    if tests.harness is None:
        found += [Import(name="Test", source="@nestjs/testing"), style.prisma, tests.supertest]
        found += [Import(name=name, source="@nestjs/common") for name in ("INestApplication", "ValidationPipe")]
        found.append(Import(name="App", source=f"supertest/types{style.extension}"))
    return found
