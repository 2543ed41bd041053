"""Gates by the project's own tests: unit and end to end, affected or all, with flaky ones told apart."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass

from podium.gates.bench import Bench
from podium.gates.copies import judged_by_base, private_copy
from podium.gates.definition import ToolGate
from podium.gates.grounds import Fresh, ground, not_deployed
from podium.gates.prisma import provide_client
from podium.gates.syntax import is_code
from podium.gates.test_code import read_tests, title_pattern
from podium.gates.test_runs import Kind, Runner, TestCommand, TestRun, kind_of, run_tests, test_command
from podium.gates.verdict import EXIT_CODE, Verdict, counted, unchecked
from podium.plan.evidence import Finding
from podium.plan.survey import Survey
from podium.ports import Workspace

AGAIN = 2
"""How often a failing test is tried again before it counts as failing."""

HARMLESS = (".md", ".txt", ".example")
"""Endings of files that no test can depend on."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """Which tests are run: those files, or those that have to do with `related`, or all; and how many times."""

    files: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    repeat: int = 1

    @property
    def is_partial(self) -> bool:
        """Whether tests were left out on purpose."""
        return bool(self.files or self.related)


def unit(bench: Bench) -> Verdict:
    """The project's unit tests."""
    return _suite(bench, "unit")


def e2e(bench: Bench) -> Verdict:
    """The project's end-to-end tests, each run on a database of its own that the migrations were applied to."""
    return _suite(bench, "e2e")


def _suite(bench: Bench, kind: Kind) -> Verdict:
    command = test_command(bench, kind)
    if command is None:
        return unchecked(f"the project has no {kind} tests that vitest or jest runs")
    choice = chosen(bench, kind, runner=command.runner)
    if choice is None:
        return unchecked(f"none of the named files is one of {kind} tests")
    with judged_by_base(bench.subject) as where:
        provide_client(bench, where)
        with ground(bench, where, with_database=kind == "e2e") as fresh:
            if fresh is None:
                return not_deployed(bench)
            runs = _runs(bench, where, command, choice=choice, fresh=fresh)
    first = runs[0]
    flaky = _flaky(runs)
    facts = _facts(runs, choice)
    if not first.ran and not first.unloaded and not first.problem and not first.timed_out:
        return Verdict(summary="no test was run", unchecked=True, facts=facts)
    findings = tuple(_findings(bench, runs))
    again = sorted({finding.file for finding in findings if finding.rule == "failed"})
    if again and bench.subject.commit != bench.subject.base_commit:
        facts["on_base"] = _on_base(bench, kind, command, again)
    passed = sum(case.status == "passed" for case in first.cases.values())
    return Verdict(
        summary=", ".join((f"{passed} of {first.ran} tests passed", *_remarks(first, flaky))),
        findings=findings,
        facts=facts,
        flaky=bool(flaky),
    )


def _remarks(first: TestRun, flaky: Sequence[str]) -> Generator[str]:
    if first.unloaded:
        yield f"{counted(len(first.unloaded), 'file')} not loaded"
    if flaky:
        yield f"{len(flaky)} flaky"


def chosen(bench: Bench, kind: Kind, *, runner: Runner) -> Choice | None:
    """What the parameters and the change ask to run; None where files are named and none is of this kind.

    All are run where the change is more than code, and by jest end to end: it sees no relation out of its root.
    """
    named = bench.names("files")
    files = tuple(path for path in named if kind_of(path) == kind)
    repeat = int(bench.parameter("repeat") or 1)
    if not bench.parameter("related"):
        return Choice(files=files, repeat=repeat) if files or not named else None
    changed = [path for path in bench.changed if not path.endswith(HARMLESS)]
    if not all(is_code(path) for path in changed) or (kind == "e2e" and runner == "jest"):
        return Choice(repeat=repeat)
    related = dict.fromkeys((*files, *(path for path in changed if bench.tip(path))))
    return Choice(related=tuple(related), repeat=repeat) if related else Choice(repeat=repeat)


def _runs(bench: Bench, where: Workspace, command: TestCommand, *, choice: Choice, fresh: Fresh) -> list[TestRun]:
    """The first run, then as many as are asked for; else what failed is tried again."""

    def once(files: Sequence[str], related: Sequence[str] = ()) -> TestRun:
        with fresh("") as variables:
            return run_tests(bench, where, command, files=files, related=related, environment=variables)

    runs = [once(choice.files, choice.related)]
    while len(runs) < choice.repeat and not runs[-1].timed_out:
        runs.append(once(choice.files, choice.related))
    files = sorted({case.file for run in runs for case in run.failed})
    while files and len(runs) < max(choice.repeat, 1 + AGAIN) and not runs[-1].timed_out:
        runs.append(once(files))
    return runs


def _flaky(runs: Sequence[TestRun]) -> list[str]:
    """Ids of tests that both passed and failed."""
    seen: dict[str, set[str]] = {}
    for run in runs:
        for case in run.cases.values():
            seen.setdefault(case.id, set()).add(case.status)
    return sorted(name for name, statuses in seen.items() if {"passed", "failed"} <= statuses)


def _facts(runs: Sequence[TestRun], choice: Choice) -> dict[str, object]:
    first = runs[0]
    return {
        "tests": {name: case.status for name, case in first.cases.items()},
        "failures": {
            case.id: {"message": case.message, "assertion": case.by_assertion} for run in runs for case in run.failed
        },
        "unloaded": first.unloaded,
        "flaky": _flaky(runs),
        "runs": len(runs),
        "partial": choice.is_partial,
    }


def _findings(bench: Bench, runs: Sequence[TestRun]) -> Generator[Finding]:
    first, flaky = runs[0], set(_flaky(runs))
    expected = set(bench.names("expected_failures"))
    for case in {case.id: case for run in runs for case in run.failed}.values():
        if expected & {case.id, case.file}:
            continue
        if case.id in flaky:
            severity = "high" if _is_new(bench, case.file, case.id) else "info"
            message = "the test passes and fails on the same tree"
            yield bench.finding("flaky", message, file=case.file, symbol=case.id, severity=severity, hint=case.message)
        else:
            yield bench.finding("failed", "the test fails", file=case.file, symbol=case.id, hint=case.message)
    for name in sorted(expected):
        there = [case for case in first.cases.values() if name in {case.id, case.file}]
        if there and all(case.status == "passed" for case in there):
            yield bench.finding("not-reproduced", "was expected to fail and passes", symbol=name, file=there[0].file)
    for file, reason in first.unloaded.items():
        if file not in expected:
            yield bench.finding("not-loaded", "the test file could not be loaded", file=file, hint=reason)
    quiet = not first.failed and not first.unloaded and not first.timed_out
    if first.problem and not first.timed_out:
        yield bench.finding(EXIT_CODE, "the test runner gave no report", hint=first.problem)
    elif first.code and quiet and first.ran:
        message = f"ended with exit code {first.code} although no test failed"
        yield bench.finding(EXIT_CODE, message, hint=first.complaint)


def _is_new(bench: Bench, file: str, name: str) -> bool:
    """Whether the base's version of the file has no test of that name."""
    titles = name.split(" > ", 1)[-1]
    cases = read_tests(file, bench.base(file)).cases
    return not any(title_pattern(case.name).fullmatch(titles) for case in cases)


def _on_base(bench: Bench, kind: Kind, command: TestCommand, files: Sequence[str]) -> dict[str, str]:
    """How the tests of these files end on the base, run there now."""
    there = [file for file in files if bench.base(file)]
    if not there:
        return {}
    with private_copy(bench.subject.base, like=bench.subject.workspace) as copy:
        provide_client(bench, copy)
        with ground(bench, copy, with_database=kind == "e2e") as fresh:
            if fresh is None:
                return {}
            with fresh("") as variables:
                run = run_tests(bench, copy, command, files=there, environment=variables)
    return {case.id: case.status for case in run.cases.values()}


def has_tests(survey: Survey) -> str:
    """Empty where the project has a test runner that is understood."""
    return "" if survey.stack.test_runner != "none" else "the project has neither vitest nor jest"


GATES = (
    ToolGate(id="unit", title="the unit tests pass", look=unit, suits=has_tests, deadline=600.0),
    ToolGate(
        id="e2e",
        title="the end-to-end tests pass",
        look=e2e,
        suits=has_tests,
        needs_database=True,
        needs_redis=True,
        cost="dear",
        deadline=900.0,
    ),
)
