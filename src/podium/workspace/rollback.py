"""The way back: commits of a run are reverted, newest first, and the result is compared with where it began."""

import time
from collections.abc import Collection
from dataclasses import dataclass

from podium.errors import RunError
from podium.git import Repository
from podium.plan.events import GateResult
from podium.plan.evidence import Finding
from podium.workspace.clones import commit_tree, date_of
from podium.workspace.commits import revert_message
from podium.workspace.integration import three_way

GATE = "rollback"
"""The name under which the rehearsal's result is reported."""


@dataclass(frozen=True, kw_only=True)
class RunCommit:
    """A commit of the run branch: whose it is, and which commit it takes back (empty: none)."""

    commit: str
    task: str
    reverts: str
    subject: str


def line(clone: Repository, *, base: str, tip: str) -> tuple[RunCommit, ...]:
    """The commits from `base` (exclusive) to `tip`, oldest first."""
    names = ("Podium-Task", "Podium-Reverts")
    trailers = "%x00".join(f"%(trailers:key={name},valueonly,separator=%x2C)" for name in names)
    output = clone.ask("log", "--reverse", "--first-parent", f"--format=%H%x00%s%x00{trailers}%x01", f"{base}..{tip}")
    found: list[RunCommit] = []
    for record in filter(None, (part.strip("\n") for part in output.split("\x01"))):
        commit, subject, task, reverts = record.split("\0")
        found.append(RunCommit(commit=commit, task=task.strip(), reverts=reverts.strip(), subject=subject))
    return tuple(found)


def standing(commits: Collection[RunCommit]) -> tuple[RunCommit, ...]:
    """The commits that do work and were not taken back, oldest first."""
    taken_back = {one.reverts for one in commits if one.reverts}
    return tuple(one for one in commits if not one.reverts and one.commit not in taken_back)


def revert(clone: Repository, *, run: str, base: str, tip: str, tasks: Collection[str] | None = None) -> str:
    """The commit on top of `tip` that takes these tasks back (None: all), newest first; no reference moves.

    Raises `RunError` where later work stands on the same lines. The same call always gives the same commit id.
    """
    now, date = tip, date_of(clone, tip)
    for one in reversed(standing(line(clone, base=base, tip=tip))):
        if tasks is None or one.task in tasks:
            tree, conflicts = three_way(clone, base=one.commit, ours=now, theirs=f"{one.commit}^")
            if conflicts:
                raise RunError(
                    f"{one.task} cannot be taken back: later work changed {', '.join(conflicts)}",
                    hint="take the later tasks back first, or the whole run",
                )
            words = revert_message(one.subject, run=run, task=one.task, commit=one.commit)
            now = commit_tree(clone, tree=tree, parents=(now,), message=words, date=date)
    return now


def rehearse(clone: Repository, *, run: str, base: str, tip: str) -> GateResult:
    """Whether taking the whole run back, newest first, ends in the very tree it began with; nothing moves."""
    began = time.monotonic()
    findings: tuple[Finding, ...] = ()
    try:
        back = revert(clone, run=run, base=base, tip=tip)
        differing = clone.changed(base, back)
        findings = tuple(_finding("tree", "differs from the base after the way back", one.path) for one in differing)
    except RunError as error:
        findings = (_finding("conflict", error.message, ""),)
    count = len(standing(line(clone, base=base, tip=tip)))
    summary = f"{count} commits were reverted, newest first, and the tree is the base's"
    return GateResult(
        gate=GATE,
        status="failed" if findings else "passed",
        summary=findings[0].message if findings else summary,
        findings=findings,
        facts={"commits": count},
        tree=clone.tree(tip),
        seconds=round(time.monotonic() - began, 3),
    )


def _finding(rule: str, message: str, file: str) -> Finding:
    return Finding(gate=GATE, rule=rule, message=message, file=file)
