"""A plan as a model proposes it: who does what no recipe does, and how; everything that counts is worked out here.

A draft says nothing of gates, runners, estimates, criteria or the request itself: it cannot weaken what is proved.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from podium.plan.analysis import Layer
from podium.plan.arrange import phases
from podium.plan.conflicts import MIGRATIONS
from podium.plan.decompose import layers_of
from podium.plan.estimate import History, for_task, whole
from podium.plan.graph import critical_path, cycle, edges, order
from podium.plan.migrating import migrations_of
from podium.plan.offer import Risk
from podium.plan.orders import UNDO, choose_runner, gate, order_for, write
from podium.plan.plan import Plan, TeamMember
from podium.plan.problem import writes_tests
from podium.plan.rulemade import BUILDS, is_builder
from podium.plan.rules import Phase, Rules
from podium.plan.task import Task, TaskGate, UndoStep
from podium.plan.terms import rollback

Level = Literal["low", "medium", "high", "certain"]


@dataclass(frozen=True, kw_only=True)
class DraftTask:
    """A task as proposed. `writes` are `path GLOB`, `resource NAME` or `share FILE#KEY`; empty means a review."""

    id: str
    title: str
    specialist: str
    layer: Layer
    phase: Phase
    goal: str
    instructions: tuple[str, ...]
    needs: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    outputs: tuple[str, ...]
    requirements: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DraftRisk:
    """A risk that the draft sees; `task` is the one that brings it."""

    text: str
    likelihood: Level
    impact: Level
    task: str
    answer: str
    detection: str = ""
    contingency: str = ""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """Every task that no recipe carries out, anew; the tasks of recipes stand as they are and may be needed."""

    tasks: tuple[DraftTask, ...]
    risks: tuple[DraftRisk, ...] = ()


def objections(plan: Plan, draft: Draft) -> tuple[str, ...]:
    """What the draft may not do, whatever the rules say of the plan that it makes."""
    return tuple(_objections(plan, draft))


def _objections(plan: Plan, draft: Draft) -> Iterator[str]:
    recipes = {task.id for task in plan.tasks if task.runner.kind == "recipe"}
    for one in draft.tasks:
        if one.id in recipes:
            yield f"{one.id} is carried out by a recipe and stands as it is: leave it out of the draft, and need it"
        for text in one.writes:
            kind, _, target = text.partition(" ")
            if kind not in {"path", "resource", "share"} or not target or (kind == "share" and "#" not in target):
                yield f"{one.id} would write {text!r}, which is none of: path GLOB, resource NAME, share FILE#KEY"
    built = [task for task in plan.tasks if is_builder(task) and task.id in recipes]
    built_now = {name for task in built for name in task.requirements}
    built_now |= {name for one in draft.tasks if one.writes and one.layer in BUILDS for name in one.requirements}
    due = dict.fromkeys(name for task in plan.tasks if is_builder(task) for name in task.requirements)
    missing = [name for name in due if name not in built_now]
    if missing:
        yield f"nobody builds {', '.join(missing)} any more: a test or a review of it is not enough"
    for task in plan.tasks:
        opening = any("until" in gate.parameters or gate.parameters.get("inverted") for gate in task.gates)
        same = next((one for one in draft.tasks if one.id == task.id), None)
        if opening and (same is None or same.specialist != task.specialist):
            yield f"{task.id} shows the fault before it is mended: keep it, with its specialist"
        fixes = [gate.parameters["until"] for gate in task.gates if "until" in gate.parameters]
        gone = [name for name in fixes if name not in recipes and all(one.id != name for one in draft.tasks)]
        if gone:
            yield f"{gone[0]} is what {task.id} waits for: keep a task of that id"


def applied(plan: Plan, draft: Draft, rules: Rules) -> Plan:
    """The plan that the draft makes of a rule-made one: gates, undo, runners, way back, estimate and order are worked
    out, request, analysis, criteria and the tasks of recipes stay. `validate.check` says whether it may be run."""
    kept = [task for task in plan.tasks if task.runner.kind == "recipe"]
    tasks = (*kept, *(_task(plan, one, rules) for one in draft.tasks))
    if cycle(tasks) or len({task.id for task in tasks}) < len(tasks):
        return replace(plan, tasks=tasks)
    known = {task.id for task in tasks}
    place = {name: number for number, name in enumerate(order(tasks))}
    tasks = tuple(sorted(tasks, key=lambda task: (task.phase, place[task.id])))
    needed = {name for task in tasks for name in task.needs}
    tasks = tuple(replace(task, blocking=task.id in needed) for task in tasks)
    seconds = {task.id: task.estimate.seconds[0] if task.estimate else 0.0 for task in tasks}
    path = critical_path(tasks, seconds) if all(name in known for task in tasks for name in edges(task)) else ()
    return replace(
        plan,
        analysis=replace(plan.analysis, layers=layers_of(plan.analysis, tasks)),
        tasks=tasks,
        phases=phases(tasks),
        team=_team(plan, tasks),
        left_out=tuple(one for one in plan.left_out if all(one.specialist != task.specialist for task in tasks)),
        risks=(*plan.risks, *(_risk(one) for one in draft.risks)),
        migrations=migrations_of(plan.migrations, tasks),
        rollback=rollback(tasks),
        estimate=whole(tasks, plan.header.workers),
        critical_path=path,
    )


def _task(plan: Plan, one: DraftTask, rules: Rules) -> Task:
    """The task with what a draft does not decide: that of the task it replaces, or what its specialist's order says."""
    same = plan.task(one.id)
    before = same if same is not None and same.specialist == one.specialist else None
    task = Task(
        **{name: getattr(one, name) for name in _TAKEN},
        writes=tuple(map(write, one.writes)),
        runner=before.runner if before else choose_runner(rules, one.specialist, plan.header.runners),
    )
    kind = "migration_down" if MIGRATIONS in task.writes else "revert" if task.is_writing else "nothing"
    undo = (UndoStep(kind=kind, text=UNDO[kind], loses="what was written since" * (kind == "migration_down")),)
    task = replace(task, undo=before.undo if before else undo, gates=_gates(task, before, rules))
    return replace(task, estimate=for_task(task, rules, History()))


_TAKEN = (
    *("id", "title", "specialist", "layer", "phase", "goal", "instructions", "needs", "after", "reads", "outputs"),
    *("requirements", "clauses", "readings"),
)
"""What a task takes from its draft as it is."""


def _gates(task: Task, before: Task | None, rules: Rules) -> tuple[TaskGate, ...]:
    own = order_for(rules, task.specialist)
    found = {one.gate: one for one in map(gate, own.gates if own is not None else ("types",))}
    if writes_tests(task):
        found = {"new-tests": gate("new-tests"), "weakened-tests": gate("weakened-tests")} | found
    return tuple((found | {one.gate: one for one in (before.gates if before else ())}).values())


def _team(plan: Plan, tasks: tuple[Task, ...]) -> tuple[TeamMember, ...]:
    """Those who were in, and whoever has a task now."""
    members = {one.specialist for one in plan.team}
    new = {task.specialist: task.id for task in reversed(tasks) if task.specialist not in members}
    more = (
        TeamMember(specialist=name, role="task", reason=f"{task} asks for this specialist")
        for name, task in new.items()
    )
    return (*plan.team, *more)


def _risk(one: DraftRisk) -> Risk:
    return Risk(
        text=one.text,
        likelihood=one.likelihood,
        impact=one.impact,
        source=f"{one.task} (the draft)",
        answer=one.answer,
        detection=one.detection,
        contingency=one.contingency,
    )
