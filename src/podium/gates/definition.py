"""A gate as a value: what it is called, what it needs, when it applies, and the function that looks."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from podium.errors import ConfigurationError, ToolMissing
from podium.gates.bench import Bench
from podium.gates.verdict import TIMEOUT, Verdict, fails, unchecked
from podium.plan.events import GateResult, GateStatus
from podium.plan.survey import Survey
from podium.ports import GateSubject


def always(survey: Survey) -> str:
    """Applies to every project."""
    del survey
    return ""


@dataclass(kw_only=True, eq=False)
class ToolGate:
    """A `ports.Gate`. `compares`: it reads the base by itself, so its findings are new as they stand and it is not
    run on the base. `reads_task`: what the task may write decides, beside which configuration it may change. `version`
    is part of every result's key: it grows when the gate's code judges differently.
    """

    id: str
    title: str
    look: Callable[[Bench], Verdict]
    suits: Callable[[Survey], str] = always
    needs_database: bool = False
    needs_redis: bool = False
    cost: Literal["free", "cheap", "dear"] = "cheap"
    compares: bool = False
    reads_task: bool = False
    deadline: float = 300.0
    version: int = 1

    def applies(self, survey: Survey) -> str:
        """Empty where the gate can judge this project, else the reason why it is not checked."""
        return self.suits(survey)

    def check(self, subject: GateSubject) -> GateResult:
        """Judge the subject; a tool that is not installed means not checked, a deadline that passed means failed.

        Raises `MachineError` other than `ToolMissing` where the machine, not the tree, is at fault.
        """
        bench = Bench(subject, self.id, deadline=self.deadline)
        began = time.monotonic()
        try:
            verdict = self.look(bench)
        except (ToolMissing, ConfigurationError) as error:
            verdict = unchecked(error.message)
        late = tuple(
            bench.finding(TIMEOUT, f"the deadline of {bench.deadline:.0f} s passed: {command[:120]}")
            for command in bench.late
        )
        findings = (*late, *verdict.findings)
        return GateResult(
            gate=self.id,
            status="failed" if late else _status(verdict),
            summary=late[0].message if late else verdict.summary,
            findings=findings,
            known=verdict.known,
            evidence=tuple(bench.evidence),
            facts=verdict.facts,
            tree=subject.tree,
            seconds=round(time.monotonic() - began, 3),
        )


def _status(verdict: Verdict) -> GateStatus:
    if verdict.unchecked:
        return "not_checked"
    if fails(verdict.findings):
        return "failed"
    return "flaky" if verdict.flaky else "passed"
