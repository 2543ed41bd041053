"""What a request tells and does not ask: how things are today, what is given, where it happens."""

from collections.abc import Iterable

from podium.plan.analysis import Requirement

TODAY = "today"
GIVEN = "given"
WHERE = "environment"
ASIDE = frozenset({TODAY, GIVEN, WHERE})
"""Aspects of requirements that ask for nothing by themselves."""


def asking(requirements: Iterable[Requirement]) -> tuple[Requirement, ...]:
    """Those that something can be built or tested for."""
    return tuple(one for one in requirements if one.aspect not in ASIDE)
