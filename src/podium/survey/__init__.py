"""The survey: what a repository contains at a revision, read from git's objects alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from podium.plan.survey import Survey

__all__ = ["survey"]


def survey(repository: Path, *, revision: str = "HEAD", project: str = "", cache: Path | None = None) -> Survey:
    """The survey of a repository at a revision; neither the work tree is read nor anything written there.

    `repository` is any folder inside the repository, `project` the path or name of a part, `cache` a folder where
    facts are kept between surveys. Raises `RepositoryError` (no repository, no commits, no such revision, no
    NestJS) and `ProjectError` (the part is missing or ambiguous).
    """
    from podium.survey.whole import survey_of

    return survey_of(repository, revision=revision, project=project, cache=cache)
