"""A user's repository, and Podium's own clone of it."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from podium.git import Repository
from podium.workspace import clones

Commit = Callable[..., str]


def git(root: Path, *words: str) -> str:
    identity = ("-c", "user.name=Ann", "-c", "user.email=ann@example.com")
    done = subprocess.run(["git", *identity, *words], cwd=root, check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture
def origin(tmp_path: Path) -> Repository:
    root = tmp_path / "origin"
    root.mkdir()
    git(root, "init", "-q", "-b", "main")
    (root / "a.txt").write_text("one\ntwo\nthree\nfour\nfive\n")
    (root / ".gitignore").write_text("dist/\n")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "first")
    return Repository(path=root)


@pytest.fixture
def clone(origin: Repository, tmp_path: Path) -> Repository:
    return clones.own_clone(origin, tmp_path / "own.git", base="HEAD")


@pytest.fixture
def base(origin: Repository) -> str:
    return origin.resolve("HEAD")


@pytest.fixture
def commit(clone: Repository, tmp_path: Path) -> Commit:
    """Writes files on top of a parent and commits them as a task; a value of None deletes."""

    def make(parent: str, files: dict[str, str | None], *, task: str = "T1") -> str:
        folder = tmp_path / "work" / f"{task}-{len(list(tmp_path.glob('work/*')))}"
        clones.checkout(clone, folder, commit=parent)
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text) if text is not None else path.unlink()
        tree = clones.snapshot(clone, folder, parent=parent)
        words = f"{task}\n\nPodium-Run: r\nPodium-Task: {task}\n"
        return clones.commit_tree(clone, tree=tree, parents=(parent,), message=words)

    return make
