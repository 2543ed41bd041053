"""Private copies of a workspace beside it: files copied, node_modules hard-linked where nothing writes into them."""

import contextlib
import os
import re
import secrets
import shutil
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

from podium.gates.configuration import base_manifest, foreign
from podium.ports import GateSubject, Workspace

LEFT_OUT = frozenset({".git", "dist", "coverage", ".next", ".turbo", ".nx"})
"""Folders at the top of a root or a project that no copy needs."""

REALLY_COPIED = (".prisma", ".bin")
"""Entries of node_modules that tools write into or that are links anyway: never hard-linked."""

DROPPED = (".vite", ".vite-temp", ".vitest", ".cache", ".podium")
"""Entries of node_modules that a copy starts without."""


@contextlib.contextmanager
def private_copy(workspace: Workspace, *, like: Workspace | None = None) -> Generator[Workspace]:
    """A copy of a workspace that may be changed at will, gone afterwards.

    `like` is the workspace that lends variables, home, isolation, and the node_modules that the copied one lacks; words
    of the isolating prefix that speak of its root speak of the copy's.
    """
    lender = like or workspace
    holder = lender.root.parent / f"{lender.root.name}.copies"
    root = holder / secrets.token_hex(4) / workspace.root.name
    inside = workspace.project.relative_to(workspace.root)
    try:
        _copy(workspace.root, root, top=True)
        for folder in dict.fromkeys((Path(), inside)):
            places = (one.root / folder / "node_modules" for one in (workspace, lender))
            given = next((place for place in places if place.is_dir()), None)
            if given is not None:
                link_modules(given, root / folder / "node_modules")
        own_root = re.compile(rf"{re.escape(str(lender.root))}(?![\w.-])")
        prefix = tuple(own_root.sub(lambda _: str(root), word) for word in lender.prefix)
        yield replace(lender, root=root, project=root / inside, prefix=prefix)
    finally:
        shutil.rmtree(root.parent, ignore_errors=True)
        with contextlib.suppress(OSError):
            holder.rmdir()


@contextlib.contextmanager
def judged_by_base(subject: GateSubject) -> Generator[Workspace]:
    """The workspace itself, or a copy with the base's tool configuration where that is not the task's to change."""
    if not foreign(subject):
        yield subject.workspace
        return
    with private_copy(subject.workspace) as copy:
        set_by_base(subject, copy)
        yield copy


def set_by_base(subject: GateSubject, copy: Workspace) -> None:
    """Give a copy of the subject the base's tool configuration where that is not the task's to change."""
    for path in foreign(subject):
        if path.rpartition("/")[2] == "package.json":
            (copy.root / path).write_bytes(base_manifest(subject, path))
        else:
            restore(subject.base, copy, path)


def restore(base: Workspace, copy: Workspace, path: str) -> None:
    """Give a file of a copy the base's content, or take it away where the base has none."""
    target = copy.root / path
    target.unlink(missing_ok=True)
    if (base.root / path).is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(base.root / path, target)


def link_modules(given: Path, target: Path) -> None:
    """A node_modules folder whose files are hard links of the given one's, but for what tools write into."""
    target.mkdir(parents=True, exist_ok=True)
    for entry in os.scandir(given):
        if entry.name in DROPPED:
            continue
        path = target / entry.name
        if entry.is_symlink():
            path.symlink_to(Path(entry.path).readlink())
        elif entry.is_dir():
            function = shutil.copy2 if entry.name in REALLY_COPIED else _link
            shutil.copytree(entry.path, path, symlinks=True, copy_function=function)
        else:
            shutil.copy2(entry.path, path)


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, target)


def _copy(source: Path, target: Path, *, top: bool) -> None:
    """Copy a folder without node_modules anywhere, and at the top without what no copy needs."""
    target.mkdir(parents=True, exist_ok=True)
    for entry in os.scandir(source):
        if entry.name == "node_modules" or (top and entry.name in LEFT_OUT):
            continue
        path = target / entry.name
        if entry.is_symlink():
            path.symlink_to(Path(entry.path).readlink())
        elif entry.is_dir():
            _copy(Path(entry.path), path, top=False)
        else:
            shutil.copy2(entry.path, path)
