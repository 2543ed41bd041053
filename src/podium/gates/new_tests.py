"""The gate that proves new tests: they pass with the feature, and fail by assertion on the tree without it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from podium.gates.bench import Bench
from podium.gates.copies import private_copy, set_by_base
from podium.gates.definition import ToolGate
from podium.gates.grounds import ground, not_deployed
from podium.gates.hollow import hollowed, withhold
from podium.gates.prisma import provide_client
from podium.gates.suites import has_tests
from podium.gates.syntax import is_code, is_test, is_test_support, source
from podium.gates.test_code import read_tests, title_pattern
from podium.gates.test_runs import Kind, TestCase, kind_of, run_tests, test_command
from podium.gates.verdict import Verdict, counted, unchecked
from podium.plan.evidence import Finding
from podium.ports import Workspace

HOLLOWS = {"emptied to {}": "({})", "emptied to undefined": "undefined"}
"""How the feature's methods are emptied, one after the other: a test must notice one of them."""


@dataclass(kw_only=True)
class Proof:
    """What is known of the new tests: those without proof yet, and how each of the others was proven."""

    open: dict[str, TestCase]
    proven: dict[str, str] = field(default_factory=dict[str, str])
    reasons: dict[str, str] = field(default_factory=dict[str, str])

    def learn(self, cases: Mapping[str, TestCase], unloaded: Mapping[str, str], *, name: str) -> None:
        """Take in how the open tests ended on one tree without the feature."""
        for test, case in list(self.open.items()):
            now = cases.get(test)
            if now is not None and now.status == "failed" and now.by_assertion:
                self.proven[test] = name
                del self.open[test]
            elif case.file in unloaded:
                self.reasons.setdefault(test, f"{name}: the file could not be loaded")
            elif now is not None:
                said = now.message.split("\n", 1)[0] if now.status == "failed" else "it passes"
                self.reasons[test] = f"{name}: {said}"


def look(bench: Bench) -> Verdict:
    """Run the new tests on the tip, then on the tree without the feature until each has failed by assertion."""
    files = _files(bench)
    if not files:
        return unchecked("no test file is new or changed")
    missing = [file for file in files if not bench.tip(file)]
    if missing:
        found = tuple(bench.finding("no-file", "the test file is not there", file=file) for file in missing)
        return Verdict(summary="test files are missing", findings=found)
    kinds: dict[Kind, None] = dict.fromkeys(kind_of(file) for file in files)
    commands = {kind: test_command(bench, kind) for kind in kinds}
    lost = [kind for kind, command in commands.items() if command is None]
    if lost:
        return unchecked(f"the project has no {lost[0]} tests that vitest or jest runs")
    runners = {kind: command for kind, command in commands.items() if command is not None}
    with private_copy(bench.subject.workspace) as copy:
        set_by_base(bench.subject, copy)
        provide_client(bench, copy)
        with ground(bench, copy, with_database="e2e" in runners, lane=0) as fresh:
            if fresh is None:
                return not_deployed(bench)

            def run(chosen: Sequence[str]) -> tuple[dict[str, TestCase], dict[str, str]]:
                cases: dict[str, TestCase] = {}
                unloaded: dict[str, str] = {}
                for kind, command in runners.items():
                    mine = [file for file in chosen if kind_of(file) == kind]
                    if mine:
                        with fresh("") as variables:
                            done = run_tests(bench, copy, command, files=mine, environment=variables)
                        cases |= done.cases
                        unloaded |= done.unloaded
                        unloaded |= {file: done.problem for file in mine if done.problem}
                return cases, unloaded

            return _judged(bench, copy, files, run)


Run = Callable[[Sequence[str]], tuple[dict[str, TestCase], dict[str, str]]]


def _judged(bench: Bench, copy: Workspace, files: Sequence[str], run: Run) -> Verdict:
    cases, unloaded = run(files)
    new = {name: case for name, case in cases.items() if _is_new(bench, case)}
    if bench.parameter("inverted"):
        return _reproduced(bench, new, unloaded)
    red = [
        bench.finding("not-loaded", "the test file could not be loaded", file=file, hint=why)
        for file, why in unloaded.items()
    ]
    red += [
        bench.finding("fails", "the new test fails with the feature", file=case.file, symbol=name, hint=case.message)
        for name, case in new.items()
        if case.status == "failed"
    ]
    proof = Proof(open={name: case for name, case in new.items() if case.status == "passed"})
    if red or not proof.open:
        return Verdict(
            summary="no new test passes" if red else "no test is new", findings=tuple(red), unchecked=not red
        )
    _prove(bench, copy, proof, run)
    findings = tuple(_unproven(bench, name, proof.reasons.get(name, "")) for name in proof.open)
    return Verdict(
        summary=f"{len(proof.proven)} of {counted(len(new), 'new test')} fail by assertion without the feature",
        findings=findings,
        facts={"tests": {**proof.proven, **dict.fromkeys(proof.open, "")}, "withheld": list(_withheld(bench))},
    )


def _prove(bench: Bench, copy: Workspace, proof: Proof, run: Run) -> None:
    paths = _withheld(bench)
    kept = {path: source(copy.root / path) for path in bench.survey.files if is_code(path)}

    def settle(name: str) -> None:
        if proof.open:
            cases, unloaded = run(sorted({case.file for case in proof.open.values()}))
            proof.learn(cases, unloaded, name=name)
        for path, content in kept.items():
            if source(copy.root / path) != content:
                (copy.root / path).parent.mkdir(parents=True, exist_ok=True)
                (copy.root / path).write_bytes(content)

    module = bench.survey.convention("app-module")
    withhold(copy, bench.subject.base, paths, files=kept, entry=module.place.file if module else "")
    settle("withheld")
    for name, value in HOLLOWS.items():
        for path in paths:
            if kept.get(path):
                (copy.root / path).write_bytes(hollowed(kept[path], value))
        settle(name)


def _reproduced(bench: Bench, new: Mapping[str, TestCase], unloaded: Mapping[str, str]) -> Verdict:
    """A reproduction: every new test must fail by assertion on this very tree."""
    findings = [
        bench.finding("not-loaded", "the test file could not be loaded", file=file, hint=why)
        for file, why in unloaded.items()
    ]
    findings += [
        bench.finding(
            "not-reproduced",
            "the test passes: it does not reproduce the fault"
            if case.status == "passed"
            else "the test does not fail by assertion",
            file=case.file,
            symbol=name,
            hint=case.message,
        )
        for name, case in new.items()
        if not (case.status == "failed" and case.by_assertion)
    ]
    if not new and not findings:
        return unchecked("no test is new")
    shown = len(new) - len(findings) + len(unloaded)
    return Verdict(
        summary=f"{shown} of {counted(len(new), 'test')} fail by assertion, as they must",
        findings=tuple(findings),
        facts={"tests": {name: "fails by assertion" for name, case in new.items() if case.by_assertion}},
    )


def _unproven(bench: Bench, name: str, reason: str) -> Finding:
    passes = reason.endswith("it passes")
    rule = "passes-without" if passes else "not-by-assertion"
    message = (
        "the test passes without the feature" if passes else "the test does not fail by assertion without the feature"
    )
    return bench.finding(rule, message, file=name.split(" > ", 1)[0], symbol=name, hint=reason)


def _files(bench: Bench) -> list[str]:
    named = bench.names("files")
    return list(named) or [path for path in bench.changed if is_test(path) and is_code(path) and bench.tip(path)]


def _withheld(bench: Bench) -> tuple[str, ...]:
    """The feature's source files: those named, else every changed one that is code and no test."""
    named = bench.names("withhold")
    changed = (path for path in bench.changed if is_code(path) and not is_test_support(path) and bench.tip(path))
    return named or tuple(path for path in changed if "/" in path and not path.startswith("prisma/"))


def _is_new(bench: Bench, case: TestCase) -> bool:
    titles = case.id.split(" > ", 1)[-1]
    before = read_tests(case.file, bench.base(case.file)).cases
    return not any(title_pattern(one.name).fullmatch(titles) for one in before)


GATES = (
    ToolGate(
        id="new-tests",
        title="new tests fail by assertion without the feature",
        look=look,
        suits=has_tests,
        needs_database=True,
        needs_redis=True,
        cost="dear",
        compares=True,
        deadline=900.0,
        version=2,
    ),
)
