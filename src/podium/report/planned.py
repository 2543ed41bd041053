"""A plan in Markdown: the five sections that a plan always has, in their order."""

from collections.abc import Sequence

from podium.plan.dangers import names
from podium.plan.offer import Check, Endpoint, Risk
from podium.plan.plan import Plan, PlannedMigration
from podium.plan.rules import PHASES
from podium.plan.task import RunnerChoice, Task
from podium.report.understood import analysis_section, assumption
from podium.report.writing import (
    aside,
    bullets,
    code,
    cost,
    grounds,
    listed,
    paragraphs,
    plain,
    quote,
    short,
    spread,
    table,
    tokens,
    words,
)


def plan_markdown(plan: Plan) -> str:
    """The whole plan: Task Analysis, Execution Plan, Risk Assessment, Success Criteria, Time Estimate."""
    header = plan.header
    where = [f"plan revision {plan.revision}", f"base {code(short(header.base))}", f"rules {code(short(header.rules))}"]
    where.append(f"{code(header.repository)} @ {header.size}")
    why = f"**Revised** · {plain(plan.reason)}" if plan.reason else ""
    return paragraphs(f"# {plain(header.title)}", " · ".join(where), why, quote(plan.request.text), sections(plan))


def sections(plan: Plan) -> str:
    """The five sections, without the head."""
    return paragraphs(
        "## 1. Task Analysis",
        analysis_section(plan.analysis),
        _contract(plan),
        "## 2. Execution Plan",
        _execution(plan),
        "## 3. Risk Assessment",
        _risks(plan),
        "## 4. Success Criteria",
        _criteria(plan),
        "## 5. Time Estimate",
        _estimate(plan),
    )


def _contract(plan: Plan) -> str:
    lines = [_endpoint(one) for one in plan.endpoints]
    migrations = [line for one in plan.migrations for line in _migration(one)]
    extra = [one for one in plan.assumptions if one not in plan.analysis.assumptions]
    assumed = " · ".join(map(assumption, extra))
    refused = [f"{code(one.recipe)}: {plain(one.reason)}{aside(one.hint)}" for one in plan.refusals]
    return paragraphs(
        f"**Contract**\n\n{bullets(lines)}" if lines else "",
        f"**Migrations**\n\n{bullets(migrations)}" if migrations else "",
        f"**Assumed by the recipes** · {assumed}" if extra else "",
        f"**What recipes would have to guess**\n\n{bullets(refused)}" if refused else "",
    )


def _endpoint(one: Endpoint) -> str:
    parts = [f"{code(f'{one.method} {one.path}')} ({words(one.access)})"]
    parts += [f"takes {code(one.request)}"] if one.request else []
    parts += [f"gives {code(one.response)}"] if one.response else []
    parts += [f"{status} {plain(text)}" for status, text in one.statuses]
    return " · ".join(parts)


def _migration(one: PlannedMigration) -> list[str]:
    lines = [f"{one.task}: {plain(lock)}" for lock in one.locks]
    back = f"{one.task}: way back: {plain(one.way_back)}{aside(f'loses {one.loses}' * bool(one.loses))}"
    return [*lines, f"{one.task}: {plain(one.compatibility)}", back]


def _execution(plan: Plan) -> str:
    pattern = f" · {plan.pattern}" if plan.pattern else ""
    team = table(("specialist", "role", "why"), ((one.specialist, one.role, plain(one.reason)) for one in plan.team))
    out = [f"{one.specialist}: {plain(one.reason)}" for one in plan.left_out]
    decided = [f"{plain(one.question)} {plain(one.answer)} ({plain(one.reason)})" for one in plan.decisions]
    return paragraphs(
        f"Task: {plain(plan.header.title)}{pattern}",
        team,
        f"**Left out, with the reason**\n\n{bullets(out)}" if out else "",
        f"**Decided**\n\n{bullets(decided)}" if decided else "",
        f"Critical path: {' → '.join(plan.critical_path)}" if plan.critical_path else "",
        *(_phase(plan, number) for number in PHASES),
        f"**Deploy order** · {'; '.join(plain(one) for one in plan.deploy_order)}" if plan.deploy_order else "",
        _rollback(plan),
    )


def _phase(plan: Plan, number: int) -> str:
    phase = next((one for one in plan.phases if one.phase == number), None)
    tasks = [task for task in plan.tasks if phase is not None and task.id in phase.tasks]
    nothing = "Nothing to do in this phase." if not tasks else ""
    return paragraphs(
        f"### Phase {number}: {PHASES[number]}", nothing, *(task_markdown(task, plan.risks) for task in tasks)
    )


def task_markdown(task: Task, risks: Sequence[Risk] = ()) -> str:
    """A task: who, what, on what it stands, what comes out, what it may write, how it is proved and undone."""
    why = "which may write the same" if task.is_writing else "whose work it looks at too"
    later = f"and after {listed(task.after)}, {why}" if task.after else ""
    lines = [
        f"Dependencies: {listed(task.needs, otherwise='None')}{aside(later)}",
        f"Output: {'; '.join(plain(one) for one in task.outputs) or plain(task.goal)}",
        f"Writes: {listed((code(str(one)) for one in task.writes), otherwise='nothing')}",
        f"Gates: {listed(dict.fromkeys(one.gate for one in task.gates))}",
        f"Carried out by: {carrier(task.runner)}",
        f"Way back: {'; '.join(plain(one.text) + aside(f'loses {one.loses}' * bool(one.loses)) for one in task.undo)}",
    ]
    if task.requirements or task.clauses:
        lines.append(f"For: {listed((*task.requirements, *task.clauses))}")
    mine = [plain(one.text) for one in risks if names(one, task.id)]
    if mine:
        lines.append(f"Risk: {task.risk} ({'; '.join(mine)})")
    if task.estimate is not None:
        lines.append(f"Takes: {spread(task.estimate)}, {task.estimate.basis}")
    steps = f"Instructions:\n\n{bullets(plain(one) for one in task.instructions)}" if task.instructions else ""
    return paragraphs(f"**{task.id} · {task.specialist}**: {plain(task.title)}", bullets(lines), steps)


def carrier(runner: RunnerChoice) -> str:
    """Who carries a task out, in words; ❌ where nobody does."""
    if runner.is_missing:
        return f"❌ needs an agent ({plain(runner.reason)})"
    name = f"{runner.kind} {code(runner.name)}" if runner.name else runner.kind
    return f"{name}{aside(runner.reason)}"


def _rollback(plan: Plan) -> str:
    lines = [f"{plain(one.text)}{f': *loses {plain(one.loses)}*' if one.loses else ''}" for one in plan.rollback]
    return f"**Rollback Plan:**\n\n{bullets(lines or ['nothing is written, so nothing is taken back'])}"


def _risks(plan: Plan) -> str:
    rows = (
        (
            plain(one.text),
            f"{one.likelihood} × {one.impact}",
            plain(one.source),
            plain(one.answer),
            plain(one.detection) or "–",
            plain(one.contingency) or "–",
        )
        for one in plan.risks
    )
    head = ("risk", "likelihood × impact", "from", "answer", "noticed by", "if it happens")
    return table(head, rows) or "No risk is known beyond those of any change."


def _criteria(plan: Plan) -> str:
    return bullets(_check(one) for one in plan.checks)


def _check(one: Check) -> str:
    proof = f"gate {code(one.gate)}" if one.gate else "by hand"
    return f"{one.id} {plain(one.text)} ({proof}{f', {listed(one.requirements)}' if one.requirements else ''})"


def _estimate(plan: Plan) -> str:
    one = plan.estimate
    why = next((decision.reason for decision in plan.decisions if decision.answer == plan.complexity), "")
    lines = [
        f"Complexity: **{plan.complexity}**{aside(why)}",
        f"Time: {spread(one)} along the task graph",
        f"Tokens: {tokens(one)}; {cost(one)}",
        f"Basis: {plain(grounds(one))}",
    ]
    return bullets(lines)
