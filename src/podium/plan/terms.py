"""What a plan promises beside its tasks: criteria, the way back, the order of deployment, and its decisions."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from podium.plan.analysis import Analysis, Assumption, Criterion, Requirement
from podium.plan.conflicts import MIGRATIONS, conflict
from podium.plan.facts import Facts
from podium.plan.given import GIVEN, TODAY, WHERE, is_farewell
from podium.plan.graph import order, reach
from podium.plan.headline import shortened
from podium.plan.migrating import compatibility, only_indexes, takes_away
from podium.plan.offer import Check, Offer
from podium.plan.places import is_document, is_test
from podium.plan.plan import Decision, RollbackStep
from podium.plan.routing import is_bug_fix
from podium.plan.task import Task

SIZES: tuple[tuple[int, str], ...] = ((8, "S"), (13, "M"), (20, "L"))
"""Points up to which a plan is of that size; more is XL."""


def checks(
    tasks: Sequence[Task], analysis: Analysis, *, offers: Iterable[Offer], cases: Sequence[str] = ()
) -> tuple[Check, ...]:
    """The success criteria C1 …: those of the offers, one per requirement without any, the `cases` that tests hold
    besides, what holds of all."""
    found = [check for offer in offers for check in offer.checks]
    gates = {gate.gate for task in tasks for gate in task.gates}
    covered = {name for check in found for name in check.requirements}
    left = [one for one in analysis.requirements if one.id not in covered]
    found += _of_report(tasks, left) if is_bug_fix(analysis) else _of_requirements(tasks, left, analysis, gates=gates)
    named = {check.gate for check in found}
    if "new-tests" in gates:
        found += [Check(id="", text=f"{case} (a test of its own)", gate="new-tests") for case in cases]
    standing = [(gate, text) for gate, text in _STANDING if gate in gates and gate not in named]
    found += [Check(id="", text=text, gate=gate) for gate, text in standing]
    if any(one.type == "performance_issue" for one in analysis.types):
        found.append(Check(id="", text="the script of the measurement gives better figures than on the base"))
    if any(task.is_writing for task in tasks):
        found.append(Check(id="", text="every test that passed on the base passes on the final tip", gate="unit"))
    if not found:
        found.append(Check(id="", text="what the tasks report is read by a person and answers the request"))
    return tuple(replace(check, id=f"C{number}") for number, check in enumerate(found, 1))


def _of_report(tasks: Sequence[Task], left: Sequence[Requirement]) -> Iterator[Check]:
    """What a report of a fault says is one behaviour: its reproduction shows it."""
    shows = next((task.id for task in tasks for one in task.gates if one.parameters.get("inverted") is True), "")
    if left:
        said = f"what is reported does not happen any more: the test of {shows} is red on the base and green on the tip"
        yield Check(id="", text=said, gate="new-tests", requirements=tuple(one.id for one in left))


def _of_requirements(
    tasks: Sequence[Task], left: Sequence[Requirement], analysis: Analysis, *, gates: Collection[str]
) -> Iterator[Check]:
    """One criterion per requirement, by the gate that can show it; openly by hand where none of the plan can."""
    builds = any(task.layer in _BUILT and task.is_writing for task in tasks)
    slow = any(one.type == "performance_issue" for one in analysis.types)
    for one in (each for each in left if not is_farewell(each.text)):
        text = shortened(one.text, 160)
        if slow and one.kind == "non_functional" and "latency" in gates:
            said = f"{text}: answered no later than by the base on seeded rows"
            yield Check(id="", text=said, gate="latency", requirements=(one.id,))
        if one.aspect in _TELLS:
            yield Check(id="", text=_TELLS[one.aspect].format(text), requirements=(one.id,))
            continue
        if _is_figure(one) or (slow and one.kind == "non_functional" and "latency" not in gates):
            said = f"{text}: measured by a person where the figure counts; a machine of another speed cannot show it"
            yield Check(id="", text=said, requirements=(one.id,))
        if _is_figure(one) or (slow and one.kind == "non_functional"):
            continue
        shown = _SHOWN if builds else _SHOWN_OF_FILES
        gate, said = next((pair for pair in shown if pair[0] in gates), ("", "looked at by a person"))
        yield Check(id="", text=f"{text}, {said}", gate=gate, requirements=(one.id,))


_BUILT = frozenset({"data", "business_logic", "api", "infrastructure", "quality"})
_TELLS = {
    TODAY: "{}: so it is on the base and no more on the tip, by the script of the measurement or by hand",
    GIVEN: "{}: taken as given and kept in mind by whoever reviews",
    WHERE: "{}: looked at by a person",
}
"""What shows a requirement that asks for nothing by itself."""
_FIGURE = re.compile(r"\d\s*(ms|milliseconds?|rps)\b|\b(p9\d|percentile|requests? per second)\b", re.IGNORECASE)
_OF_A_MACHINE = frozenset({"latency", "throughput", "load", "memory"})


def _is_figure(one: Requirement) -> bool:
    """Whether it holds on a machine and not of the code; a size or a lifetime is held by a test."""
    return one.aspect in _OF_A_MACHINE or _FIGURE.search(one.text) is not None


_SHOWN_OF_FILES = (
    ("openapi", "as far as the application's own document says it; the rest is read by a person"),
    ("build", "while the build is green; that it runs where it is deployed is looked at by a person"),
)
"""What shows something of documents and of deployments, the best first."""
_SHOWN = (
    ("new-tests", "shown by a test that is red on the base and green on the tip"),
    ("openapi-diff", "while the API and every test of before stay as they are"),
)
"""What shows a requirement that no offer has a criterion for, the best first."""
_STANDING = (
    ("migration-way-back", "the migration goes up, down and up, and the schema is equal each time"),
    ("migration-drift", "the migrations give the schema, without drift"),
    ("openapi-diff", "the API differs from the base only by what the request asks for"),
    ("guard-coverage", "every new or changed route has the guard that its access asks for"),
    ("exposure", "no answer holds a field that the request does not name"),
    ("latency", "named routes answer no later than on the base, both asked by turns on the same rows"),
    ("docs-routes", "the documents name the routes that are there"),
    ("secrets", "no secret is in the change"),
)


def rollback(tasks: Sequence[Task]) -> tuple[RollbackStep, ...]:
    """The way back, last task first, and what the whole run ends in."""
    by_name = {task.id: task for task in tasks}
    steps = [
        RollbackStep(task=name, text=f"{name}: {undo.text}", loses=undo.loses)
        for name in reversed(order(tasks))
        for undo in by_name[name].undo
        if by_name[name].is_writing
    ]
    if not steps:
        return ()
    schema = " and a schema" if any(MIGRATIONS in task.writes for task in tasks) else ""
    end = f"the whole run: `podium rollback` ends in a tree{schema} equal to the base"
    return (*steps, RollbackStep(task="", text=end))


def deploy_order(tasks: Sequence[Task], analysis: Analysis, facts: Facts) -> tuple[str, ...]:
    """What is deployed, in order."""
    if not any(task.is_writing for task in tasks):
        return ("nothing: nothing changes",)
    steps: list[str] = []
    variables = facts.get("named_variables", ())
    if variables and any(task.specialist == "environment-configuration-master" for task in tasks):
        steps.append(f"set {', '.join(variables)}")
    migrating = [task.id for task in tasks if MIGRATIONS in task.writes]
    if migrating:
        if_due = ", if there is one" if only_indexes(analysis) else ""
        steps.append(f"the migration of {', '.join(migrating)}{if_due} (`prisma migrate deploy`)")
    targets = [one.target for task in tasks for one in task.writes]
    if all(is_document(one) or is_test(one) for one in targets):
        return ("nothing: only documents and tests change",)
    if any(task.layer == "deployment" and task.is_writing for task in tasks):
        steps.append("what builds and starts it, on a branch first: the smoke test builds, starts, asks and stops it")
    alone = "the application alone: no migration, no variable and no service changes"
    steps.append("then the application" if steps else alone)
    if migrating:
        steps.append(compatibility(analysis, facts))
        if takes_away(analysis, facts):
            steps.append(
                "in a later deployment, by a request of its own: what is old is taken away once nothing uses it"
            )
    return tuple(steps)


def complexity(tasks: Sequence[Task], facts: Facts) -> tuple[str, str]:
    """The size, and the counts that it comes from: writing tasks, layers built, agents needed, rows at stake."""
    writing = sum(task.is_writing for task in tasks)
    layers = len({task.layer for task in tasks if task.is_writing} - {"quality", "documentation"})
    prose = sum(task.runner.kind != "recipe" for task in tasks)
    rows = bool(facts.get("existing_required"))
    points = writing + layers + prose + 2 * rows
    size = next((name for most, name in SIZES if points <= most), "XL")
    said = [
        _counted(writing, "task") + (" that writes" if writing == 1 else " that write"),
        _counted(layers, "layer") + " built",
    ]
    said.append(f"{_counted(prose, 'task')} that no recipe does")
    return size, ", ".join([*said, "existing rows have to change"] if rows else said)


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def decisions(tasks: Sequence[Task], analysis: Analysis, *, size: tuple[str, str]) -> tuple[Decision, ...]:
    """Several specialists or one, what runs side by side, what only comes after, and who carries it out."""
    several = analysis.criterion("several_agents")
    found = [_several(tasks, several)] if several is not None else []
    found += [_side_by_side(tasks), *_order_alone(tasks), _carriers(tasks)]
    found.append(Decision(question="How large is it?", answer=size[0], reason=size[1]))
    return tuple(found)


def _several(tasks: Sequence[Task], criterion: Criterion) -> Decision:
    """Who writes, who only looks, and the lines of the criteria or the size of the change as the reason."""
    writing = list(dict.fromkeys(task.specialist for task in tasks if task.is_writing))
    looking = list(dict.fromkeys(task.specialist for task in tasks if not task.is_writing))
    names = list(dict.fromkeys(task.specialist for task in tasks))
    reason = "; ".join(criterion.reasons) or f"{'a' if criterion.holds else 'no'} line of the criteria holds"
    answer = f"several: {len(names)}" if len(names) > 1 else f"one: {names[0]}"
    if not criterion.holds and len(writing) == 1 and looking:
        answer = f"one: {writing[0]}"
        reason += f"; a review is never by whoever wrote, so {' and '.join(looking)} comes after"
    elif not criterion.holds and any(task.runner.kind == "recipe" for task in tasks) and len(writing) > 1:
        reason += "; recipes do it in steps of their own, each proved and taken back by itself: an agent gets one task"
    elif not criterion.holds and len(writing) > 1:
        shows = next((task.id for task in tasks if task.layer == "quality" and task.phase == 1), "")
        reason += f"; {shows} shows first what is told, and is not by whoever mends it" if shows else ""
    return Decision(question="One specialist or several?", answer=answer, reason=reason)


def _side_by_side(tasks: Sequence[Task]) -> Decision:
    before = reach(tasks)
    pairs = [
        f"{one.id} and {other.id}"
        for number, one in enumerate(tasks)
        for other in tasks[number + 1 :]
        if one.id not in before[other.id] and other.id not in before[one.id]
    ]
    question = "What runs at the same time?"
    if len(tasks) == 1:
        return Decision(question=question, answer="nothing: it is one task", reason="one specialist on one component")
    if not pairs:
        return Decision(question=question, answer="nothing", reason="each task stands on the one before it")
    shown = "; ".join(pairs[:6]) + (f"; {len(pairs) - 6} more pairs" if len(pairs) > 6 else "")
    return Decision(question=question, answer=shown, reason="neither needs the other, and they write different things")


def _order_alone(tasks: Sequence[Task]) -> list[Decision]:
    by_name = {task.id: task for task in tasks}
    found: list[Decision] = []
    for task in tasks:
        for name in task.after:
            pair = conflict(task, by_name[name])
            both = f"both may write {pair[0]}" if pair else f"it also looks at what {name} writes"
            question = f"Why does {task.id} come after {name}?"
            found.append(Decision(question=question, answer="order alone", reason=both))
    return found


def _carriers(tasks: Sequence[Task]) -> Decision:
    groups: dict[str, list[str]] = {}
    for task in tasks:
        kind = "needs an agent" if task.runner.is_missing else task.runner.kind
        groups.setdefault(kind, []).append(task.id)
    answer = " · ".join(f"{kind}: {', '.join(names)}" for kind, names in groups.items())
    reason = "recipes do what they can with certainty; the rest needs somebody who reads words"
    return Decision(question="Who carries it out?", answer=answer, reason=reason)


def assumptions(analysis: Analysis, offers: Iterable[Offer]) -> tuple[Assumption, ...]:
    """Those of the analysis, then those of the offers that say something new; ids go on where the analysis ends."""
    found = list(analysis.assumptions)
    texts = {one.text for one in found}
    numbers = [int(one.id[1:]) for one in found if one.id[1:].isdigit()]
    number = max(numbers, default=0)
    for one in (one for offer in offers for one in offer.assumptions):
        if one.text not in texts:
            texts.add(one.text)
            number += 1
            found.append(replace(one, id=f"A{number}"))
    return tuple(found)
