"""What Podium notes on disk about each server, so that one left behind by a killed Podium can be found and ended."""

import contextlib
import json
import os
import shutil
import signal
import stat
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from podium.servers.identity import Identity, command_line, end, identify, is_running

Kind = Literal["PostgreSQL", "Redis"]

STOP_SIGNALS: dict[Kind, signal.Signals] = {"PostgreSQL": signal.SIGQUIT, "Redis": signal.SIGTERM}
"""PostgreSQL's "immediate" shutdown: the data is thrown away next, so nothing need be saved."""

PID_FILES: dict[Kind, str] = {"PostgreSQL": "data/postmaster.pid", "Redis": "data/redis.pid"}
"""Where the server itself notes its process number, within its place."""

NONCE_FILE = "podium.nonce"
"""Lies in a place and repeats the record's nonce: only such a folder is ever removed."""


@dataclass(frozen=True, kw_only=True)
class Record:
    """One server: where it lives, who holds it, and, once it runs, its own process."""

    kind: Kind
    nonce: str
    place: Path
    holder: Identity
    server: Identity | None = None

    def write(self, path: Path) -> None:
        """Put it on disk whole or not at all, readable by us only."""
        fresh = path.with_suffix(".new")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as stream:
            json.dump({**asdict(self), "place": str(self.place)}, stream)
        fresh.replace(path)


def read_record(path: Path) -> Record | None:
    """The record in a file; None where it is none (half a file, or somebody else's)."""
    try:
        data: dict[str, Any] = json.loads(path.read_text())
        server = data["server"]
        return Record(
            kind=data["kind"],
            nonce=data["nonce"],
            place=Path(data["place"]),
            holder=Identity(**data["holder"]),
            server=Identity(**server) if server else None,
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def reap(directory: Path) -> tuple[str, ...]:
    """End the servers that a Podium which is gone left behind in this directory, and remove their data.

    A server is ended only where its process number, start time and data folder are those that were noted; servers
    whose holder still runs are left alone. Returns one sentence for each that was ended.
    """
    ended: list[str] = []
    for path in sorted(directory.glob("*.json")):
        record = read_record(path)
        if record is not None and not is_running(record.holder):
            server = _left_server(record)
            if server is not None and end(server, STOP_SIGNALS[record.kind]):
                ended.append(f"ended {record.kind} (process {server.pid}), left behind in {record.place}")
            if server is None or not is_running(server):
                remove_place(record)
                path.unlink(missing_ok=True)
    return tuple(ended)


def remove_place(record: Record) -> None:
    """Remove a server's folder, where it is a real folder that holds the record's own nonce."""
    with contextlib.suppress(OSError):
        if stat.S_ISDIR(record.place.lstat().st_mode) and (record.place / NONCE_FILE).read_text() == record.nonce:
            shutil.rmtree(record.place, ignore_errors=True)


def _left_server(record: Record) -> Identity | None:
    """The server's process if it still runs; a record written just before the start leads to the server's own note."""
    if record.server is not None:
        return record.server if is_running(record.server) else None
    try:
        pid = int((record.place / PID_FILES[record.kind]).read_text().split("\n")[0])
    except (OSError, ValueError):
        return None
    return identify(pid) if str(record.place) in command_line(pid) else None
