"""A process told apart from a later one with the same number, by when it started."""

import contextlib
import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from podium.process import Command, run

PROC = Path("/proc")
STATE, START_TIME = 0, 19
"""Places in /proc/<pid>/stat after the command's name, as proc(5) numbers them less three."""

PATIENCE = 5.0
"""Seconds between asking a process to end and killing it."""


@dataclass(frozen=True, kw_only=True)
class Identity:
    """A process number with the moment of its start, in the system's own notation."""

    pid: int
    started: str


def identify(pid: int) -> Identity | None:
    """Who runs under this number now; None where nobody does, or only a process that has already ended."""
    started = _started_by_proc(pid) if PROC.joinpath("self", "stat").exists() else _started_by_ps(pid)
    return Identity(pid=pid, started=started) if started else None


def is_running(identity: Identity) -> bool:
    """Whether it is still the same process, and running."""
    return identify(identity.pid) == identity


def command_line(pid: int) -> str:
    """The words that a process was started with, joined by spaces; empty where it is gone."""
    try:
        return PROC.joinpath(str(pid), "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    except OSError:
        return "" if PROC.joinpath("self").exists() else _ps(pid, "command=")


def end(identity: Identity, number: signal.Signals) -> bool:
    """Ask it to end by a signal, wait, then kill; whether it is gone. It need not be a child of ours."""
    for number_now, patience in ((number, PATIENCE), (signal.SIGKILL, PATIENCE)):
        if not is_running(identity):
            return True
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(identity.pid, number_now)
        until = time.monotonic() + patience
        while is_running(identity) and time.monotonic() < until:
            time.sleep(0.01)
    return not is_running(identity)


def _started_by_proc(pid: int) -> str:
    try:
        fields = PROC.joinpath(str(pid), "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[STATE] in "ZX" else f"{_boot()}/{fields[START_TIME]}"


def _boot() -> str:
    """Which start of the machine this is: ticks since boot mean nothing after the next one."""
    try:
        return PROC.joinpath("sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return ""


def _started_by_ps(pid: int) -> str:
    state, _, started = _ps(pid, "state=,lstart=").partition(" ")
    return "" if state.startswith("Z") else started.strip()


def _ps(pid: int, columns: str) -> str:
    return run(Command(argv=("ps", "-o", columns, "-p", str(pid)), env={"LC_ALL": "C"})).text.strip()
