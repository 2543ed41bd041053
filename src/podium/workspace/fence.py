"""A fence around a process and all that it starts, by Linux's Landlock: no root, no program, no way back.

Run as a script, `python -I -S fence.py BOUNDS PROGRAM ARGUMENT…`, where BOUNDS is a JSON object of folders: `write` may
be changed, `read` may be read although they lie in a hidden one, `hide` are neither read nor listed; `temporary`, where
it is given, is made and named as the place for temporary files; `closed` are TCP ports that are not connected to.
Everything else can be read and not changed, links are followed before that is judged, and no process outside can be
signalled. Where the kernel has no Landlock the program
runs as it is. Numbers are from `linux/landlock.h`; docs.kernel.org, *Landlock: unprivileged access control*.
"""

import ctypes
import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 24, 38
PATH_BENEATH, NET_PORT = 1, 2
VERSION_FLAG = 1

ACCESSES = {1: 0x1FFF, 2: 0x3FFF, 3: 0x7FFF, 4: 0x7FFF, 5: 0xFFFF}
"""All kinds of access to files that a version of the interface knows; later versions know no more."""

READING = 0b1101
"""Execute, read a file, list a folder."""

OF_FILES = 0b1100000000000111
"""The kinds that a rule on a file, not a folder, may name: execute, write, read, truncate, device control."""

DEVICES = tuple(
    f"/dev/{name}" for name in ("null", "zero", "full", "random", "urandom", "tty", "ptmx", "pts", "shm", "mqueue")
)
"""What of `/dev` is open; the rest are disks and memory, which a fenced root could write past every path."""

CAPABILITIES = 0b100_1111_1011
"""What root keeps: chown, dac_override, fowner, fsetid, kill, setgid, setuid, net_bind_service (`linux/capability.h`).
With the others it could look into the memory of processes outside, make devices, or change the system."""

CAPABILITY_VERSION, MOST_CAPABILITIES = 0x20080522, 64

CONNECT_TCP = 0b10
PORTS = 65536

SIGNALS_AND_SOCKETS = 0b11
"""Version 6: no abstract sockets and no signals to the outside."""


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scoped", ctypes.c_uint64))


class _Rule(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("folder", ctypes.c_int32))


class _PortRule(ctypes.Structure):
    _fields_ = (("allowed", ctypes.c_uint64), ("port", ctypes.c_uint64))


def version() -> int:
    """The version of Landlock's interface in this kernel; 0 where there is none."""
    if sys.platform != "linux":
        return 0
    found = ctypes.CDLL(None).syscall(CREATE_RULESET, None, ctypes.c_size_t(0), VERSION_FLAG)
    return max(int(found), 0)


def words(
    *, write: Iterable[Path], read: Iterable[Path], hide: Iterable[str], temporary: Path, closed: Iterable[int] = ()
) -> tuple[str, ...]:
    """The command words that go in front of a program to fence it in."""
    rules = {"write": list(map(str, write)), "read": list(map(str, read)), "hide": list(hide)}
    bounds = json.dumps({**rules, "temporary": str(temporary), "closed": sorted(closed)})
    return (sys.executable, "-I", "-S", str(Path(__file__)), bounds)


def put_up(*, write: Iterable[str], read: Iterable[str], hide: Iterable[str], closed: Iterable[int] = ()) -> bool:
    """Fence this process in for good; False where the kernel cannot. Before version 4 no port is closed."""
    known = version()
    if not known:
        return False
    library = ctypes.CDLL(None, use_errno=True)
    everything = ACCESSES[min(known, max(ACCESSES))]
    shut = frozenset(closed) if known >= 4 else frozenset[int]()
    scoped = SIGNALS_AND_SOCKETS if known >= 6 else 0
    rules = _Ruleset(files=everything, network=CONNECT_TCP if shut else 0, scoped=scoped)
    size = 8 if known < 4 else 16 if known < 6 else 24
    ruleset = library.syscall(CREATE_RULESET, ctypes.byref(rules), ctypes.c_size_t(size), 0)
    if ruleset < 0:
        return False
    shown = (*_around((*hide, "/dev")), *read)
    for folders, allowed in ((shown, READING), ((*write, *DEVICES), everything)):
        for folder in folders:
            _allow(library, ruleset, folder, allowed & everything)
    if shut:
        _open_others(library, ruleset, shut)
    _give_up_powers(library)
    library.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    return library.syscall(RESTRICT_SELF, ruleset, 0) == 0


def _allow(library: ctypes.CDLL, ruleset: int, folder: str, allowed: int) -> None:
    try:
        place = os.open(folder, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    allowed &= everything_of(folder)
    library.syscall(ADD_RULE, ruleset, PATH_BENEATH, ctypes.byref(_Rule(allowed=allowed, folder=place)), 0)
    os.close(place)


def _give_up_powers(library: ctypes.CDLL) -> None:
    """Take from root, for good, what a fence of files does not bound; others have nothing to give up."""
    for number in range(MOST_CAPABILITIES):
        if not CAPABILITIES >> number & 1:
            library.prctl(PR_CAPBSET_DROP, number, 0, 0, 0)
    head, sets = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION, 0), (ctypes.c_uint32 * 6)()
    if library.capget(head, sets) == 0:
        kept = [value & (CAPABILITIES if number < 3 else 0) for number, value in enumerate(sets)]
        library.capset(head, (ctypes.c_uint32 * 6)(*kept))


def _open_others(library: ctypes.CDLL, ruleset: int, shut: frozenset[int]) -> None:
    """Allow connections to every port but these: the interface has no rule that denies, and none for a range."""
    rule = _PortRule(allowed=CONNECT_TCP)
    place = ctypes.byref(rule)
    for port in range(PORTS):
        if port not in shut:
            rule.port = port
            library.syscall(ADD_RULE, ruleset, NET_PORT, place, 0)


def everything_of(folder: str) -> int:
    """The kinds of access that make sense for a path: all of them for a folder."""
    return ~0 if Path(folder).is_dir() else OF_FILES


def _around(hidden: tuple[str, ...], folder: str = "/") -> list[str]:
    """Folders that together show everything below `folder` but what is hidden; a link shows nothing by itself."""
    found: list[str] = []
    for entry in os.scandir(folder):
        if entry.is_symlink():
            continue
        inside = [one for one in hidden if one == entry.path or one.startswith(f"{entry.path}/")]
        if not inside:
            found.append(entry.path)
        elif entry.path not in inside:
            found += _around(hidden, entry.path)
    return found


if __name__ == "__main__":
    given = json.loads(sys.argv[1])
    place = given.pop("temporary", "")
    if place:
        os.makedirs(place, exist_ok=True)  # noqa: PTH103
        os.putenv("TMPDIR", place)
    put_up(**given)
    try:
        os.execvp(sys.argv[2], sys.argv[2:])
    except OSError as error:
        os.write(2, f"{sys.argv[2]}: {error.strerror}\n".encode())
        os._exit(127)
