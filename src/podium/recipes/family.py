"""The family of recipes for resources: for each resource of an analysis an offer, or the reason why there is none."""

from pathlib import Path

from podium.plan.analysis import Analysis, Resource
from podium.plan.offer import Offer, Refusal
from podium.plan.survey import Survey
from podium.recipes import names
from podium.recipes.design.blueprint import design, migration_name
from podium.recipes.design.checks import check_access, check_style
from podium.recipes.design.unknown import Unknown
from podium.recipes.design.wants import readings_of
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


def _offer(resource: Resource, analysis: Analysis, survey: Survey, sources: Sources, *, number: int) -> Offer:
    what = f"add_{names.snake(resource.name)}"
    try:
        check_access(resource, survey)
        style = read_style(survey, sources)
        migration = migration_name(survey, sources.committed, what, number=number)
        check_style(resource, style)
        blueprint = design(resource, analysis, survey, style, migration=migration)
    except Unknown as unknown:
        refusal = Refusal(recipe=unknown.recipe, reason=str(unknown), hint=unknown.hint)
        return Offer(resource=resource.name, refusals=(refusal,))
    return offer(blueprint, survey, readings=readings_of(resource))
