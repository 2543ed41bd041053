"""A small parent for an agent's process: when it ends, nothing that it ever started is left.

Run as a script, `python -I -S keeper.py PARENT ARGV…`, on Linux. Processes that an agent's children leave behind, in
whatever session or group, become children of the keeper (`prctl(2)`, PR_SET_CHILD_SUBREAPER). It ends them all, by
TERM, then by KILL, when the agent has ended, when it is told to by TERM, and when its own parent dies, `kill -9`
included (PR_SET_PDEATHSIG). It exits as the agent did: with its code, or with 128 and the number of the signal.
"""

import contextlib
import ctypes
import os
import signal
import sys
import time
from types import FrameType

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36
"""From `linux/prctl.h`."""

GRACE = 0.5
"""Seconds between TERM and KILL."""

LOOK = 0.02
GIVE_UP = 1.0
"""Seconds of killing after which what cannot be killed is left (a process in the kernel's hands)."""


def main(parent: int, argv: list[str]) -> int:
    """Run `argv` to its end and leave nothing behind; its exit code."""
    library = ctypes.CDLL(None)
    library.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    told: list[int] = []

    def hear(number: int, frame: FrameType | None) -> None:
        del frame
        told.append(number)
        end_descendants()

    signal.signal(signal.SIGTERM, hear)
    library.prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:
        return 128 + signal.SIGTERM
    child = os.fork()
    if child == 0:
        _become(argv)
    _let_go_of_pipes()
    code = _wait_for(child)
    end_descendants(grace=0.0 if told else GRACE)
    return code


def _become(argv: list[str]) -> None:
    """In the child: run the program in this process."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    try:
        os.execvp(argv[0], argv)
    except OSError as error:
        os.write(2, f"{argv[0]}: {error.strerror}\n".encode())
    os._exit(127)


def _let_go_of_pipes() -> None:
    """The pipes are the agent's alone: they must close when it ends."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)


def _wait_for(child: int) -> int:
    while True:
        try:
            ended, status = os.waitpid(-1, 0)
        except ChildProcessError:
            return 128 + signal.SIGKILL
        if ended == child:
            code = os.waitstatus_to_exitcode(status)
            return code if code >= 0 else 128 - code


def end_descendants(*, grace: float = GRACE) -> None:
    """TERM to every descendant, and after `grace` seconds KILL, until none is left."""
    began = time.monotonic()
    number = signal.SIGTERM if grace else signal.SIGKILL
    while left := descendants(os.getpid()):
        for process in left:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(process, number)
        passed = time.monotonic() - began
        number = signal.SIGKILL if passed > grace else signal.SIGTERM
        if passed > grace + GIVE_UP:
            return
        time.sleep(LOOK)


def descendants(process: int) -> list[int]:
    """Every living process below this one, from `/proc`."""
    children: dict[int, list[int]] = {}
    for name in os.listdir("/proc"):  # noqa: PTH208  # pathlib would double the keeper's start
        if name.isdigit():
            with contextlib.suppress(OSError), open(f"/proc/{name}/stat", "rb") as file:  # noqa: PTH123
                state, parent = file.read().rpartition(b")")[2].split()[:2]
                if state != b"Z":
                    children.setdefault(int(parent), []).append(int(name))
    found, queue = list[int](), [process]
    while queue:
        below = children.get(queue.pop(), [])
        found += below
        queue += below
    return found


if __name__ == "__main__":
    os._exit(main(int(sys.argv[1]), sys.argv[2:]))
