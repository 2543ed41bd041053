"""The survey of a revision: the one that is kept of its tree, else a new one."""

import contextlib
import gc
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

from podium.git import Repository, open_repository
from podium.plan.survey import Survey
from podium.survey import kept


def survey_of(repository: Path, *, revision: str, project: str, cache: Path | None) -> Survey:
    """What `podium.survey.survey` promises."""
    root = open_repository(repository)
    commit = root.resolve(revision)
    tree = root.tree(commit)
    here = _here(repository, root)
    key = kept.key_of(tree, project, here)
    with _paused_collector():
        known = kept.recall(cache, key)
        if known is not None:
            return replace(known, repository=root.path.name, revision=commit)
        from podium.survey.build import LACKING, build

        found = build(root, commit, tree=tree, part=(project, here), cache=cache)
        if not any(one.message == LACKING for one in found.findings):
            kept.keep(cache, key, found)
        return found


def _here(repository: Path, root: Repository) -> str:
    """The folder inside the repository that was asked about, `.` for its root."""
    inner, top = repository.resolve(), root.path.resolve()
    return inner.relative_to(top).as_posix() if inner.is_relative_to(top) else "."


@contextlib.contextmanager
def _paused_collector() -> Generator[None]:
    """No garbage collection meanwhile: facts are trees without cycles, and there are very many of them."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
