"""The family of recipes for resources: for each resource of an analysis an offer, or the reason why there is none."""

from dataclasses import replace
from pathlib import Path

from podium.plan.analysis import Analysis, Assumption, Resource
from podium.plan.offer import Offer, Refusal
from podium.plan.survey import Survey
from podium.recipes import names
from podium.recipes.design.blueprint import design, grown, migration_name
from podium.recipes.design.checks import check_access, check_pages, check_style
from podium.recipes.design.extension import extended
from podium.recipes.design.growth import read_growth
from podium.recipes.design.later import later
from podium.recipes.design.unknown import Present, Unknown
from podium.recipes.design.wants import field_readings, readings_of
from podium.recipes.edits.problem import EditProblem
from podium.recipes.merging import merged
from podium.recipes.nest_resource import extension
from podium.recipes.nouns import Blueprint
from podium.recipes.offer import offer
from podium.recipes.sources import Sources, read_sources
from podium.recipes.style import read_style


class ResourceFamily:
    """The family `resource`; `repository` is where the surveyed revision can be read beyond what a survey holds."""

    id = "resource"

    def __init__(self, repository: Path | None = None) -> None:
        self._repository = repository

    def offer(self, analysis: Analysis, survey: Survey) -> tuple[Offer, ...]:
        """One offer for each resource that was read, in their order."""
        if not analysis.resources:
            return ()
        sources = read_sources(self._repository, survey.revision, project=survey.project)
        return tuple(
            _asked_for(_offer(resource, analysis, survey, sources, number=number), analysis)
            for number, resource in enumerate(analysis.resources)
        )


def _asked_for(offer: Offer, analysis: Analysis) -> Offer:
    """The offer; a review of performance is in it where the criterion holds, every other task always."""
    criterion = analysis.criterion("performance_review")
    due = criterion is not None and criterion.holds
    return replace(offer, tasks=tuple(one for one in offer.tasks if due or one.runner.name != "performance-review"))


def _grown(resource: Resource, analysis: Analysis, survey: Survey, sources: Sources, *, number: int) -> Offer:
    """The new fields of an existing resource, and on top of them the operations that are asked for with them."""
    if resource.soft_delete:
        place = survey.schema.model(resource.existing)
        reason = f"{place.place if place else resource.existing}: a soft delete changes every query of it"
        raise Unknown(f"{reason} that is there", hint="a recipe does it for a new resource")
    if not resource.fields:
        return _extended(resource, analysis, survey, sources)
    fields = "_".join(names.snake(one.name) for one in resource.fields)
    migration = migration_name(
        survey, sources.committed, f"add_{fields}_to_{names.snake(resource.existing)}", number=number
    )
    growth = read_growth(resource, survey, sources)
    style = read_style(survey, sources)
    blueprint = grown(resource, analysis, survey, style=style, growth=growth, migration=migration)
    found = offer(blueprint, survey, readings=field_readings(resource))
    return _with_operations(found, blueprint, resource, analysis, known=(survey, sources))


def _with_operations(
    found: Offer, blueprint: Blueprint, resource: Resource, analysis: Analysis, *, known: tuple[Survey, Sources]
) -> Offer:
    """The offer of new fields with the operations on top; what of those no recipe does is noted, with the reason."""
    if not (resource.operations and blueprint.growth):
        return found
    operations = replace(resource, fields=())
    try:
        survey, sources = later(blueprint, blueprint.growth, *known)
        return merged(found, _extended(operations, analysis, survey, sources))
    except Present as present:
        there = tuple(Assumption(id="", text=one) for one in present.places)
        return merged(found, Offer(resource=found.resource, assumptions=there, readings=readings_of(operations)))
    except (EditProblem, Unknown) as reason:
        kinds = names.listed([one.kind for one in resource.operations])
        note = f"not done by a recipe: {kinds} of {names.words(resource.plural)}: {reason}"
        return replace(found, notes=(*found.notes, note))


def _extended(resource: Resource, analysis: Analysis, survey: Survey, sources: Sources) -> Offer:
    """Operations on an existing resource, as far as they are not there."""
    check_access(resource, survey)
    style = read_style(survey, sources)
    check_style(resource, style)
    check_pages(resource, style, survey)
    blueprint, there = extended(resource, analysis, survey, style=style, sources=sources)
    if blueprint.site is None:
        return offer(blueprint, survey, readings=readings_of(resource))
    try:
        given = extension.after(blueprint, blueprint.site, sources.text)
    except EditProblem as problem:
        raise Unknown(f"{blueprint.files.service}:{problem.line}: {problem}") from problem
    found = offer(blueprint, survey, readings=readings_of(resource), given=given)
    known = [
        *found.assumptions,
        *(Assumption(id=f"A{len(found.assumptions) + at}", text=text) for at, text in enumerate(there, 1)),
    ]
    return replace(found, assumptions=tuple(known))


def _offer(resource: Resource, analysis: Analysis, survey: Survey, sources: Sources, *, number: int) -> Offer:
    what = f"add_{names.snake(resource.name)}"
    try:
        if resource.existing:
            return _grown(resource, analysis, survey, sources, number=number)
        check_access(resource, survey)
        style = read_style(survey, sources)
        migration = migration_name(survey, sources.committed, what, number=number)
        check_style(resource, style)
        check_pages(resource, style, survey)
        blueprint = design(resource, analysis, survey, style, migration=migration)
    except Unknown as unknown:
        refusal = Refusal(recipe=unknown.recipe, reason=str(unknown), hint=unknown.hint)
        there = unknown.there if isinstance(unknown, Present) else ()
        readings = readings_of(resource) if there else ()
        return Offer(resource=resource.name, refusals=(refusal,), there=there, readings=readings)
    return offer(blueprint, survey, readings=readings_of(resource))
