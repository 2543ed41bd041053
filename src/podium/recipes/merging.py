"""Two offers as one, the second on top of the first: each task does both, one after the other."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeVar, cast

from podium.plan.offer import Check, Offer
from podium.plan.task import Task, TaskGate

Item = TypeVar("Item")

THEN = "then"
"""The task's parameter with the blueprints that come on top of the first, in their order."""


def merged(first: Offer, second: Offer) -> Offer:
    """One offer: what both do is one task, first the one and then the other."""
    later = {one.id: one for one in second.tasks}
    both = [_both(one, later.pop(one.id)) if one.id in later else one for one in first.tasks]
    texts = {one.text: one for one in (*first.assumptions, *second.assumptions)}
    return Offer(
        resource=first.resource,
        tasks=(*both, *later.values()),
        readings=tuple(sorted({*first.readings, *second.readings}, key=lambda one: (len(one), one))),
        endpoints=(*first.endpoints, *second.endpoints),
        assumptions=tuple(replace(one, id=f"A{number}") for number, one in enumerate(texts.values(), 1)),
        risks=tuple(dict.fromkeys((*first.risks, *second.risks))),
        checks=_checks((*first.checks, *second.checks)),
        refusals=_once((*first.refusals, *second.refusals)),
        notes=_once((*first.notes, *second.notes)),
    )


def _once(items: Iterable[Item]) -> tuple[Item, ...]:
    return tuple(dict.fromkeys(items))


def _checks(every: Iterable[Check]) -> tuple[Check, ...]:
    found: dict[tuple[str, str], Check] = {}
    for one in every:
        known = found.get((one.text, one.gate), one)
        found[(one.text, one.gate)] = replace(known, requirements=_once((*known.requirements, *one.requirements)))
    return tuple(replace(one, id=f"C{number}") for number, one in enumerate(found.values(), 1))


def _both(one: Task, other: Task) -> Task:
    goal, title = _joined(one.goal, other.goal), _joined(one.title, other.title)
    order = ("low", "medium", "high")
    return replace(
        one,
        title=title,
        goal=goal,
        instructions=_once((*one.instructions, *other.instructions)),
        needs=_once((*one.needs, *other.needs)),
        reads=_once((*one.reads, *other.reads)),
        writes=_once((*one.writes, *other.writes)),
        outputs=_once((*one.outputs, *other.outputs)),
        gates=_gates(one.gates, other.gates),
        undo=_once((*one.undo, *other.undo)),
        parameters=_parameters(one.parameters, other.parameters),
        risk=max(one.risk, other.risk, key=order.index),
    )


def _joined(one: str, other: str) -> str:
    """Both texts, what they begin with alike said once."""
    if one == other:
        return one
    head, colon, rest = other.partition(": ")
    return f"{one}; {rest if colon and one.startswith(head) else other}"


def _parameters(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    found = {**one, THEN: [*one.get(THEN, []), other["resource"], *other.get(THEN, [])]}
    if "claims" in other:
        found["claims"] = _united(one["claims"], other["claims"])
    return found


def _gates(one: tuple[TaskGate, ...], other: tuple[TaskGate, ...]) -> tuple[TaskGate, ...]:
    later = {gate.gate: gate for gate in other}
    found = [
        replace(gate, parameters=_of_gate(gate.parameters, later.pop(gate.gate).parameters))
        if gate.gate in later
        else gate
        for gate in one
    ]
    return (*found, *later.values())


def _of_gate(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of both; who names files asks for those alone, without a name all
    migrations are meant, and a fault keeps an id of its own."""
    found = _united(one, other)
    if one.keys() ^ other.keys() == {"migration"}:
        found.pop("migration")
    if "files" in found:
        found.pop("related", None)
    if "faults" in found:
        found["faults"] = _told_apart(found["faults"])
    return found


def _told_apart(faults: list[dict[str, Any]]) -> list[dict[str, Any]]:
    taken: set[str] = set()
    found: list[dict[str, Any]] = []
    for one in faults:
        name = one["id"]
        while name in taken:
            name += "-then"
        taken.add(name)
        found.append(one | {"id": name})
    return found


def _united(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Lists one behind the other, tables into each other; of two plain values the second."""
    found = dict(one)
    for key, value in other.items():
        known = found.get(key)
        if isinstance(known, list) and isinstance(value, list):
            there = cast("list[Any]", known)
            found[key] = [*there, *(item for item in cast("list[Any]", value) if item not in there)]
        elif isinstance(known, dict) and isinstance(value, dict):
            found[key] = _united(cast("dict[str, Any]", known), cast("dict[str, Any]", value))
        else:
            found[key] = value
    return found
