"""The gate that plants faults: a guard, validator or unique rule is taken out, and a test must fail by assertion."""

import contextvars
import queue
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any, cast

from podium.errors import ServerError
from podium.gates.bench import Bench
from podium.gates.copies import private_copy, set_by_base
from podium.gates.definition import ToolGate
from podium.gates.grounds import Fresh, ground
from podium.gates.prisma import provide_client
from podium.gates.suites import has_tests
from podium.gates.syntax import source
from podium.gates.test_runs import Kind, TestCase, kind_of, run_tests, test_command
from podium.gates.verdict import Verdict, counted, unchecked
from podium.plan.evidence import Finding
from podium.ports import Workspace

LANES = 2
"""How many copies of the tree are spoilt and tested side by side."""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A text of a file that is replaced, or SQL that is run after the migrations; and the test files that must notice.

    `titles` name those of their tests that are tried first; without any, or when none of them fails, all are.
    """

    id: str
    tests: tuple[str, ...]
    titles: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()
    file: str = ""
    find: str = ""
    replace: str = ""
    sql: str = ""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How the tests took a fault: ids that failed by assertion, others that failed, or why it could not be planted."""

    fault: Fault
    caught_by: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    problem: str = ""
    seconds: float = 0.0


def look(bench: Bench) -> Verdict:
    """Plant every fault of the parameters in a private copy, two at a time, each on a database of its own."""
    faults = _faults(bench)
    if not faults:
        return unchecked("no fault is named")
    kinds: dict[Kind, None] = dict.fromkeys(kind_of(path) for fault in faults for path in fault.tests)
    if any(test_command(bench, kind) is None for kind in kinds):
        return unchecked("the project has no runner for the tests that are named")
    waiting: queue.SimpleQueue[Fault] = queue.SimpleQueue()
    for fault in faults:
        waiting.put(fault)
    lanes = range(min(LANES, len(faults)))
    sound = Sound()
    with ThreadPoolExecutor(max_workers=len(lanes)) as pool:
        contexts = [contextvars.copy_context() for _ in lanes]
        futures = [
            pool.submit(context.run, _lane, bench, waiting, sound, lane)
            for lane, context in zip(lanes, contexts, strict=True)
        ]
        outcomes = [outcome for future in futures for outcome in future.result()]
    order = {fault.id: number for number, fault in enumerate(faults)}
    outcomes.sort(key=lambda one: order.get(one.fault.id, -1))
    findings = tuple(finding for one in outcomes if (finding := _finding(bench, one)))
    caught = sum(bool(one.caught_by) for one in outcomes)
    return Verdict(
        summary=f"{caught} of {counted(len(faults), 'planted fault')} caught",
        findings=findings,
        facts={"faults": {one.fault.id: _told(one) for one in outcomes if one.fault.id}},
    )


def _faults(bench: Bench) -> tuple[Fault, ...]:
    given: Any = bench.parameter("faults") or ()
    return tuple(
        Fault(
            id=str(one.get("id", number)),
            requirements=tuple(str(name) for name in one.get("requirements", ())),
            file=str(one.get("file", "")),
            find=str(one.get("find", "")),
            replace=str(one.get("replace", "")),
            sql=str(one.get("sql", "")),
            tests=tuple(str(path) for path in one.get("tests", ())),
            titles=tuple(str(title) for title in one.get("titles", ())),
        )
        for number, one in enumerate(cast("list[dict[str, Any]]", given), 1)
    )


@dataclass(kw_only=True)
class Sound:
    """What the test files come to without any fault: the problem of each, empty where all of its tests pass."""

    problems: dict[str, str] = field(default_factory=dict[str, str])
    lock: threading.Lock = field(default_factory=threading.Lock)

    def problem(self, bench: Bench, copy: Workspace, fresh: Fresh, paths: Sequence[str]) -> str:
        """The first problem of these files, each of which is run once, whoever asks."""
        with self.lock:
            for path in paths:
                if path not in self.problems:
                    cases, broken = _run(bench, copy, fresh, Fault(id="", tests=(path,)))
                    red = [*broken, *(case.id for case in cases.values() if case.status == "failed")]
                    self.problems[path] = (
                        f"{red[0]} fails without any fault" if red else "" if cases else f"{path} has no test to run"
                    )
        return next((self.problems[path] for path in paths if self.problems[path]), "")


def _lane(bench: Bench, waiting: "queue.SimpleQueue[Fault]", sound: Sound, lane: int) -> list[Outcome]:
    """One copy with its own servers' databases: fault after fault, of those whose tests pass without it."""
    outcomes: list[Outcome] = []
    with private_copy(bench.subject.workspace) as copy:
        set_by_base(bench.subject, copy)
        provide_client(bench, copy)
        with ground(bench, copy, with_database=True, lane=lane) as fresh:
            if fresh is None:
                return [Outcome(fault=Fault(id="", tests=()), problem="the migrations cannot be applied")]
            while True:
                try:
                    fault = waiting.get_nowait()
                except queue.Empty:
                    return outcomes
                problem = sound.problem(bench, copy, fresh, fault.tests)
                known = Outcome(fault=fault, problem=problem)
                outcomes.append(known if problem else _planted(bench, copy, fresh, fault))


def _planted(bench: Bench, copy: Workspace, fresh: Fresh, fault: Fault) -> Outcome:
    content = source(copy.root / fault.file)
    if not fault.sql and content.decode().count(fault.find) != 1:
        times = content.decode().count(fault.find) if fault.find else 0
        return Outcome(fault=fault, problem=f"its place was found {times} times in {fault.file}, and must be once")
    try:
        if not fault.sql:
            _write(bench, copy, fault, content.decode().replace(fault.find, fault.replace).encode())
        spent = len(bench.evidence)
        cases, broken = _run(bench, copy, fresh, fault)
        if fault.titles and not broken and not any(case.status == "failed" for case in cases.values()):
            cases, broken = _run(bench, copy, fresh, replace(fault, titles=()))
        seconds = sum(one.seconds for one in bench.evidence[spent:] if str(copy.root) in one.command)
    except ServerError as error:
        if not fault.sql:
            raise
        return Outcome(fault=fault, problem=f"its SQL cannot be run: {error.message}")
    finally:
        if not fault.sql:
            _write(bench, copy, fault, content)
    failed = [case for case in cases.values() if case.status == "failed"]
    return Outcome(
        fault=fault,
        caught_by=tuple(case.id for case in failed if case.by_assertion),
        other=(*broken, *(case.id for case in failed if not case.by_assertion)),
        seconds=round(seconds, 3),
    )


def _write(bench: Bench, copy: Workspace, fault: Fault, content: bytes) -> None:
    """Give the fault's file this content; a changed schema changes the client too."""
    (copy.root / fault.file).write_bytes(content)
    if fault.file.endswith(".prisma"):
        provide_client(bench, copy)


def _run(bench: Bench, copy: Workspace, fresh: Fresh, fault: Fault) -> tuple[dict[str, TestCase], tuple[str, ...]]:
    """(tests by id, files that could not be run) of the fault's tests, each kind by its own command."""
    cases: dict[str, TestCase] = {}
    broken: list[str] = []
    kinds: dict[Kind, None] = dict.fromkeys(kind_of(path) for path in fault.tests)
    for kind in kinds:
        command = test_command(bench, kind)
        mine = [path for path in fault.tests if kind_of(path) == kind]
        if command is not None:
            named = replace(command, titles=fault.titles)
            with fresh(fault.sql) as variables:
                done = run_tests(bench, copy, named, files=mine, environment=variables)
            cases |= done.cases
            broken += mine if done.problem else done.unloaded
    return cases, tuple(broken)


def _finding(bench: Bench, one: Outcome) -> Finding | None:
    fault = one.fault
    what = f"{fault.id}" + (f" ({', '.join(fault.requirements)})" if fault.requirements else "")
    if one.problem:
        return bench.finding("not-planted", f"{what}: {one.problem}".lstrip(": "), file=fault.file, symbol=fault.id)
    if one.caught_by:
        return None
    if one.other:
        message = f"{what}: tests fail, none by assertion"
        return bench.finding("not-by-assertion", message, file=fault.file, symbol=fault.id, hint=one.other[0])
    return bench.finding("survived", f"{what}: no test notices it", file=fault.file, symbol=fault.id)


def _told(one: Outcome) -> dict[str, Any]:
    return {
        "requirements": list(one.fault.requirements),
        "caught_by": list(one.caught_by),
        "problem": one.problem,
        "seconds": one.seconds,
    }


GATES = (
    ToolGate(
        id="planted-faults",
        title="planted faults are caught",
        look=look,
        suits=has_tests,
        needs_database=True,
        needs_redis=True,
        cost="dear",
        compares=True,
        deadline=600.0,
        version=4,
    ),
)
