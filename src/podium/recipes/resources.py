"""For each resource of an analysis what the recipes offer to do, or the reason why they do not."""

from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from podium.plan.analysis import Analysis, Assumption, Filter, Operation, Resource
from podium.plan.offer import Offer, Refusal
from podium.plan.survey import Survey
from podium.recipes import names
from podium.recipes.chains import chains, change_of
from podium.recipes.design.blueprint import design, grown, migration_name
from podium.recipes.design.checks import check_access, check_pages, check_style
from podium.recipes.design.extension import extended
from podium.recipes.design.growth import read_growth
from podium.recipes.design.joins import once_for_each_pair
from podium.recipes.design.later import later, with_model
from podium.recipes.design.owners import with_named_owner
from podium.recipes.design.site import access_of, routes_of
from podium.recipes.design.unknown import Present, Unknown
from podium.recipes.design.wants import field_readings, readings_of
from podium.recipes.edits.problem import EditProblem
from podium.recipes.merging import merged
from podium.recipes.nest_resource import extension
from podium.recipes.nouns import Style
from podium.recipes.offer import offer
from podium.recipes.sources import Sources, read_sources
from podium.recipes.style import read_style


@dataclass(frozen=True, kw_only=True)
class Known:
    """The repository as it is by then, and the request."""

    survey: Survey
    sources: Sources
    analysis: Analysis


def offers(repository: Path | None, analysis: Analysis, survey: Survey) -> tuple[Offer, ...]:
    """One offer for each resource that was read, in their order."""
    sources = read_sources(repository, survey.revision, project=survey.project)
    known = Known(survey=survey, sources=sources, analysis=analysis)
    found: list[Offer] = []
    for number, chain in enumerate(chains(analysis.resources)):
        what = f"add_{'_and_'.join(change_of(one) for one in chain)}"
        migration = migration_name(survey, sources.committed, what, number=number)
        found += _chained(chain, known, migration=migration)
    return tuple(_asked_for(one, analysis) for one in found)


def _chained(chain: list[Resource], known: Known, *, migration: str) -> list[Offer]:
    """One offer for all that can be done of a chain; what cannot has one of its own, that says why."""
    done: list[Offer] = []
    refused: list[Offer] = []
    for resource in chain:
        try:
            found, known = _offer(resource, known, migration=migration)
            done = [merged(done[0], found)] if done else [found]
        except Unknown as unknown:
            refusal = Refusal(recipe=unknown.recipe, reason=str(unknown), hint=unknown.hint)
            there = unknown.there if isinstance(unknown, Present) else ()
            readings = readings_of(resource) if there else ()
            refused.append(Offer(resource=resource.name, refusals=(refusal,), there=there, readings=readings))
    return [*done, *refused]


def _asked_for(offer: Offer, analysis: Analysis) -> Offer:
    """The offer; a review of performance is in it where the criterion holds, every other task always."""
    criterion = analysis.criterion("performance_review")
    due = criterion is not None and criterion.holds
    return replace(offer, tasks=tuple(one for one in offer.tasks if due or one.runner.name != "performance-review"))


def _offer(resource: Resource, known: Known, *, migration: str) -> tuple[Offer, Known]:
    """The offer, and what is known once it is carried out. Raises `Unknown` where something would be guessed."""
    survey, sources = known.survey, known.sources
    if resource.existing:
        return _grown(resource, known, migration=migration)
    resource = once_for_each_pair(with_named_owner(resource))
    check_access(resource, survey)
    style = read_style(survey, sources)
    check_style(resource, style)
    check_pages(resource, style, survey)
    blueprint = design(resource, known.analysis, survey, style, migration=migration)
    found = offer(blueprint, survey, readings=readings_of(resource))
    return found, replace(known, survey=with_model(blueprint, survey))


def _grown(resource: Resource, known: Known, *, migration: str) -> tuple[Offer, Known]:
    """The new fields of an existing resource, and on top of them the operations that are asked for with them."""
    survey, sources = known.survey, known.sources
    if resource.soft_delete:
        place = survey.schema.model(resource.existing)
        reason = f"{place.place if place else resource.existing}: a soft delete changes every query of it"
        raise Unknown(f"{reason} that is there", hint="a recipe does it for a new resource")
    if not (resource.fields or resource.relations):
        return _extended(resource, known), known
    growth = read_growth(resource, survey, sources)
    style = read_style(survey, sources)
    blueprint = grown(resource, known.analysis, survey, style=style, growth=growth, migration=migration)
    found = offer(blueprint, survey, readings=field_readings(resource))
    try:
        after = later(blueprint, growth, survey, sources)
    except EditProblem as problem:
        raise Unknown(f"{blueprint.files.service}:{problem.line}: {problem}") from problem
    known = replace(known, survey=after[0], sources=after[1])
    narrowed = _narrowed(resource, known, style) if resource.relations else None
    if narrowed and not any(one.kind == "list" for one in resource.operations):
        with suppress(Unknown, Present):
            found = merged(found, _extended(narrowed, known))
    return _with_operations(found, resource, known), known


def _narrowed(resource: Resource, known: Known, style: Style) -> Resource | None:
    """The list that is there, to be narrowed by the new relations; None where there is none."""
    routes = routes_of(resource, known.survey, style)
    listed = next((one for one in routes if one.method == "GET" and ":" not in one.path), None)
    if listed is None:
        return None
    access, roles = access_of(listed)
    filters = tuple(Filter(field=one.name) for one in resource.relations)
    wish = Operation(kind="list", access=access, roles=roles, filters=filters)
    return replace(resource, fields=(), relations=(), uniques=(), operations=(wish,), readings=())


def _with_operations(found: Offer, resource: Resource, known: Known) -> Offer:
    """The offer of new fields with the operations on top; what of those no recipe does is noted, with the reason."""
    if not resource.operations:
        return found
    operations = replace(resource, fields=(), relations=())
    try:
        return merged(found, _extended(operations, known))
    except Present as present:
        there = tuple(Assumption(id="", text=one) for one in present.places)
        return merged(found, Offer(resource=found.resource, assumptions=there, readings=readings_of(operations)))
    except Unknown as reason:
        kinds = names.listed([one.kind for one in resource.operations])
        note = f"not done by a recipe: {kinds} of {names.words(resource.plural)}: {reason}"
        return replace(found, notes=(*found.notes, note))


def _extended(resource: Resource, known: Known) -> Offer:
    """Operations on an existing resource, as far as they are not there."""
    survey, sources = known.survey, known.sources
    check_access(resource, survey)
    style = read_style(survey, sources)
    check_style(resource, style)
    check_pages(resource, style, survey)
    blueprint, there = extended(resource, known.analysis, survey, style=style, sources=sources)
    if blueprint.site is None:
        return offer(blueprint, survey, readings=readings_of(resource))
    try:
        given = extension.after(blueprint, blueprint.site, sources.text)
    except EditProblem as problem:
        raise Unknown(f"{blueprint.files.service}:{problem.line}: {problem}") from problem
    found = offer(blueprint, survey, readings=readings_of(resource), given=given)
    every = [
        *found.assumptions,
        *(Assumption(id=f"A{len(found.assumptions) + at}", text=text) for at, text in enumerate(there, 1)),
    ]
    return replace(found, assumptions=tuple(every))
