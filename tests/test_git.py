"""The door to git: what it reads, what it refuses, what it never sets off."""

import subprocess
from pathlib import Path

import pytest

from podium.errors import RepositoryError
from podium.git import Repository, open_repository


def git(root: Path, *words: str) -> str:
    identity = ("-c", "user.name=Ann", "-c", "user.email=ann@example.com")
    return subprocess.run(
        ["git", *identity, *words], cwd=root, check=True, capture_output=True, text=True
    ).stdout.strip()


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    git(tmp_path, "init", "-q", "-b", "main")
    (tmp_path / "a b.txt").write_text("one\n")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "ü.bin").write_bytes(b"\x00\xff")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "first")
    return open_repository(tmp_path / "folder")


def test_a_folder_inside_finds_the_root(repository: Repository, tmp_path: Path) -> None:
    assert repository.path == tmp_path


def test_every_file_of_a_tree_is_listed_with_its_size(repository: Repository) -> None:
    assert [(file.path, file.size) for file in repository.files("HEAD")] == [("a b.txt", 4), ("folder/ü.bin", 2)]
    assert [file.path for file in repository.files("HEAD", under="folder")] == ["folder/ü.bin"]


def test_many_blobs_come_back_in_one_call_and_unknown_ones_are_absent(repository: Repository) -> None:
    blobs = [file.blob for file in repository.files("HEAD")]
    assert list(repository.read([*blobs, "0" * 40]).values()) == [b"one\n", b"\x00\xff"]


def test_a_file_whose_blob_is_not_there_is_listed_without_a_size(repository: Repository, tmp_path: Path) -> None:
    (lost,) = (file.blob for file in repository.files("HEAD") if file.path == "a b.txt")
    (tmp_path / ".git" / "objects" / lost[:2] / lost[2:]).unlink()
    assert [(file.path, file.size) for file in repository.files("HEAD")] == [("a b.txt", 0), ("folder/ü.bin", 2)]


def test_changes_name_renames_and_modes(repository: Repository, tmp_path: Path) -> None:
    git(tmp_path, "mv", "a b.txt", "c.txt")
    (tmp_path / "folder" / "ü.bin").chmod(0o755)
    git(tmp_path, "commit", "-qam", "second")
    found = [(one.status, one.old_path, one.path, one.mode) for one in repository.changed("HEAD~1", "HEAD")]
    assert found == [("R", "a b.txt", "c.txt", "100644"), ("M", "", "folder/ü.bin", "100755")]


def test_dirty_and_untracked_files_are_named(repository: Repository, tmp_path: Path) -> None:
    assert repository.dirty() == ()
    (tmp_path / "a b.txt").write_text("two\n")
    (tmp_path / "new.txt").touch()
    assert repository.dirty() == ("a b.txt", "new.txt")


def test_a_reference_moves_only_from_where_it_was_thought_to_be(repository: Repository) -> None:
    head = repository.resolve("HEAD")
    assert repository.swap("refs/heads/podium/x", new=head, old="")
    assert repository.swap("refs/heads/podium/x", new=head, old="")
    assert not repository.swap("refs/heads/podium/x", new=repository.tree("HEAD"), old="1" * 40)


def test_no_hook_of_the_repository_runs(repository: Repository, tmp_path: Path) -> None:
    hook = tmp_path / ".git" / "hooks" / "reference-transaction"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    hook.chmod(0o755)
    repository.swap("refs/heads/podium/y", new=repository.resolve("HEAD"), old="")
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("revision", ["no-such-branch", "--all", "HEAD~99"])
def test_an_unknown_revision_is_said(repository: Repository, revision: str) -> None:
    with pytest.raises(RepositoryError, match="is no commit of"):
        repository.resolve(revision)


def test_what_is_no_repository_is_said(tmp_path: Path) -> None:
    with pytest.raises(RepositoryError, match="is not a git repository"):
        open_repository(tmp_path)
    with pytest.raises(RepositoryError, match="is not a folder"):
        open_repository(tmp_path / "nowhere")
    git(tmp_path, "init", "-q")
    with pytest.raises(RepositoryError, match="has no commits yet"):
        open_repository(tmp_path)
