"""What every recipe does at its end: decode the parameters, write into the workspace, format as the project does."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from podium.errors import ToolMissing
from podium.plan.codec import decode
from podium.plan.evidence import Finding
from podium.process import run
from podium.recipes.edits.problem import EditProblem
from podium.recipes.merging import THEN
from podium.recipes.nouns import Blueprint

if TYPE_CHECKING:
    from podium.ports import Assignment


def blueprint_of(assignment: "Assignment") -> Blueprint:
    """The blueprint in the task's parameters. Raises `DecodeError` where they are not those of a resource."""
    return decode(Blueprint, assignment.task.parameters["resource"])


def blueprints_of(assignment: "Assignment") -> tuple[Blueprint, ...]:
    """The blueprint, and behind it those that come on top of it."""
    then = assignment.task.parameters.get(THEN, [])
    return (blueprint_of(assignment), *(decode(Blueprint, one) for one in then))


def write(assignment: "Assignment", files: Mapping[str, str]) -> None:
    """Write files by their paths from the repository's root, then let the project's prettier lay them out."""
    for path, text in files.items():
        target = assignment.workspace.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
    formatted(assignment, tuple(files))


def edit(assignment: "Assignment", path: str, change: Callable[[str], str]) -> tuple[Finding, ...]:
    """Change a file by syntax tree; a file that prettier had laid out is laid out again, another is left as it is."""
    target = assignment.workspace.root / path
    try:
        before = target.read_text()
        after = change(before)
    except FileNotFoundError:
        return (Finding(gate=assignment.task.runner.name, rule="missing-file", message="does not exist", file=path),)
    except EditProblem as problem:
        name = assignment.task.runner.name
        return (Finding(gate=name, rule="not-understood", message=str(problem), file=path, line=problem.line),)
    was_formatted = is_formatted(assignment, path)
    if after != before:
        target.write_text(after)
        if was_formatted:
            formatted(assignment, (path,))
    return ()


def formatted(assignment: "Assignment", paths: tuple[str, ...]) -> None:
    """Run the project's prettier over files, where it has one."""
    _prettier(assignment, "--write", paths)


def is_formatted(assignment: "Assignment", path: str) -> bool:
    """Whether the project has a prettier that finds the file well laid out."""
    return _prettier(assignment, "--check", (path,))


def _prettier(assignment: "Assignment", mode: str, paths: tuple[str, ...]) -> bool:
    from podium.toolchain import Setting, tool

    workspace = assignment.workspace
    try:
        command = tool(workspace.project, "prettier")
    except ToolMissing:
        return False
    setting = Setting(home=workspace.home, prefix=workspace.prefix, environment=workspace.environment)
    files = tuple(str(_absolute(workspace.root, path)) for path in paths)
    done = run(setting.command((*command, mode, "--log-level", "warn", *files), cwd=workspace.project))
    return done.ok


def _absolute(root: Path, path: str) -> Path:
    return root / path
