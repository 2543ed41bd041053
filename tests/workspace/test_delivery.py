"""Delivery adds objects and one branch to the user's repository and leaves every other byte alone."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from podium.errors import RepositoryError
from podium.git import Repository
from podium.workspace import delivery

Commit = Callable[..., str]
NAME = delivery.branch("20260101-x-0000")


def every_byte(root: Path) -> dict[str, str]:
    files = (path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    return {path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def give(clone: Repository, origin: Repository, made: str, base: str, *, known: tuple[str, ...] = ()) -> bool:
    return delivery.deliver(clone, origin, commit=made, base=base, name=NAME, known=known)


def test_nothing_changes_but_the_branch_its_log_and_new_objects(
    origin: Repository, clone: Repository, base: str, commit: Commit
) -> None:
    (origin.path / "untracked.txt").write_text("mine")
    (origin.path / ".git" / "hooks").mkdir(exist_ok=True)
    for hook in ("reference-transaction", "post-update", "pre-auto-gc"):
        path = origin.path / ".git" / "hooks" / hook
        path.write_text(f"#!/bin/sh\ntouch {origin.path}/hooked\n")
        path.chmod(0o755)
    before = every_byte(origin.path)
    assert give(clone, origin, commit(base, {"b.txt": "x"}), base)
    after = every_byte(origin.path)
    assert {path: after.get(path) for path in before} == before
    new = {path for path in after.keys() - before.keys() if not path.startswith(".git/objects/")}
    assert new == {f".git/refs/heads/{NAME}", f".git/logs/refs/heads/{NAME}"}


def test_the_delivered_branch_is_whole(origin: Repository, clone: Repository, base: str, commit: Commit) -> None:
    made = commit(base, {"b.txt": "x"})
    give(clone, origin, made, base)
    assert origin.resolve(NAME) == made and origin.call("fsck", "--strict", "--connectivity-only", NAME).ok


def test_delivering_twice_does_nothing_the_second_time(
    origin: Repository, clone: Repository, base: str, commit: Commit
) -> None:
    made = commit(base, {"b.txt": "x"})
    assert give(clone, origin, made, base) and not give(clone, origin, made, base, known=(made,))


def test_a_branch_that_somebody_moved_is_left_where_it_is(
    origin: Repository, clone: Repository, base: str, commit: Commit
) -> None:
    origin.ask("update-ref", f"refs/heads/{NAME}", base)
    with pytest.raises(RepositoryError, match="not where Podium left it"):
        give(clone, origin, commit(base, {"b.txt": "x"}), base)
    assert origin.resolve(NAME) == base


def test_a_branch_that_is_checked_out_is_not_moved(
    origin: Repository, clone: Repository, base: str, commit: Commit
) -> None:
    made = commit(base, {"b.txt": "x"})
    give(clone, origin, made, base)
    origin.ask("checkout", "-q", NAME)
    with pytest.raises(RepositoryError, match="checked out"):
        give(clone, origin, commit(made, {"c.txt": "x"}), base, known=(made,))


def test_a_branch_called_podium_is_named_as_the_obstacle(
    origin: Repository, clone: Repository, base: str, commit: Commit
) -> None:
    origin.ask("branch", "podium")
    with pytest.raises(RepositoryError, match="a branch 'podium' exists"):
        give(clone, origin, commit(base, {"b.txt": "x"}), base)


def test_objects_come_whole_where_the_user_has_lost_the_base(
    origin: Repository, clone: Repository, base: str, commit: Commit
) -> None:
    made = commit(base, {"b.txt": "x"})
    orphan = origin.ask("commit-tree", "HEAD^{tree}", stdin=b"new start", env=delivery_identity())
    origin.ask("update-ref", "refs/heads/main", orphan)
    origin.ask("reflog", "expire", "--expire=now", "--all")
    origin.ask("prune", "--expire=now")
    give(clone, origin, made, base)
    assert origin.call("fsck", "--strict", NAME).ok


def delivery_identity() -> dict[str, str]:
    return {f"GIT_{who}_{what}": "a@b" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
