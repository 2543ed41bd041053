"""The merge queue's one step: an attempt's commit is brought onto the tip of the run branch.

The run branch in Podium's clone is one line of commits, one for each task, and moves by compare-and-swap only.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from podium.errors import RepositoryError
from podium.git import Repository
from podium.plan.events import Failure
from podium.plan.evidence import Finding
from podium.workspace.clones import commit_tree, date_of, private_index

MIGRATION = re.compile(r"^(?P<lane>(?:.*/)?migrations)/(?P<stamp>\d{14})_(?P<name>[^/]+)/")
STAMP = "%Y%m%d%H%M%S"
NO_DATE = "100000000 +0000"
"""The date of commits that nobody sees; git takes no earlier number of seconds."""


@dataclass(frozen=True, kw_only=True)
class Merged:
    """The commit that the run branch may move to. `same` says that its tree is the attempt's own, gates included.

    `renamed` are migrations that got a later place in the order: old and new folder.
    """

    commit: str
    tree: str
    same: bool
    renamed: tuple[tuple[str, str], ...] = ()


def reference(run: str) -> str:
    """The run branch in Podium's clone."""
    return f"refs/podium/runs/{run}"


def three_way(clone: Repository, *, base: str, ours: str, theirs: str) -> tuple[str, tuple[str, ...]]:
    """The tree of `ours` with the difference from `base` to `theirs`, and the paths in conflict (then no tree).

    All three are trees or commits; the commits that git wants for this are made for the purpose and stay unreachable.
    """
    root = commit_tree(clone, tree=clone.tree(base), parents=(), message="base", date=NO_DATE)
    sides = tuple(
        commit_tree(clone, tree=clone.tree(side), parents=(root,), message="side", date=NO_DATE)
        for side in (ours, theirs)
    )
    done = clone.call("merge-tree", "--write-tree", "-z", "--name-only", "--no-messages", *sides)
    words = done.text.split("\0")
    if done.code == 0:
        return words[0], ()
    if done.code == 1:
        return "", tuple(sorted(set(filter(None, words[1:]))))
    raise RepositoryError(f"git cannot merge in {clone.path}: {done.talk.strip()[-300:]}")


def merge(clone: Repository, *, tip: str, commit: str) -> Merged | Failure:
    """The commit that brings `commit` onto `tip`, or a failure of kind `conflict`; no reference moves.

    An attempt that stood on `tip` is taken as it is. The same call always gives the same commit id.
    """
    parent = clone.resolve(f"{commit}^")
    if parent == tip:
        return Merged(commit=commit, tree=clone.tree(commit), same=True)
    tree, conflicts = three_way(clone, base=parent, ours=tip, theirs=commit)
    if conflicts:
        return Failure(
            kind="conflict",
            message=f"another task changed the same lines of {', '.join(conflicts)}",
            findings=tuple(_conflict(path) for path in conflicts),
            hint="the task is tried again on the new tip",
        )
    renames = migration_order(clone, parent=parent, tip=tip, commit=commit)
    if renames:
        tree = renamed(clone, tree, dict(renames))
    message = clone.ask("show", "--no-patch", "--format=%B", commit) + "\n"
    merged = commit_tree(clone, tree=tree, parents=(tip,), message=message, date=date_of(clone, commit))
    return Merged(commit=merged, tree=tree, same=tree == clone.tree(commit), renamed=renames)


def _conflict(path: str) -> Finding:
    return Finding(gate="integration", rule="conflict", message="changed by another task too", file=path)


def migration_order(clone: Repository, *, parent: str, tip: str, commit: str) -> tuple[tuple[str, str], ...]:
    """The attempt's migrations that must move behind those that came to the tip meanwhile: old and new folders.

    Prisma applies migrations by folder name, which begins with a time; the new one is the latest on the tip plus a
    second for each.
    """
    before, there, new = (_migrations(clone, revision) for revision in (parent, tip, commit))
    moved: list[tuple[str, str]] = []
    for lane in sorted({lane for lane, _, _ in new - before}):
        added = sorted((stamp, name) for place, stamp, name in new - before if place == lane)
        latest = max((stamp for place, stamp, _ in there if place == lane), default="")
        others = [stamp for place, stamp, _ in there - before if place == lane]
        if others and added[0][0] <= latest:
            for number, (stamp, name) in enumerate(added, 1):
                later = (datetime.strptime(latest, STAMP) + timedelta(seconds=number)).strftime(STAMP)
                moved.append((f"{lane}/{stamp}_{name}", f"{lane}/{later}_{name}"))
    return tuple(moved)


def _migrations(clone: Repository, revision: str) -> set[tuple[str, str, str]]:
    found = (MIGRATION.match(file.path) for file in clone.files(revision))
    return {(match["lane"], match["stamp"], match["name"]) for match in found if match}


def renamed(clone: Repository, tree: str, folders: dict[str, str]) -> str:
    """The tree with folders moved, contents unchanged."""
    lines = clone.ask("ls-tree", "-r", "-z", "--full-tree", tree).split("\0")[:-1]
    moved = [_moved(line, folders) for line in lines]
    with private_index(clone) as view:
        view.ask("update-index", "-z", "--index-info", stdin="".join(f"{line}\0" for line in moved).encode())
        return view.ask("write-tree")


def _moved(line: str, folders: dict[str, str]) -> str:
    head, path = line.split("\t", 1)
    folder = next((old for old in folders if path.startswith(f"{old}/")), None)
    return line if folder is None else f"{head}\t{folders[folder]}{path[len(folder) :]}"
