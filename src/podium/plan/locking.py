"""Locks that PostgreSQL takes for what a request says in so many words, each with the way that harms least."""

import re
from collections.abc import Iterator

_POSTGRES = frozenset({"pg", "postgres", "@prisma/adapter-pg"})
_SAID = (
    (
        r"\b(?:required|mandatory|not null|non-null|not nullable)\b",
        "SET NOT NULL: ACCESS EXCLUSIVE while every row is read; a CHECK (… IS NOT NULL) NOT VALID that is validated "
        "before (SHARE UPDATE EXCLUSIVE, writes go on) spares the reading",
    ),
    (
        r"\bunique\b",
        "a unique rule: CREATE UNIQUE INDEX CONCURRENTLY (SHARE UPDATE EXCLUSIVE, alone in its migration), after the "
        "duplicates of today are settled; it fails on one that is left",
    ),
    (
        r"\brenam\w+\b[^.;]{0,60}\b(?:column|field|table|model|to)\b",
        "RENAME: ACCESS EXCLUSIVE for a moment, and the old application fails from then on: a new column beside the "
        "old is filled and read first",
    ),
    (
        r"\b(?:change|convert|switch|migrate)\b[^.;]{0,60}\b(?:type|uuids?|bigint|decimal|enum|integer|text)\b",
        "ALTER COLUMN … TYPE: ACCESS EXCLUSIVE while the table and its indexes are written anew; a new column that is "
        "filled in batches spares it",
    ),
    (
        r"\bforeign keys?\b",
        "ADD FOREIGN KEY: SHARE ROW EXCLUSIVE on both tables while every row is checked; NOT VALID first and VALIDATE "
        "CONSTRAINT later (SHARE UPDATE EXCLUSIVE)",
    ),
    (
        r"\bindex(?:es)?\b",
        "CREATE INDEX: SHARE, writes wait while it is built; CONCURRENTLY (SHARE UPDATE EXCLUSIVE, alone in its "
        "migration) lets them go on",
    ),
    (
        r"\b(?:drop|remove|delete)\b[^.;]{0,40}\bcolumns?\b",
        "DROP COLUMN: ACCESS EXCLUSIVE for a moment; values are gone",
    ),
    (r"\bbackfill\w*|\bfill\w*\b[^.;]{0,60}\b(?:rows|users|values|existing)\b", "UPDATE in batches: row locks alone"),
)


def spoken_locks(text: str, *, provider: str, packages: tuple[str, ...] = ()) -> Iterator[str]:
    """What PostgreSQL's manual ("Explicit Locking", ALTER TABLE, CREATE INDEX) says of what the text names; nothing
    for another database."""
    if provider == "postgresql" or (not provider and _POSTGRES & set(packages)):
        yield from (said for words, said in _SAID if re.search(words, text, re.IGNORECASE))
