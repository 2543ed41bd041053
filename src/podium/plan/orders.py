"""A work order of the rules filled in with facts: where to begin, what to write and how it is proved."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from podium.plan.facts import Facts
from podium.plan.rules import Rules, WorkOrder
from podium.plan.task import RunnerChoice, RunnerKind, Task, TaskGate, UndoStep, Write

_PLACEHOLDER = re.compile(r"\{([a-z_0-9]+)\}")
UNDO: dict[str, str] = {
    "revert": "revert the commit",
    "migration_down": "revert the commit and take the migration back",
    "nothing": "nothing to take back: it changes nothing",
    "manual": "by hand, as the task's notes say",
}
"""What each kind of undo does, in words."""


def fill(order: WorkOrder, facts: Facts, *, name: str, specialist: str, runner: RunnerChoice) -> Task:
    """The task of that id; requirements, clauses, needs and estimate are left to the caller."""
    title = line(order.title, facts) or order.title
    return Task(
        id=name,
        title=title,
        specialist=specialist,
        layer=order.layer,
        phase=order.phase,
        goal=line(order.goal, facts) or order.goal,
        instructions=tuple(text for one in order.instructions if (text := line(one, facts))),
        reads=facts.get("reads", ()),
        writes=writes(order.writes, facts) or (writes(("{source_writes}",), facts) if order.writes else ()),
        outputs=order.outputs,
        gates=tuple(gate(one) for one in order.gates),
        undo=(UndoStep(kind=order.undo, text=UNDO[order.undo], loses=order.loses),),
        runner=runner,
        risk="medium" if order.undo == "migration_down" else "low",
    )


def line(template: str, facts: Facts) -> str:
    """The template with each placeholder replaced by its fact's lines; empty where one of them is not there."""
    if any(not facts.get(name) for name in _PLACEHOLDER.findall(template)):
        return ""
    return _PLACEHOLDER.sub(lambda found: ", ".join(facts[found.group(1)]), template)


def writes(templates: Sequence[str], facts: Facts) -> tuple[Write, ...]:
    """What the templates allow; one with a placeholder stands once per line of its fact, none where it is not there."""
    found: list[Write] = []
    for template in templates:
        name = next(iter(_PLACEHOLDER.findall(template)), "")
        texts = [template.replace(f"{{{name}}}", one) for one in facts.get(name, ())] if name else [template]
        found += [write(text) for text in texts]
    return tuple(dict.fromkeys(found))


def write(text: str) -> Write:
    """`path GLOB`, `resource NAME` or `share FILE#KEY` as a value."""
    kind, _, target = text.partition(" ")
    if kind == "resource":
        return Write(kind="resource", target=target)
    if kind == "share":
        file, _, key = target.partition("#")
        return Write(kind="share", target=file, key=key)
    return Write(kind="path", target=target or text)


def gate(text: str) -> TaskGate:
    """`id` or `id:name=value,…` as a value; a value is JSON where it can be."""
    name, _, rest = text.partition(":")
    pairs = [part.split("=", 1) for part in rest.split(",") if "=" in part]
    return TaskGate(gate=name, parameters={key: _value(value) for key, value in pairs})


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text


def with_parameters(gates: Sequence[TaskGate], name: str, parameters: Mapping[str, Any]) -> tuple[TaskGate, ...]:
    """The gates, those of that name with further parameters."""
    more = dict(parameters)
    return tuple(
        TaskGate(gate=one.gate, parameters=one.parameters | more) if one.gate == name else one for one in gates
    )


def order_for(rules: Rules, name: str, *, specialist: str = "") -> WorkOrder | None:
    """The work order of that id, else the specialist's own, else the general one; None where the rules have none."""
    return rules.order(name) or rules.order(specialist) or rules.order("general")


def choose_runner(rules: Rules, specialist: str, names: Sequence[str]) -> RunnerChoice:
    """What carries a task without a recipe out: the specialist's file decides, then the first of `names` that is there.

    Without any the choice is an agent without a name: the task waits for one.
    """
    known = rules.specialist(specialist)
    wanted = known.runner if known else ""
    name = wanted or next(iter(names), "")
    if not name:
        return RunnerChoice(kind="agent", reason="no recipe does this, and no agent is set up")
    source = "its own file says so" if wanted else "the first runner that is there"
    return named_runner(name, reason=f"no recipe does this; {name}: {source}")


def named_runner(name: str, *, reason: str) -> RunnerChoice:
    """The runner of that name: a person and the scripted double are kinds of their own, every other one is an agent."""
    kinds: dict[str, RunnerKind] = {"human": "human", "scripted": "scripted"}
    return RunnerChoice(kind=kinds.get(name, "agent"), name=name, reason=reason)
