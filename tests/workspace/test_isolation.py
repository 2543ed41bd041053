"""Isolation is used where it was seen to work, and its absence is said."""

import shutil
from pathlib import Path

import pytest

from podium.errors import ToolMissing
from podium.process import Command, run
from podium.workspace import fence, isolation

FENCED = pytest.mark.skipif(not fence.version(), reason="this kernel has no Landlock")
UNFENCED = pytest.mark.skipif(bool(fence.version()), reason="this kernel has Landlock")
BWRAP = pytest.mark.skipif(shutil.which("bwrap") is None, reason="bubblewrap is not installed")


def failing(tmp_path: Path) -> Path:
    program = tmp_path / "bwrap"
    program.write_text("#!/bin/sh\necho 'bwrap: setting up uid map: Permission denied' >&2\nexit 1\n")
    program.chmod(0o755)
    return program


def passing_by(tmp_path: Path) -> Path:
    """A program that isolates nothing: it runs what comes after the two dashes."""
    program = tmp_path / "bwrap"
    program.write_text('#!/bin/sh\nwhile [ "$1" != "--" ]; do shift; done\nshift\nexec "$@"\n')
    program.chmod(0o755)
    return program


def test_switched_off_is_said(tmp_path: Path) -> None:
    found = isolation.find("off", probe=tmp_path)
    assert found.prefix(writable=(tmp_path,)) == () and "switched off" in found.sentence


def test_a_bubblewrap_that_does_not_work_is_not_used_and_its_words_are_kept(tmp_path: Path) -> None:
    found = isolation.find("auto", probe=tmp_path, program=failing(tmp_path))
    assert found.kind != "bubblewrap" and "Permission denied" in found.sentence


def test_a_bubblewrap_that_isolates_nothing_is_not_believed(tmp_path: Path) -> None:
    assert isolation.find("auto", probe=tmp_path, program=passing_by(tmp_path)).kind != "bubblewrap"


@FENCED
def test_where_bubblewrap_is_missing_a_fence_keeps_commands_in_their_workspace(tmp_path: Path) -> None:
    found = isolation.find("required", probe=tmp_path, program=failing(tmp_path))
    work, home = tmp_path / "w", tmp_path / "w.home"
    for folder in (work, home):
        folder.mkdir()
    script = 'echo x > inside; echo x > "$TMPDIR/x"; echo x > ../outside; ls /root'
    done = run(Command(argv=(*found.prefix(writable=(work, home)), "/bin/sh", "-c", script), cwd=work))
    assert (work / "inside").exists() and (home / "tmp" / "x").exists()
    assert not (tmp_path / "outside").exists() and (found.kind, done.code) == ("fence", 2)


@UNFENCED
def test_required_isolation_that_does_not_work_stops_the_run(tmp_path: Path) -> None:
    with pytest.raises(ToolMissing, match="required"):
        isolation.find("required", probe=tmp_path, program=failing(tmp_path))


@BWRAP
def test_under_bubblewrap_only_the_workspace_can_be_written(tmp_path: Path) -> None:
    found = isolation.find("required", probe=tmp_path)
    (tmp_path / "w").mkdir()
    script = "echo x > inside; echo x > ../outside"
    run(Command(argv=(*found.prefix(writable=(tmp_path / "w",)), "/bin/sh", "-c", script), cwd=tmp_path / "w"))
    assert (tmp_path / "w" / "inside").exists() and not (tmp_path / "outside").exists()
