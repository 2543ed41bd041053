"""What of a request stands already: it is looked at once more, and only the rest is planned."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from podium.plan.analysis import Analysis
from podium.plan.offer import Check, Offer, Standing
from podium.plan.parts import apart
from podium.plan.plan import Decision
from podium.plan.routing import opens_with_proof
from podium.plan.standing import stands
from podium.plan.survey import Survey
from podium.plan.task import Estimate, RunnerChoice, Task, TaskGate, UndoStep

STANDING = "standing"
"""The gate and the recipe that look whether what is said to be there is there."""
TASK = "standing"
_BUILT = frozenset({"new_api_endpoint", "database_change", "authentication"})
"""First types of requests for something that can stand already."""


@dataclass(frozen=True, kw_only=True)
class There:
    """What stands already, with the clauses and the readings that it answers whole."""

    found: tuple[Standing, ...] = ()
    clauses: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()


def there(analysis: Analysis, survey: Survey, offers: Iterable[Offer]) -> There:
    """What stands already: clauses that ask for one thing and no more, and those whose every reading an offer found to
    be there and in which no word is left. Nothing for a fault, a cost, a review, documents or tests."""
    if opens_with_proof(analysis) or apart(analysis) or all(one.type not in _BUILT for one in analysis.types[:1]):
        return There()
    found: list[Standing] = []
    clauses: list[str] = []
    readings: list[str] = []
    unread = {one.clause for one in analysis.unread}
    present = [one for one in offers if one.there]
    for clause in analysis.clauses:
        own = [one.id for one in analysis.readings if one.clause == clause.id]
        answering = [one for one in present if set(own) & set(one.readings)]
        alone = stands(clause.text, survey) if not own else None
        answered = {name for one in answering for name in one.readings}
        whole = bool(own) and clause.id not in unread and set(own) <= answered
        if alone or whole:
            found += [alone] if alone else [one for offer in answering for one in offer.there]
            clauses.append(clause.id)
            readings += own
    return There(found=tuple(dict.fromkeys(found)), clauses=tuple(clauses), readings=tuple(readings))


def is_all(standing: There, analysis: Analysis) -> bool:
    """Whether nothing of the request is left."""
    return bool(standing.clauses) and len(standing.clauses) == len(analysis.clauses)


def look(standing: There, analysis: Analysis) -> Task:
    """The task that looks at it once more, in the tree that the run begins with, and changes nothing."""
    names = [one.name for one in standing.found]
    clauses = set(standing.clauses)
    of_all = is_all(standing, analysis)
    wanted = (one for one in analysis.requirements if of_all or (one.clauses and set(one.clauses) <= clauses))
    return Task(
        id=TASK,
        title=f"Look at what is there already: {', '.join(names)}",
        specialist="test-engineering-specialist",
        layer="quality",
        phase=3,
        goal="What is asked for and said to be there is there; nothing is written for it.",
        instructions=tuple(f"There already: {one.name} ({one.place})" for one in standing.found),
        reads=tuple(dict.fromkeys(one.place.partition(":")[0] for one in standing.found)),
        outputs=("each of them with its place, or what is not there after all",),
        requirements=tuple(one.id for one in wanted),
        clauses=standing.clauses,
        readings=standing.readings,
        gates=(TaskGate(gate=STANDING, parameters={"names": names}),),
        undo=(UndoStep(kind="nothing", text="nothing to take back: it changes nothing"),),
        runner=RunnerChoice(kind="recipe", name=STANDING, reason="a recipe looks without a model"),
        estimate=Estimate(seconds=(3.0, 20.0), basis="prior: one survey of the tree, no tool and no model"),
    )


def looks(task: Task) -> bool:
    """Whether the task looks at what is there already."""
    return any(one.gate == STANDING for one in task.gates)


def only_looks(tasks: Sequence[Task]) -> bool:
    """Whether nothing is left to do: all of it is there, and somebody looks once more."""
    return bool(tasks) and all(looks(task) and not task.is_writing for task in tasks)


def shown(tasks: Sequence[Task], standing: There, analysis: Analysis) -> tuple[Check, ...]:
    """A criterion for each requirement that such a task covers; what a habit of the code gives is seen by a person."""
    names = {name for task in tasks if looks(task) for name in task.requirements}
    places = ", ".join(f"{one.name} at {one.place}" for one in standing.found)
    found: list[Check] = []
    for one in analysis.requirements:
        if one.id in names and one.clauses:
            found.append(Check(id="", text=f"{one.text}: it is there, {places}", gate=STANDING, requirements=(one.id,)))
        elif one.id in names:
            found.append(Check(id="", text=f"{one.text}: as the code has it; by hand", requirements=(one.id,)))
    return tuple(found)


def answer(tasks: Sequence[Task], standing: There, analysis: Analysis) -> tuple[Decision, ...]:
    """Whether it is there already, all of it or a part, with the places."""
    if not standing.found:
        return ()
    names = next((task.id for task in tasks if looks(task)), "")
    places = ", ".join(f"{one.name} ({one.place})" for one in standing.found)
    rest = f"nothing is to do: {names} looks once more, nothing is written and nothing is committed"
    if not is_all(standing, analysis):
        clauses = [one.id for one in analysis.clauses if one.id not in standing.clauses]
        rest = f"{names} looks once more; only the rest is planned: {', '.join(clauses)}"
    said = f"yes, all of it: {places}" if is_all(standing, analysis) else f"in part: {places}"
    return (Decision(question="Is it there already?", answer=said, reason=rest),)
