"""Facts kept from one survey to the next, by the id of the blob that they were read from."""

import contextlib
import functools
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from podium.plan.codec import Json

NAME = "facts.sqlite"
READERS = (
    "facts.py",
    "values.py",
    "classes.py",
    "typescript.py",
    "mentions.py",
    "mappings.py",
    "testing.py",
    "terms.py",
)
"""The modules that make facts: where one of them changes, nothing kept before counts."""

BUSY = 2.0
"""Seconds to wait for another survey that writes."""


@functools.cache
def version() -> str:
    """A digest of the code that makes facts."""
    here = Path(__file__).parent
    return hashlib.sha256(b"\0".join((here / name).read_bytes() for name in READERS)).hexdigest()[:16]


def recall(folder: Path | None, keys: Sequence[str]) -> dict[str, Json]:
    """The facts kept under the keys; empty where there is no cache or it cannot be read."""
    path = folder / NAME if folder is not None else None
    if path is None or not keys or not path.is_file():
        return {}
    import sqlite3

    try:
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=BUSY)) as store:
            rows: list[tuple[str, str]] = store.execute(
                "SELECT key, facts FROM facts WHERE version = ? AND key IN (SELECT value FROM json_each(?))",
                (version(), json.dumps(list(keys))),
            ).fetchall()
        values: list[Json] = json.loads(f"[{','.join(text for _, text in rows)}]")
    except (sqlite3.Error, OSError, ValueError):
        return {}
    return {key: value for (key, _), value in zip(rows, values, strict=False) if isinstance(value, dict)}


def keep(folder: Path | None, found: Mapping[str, str]) -> None:
    """Keep facts (JSON texts by key) for later surveys; a cache that cannot be written is left alone."""
    if folder is None or not found:
        return
    import sqlite3

    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder / NAME, found.items())
    except sqlite3.DatabaseError as error:
        if not isinstance(error, sqlite3.OperationalError):
            with contextlib.suppress(OSError):
                (folder / NAME).unlink()
    except OSError:
        return


def _write(path: Path, rows: Iterable[tuple[str, str]]) -> None:
    import sqlite3

    with contextlib.closing(sqlite3.connect(path, timeout=BUSY)) as store, store:
        store.execute("PRAGMA synchronous = OFF")
        store.execute(
            "CREATE TABLE IF NOT EXISTS facts"
            " (version TEXT, key TEXT, facts TEXT, PRIMARY KEY (version, key)) WITHOUT ROWID"
        )
        store.execute("DELETE FROM facts WHERE version <> ?", (version(),))
        store.executemany(
            "INSERT OR REPLACE INTO facts VALUES (?, ?, ?)", ((version(), key, facts) for key, facts in rows)
        )
