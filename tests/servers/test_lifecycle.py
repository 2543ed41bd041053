"""Servers start when asked for, end for certain, and never survive the Podium that held them."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from podium.errors import ServerError
from podium.servers import Servers, reap
from podium.servers.accounts import find_account
from podium.servers.housing import House
from podium.servers.identity import Identity, identify, is_running
from podium.servers.records import NONCE_FILE, Record, read_record

HOLDER = """
import sys
from pathlib import Path
from podium.servers import Servers
servers = Servers(Path(sys.argv[1]))
servers.redis()
if "postgres" in sys.argv: servers.postgres()
print("up", flush=True)
sys.stdin.read()
"""
"""A Podium that starts its servers and then hangs, until it is killed."""


@pytest.fixture
def directory(tmp_path: Path) -> Iterator[Path]:
    """A directory whose servers, should a test fail, do not outlive it."""
    yield tmp_path
    reap(tmp_path)


def hold_and_kill(directory: Path, *what: str) -> tuple[Record, ...]:
    """What a killed Podium leaves: its records, with the servers still running."""
    holder = subprocess.Popen(
        (sys.executable, "-c", HOLDER, str(directory), *what), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with holder:
        assert holder.stdout is not None and holder.stdout.readline() == b"up\n"
        assert reap(directory) == (), "the holder still runs"
        holder.kill()
    return records(directory)


def records(directory: Path) -> tuple[Record, ...]:
    return tuple(record for path in sorted(directory.glob("*.json")) if (record := read_record(path)))


def test_nothing_starts_before_it_is_asked_for(tmp_path: Path) -> None:
    with Servers(tmp_path / "state"):
        assert not (tmp_path / "state").exists()


def test_stopping_ends_the_process_and_removes_every_file(tmp_path: Path) -> None:
    with Servers(tmp_path) as servers:
        place = servers.redis().directory.parent
        (record,) = records(tmp_path)
        assert record.place == place and record.server is not None and is_running(record.server)
    assert not is_running(record.server) and not place.exists() and list(tmp_path.iterdir()) == []


def test_a_stopped_value_starts_nothing_any_more(tmp_path: Path) -> None:
    servers = Servers(tmp_path)
    servers.stop()
    servers.stop()
    with pytest.raises(ServerError, match="were stopped"):
        servers.redis()


def test_threads_that_ask_at_once_get_one_server(tmp_path: Path) -> None:
    with Servers(tmp_path) as servers, ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(servers.redis) for _ in range(8)]
        assert len({id(answer.result()) for answer in asked}) == 1 and len(records(tmp_path)) == 1


def test_a_directory_that_cannot_be_written_is_an_error_with_a_hint(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with (
        Servers(tmp_path / "file" / "state") as servers,
        pytest.raises(ServerError, match="no Redis can live") as caught,
    ):
        servers.redis()
    assert caught.value.hint


def test_a_full_disk_is_told_by_the_servers_own_words(tmp_path: Path) -> None:
    house = House(tmp_path, "PostgreSQL", find_account())
    house.write("log", "ok\n17:36 UTC [1] FATAL:  could not write: No space left on device\ninitdb: removing data\n")
    refused = house.refuse("did not start")
    house.leave()
    assert refused.message == "PostgreSQL did not start: could not write: No space left on device"
    assert refused.hint == "free some disk space" and list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_servers_of_a_killed_podium_are_ended_and_their_data_removed(directory: Path) -> None:
    left = hold_and_kill(directory, "postgres")
    assert [record.kind for record in left] == ["PostgreSQL", "Redis"]
    assert all(record.server and is_running(record.server) for record in left)
    said = reap(directory)
    assert len(said) == 2 and "PostgreSQL" in said[0] and "Redis" in said[1]
    assert not any(record.place.exists() or (record.server and is_running(record.server)) for record in left)
    assert reap(directory) == () and list(directory.iterdir()) == []


@pytest.mark.slow
def test_a_server_is_found_even_if_podium_died_before_it_noted_the_process(directory: Path) -> None:
    (record,) = hold_and_kill(directory)
    (path,) = directory.glob("*.json")
    path.write_text(json.dumps({**json.loads(path.read_text()), "server": None}))
    assert len(reap(directory)) == 1
    assert record.server is not None and not is_running(record.server)


def leave_record(directory: Path, *, place: Path, server: Identity) -> None:
    """A record whose holder is gone."""
    gone = Identity(pid=1, started="another boot/0")
    Record(kind="Redis", nonce="abc", place=place, holder=gone, server=server).write(directory / "redis-abc.json")


def test_a_process_that_only_has_the_same_number_is_left_alone(tmp_path: Path) -> None:
    with subprocess.Popen(("sleep", "60")) as stranger:
        leave_record(tmp_path, place=tmp_path / "none", server=Identity(pid=stranger.pid, started="earlier"))
        assert reap(tmp_path) == () and stranger.poll() is None
        stranger.kill()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_without_the_nonce_is_never_removed(tmp_path: Path) -> None:
    precious, ours = tmp_path / "precious", tmp_path / "ours"
    for folder, nonce in ((precious, "other"), (ours, "abc")):
        folder.mkdir()
        (folder / NONCE_FILE).write_text(nonce)
        leave_record(tmp_path, place=folder, server=Identity(pid=1, started="earlier"))
        reap(tmp_path)
    assert precious.exists() and not ours.exists()


def test_a_file_that_is_no_record_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "note.json").write_text('{"kind": "Redis"}')
    (tmp_path / "half.json").write_text('{"kind"')
    assert reap(tmp_path) == () and len(list(tmp_path.iterdir())) == 2


def test_a_process_that_has_ended_has_no_identity_even_before_it_is_waited_for() -> None:
    with subprocess.Popen(("sleep", "60")) as process:
        before = identify(process.pid)
        assert before is not None and is_running(before) and before == identify(process.pid)
        os.kill(process.pid, signal.SIGKILL)
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        assert identify(process.pid) is None
