"""The survey: what a repository contains at a revision, read from git's objects alone."""

from podium.survey.build import survey

__all__ = ["survey"]
