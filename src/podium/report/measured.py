"""The parts of a report about a change, the same for a run and for a branch that somebody made."""

from collections.abc import Iterable, Sequence

from podium.plan.events import GateResult
from podium.report.facts import ApiDifference, CommitFacts, Measured, MigrationFacts, Proof, RiskyHunk
from podium.report.writing import aside, block, bullets, code, listed, paragraphs, plain, short, table

MOST_KNOWN = 20
"""How many findings of the base are listed."""

STATUS = {
    "passed": "✅ passed",
    "failed": "❌ failed",
    "not_checked": "⏳ not checked",
    "base_red": "🔧 red on the base too",
    "flaky": "🔧 flaky",
}
"""The mark and word of what a gate said."""
UNSURE = {"not_checked": "not checked", "base_red": "red on the base already", "flaky": "flaky"}
"""What a gate said where it vouches for nothing."""


def not_checked(results: Iterable[GateResult], more: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """A line for everything that nothing vouches for, with the reason."""
    unsure = [one for one in results if one.status in UNSURE]
    lines = [f"{code(one.gate)}: {UNSURE[one.status]}, {plain(one.summary)}" for one in unsure]
    return tuple(dict.fromkeys((*lines, *(f"{plain(what)}: not checked, {plain(why)}" for what, why in more))))


def unmeasured(facts: Measured) -> tuple[tuple[str, str], ...]:
    """What the facts do not hold, as (what, why)."""
    named = {
        "requirements and their tests": facts.proofs,
        "migrations": facts.migrations,
        "API difference": facts.api,
        "packages": facts.packages,
        "environment variables": facts.variables,
        "owners": facts.owners,
        "risky hunks": facts.hunks,
        "commits": facts.commits,
    }
    return tuple((what, "it was not measured") for what, value in named.items() if value is None)


def change(facts: Measured) -> str:
    """Everything that was measured of the change, part by part; what was not is left to `unmeasured`."""
    return paragraphs(
        _proofs(facts.proofs),
        _migrations(facts.migrations),
        _api(facts.api),
        _needs(facts.packages, facts.variables),
        _owners(facts.owners),
        _hunks(facts.hunks),
        _commits(facts.commits),
    )


def _proofs(proofs: Sequence[Proof] | None) -> str:
    if proofs is None:
        return ""
    rows = [
        (
            f"{one.requirement} {plain(one.text)}",
            listed((code(file) for file in one.files), otherwise="–"),
            "<br/>".join(plain(test.id) for test in one.tests) or "no test",
            "<br/>".join(plain(test.on_base) for test in one.tests) or "–",
            "<br/>".join(plain(test.on_tip) for test in one.tests) or "–",
            plain(one.note),
        )
        for one in proofs
    ]
    head = ("requirement", "files", "test", "on the base", "on the tip", "note")
    return f"### Requirements and what shows them\n\n{table(head, rows) or 'No requirement was read.'}"


def _migrations(migrations: Sequence[MigrationFacts] | None) -> str:
    if migrations is None:
        return ""
    return f"### Migrations\n\n{paragraphs(*map(_migration, migrations)) if migrations else 'None.'}"


def _lost(loses: Sequence[str] | None) -> str:
    return "not checked" if loses is None else listed(map(plain, loses), otherwise="nothing")


def _migration(one: MigrationFacts) -> str:
    rows = ((code(s.sql), plain(s.lock), code(s.relation), plain(s.note)) for s in one.statements)
    lines = [
        f"The migration itself loses: {listed(map(plain, one.destroys), otherwise='nothing')}",
        f"The old code on the new schema: {plain(one.compatibility)}",
        f"Deploy: {plain(one.order)}",
        f"Way back: {plain(one.way_back)}",
        f"The way back loses: {_lost(one.loses)}",
    ]
    locks = table(("statement", "lock", "on", "note"), rows) or "Locks: not checked."
    return paragraphs(f"**{plain(one.name)}**", block(one.sql, "sql"), locks, bullets(lines))


def _api(api: ApiDifference | None) -> str:
    if api is None:
        return "### API difference\n\nNot checked."
    lines = [f"added {code(one)}" for one in api.added] + [f"changed {code(one)}" for one in api.changed]
    lines += [f"❌ breaking: {plain(one)}" for one in api.breaking]
    return f"### API difference\n\n{bullets(lines) or 'None: the API is that of the base.'}"


def _needs(packages: Sequence[str] | None, variables: Sequence[str] | None) -> str:
    lines: list[str] = []
    if packages is not None:
        lines.append(f"New packages: {listed(map(code, packages))}")
    if variables is not None:
        lines.append(f"New environment variables: {listed(map(code, variables))}")
    return f"### Packages and settings\n\n{bullets(lines)}" if lines else ""


def _owners(owners: Sequence[tuple[str, str]] | None) -> str:
    if owners is None:
        return ""
    lines = bullets(f"{code(path)}: {plain(who)}" for path, who in owners)
    return f"### Owners\n\n{lines or 'Nobody is named as an owner.'}"


def _hunks(hunks: Sequence[RiskyHunk] | None) -> str:
    if hunks is None:
        return ""
    parts: list[str] = []
    for one in hunks:
        parts.append(f"{code(f'{one.file}:{one.line}')} {plain(one.why)}")
        parts += [block(one.text)] if one.text else []
    return f"### Read these first\n\n{paragraphs(*parts) if parts else 'Nothing stands out.'}"


def _commits(commits: Sequence[CommitFacts] | None) -> str:
    if commits is None:
        return ""
    rows = (
        (
            code(short(one.commit)),
            plain(one.title),
            one.task,
            plain(one.by),
            f"{one.files} files, +{one.added} −{one.removed}",
        )
        for one in commits
    )
    return f"### Commits\n\n{table(('commit', 'title', 'task', 'by', 'size'), rows) or 'None.'}"


def results_table(results: Sequence[GateResult]) -> str:
    """Every gate with what it said, whether that was reused, and how long it took."""
    rows = (
        (
            code(one.gate),
            STATUS[one.status],
            plain(one.summary),
            f"{len(one.findings)} new, {len(one.known)} known",
            f"{one.seconds:.1f} s{', reused' if one.reused else ''}",
        )
        for one in results
    )
    return table(("gate", "result", "summary", "findings", "took"), rows) or "No gate has run."


def broken_before(results: Iterable[GateResult]) -> str:
    """A section of what the base has too, blamed on nobody; empty where the base is sound."""
    known = [f"{result.gate}: {plain(str(one))}{aside(one.hint)}" for result in results for one in result.known]
    more = [f"and {len(known) - MOST_KNOWN} more"] if len(known) > MOST_KNOWN else []
    return f"## Broken on the base already\n\n{bullets([*known[:MOST_KNOWN], *more])}" if known else ""


def findings(results: Iterable[GateResult]) -> str:
    """Every new finding, the severe ones first."""
    rank = {"high": 0, "medium": 1, "low": 2, "info": 3}
    found = sorted((one for result in results for one in result.findings), key=lambda one: rank.get(one.severity, 4))
    return bullets(f"{one.severity}: {plain(str(one))}{aside(one.hint)}" for one in found)
