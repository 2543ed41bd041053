"""A workspace is ready to work in: files, dependencies, .env, home; nothing of the user's, nothing of another's."""

import time
from pathlib import Path

import pytest

from podium.git import Repository
from podium.ports import Services
from podium.workspace import clones, isolation
from podium.workspace.preparation import Yard

SERVICES = Services(database_url="postgresql://p@127.0.0.1:5555/t1")


@pytest.fixture
def yard(origin: Repository, tmp_path: Path) -> Yard:
    (origin.path / ".env.example").write_text("DATABASE_URL=postgresql://me@127.0.0.1:5432/mine\nLIMIT=5\n")
    (origin.path / ".env").write_text("SECRET=real\n")
    origin.ask("add", "--", ".env.example", env={})
    origin.ask("-c", "user.name=A", "-c", "user.email=a@b", "commit", "-qm", "second")
    clone = clones.own_clone(origin, tmp_path / "yard.git", base="HEAD")
    guard = isolation.find("off", probe=tmp_path)
    return Yard(clone=clone, folder=tmp_path / "work", project=".", cache=tmp_path / "cache", isolation=guard)


@pytest.fixture
def tip(yard: Yard, origin: Repository) -> str:
    return origin.resolve("HEAD")


def test_the_env_file_is_made_of_the_example_with_own_addresses(yard: Yard, tip: str) -> None:
    made = yard.prepare("w", commit=tip, services=SERVICES)
    assert (made.project / ".env").read_text() == f"DATABASE_URL={SERVICES.database_url}\nLIMIT=5\n"
    assert made.environment == {"DATABASE_URL": SERVICES.database_url}


def test_an_env_file_that_the_project_tracks_is_left_as_it_is(yard: Yard, origin: Repository) -> None:
    origin.ask("add", "-f", ".env")
    origin.ask("-c", "user.name=A", "-c", "user.email=a@b", "commit", "-qm", "third")
    commit = origin.resolve("HEAD")
    clones.own_clone(origin, yard.clone.path, base=commit)
    made = yard.prepare("w", commit=commit, services=SERVICES)
    assert (made.project / ".env").read_text() == "SECRET=real\n"
    assert clones.snapshot(yard.clone, made.root, parent=commit) == yard.clone.tree(commit)


def test_what_podium_puts_into_a_workspace_is_never_committed(yard: Yard, tip: str) -> None:
    made = yard.prepare("w", commit=tip, services=SERVICES)
    (made.root / "node_modules" / "x").mkdir(parents=True)
    assert clones.snapshot(yard.clone, made.root, parent=tip) == yard.clone.tree(tip)


def test_the_home_is_empty_and_the_workspace_its_own(yard: Yard, tip: str) -> None:
    one, two = (yard.prepare(name, commit=tip, services=Services()) for name in ("one", "two"))
    assert list(one.home.iterdir()) == [] and one.home != two.home and one.root != two.root


def test_an_older_workspace_is_set_aside_where_it_may_hold_work_and_else_replaced(yard: Yard, tip: str) -> None:
    for keep in (True, False):
        (yard.prepare("w", commit=tip, services=Services()).root / "work.txt").write_text("mine")
        made = yard.prepare("w", commit=tip, services=Services(), keep_old=keep)
        assert not (made.root / "work.txt").exists()
    assert [path.name for path in yard.folder.glob("w-*")] == ["w-interrupted-1"]


def test_a_discarded_workspace_is_gone_at_once_and_deleted_soon(yard: Yard, tip: str) -> None:
    made = yard.prepare("w", commit=tip, services=Services())
    yard.discard(made)
    assert not made.root.exists() and not made.home.exists()
    until = time.monotonic() + 10
    while any((yard.folder / ".trash").iterdir()) and time.monotonic() < until:
        yard.empty_trash()
    assert not any((yard.folder / ".trash").iterdir())
