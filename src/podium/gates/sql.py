"""SQL of migrations: statements with their lines, the lock that each takes on existing tables, and what it loses. Pure.

Lock levels are those of the PostgreSQL 18 manual: section 13.3.1 "Table-Level Locks", and the reference pages of
ALTER TABLE, CREATE INDEX, DROP INDEX, CREATE TRIGGER, COMMENT and VALIDATE CONSTRAINT.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

TOKEN = re.compile(
    r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|\$(\w*)\$.*?\$\1\$|;|[^-/'\"$;]+|.", re.DOTALL
)
NAME = r"(?:ONLY\s+)?((?:\"[^\"]+\"|\w+)(?:\.(?:\"[^\"]+\"|\w+))?)"

ACCESS_EXCLUSIVE = "ACCESS EXCLUSIVE"
SHARE_ROW_EXCLUSIVE = "SHARE ROW EXCLUSIVE"
SHARE = "SHARE"
SHARE_UPDATE_EXCLUSIVE = "SHARE UPDATE EXCLUSIVE"
ROW_EXCLUSIVE = "ROW EXCLUSIVE"

LOCKS: tuple[tuple[str, str], ...] = (
    (rf"CREATE (?:UNIQUE )?INDEX CONCURRENTLY.*? ON {NAME}", SHARE_UPDATE_EXCLUSIVE),
    (rf"CREATE (?:UNIQUE )?INDEX .*? ON {NAME}", SHARE),
    (rf"DROP INDEX CONCURRENTLY (?:IF EXISTS )?{NAME}", SHARE_UPDATE_EXCLUSIVE),
    (rf"DROP INDEX (?:IF EXISTS )?{NAME}", ACCESS_EXCLUSIVE),
    (rf"ALTER TABLE (?:IF EXISTS )?{NAME} VALIDATE CONSTRAINT", SHARE_UPDATE_EXCLUSIVE),
    (rf"ALTER TABLE (?:IF EXISTS )?{NAME} ALTER (?:COLUMN )?\S+ SET STATISTICS", SHARE_UPDATE_EXCLUSIVE),
    (rf"ALTER TABLE (?:IF EXISTS )?{NAME} (?:ENABLE|DISABLE) TRIGGER", SHARE_ROW_EXCLUSIVE),
    (rf"ALTER TABLE (?:IF EXISTS )?{NAME} ADD (?:CONSTRAINT \S+ )?FOREIGN KEY", SHARE_ROW_EXCLUSIVE),
    (rf"ALTER TABLE (?:IF EXISTS )?{NAME}", ACCESS_EXCLUSIVE),
    (rf"DROP TABLE (?:IF EXISTS )?{NAME}", ACCESS_EXCLUSIVE),
    (rf"TRUNCATE (?:TABLE )?{NAME}", ACCESS_EXCLUSIVE),
    (rf"CREATE (?:OR REPLACE )?(?:CONSTRAINT )?TRIGGER .*? ON {NAME}", SHARE_ROW_EXCLUSIVE),
    (rf"COMMENT ON TABLE {NAME}", SHARE_UPDATE_EXCLUSIVE),
    (rf"UPDATE {NAME}", ROW_EXCLUSIVE),
    (rf"DELETE FROM {NAME}", ROW_EXCLUSIVE),
    (rf"INSERT INTO {NAME}", ROW_EXCLUSIVE),
)
"""The first pattern that a statement begins with says the lock on the table that it names."""

REFERENCES = re.compile(rf"\bREFERENCES {NAME}", re.IGNORECASE)
"""The table that a new foreign key points at is locked SHARE ROW EXCLUSIVE too."""

TABLE = rf"ALTER TABLE (?:IF EXISTS )?{NAME} .*?\b"
NO_COLUMN = r"(?!CONSTRAINT|DEFAULT|NOT|EXPRESSION|IDENTITY)"

LOSSES: tuple[tuple[str, str], ...] = (
    (rf"DROP TABLE (?:IF EXISTS )?{NAME}", "all rows of {0}"),
    (rf"TRUNCATE (?:TABLE )?{NAME}", "all rows of {0}"),
    (rf"DELETE FROM {NAME}", "rows of {0}"),
    (rf"UPDATE {NAME}", "the old values of rows of {0}"),
    (rf"{TABLE}DROP (?:COLUMN )?{NO_COLUMN}(?:IF EXISTS )?{NAME}", "the values of {0}.{1}"),
    (rf"{TABLE}ALTER (?:COLUMN )?{NAME} (?:SET DATA )?TYPE", "what {0}.{1} held that its new type cannot hold"),
    (r"DROP (?:SCHEMA|DATABASE) (?:IF EXISTS )?(\S+)", "everything in {0}"),
)
"""What is gone for good after a statement that begins so."""

NOT_IN_A_TRANSACTION = re.compile(r"\bCONCURRENTLY\b|^ALTER TYPE .* ADD VALUE|^VACUUM", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Statement:
    """A statement without comments, its line from 1, the locks it takes as (relation, level), and what it loses."""

    sql: str
    line: int
    locks: tuple[tuple[str, str], ...] = ()
    loses: str = ""

    @property
    def is_alone(self) -> bool:
        """Whether PostgreSQL refuses to run it inside a transaction block, or to use its result there."""
        return NOT_IN_A_TRANSACTION.search(self.sql) is not None


def statements(script: str) -> tuple[Statement, ...]:
    """Every statement of a script, in order. Tables that the script itself creates are new: no lock, no loss."""
    found = tuple(_split(script))
    created = created_tables(script)
    return tuple(
        Statement(sql=sql, line=line, locks=_locks(sql, created), loses=_losses(sql, created)) for sql, line in found
    )


def created_tables(script: str) -> frozenset[str]:
    """The tables that a script creates."""
    pattern = re.compile(rf"CREATE (?:UNLOGGED )?TABLE (?:IF NOT EXISTS )?{NAME}", re.IGNORECASE)
    hits = (pattern.match(sql) for sql, _ in _split(script))
    return frozenset(_plain(hit.group(1)) for hit in hits if hit)


def table(sql: str) -> str:
    """The table that a statement changes, or an empty string."""
    return next((_plain(hit.group(1)) for pattern, _ in LOCKS if (hit := _match(pattern, sql))), "")


def _split(script: str) -> Iterator[tuple[str, int]]:
    words: list[str] = []
    line = start = 1
    for hit in TOKEN.finditer(script):
        token = hit.group(0)
        if token == ";":
            if "".join(words).strip():
                yield " ".join("".join(words).split()), start
            words = []
        elif token.startswith(("--", "/*")):
            words.append(" ")
        else:
            if not "".join(words).strip():
                start = line + token[: len(token) - len(token.lstrip())].count("\n")
            words.append(token)
        line += token.count("\n")
    if "".join(words).strip():
        yield " ".join("".join(words).split()), start


def _match(pattern: str, sql: str) -> re.Match[str] | None:
    return re.match(pattern, sql, re.IGNORECASE | re.DOTALL)


def _locks(sql: str, created: frozenset[str]) -> tuple[tuple[str, str], ...]:
    hit = next(((found, level) for pattern, level in LOCKS if (found := _match(pattern, sql))), None)
    own = ((_plain(hit[0].group(1)), hit[1]),) if hit else ()
    makes_key = re.match(r"(ALTER|CREATE) TABLE", sql, re.IGNORECASE) is not None
    others = ((_plain(one), SHARE_ROW_EXCLUSIVE) for one in REFERENCES.findall(sql)) if makes_key else ()
    return tuple(dict.fromkeys((name, level) for name, level in (*own, *others) if name not in created))


def _losses(sql: str, created: frozenset[str]) -> str:
    for pattern, words in LOSSES:
        hit = _match(pattern, sql)
        if hit is not None and _plain(hit.group(1)) not in created:
            return words.format(*(_plain(group) for group in hit.groups()))
    return ""


def _plain(name: str) -> str:
    return name.replace('"', "").removeprefix("public.")
