"""The sessions that runners have opened, kept at once beside the journal: after a crash one goes on, not paid twice.

Beside them stand the turns that each attempt has taken, so that a crash gives none of them back.
"""

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from podium.execution.journal import NO_TABLE, connected

SCHEMA = """
create table if not exists conversations (
    attempt text primary key,
    runner text not null,
    session text not null,
    folder text not null
)
"""
TURNS = "create table if not exists turns (attempt text primary key, taken integer not null)"


@dataclass(frozen=True, kw_only=True)
class Kept:
    """The last session of an attempt, whose it is, and the name of the workspace that it knows."""

    runner: str
    session: str
    folder: str


def keep(database: Path, attempt: str, kept: Kept) -> None:
    """Bring the session's id to the disk; a later one of the same attempt takes its place."""
    with connected(database) as connection:
        connection.execute(SCHEMA)
        words = "insert or replace into conversations (attempt, runner, session, folder) values (?, ?, ?, ?)"
        connection.execute(words, (attempt, kept.runner, kept.session, kept.folder))


def kept(database: Path, attempt: str) -> Kept | None:
    """The session of an attempt such as `T1-2`, or None."""
    row = _row(database, "select runner, session, folder from conversations where attempt = ?", attempt)
    return Kept(runner=row[0], session=row[1], folder=row[2]) if row is not None else None


def note_turns(database: Path, attempt: str, taken: int) -> None:
    """Bring to the disk how many turns the attempt has taken."""
    with connected(database) as connection:
        connection.execute(TURNS)
        connection.execute("insert or replace into turns (attempt, taken) values (?, ?)", (attempt, taken))


def turns(database: Path, attempt: str) -> int:
    """How many turns the attempt had taken before this process; 0 where it is the first."""
    row = _row(database, "select taken from turns where attempt = ?", attempt)
    return int(row[0]) if row is not None else 0


def _row(database: Path, words: str, attempt: str) -> tuple[Any, ...] | None:
    try:
        with connected(database) as connection:
            return connection.execute(words, (attempt,)).fetchone()
    except sqlite3.OperationalError as error:
        if NO_TABLE in str(error):
            return None
        raise
