"""One subprocess: a deadline, a whole group that is killed, a bounded output, a bounded environment.

A `Scope` is how cancellation reaches every process: calls made inside `with scope.active():` (in any thread
that copies the context, as `asyncio.to_thread` does) register their process group, and `scope.cancel()` ends
them all and makes later calls raise `Interrupted`.
"""

import contextlib
import contextvars
import hashlib
import os
import selectors
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TypeVar

from podium.errors import Interrupted, PodiumError, ToolMissing

T = TypeVar("T")

OUTPUT_LIMIT = 2_000_000
"""Bytes kept of each stream; the middle of a longer one is dropped, and said."""

KEPT_VARIABLES = ("PATH", "LANG", "LC_ALL", "TZ", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR", "NODE_EXTRA_CA_CERTS")
"""What a child sees of the caller's environment unless a call adds more: no secrets, no home."""

GRACE = 2.0
"""Seconds between asking a group to end and killing it."""


@dataclass(frozen=True, kw_only=True)
class Command:
    """What to run, where, with which environment, for how long.

    `env` is added to the kept environment, `keep` names further variables of the caller's that pass through,
    `deadline` is in seconds, `limit` in bytes per stream, `user` and `group` are numeric ids to change to.
    """

    argv: tuple[str, ...]
    cwd: Path | None = None
    env: Mapping[str, str] = field(default_factory=dict[str, str])
    stdin: bytes = b""
    keep: tuple[str, ...] = ()
    deadline: float = 60.0
    limit: int = OUTPUT_LIMIT
    user: int | None = None
    group: int | None = None


@dataclass(frozen=True, kw_only=True)
class Completed:
    """How it ended: exit code (negative: the signal), both streams, seconds, and whether the deadline ended it."""

    argv: tuple[str, ...]
    code: int
    stdout: bytes
    stderr: bytes
    seconds: float
    timed_out: bool = False

    @property
    def ok(self) -> bool:
        """Whether it ended by itself with exit code 0."""
        return self.code == 0 and not self.timed_out

    @property
    def text(self) -> str:
        """Standard output, decoded; bytes that are not UTF-8 are replaced."""
        return self.stdout.decode("utf-8", "replace")

    @property
    def talk(self) -> str:
        """Standard error, decoded."""
        return self.stderr.decode("utf-8", "replace")

    @property
    def digest(self) -> str:
        """SHA-256 over both streams, as evidence names it."""
        return hashlib.sha256(self.stdout + b"\0" + self.stderr).hexdigest()


class Scope:
    """The processes of one piece of work, ended together; `marks` are variables that each of them carries."""

    def __init__(self, marks: Mapping[str, str] | None = None) -> None:
        self.marks = dict(marks or {})
        self._lock = threading.Lock()
        self._groups: set[int] = set()
        self._cancelled = threading.Event()

    @property
    def cancelled(self) -> bool:
        """Whether `cancel` was called."""
        return self._cancelled.is_set()

    @contextlib.contextmanager
    def active(self) -> Generator["Scope"]:
        """Make this the scope of every call made inside."""
        token = _scope.set(self)
        try:
            yield self
        finally:
            _scope.reset(token)

    def cancel(self) -> None:
        """End every process of the scope, by TERM, then by KILL; later calls raise `Interrupted`."""
        self._cancelled.set()
        with self._lock:
            groups = tuple(self._groups)
        end_groups(groups)

    def enter(self, group: int) -> None:
        """Register a process group; a scope already cancelled ends it at once."""
        with self._lock:
            self._groups.add(group)
        if self.cancelled:
            end_groups((group,))

    def leave(self, group: int) -> None:
        """Forget a process group that has ended."""
        with self._lock:
            self._groups.discard(group)


_scope: contextvars.ContextVar[Scope | None] = contextvars.ContextVar("podium_scope", default=None)


def environment(extra: Mapping[str, str], *, keep: Sequence[str] = ()) -> dict[str, str]:
    """The environment of a child: `KEPT_VARIABLES` and `keep` from the caller's, the scope's marks, then `extra`."""
    kept = {name: os.environ[name] for name in (*KEPT_VARIABLES, *keep) if name in os.environ}
    scope = _scope.get()
    return {**kept, **(scope.marks if scope else {}), **extra}


def which(tool: str) -> Path | None:
    """Where a program stands on the PATH, or None."""
    found = shutil.which(tool)
    return Path(found) if found else None


def run(command: Command) -> Completed:
    """Run to the end, or to the deadline; the whole process group is gone when this returns.

    Raises `ToolMissing` where the program does not exist, `Interrupted` where the scope was cancelled.
    """
    scope = _scope.get()
    if scope is not None and scope.cancelled:
        raise Interrupted("stopped before it started", hint="`podium resume` goes on with the run")
    began = time.monotonic()
    process = start(command)
    if scope is not None:
        scope.enter(process.pid)
    try:
        stdout, stderr, timed_out = _drain(process, command.stdin, until=began + command.deadline, limit=command.limit)
    finally:
        end_groups((process.pid,), grace=0.0)
        process.wait()
        if scope is not None:
            scope.leave(process.pid)
    if scope is not None and scope.cancelled:
        raise Interrupted(f"stopped while running {command.argv[0]}", hint="`podium resume` goes on with the run")
    return Completed(
        argv=command.argv,
        code=process.returncode,
        stdout=stdout,
        stderr=stderr,
        seconds=time.monotonic() - began,
        timed_out=timed_out,
    )


def beside(work: Callable[[], T]) -> Callable[[], T]:
    """Begin a piece of work in a thread of its own, in this scope; what comes back waits for it and returns its value.

    Work that failed is done again by whoever waits, who gets its error.
    """
    values: list[T] = []
    context = contextvars.copy_context()

    def carry_out() -> None:
        with contextlib.suppress(PodiumError):
            values.append(context.run(work))

    def wait() -> T:
        thread.join()
        return values[0] if values else work()

    thread = threading.Thread(target=carry_out, daemon=True)
    thread.start()
    return wait


def start(command: Command, *, log: Path | None = None) -> subprocess.Popen[bytes]:
    """Start in a process group of its own, with pipes, or with both streams in `log`; the caller ends it.

    Raises `ToolMissing` where the program or the folder does not exist.
    """
    stream: int | IO[bytes] = subprocess.PIPE if log is None else log.open("ab")
    try:
        return subprocess.Popen(
            command.argv,
            cwd=command.cwd,
            env=environment(command.env, keep=command.keep),
            stdin=subprocess.PIPE if command.stdin else subprocess.DEVNULL,
            stdout=stream,
            stderr=stream if log is None else subprocess.STDOUT,
            start_new_session=True,
            user=command.user,
            group=command.group,
            extra_groups=None if command.user is None else (),
        )
    except (FileNotFoundError, NotADirectoryError) as error:
        missing = command.argv[0] if command.cwd is None or command.cwd.is_dir() else str(command.cwd)
        raise ToolMissing(
            f"{missing} does not exist", hint="install it, or run `podium doctor`", tool=missing
        ) from error
    except PermissionError as error:
        raise ToolMissing(f"{command.argv[0]} may not be run by this user", tool=command.argv[0]) from error
    finally:
        if not isinstance(stream, int):
            stream.close()


def end_groups(groups: Sequence[int], *, grace: float = GRACE) -> None:
    """End process groups: TERM, wait up to `grace` seconds, KILL what is left. Groups already gone are fine."""
    left = [group for group in groups if _signal(group, signal.SIGTERM if grace else signal.SIGKILL)]
    until = time.monotonic() + grace
    while left and time.monotonic() < until:
        time.sleep(0.02)
        left = [group for group in left if _signal(group, 0)]
    for group in left:
        _signal(group, signal.SIGKILL)


def _signal(group: int, number: int) -> bool:
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def _drain(process: subprocess.Popen[bytes], data: bytes, *, until: float, limit: int) -> tuple[bytes, bytes, bool]:
    """Read both pipes and feed standard input until both close or the deadline passes.

    A grandchild that keeps a pipe open after the child has ended does not hold us: what is left unread then
    gets a short last read.
    """
    kept = {"out": bytearray(), "err": bytearray()}
    with selectors.DefaultSelector() as selector:
        for stream, key in ((process.stdout, "out"), (process.stderr, "err")):
            if stream is not None:
                os.set_blocking(stream.fileno(), False)
                selector.register(stream, selectors.EVENT_READ, key)
        feeder = _feed(process, data)
        timed_out = _read_until_closed(process, selector, kept, until=until, limit=limit)
    if timed_out:
        end_groups((process.pid,))
    feeder.join(timeout=1.0)
    for stream in (process.stdout, process.stderr):
        if stream is not None:
            stream.close()
    return bytes(kept["out"]), bytes(kept["err"]), timed_out


def _feed(process: subprocess.Popen[bytes], data: bytes) -> threading.Thread:
    def write() -> None:
        if process.stdin is not None:
            with contextlib.suppress(BrokenPipeError, OSError):
                process.stdin.write(data)
                process.stdin.close()

    thread = threading.Thread(target=write, daemon=True)
    thread.start()
    return thread


def _read_until_closed(
    process: subprocess.Popen[bytes],
    selector: selectors.BaseSelector,
    kept: dict[str, bytearray],
    *,
    until: float,
    limit: int,
) -> bool:
    ended_at: float | None = None
    while selector.get_map():
        now = time.monotonic()
        if now >= until:
            return True
        if ended_at is None and process.poll() is not None:
            ended_at = now
        if ended_at is not None and now - ended_at > 0.5:
            return False
        for key, _ in selector.select(timeout=0.05 if ended_at is None else 0.01):
            stream = key.fileobj
            chunk = os.read(stream if isinstance(stream, int) else stream.fileno(), 65536)
            if chunk:
                _keep(kept[key.data], chunk, limit)
            else:
                selector.unregister(stream)
    try:
        process.wait(timeout=max(0.0, until - time.monotonic()))
    except subprocess.TimeoutExpired:
        return True
    return False


def _keep(buffer: bytearray, chunk: bytes, limit: int) -> None:
    """Append, and over the limit keep the first quarter and the last half."""
    buffer += chunk
    if len(buffer) > limit:
        mark = b"\n[... output dropped by podium: over the limit ...]\n"
        buffer[:] = bytes(buffer[: limit // 4]) + mark + bytes(buffer[-limit // 2 :])
