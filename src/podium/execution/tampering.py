"""What a runner did to what its work stands on: installed dependencies, and the files that decide what is installed.

And what it left that nobody can take in, found by names and sizes before any of it is read.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from podium.execution.workshop import Workshop
from podium.gates.configuration import is_granted
from podium.plan.events import Failure
from podium.plan.evidence import Finding
from podium.plan.globs import matches
from podium.plan.task import Task
from podium.ports import Assignment
from podium.workspace import clones, node_modules
from podium.workspace.preparation import LOCKFILES

MANIFEST = "package.json"
NOT_TAKEN = frozenset({".git", "node_modules"})
MOST_BYTES, MOST_ENTRIES, DEEPEST = 2_000_000_000, 500_000, 100
"""What a workspace may hold beside its dependencies: bytes, files and folders, folders in each other."""


def tampering(shop: Workshop, assignment: Assignment) -> Failure | None:
    """Whether the runner wrote through into shared dependencies, or chose what is installed without being asked.

    The first are installed afresh then; the second is seen before anything is installed: package managers run programs
    that such files name.
    """
    if assignment.task.runner.kind == "recipe":
        return None
    too_much = excess(assignment.workspace.root)
    if too_much:
        found = Finding(gate="scope", rule="excess", message=too_much)
        return Failure(kind="scope", message=f"the workspace cannot be taken in: {too_much}", findings=(found,))
    return dependencies(shop, assignment.workspace.tip, thorough=True) or _manifests(shop, assignment)


def excess(root: Path, *, entries: int = MOST_ENTRIES) -> str:
    """What a folder holds too much of, in a sentence; empty where it may be read."""
    size = 0
    for number, (path, bytes_, depth) in enumerate(_entries(root)):
        size += bytes_
        if depth > DEEPEST:
            return f"its folders are more than {DEEPEST} deep"
        if size > MOST_BYTES:
            return f"it holds more than {MOST_BYTES} bytes, {bytes_} of them in {path[:200]}"
        if number >= entries:
            return f"it holds more than {entries} files and folders"
    return ""


def _entries(root: Path) -> Iterator[tuple[str, int, int]]:
    """Every file and folder as its path, its bytes, and how deep it is; no link is followed."""
    pending = [("", 1)]
    while pending:
        folder, depth = pending.pop()
        with os.scandir(root / folder) as found:
            for one in found:
                path = f"{folder}{one.name}"
                if one.is_dir(follow_symlinks=False):
                    yield path, 0, depth
                    if one.name not in NOT_TAKEN:
                        pending.append((f"{path}/", depth + 1))
                else:
                    yield path, one.stat(follow_symlinks=False).st_size, depth


def dependencies(shop: Workshop, revision: str, *, thorough: bool = False) -> Failure | None:
    """Whether the shared dependencies of a commit are not what was installed any more; they are made afresh then."""
    shared = shop.yard.dependencies(revision)
    touched = node_modules.altered(shared, thorough=thorough) if shared is not None else ()
    if shared is None or not touched:
        return None
    node_modules.discard(shared)
    return _failure("installed dependencies were changed", "dependencies", touched)


def _manifests(shop: Workshop, assignment: Assignment) -> Failure | None:
    workspace = assignment.workspace
    tree = clones.snapshot(shop.clone, workspace.root, parent=workspace.tip)
    before, now = (node_modules.manifests(shop.clone, one) for one in (workspace.tip, tree))
    changed = sorted(path for path in before.keys() | now.keys() if before.get(path) != now.get(path))
    foreign = tuple(path for path in changed if not _may_write(assignment.task, path))
    return _failure("what decides about dependencies was changed", "registry", foreign) if foreign else None


def _may_write(task: Task, path: str) -> bool:
    """Manifests and lockfiles as any other file; what package managers run must be named."""
    name = path.rpartition("/")[2]
    if name == MANIFEST or name in LOCKFILES:
        named = any(write.target.endswith(MANIFEST) for write in task.writes)
        given = any(write.kind in {"path", "share"} and matches(write.target, path) for write in task.writes)
        return given or (named and name != MANIFEST)
    return is_granted(path, task)


def _failure(what: str, rule: str, files: tuple[str, ...]) -> Failure:
    found = tuple(Finding(gate="scope", rule=rule, message="was changed", file=one) for one in files[:20])
    return Failure(kind="scope", message=f"{what}: {files[0]}", findings=found)
