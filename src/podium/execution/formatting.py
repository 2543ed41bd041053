"""The project's own formatters over what an attempt changed: their output belongs to the task.

A file that the project had not formatted before is left as it was written, so that a small change stays small.
"""

from dataclasses import replace
from pathlib import Path

from podium.errors import MachineError
from podium.execution.workshop import Workshop
from podium.git import Change
from podium.ports import Workspace
from podium.process import run
from podium.toolchain import Setting, prisma, prisma_engine, tool


def format_changes(shop: Workshop, workspace: Workspace, *, tree: str) -> None:
    """Run Prettier and `prisma format` where the project has them; what they cannot read is left to the gates."""
    changes = [one for one in shop.clone.changed(workspace.tip, tree) if one.status != "D" and one.mode != "120000"]
    setting = Setting(home=workspace.home, prefix=workspace.prefix, environment=workspace.environment)
    if any(one.path.endswith(".prisma") for one in changes) and shop.setup.survey.schema.files:
        _format_schema(shop, workspace, setting)
    if "prettier" in shop.setup.survey.stack.packages:
        _prettify(shop, workspace, setting, changes)


def _format_schema(shop: Workshop, workspace: Workspace, setting: Setting) -> None:
    try:
        engine = prisma_engine(workspace.project, cache=shop.setup.directories.cache)
        prisma(workspace.project, engine=engine, setting=setting).format()
    except MachineError:
        return


def _prettify(shop: Workshop, workspace: Workspace, setting: Setting, changes: list[Change]) -> None:
    try:
        prettier = tool(workspace.project, "prettier")
    except MachineError:
        return
    inside = [one for one in changes if (workspace.root / one.path).is_relative_to(workspace.project)]
    paths = [
        (workspace.root / one.path).relative_to(workspace.project).as_posix()
        for one in inside
        if one.status == "A" or _was_formatted(shop, workspace, setting, prettier, one)
    ]
    if paths:
        words = (*prettier, "--write", "--ignore-unknown", "--log-level=silent", "--", *paths)
        run(setting.command(words, cwd=workspace.project))


def _was_formatted(
    shop: Workshop, workspace: Workspace, setting: Setting, prettier: tuple[str, ...], change: Change
) -> bool:
    """Whether Prettier would leave the file as it was before the attempt."""
    before = shop.clone.file(workspace.tip, change.old_path or change.path)
    if before is None:
        return True
    path = (workspace.root / change.path).relative_to(workspace.project)
    words = (*prettier, "--stdin-filepath", str(Path(path)), "--log-level=silent")
    command = setting.command(words, cwd=workspace.project)
    done = run(replace(command, stdin=before))
    return done.ok and done.stdout == before
