"""The gate on tests themselves: none deleted, skipped, emptied or made to ask for less than on the base."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, cast

from podium.gates.bench import Bench
from podium.gates.definition import ToolGate
from podium.gates.syntax import is_code, is_test, is_test_support
from podium.gates.tampering import early_returns, lost_subject, stem, tampering
from podium.gates.test_code import TestCode, read_tests
from podium.gates.test_flaws import Flaw, flaws
from podium.gates.test_settings import is_settings, loosened, read_settings
from podium.gates.verdict import Verdict, counted
from podium.gates.weakening import weakenings
from podium.plan.evidence import Finding

LONGEST = 500_000
"""Bytes of a file that is read; that a larger one is no code for people, the gate on the scope says."""

HINT = "a changed expectation needs a requirement that asks for it, and approval"


def look(bench: Bench) -> Verdict:
    """Compare every changed test, helper of tests and setting of the test runners with the base."""
    paths = [path for path in bench.changed if is_code(path) and is_test_support(path)]
    before = {path: read_tests(path, bench.base(path)) for path in paths if bench.base(path)}
    after = {path: read_tests(path, bench.tip(path)) for path in paths if bench.tip(path)}
    found = (
        *_weaker(bench, before, after),
        *_flawed(bench, before, after),
        *_tampered(bench),
        *_settings(bench),
        *_snapshots(bench),
    )
    findings = tuple(_approved(bench, finding) for finding in found)
    counts = [sum(len(code.cases) for code in side.values()) for side in (before, after)]
    return Verdict(
        summary=f"{counted(len(findings), 'weakening')} in {counted(len(paths), 'changed test file')}",
        findings=findings,
        facts={"tests_before": counts[0], "tests_after": counts[1]},
    )


def _weaker(bench: Bench, before: Mapping[str, TestCode], after: Mapping[str, TestCode]) -> Iterator[Finding]:
    for one in weakenings(before, after):
        hint = HINT if one.rule == "changed-expectation" else ""
        yield bench.finding(one.rule, one.message, file=one.file, line=one.line, symbol=one.test, hint=hint)


def _flawed(bench: Bench, before: Mapping[str, TestCode], after: Mapping[str, TestCode]) -> Iterator[Finding]:
    def what(flaw: Flaw) -> tuple[str, str, str]:
        return (flaw.rule, flaw.symbol, flaw.message)

    old = Counter(what(flaw) for path, code in before.items() for flaw in flaws(code, bench.base(path)))
    for path, code in after.items():
        for flaw in flaws(code, bench.tip(path)):
            if old[what(flaw)] > 0:
                old[what(flaw)] -= 1
            elif is_test(path) or flaw.rule != "no-assertion":
                yield bench.finding(flaw.rule, flaw.message, file=path, line=flaw.line, symbol=flaw.symbol)


def _tampered(bench: Bench) -> Iterator[Finding]:
    """What changed code, of tests or not, does to the runner of the tests; tests that have lost their subject."""
    for path in filter(is_code, bench.changed):
        before, after = bench.base(path), bench.tip(path)
        if max(len(before), len(after)) > LONGEST:
            continue
        old = Counter((one.rule, one.symbol) for one in _tampering(path, before))
        for one in _tampering(path, after):
            old[one.rule, one.symbol] -= 1
            if old[one.rule, one.symbol] < 0:
                yield bench.finding(one.rule, one.message, file=path, line=one.line, symbol=one.symbol)
        if is_test(path) and after:
            subjects = frozenset(map(stem, _code_beside(bench, path)))
            lost = lost_subject(path, before, after, code=subjects)
            if lost is not None:
                yield bench.finding(lost.rule, lost.message, file=path, line=lost.line, symbol=lost.symbol)


def _tampering(path: str, source: bytes) -> list[Flaw]:
    early = early_returns(read_tests(path, source), source) if is_test(path) else ()
    return [*tampering(path, source), *early]


def _code_beside(bench: Bench, path: str) -> list[str]:
    """The code in the folder of a test, and among what was changed."""
    folder = (bench.subject.workspace.root / path).parent
    names = [file.name for file in folder.iterdir()] if folder.is_dir() else []
    return [one for one in (*names, *bench.changed) if is_code(one) and not is_test(one)]


def _settings(bench: Bench) -> Iterator[Finding]:
    for path in bench.changed:
        if is_settings(path) and bench.base(path):
            before, after = read_settings(path, bench.base(path)), read_settings(path, bench.tip(path))
            for rule, message in loosened(path, before, after):
                yield bench.finding(rule, message, file=path, symbol=message.split(" is ", 1)[0])


def _snapshots(bench: Bench) -> Iterator[Finding]:
    for path in bench.changed:
        if path.endswith(".snap") and bench.base(path):
            rule = "changed-expectation" if bench.tip(path) else "deleted-test"
            yield bench.finding(rule, "a stored snapshot of the base was changed or removed", file=path, hint=HINT)


def _approved(bench: Bench, finding: Finding) -> Finding:
    """The finding, as information where the parameters name the requirement that asks for the change."""
    given: Any = bench.parameter("allow") or ()
    for one in cast("list[dict[str, str]]", given):
        same_file = one.get("file") == finding.file
        same_test = one.get("test", finding.symbol) == finding.symbol
        if same_file and same_test and one.get("rule", finding.rule) == finding.rule and one.get("requirement"):
            return replace(finding, severity="info", hint=f"approved for {one['requirement']}")
    return finding


GATES = (
    ToolGate(
        id="weakened-tests",
        title="no test deleted, skipped or weakened",
        look=look,
        cost="free",
        compares=True,
        version=4,
    ),
)
