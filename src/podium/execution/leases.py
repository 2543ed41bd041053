"""Who carries a run out: one process at a time, by a file lock that the system takes back when the process dies."""

import contextlib
import fcntl
import os
import time
from collections.abc import Generator
from pathlib import Path
from typing import IO

from podium.errors import RunError

LOCK_FILE = "run.lock"
"""Beside the database, not the database itself: closing a file gives up SQLite's own locks on it."""

LOOKS = 20


@contextlib.contextmanager
def held(folder: Path) -> Generator[None]:
    """Hold the run in `folder`. Raises `RunError` naming the process that holds it already."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / LOCK_FILE).open("a+") as file:
        if not _locked(file):
            raise RunError(
                f"run {folder.name} is being carried out by process {_pid(folder) or 'unknown'}",
                hint="`podium status` shows how far it is, `podium cancel` stops it",
            )
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield
        file.truncate(0)


def _locked(file: IO[str]) -> bool:
    """Take the lock; somebody who only looks (`holder`) holds it for a moment, so it is tried for a moment too."""
    for _ in range(LOOKS):
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        time.sleep(0.01)
    return False


def holder(folder: Path) -> int:
    """The process that holds the run in `folder`, or 0; the file of a dead process counts for nothing."""
    try:
        file = (folder / LOCK_FILE).open()
    except FileNotFoundError:
        return 0
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return _pid(folder)
        return 0


def _pid(folder: Path) -> int:
    text = (folder / LOCK_FILE).read_text().strip()
    return int(text) if text.isdigit() else 0
