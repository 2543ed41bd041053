"""What is known of a request in a repository, as lines with their places: what work orders are filled in with."""

import re
from collections.abc import Iterable

from podium.plan.analysis import Analysis, Operation, Resource, ResourceField
from podium.plan.cues import found as cued
from podium.plan.evidence import Place
from podium.plan.given import TODAY, asking, is_farewell
from podium.plan.headline import headline, shortened
from podium.plan.operating import operating
from podium.plan.places import FANNED_OUT, SESSIONS, Places, is_test
from podium.plan.runs import runs
from podium.plan.standing import absent, standing
from podium.plan.survey import Dto, Model, Provider, Queue, Route, Survey

Facts = dict[str, tuple[str, ...]]
"""Lines by the name of the placeholder that they fill; an empty tuple is a fact that is not there."""

MOST_LINES = 8
MOST_WORDS = 240
"""So many characters of a clause or a requirement stand in an instruction."""
_SILENT = ("a heading", "a courtesy", "a greeting")
"""How readings begin of clauses that nobody has to be told."""
MOST_CLAUSES = 10
"""So many clauses or requirements stand in an instruction."""
_VARIABLE = re.compile(r"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b")


def facts(analysis: Analysis, survey: Survey) -> Facts:
    """Every fact, in the words that tasks and reasons use; the names are those of rules/steps.yaml."""
    places = Places(analysis=analysis, survey=survey)
    found: Facts = {
        "subject": (subject(analysis),),
        "clauses": _clauses(analysis),
        "requirements": _many(f"{one.id} {shortened(one.text, MOST_WORDS)}" for one in asking(analysis.requirements)),
        "there": standing(analysis, survey),
        "absent": absent(analysis, survey),
        "targets": _targets(analysis),
        "today": _many(
            f"{one.id} {shortened(one.text, MOST_WORDS)}" for one in analysis.requirements if one.aspect == TODAY
        ),
        "files": _affected_files(places),
        "reads": places.files,
        "app_module": _habit(survey, "app-module") if places.new_folders or not places.code else (),
        "importers": _importers(places),
        "new_packages": places.new_packages,
        "guide": _guide(analysis),
        "documentation": places.documents,
        "openapi": tuple(f"set up at {one.place}" for one in (survey.convention("swagger"),) if one),
        "scripts": _scripts(survey),
        "reproduction_writes": (f"path {places.reproduction}",),
        "measurement_writes": (f"path {places.root}bench/**",),
        "source_writes": places.source_writes,
        "fault_writes": places.fault_writes,
        "test_writes": places.test_writes,
        "documentation_writes": places.documentation_writes,
        "deployment_writes": places.deployment_writes,
        "configuration_writes": places.configuration_writes,
    }
    found |= _contract(places) | operating(places)
    return found | _data(places) | _interface(places) | _surroundings(places) | _testing(places) | _layers(analysis)


def _clauses(analysis: Analysis) -> tuple[str, ...]:
    """What is asked, clause by clause: the request itself, which whoever works gets whole, stands above the plan."""
    aside = {one.clause for one in analysis.readings if one.kind == "rule" and one.what.startswith(_SILENT)}
    kept = [one for one in analysis.clauses if one.id not in aside and not is_farewell(one.text)]
    said = _many(f"{group[0].id} “{shortened(text, MOST_WORDS)}”" for group, text in runs(kept, analysis.request))
    return said or (f"“{shortened(analysis.request, MOST_WORDS)}”",)


def _many(lines: Iterable[str]) -> tuple[str, ...]:
    """The lines, at most so many of them, and how many more the request holds."""
    found = list(lines)
    more = len(found) - MOST_CLAUSES
    return (*found[:MOST_CLAUSES], f"and {more} more above") if more > 1 else tuple(found)


def _targets(analysis: Analysis) -> tuple[str, ...]:
    """The requirements that give a figure to reach."""
    figures = (
        one for one in asking(analysis.requirements) if re.search(r"\d\s*(ms|s|sec\w*|%|percent|rps|mb|gb)\b", one.text)
    )
    return tuple(f"{one.id} {shortened(one.text, MOST_WORDS)}" for one in figures if one.kind != "constraint")


_GUIDES = ("guide*", "tutorial*", "getting started", "onboarding", "walkthrough*", "partners", "how to", "integrat*")


def _guide(analysis: Analysis) -> tuple[str, ...]:
    """What documentation that is asked for by itself holds beside the reference."""
    asked = any(one.type == "documentation" for one in analysis.types) and cued(_GUIDES, analysis.request)
    return (
        ("from set-up over signing in to the first call, each request with an answer that was really given",)
        if asked
        else ()
    )


_FAULTY = re.compile(
    r"^\W*(?:please )?(?:fix|mend|repair)\b(?: that| the fact that| (?:an issue|a bug) where)?[.,:]?\s+",
    re.IGNORECASE,
)
"""How a report begins that asks for a mend."""


def subject(analysis: Analysis) -> str:
    """What tasks are about, in a few words: the new resources, or the head line."""
    names = [resource.plural.replace("-", " ") for resource in analysis.resources if not resource.existing]
    return " and ".join(names) if names else headline(_FAULTY.sub("", analysis.request))


def at(name: str, place: Place) -> str:
    """`name (file:line)`."""
    return f"{name} ({place})"


def _habit(survey: Survey, name: str) -> tuple[str, ...]:
    habit = survey.convention(name)
    return (at(habit.value, habit.place),) if habit else ()


def _most(lines: Iterable[str], most: int = MOST_LINES) -> tuple[str, ...]:
    found = list(dict.fromkeys(lines))
    return (*found[:most], f"{len(found) - most} more") if len(found) > most else tuple(found)


def _affected_files(places: Places) -> tuple[str, ...]:
    """Where to begin: what a stack trace names, what the words name, the affected components; the analysis says why."""
    told = {f"{place} ({name}, in the trace)": place.file for name, place in places.frames}
    named = {f"{place} ({name}, named in the request)": place.file for name, place in places.named}
    told |= {line: file for line, file in named.items() if file not in told.values()}
    lines = list(told)
    for one in places.affected:
        for first in (each for each in one.evidence[:1] if each.place.file not in told.values()):
            name = "" if one.component.endswith(first.place.file) else f" ({one.component})"
            lines.append(f"{first.place}{name}")
    return _most(lines, 6)


def _importers(places: Places) -> tuple[str, ...]:
    files = set(places.code)
    users = (
        file
        for file, used in sorted(places.survey.imports.items())
        if files & set(used) and file not in files and not is_test(file)
    )
    return _most(users)


def _scripts(survey: Survey) -> tuple[str, ...]:
    commands = survey.commands
    return tuple(one for one in (commands.build, commands.migrate, commands.openapi) if one)


def _data(places: Places) -> Facts:
    analysis, survey = places.analysis, places.survey
    new = [one for one in analysis.resources if not one.existing]
    extended = [one for one in analysis.resources if one.existing]
    filled = [one for one in extended if any(not field.optional and not field.default for field in one.fields)]
    schema = survey.schema
    named = {one.component.lower() for one in places.affected}
    said = set(re.findall(r"[a-z]+", analysis.request.lower())) if not analysis.resources else set[str]()
    touched = [one for one in schema.models if one.name.lower() in named or f"{one.name.lower()}s" in said]
    return {
        "schema": schema.files,
        "migrations": (places.migrations,) if places.migrations else (),
        "migration_lane": ("resource migrations",) if schema.files or places.migrations else (),
        "schema_writes": places.schema_writes,
        "models": tuple(at(model.name, model.place) for model in touched),
        "indexes": tuple(_indexes(model) for model in touched),
        "new_models": tuple(_model(one) for one in new),
        "new_tables": tuple(f"{one.name} is new" for one in new),
        "existing_models": tuple(_extension(one, survey) for one in extended),
        "existing_gain": tuple(_extension(one, survey) for one in extended if one not in filled and one.fields),
        "existing_required": tuple(_extension(one, survey) for one in filled),
        "queried": _queried(places),
        "orders": _orders(analysis),
        "data_habits": tuple(
            f"{name} {line}" for name in ("id-type", "created-at", "on-delete") for line in _habit(survey, name)
        ),
    }


def _indexes(model: Model) -> str:
    """`Product: unique sku, index (status, createdAt)`: what PostgreSQL can look rows up by."""
    parts = [f"unique {field.name}" for field in model.fields if field.is_unique]
    parts += [f"unique ({', '.join(one)})" for one in model.uniques]
    parts += [f"index ({', '.join(one)})" for one in model.indexes]
    return f"{model.name}: {', '.join(parts) or 'none but its id'}"


_MEMORY = ("memory", "heap", "oom", "oom-killed", "rss")
_ASKED = ("quer*", "database", "sql", "rows", "index*", "list*", "get /*", "endpoint*", "postgres*", "prisma", "slow*")


def _queried(places: Places) -> tuple[str, ...]:
    """The schema whose queries may be what is slow; not where it is memory alone."""
    said = places.analysis.request
    slow = any(one.type == "performance_issue" for one in places.analysis.types)
    slow = slow and not (cued(_MEMORY, said) and not cued(_ASKED, said))
    count, files = len(places.survey.schema.models), places.survey.schema.files
    return (f"{count} models in {', '.join(files)}",) if slow and count else ()


def _model(resource: Resource) -> str:
    parts = [_field(field) for field in resource.fields]
    parts += [f"{relation.name} → {relation.model}" for relation in resource.relations]
    parts += [f"unique over {' and '.join(unique)}" for unique in resource.uniques]
    return f"{resource.name} ({'; '.join(parts)})" if parts else resource.name


def _extension(resource: Resource, survey: Survey) -> str:
    model = survey.schema.model(resource.existing)
    name = at(resource.existing, model.place) if model else resource.existing
    return f"{name} gains {', '.join(_field(field) for field in resource.fields) or 'no column'}"


def _field(field: ResourceField) -> str:
    words = [field.name, field.type]
    if field.minimum is not None or field.maximum is not None:
        words.append(f"from {_number(field.minimum)} to {_number(field.maximum)}")
    if field.max_length is not None:
        words.append(f"at most {field.max_length} characters")
    if field.values:
        words.append(f"one of {', '.join(field.values)}")
    words += [word for word, holds in (("optional", field.optional), ("unique", field.unique)) if holds]
    return " ".join(words) + (f" default {field.default}" if field.default else "")


def _number(value: float | None) -> str:
    return "any" if value is None else f"{value:g}"


def _orders(analysis: Analysis) -> tuple[str, ...]:
    operations = [operation for one in analysis.resources for operation in one.operations]
    lines = [f"{name} {direction}" for operation in operations for name, direction in operation.order_by]
    lines += [one.field for operation in operations for one in operation.filters]
    return tuple(dict.fromkeys(lines))


def _interface(places: Places) -> Facts:
    analysis, survey = places.analysis, places.survey
    files = set(places.code)
    near = [route for route in survey.routes if route.place.file in files]
    touched = places.named_routes or places.spoken_routes
    bodies = {route.body for route in touched or near}
    guard = (*_habit(survey, "auth-guard"), *_habit(survey, "current-user-id"))
    return {
        "operations": tuple(_operation(one, operation) for one in analysis.resources for operation in one.operations),
        "routes": _most(map(_route, touched)),
        "near_routes": () if touched else _most(map(_route, near)),
        "held_routes": _most(map(_route, (*touched, *near))),
        "dtos": _most(map(_dto, (one for one in survey.dtos if one.place.file in files or one.name in bodies))),
        "sibling": _sibling(places),
        "guard": (", ".join(guard),) if guard else (),
        "guards": tuple(at(one.name, one.place) for one in survey.providers if one.kind in {"guard", "strategy"}),
        "validation": tuple(f"the global pipe is {line}" for line in _habit(survey, "validation-pipe")),
        "not_found": _habit(survey, "not-found"),
        "pagination": _habit(survey, "pagination-query") or _habit(survey, "pagination-shape"),
    }


def _route(one: Route) -> str:
    return at(f"{one.method} {one.path}", one.place)


def _dto(one: Dto) -> str:
    """`CreateProductDto (file:line): sku, name, price`."""
    return f"{at(one.name, one.place)}: {', '.join(field.name for field in one.fields[:8])}".rstrip(": ")


def _contract(places: Places) -> Facts:
    """Where a contract that the request changes is documented: OpenAPI, or a table of routes in the README."""
    extends = any(one.type == "new_api_endpoint" for one in places.analysis.types)
    shown = (*_habit(places.survey, "swagger"), *_habit(places.survey, "readme-route-table"))
    changes = extends or any(one.operations for one in places.analysis.resources)
    return {"documented_contract": shown if changes else ()}


def _operation(resource: Resource, operation: Operation) -> str:
    words = [operation.kind, resource.plural.replace("-", " ")]
    parent = next((one for one in resource.relations if one.role == "parent"), None)
    if operation.scope == "parent" and parent is not None:
        words.append(f"of a {parent.name}")
    elif operation.scope == "own":
        words.append("of the caller")
    details = [f"{operation.access.replace('_', ' ')}{' ' + '/'.join(operation.roles) if operation.roles else ''}"]
    details += [f"{name} {direction}" for name, direction in operation.order_by]
    details += ["paged"] if operation.paginated else []
    details += [f"filter {one.field} ({one.match})" for one in operation.filters]
    return f"{' '.join(words)} ({', '.join(details)})"


def _sibling(places: Places) -> tuple[str, ...]:
    modules = [one for one in places.survey.modules if one.controllers and one.place.file != places.app_module]
    folders = {file.rpartition("/")[0] for file in places.code}
    near = [one for one in modules if one.place.file.rpartition("/")[0] in folders]
    return tuple(at(one.name, one.place) for one in (near or modules)[:1])


def _surroundings(places: Places) -> Facts:
    survey, files = places.survey, set(places.code)
    caches = [one for one in survey.providers if _takes_cache(one)]
    changed = {one.existing.lower() for one in places.analysis.resources if one.existing}
    hit = [one for one in caches if one.place.file in files and (not places.analysis.resources or _is_of(one, changed))]
    if any(one.type == "performance_issue" for one in places.analysis.types):
        folders = {file.rpartition("/")[0] for file in files}
        hit = [one for one in caches if one.place.file.rpartition("/")[0] in folders]
    declared = [f"{one.name}" for one in survey.environment if one.declared]
    return {
        "caches": _most(at(f"{one.name} takes the cache", one.place) for one in caches),
        "cached_changes": tuple(at(one.name, one.place) for one in hit),
        "queues": _most(map(_queue, survey.queues)),
        "redis": _redis(survey),
        "sessions": cued(SESSIONS, places.analysis.request),
        "fanned_out": cued(FANNED_OUT, places.analysis.request),
        "leave_alone": _alone(places),
        "schedules": _most(at(f"{one.expression} {one.handler}", one.place) for one in survey.schedules),
        "gateways": _most(at(one.name, one.place) for one in survey.gateways),
        "variables": (f"{', '.join(declared[:MOST_LINES])}",) if declared else (),
        "undeclared": tuple(at(one.name, one.used[0]) for one in survey.environment if one.used and not one.declared),
        "named_variables": tuple(
            dict.fromkeys(re.findall(r"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b", places.analysis.request))
        ),
    }


def _queue(one: Queue) -> str:
    """`queue mail (registered, processed by, filled by: with their places)`."""
    parts = [f"registered {place}" for place in one.registered[:1]]
    parts += [f"processed by {place}" for place in one.processors[:1]]
    parts += [f"filled by {place}" for place in one.producers[:2]]
    return f"queue {one.name} ({', '.join(parts)})" if parts else f"queue {one.name}"


def _redis(survey: Survey) -> tuple[str, ...]:
    """What of Redis the project has: a client among its packages, or queues, which stand on it."""
    names = [
        one
        for one in ("ioredis", "redis", "@nestjs/bullmq", "bullmq", "cache-manager-redis-yet")
        if one in survey.stack.packages
    ]
    return (", ".join(names),) if names else ()


def _alone(places: Places) -> tuple[str, ...]:
    """What the request does not concern and a diligent hand might touch all the same."""
    survey, files = places.survey, set(places.code)
    caches = [one for one in survey.providers if _takes_cache(one) and one.place.file not in files]
    lines = [f"the keys of {at(one.name, one.place)}" for one in caches[:2]]
    count = len(survey.schema.migrations)
    lines += [f"the {count} migration{'' if count == 1 else 's'} in {survey.schema.migrations_folder}"] if count else []
    lines += ["what tests expect today", "names that other files import"]
    return tuple(lines)


def _takes_cache(provider: Provider) -> bool:
    return any(re.search(r"\b(Cache|Redis|CACHE_MANAGER)\b", f"{one.type} {one.key}") for one in provider.injects)


def _is_of(provider: Provider, models: set[str]) -> bool:
    return any(provider.name.lower().startswith(name) for name in models)


def _testing(places: Places) -> Facts:
    survey, files = places.survey, set(places.code)
    covering = [one.path for one in survey.tests if files & set(one.covers)]
    commands = [f"{one}" for one in (survey.commands.unit, survey.commands.e2e) if one]
    return {
        "tests": _most(covering),
        "sibling_tests": tuple(dict.fromkeys([*covering, *(one.path for one in survey.tests)]))[:3],
        "unit_suffix": tuple(f"*{one.value} as {one.place}" for one in (survey.convention("unit-suffix"),) if one)
        or ("*.spec.ts",),
        "e2e_folder": (places.end_to_end,),
        "test_commands": tuple(commands),
    }


def _layers(analysis: Analysis) -> Facts:
    found: Facts = {}
    for one in analysis.layers:
        found[f"layer_{one.layer}" if one.planned else f"no_layer_{one.layer}"] = (one.reason,)
    types = {one.type for one in analysis.types}
    infrastructure = found.get("layer_infrastructure", ())
    found["layer_infrastructure_queue"] = infrastructure if "background_job" in types else ()
    found["layer_infrastructure_realtime"] = infrastructure if "realtime_feature" in types else ()
    for name, fact in (("security_review", "security_reasons"), ("performance_review", "performance_reasons")):
        criterion = analysis.criterion(name)
        holds = criterion is not None and criterion.holds
        found[fact] = (criterion.reasons or criterion.rules or ("the criterion holds",)) if criterion and holds else ()
    return found
