"""The inbox: what people tell a run, as rows beside its journal; the coordinator reads them in order."""

import json
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from podium.execution.journal import connected, prepare

Kind = Literal["approval", "cancel", "revision"]


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One row: what it is about, and its value. `id` grows."""

    id: int
    kind: Kind
    subject: str
    value: dict[str, Any]


def write(database: Path, kind: Kind, subject: str, value: dict[str, Any]) -> None:
    """Put a letter into the inbox of a run, live or not."""
    prepare(database)
    with connected(database) as connection:
        words = "insert into inbox (kind, subject, value, at) values (?, ?, ?, ?)"
        connection.execute(words, (kind, subject, json.dumps(value), round(time.time(), 3)))


def read(database: Path, *, after: int) -> tuple[Letter, ...]:
    """The letters with ids over `after`, in the order in which they came."""
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=30.0)
    try:
        rows = connection.execute("select id, kind, subject, value from inbox where id > ? order by id", (after,))
        return tuple(
            Letter(id=number, kind=kind, subject=subject, value=json.loads(value))
            for number, kind, subject, value in rows.fetchall()
        )
    finally:
        connection.close()
