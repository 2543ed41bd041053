"""Podium's clone stands alone, workspaces stand apart, and a commit holds just what the attempt wrote."""

import subprocess
from pathlib import Path

import pytest

from podium.errors import RepositoryError
from podium.git import IDENTITY, Repository, open_repository
from podium.workspace import clones


def git(root: Path, *words: str) -> str:
    return subprocess.run(["git", *words], cwd=root, check=True, capture_output=True, text=True).stdout.strip()


def test_the_clone_survives_the_loss_of_the_users_objects(origin: Repository, clone: Repository, base: str) -> None:
    (origin.path / ".git").rename(origin.path / "gone")
    assert clone.file(base, "a.txt") == b"one\ntwo\nthree\nfour\nfive\n"
    assert not (clone.path / "objects" / "info" / "alternates").exists()


def test_the_clone_is_a_repository_that_can_be_opened(clone: Repository) -> None:
    assert open_repository(clone.path).path == clone.path


def test_a_later_base_is_fetched_into_the_same_clone(origin: Repository, clone: Repository, base: str) -> None:
    git(origin.path, "-c", "user.name=A", "-c", "user.email=a@b", "commit", "-q", "--allow-empty", "-m", "second")
    again = clones.own_clone(origin, clone.path, base="HEAD")
    assert again.resolve(origin.resolve("HEAD")) != base
    assert again.is_ancestor(base, origin.resolve("HEAD"))


def test_a_base_that_no_branch_holds_can_be_taken(origin: Repository, tmp_path: Path) -> None:
    loose = origin.ask("commit-tree", "HEAD^{tree}", stdin=b"loose", env=IDENTITY)
    assert clones.own_clone(origin, tmp_path / "other.git", base=loose).resolve(loose) == loose


def test_a_shallow_clone_of_the_users_is_taken_as_it_is(origin: Repository, tmp_path: Path) -> None:
    git(origin.path, "-c", "user.name=A", "-c", "user.email=a@b", "commit", "-q", "--allow-empty", "-m", "second")
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{origin.path}", "shallow")
    clone = clones.own_clone(Repository(path=tmp_path / "shallow"), tmp_path / "own2.git", base="HEAD")
    workspace = clones.checkout(clone, tmp_path / "w", commit=origin.resolve("HEAD"))
    assert workspace.ask("log", "--format=%s") == "second"


def test_a_revision_that_does_not_exist_is_an_error_of_the_user(origin: Repository, tmp_path: Path) -> None:
    with pytest.raises(RepositoryError, match="no commit"):
        clones.own_clone(origin, tmp_path / "own.git", base="nothing")


def test_a_workspace_has_nowhere_to_push_and_no_hooks(clone: Repository, base: str, tmp_path: Path) -> None:
    workspace = clones.checkout(clone, tmp_path / "w", commit=base)
    assert workspace.ask("remote") == "" and git(workspace.path, "config", "core.hooksPath") == "/dev/null"
    assert git(workspace.path, "config", "gc.auto") == "0"
    assert not list((workspace.path / ".git").glob("hooks/*"))


def test_a_snapshot_holds_new_changed_and_deleted_files_and_no_ignored_ones(
    clone: Repository, base: str, tmp_path: Path
) -> None:
    folder = clones.checkout(clone, tmp_path / "w", commit=base).path
    (folder / "a.txt").unlink()
    for name in ("new/b.txt", "dist/out.js", "node_modules/x/index.js", ".env", "c.txt"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x")
    tree = clones.snapshot(clone, folder, parent=base)
    assert [file.path for file in clone.files(tree)] == [".gitignore", "c.txt", "new/b.txt"]


def test_what_the_attempt_committed_or_configured_itself_changes_nothing(
    clone: Repository, base: str, tmp_path: Path
) -> None:
    folder = clones.checkout(clone, tmp_path / "w", commit=base).path
    (folder / ".gitattributes").write_text("*.txt filter=evil\n")
    git(folder, "config", "filter.evil.clean", f"touch {tmp_path}/acted; cat")
    git(folder, "-c", "filter.evil.clean=cat", "add", "-A")
    git(folder, "-c", "filter.evil.clean=cat", "commit", "-qm", "mine")
    (folder / "b.txt").write_text("x")
    (tmp_path / "acted").unlink(missing_ok=True)
    tree = clones.snapshot(clone, folder, parent=base)
    assert not (tmp_path / "acted").exists()
    assert [file.path for file in clone.files(tree)] == [".gitattributes", ".gitignore", "a.txt", "b.txt"]


def test_no_program_that_a_submodules_own_settings_name_is_run(origin: Repository, tmp_path: Path) -> None:
    inner, mark = origin.path / "inner", tmp_path / "mark"
    for folder in (inner, origin.path):
        git(tmp_path, "init", "-q", str(folder))
        (folder / "file").write_text("one")
        git(folder, "-c", "advice.addEmbeddedRepo=false", "add", "-A")
        git(folder, "-c", "user.name=A", "-c", "user.email=a@b", "commit", "-qm", "inner")
    base = origin.resolve("HEAD")
    clone = clones.own_clone(origin, tmp_path / "own.git", base=base)
    git(inner, "config", "filter.evil.clean", f"touch {mark}; cat")
    (inner / ".gitattributes").write_text("* filter=evil\n")
    (inner / "file").write_text("two")
    assert clones.snapshot(clone, origin.path, parent=base) == clone.tree(base)
    assert not mark.exists()


def test_a_tracked_file_that_the_ignore_rules_name_stays_tracked(
    origin: Repository, clone: Repository, tmp_path: Path
) -> None:
    (origin.path / "dist").mkdir()
    (origin.path / "dist" / "kept.js").write_text("x")
    git(origin.path, "add", "-f", "dist/kept.js")
    git(origin.path, "-c", "user.name=A", "-c", "user.email=a@b", "commit", "-qm", "second")
    base = origin.resolve("HEAD")
    clones.own_clone(origin, clone.path, base=base)
    folder = clones.checkout(clone, tmp_path / "w", commit=base).path
    assert clones.snapshot(clone, folder, parent=base) == clone.tree(base)


def test_the_same_commit_made_twice_with_a_date_has_the_same_id(clone: Repository, base: str) -> None:
    made = {
        clones.commit_tree(clone, tree=clone.tree(base), parents=(base,), message="m", date="1700000000 +0000")
        for _ in range(2)
    }
    assert len(made) == 1 and clones.date_of(clone, made.pop()) == "1700000000 +0000"
