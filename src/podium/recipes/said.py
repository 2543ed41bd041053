"""The sentences of a plan about a feature: what is stored, who may do what, what is refused."""

from collections.abc import Mapping
from typing import Any

from podium.plan.survey import Survey
from podium.recipes import handlers, names
from podium.recipes.nouns import Action, Blueprint, Growth
from podium.recipes.openapi_docs.readme import asks, who
from podium.recipes.resource_tests.claims import claims
from podium.recipes.resource_tests.faults import faults
from podium.recipes.resource_tests.growth import faults as growth_faults
from podium.recipes.resource_tests.growth import titles
from podium.recipes.resource_tests.scenes import Scenes
from podium.recipes.view import View


def said(blueprint: Blueprint, survey: Survey, given: Mapping[str, str] | None) -> dict[str, Any]:
    """Every sentence that a `recipe.yaml` may name; `given` are the files where the feature adds to what is there."""
    view = Scenes(blueprint)
    every = claims(view)
    found = {
        "model": _model(blueprint),
        "uniques": _listed([f"({', '.join(one)})" for one in view.uniques]),
        "indexes": _listed([f"({', '.join(one)})" for one in blueprint.indexes]),
        "migrations": _migrations(blueprint, "migration.sql"),
        "ways_back": _migrations(blueprint, "down.sql"),
        "loses": f"the new columns of {blueprint.model}" if blueprint.existing else f"the rows of {blueprint.model}",
        "routes": ", ".join(routes(blueprint)),
        "sibling": sibling(survey),
        "test_sibling": test_sibling(blueprint, survey),
        "access": "; ".join(
            f"{action.method} {path(blueprint, action)}: {who(action)}" for action in blueprint.actions
        ),
        "refusals": _refusals(view),
        "requirements": ", ".join(want.id for want in blueprint.wants) or "the requirements",
        "tests": len(every),
        "faults": len(faults(blueprint, given)),
        "scenes": "; ".join(claim.title.replace("%s", "…") for claim in every if not claim.unit),
        "secrets": _listed(list(blueprint.secrets)),
        "swagger": _swagger(blueprint, survey),
        "readme": _readme(blueprint, survey),
    }
    if blueprint.site:
        found["loses"] = ""
        listing = view.action("list")
        lists = [f"GET {path(blueprint, listing)} {asks(listing, view)}"] if listing else []
        added = [f"{one.method} {path(blueprint, one)}" for one in view.added]
        found["routes"] = ", ".join([*added, *lists])
    return found | _grown(blueprint, blueprint.growth) if blueprint.growth else found


def _grown(blueprint: Blueprint, growth: Growth) -> dict[str, Any]:
    """The sentences that differ where an existing resource takes up new fields."""
    fields = names.listed([*(one.name for one in blueprint.columns), *(one.column for one in blueprint.links)])
    every = [one for one in titles(blueprint).values() if one]
    return {
        "routes": f"{fields} of {blueprint.model}",
        "access": "Who may call the routes stays as it is",
        "refusals": f"Refuse bad input of {fields} with 400"
        + "".join(f", an unknown {one.label} with 404" for one in blueprint.links),
        "tests": len(every),
        "faults": len(growth_faults(blueprint, growth)),
        "scenes": "; ".join(one.replace("%s", "…") for one in every),
    }


def path(blueprint: Blueprint, action: Action) -> str:
    """The action's whole path, with the global prefix."""
    return blueprint.style.prefix + action.path


def routes(blueprint: Blueprint) -> list[str]:
    """Every new route as `METHOD /path`."""
    return [f"{action.method} {path(blueprint, action)}" for action in View(blueprint).added]


def sibling(survey: Survey) -> str:
    """The file of the feature that the new one follows."""
    found = survey.convention("service-file") or survey.convention("feature-folder")
    return str(found.place) if found else "the other features"


def test_sibling(blueprint: Blueprint, survey: Survey) -> str:
    """The file that shows how e2e specs are made here."""
    found = survey.convention("e2e-setup") or survey.convention("e2e-folder")
    return str(found.place) if found else blueprint.style.tests.e2e_folder


def _listed(items: list[str]) -> str:
    return ", ".join(items) or "none"


def _model(blueprint: Blueprint) -> str:
    links = [f"{link.name} ({link.model}{', ' + link.on_delete if link.on_delete else ''})" for link in blueprint.links]
    columns = [f"{one.name} {one.prisma}{'?' if one.optional else ''}" for one in blueprint.columns]
    marks = [f"{blueprint.deleted_at} DateTime?"] if blueprint.deleted_at else []
    return f"{blueprint.model}: {_listed([*links, *columns, *blueprint.stamps, *marks])}"


def _migrations(blueprint: Blueprint, file: str) -> str:
    made = [*blueprint.index_migrations] if blueprint.site else [blueprint.migration]
    return names.listed([f"{blueprint.files.migrations}/{one}/{file}" for one in made])


def _refusals(view: Scenes) -> str:
    """What the routes refuse, with the status."""
    found: list[str] = ["bad input 400"]
    if view.guarded:
        found.append("no token 401")
    if view.by_role:
        found.append(f"no {names.words(view.role.lower())} 403")
    unknown = [link.label for link in view.blueprint.links if link.role not in {"owner", "kept"}]
    unknown += [view.blueprint.label] if any(handlers.has_id(one) or one.by for one in view.blueprint.actions) else []
    if unknown:
        found.append(f"unknown {' or '.join(unknown)} 404")
    if any(view.collides(action) for action in view.blueprint.actions):
        found.append("a second one 409, decided by the unique index")
    return "Refuse: " + ", ".join(found)


def _swagger(blueprint: Blueprint, survey: Survey) -> str:
    found = survey.convention("swagger")
    if not blueprint.style.swagger or found is None:
        return "The project has no OpenAPI: there is nothing to decorate"
    return f"Swagger decorators on controller and DTOs, as {found.place} publishes them"


def _readme(blueprint: Blueprint, survey: Survey) -> str:
    found = survey.convention("readme-route-table")
    if found is None:
        return f"A section for the {blueprint.label_plural} in {blueprint.files.readme}"
    return f"A row for each route in the table of {found.place}"
