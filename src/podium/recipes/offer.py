"""The offer for a resource: five tasks with their proofs, the contract, assumptions, risks and checks."""

from collections.abc import Mapping
from typing import Any, cast

from podium.plan.codec import encode
from podium.plan.offer import Offer
from podium.plan.survey import Survey
from podium.plan.task import RunnerChoice, Task, TaskGate, UndoStep, Write
from podium.recipes.cards import FOLDERS, card
from podium.recipes.nest_resource import extension
from podium.recipes.nest_resource.growth import files as growth_files
from podium.recipes.nouns import Blueprint, Files
from podium.recipes.openapi_docs import recipe as openapi_docs
from podium.recipes.prisma_model.schema import shares
from podium.recipes.prisma_model.steps import UP, planned_files
from podium.recipes.render import phrase
from podium.recipes.resource_tests import faults, growth
from podium.recipes.resource_tests.claims import by_requirement
from podium.recipes.resource_tests.scenes import Scenes
from podium.recipes.said import routes, said
from podium.recipes.terms import assumptions, checks, endpoints, notes, refusals, risks

SCHEMA = "{{ schema }}"
"""What a `recipe.yaml` calls the files of the schema, of which one feature may change several."""
REASON = "a recipe does this without a model"


def offer(
    blueprint: Blueprint, survey: Survey, *, readings: tuple[str, ...], given: Mapping[str, str] | None = None
) -> Offer:
    """What the recipes do for a resource, with what they refuse.

    `given` are the files as they stand when operations on what is there were added.
    """
    values = _values(blueprint, survey, given)
    return Offer(
        resource=blueprint.model,
        tasks=tuple(
            _task(folder, blueprint, survey, values, given=given) for folder in FOLDERS if _has_work(folder, blueprint)
        ),
        readings=readings,
        endpoints=endpoints(blueprint),
        assumptions=assumptions(blueprint, survey),
        risks=risks(blueprint),
        checks=checks(blueprint),
        refusals=refusals(blueprint),
        notes=notes(blueprint, survey),
    )


def _has_work(folder: str, blueprint: Blueprint) -> bool:
    if folder == "prisma_model":
        return _changes_schema(blueprint)
    return folder != "openapi_docs" or blueprint.growth is None or blueprint.style.swagger


def _changes_schema(blueprint: Blueprint) -> bool:
    return not (blueprint.site or blueprint.stored) or bool(blueprint.index_migrations)


def _values(blueprint: Blueprint, survey: Survey, given: Mapping[str, str] | None) -> dict[str, Any]:
    view, paths = Scenes(blueprint), blueprint.files
    feature = [paths.module, paths.controller, paths.service, paths.row_dto]
    inputs = _inputs(paths)
    if blueprint.growth:
        feature, inputs = growth_files(blueprint.growth, paths.service, keys=bool(blueprint.links)), list[str]()
    documented = [paths.controller, paths.row_dto, *inputs] if blueprint.style.swagger else []
    if blueprint.growth:
        spots = (blueprint.growth.create, blueprint.growth.update, blueprint.growth.row)
        documented = [spot.file for spot in spots if spot.name]
    if blueprint.site:
        feature = [*extension.changes(blueprint, blueprint.site)]
        documented = [one for one in openapi_docs.changes(blueprint) if one != paths.readme]
    return {
        "b": blueprint,
        "v": view,
        "paths": paths,
        "feature": [*feature, *inputs],
        "documented": documented,
        "extended": [*blueprint.growth.extended] if blueprint.growth else [],
        "migrations": [f"{path.rpartition('/')[0]}/*" for path in planned_files(blueprint) if path.endswith(UP)],
        "said": said(blueprint, survey, given),
    }


def _inputs(paths: Files) -> list[str]:
    return [one for one in (paths.create_dto, paths.update_dto, paths.list_dto, paths.key_dto) if one]


def _task(
    folder: str, blueprint: Blueprint, survey: Survey, values: dict[str, Any], *, given: Mapping[str, str] | None
) -> Task:
    content = card(folder)
    parameters: dict[str, Any] = {"resource": encode(blueprint)}
    if folder == "resource_tests":
        grown = growth.titles(blueprint).values() if blueprint.growth else ()
        claims = {want.id: [one for one in grown if one] for want in blueprint.wants}
        parameters["claims"] = claims if blueprint.growth else by_requirement(Scenes(blueprint))
    undo = content["undo"]
    loses = phrase(undo.get("loses", ""), **values)
    return Task(
        id=content["local"],
        title=phrase(content["title"], **values),
        specialist=content["specialist"],
        layer=content["layer"],
        phase=content["phase"],
        goal=phrase(content["goal"], **values),
        instructions=tuple(said for one in content["instructions"] if (said := phrase(one, **values))),
        needs=tuple(one for one in content["needs"] if one != "schema" or _changes_schema(blueprint)),
        reads=tuple(phrase(one, **values).partition(":")[0] for one in content["reads"]),
        writes=tuple(
            write for one in content["writes"] for write in _writes(one, values) if _is_real(write, blueprint)
        ),
        outputs=tuple(phrase(one, **values) for one in content["outputs"]),
        gates=tuple(_gates(content["gates"], folder, blueprint, survey, given=given)),
        undo=(UndoStep(kind=undo["kind"], text=phrase(undo["text"], **values), loses=loses),),
        runner=RunnerChoice(kind="recipe", name=content["id"], reason=REASON),
        parameters=parameters,
        risk="medium" if folder == "prisma_model" else "low",
    )


def _is_real(write: Write, blueprint: Blueprint) -> bool:
    """Whether the write happens: new fields bring no module to register, no unit spec, and no route to the README."""
    if blueprint.site:
        return write.target not in {"", blueprint.style.app_module.source}
    if blueprint.growth is None:
        return True
    never = {blueprint.style.app_module.source, blueprint.files.unit, blueprint.files.readme}
    return write.target not in never


def _writes(one: dict[str, Any], values: dict[str, Any]) -> list[Write]:
    if "resource" in one:
        return [Write(kind="resource", target=phrase(one["resource"], **values))]
    if "path" in one:
        return [Write(kind="path", target=phrase(one["path"], **values))]
    if "paths" in one:
        return [Write(kind="path", target=target) for target in _named(one["paths"], values)]
    if one["share"] == SCHEMA:
        return [Write(kind="share", target=path, key=key) for path, key in shares(values["b"])]
    target = phrase(one["share"], **values)
    return [Write(kind="share", target=target, key=key) for key in _named(one["keys"], values)]


def _named(given: str | list[str], values: dict[str, Any]) -> list[str]:
    """A list of the file, or the one among the values that its text names (`{{ feature }}`)."""
    if isinstance(given, list):
        return [phrase(one, **values) for one in given]
    found: Any = values
    for part in given.strip("{} ").split("."):
        found = found[part]
    return cast("list[str]", found)


def _gates(
    ids: list[str], folder: str, blueprint: Blueprint, survey: Survey, *, given: Mapping[str, str] | None
) -> list[TaskGate]:
    skipped = set[str]()
    if not blueprint.style.swagger:
        skipped |= {"openapi", "openapi-diff"}
    if not survey.commands.format:
        skipped.add("format")
    if not survey.commands.lint:
        skipped.add("lint")
    known = _gate_parameters(folder, blueprint, given)
    allowed = growth.approved(blueprint, blueprint.growth) if blueprint.growth else []
    if allowed and folder not in {"prisma_model", "nest_resource"}:
        known = known | {"weakened-tests": {"allow": allowed}}
    more = [one for one in known if one not in ids]
    return [TaskGate(gate=one, parameters=known.get(one, {})) for one in [*ids, *more] if one not in skipped]


def _reached(blueprint: Blueprint) -> list[str]:
    """The routes that are there and answer with new fields."""
    growth_ = blueprint.growth
    pairs = (("POST", growth_.create_path), ("GET", growth_.get_path)) if growth_ else ()
    return [f"{method} {path}" for method, path in pairs if path]


def _gate_parameters(folder: str, blueprint: Blueprint, changed: Mapping[str, str] | None) -> dict[str, dict[str, Any]]:
    paths, added = blueprint.files, routes(blueprint)
    if folder == "prisma_model" and blueprint.index_migrations:
        return {}
    if folder == "prisma_model":
        return {"migration-way-back": {"migration": blueprint.migration}}
    if folder == "nest_resource":
        return {"routes": {"added": added}, "unit": {"related": True}}
    if folder == "openapi_docs":
        return {"openapi-diff": {"added": added}}
    if folder == "performance_review":
        return {}
    if folder == "security_review":
        return {
            "guard-coverage": {"routes": {f"{one.method} {one.path}": one.access for one in endpoints(blueprint)}},
            "exposure": {"forbidden": list(blueprint.secrets), "routes": added or _reached(blueprint)},
        }
    if blueprint.growth:
        grown = growth_files(blueprint.growth, paths.service, keys=bool(blueprint.links))
        return {
            "unit": {"related": True},
            "e2e": {"files": [paths.e2e, *blueprint.growth.extended], "repeat": 3},
            "new-tests": {"files": [paths.e2e], "withhold": grown},
            "planted-faults": {"faults": growth.faults(blueprint, blueprint.growth)},
        }
    feature = [paths.module, paths.controller, paths.service, paths.row_dto]
    inputs = _inputs(paths)
    withheld = [*(changed or [*feature, *inputs, blueprint.style.app_module.source])]
    specs = [one for one in (paths.unit, paths.e2e) if one]
    return {
        "unit": {"files": [paths.unit], "repeat": 3} if paths.unit else {"related": True},
        "e2e": {"files": [paths.e2e], "repeat": 3},
        "new-tests": {"files": specs, "withhold": withheld},
        "planted-faults": {"faults": faults.parameters(blueprint, changed)},
    }
