"""Subjects for gates, made from two sets of files: the base's and the tip's."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from podium.plan.survey import Survey
from podium.plan.task import Task
from podium.ports import GateSubject, Services, Workspace

Files = Mapping[str, str]
MakeSubject = Callable[..., GateSubject]


def write(root: Path, files: Files) -> Workspace:
    """A workspace with these files."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    (root.parent / "home").mkdir(exist_ok=True)
    root.mkdir(parents=True, exist_ok=True)
    return Workspace(root=root, project=root, tip="", home=root.parent / "home")


@pytest.fixture
def make_subject(tmp_path: Path) -> MakeSubject:
    """`make_subject(base, tip, survey=…, task=…, **parameters)`: tip files that are not named are the base's."""

    def make(
        base: Files,
        tip: Mapping[str, str | None],
        *,
        survey: Survey | None = None,
        task: Task | None = None,
        **given: Any,
    ) -> GateSubject:
        whole = {**base, **tip}
        changed = tuple(sorted(name for name in whole if whole[name] != base.get(name)))
        return GateSubject(
            workspace=write(tmp_path / "tip", {name: one for name, one in whole.items() if one is not None}),
            tree="t" * 40,
            commit="c" * 40,
            base=write(tmp_path / "base", base),
            base_commit="b" * 40,
            changed=changed,
            services=Services(),
            evidence=tmp_path / "evidence",
            cache=tmp_path / "cache",
            survey=survey or Survey(repository="x", revision="c", tree="t"),
            task=task,
            parameters=given,
        )

    return make
