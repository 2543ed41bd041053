"""The family of recipes for resources: for each resource of an analysis an offer, or the reason why there is none."""

from dataclasses import replace
from pathlib import Path

from podium.plan.analysis import Analysis, Resource
from podium.plan.offer import Offer, Refusal
from podium.plan.survey import Survey
from podium.recipes import names
from podium.recipes.design.blueprint import design, grown, migration_name
from podium.recipes.design.checks import check_access, check_style
from podium.recipes.design.growth import read_growth, service_names
from podium.recipes.design.unknown import Unknown
from podium.recipes.design.wants import field_readings, readings_of
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
            _offer(resource, analysis, survey, sources, number=number)
            for number, resource in enumerate(analysis.resources)
        )


def _grown(resource: Resource, analysis: Analysis, survey: Survey, sources: Sources, *, number: int) -> Offer:
    """The new fields of an existing resource; operations on one change code that the recipes do not write."""
    if not resource.fields:
        kinds = names.listed([one.kind for one in resource.operations])
        place = next((f"{one.place}: " for one in survey.providers if one.name in service_names(resource)), "")
        raise Unknown(
            f"{place}{resource.existing} is there already, and {kinds} would change code that no recipe wrote"
        )
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
