"""Podium's desk for one attempt: a socket in the attempt's own home, where its agent asks and Podium answers.

The agent's side is `mcp_server.py`, which its program starts inside the fence. What needs the run's clone, servers and
caches is done here, outside; how often and how long is bounded, so that asking is no way to spend a machine.
"""

import asyncio
import contextlib
import contextvars
import json
import socket
import sys
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import podium
from podium.errors import PodiumError
from podium.execution.tools import Arguments, Mistaken, Tool, answered, told
from podium.plan.events import GateResult
from podium.ports import Desk
from podium.process import Scope
from podium.runners.asking import is_reachable, reached

SOCKET = "podium.sock"
AT_ONCE = 4
"""Questions of one attempt that are worked on at the same time."""

LINE_LIMIT = 65_536
QUESTIONS = 500
"""Questions that one attempt may ask."""

GATE_RUNS, GATES_WAIT = 10, 40.0
"""How often one attempt may have its gates run, and seconds after which a call answers that they are still running:
agents' programs give up on a tool after a minute."""

Judge = Callable[[tuple[str, ...]], Sequence[GateResult]]


class Gates:
    """The tool `run_gates`: one run at a time, each in a thread, its processes in a scope that ends with the desk."""

    def __init__(self, judge: Judge, *, known: Sequence[str], scope: Scope, wait: float = GATES_WAIT) -> None:
        self._judge = judge
        self._wait = wait
        self._known = tuple(known)
        self._scope = scope
        self._runs = 0
        self._loop = asyncio.get_running_loop()
        self._work: asyncio.Future[Sequence[GateResult]] | None = None

    def tool(self) -> Tool:
        """The tool as agents see it."""
        return Tool(
            name="run_gates",
            description="Judge the workspace as it stands by the gates that will judge this task. It may answer that "
            "they are still running: call it again then. Nothing is changed; the folder may be worked in meanwhile.",
            takes={"gates": f"some of {', '.join(self._known)}; without: all that cost little"},
            lists=frozenset({"gates"}),
            answer=lambda arguments: asyncio.run_coroutine_threadsafe(self._run(arguments), self._loop).result(),
        )

    async def _run(self, arguments: Arguments) -> str:
        names = tuple(dict.fromkeys(map(str, arguments.get("gates") or ())))
        unknown = [name for name in names if name not in self._known]
        if unknown:
            raise Mistaken(f"{', '.join(unknown)} do not judge this task; {', '.join(self._known)} do")
        if self._work is None:
            if self._runs >= GATE_RUNS:
                raise Mistaken(f"the gates have been run {GATE_RUNS} times for this attempt, which is all it may ask")
            self._runs += 1
            with self._scope.active():
                self._work = asyncio.ensure_future(asyncio.to_thread(self._judge, names))
        done, _ = await asyncio.wait({self._work}, timeout=self._wait)
        if not done:
            return "still running: call run_gates again for the answer"
        work, self._work = self._work, None
        try:
            return told(work.result())
        except PodiumError as error:
            raise Mistaken(f"the gates could not be run: {error.message}") from error

    async def close(self) -> None:
        """End what is under way."""
        await asyncio.to_thread(self._scope.cancel)
        if self._work is not None:
            await asyncio.wait({self._work}, timeout=GATES_WAIT)


@contextlib.asynccontextmanager
async def opened(home: Path, tools: Sequence[Tool], log: Callable[[str], None]) -> AsyncGenerator[Desk | None]:
    """The desk in an attempt's home; None where the home's path is too long for a socket on this system."""
    place = home / SOCKET
    if not is_reachable(place):
        yield None
        return
    clerk = _Clerk({one.name: one for one in tools}, log)
    server = await asyncio.start_unix_server(clerk.serve, sock=_listening(place), limit=LINE_LIMIT)
    program = Path(podium.__file__).parent / "mcp_server.py"
    try:
        yield Desk(argv=(sys.executable, "-I", "-S", str(program), str(place)), socket=place)
    finally:
        server.close()
        clerk.close()
        place.unlink(missing_ok=True)


def _listening(place: Path) -> socket.socket:
    place.unlink(missing_ok=True)
    listening = socket.socket(socket.AF_UNIX)
    with reached(place) as path:
        listening.bind(path)
    listening.setblocking(False)
    return listening


class _Clerk:
    """Answers at the desk, a thread for each question."""

    def __init__(self, tools: Mapping[str, Tool], log: Callable[[str], None]) -> None:
        self._tools = tools
        self._log = log
        self._questions = 0
        self._threads = ThreadPoolExecutor(AT_ONCE)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Read one line, answer with one."""
        try:
            line = await reader.readline()
            answer = await self._answer(line)
            writer.write(json.dumps(answer).encode() + b"\n")
            await writer.drain()
        except (ValueError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _answer(self, line: bytes) -> dict[str, object]:
        question: object = json.loads(line or b"null")
        listing = question == {"list": True}
        self._questions += not listing
        if self._questions > QUESTIONS:
            return {"text": f"more than {QUESTIONS} questions were asked", "error": True}
        if not listing:
            self._log(f"asked Podium: {line.decode('utf-8', 'replace').strip()[:500]}")
        context = contextvars.copy_context()
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, lambda: context.run(answered, self._tools, question))

    def close(self) -> None:
        """Wait for nobody."""
        self._threads.shutdown(wait=False, cancel_futures=True)
