"""Tasks that recipes offer, brought into one plan, and tasks for what of the request no recipe takes up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from podium.plan.analysis import Clause, Reading, Requirement
from podium.plan.facts import Facts
from podium.plan.given import is_farewell
from podium.plan.graph import reach
from podium.plan.headline import headline
from podium.plan.offer import Offer
from podium.plan.orders import choose_runner, fill, order_for
from podium.plan.places import is_test as is_test_path
from podium.plan.request import Span
from podium.plan.routing import points_to
from podium.plan.rulemade import Ground, documents, is_builder, is_test, with_documents, with_tests
from podium.plan.task import Task, TaskGate

_DATA = frozenset({"resource", "field", "relation", "unique", "rule"})
"""Kinds of reading that the schema carries out."""
_STRUCTURE = frozenset({"resource", "field", "relation", "unique"})
OTHERWISE = "nestjs-api-master"
"""Who is asked when no word points to anybody."""


@dataclass(frozen=True, kw_only=True)
class Remainder:
    """A clause of which something is left: the words that nothing read and the readings that nothing consumed, or the
    requirement that no task carries out."""

    clause: Clause
    words: tuple[str, ...]
    readings: tuple[Reading, ...]
    requirement: str = ""


def offered(ground: Ground, offers: Sequence[Offer]) -> tuple[Task, ...]:
    """The tasks of all offers under names of their own, with what they consume; a refused one is given to an agent."""
    tasks: list[Task] = []
    for number, offer in enumerate(offers):
        names = {task.id: f"{number}/{task.id}" for task in offer.tasks}
        own = [renamed(_in_phase(task, offer.tasks), names) for task in offer.tasks]
        tasks += [_refused(ground, _consuming(ground, task, offer=offer, tasks=own), offer=offer) for task in own]
    return tuple(tasks)


def named_sources(offers: Sequence[Offer], names: Mapping[str, str]) -> tuple[Offer, ...]:
    """The offers, the sources of their risks by the names that their tasks have in the plan."""
    return tuple(
        replace(
            offer,
            risks=tuple(replace(one, source=names.get(f"{number}/{one.source}", one.source)) for one in offer.risks),
        )
        for number, offer in enumerate(offers)
    )


def _in_phase(task: Task, tasks: Sequence[Task]) -> Task:
    """The task; a review comes after what it needs of a later phase, by order alone: so it stays in its own phase."""
    later = {one.id for one in tasks if one.phase > task.phase}
    if task.is_writing:
        return task
    after = (*task.after, *(one for one in task.needs if one in later))
    return replace(task, needs=tuple(one for one in task.needs if one not in later), after=after)


def renamed(task: Task, names: dict[str, str]) -> Task:
    """The task under its new name, and what it waits for under theirs."""
    return replace(
        task,
        id=names[task.id],
        needs=tuple(names.get(one, one) for one in task.needs),
        after=tuple(names.get(one, one) for one in task.after),
        gates=rename_gates(task.gates, names),
    )


def rename_gates(gates: Sequence[TaskGate], names: dict[str, str]) -> tuple[TaskGate, ...]:
    """The gates with the task that their parameter `until` names renamed."""
    return tuple(
        replace(one, parameters=one.parameters | {"until": names.get(one.parameters["until"], one.parameters["until"])})
        if "until" in one.parameters
        else one
        for one in gates
    )


def _consuming(ground: Ground, task: Task, *, offer: Offer, tasks: Sequence[Task]) -> Task:
    """The task with the readings, clauses and requirements that it carries out, where the offer does not say."""
    analysis = ground.analysis
    consumed = [one for one in analysis.readings if one.id in offer.readings]
    interface = any(is_builder(one) and one.layer != "data" for one in tasks)
    mine = [one for one in consumed if task.layer != "data" or not interface or one.kind in _DATA]
    readings = tuple(one.id for one in mine) if is_builder(task) else ()
    clauses = tuple(dict.fromkeys(one.clause for one in mine)) if is_builder(task) else ()
    whole = {one.clause for one in consumed}
    share = {one.id for one in mine}
    requirements = [one.id for one in analysis.requirements if _concerns(one, {one.id for one in consumed}, whole)]
    if task.layer == "data" and interface:
        requirements = [one.id for one in analysis.requirements if share & set(one.readings)]
    concerned = is_builder(task) or is_test(task)
    return replace(
        task,
        readings=task.readings or readings,
        clauses=task.clauses or clauses,
        requirements=task.requirements or (tuple(requirements) if concerned else ()),
    )


def _concerns(requirement: Requirement, readings: set[str], clauses: set[str]) -> bool:
    if requirement.readings:
        return bool(readings & set(requirement.readings))
    return not requirement.clauses or bool(clauses & set(requirement.clauses))


def _refused(ground: Ground, task: Task, *, offer: Offer) -> Task:
    refusal = next((one for one in offer.refusals if one.recipe == task.runner.name), None)
    if refusal is None or task.runner.kind != "recipe":
        return task
    runner = choose_runner(ground.rules, task.specialist, ground.runners)
    return replace(task, runner=replace(runner, reason=f"the recipe would have to guess: {refusal.reason}"))


def remainders(ground: Ground, tasks: Sequence[Task]) -> tuple[Remainder, ...]:
    """Every clause of which words or readings are left, in order, then every requirement that no clause leads to."""
    analysis = ground.analysis
    consumed = {reading for task in tasks for reading in task.readings}
    found: list[Remainder] = []
    for clause in analysis.clauses:
        words = tuple(one.text for one in analysis.unread if one.clause == clause.id)
        readings = tuple(one for one in analysis.readings if one.clause == clause.id and one.id not in consumed)
        if (words or readings) and not is_farewell(clause.text):
            found.append(Remainder(clause=clause, words=words, readings=readings))
    covered = {name for task in tasks for name in task.requirements}
    covered.update(one.id for one in analysis.requirements if any(_reaches(left, one) for left in found))
    for one in analysis.requirements:
        if one.id not in covered and not is_farewell(one.text):
            clause = next((clause for clause in analysis.clauses if clause.id in one.clauses), None)
            own = clause or Clause(id="", text=one.text, span=one.span or Span(start=0, end=0))
            found.append(Remainder(clause=own, words=(one.text,), readings=(), requirement=one.id))
    return tuple(found)


def _reaches(left: Remainder, requirement: Requirement) -> bool:
    """Whether what is left carries the requirement out."""
    readings = {reading.id for reading in left.readings}
    same = left.clause.id in requirement.clauses or bool(readings & set(requirement.readings))
    return same or left.requirement == requirement.id


def for_remainders(ground: Ground, left: Sequence[Remainder], *, tasks: Sequence[Task]) -> tuple[Task, ...]:
    """One task per specialist to whom the words left over point, each on top of what the recipes build and test."""
    by_specialist: dict[str, list[Remainder]] = {}
    for one in left:
        by_specialist.setdefault(_specialist(ground, one), []).append(one)
    needs = tuple(task.id for task in tasks if is_builder(task) or is_test(task))
    return tuple(
        task
        for name, those in by_specialist.items()
        if (task := _for_remainder(ground, name, those=those, needs=needs)) is not None
    )


def what_is_missing(ground: Ground, tasks: Sequence[Task]) -> tuple[Task, ...]:
    """Tests for what the offers build without any, and documentation where nothing of it is written."""
    before = reach(tasks)
    tested = {name for task in tasks if is_test(task) for name in before[task.id]}
    untested = [task.id for task in tasks if is_builder(task) and not _tests(task) and task.id not in tested]
    documented = any(task.layer == "documentation" or documents(task) for task in tasks)
    wanted = [("test-engineering-specialist", untested)] if untested else []
    wanted += [] if documented else [("api-documentation-architect", [task.id for task in tasks if is_builder(task)])]
    found: list[Task] = []
    for name, needs in wanted:
        order = order_for(ground.rules, name)
        if order is not None and needs:
            runner = choose_runner(ground.rules, name, ground.runners)
            made = fill(order, ground.facts, name=f"missing/{name}", specialist=name, runner=runner)
            found.append(replace(made, needs=tuple(needs)))
    return tuple(found)


def _tests(task: Task) -> bool:
    return any(write.kind == "path" and is_test_path(write.target) for write in task.writes)


def _specialist(ground: Ground, one: Remainder) -> str:
    text = " ".join((*one.words, *(reading.what for reading in one.readings)))
    kinds = ["prisma-database-architect" if reading.kind in _STRUCTURE else OTHERWISE for reading in one.readings]
    named = points_to(text, ground.rules, otherwise="") or points_to(one.clause.text, ground.rules, otherwise="")
    return kinds[0] if kinds and not one.words else named or next(iter(kinds), OTHERWISE)


def _for_remainder(ground: Ground, name: str, *, those: Sequence[Remainder], needs: tuple[str, ...]) -> Task | None:
    order = order_for(ground.rules, name)
    if order is None:
        return None
    said = tuple(_sentence(one) for one in those)
    about = tuple(f"“{_short(one)}”" for one in those[:2])
    part = ground.part([one.clause.id for one in those])
    own: Facts = part.facts | {"clauses": said, "subject": about, "operations": (), "new_models": ()}
    runner = choose_runner(ground.rules, name, ground.runners)
    task = fill(order, own, name=f"left/{name}", specialist=name, runner=runner)
    requirements = (one.id for one in ground.analysis.requirements if any(_reaches(left, one) for left in those))
    builds = is_builder(task) or (task.is_writing and task.layer == "deployment")
    whole = with_documents(part, with_tests(part, task)) if builds else task
    return replace(
        whole,
        needs=needs,
        clauses=tuple(dict.fromkeys(one.clause.id for one in those if one.clause.id)),
        readings=tuple(reading.id for one in those for reading in one.readings),
        requirements=tuple(requirements),
    )


def _sentence(one: Remainder) -> str:
    left = [f"“{words.strip()}”" for words in one.words] + [reading.what for reading in one.readings]
    return f"{one.clause.id or 'asked:'} “{one.clause.text.strip()}” (what no recipe does: {', '.join(left)})"


def _short(one: Remainder) -> str:
    text = " ".join((*one.words, *(reading.what for reading in one.readings))).strip()
    return text if len(text) <= 60 else headline(text, most=60)
