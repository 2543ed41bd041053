"""Looking things up in a survey: all that it holds as lines with their places, and the best of them for words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from podium.plan.survey import Survey

MOST = 40
KINDS = (
    "route", "model", "enum", "controller", "provider", "module", "dto", "queue", "schedule", "gateway", "variable",
    "test", "convention",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing of a survey."""

    kind: str
    text: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.text}"


def lines(survey: Survey) -> Iterator[Line]:
    """Everything that can be looked up, by kind and place."""
    for one in survey.routes:
        guards = f", guarded by {', '.join(one.guards)}" if one.guards else ""
        body = f", body {one.body}" if one.body else ""
        yield Line(kind="route", text=f"{one.method} {one.path} -> {one.handler}{guards}{body} ({one.place})")
    for one in survey.schema.models:
        fields = ", ".join(f"{field.name} {field.type}" for field in one.fields)
        yield Line(kind="model", text=f"{one.name}: {fields} ({one.place})")
    for one in survey.schema.enums:
        yield Line(kind="enum", text=f"{one.name}: {', '.join(one.values)} ({one.place})")
    for one in survey.controllers:
        yield Line(kind="controller", text=f"{one.name} ({one.place})")
    for one in survey.providers:
        takes = ", ".join(parameter.type for parameter in one.injects)
        yield Line(kind="provider", text=f"{one.kind} {one.name}{f' takes {takes}' if takes else ''} ({one.place})")
    for one in survey.modules:
        yield Line(kind="module", text=f"{one.name}: imports {', '.join(one.imports) or 'nothing'} ({one.place})")
    for one in survey.dtos:
        yield Line(kind="dto", text=f"{one.name}: {', '.join(field.name for field in one.fields)} ({one.place})")
    yield from _surroundings(survey)


def _surroundings(survey: Survey) -> Iterator[Line]:
    for one in survey.queues:
        places = ", ".join(str(place) for place in (*one.registered, *one.processors, *one.producers))
        yield Line(kind="queue", text=f"{one.name} ({places})")
    for one in survey.schedules:
        yield Line(kind="schedule", text=f"{one.expression} {one.handler} ({one.place})")
    for one in survey.gateways:
        yield Line(kind="gateway", text=f"{one.name} ({one.place})")
    for one in survey.environment:
        needed = "required" if one.required else "optional"
        yield Line(kind="variable", text=f"{one.name}, {needed} ({', '.join(map(str, one.used[:2])) or 'not used'})")
    for one in survey.tests:
        yield Line(kind="test", text=f"{one.path} ({one.kind}): {'; '.join(one.titles[:6])}")
    for one in survey.conventions:
        yield Line(kind="convention", text=f"{one.name}: {one.value} ({one.place})")


def search(survey: Survey, query: str, *, kind: str = "") -> tuple[Line, ...]:
    """The lines that hold most of the query's words, at most `MOST`, those with more of them first; all without any."""
    words = [word for word in re.findall(r"[\w/.-]+", query.lower()) if word]
    every = [line for line in lines(survey) if kind in {"", line.kind}]
    if not words:
        return tuple(every[:MOST])
    scored = [(sum(word in str(line).lower() for word in words), line) for line in every]
    found = sorted((pair for pair in scored if pair[0]), key=lambda pair: -pair[0])
    return tuple(line for _, line in found[:MOST])
