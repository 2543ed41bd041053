"""The project's formatter runs over what an attempt changed, and leaves alone what was never formatted."""

import json
from collections.abc import Callable, Generator
from dataclasses import replace
from pathlib import Path

import pytest

from podium.execution.formatting import format_changes
from podium.execution.setup import RunSetup
from podium.execution.workshop import Workshop
from podium.git import Repository
from podium.plan.survey import Stack
from podium.plan.task import Task
from podium.ports import Services, Workspace
from podium.runners.scripted_checks import ScriptedChecks
from podium.workspace import clones

MakeTask = Callable[..., Task]
MakeSetup = Callable[..., RunSetup]

PRETTIER = """
const fs = require('node:fs');
const read = (file) => fs.readFileSync(file, 'utf8').replace(/ +/g, ' ');
const words = process.argv.slice(2);
if (words[0] === '--stdin-filepath') process.stdout.write(read(0));
else for (const file of words.slice(words.indexOf('--') + 1)) fs.writeFileSync(file, read(file));
"""
"""A formatter that makes one space of many, called as Prettier is."""


@pytest.fixture
def shop(setup: MakeSetup, task: MakeTask, repository: Repository) -> Generator[Workshop]:
    for name, text in {"tidy.ts": "a b\n", "loose.ts": "a   b\n"}.items():
        (repository.path / name).write_text(text)
    repository.ask("add", "-A")
    repository.ask("-c", "user.name=A", "-c", "user.email=a@b", "commit", "-qm", "second")
    run = setup(task("T1"))
    run = replace(run, survey=replace(run.survey, stack=Stack(packages={"prettier": "3"})))
    shop = Workshop(run, lambda _: None, ScriptedChecks())
    yield shop
    shop.close()


@pytest.fixture
def workspace(shop: Workshop) -> Workspace:
    made = shop.yard.prepare("T1-1", commit=shop.base, services=Services())
    folder = made.root / "node_modules" / "prettier"
    folder.mkdir(parents=True)
    (folder / "prettier.js").write_text(PRETTIER)
    (folder / "package.json").write_text(json.dumps({"name": "prettier", "version": "3.0.0", "bin": "./prettier.js"}))
    return made


def formatted(shop: Workshop, workspace: Workspace, changes: dict[str, str]) -> dict[str, str]:
    for name, text in changes.items():
        (workspace.root / name).write_text(text)
    tree = clones.snapshot(shop.clone, workspace.root, parent=shop.base)
    format_changes(shop, workspace, tree=tree)
    return {name: Path(workspace.root / name).read_text() for name in changes}


def test_new_files_and_files_that_were_formatted_are_formatted(shop: Workshop, workspace: Workspace) -> None:
    changes = {"new.ts": "c   d\n", "tidy.ts": "a b\nc   d\n"}
    assert formatted(shop, workspace, changes) == {"new.ts": "c d\n", "tidy.ts": "a b\nc d\n"}


def test_a_file_that_never_was_formatted_is_left_as_it_was_written(shop: Workshop, workspace: Workspace) -> None:
    changes = {"loose.ts": "a   b\nc   d\n"}
    assert formatted(shop, workspace, changes) == changes
