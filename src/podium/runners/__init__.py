"""What carries specialists out: recipes, people, scripts; `runner` finds the one that a task chose."""

from podium.runners.choice import runner

__all__ = ["runner"]
