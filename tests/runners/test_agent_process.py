"""An agent's process is read without end, ended without exception, and takes everything that it started with it."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from podium.errors import ToolMissing
from podium.runners import agent_process
from podium.runners.agent_process import AgentProcess, Flood, Launch

MARK = "PODIUM_TEST_MARK"


def living(mark: str) -> list[str]:
    wanted, found = f"{MARK}={mark}".encode(), list[str]()
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                if wanted in (folder / "environ").read_bytes().split(b"\0"):
                    found.append((folder / "cmdline").read_text())
            except OSError:
                continue
    return found


def drive(tmp_path: Path, program: str, work: Callable[[AgentProcess], Awaitable[None]]) -> float:
    """Start a Python program, do the work with it, end it; the seconds that ending took."""

    async def go() -> float:
        variables = {MARK: str(tmp_path)}
        launch = Launch(argv=(sys.executable, "-c", program), cwd=tmp_path, variables=variables)
        process = await agent_process.start(launch)
        await work(process)
        began = time.monotonic()
        await process.end()
        await process.end()
        return time.monotonic() - began

    return asyncio.run(go())


async def first_line(process: AgentProcess) -> None:
    assert await process.line() == b"ready"


def test_lines_come_one_by_one_and_the_exit_code_is_known(tmp_path: Path) -> None:
    async def work(process: AgentProcess) -> None:
        await process.write(b"hello\n")
        assert [await process.line(), await process.line(), await process.line()] == [b"HELLO", b"two", None]
        assert await process.exited(2.0) and process.code == 3

    drive(tmp_path, "print(input().upper()); print('two'); raise SystemExit(3)", work)


@pytest.mark.slow
def test_a_flood_on_standard_error_stops_nothing(tmp_path: Path) -> None:
    async def work(process: AgentProcess) -> None:
        await first_line(process)
        assert process.talk.endswith("end") and len(process.talk) <= agent_process.TALK_KEPT

    drive(tmp_path, "import sys; sys.stderr.write('x' * 5_000_000 + 'end'); print('ready')", work)


def test_a_line_without_end_is_a_flood(tmp_path: Path) -> None:
    async def work(process: AgentProcess) -> None:
        with pytest.raises(Flood):
            await process.line()

    drive(tmp_path, "import sys\nwhile True: sys.stdout.write('x' * 100000)", work)


STUBBORN = {
    "ignores TERM": """
import signal, time
signal.signal(15, signal.SIG_IGN); print('ready', flush=True); time.sleep(60)""",
    "grandchild in a session of its own": """
import subprocess, sys, time
subprocess.Popen([sys.executable, '-c', 'import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(60)'],
                 start_new_session=True)
print('ready', flush=True); time.sleep(60)""",
    "daemon that its parent left, holding the pipe": """
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(60)
    os._exit(0)
os.wait(); print('ready', flush=True)""",
}


@pytest.mark.slow
@pytest.mark.parametrize("program", STUBBORN.values(), ids=STUBBORN)
def test_nothing_is_left_two_seconds_after_the_end(tmp_path: Path, program: str) -> None:
    assert drive(tmp_path, program, first_line) < 2.5
    assert living(str(tmp_path)) == []


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process of its parent's death")
def test_nothing_is_left_when_podium_itself_is_killed(tmp_path: Path) -> None:
    program = f"""
import asyncio, pathlib, sys
from podium.runners import agent_process
async def go():
    argv = (sys.executable, '-c', "import time; print('ready', flush=True); time.sleep(60)")
    variables = {{{MARK!r}: {str(tmp_path)!r}}}
    process = await agent_process.start(agent_process.Launch(argv=argv, cwd=pathlib.Path('/'), variables=variables))
    print(await process.line(), flush=True)
    await asyncio.sleep(60)
asyncio.run(go())"""
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as podium:
        assert podium.stdout is not None and b"ready" in podium.stdout.readline() and living(str(tmp_path))
        os.kill(podium.pid, signal.SIGKILL)
    until = time.monotonic() + 3.0
    while living(str(tmp_path)) and time.monotonic() < until:
        time.sleep(0.02)
    assert living(str(tmp_path)) == []


def test_a_program_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ToolMissing, match="no-such-agent is not installed"):
        asyncio.run(agent_process.start(Launch(argv=("no-such-agent",), cwd=tmp_path)))
