"""What is measured of a change from git, two surveys and the gates' own facts, whoever made the change."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from podium.gates.sql import Statement, created_tables, statements, table
from podium.git import Change, Repository
from podium.plan.events import GateResult
from podium.plan.globs import matches
from podium.plan.survey import Survey
from podium.report.facts import ApiDifference, CommitFacts, MigrationFacts, RiskyHunk, StatementLock

RISKY = (
    (r"\.guard\.ts$|\.strategy\.ts$|/auth/", "who may do what is decided here"),
    (r"migration\.sql$", "it changes tables that hold rows"),
    (r"(^|/)(main|setup|app\.module)\.ts$", "the whole application goes through it"),
    (r"(^|/)package\.json$", "dependencies and scripts"),
    (r"(^|/)(Dockerfile|docker-compose[^/]*|compose[^/]*\.ya?ml)$|^\.github/|^\.gitlab-ci", "build and delivery"),
    (r"(^|/)\.env", "settings"),
)
"""Paths that a reviewer should read first, and why."""

ADDING = re.compile(
    r"CREATE (TABLE|TYPE|INDEX|EXTENSION)\b|ALTER TABLE .*\bADD COLUMN\b(?!.*\bNOT NULL\b(?!.*\bDEFAULT\b))",
    re.IGNORECASE | re.DOTALL,
)
"""Statements that ask nothing of rows and code that are there: PostgreSQL's manual, "Modifying Tables"."""

BINDING = re.compile(r"CREATE UNIQUE INDEX\b|ALTER TABLE .*\bADD CONSTRAINT\b", re.IGNORECASE | re.DOTALL)
"""Statements that ask nothing only of a table that is new: one that is there may break the rule, or the old code."""

ADVISORIES = ("known vulnerabilities of dependencies", "no source of advisories was asked")


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A change to be measured: the repository that holds both commits, both surveys, and what the gates said."""

    repository: Repository
    base: Survey
    head: Survey
    results: tuple[GateResult, ...]

    @property
    def changes(self) -> tuple[Change, ...]:
        """The paths that differ."""
        return self.repository.changed(self.base.revision, self.head.revision)

    def facts(self, gate: str) -> dict[str, Any] | None:
        """What the gate measured, or None where it did not run or could not judge."""
        found = next((one for one in self.results if one.gate == gate), None)
        return None if found is None or found.status == "not_checked" else found.facts


def migrations(difference: Difference) -> tuple[MigrationFacts, ...]:
    """The migrations that the change adds, with locks and way back as the gate rehearsed them."""
    measured: dict[str, Any] = (difference.facts("migration-way-back") or {}).get("migrations", {})
    found: list[MigrationFacts] = []
    for change in difference.changes:
        match = re.search(r"([^/]+)/migration\.sql$", change.path)
        if match is not None and change.status == "A":
            content = difference.repository.file(difference.head.revision, change.path) or b""
            found.append(_migration(match.group(1), content.decode("utf-8", "replace"), measured))
    return tuple(found)


def _migration(name: str, sql: str, measured: Mapping[str, Any]) -> MigrationFacts:
    facts: dict[str, Any] = measured.get(name, {})
    found, created = statements(sql), created_tables(sql)
    adds = bool(found) and all(
        ADDING.match(one.sql) or (BINDING.match(one.sql) and table(one.sql) in created) for one in found
    )
    rehearsed = "up, down and up again were rehearsed: the schema was equal each time"
    return MigrationFacts(
        name=name,
        sql=sql,
        statements=tuple(lock for one in found for lock in _locks(one)),
        compatibility="runs unchanged, by the statements: they only add" if adds else "not checked",
        order="the migration, then the application" if adds else "not checked",
        way_back="not checked" if not facts else rehearsed if facts.get("down") else "there is none",
        destroys=tuple(one.loses for one in found if one.loses),
        loses=tuple(facts["back_loses"]) if facts.get("down") else None,
    )


def _locks(one: Statement) -> Iterator[StatementLock]:
    """A row for each table that is there and that the statement locks, or one that says that there is none."""
    if not one.locks:
        yield StatementLock(sql=one.sql, lock="none", note="no table that was there is locked")
    for relation, level in one.locks:
        yield StatementLock(sql=one.sql, lock=level, relation=relation, note=one.loses and f"loses {one.loses}")


def api(difference: Difference) -> ApiDifference | None:
    """How the API document differs, or None where it was not compared."""
    facts = difference.facts("openapi-diff")
    if not facts:
        return None
    return ApiDifference(
        added=tuple(facts.get("added", ())),
        changed=tuple(facts.get("changed", ())),
        breaking=tuple(facts.get("breaking", ())),
    )


def packages(difference: Difference) -> tuple[str, ...]:
    """The packages that the change adds to any package.json, as `name@range`."""
    found: list[str] = []
    for change in difference.changes:
        if change.path.rsplit("/", 1)[-1] == "package.json":
            before, after = (
                _packages(difference.repository, survey.revision, change.path)
                for survey in (difference.base, difference.head)
            )
            found += [f"{name}@{after[name]}" for name in sorted(after.keys() - before.keys())]
    return tuple(found)


def _packages(repository: Repository, revision: str, path: str) -> dict[str, str]:
    try:
        manifest: Any = json.loads(repository.file(revision, path) or b"{}")
    except ValueError:
        return {}
    kinds = ("dependencies", "devDependencies", "peerDependencies", "optionalDependencies")
    return {
        name: str(value) for kind in kinds for name, value in cast("dict[str, Any]", manifest.get(kind) or {}).items()
    }


def variables(difference: Difference) -> tuple[str, ...]:
    """The environment variables that the tip declares or uses and the base does not."""
    before = {one.name for one in difference.base.environment}
    return tuple(one.name for one in difference.head.environment if one.name not in before)


def owners(difference: Difference) -> tuple[tuple[str, str], ...]:
    """Each rule of the file of owners that a changed path falls under, with its owners; the last rule wins."""
    rules = [(words[0], " ".join(words[1:])) for line in difference.base.owners if (words := line.split())]
    found: dict[str, str] = {}
    for change in difference.changes:
        for pattern, who in reversed(rules):
            if _owned(pattern, change.path):
                found[pattern] = who
                break
    return tuple(sorted(found.items()))


def _owned(pattern: str, path: str) -> bool:
    plain = pattern.strip("/")
    anchored = plain if pattern.startswith("/") or "/" in plain else f"**/{plain}"
    return matches(anchored, path) or matches(f"{anchored}/**", path)


def hunks(difference: Difference) -> tuple[RiskyHunk, ...]:
    """The changed places that a reviewer should read first, by their path."""
    found: list[RiskyHunk] = []
    for change in difference.changes:
        why = next((why for pattern, why in RISKY if re.search(pattern, change.path)), "")
        if change.status == "D":
            why = why or "it is deleted"
        if why:
            found.append(RiskyHunk(file=change.path, line=_first_line(difference, change), why=why))
    return tuple(found)


def _first_line(difference: Difference, change: Change) -> int:
    paths = [path for path in (change.old_path, change.path) if path]
    diff = difference.repository.diff(difference.base.revision, difference.head.revision, paths=paths, context=0)
    match = re.search(r"^@@ -\d+(?:,\d+)? \+(\d+)", diff, re.MULTILINE)
    return max(1, int(match.group(1))) if match else 1


def commits(difference: Difference, runners: Mapping[str, str]) -> tuple[CommitFacts, ...]:
    """The commits of the change, oldest first; `runners` says what made each task's."""
    trailer = "%(trailers:key=Podium-Task,valueonly,separator=%x2C)"
    output = difference.repository.ask(
        "log", "--reverse", "--no-merges", "--numstat", f"--format=%x1e%H%x1f%an%x1f%s%x1f{trailer}",
        f"{difference.base.revision}..{difference.head.revision}",
    )  # fmt: skip
    return tuple(_commit(record, runners) for record in output.split("\x1e")[1:])


def _commit(record: str, runners: Mapping[str, str]) -> CommitFacts:
    head, *lines = record.strip("\n").split("\n")
    commit, author, title, task = head.split("\x1f")
    sizes = [line.split("\t")[:2] for line in lines if line.count("\t") >= 2]
    return CommitFacts(
        commit=commit,
        title=title,
        by=runners.get(task, author),
        task=task,
        files=len(sizes),
        added=_total(added for added, _ in sizes),
        removed=_total(removed for _, removed in sizes),
    )


def _total(numbers: Iterable[str]) -> int:
    return sum(int(number) for number in numbers if number.isdigit())


def measured(difference: Difference, runners: Mapping[str, str]) -> dict[str, Any]:
    """The fields of `report.facts.Measured` that any change has."""
    return {
        "migrations": migrations(difference),
        "api": api(difference),
        "packages": packages(difference),
        "variables": variables(difference),
        "owners": owners(difference),
        "hunks": hunks(difference),
        "commits": commits(difference, runners),
        "not_checked": (ADVISORIES,),
    }


def summary(results: Sequence[GateResult]) -> str:
    """A sentence over gate results: how many hold, which failed, how many were not checked."""
    failed = [one.gate for one in results if not one.holds]
    passed = sum(one.status == "passed" for one in results)
    unsure = sum(one.holds and one.status != "passed" for one in results)
    parts = [f"{passed} of {len(results)} gates passed"]
    parts += [f"failed: {', '.join(failed)}"] if failed else []
    parts += [f"{unsure} not checked or flaky"] if unsure else []
    return "; ".join(parts)
