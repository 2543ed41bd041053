"""The family of recipes for resources."""

from pathlib import Path

from podium.plan.analysis import Analysis
from podium.plan.offer import Offer
from podium.plan.survey import Survey


class ResourceFamily:
    """The family `resource`; `repository` is where the surveyed revision can be read beyond what a survey holds."""

    id = "resource"

    def __init__(self, repository: Path | None = None) -> None:
        self._repository = repository

    def offer(self, analysis: Analysis, survey: Survey) -> tuple[Offer, ...]:
        """One offer for each resource that was read, in their order."""
        if not analysis.resources:
            return ()
        from podium.recipes.resources import offers

        return offers(self._repository, analysis, survey)
