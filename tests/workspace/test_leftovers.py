"""A killed Podium's processes are found by their mark and ended; its workspaces are kept."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from podium.workspace import leftovers

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")


def leave(folder: Path, *, first: str = ":") -> int:
    """A marked process whose parent is gone, in a session of its own; `first` is said to its shell before."""
    marks = {leftovers.MARK: f"run-{os.getpid()}", "PATH": os.defpath}
    subprocess.run(["/bin/sh", "-c", f"{first}; setsid sleep 60 & echo $! > pid"], cwd=folder, env=marks, check=True)
    return int((folder / "pid").read_text())


@pytest.fixture
def orphan(tmp_path: Path) -> int:
    return leave(tmp_path)


@LINUX
def test_an_orphan_of_the_run_is_ended_whatever_its_session(orphan: int, tmp_path: Path) -> None:
    name = f"run-{os.getpid()}"
    assert orphan in leftovers.marked(name)
    assert orphan in leftovers.end_processes(name, tmp_path) and leftovers.marked(name) == ()


@LINUX
@pytest.mark.slow
def test_an_orphan_that_is_deaf_to_asking_is_killed(tmp_path: Path) -> None:
    deaf = leave(tmp_path, first="trap '' TERM")
    assert leftovers.end_processes(f"run-{os.getpid()}", tmp_path) == (deaf,)


@LINUX
def test_another_runs_processes_and_our_own_line_are_left_alone(orphan: int, tmp_path: Path) -> None:
    assert leftovers.end_processes("another run", tmp_path) == ()
    assert orphan in leftovers.marked(f"run-{os.getpid()}")
    leftovers.end_processes(f"run-{os.getpid()}", tmp_path)


def test_recorded_groups_are_told_from_numbers_given_to_others(tmp_path: Path) -> None:
    scope = leftovers.RecordedScope({}, tmp_path)
    process = subprocess.Popen(["sleep", "60"], start_new_session=True)
    scope.enter(process.pid)
    (tmp_path / str(os.getpid())).write_text("Thu Jan  1 00:00:00 1970")
    assert leftovers.recorded(tmp_path) == (process.pid,)
    process.kill()
    process.wait()
    scope.leave(process.pid)
    assert leftovers.recorded(tmp_path) == () and not (tmp_path / str(process.pid)).exists()


def test_an_unfinished_workspace_is_set_aside_unchanged_each_time(tmp_path: Path) -> None:
    for number in (1, 2):
        (tmp_path / "T1-1").mkdir()
        (tmp_path / "T1-1" / "work.txt").write_text(str(number))
        assert leftovers.set_aside(tmp_path / "T1-1") == tmp_path / f"T1-1-interrupted-{number}"
    assert [(tmp_path / f"T1-1-interrupted-{n}" / "work.txt").read_text() for n in (1, 2)] == ["1", "2"]
    assert leftovers.set_aside(tmp_path / "T1-1") is None
