"""What a subject changes against its base: the paths on both sides, and the survey of the tip itself."""

import functools
from pathlib import Path

from podium.git import Change, Repository
from podium.plan.survey import Survey
from podium.ports import GateSubject
from podium.survey import survey


def changes(subject: GateSubject) -> tuple[Change, ...]:
    """Every path that differs between base and tip, renames as such; without a repository, those the subject names."""
    if not (subject.workspace.root / ".git").exists():
        return tuple(Change(path=path, status="M") for path in subject.changed)
    return _changes(subject.workspace.root, subject.base_commit, subject.tree)


def changed(subject: GateSubject) -> tuple[str, ...]:
    """The changed paths, sorted: of a renamed file both names."""
    paths = {path for change in changes(subject) for path in (change.path, change.old_path) if path}
    return tuple(sorted(paths | set(subject.changed)))


def base_tree(subject: GateSubject) -> str:
    """The tree id of the base; without a repository the commit id that the subject names."""
    if not (subject.workspace.root / ".git").exists():
        return subject.base_commit
    return _tree(subject.workspace.root, subject.base_commit)


def survey_of_tip(subject: GateSubject) -> Survey:
    """What the tip contains; the subject's own survey where it is of this tree, or nothing else can be asked."""
    if subject.survey.tree == subject.tree or not (subject.workspace.root / ".git").exists():
        return subject.survey
    return surveyed(subject, subject.commit)


def surveyed(subject: GateSubject, revision: str) -> Survey:
    """What the repository contains at a commit that the workspace knows."""
    project = "" if subject.survey.project == "." else subject.survey.project
    return _survey(subject.workspace.root, revision, project, subject.cache)


@functools.lru_cache(maxsize=16)
def _changes(root: Path, base: str, tree: str) -> tuple[Change, ...]:
    return Repository(path=root).changed(base, tree)


@functools.lru_cache(maxsize=64)
def _tree(root: Path, commit: str) -> str:
    return Repository(path=root).tree(commit)


@functools.lru_cache(maxsize=8)
def _survey(root: Path, revision: str, project: str, cache: Path) -> Survey:
    return survey(root, revision=revision, project=project, cache=cache)
