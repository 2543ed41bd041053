"""Gates on migrations: they apply to an empty database, they lead to the schema, and new ones hold nobody up."""

import json
import re
import sysconfig
from pathlib import Path
from typing import Any, cast

from podium.errors import ToolMissing
from podium.gates.bench import Bench
from podium.gates.databases import databases
from podium.gates.definition import ToolGate
from podium.gates.prisma import has_schema, prisma_of
from podium.gates.sql import created_tables, statements, table
from podium.gates.verdict import EXIT_CODE, Verdict, counted
from podium.plan.evidence import Finding
from podium.plan.survey import Survey
from podium.ports import Workspace
from podium.process import Completed, which

NOISE = frozenset(
    {"prefer-robust-stmts", "prefer-bigint-over-int", "prefer-bigint-over-smallint", "prefer-identity"}
    | {"prefer-timestamp-tz", "prefer-text-field", "require-lock-timeout", "require-statement-timeout"}
    | {"require-timeout-settings"}
)
"""squawk's rules that speak of what Prisma always writes."""

ON_ROWS = frozenset(
    {"require-concurrent-index-creation", "adding-foreign-key-constraint", "constraint-missing-not-valid"}
    | {"adding-required-field", "adding-not-nullable-field", "disallowed-unique-constraint", "changing-column-type"}
    | {"adding-field-with-default", "adding-serial-primary-key-field", "require-concurrent-index-deletion"}
    | {"ban-create-domain-with-constraint", "require-enum-value-ordering"}
)
"""squawk's rules that only matter for tables with rows, so not for those that the same file creates."""


GENTLE = frozenset({"ban-drop-not-null", "ban-drop-default"})
"""squawk's rules about what only widens what a column may hold: reported, no failure."""


def has_migrations(survey: Survey) -> str:
    """Empty where the project has Prisma migrations for PostgreSQL."""
    if reason := has_schema(survey):
        return reason
    if survey.schema.provider not in {"", "postgresql", "postgres"}:
        return f"the database is {survey.schema.provider}, and only PostgreSQL can be started here"
    return "" if survey.schema.migrations_folder else "the project has no migrations folder"


def migrations_of(bench: Bench, where: Workspace) -> dict[str, Path]:
    """Name to folder of every migration in a workspace, in the order in which they are applied."""
    folder = where.root / bench.survey.schema.migrations_folder
    found = sorted(path.parent for path in folder.glob("*/migration.sql"))
    return {path.name: path for path in found}


def added(bench: Bench) -> dict[str, Path]:
    """The migrations that the base does not have, in order."""
    before = migrations_of(bench, bench.subject.base)
    return {name: path for name, path in migrations_of(bench, bench.subject.workspace).items() if name not in before}


def deploy(bench: Bench) -> Verdict:
    """`prisma migrate deploy` on an empty database."""
    project = prisma_of(bench, bench.subject.workspace)
    with databases(bench) as made:
        done = bench.keep(
            project.deploy(made.create()), words=("prisma", "migrate", "deploy"), note=project.engine.kind
        )
    names = list(migrations_of(bench, bench.subject.workspace))
    findings = () if done.ok or done.timed_out else (_failure(bench, done, "not-deployed"),)
    return Verdict(
        summary=f"{counted(len(names), 'migration')} applied" if done.ok else "the migrations cannot be applied",
        findings=findings,
        facts={"migrations": names},
    )


def drift(bench: Bench) -> Verdict:
    """Whether the migrations lead to the schema; each statement that is missing is a finding."""
    project = prisma_of(bench, bench.subject.workspace)
    with databases(bench) as made:
        words = ("prisma", "migrate", "diff", "--from-migrations", "--to-schema")
        done = bench.keep(project.drift(made.create()), words=words, note=project.engine.kind)
    if done.timed_out or done.code == 0:
        return Verdict(summary="the migrations lead to the schema")
    if done.code != 2:
        return Verdict(summary="it could not be found out", findings=(_failure(bench, done, EXIT_CODE),))
    file = next(iter(bench.survey.schema.files), "")
    findings = tuple(
        bench.finding("drift", f"no migration does this: {one.sql[:300]}", file=file, symbol=table(one.sql))
        for one in statements(done.text)
    )
    return Verdict(summary=f"{counted(len(findings), 'statement')} missing from the migrations", findings=findings)


def _failure(bench: Bench, done: Completed, rule: str) -> Finding:
    """What Prisma said after `Error:`, and of which migration."""
    words = [line.strip() for line in bench.said(done).splitlines() if line.strip()]
    start = next((number for number, line in enumerate(words) if line.startswith("Error:")), len(words))
    named = re.search(r"(?:migration_name=\"|Migration name: |The `)(\w+)", " ".join(words))
    told = " ".join(words[start : start + 2])[:300] or f"exit code {done.code}"
    return bench.finding(
        rule, f"prisma: {told}", symbol=named.group(1) if named else "", hint=" ".join(words[start:])[:800]
    )


def lint(bench: Bench) -> Verdict:
    """squawk over the migrations that are new; the first of a project is left out, for all its tables are empty."""
    new, before = added(bench), migrations_of(bench, bench.subject.base)
    late = [name for name in new if before and name < max(before)]
    found = [
        bench.finding("order", "is older by name than a migration of the base", symbol=name, severity="medium")
        for name in late
    ]
    if not new or not before:
        reason = "no migration is new" if before or not new else "the first migration meets no rows"
        return Verdict(summary=reason, findings=tuple(found))
    program = _squawk()
    left_out: dict[str, int] = {}
    for path in new.values():
        script = (path / "migration.sql").read_text()
        done = bench.run((str(program), "--reporter", "json", str(path / "migration.sql")))
        for one in _read(done):
            rule, line = str(one["rule_name"]), int(one["line"]) + 1
            if rule in NOISE or (rule in ON_ROWS and _is_new_table(script, line)):
                left_out[rule] = left_out.get(rule, 0) + 1
                continue
            file = bench.path(str(path / "migration.sql"), bench.subject.workspace)
            message, hint = str(one["message"]), str(one.get("help") or "")
            grave = "low" if rule in GENTLE else "medium"
            found.append(
                bench.finding(rule, message, file=file, line=line, symbol=path.name, severity=grave, hint=hint)
            )
    return Verdict(
        summary=f"{counted(len(new), 'new migration')}, {counted(len(found), 'finding')}",
        findings=tuple(found),
        facts={"left_out": left_out},
    )


def _squawk() -> Path:
    beside = Path(sysconfig.get_path("scripts")) / "squawk"
    found = beside if beside.is_file() else which("squawk")
    if found is None:
        raise ToolMissing("squawk is not installed", hint="pip install squawk-cli", tool="squawk")
    return found


def _read(done: Completed) -> list[dict[str, Any]]:
    try:
        return cast("list[dict[str, Any]]", json.loads(done.text or "[]"))
    except json.JSONDecodeError:
        return [{"rule_name": EXIT_CODE, "line": 0, "message": f"squawk ended with exit code {done.code}"}]


def _is_new_table(script: str, line: int) -> bool:
    """Whether the statement on that line changes a table which the same script creates."""
    before = [one for one in statements(script) if one.line <= line]
    return bool(before) and table(before[-1].sql) in created_tables(script)


GATES = (
    ToolGate(
        id="migration-deploy",
        title="the migrations apply to an empty database",
        look=deploy,
        suits=has_migrations,
        needs_database=True,
    ),
    ToolGate(
        id="migration-drift",
        title="the migrations lead to the schema",
        look=drift,
        suits=has_migrations,
        needs_database=True,
    ),
    ToolGate(
        id="migration-lint",
        title="new migrations do not block a running system",
        look=lint,
        suits=has_migrations,
        compares=True,
    ),
)
