"""The journal: every event of a run, in order, in one SQLite table that plain `sqlite3` reads."""

import contextlib
import json
import sqlite3
import time
from collections.abc import Callable, Generator
from dataclasses import replace
from pathlib import Path

from podium.errors import DiskFull, MachineError
from podium.plan.events import Body, Event, event_from_json, event_to_json

SCHEMA = """
create table if not exists journal (
    run text not null,
    seq integer not null,
    event text not null,
    primary key (run, seq)
);
create table if not exists inbox (
    id integer primary key autoincrement,
    kind text not null,
    subject text not null,
    value text not null,
    at real not null
);
"""
BUSY_SECONDS = 30.0
NO_TABLE = "no such table"
"""What SQLite says where nothing was kept yet."""


@contextlib.contextmanager
def connected(database: Path) -> Generator[sqlite3.Connection]:
    """A connection in one transaction, which each commit brings to the disk (WAL, synchronous=FULL).

    Raises `DiskFull` where there is no room, `MachineError` where the file is damaged or cannot be written.
    """
    connection = sqlite3.connect(database, timeout=BUSY_SECONDS)
    try:
        connection.execute("pragma journal_mode=wal")
        connection.execute("pragma synchronous=full")
        with connection:
            yield connection
    except sqlite3.OperationalError as error:
        if "full" in str(error):
            raise DiskFull(f"no room left for {database}", hint="make room, then `podium resume`") from error
        if NO_TABLE in str(error):
            raise
        raise refused(database, error) from error
    except sqlite3.DatabaseError as error:
        raise refused(database, error) from error
    finally:
        connection.close()


def refused(database: Path, error: sqlite3.Error) -> MachineError:
    """What is said of a database that SQLite does not read or write: it is damaged, locked, or not to be written."""
    hint = "what the run had finished is on its branch, or under refs/podium/ in Podium's clone; start another run"
    return MachineError(f"the journal {database} cannot be used: {error}", hint=hint)


def prepare(database: Path) -> None:
    """Make the tables where they are missing."""
    with connected(database) as connection:
        connection.executescript(SCHEMA)


def record(database: Path, event: Event, *, clock: Callable[[], float] = time.time) -> tuple[Event, bool]:
    """Store the event with the time of now unless its number is taken; what is stored, and whether it is new."""
    stamped = replace(event, at=round(clock(), 3))
    with connected(database) as connection:
        text = json.dumps(event_to_json(stamped), ensure_ascii=False)
        words = "insert or ignore into journal (run, seq, event) values (?, ?, ?)"
        fresh = connection.execute(words, (event.run, event.seq, text)).rowcount == 1
        if fresh:
            return stamped, True
        row = connection.execute("select event from journal where run = ? and seq = ?", (event.run, event.seq))
        return event_from_json(json.loads(row.fetchone()[0])), False


def append(database: Path, run: str, body: Body) -> Event:
    """Store an event after the last one; for whoever holds the run's lock while no coordinator runs."""
    seq = max((event.seq for event in read(database)), default=0) + 1
    return record(database, Event(run=run, seq=seq, at=0.0, body=body))[0]


def read(database: Path, *, after: int = 0, until: int | None = None) -> tuple[Event, ...]:
    """The events with numbers over `after` and up to `until`, in order; empty where there is no journal yet."""
    if not database.exists():
        return ()
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=BUSY_SECONDS)
    try:
        last = until if until is not None else 1 << 60
        words = "select event from journal where seq > ? and seq <= ? order by seq"
        rows = connection.execute(words, (after, last)).fetchall()
    except sqlite3.OperationalError as error:
        if NO_TABLE in str(error):
            return ()
        raise refused(database, error) from error
    except sqlite3.DatabaseError as error:
        raise refused(database, error) from error
    finally:
        connection.close()
    return tuple(event_from_json(json.loads(row[0])) for row in rows)
