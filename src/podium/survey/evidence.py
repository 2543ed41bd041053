"""What conventions are read from, and how a majority is told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from podium.plan.evidence import Place
from podium.plan.survey import Controller, Convention, Dto, Provider, Route, Schema, TestFile
from podium.survey.code import Code
from podium.survey.nest import Application

Sample = tuple[str, Place]
"""A way in which something is done, and a place where it is done so."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """All that the survey has found before it asks for conventions.

    `project` is the part's folder, `start` the file that shows the part, `readme` maps paths to texts.
    """

    code: Code
    project: str
    start: str
    application: Application
    schema: Schema
    controllers: tuple[Controller, ...] = ()
    routes: tuple[Route, ...] = ()
    providers: tuple[Provider, ...] = ()
    dtos: tuple[Dto, ...] = ()
    tests: tuple[TestFile, ...] = ()
    readme: Mapping[str, str] = field(default_factory=dict[str, str])
    commitlint: str = ""


def most(name: str, samples: Iterable[Sample], *, ties: bool = False) -> Convention | None:
    """The way that more samples follow than any other, shown at its first place; None without one.

    Two ways that are equally common show no habit, unless `ties` says that either will do: then the earlier one.
    """
    counts: dict[str, int] = {}
    firsts: dict[str, Place] = {}
    for value, place in samples:
        counts[value] = counts.get(value, 0) + 1
        first = firsts.get(value)
        if first is None or (place.file, place.line) < (first.file, first.line):
            firsts[value] = place
    most_uses = max(counts.values(), default=0)
    best = [value for value, count in counts.items() if count == most_uses]
    if not best or (len(best) > 1 and not ties):
        return None
    value = min(best, key=lambda one: (firsts[one], one))
    return Convention(name=name, value=value, place=firsts[value], uses=most_uses)


def shown(name: str, value: str, place: Place, *, uses: int = 1) -> Convention:
    """A convention of one place."""
    return Convention(name=name, value=value, place=place, uses=uses)
