"""What to do about a failure, and the next revision of a plan: decided from plan, state and rules alone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from podium.plan.arrange import one_after_another, phases
from podium.plan.codec import digest
from podium.plan.conflicts import MIGRATIONS, allows
from podium.plan.estimate import History, for_task, whole
from podium.plan.events import Failure
from podium.plan.graph import critical_path, descendants
from podium.plan.looking import looks
from podium.plan.migrating import migrations_of
from podium.plan.orders import UNDO, choose_runner, named_runner, order_for
from podium.plan.plan import Plan, TeamMember
from podium.plan.routing import own_orders
from podium.plan.rulemade import is_review
from podium.plan.rules import FailureRule, Rules
from podium.plan.state import State
from podium.plan.task import RunnerChoice, Task, TaskGate, UndoStep
from podium.plan.terms import rollback

Action = Literal["retry", "retry_on_new_tip", "retry_with_findings", "next_runner", "needs_person", "fail"]
TERMINAL: frozenset[Action] = frozenset({"needs_person", "fail"})
"""Actions after which the task is not tried again by itself."""


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What to do, the sentence that says why, and the revised plan where the plan changes."""

    action: Action
    reason: str
    revised: Plan | None = None


def decide(
    plan: Plan, state: State, rules: Rules, task: str, failure: Failure, *, runners: tuple[str, ...] = ()
) -> Decision:
    """What the ladder of the failure's class says for this task.

    The n-th failure of a class takes its n-th rung; a rung that cannot be is passed over, and once the attempts of the
    class are used up only its last one is left. A review that found something gets a task that mends it, in a revised
    plan; a runner that cannot do it gives way to the next of `runners`, in a revised plan, too. The same state gives
    the same answer, so asking again after a crash does no harm.
    """
    planned, rule = plan.task(task), next((one for one in rules.failures if one.id == failure.kind), None)
    if planned is None or rule is None:
        return Decision(action="fail", reason=f"{failure.kind}: {failure.message}")
    one = state.tasks[task]
    fresh = one.attempts[one.reopened_at :]
    if fresh and planned.runner.name and fresh[-1].runner not in {"", planned.runner.name, planned.runner.kind}:
        return Decision(action="retry", reason=f"{task} is {planned.runner.name}'s now")
    same = sum(attempt.failure is not None and attempt.failure.kind == failure.kind for attempt in fresh)
    if is_review(planned) and not looks(planned) and failure.kind == "gate" and len(fresh) < rule.attempts:
        return _mended(plan, planned, rules, failure, runners=runners)
    tried = frozenset(attempt.runner for attempt in fresh)
    for action in _rungs(rule, number=max(same, 1), attempts=len(fresh)):
        others = [name for name in runners if name not in tried]
        decision = _take(plan, planned, failure, action=action, others=others, rules=rules)
        if decision is not None:
            return decision
    return Decision(action="fail", reason=_why(failure))


def _rungs(rule: FailureRule, *, number: int, attempts: int) -> Sequence[Action]:
    if attempts >= rule.attempts:
        return [rule.ladder[-1]]
    return rule.ladder[min(number, len(rule.ladder)) - 1 :]


def _take(
    plan: Plan, task: Task, failure: Failure, *, action: Action, others: Sequence[str], rules: Rules
) -> Decision | None:
    """The decision of a rung, or None where it cannot be."""
    if action == "next_runner":
        if not others or looks(task):
            return None
        reason = f"{task.id}: {_why(failure)}; {others[0]} tries instead of {task.runner.name or task.runner.kind}"
        choice = named_runner(others[0], reason=reason)
        revised = _estimated(with_runner(plan, (task.id,), choice, reason=reason), rules, task.id)
        return Decision(action=action, reason=reason, revised=revised)
    if action == "retry_with_findings" and task.runner.kind == "recipe":
        return None
    return Decision(action=action, reason=_why(failure))


def _estimated(plan: Plan, rules: Rules, name: str) -> Plan:
    """The plan with a new estimate for a task that somebody else has now, and for the whole."""
    tasks = tuple(
        replace(task, estimate=for_task(task, rules, History())) if task.id == name else task for task in plan.tasks
    )
    seconds = {task.id: task.estimate.seconds[0] if task.estimate else 0.0 for task in tasks}
    estimate = whole(tasks, plan.header.workers)
    return replace(plan, tasks=tasks, estimate=estimate, critical_path=critical_path(tasks, seconds))


def _why(failure: Failure) -> str:
    return f"{failure.kind}: {failure.message}"


def with_runner(plan: Plan, tasks: Sequence[str], runner: RunnerChoice, *, reason: str) -> Plan:
    """The next revision, in which these tasks are given to that runner."""
    changed = tuple(replace(task, runner=runner) if task.id in tasks else task for task in plan.tasks)
    return replace(plan, tasks=changed, revision=plan.revision + 1, reason=reason)


def reopened(plan: Plan, state: State, tasks: Sequence[str]) -> tuple[str, ...]:
    """What opens again with these tasks: themselves and all behind them that settled without being completed."""
    names = set(tasks).union(*(descendants(plan.tasks, name) for name in tasks))
    settled = (name for name, one in state.tasks.items() if one.is_settled and one.status != "completed")
    return tuple(name for name in settled if name in names)


def _mended(plan: Plan, review: Task, rules: Rules, failure: Failure, *, runners: tuple[str, ...]) -> Decision:
    """A retry of the review after a new task has mended what it found."""
    taken = max(int(task.id[1:]) for task in plan.tasks)
    mend = _mend(plan, review, rules, failure, name=f"T{taken + 1}", runners=runners)
    mend = replace(mend, estimate=for_task(mend, rules, History()))
    again = replace(review, needs=(*review.needs, mend.id))
    inserted = [one for task in plan.tasks for one in ((mend, again) if task.id == review.id else (task,))]
    tasks = one_after_another(inserted, rules.mergers)
    members = {one.specialist for one in plan.team}
    new = TeamMember(specialist=mend.specialist, role="task", reason=f"{mend.id} mends what {review.id} found")
    reason = f"{review.id} found {len(failure.findings) or 'something'}: {failure.message}; {mend.id} mends it"
    seconds = {task.id: task.estimate.seconds[0] if task.estimate else 0.0 for task in tasks}
    revised = replace(
        plan,
        tasks=tasks,
        phases=phases(tasks),
        team=plan.team if mend.specialist in members else (*plan.team, new),
        migrations=migrations_of(plan.migrations, tasks),
        rollback=rollback(tasks),
        estimate=whole(tasks, plan.header.workers),
        critical_path=critical_path(tasks, seconds),
        revision=plan.revision + 1,
        reason=reason,
    )
    return Decision(action="retry", reason=reason, revised=revised)


def _mend(plan: Plan, review: Task, rules: Rules, failure: Failure, *, name: str, runners: tuple[str, ...]) -> Task:
    """A task for whoever wrote what the findings are about, allowed to write what was reviewed."""
    reviewed = [task for task in plan.tasks if task.id in review.needs and task.is_writing]
    files = [finding.file for finding in failure.findings if finding.file]
    author = _author(reviewed, files) or (reviewed[-1] if reviewed else review)
    found = tuple(str(finding) for finding in failure.findings) or (failure.message,)
    order = order_for(rules, author.specialist)
    undo = "migration_down" if any(MIGRATIONS in task.writes for task in reviewed) else "revert"
    gates = order.gates if order is not None and order in own_orders(rules) else ("types",)
    return Task(
        id=name,
        title=f"Mend what {review.id} found",
        specialist=author.specialist,
        layer=author.layer,
        phase=review.phase,
        goal=f"Nothing of what {review.id} found is there any more, and nothing that passed before fails.",
        instructions=found,
        needs=review.needs,
        reads=tuple(dict.fromkeys(files)),
        writes=tuple(dict.fromkeys(write for task in reviewed for write in task.writes)),
        outputs=("each finding with its mend",),
        requirements=author.requirements,
        gates=tuple(TaskGate(gate=one.partition(":")[0]) for one in gates),
        undo=(UndoStep(kind=undo, text=UNDO[undo]),),
        runner=choose_runner(rules, author.specialist, runners),
        parameters={"findings": digest(failure.findings)},
    )


def _author(tasks: Sequence[Task], files: Sequence[str]) -> Task | None:
    return next((task for task in tasks if any(allows(task.writes, file) for file in files)), None)
