"""The gate that rehearses the way back: each new migration goes up, down and up, the schema equal each time."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from podium.gates.bench import Bench
from podium.gates.database_shape import difference, shape
from podium.gates.databases import connected, databases
from podium.gates.definition import ToolGate
from podium.gates.migrations import added, has_migrations, migrations_of
from podium.gates.prisma import prisma_of
from podium.gates.sql import statements
from podium.gates.verdict import Verdict, counted, unchecked
from podium.plan.evidence import Finding
from podium.process import Completed

if TYPE_CHECKING:
    import psycopg

SHOWN = 5
"""How many lines of a difference a finding tells."""


@dataclass(frozen=True, kw_only=True)
class Way:
    """A migration with its way back: the folder, both scripts, and whether Prisma derived the second one."""

    name: str
    file: str
    up: str
    down: str = ""
    is_derived: bool = False


def look(bench: Bench) -> Verdict:
    """Rehearse every new migration, or the one that the parameters name, on a database at the base's migrations."""
    new = added(bench)
    wanted = str(bench.parameter("migration") or "")
    chosen = {name: path for name, path in new.items() if wanted in {"", name}}
    if wanted and not chosen:
        message = f"migration {wanted} is not there"
        return Verdict(summary=message, findings=(bench.finding("no-migration", message),))
    if not new:
        return Verdict(summary="no migration is new", facts={"migrations": {}})
    ways = _ways(bench, new)
    with databases(bench) as made, connected(made.create()) as connection:
        for name, path in migrations_of(bench, bench.subject.base).items():
            if error := _apply(connection, (path / "migration.sql").read_text()):
                return unchecked(f"the base's migration {name} cannot be applied: {error}")
        findings = [
            finding for way in ways for finding in _rehearse(bench, connection, way, is_asked=way.name in chosen)
        ]
    facts = {way.name: _told(way) for way in ways}
    return Verdict(
        summary=f"{counted(len(chosen), 'migration')} went up, down and up"
        if not findings
        else "the way back does not hold",
        findings=tuple(findings),
        facts={"migrations": facts},
    )


def _ways(bench: Bench, new: dict[str, Path]) -> list[Way]:
    ways: list[Way] = []
    for name, path in new.items():
        file = bench.path(str(path / "migration.sql"), bench.subject.workspace)
        down = path / "down.sql"
        back = down.read_text() if down.is_file() else ""
        ways.append(Way(name=name, file=file, up=(path / "migration.sql").read_text(), down=back))
    if len(ways) == 1 and not ways[0].down.strip() and not _losses(ways[0].up):
        derived = _derived(bench)
        ways = [Way(name=ways[0].name, file=ways[0].file, up=ways[0].up, down=derived, is_derived=True)]
    return ways


def _derived(bench: Bench) -> str:
    """The SQL from the tip's schema back to the base's, by Prisma itself; empty where it cannot say."""
    project = prisma_of(bench, bench.subject.workspace)
    inside = project.schema.relative_to(bench.subject.workspace.root)
    before = bench.subject.base.root / inside
    if not before.exists():
        return ""
    done: Completed = project.difference("schema", before)
    bench.keep(done, words=("prisma", "migrate", "diff", "--from-schema", "--to-schema"), note=project.engine.kind)
    return done.text if done.code == 2 else ""


def _rehearse(bench: Bench, connection: "psycopg.Connection[Any]", way: Way, *, is_asked: bool) -> Sequence[Finding]:
    """Up, down, up; the database stands after the migration when this returns, where that is possible at all."""

    def found(rule: str, message: str, severity: str = "high") -> Finding:
        return bench.finding(rule, message, file=way.file, symbol=way.name, severity=severity)

    def applied(direction: str, script: str) -> str:
        began = time.monotonic()
        error = _apply(connection, script)
        told = "\n".join((script, error or "applied", *difference(before, shape(connection)))).encode()
        seconds = time.monotonic() - began
        done = Completed(argv=("sql",), code=int(bool(error)), stdout=told, stderr=b"", seconds=seconds)
        bench.keep(done, words=("sql", direction, way.name))
        return error

    before = shape(connection)
    if error := applied("up", way.up):
        return (found("up-fails", f"the migration cannot be applied: {error}"),)
    if not is_asked:
        return ()
    after = shape(connection)
    if not way.down.strip():
        lost = "; ".join(_losses(way.up))
        return (found("no-way-back", "there is no down.sql" + (f", and the migration loses {lost}" if lost else "")),)
    findings = [found("derived", "there is no down.sql; the way back was derived by Prisma", "low")] * way.is_derived
    if error := applied("down", way.down):
        return (*findings, found("down-fails", f"the way back cannot be applied: {error}"))
    if lines := difference(before, shape(connection)):
        findings.append(found("not-equal", f"after the way back the schema differs: {_shown(lines)}"))
    if error := applied("up", way.up):
        return (*findings, found("up-again-fails", f"after the way back the migration cannot be applied: {error}"))
    if lines := difference(after, shape(connection)):
        findings.append(found("not-repeatable", f"the second time up, the schema differs: {_shown(lines)}"))
    return findings


def _apply(connection: "psycopg.Connection[Any]", script: str) -> str:
    """Run a script as Prisma does: whole, or by statements where one must stand alone. The error, or nothing."""
    import psycopg

    found = statements(script)
    pieces = [one.sql for one in found] if any(one.is_alone for one in found) else [script]
    try:
        for piece in pieces:
            connection.execute(piece.encode())
    except psycopg.Error as error:
        return next(iter(str(error).strip().splitlines()), type(error).__name__)
    return ""


def _losses(script: str) -> list[str]:
    return [one.loses for one in statements(script) if one.loses]


def _told(way: Way) -> dict[str, Any]:
    """What the report says of a migration: statements with their locks, and what either direction loses."""
    told = [
        {"sql": one.sql[:500], "line": one.line, "locks": [list(lock) for lock in one.locks], "loses": one.loses}
        for one in statements(way.up)
    ]
    back = sorted({one.loses for one in statements(way.down) if one.loses})
    down = "derived" if way.is_derived else bool(way.down.strip())
    return {"statements": told, "loses": _losses(way.up), "back_loses": back, "down": down}


def _shown(lines: Sequence[str]) -> str:
    more = f" and {len(lines) - SHOWN} more" if len(lines) > SHOWN else ""
    return "; ".join(lines[:SHOWN]) + more


GATES = (
    ToolGate(
        id="migration-way-back",
        title="each new migration goes up, down and up",
        look=look,
        suits=has_migrations,
        needs_database=True,
        compares=True,
    ),
)
