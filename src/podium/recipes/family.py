"""The family of recipes for resources: for each resource of an analysis an offer, or the reason why there is none."""

from dataclasses import replace
from pathlib import Path

from podium.plan.analysis import Analysis, Assumption, Resource
from podium.plan.offer import Offer, Refusal
from podium.plan.survey import Survey
from podium.recipes import names
from podium.recipes.design.blueprint import design, grown, migration_name
from podium.recipes.design.checks import check_access, check_style
from podium.recipes.design.extension import extended
from podium.recipes.design.growth import read_growth
from podium.recipes.design.unknown import Unknown
from podium.recipes.design.wants import field_readings, readings_of
from podium.recipes.edits.problem import EditProblem
from podium.recipes.nest_resource import extension
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
    """The new fields of an existing resource; operations on one change code that the recipes do not write."""
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
    if not resource.operations:
        return found
    kinds = names.listed([one.kind for one in resource.operations])
    note = f"not done by a recipe: {kinds} of {names.words(resource.plural)} changes routes that are there"
    return replace(found, notes=(*found.notes, note))


def _extended(resource: Resource, analysis: Analysis, survey: Survey, sources: Sources) -> Offer:
    """Operations on an existing resource, as far as they are not there."""
    check_access(resource, survey)
    style = read_style(survey, sources)
    check_style(resource, style)
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
        blueprint = design(resource, analysis, survey, style, migration=migration)
    except Unknown as unknown:
        refusal = Refusal(recipe=unknown.recipe, reason=str(unknown), hint=unknown.hint)
        return Offer(resource=resource.name, refusals=(refusal,))
    return offer(blueprint, survey, readings=readings_of(resource))
