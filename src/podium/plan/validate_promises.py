"""The rules that a plan keeps as a whole: what it covers, in which order it proves it, and what it promises."""

from collections.abc import Iterator
from itertools import pairwise

from podium.plan.conflicts import MIGRATIONS
from podium.plan.coverage import gaps
from podium.plan.given import is_farewell
from podium.plan.graph import edges
from podium.plan.parts import apart
from podium.plan.plan import PLAN_VERSION
from podium.plan.problem import Rule, Said, Subject, is_opening, writes_documents, writes_tests
from podium.plan.routing import REVIEWERS, is_bug_fix, opens_with_proof
from podium.plan.rulemade import is_reviewed
from podium.plan.task import Task
from podium.plan.wants import kinds

MOST_WORKERS = 256
LEVELS = ("low", "medium", "high", "certain")
_LAYERS = ("data", "business_logic", "api", "infrastructure", "quality", "documentation", "deployment")


def _backend(subject: Subject) -> Iterator[Said]:
    if not subject.plan.analysis.is_backend and subject.plan.tasks:
        hint = "there is nothing to plan"
        yield "", "the request is not one to a backend, and yet there are tasks", hint
    if subject.plan.analysis.is_backend and not subject.plan.tasks:
        yield "", "the plan has no task", "a task for an agent is better than none"


def _covered(subject: Subject) -> Iterator[Said]:
    for gap in gaps(subject.plan):
        what = {"requirement": "requirement ", "reading": "the reading ", "words": "the words of "}[gap.kind]
        hint = "name it in a task; if need be in one that needs an agent"
        yield "", f"no task covers {what}{gap.id}: {gap.text}", hint


def _references(subject: Subject) -> Iterator[Said]:
    analysis = subject.plan.analysis
    known = {
        "requirements": {one.id for one in analysis.requirements},
        "clauses": {one.id for one in analysis.clauses},
        "readings": {one.id for one in analysis.readings},
    }
    for task in subject.plan.tasks:
        for name, ids in known.items():
            unknown = [one for one in getattr(task, name) if one not in ids]
            if unknown:
                message = f"{task.id} names {', '.join(unknown)}, which the analysis does not have among its {name}"
                yield task.id, message, "use the ids of the analysis"


def _layers(subject: Subject) -> Iterator[Said]:
    needs = {one.layer: one for one in subject.plan.analysis.layers}
    for layer in _LAYERS:
        need = needs.get(layer)
        those = [task.id for task in subject.plan.tasks if task.layer == layer]
        if need is None:
            yield "", f"nothing is said of the layer {layer}", "plan it or say why not"
        elif not need.reason:
            yield "", f"no reason is given for the layer {layer}", "say why or why not"
        elif need.planned and not those and not any(name in need.reason.split() for name in subject.tasks):
            hint = "add a task, name the task that it is within, or leave the layer out with a reason"
            yield "", f"the layer {layer} is planned and has no task", hint
        elif not need.planned and those:
            message = f"the layer {layer} is left out and {', '.join(those)} works there"
            yield those[0], message, "plan the layer"


def _tests(subject: Subject) -> Iterator[Said]:
    tests = [task for task in subject.writers if writes_tests(task)]
    if subject.builders and not tests:
        yield "", "the plan writes code and no test", "add tests, if small within the task"
    shows = {one.id for one in subject.plan.tasks if _is_reproduction(one)}
    proved = {one.id for one in tests}
    for task in subject.builders:
        behind = task.id in proved or any(task.id in subject.reach[one.id] for one in tests)
        shown = any(name in subject.reach[task.id] for name in shows)
        if tests and not behind and not shown:
            message = f"no test is written behind {task.id}"
            yield task.id, message, f"let the tests need {task.id}"
    built = [task for task in subject.builders if task.layer != "deployment"]
    for task in tests:
        early = not is_opening(task) and task not in subject.builders and task.layer == "quality"
        if early and built and not any(one.id in subject.reach[task.id] for one in built):
            message = f"the tests of {task.id} come before what they test"
            yield task.id, message, "tests follow the implementation"


def _documents(subject: Subject) -> Iterator[Said]:
    if subject.builders and not any(writes_documents(task) for task in subject.writers):
        message = "the plan writes code and no documentation"
        yield "", message, "add documentation, if small within the task"


def _is_reproduction(task: Task) -> bool:
    return any(one.gate == "new-tests" and one.parameters.get("inverted") is True for one in task.gates)


def _bug_fix(subject: Subject) -> Iterator[Said]:
    beside = apart(subject.plan.analysis) is not None
    if not (beside or is_bug_fix(subject.plan.analysis)):
        return
    reproductions = [task for task in subject.plan.tasks if _is_reproduction(task)]
    if not reproductions:
        hint = "begin with a test that fails on the base (gate new-tests, inverted)"
        yield "", "a bug fix without a reproduction", hint
        return
    first = reproductions[0]
    if edges(first):
        message = f"the reproduction {first.id} waits for {', '.join(edges(first))}"
        yield first.id, message, "a bug fix begins with its reproduction"
    until = {one.parameters.get("until") for one in first.gates}
    for task in subject.writers:
        mends = not beside or task.id in until
        if mends and task.id != first.id and first.id not in subject.reach[task.id]:
            message = f"{task.id} does not wait for the reproduction {first.id}"
            yield task.id, message, f"let {task.id} need {first.id}"


def _performance(subject: Subject) -> Iterator[Said]:
    if is_bug_fix(subject.plan.analysis) or not opens_with_proof(subject.plan.analysis):
        return
    first = next((task for task in subject.plan.tasks if is_opening(task)), None)
    if first is None:
        hint = "begin with a measurement: a change without a number is no optimisation"
        yield "", "an optimisation without a measurement before it", hint
        return
    for task in subject.builders:
        if task.id != first.id and first.id not in subject.reach[task.id]:
            message = f"{task.id} does not wait for the measurement {first.id}"
            yield task.id, message, f"let {task.id} need {first.id}"


def _reviews(subject: Subject) -> Iterator[Said]:
    for name, specialist in REVIEWERS.items():
        criterion = subject.plan.analysis.criterion(name)
        if criterion is None or not criterion.holds:
            continue
        title = name.replace("_", " ")
        reviews = [task for task in subject.plan.tasks if task.specialist == specialist and not task.is_writing]
        seen = {one for task in reviews for one in subject.reach[task.id]}
        for task in subject.writers:
            if task.id not in seen and is_reviewed(task):
                message = f"a {title} is due, and none comes after {task.id}"
                hint = f"let a review by {specialist} need {task.id}"
                yield task.id, message, hint


def _rollback(subject: Subject) -> Iterator[Said]:
    steps = [one.task for one in subject.plan.rollback]
    for task in subject.writers:
        if task.id not in steps:
            message = f"the way back leaves {task.id} out"
            yield task.id, message, "every task that writes is taken back"
    for task in subject.plan.tasks:
        known = [one for one in task.needs if one in steps and task.id in steps]
        wrong = [one for one in known if steps.index(one) < steps.index(task.id)]
        if wrong:
            message = f"{wrong[0]} is taken back before {task.id}, which stands on it"
            yield task.id, message, "take back in reverse order"


def _estimate(subject: Subject) -> Iterator[Said]:
    one = subject.plan.estimate
    if min(*one.seconds, *one.tokens) < 0:
        yield "", "the plan's estimate is below zero", "time and tokens are none or more"
    if not one.basis or one.seconds[0] > one.seconds[1] or one.tokens[0] > one.tokens[1]:
        message = "the plan's estimate lacks a basis, or its P50 is above its P90"
        yield "", message, "say what the numbers stand on"
    if subject.plan.complexity not in {"S", "M", "L", "XL"}:
        message = f"the complexity is {subject.plan.complexity!r}"
        yield "", message, "S, M, L or XL"


def _criteria(subject: Subject) -> Iterator[Said]:
    checks = subject.plan.checks
    if not checks:
        hint = "say how completion is verified, by a gate or openly by hand"
        yield "", "the plan has no success criterion", hint
    ids = [one.id for one in checks]
    for name in sorted({one for one in ids if ids.count(one) > 1 or not one}):
        yield "", f"two criteria are called {name!r}", "C1, C2 …"
    known = {one.id: one for one in subject.plan.analysis.requirements}
    shown = {name for one in checks for name in one.requirements}
    for name in known:
        if checks and name not in shown and not is_farewell(known[name].text):
            message = f"no criterion says how {name} is verified: {known[name].text}"
            yield "", message, "name it in a criterion: with a gate, or openly by hand"
    for one in checks:
        unknown = [name for name in one.requirements if name not in known]
        if unknown:
            message = f"{one.id} is for {', '.join(unknown)}, which is no requirement"
            yield "", message, "use the ids of the analysis"
        if one.gate and subject.gates and one.gate not in subject.gates:
            message = f"{one.id} is proved by {one.gate!r}, which is no gate"
            yield "", message, f"known are {', '.join(sorted(subject.gates))}"


def _phases(subject: Subject) -> Iterator[Said]:
    listed = [(name, phase.phase) for phase in subject.plan.phases for name in phase.tasks]
    actual = [(task.id, task.phase) for task in subject.plan.tasks]
    for name, phase in sorted(set(listed) ^ set(actual)):
        message = f"{name} stands in phase {phase} of the {'list' if (name, phase) in listed else 'tasks'} alone"
        yield name, message, "list each task once, in its own phase"
    if len(listed) > len(set(listed)):
        yield "", "a task is listed twice", "list each task once, in its own phase"


def _team(subject: Subject) -> Iterator[Said]:
    members = {one.specialist for one in subject.plan.team}
    out = {one.specialist for one in subject.plan.left_out}
    for task in subject.plan.tasks:
        if task.specialist not in members:
            message = f"{task.specialist} has {task.id} and is not in the team"
            yield task.id, message, "name the specialist with a reason"
    for name in sorted(members & out):
        yield "", f"{name} is both in the team and left out", "decide"
    for one in (*subject.plan.team, *subject.plan.left_out):
        if not one.reason:
            yield "", f"no reason is given for {one.specialist}", "name the evidence"
    if not is_bug_fix(subject.plan.analysis):
        for type_ in kinds(subject.plan.analysis):
            row = subject.rules.row(type_.type)
            if row is not None and row.primary not in members:
                message = f"{row.primary} is the primary for {row.title} and not in the team"
                yield "", message, "a primary is always in"


def _path(subject: Subject) -> Iterator[Said]:
    path = subject.plan.critical_path
    if subject.plan.tasks and not path:
        yield "", "the plan does not say its critical path", "the longest chain"
    waits = {name: edges(task) for name, task in subject.tasks.items()}
    broken = [f"{one} → {other}" for one, other in pairwise(path) if one not in waits.get(other, ())]
    if broken or any(name not in subject.tasks for name in path):
        message = f"the critical path is no chain of tasks: {', '.join(broken or path)}"
        yield "", message, "each task needs the one before it"


def _contract(subject: Subject) -> Iterator[Said]:
    """Each new endpoint says what it takes and gives, each migration its locks and what the old code can do."""
    for one in subject.plan.endpoints:
        nothing = any(status == 204 for status, _ in one.statuses)
        due = ("method", "path", "access", "statuses", *(() if nothing else ("response",)))
        missing = [name for name in due if not getattr(one, name)]
        if missing:
            message = f"{one.method} {one.path} does not say its {' and '.join(missing)}".strip()
            yield "", message, "say what it gives, with which status, and who may call it, or who states that"
    said = {one.task: one for one in subject.plan.migrations if one.locks and one.compatibility and one.way_back}
    for task in subject.writers:
        if MIGRATIONS in task.writes and task.id not in said:
            message = f"nothing is said of the locks, the way back and the old code for the migration of {task.id}"
            yield task.id, message, "add it to the plan's migrations; what nobody knows yet is said to be unknown"


def _risks(subject: Subject) -> Iterator[Said]:
    for one in subject.plan.risks:
        wrong = [level for level in (one.likelihood, one.impact) if level not in LEVELS]
        if wrong or not (one.text and one.answer):
            message = f"the risk {one.text!r} lacks an answer, or {', '.join(wrong) or 'its words'} says nothing"
            yield "", message, f"likelihood and impact are {', '.join(LEVELS)}"


def _deployment(subject: Subject) -> Iterator[Said]:
    migrating = [task.id for task in subject.writers if MIGRATIONS in task.writes]
    if migrating and not subject.plan.deploy_order:
        message = f"{', '.join(migrating)} makes a migration and no order of deployment is given"
        yield migrating[0], message, "migration first, or say why not"


def _header(subject: Subject) -> Iterator[Said]:
    header = subject.plan.header
    if header.version != PLAN_VERSION:
        yield "", f"the plan is of version {header.version}", f"this Podium reads version {PLAN_VERSION}"
    if header.workers > MOST_WORKERS:
        yield "", f"more than {MOST_WORKERS} tasks run at once", "so many as the machine has room for"
    if header.workers < 1:
        yield "", f"{header.workers} tasks run at once", "one at least"
    missing = [name for name in ("title", "base", "tree") if not getattr(header, name)]
    if missing:
        yield "", f"the header lacks {', '.join(missing)}", "make the plan anew"
    if header.request != subject.plan.request.digest:
        message = "the header names another request than the plan holds"
        yield "", message, "make the plan anew from the request"
    if subject.plan.revision > 1 and not subject.plan.reason:
        yield "", f"revision {subject.plan.revision} gives no reason", "say what changed"


PROMISES: dict[str, Rule] = {
    "backend": _backend,
    "covered": _covered,
    "reference": _references,
    "layer": _layers,
    "tests": _tests,
    "documents": _documents,
    "reproduction": _bug_fix,
    "measurement": _performance,
    "review": _reviews,
    "rollback": _rollback,
    "plan-estimate": _estimate,
    "criteria": _criteria,
    "phases": _phases,
    "team": _team,
    "critical-path": _path,
    "deploy-order": _deployment,
    "contract": _contract,
    "risk": _risks,
    "header": _header,
}
"""The rules by id."""
