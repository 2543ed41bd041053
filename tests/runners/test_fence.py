"""Inside the fence an agent changes its own folders and nothing else, and cannot look into hidden ones."""

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from podium.ports import Assignment, Ended
from podium.runners import neighbours, settling
from podium.runners.acp import AcpRunner
from podium.runners.profiles import Profile
from podium.workspace import fence

pytestmark = pytest.mark.skipif(not fence.version(), reason="this kernel has no Landlock")

ESCAPES = {
    "absolute path": "echo x > {outside}/file",
    "relative path": "echo x > ../outside/file",
    "link": "ln -s {outside} link && echo x > link/file",
    "hard link": "ln {outside}/old hard && echo x >> hard",
    "move": "mv {outside}/old .",
    "removal": "rm {outside}/old",
    "truncation": ": > {outside}/old",
    "reading a hidden file": "cat {outside}/hidden/secret > copy && test ! -s copy && exit 1",
}


CONNECT = """
import socket, sys
for port in sys.argv[1:]:
    if socket.socket().connect_ex(("127.0.0.1", int(port))) == 0:
        print(port)
"""


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    (tmp_path / "outside" / "hidden").mkdir(parents=True)
    (tmp_path / "outside" / "old").write_text("old")
    (tmp_path / "outside" / "hidden" / "secret").write_text("secret")
    (tmp_path / "work").mkdir(exist_ok=True)
    return tmp_path / "outside"


def fenced(work: Path, outside: Path, script: str) -> int:
    rules = {"write": [str(work)], "read": [], "hide": [str(outside / "hidden")]}
    argv = (sys.executable, "-I", "-S", fence.__file__, json.dumps(rules), "sh", "-c", script)
    return subprocess.run(argv, cwd=work, capture_output=True, check=False).returncode


@pytest.mark.parametrize("script", ESCAPES.values(), ids=ESCAPES)
def test_no_way_out_is_open(outside: Path, script: str) -> None:
    work = outside.parent / "work"
    assert fenced(work, outside, script.format(outside=outside)) != 0
    assert sorted(one.name for one in outside.iterdir()) == ["hidden", "old"]
    assert (outside / "old").read_text() == "old" and "secret" not in "".join(map(_text, work.iterdir()))


def _text(file: Path) -> str:
    return file.read_text() if file.is_file() and not file.is_symlink() else ""


def test_inside_everything_works(outside: Path) -> None:
    script = f"mkdir -p a/b && echo x > a/b/c && mv a/b/c d && cat {outside}/old >> d && rm -r a && echo y > /dev/null"
    assert fenced(outside.parent / "work", outside, script) == 0
    assert (outside.parent / "work" / "d").read_text() == "x\nold"


@pytest.mark.skipif(fence.version() < 6, reason="this kernel lets signals through")
def test_no_process_outside_is_signalled(outside: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as victim:
        assert fenced(outside.parent / "work", outside, f"kill -9 {victim.pid}") != 0
        time.sleep(0.05)
        assert victim.poll() is None
        victim.terminate()


def test_what_a_process_outside_was_started_with_is_not_read(outside: Path) -> None:
    secret = {"PATH": "/bin:/usr/bin", "KEY": "the-secret"}
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], env=secret) as victim:
        fenced(outside.parent / "work", outside, f"cat /proc/{victim.pid}/environ > copy")
        victim.terminate()
    assert "the-secret" not in (outside.parent / "work" / "copy").read_text()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make and open devices")
def test_root_makes_and_opens_no_disk(outside: Path) -> None:
    assert fenced(outside.parent / "work", outside, "mknod disk b 1 0") != 0
    for disk in [one for one in Path("/dev").iterdir() if one.is_block_device()]:
        assert fenced(outside.parent / "work", outside, f"head -c 1 {disk} > copy && test -s copy") != 0
    assert fenced(outside.parent / "work", outside, "head -c 1 /dev/urandom > /dev/null && ls /dev/shm") == 0


@pytest.mark.slow
@pytest.mark.skipif(fence.version() < 4, reason="this kernel closes no ports")
def test_a_port_that_the_repository_names_is_closed_and_the_attempts_own_is_open(
    assignment: Callable[..., Assignment], outside: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as theirs, socket.create_server(("127.0.0.1", 0)) as own:
        users, mine = (one.getsockname()[1] for one in (theirs, own))
        given = assignment()
        place = replace(given.workspace, environment={"REDIS_URL": f"redis://127.0.0.1:{mine}/0"})
        (place.project / ".env.example").write_text(f"DATABASE_URL=postgresql://u:p@127.0.0.1:{users}/shop\n")
        argv = (sys.executable, "-c", CONNECT, str(users), str(mine))
        words = settling.bounds(Profile(name="d", title="", argv=argv), place, argv[0])
        said = subprocess.run([*words, *argv], cwd=place.project, capture_output=True, text=True, check=True).stdout
    assert said.split() == [str(mine)]


def test_usual_ports_are_closed_but_the_attempts_own(tmp_path: Path) -> None:
    (tmp_path / ".env.test").write_text("REDIS_PORT=7001\nPORT=3000\nexport DB_PORT='7002'\nDB_PORT=99999\n")
    own = {"DATABASE_URL": "postgresql://u:p@127.0.0.1:5432/x?schema=a", "REDIS_PORT": "6379"}
    found = neighbours.closed(tmp_path, own)
    assert {7001, 7002, 27017, 3306} <= found and not {5432, 6379, 3000, 99999} & found


@pytest.mark.slow
def test_an_agent_is_started_inside_the_fence(assignment: Callable[..., Assignment], outside: Path) -> None:
    script = outside.parent / "script.json"
    steps = [{"run": ["sh", "-c", f"echo x > {outside}/file"]}, {"write": "a", "text": "1"}]
    script.write_text(json.dumps({"steps": steps}))
    profile = Profile(name="d", title="", argv=(sys.executable, "-m", "podium.runners.double", str(script)))

    async def go() -> Ended:
        session = await AcpRunner(profile).open(assignment())
        events = [event async for event in session.run("do it")]
        await session.close()
        assert isinstance(events[-1], Ended)
        return events[-1]

    assert asyncio.run(go()).outcome == "done"
    assert (outside.parent / "work" / "a").exists() and not (outside / "file").exists()


def test_a_sign_in_is_copied_for_the_session_and_removed_after_it(tmp_path: Path) -> None:
    (tmp_path / "user" / ".agent").mkdir(parents=True)
    (tmp_path / "user" / ".agent" / "auth").write_text("token")
    profile = Profile(name="d", title="", argv=("d",), home=(".agent/auth", ".agent/none"))
    (copy,) = settling.sign_in(profile, tmp_path / "home", user=tmp_path / "user")
    assert copy.read_text() == "token" and copy.stat().st_mode & 0o077 == 0
    settling.sign_out((copy,))
    assert not copy.exists()
