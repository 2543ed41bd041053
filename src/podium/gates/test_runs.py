"""One run of vitest or jest: what was run, how each test ended, and whether a failure was an assertion."""

import itertools
import json
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, cast

from podium.gates.bench import Bench
from podium.gates.configuration import Call, call, packages, without
from podium.gates.syntax import is_test
from podium.ports import Workspace
from podium.toolchain import tool

Kind = Literal["unit", "e2e"]
Runner = Literal["vitest", "jest"]
Status = Literal["passed", "failed", "skipped"]

ASSERTION = re.compile(
    r"^(\w*AssertionError\b|Error: expect\(|TypeError: You must provide a Promise to expect\(\)"
    r"|Error: expected \d{3} \"|Error: expected \"[^\"]*\" (of|header field)"
    r"|Error: expected [\s\S]{1,2000} response body|Error: promise (resolved|rejected) [\s\S]{1,2000} instead of re)"
)
"""How failures begin that an assertion raised: chai and vitest, jest, supertest's status, header and body."""

BEHIND_PROMISE = re.compile(r"(?:(?!\n\s+at )[\s\S])*\n\s+at (?:\S+\.)?__VITEST_(?:REJECTS|RESOLVES)__ ")
"""vitest gives what a matcher raises behind `.rejects` or `.resolves` the stack of that word, named a plain `Error`."""

RUNNERS: tuple[Runner, ...] = ("vitest", "jest")
E2E_SETTINGS: dict[Runner, tuple[str, ...]] = {
    "vitest": ("vitest.config.e2e.ts", "vitest.e2e.config.ts"),
    "jest": ("test/jest-e2e.json", "jest-e2e.json"),
}
"""Where projects without an e2e script keep the settings of such tests."""

E2E_NAME = re.compile(r"e2e|integration")
FLAGS = (
    "--watch",
    "--watchAll",
    "--coverage",
    "--passWithNoTests",
    "--ui",
    "--json",
    "--bail",
    "-w",
    "--silent",
    "--onlyChanged",
    "-o",
)
VALUED = ("--reporter", "--outputFile", "--changed", "--reporters", "--coverageDirectory")


@dataclass(frozen=True, kw_only=True)
class TestCase:
    """A test that was run: id `file > describe > title`, the file from the root, the first lines of its failure."""

    __test__ = False
    id: str
    file: str
    status: Status
    message: str = ""
    by_assertion: bool = False


@dataclass(frozen=True, kw_only=True)
class TestRun:
    """Every test by id; files that could not be loaded with the reason; `problem` where there is no report at all.

    `complaint` is the line in which the runner names an error beside its report, empty where there is none.
    """

    __test__ = False
    cases: dict[str, TestCase]
    unloaded: dict[str, str]
    problem: str = ""
    code: int = 0
    timed_out: bool = False
    complaint: str = ""

    @property
    def failed(self) -> tuple[TestCase, ...]:
        """The tests that failed, in order."""
        return tuple(case for case in self.cases.values() if case.status == "failed")

    @property
    def ran(self) -> int:
        """How many tests passed or failed."""
        return sum(case.status != "skipped" for case in self.cases.values())


@dataclass(frozen=True, kw_only=True)
class TestCommand:
    """How the project runs one kind of its tests.

    `titles` keeps to the tests of which one is part of the name, `%s` in it standing for any text; others are skipped.
    """

    __test__ = False
    runner: Runner
    words: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()


def test_command(bench: Bench, kind: Kind) -> TestCommand | None:
    """The runner and its words by the base's script, else by the runner and settings files that are there; or None."""
    given = call(bench.subject, kind, ("vitest", "jest"))
    if given is not None:
        return TestCommand(runner=_runner(given), words=_plain_words(given))
    installed = packages(bench.subject)
    runner: Runner | None = next((one for one in RUNNERS if one in installed), None)
    if runner is None or kind == "unit":
        return TestCommand(runner=runner) if runner else None
    project = bench.subject.workspace.project
    found = next((name for name in E2E_SETTINGS[runner] if (project / name).is_file()), "")
    return TestCommand(runner=runner, words=("--config", found)) if found else None


def kind_of(path: str) -> Kind:
    """Which kind of test a path holds, by its name."""
    return "e2e" if E2E_NAME.search(path.rpartition("/")[2]) or "/e2e/" in f"/{path}" else "unit"


def run_tests(
    bench: Bench,
    where: Workspace,
    command: TestCommand,
    *,
    files: Sequence[str] = (),
    related: Sequence[str] = (),
    environment: Mapping[str, str],
) -> TestRun:
    """Run the tests of these files, or those that have to do with `related` files, or all; paths are from the root."""
    report = where.home / f"podium-{secrets.token_hex(6)}.json"
    project = where.project.relative_to(where.root).as_posix()
    chosen = [_inside(path, project) for path in (files or related)]
    builder = _vitest if command.runner == "vitest" else _jest
    words = builder(command.words, chosen, is_related=not files and bool(related), report=report)
    words = (*words, f"--testNamePattern={_pattern(command.titles)}") if command.titles else words
    done = bench.run((*tool(where.project, command.runner), *words), where=where, environment=environment)
    content = _read(report)
    if content is None:
        talk = [line for line in (done.talk + done.text).strip().splitlines() if line.strip()]
        problem = (
            ""
            if _found_none(done.text + done.talk)
            else f"no report, exit code {done.code}: {' '.join(talk[-3:])[:300]}"
        )
        return TestRun(cases={}, unloaded={}, problem=problem, code=done.code, timed_out=done.timed_out)
    cases, unloaded = _cases(bench, where, content)
    said = complaint(bench.plain(f"{done.talk}\n{done.text}", where)) if done.code else ""
    return TestRun(cases=cases, unloaded=unloaded, code=done.code, timed_out=done.timed_out, complaint=said)


def is_assertion(message: str) -> bool:
    """Whether a failure's message is that of an assertion; a suite that does not load, a crash or a timeout is none."""
    plain = re.sub(r"\x1b\[[\d;]*m", "", message).strip()
    return ASSERTION.match(plain) is not None or BEHIND_PROMISE.match(plain) is not None


def _runner(given: Call) -> Runner:
    return "vitest" if given.program == "vitest" else "jest"


def _plain_words(given: Call) -> tuple[str, ...]:
    words = without(given.words, flags=(*FLAGS, "run", "watch", "dev", "related"), valued=VALUED)
    return tuple(word for word in words if not is_test(word))


def _vitest(words: tuple[str, ...], files: list[str], *, is_related: bool, report: Path) -> tuple[str, ...]:
    verb = ("related", "--run", *files) if is_related else ("run", *files)
    return (*verb, *words, "--reporter=json", f"--outputFile={report}", "--no-color")


def _jest(words: tuple[str, ...], files: list[str], *, is_related: bool, report: Path) -> tuple[str, ...]:
    verb = () if not files else ("--findRelatedTests", *files) if is_related else ("--runTestsByPath", *files)
    return (*words, "--json", f"--outputFile={report}", "--ci", "--colors=false", *verb)


def _pattern(titles: Sequence[str]) -> str:
    """A regular expression of JavaScript for names that hold one of the titles."""
    return "|".join(re.sub(r"([.*+?^${}()|\[\]\\/])", r"\\\1", title).replace("%s", ".*") for title in titles)


def _inside(path: str, project: str) -> str:
    return path.removeprefix(f"{project}/") if project != "." else path


def _read(report: Path) -> dict[str, Any] | None:
    try:
        value: Any = json.loads(report.read_text())
    except (OSError, ValueError):
        return None
    finally:
        report.unlink(missing_ok=True)
    return cast("dict[str, Any]", value) if isinstance(value, dict) else None


def _found_none(output: str) -> bool:
    return re.search(r"No tests? (files )?found", output) is not None


def _cases(bench: Bench, where: Workspace, content: dict[str, Any]) -> tuple[dict[str, TestCase], dict[str, str]]:
    cases: dict[str, TestCase] = {}
    unloaded: dict[str, str] = {}
    for suite in cast("list[dict[str, Any]]", content.get("testResults", [])):
        file = bench.path(str(suite.get("name") or suite.get("testFilePath", "")), where)
        results = cast("list[dict[str, Any]]", suite.get("assertionResults", []))
        for result in results:
            case = _case(bench, where, file, result)
            number = next(count for count in itertools.count(1) if _numbered(case.id, count) not in cases)
            cases[_numbered(case.id, number)] = replace(case, id=_numbered(case.id, number))
        if not results and suite.get("status") == "failed":
            unloaded[file] = _short(bench.plain(str(suite.get("message") or "the file could not be loaded"), where))
    return cases, unloaded


def complaint(output: str) -> str:
    """The first line of a runner's output that names an error, at most 300 characters; empty where none does."""
    named = (line.strip() for line in output.splitlines() if re.search(r"\b\w*(?:Error|Exception)\b *:", line))
    return next(named, "")[:300]


def _numbered(name: str, number: int) -> str:
    return name if number == 1 else f"{name} #{number}"


def _case(bench: Bench, where: Workspace, file: str, result: dict[str, Any]) -> TestCase:
    said = str(result.get("status", ""))
    status: Status = "passed" if said == "passed" else "failed" if said == "failed" else "skipped"
    titles = [*(str(one) for one in result.get("ancestorTitles", [])), str(result.get("title", ""))]
    said_so: Any = result.get("failureMessages") or []
    messages = [str(one) for one in cast("list[Any]", said_so)]
    return TestCase(
        id=" > ".join((file, *(title for title in titles if title))),
        file=file,
        status=status,
        message=_short(bench.plain(messages[0], where)) if messages else "",
        by_assertion=bool(messages) and all(is_assertion(message) for message in messages),
    )


def _short(message: str) -> str:
    plain = re.sub(r"\x1b\[[\d;]*m", "", message)
    lines = [line.rstrip() for line in plain.splitlines() if line.strip() and not line.strip().startswith("at ")]
    return "\n".join(lines[:6])[:800]
