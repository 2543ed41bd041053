"""The rules that each task keeps: its name, its order, its writes, its proof and its way back."""

import re
from collections.abc import Iterator, Sequence

from podium.plan.codec import nearest
from podium.plan.conflicts import MIGRATIONS, conflict, stem
from podium.plan.graph import cycle, edges
from podium.plan.looking import STANDING
from podium.plan.places import is_secret
from podium.plan.problem import Rule, Said, Subject
from podium.plan.rules import PHASES
from podium.plan.standing import named
from podium.plan.task import Task, Write

MOST_MEETINGS = 1_000
"""So many pairs of tasks that collide are named."""
_ID = re.compile(r"T[1-9]\d*")


def _ids(subject: Subject) -> Iterator[Said]:
    seen: set[str] = set()
    for task in subject.plan.tasks:
        if not _ID.fullmatch(task.id):
            yield task.id, f"{task.id!r} is no task id", "T and a number: T1, T2 …"
        if task.id in seen:
            yield task.id, f"two tasks are called {task.id}", "give one a new number"
        seen.add(task.id)


def _edges(subject: Subject) -> Iterator[Said]:
    for task in subject.plan.tasks:
        for name in edges(task):
            if name == task.id:
                yield task.id, f"{task.id} waits for itself", "take that out"
            elif name not in subject.tasks:
                hint = f"the tasks are {', '.join(subject.tasks)}"
                message = f"{task.id} waits for {name}, which is no task{nearest(name, tuple(subject.tasks))}"
                yield task.id, message, hint


def _cycle(subject: Subject) -> Iterator[Said]:
    found = cycle(subject.plan.tasks)
    if len(found) > 2:
        message = f"{' → '.join(found)}: these tasks wait for each other"
        yield found[0], message, "take one of the needs out"


def _specialist(subject: Subject) -> Iterator[Said]:
    names = tuple(one.name for one in subject.rules.specialists)
    for task in subject.plan.tasks:
        if task.specialist not in names:
            message = f"{task.id} is for {task.specialist!r}, whom nobody knows{nearest(task.specialist, names)}"
            hint = "a specialist is a Markdown file in specialists/"
            yield task.id, message, hint


def _words(subject: Subject) -> Iterator[Said]:
    for task in subject.plan.tasks:
        missing = [name for name in ("title", "goal", "outputs") if not getattr(task, name)]
        if missing:
            message = f"{task.id} does not say its {' and '.join(missing)}"
            yield task.id, message, "say what is expected"


def _phase(subject: Subject) -> Iterator[Said]:
    for task in subject.plan.tasks:
        if task.phase not in PHASES:
            yield task.id, f"{task.id} is in phase {task.phase}", "phases are 1 to 4"
        later = [name for name in task.needs if name in subject.tasks and subject.tasks[name].phase > task.phase]
        if later:
            message = f"{task.id} is in phase {task.phase}, before {', '.join(later)}, which it needs"
            yield task.id, message, "move the task to the phase of its needs"


def _gates(subject: Subject) -> Iterator[Said]:
    for task in subject.plan.tasks:
        if not task.gates:
            message = f"{task.id} has no gate: nothing would prove it"
            yield task.id, message, "name at least one gate"
        for one in task.gates:
            if one.gate == STANDING and not named(one.parameters):
                yield task.id, f"{task.id} looks at nothing", "give the gate standing the names of what is there"
            if subject.gates and one.gate not in subject.gates:
                message = f"{task.id} names the gate {one.gate!r}, which is not known"
                hint = f"known are {', '.join(sorted(subject.gates))}"
                yield task.id, message + nearest(one.gate, tuple(subject.gates)), hint


def _undo(subject: Subject) -> Iterator[Said]:
    for task in subject.plan.tasks:
        kinds = {one.kind for one in task.undo}
        if not task.undo:
            yield task.id, f"{task.id} has no way back", "say how it is taken back"
        elif task.is_writing and kinds == {"nothing"}:
            message = f"{task.id} writes, and its way back is to do nothing"
            yield task.id, message, "at least revert its commit"
        elif MIGRATIONS in task.writes and not kinds & {"migration_down", "manual"}:
            message = f"{task.id} makes a migration that its way back does not take back"
            yield task.id, message, "add an undo step migration_down"


def _estimate(subject: Subject) -> Iterator[Said]:
    for task in subject.plan.tasks:
        one = task.estimate
        if one is None or not one.basis:
            message = f"{task.id} has no estimate with a basis"
            yield task.id, message, "a stated prior is a basis"
        elif min(*one.seconds, *one.tokens) < 0:
            yield task.id, f"the estimate of {task.id} is below zero", "time and tokens are none or more"
        elif one.seconds[0] > one.seconds[1] or one.tokens[0] > one.tokens[1]:
            message = f"the P50 of {task.id} is above its P90"
            yield task.id, message, "the first number is the smaller one"


def _runner(subject: Subject) -> Iterator[Said]:
    for task in subject.plan.tasks:
        if task.runner.kind == "recipe" and not task.runner.name:
            message = f"{task.id} is for a recipe without a name"
            yield task.id, message, "name the recipe, or say kind agent"
        if task.runner.kind == "recipe" and task.specialist in subject.tasks:
            yield task.id, f"{task.specialist} is a task", "name a specialist"


def _outside(subject: Subject) -> Iterator[Said]:
    for task in subject.plan.tasks:
        for one in task.writes:
            reason = _forbidden(one.target) if one.kind != "resource" else ""
            if reason:
                message = f"{task.id} would write {one}: {reason}"
                hint = "paths are relative to the repository's root and stay inside"
                yield task.id, message, hint


def _forbidden(target: str) -> str:
    parts = target.split("/")
    if not target:
        return "it names nothing"
    if target.startswith(("/", "~")) or re.match(r"[A-Za-z]:", target) or "\\" in target:
        return "it lies outside the repository"
    if ".." in parts:
        return "it may lead out of the repository"
    if ".git" in parts or "node_modules" in parts:
        return "git and the package manager alone write there"
    return "it holds secrets" if is_secret(target) else ""


def _meetings(subject: Subject) -> Iterator[tuple[Task, Task, Write, Write]]:
    seen: set[tuple[str, str]] = set()
    for one, other in _neighbours(subject.plan.tasks):
        pair = conflict(one, other, mergeable=subject.rules.mergers) if _may_meet(subject, one, other) else None
        if pair is not None and (one.id, other.id) not in seen:
            seen.add((one.id, other.id))
            yield one, other, *pair


def _neighbours(tasks: Sequence[Task]) -> Iterator[tuple[Task, Task]]:
    """The pairs of tasks of which two writes begin alike: nothing else can collide. A pair may come more than once."""
    marks = sorted(
        {
            (write.kind == "resource", stem(write.target), number)
            for number, one in enumerate(tasks)
            for write in one.writes
        }
    )
    open_: list[tuple[bool, str, int]] = []
    for resource, text, number in marks:
        while open_ and not (open_[-1][0] == resource and text.startswith(open_[-1][1])):
            open_.pop()
        others = sorted({other for _, _, other in open_ if other != number})
        yield from ((tasks[min(number, other)], tasks[max(number, other)]) for other in others)
        open_.append((resource, text, number))


def _conflict(subject: Subject) -> Iterator[Said]:
    if len(subject.tasks) < len(subject.plan.tasks):
        return
    for number, (one, other, write, same) in enumerate(_meetings(subject)):
        if number == MOST_MEETINGS:
            yield (
                other.id,
                f"more than {MOST_MEETINGS} pairs of tasks collide",
                "mend these first; the rest is not named",
            )
            return
        if write != MIGRATIONS:
            both = f"{write}" if write == same else f"{write} (the other as {same})"
            message = f"{one.id} and {other.id} may run at the same time and both write {both}"
            yield other.id, message, f"let {other.id} come after {one.id}"


def _may_meet(subject: Subject, one: Task, other: Task) -> bool:
    ordered = one.id in subject.reach[other.id] or other.id in subject.reach[one.id]
    return subject.is_acyclic and one.id != other.id and not ordered


def _lane(subject: Subject) -> Iterator[Said]:
    lane = [task for task in subject.writers if MIGRATIONS in task.writes]
    for number, one in enumerate(lane):
        for other in lane[number + 1 :]:
            if _may_meet(subject, one, other):
                message = f"{one.id} and {other.id} could make migrations at the same time"
                yield other.id, message, f"let {other.id} come after {one.id}"
    for task in subject.writers:
        folders = [one for one in task.writes if one.kind == "path" and "/migrations/" in f"/{one.target}/"]
        if folders and MIGRATIONS not in task.writes:
            message = f"{task.id} writes {folders[0]} outside the migration lane"
            yield task.id, message, "add the write `resource migrations`"


TASK_RULES: dict[str, Rule] = {
    "id": _ids,
    "edge": _edges,
    "cycle": _cycle,
    "specialist": _specialist,
    "words": _words,
    "phase": _phase,
    "gate": _gates,
    "undo": _undo,
    "estimate": _estimate,
    "runner": _runner,
    "outside": _outside,
    "conflict": _conflict,
    "migration-lane": _lane,
}
"""The rules by id."""
