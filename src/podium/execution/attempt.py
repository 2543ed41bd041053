"""One attempt at a task: workspace, runner, formatting, commit, gates. What goes wrong with the work is a value."""

import asyncio
import time
from dataclasses import replace
from typing import Any, cast

from podium.execution import counter, sessions
from podium.execution.cases import SCOPE, case, done, name_of
from podium.execution.checks import verdict
from podium.execution.formatting import format_changes
from podium.execution.inheriting import inherited
from podium.execution.judging import Court
from podium.execution.prompt import prompt
from podium.execution.session import Waiting, failure, hold
from podium.execution.tampering import dependencies, tampering
from podium.execution.workshop import Workshop
from podium.plan.codec import decode, encode
from podium.plan.events import AttemptEnded, Failure
from podium.plan.evidence import Finding
from podium.plan.task import Task
from podium.ports import Allowance, Assignment, Ended, Predecessor, Services, Workspace
from podium.runners import profiles
from podium.runners.choice import meant, runner
from podium.workspace import clones, commits, node_modules
from podium.workspace.preparation import LOCKFILES

Value = dict[str, Any]
GO_ON = "You were interrupted. Look at what stands in the folder, go on where you stopped, and finish the task."
"""What an agent is told whose session is gone on with after a crash."""

NOT_SHOWN = tuple(f":(exclude,glob)**/{name}" for name in LOCKFILES)
"""What of a predecessor's difference nobody reads."""

NEEDS_SERVERS = frozenset({"agent", "human"})
"""Kinds of runners that may want to try out what they write against a database; others do for migrations."""


async def work(shop: Workshop, court: Court, value: Value) -> Value:
    """Let the runner work in a fresh workspace and take in what it wrote.

    `value`: task, number, tip, findings, and for an agent its allowance and how long it waits first. Adds `ended`, an
    `AttemptEnded` without gate results, or `waiting`.
    """
    began = time.monotonic()
    task = decode(Task, value["task"])
    await asyncio.sleep(value.get("pause", 0.0))
    assignment, said = await asyncio.to_thread(_gone_on_with, shop, task, value), GO_ON
    if assignment is None:
        assignment, said = await asyncio.to_thread(_inherited, shop, task, value), ""
    if assignment is None:
        assignment = await asyncio.to_thread(_assign, shop, task, value)
    end = await _held(shop, court, value, assignment, said)
    if isinstance(end, Ended) and end.error == "lost":
        assignment = await asyncio.to_thread(_assign, shop, task, value)
        end = await _held(shop, court, value, assignment)
    if isinstance(end, Waiting):
        return {**value, "waiting": {"approval": end.id, "question": end.what}}
    return {**value, "ended": encode(await asyncio.to_thread(_take_in, shop, assignment, end, began))}


async def _held(shop: Workshop, court: Court, value: Value, assignment: Assignment, said: str = "") -> Ended | Waiting:
    """Hold a session with whoever carries the task out; an agent has a desk of Podium's to ask at meanwhile.

    It is told what `said` says, or without that the whole prompt.
    """
    task = assignment.task
    chosen = runner(task.runner, agents=shop.agents)
    if task.runner.kind != "agent" or not profiles.profile(task.runner.name, shop.agents).takes_tools:
        return await hold(shop, chosen, assignment, said or words(shop, assignment))
    async with counter.opened(shop, court, value, assignment) as desk:
        seated = replace(assignment, desk=desk)
        return await hold(shop, chosen, seated, said or words(shop, seated))


def words(shop: Workshop, assignment: Assignment) -> str:
    """The prompt of an attempt, with the gates that will judge it."""
    task = assignment.task
    names = shop.checks.for_attempt(task, shop.setup.survey, ())
    judged = [name for name in names if task.is_writing or name != SCOPE]
    return prompt(assignment, gates={name: shop.checks.gate(name).title for name in judged})


async def collect(shop: Workshop, court: Court, value: Value) -> Value:
    """Take in what a person wrote in the workspace of an attempt that waited; adds `ended` like `work`."""
    del court
    began = time.monotonic()
    task = decode(Task, value["task"])
    workspace = shop.yard.existing(name_of(task, value), commit=value["tip"], services=Services())
    assignment = _assignment(shop, task, value, workspace)
    if not workspace.root.is_dir():
        lost = Failure(kind="environment", message=f"the workspace {workspace.root} is gone")
        return {**value, "ended": encode(AttemptEnded(failure=lost))}
    end = Ended(outcome="done")
    return {**value, "ended": encode(await asyncio.to_thread(_take_in, shop, assignment, end, began))}


async def judge(shop: Workshop, court: Court, value: Value) -> Value:
    """Judge the attempt's commit by its gates; `ended` gets their results, and a failure where one does not hold.

    A review is judged by its own gates, on the tip that it looked at, against the run's base; that it changed nothing
    was seen before.
    """
    if "ended" not in value:
        return value
    ended = decode(AttemptEnded, value["ended"])
    if ended.failure is not None:
        return value
    task = decode(Task, value["task"])
    began = time.monotonic()
    judged = await asyncio.to_thread(_judge, shop, court, task, value, ended)
    if judged.failure is None and not task.is_writing:
        clear_away(shop, value)
    return {**value, "ended": encode(replace(judged, seconds=round(ended.seconds + time.monotonic() - began, 3)))}


def clear_away(shop: Workshop, value: Value) -> None:
    """Take the workspace of an attempt away that nothing in it is lost with: its commit is in, or it was a review."""
    task = decode(Task, value["task"])
    kept = sessions.kept(shop.setup.directories.database, name_of(task, value))
    name = kept.folder if kept is not None else name_of(task, value)
    if (shop.yard.folder / name).is_dir():
        old = shop.yard.existing(name, commit=value["tip"], services=Services())
        shop.yard.discard(old, keep_home=kept is not None and task.is_writing)


def _gone_on_with(shop: Workshop, task: Task, value: Value) -> Assignment | None:
    """The assignment of an attempt whose agent was interrupted with its session kept: its workspace as it was left."""
    kept = sessions.kept(shop.setup.directories.database, name_of(task, value))
    if kept is None or kept.runner != task.runner.name or not (shop.yard.folder / kept.folder).is_dir():
        return None
    workspace = shop.yard.existing(kept.folder, commit=value["tip"], services=_services(shop, task, value))
    before = inherited(shop, task, value) if kept.folder != name_of(task, value) else None
    assignment = replace(_assignment(shop, task, value, workspace), resume=kept.session)
    return replace(assignment, before=before.before) if before is not None else assignment


def _inherited(shop: Workshop, task: Task, value: Value) -> Assignment | None:
    """The assignment of a task that goes on in the conversation of one before, in a fresh workspace of its place."""
    found = inherited(shop, task, value)
    if found is None:
        return None
    services = _services(shop, task, value)
    workspace = shop.yard.prepare(found.folder, commit=value["tip"], services=services, keep_old=True)
    return replace(_assignment(shop, task, value, workspace), resume=found.session, before=found.before)


def _services(shop: Workshop, task: Task, value: Value) -> Services:
    migrates = any(write.kind == "resource" and write.target == "migrations" for write in task.writes)
    served = shop.setup.survey.schema.provider == "postgresql"
    wants = served and (migrates or task.runner.kind in NEEDS_SERVERS)
    return shop.services(f"{shop.setup.run}-{name_of(task, value)}") if wants else Services()


def _assign(shop: Workshop, task: Task, value: Value) -> Assignment:
    services = _services(shop, task, value)
    workspace = shop.yard.prepare(name_of(task, value), commit=value["tip"], services=services, keep_old=True)
    return _assignment(shop, task, value, workspace)


def _assignment(shop: Workshop, task: Task, value: Value, workspace: Workspace) -> Assignment:
    specialist = shop.setup.rules.specialist(task.specialist)
    agent = profiles.profile(task.runner.name, shop.agents) if task.runner.kind == "agent" else None
    return Assignment(
        run=shop.setup.run,
        task=task,
        attempt=cast("int", value["number"]),
        workspace=workspace,
        plan=shop.plan(),
        survey=shop.setup.survey,
        findings=tuple(decode(Finding, one) for one in value["findings"]),
        role=specialist.prompt if specialist is not None else "",
        model=meant(specialist.model, agent) if specialist is not None and agent is not None else "",
        effort=meant(specialist.effort, agent) if specialist is not None and agent is not None else "",
        predecessors=_predecessors(shop, task, value),
        allowance=decode(Allowance, value["allowance"]) if "allowance" in value else Allowance(),
    )


def _predecessors(shop: Workshop, task: Task, value: Value) -> tuple[Predecessor, ...]:
    """What the completed tasks that this one needs have changed; recipes and scripts do not read it."""
    if task.runner.kind not in NEEDS_SERVERS:
        return ()
    found: list[Predecessor] = []
    for one in done(shop, value):
        own = f"refs/podium/attempts/{shop.setup.run}/{one.id}-*"
        names = shop.clone.ask("for-each-ref", "--format=%(refname)", "--sort=version:refname", own).splitlines()
        last = names[-1] if names else ""
        if one.id in task.needs and last:
            difference = shop.clone.ask("diff", "--unified=3", f"{last}^", last, "--", ".", *NOT_SHOWN)
            found.append(Predecessor(task=one.id, title=one.title, difference=difference))
    return tuple(found)


def _take_in(shop: Workshop, assignment: Assignment, end: Ended, began: float) -> AttemptEnded:
    """What the attempt came to before its gates: a commit, nothing for a review, or a failure."""
    problem = failure(end) or tampering(shop, assignment)
    commit, tree, files = "", "", ()
    if problem is None:
        tree = _files_taken(shop, assignment)
        files = tuple(change.path for change in shop.clone.changed(assignment.workspace.tip, tree))
        problem = _wrong_change(assignment.task, files, end)
    if problem is None and assignment.task.is_writing:
        commit = _commit(shop, assignment, tree)
    return AttemptEnded(
        commit=commit,
        tree=tree,
        files=files,
        failure=problem,
        summary=end.message,
        findings=end.findings,
        usage=end.usage,
        seconds=round(time.monotonic() - began, 3),
    )


def _files_taken(shop: Workshop, assignment: Assignment) -> str:
    """The tree of what was written, formatted as the project declares; new manifests get their dependencies."""
    workspace = assignment.workspace
    tree = clones.snapshot(shop.clone, workspace.root, parent=workspace.tip)
    before, now = (node_modules.manifests(shop.clone, one) for one in (workspace.tip, tree))
    if before != now:
        shop.yard.provide_dependencies(workspace.root, revision=tree)
    if not assignment.task.is_writing:
        return tree
    format_changes(shop, workspace, tree=tree)
    return clones.snapshot(shop.clone, workspace.root, parent=workspace.tip)


def _wrong_change(task: Task, files: tuple[str, ...], end: Ended) -> Failure | None:
    if task.is_writing and not files:
        nothing = Finding(gate="change", rule="empty", message="nothing was changed although the task writes")
        return Failure(kind="gate", message=nothing.message, findings=(nothing,))
    if not task.is_writing and files:
        found = tuple(Finding(gate="scope", rule="review", message="a review changed it", file=file) for file in files)
        return Failure(kind="scope", message=f"a review changed {', '.join(files[:5])}", findings=found)
    grave = tuple(one for one in end.findings if one.severity in {"high", "medium"})
    if grave and not task.is_writing:
        return Failure(kind="gate", message=f"the review found: {grave[0]}", findings=grave)
    return None


def _commit(shop: Workshop, assignment: Assignment, tree: str) -> str:
    """A commit of the attempt, kept by a reference of its own so that nothing that was made is lost."""
    task = assignment.task
    convention = assignment.survey.convention("commit-convention")
    words = commits.message(
        task,
        run=assignment.run,
        attempt=assignment.attempt,
        convention=convention.value if convention else "",
        intent=assignment.plan.analysis.intent,
    )
    commit = clones.commit_tree(shop.clone, tree=tree, parents=(assignment.workspace.tip,), message=words)
    reference = f"refs/podium/attempts/{assignment.run}/{task.id}-{assignment.attempt}"
    shop.clone.ask("update-ref", reference, commit)
    return commit


def _judge(shop: Workshop, court: Court, task: Task, value: Value, ended: AttemptEnded) -> AttemptEnded:
    results = court.judge(case(shop, task, value, commit=ended.commit, dear=False if task.is_writing else None))
    problem = verdict(results)
    if task.runner.kind != "recipe":
        problem = dependencies(shop, ended.commit or value["tip"]) or problem
    return replace(ended, commit="" if problem else ended.commit, results=results, failure=problem)
