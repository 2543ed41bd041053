"""What a killed Podium left behind: its processes are ended, its unfinished workspaces are set aside, nothing is lost.

Every process of a run carries the run's mark in its environment. Where a system shows environments (`/proc`) that is
how they are found; elsewhere by files that name each process group with the time of its start.
"""

import contextlib
import os
import signal
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from podium.process import GRACE, Command, Scope, run

MARK = "PODIUM_RUN"
"""The variable that every process of a run carries."""

PROC = Path("/proc")


class RecordedScope(Scope):
    """A scope that also keeps a file for each live process group, for systems that do not show environments."""

    def __init__(self, marks: Mapping[str, str], folder: Path) -> None:
        super().__init__(marks)
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def enter(self, group: int) -> None:
        """Register a process group and write its file."""
        (self._folder / str(group)).write_text(_started(group))
        super().enter(group)

    def leave(self, group: int) -> None:
        """Forget a process group and its file."""
        super().leave(group)
        (self._folder / str(group)).unlink(missing_ok=True)


def scope(name: str, folder: Path) -> Scope:
    """The scope of a run's processes, recorded in `folder` where the system needs that."""
    marks = {MARK: name}
    return Scope(marks) if shows_environments() else RecordedScope(marks, folder)


def shows_environments() -> bool:
    """Whether this system tells the environment of a process."""
    return sys.platform == "linux" and (PROC / "self" / "environ").exists()


def marked(name: str) -> tuple[int, ...]:
    """The processes that carry the run's mark, but for this one and its ancestors."""
    wanted = f"{MARK}={name}".encode()
    own = _ancestors()
    found: list[int] = []
    for folder in PROC.iterdir():
        if folder.name.isdigit() and int(folder.name) not in own:
            with contextlib.suppress(OSError):
                if wanted in (folder / "environ").read_bytes().split(b"\0"):
                    found.append(int(folder.name))
    return tuple(sorted(found))


def _ancestors() -> set[int]:
    found, process = {os.getpid()}, os.getppid()
    while process > 0 and process not in found:
        found.add(process)
        try:
            status = (PROC / str(process) / "stat").read_text()
        except OSError:
            break
        process = int(status.rsplit(")", 1)[1].split()[1])
    return found


def recorded(folder: Path) -> tuple[int, ...]:
    """The process groups in `folder` that still are what was recorded: a number may have been given to another."""
    files = sorted(folder.glob("[0-9]*")) if folder.is_dir() else []
    return tuple(int(file.name) for file in files if _started(int(file.name)) == file.read_text() != "")


def _started(process: int) -> str:
    return run(Command(argv=("ps", "-o", "lstart=", "-p", str(process)))).text.strip()


def end_processes(name: str, folder: Path) -> tuple[int, ...]:
    """End what a dead Podium of this run left running, by TERM, then by KILL; the processes that were ended.

    The caller holds the run's lock, so no living Podium owns any of them.
    """
    ended: set[int] = set()
    until = time.monotonic() + GRACE
    while True:
        left = marked(name) if shows_environments() else recorded(folder)
        late = time.monotonic() > until
        for process in left:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                send = os.kill if shows_environments() else os.killpg
                if late or process not in ended:
                    send(process, signal.SIGKILL if late else signal.SIGTERM)
            ended.add(process)
        if not left or time.monotonic() > until + GRACE:
            return tuple(sorted(ended))
        time.sleep(0.02)


def set_aside(workspace: Path) -> Path | None:
    """Rename an unfinished workspace to `…-interrupted-1` (or the next number), unchanged; None where there is none."""
    if not workspace.exists():
        return None
    number = 1
    while (target := workspace.with_name(f"{workspace.name}-interrupted-{number}")).exists():
        number += 1
    workspace.rename(target)
    return target
