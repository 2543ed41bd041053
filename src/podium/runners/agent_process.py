"""An agent's process: pipes that are always read and always bounded, and an end that leaves nothing running."""

import asyncio
import contextlib
import os
import shutil
import signal
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from podium.errors import ToolMissing
from podium.process import environment
from podium.runners import keeper

LINE_LIMIT = 8_000_000
"""Bytes of one line of output; a longer one is garbage."""

TOTAL_LIMIT = 512_000_000
"""Bytes of output in one session; more is a flood."""

TALK_KEPT = 8_000
"""Bytes of standard error that are kept, from its end."""

TERM_SECONDS, KILL_SECONDS = 1.2, 0.5
"""How long the group may take to end after TERM (the keeper kills within it), and after KILL."""


class Flood(Exception):
    """The agent wrote more than anybody can read."""


@dataclass(frozen=True, kw_only=True)
class Launch:
    """What to start and where. `prefix` are the words that isolate it, `keep` names variables of ours it may see."""

    argv: tuple[str, ...]
    cwd: Path
    prefix: tuple[str, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict[str, str])
    keep: tuple[str, ...] = ()


class AgentProcess:
    """One started agent. `line` and `write` speak with it; `end` may be called twice."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._read = 0
        self._talk = bytearray()
        self._over = False
        self._listening = asyncio.ensure_future(self._listen())

    @property
    def code(self) -> int | None:
        """Its exit code (over 128: the signal and 128), or None while it lives."""
        return self._process.returncode

    @property
    def talk(self) -> str:
        """The end of what it wrote to standard error."""
        return bytes(self._talk).decode("utf-8", "replace").strip()

    async def line(self) -> bytes | None:
        """The next line of its output without the line's end, or None after the last. Raises `Flood`."""
        stream = self._process.stdout
        assert stream is not None
        try:
            read = await stream.readline()
        except ValueError as error:
            raise Flood(f"a line of over {LINE_LIMIT} bytes") from error
        self._read += len(read)
        if self._read > TOTAL_LIMIT:
            raise Flood(f"over {TOTAL_LIMIT} bytes of output")
        return read.rstrip(b"\r\n") if read else None

    async def write(self, data: bytes) -> None:
        """Write to its standard input. Raises `ConnectionError` where it does not listen any more."""
        stream = self._process.stdin
        assert stream is not None
        stream.write(data)
        await stream.drain()

    def end_input(self) -> None:
        """Nothing more comes on its standard input."""
        if self._process.stdin is not None:
            self._process.stdin.close()

    async def exited(self, seconds: float) -> bool:
        """Whether it has ended, waiting that long for it."""
        until = time.monotonic() + seconds
        while self._process.returncode is None and time.monotonic() < until:
            await asyncio.sleep(0.01)
        return self._process.returncode is not None

    async def end(self, *, patience: float = 0.0) -> None:
        """End it and all that it started: end of input, `patience` seconds, TERM, KILL. At most two seconds more."""
        if self._over:
            return
        self._over = True
        self.end_input()
        await self.exited(patience)
        for number, seconds in ((signal.SIGTERM, TERM_SECONDS), (signal.SIGKILL, KILL_SECONDS)):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, number)
            if await self.exited(seconds):
                break
        with contextlib.suppress(TimeoutError, ValueError):
            await asyncio.wait_for(self._drain(), timeout=0.3)
        self._listening.cancel()

    async def _drain(self) -> None:
        stream = self._process.stdout
        while stream is not None and await stream.read(1 << 16):
            pass
        await self._listening

    async def _listen(self) -> None:
        stream = self._process.stderr
        while stream is not None and (chunk := await stream.read(1 << 16)):
            self._talk += chunk
            del self._talk[:-TALK_KEPT]


async def start(launch: Launch) -> AgentProcess:
    """Start the agent in a session of its own, under a keeper where there can be one.

    Raises `ToolMissing` where the program is not there.
    """
    variables = environment(launch.variables, keep=launch.keep)
    program = shutil.which(launch.argv[0], path=variables.get("PATH"))
    if program is None:
        raise ToolMissing(f"{launch.argv[0]} is not installed", hint="`podium doctor` says how", tool=launch.argv[0])
    argv = (*launch.prefix, program, *launch.argv[1:])
    if sys.platform == "linux":
        argv = (sys.executable, "-I", "-S", str(Path(keeper.__file__)), str(os.getpid()), *argv)
    process = await asyncio.create_subprocess_exec(
        *argv,
        cwd=launch.cwd,
        env=variables,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
        limit=LINE_LIMIT,
    )
    return AgentProcess(process)
