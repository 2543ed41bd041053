"""The shipped double of the gates: a task's own scripted gates for its attempts, and given ones for the final tip."""

from collections.abc import Sequence
from dataclasses import replace

from podium.plan.events import GateResult
from podium.plan.survey import Survey
from podium.plan.task import Task
from podium.ports import GateSubject
from podium.runners.scripted_gate import ScriptedGate


class ScriptedChecks:
    """Every gate that is asked for is a scripted one; `tip` are the ids of the whole suite, `dear` those that cost."""

    def __init__(self, tip: tuple[str, ...] = (), *, dear: tuple[str, ...] = ()) -> None:
        self._tip = tip
        self._dear = dear

    def gate(self, name: str) -> ScriptedGate:
        """A scripted gate of that id."""
        gate = ScriptedGate(name)
        if name in self._dear:
            gate.cost = "dear"
        return gate

    def compares(self, name: str) -> bool:
        """A scripted gate looks at one tree."""
        del name
        return False

    def for_attempt(self, task: Task, survey: Survey, changed: Sequence[str]) -> tuple[str, ...]:
        """Those that the task names."""
        del survey, changed
        return tuple(dict.fromkeys(gate.gate for gate in task.gates))

    def for_tip(self, survey: Survey) -> tuple[str, ...]:
        """Those that were given."""
        del survey
        return self._tip

    def judge(self, name: str, subject: GateSubject, base: GateResult | None) -> GateResult:
        """The verdict, with findings that the base has too moved to `known`."""
        result = ScriptedGate(name).check(subject)
        before = {finding.identity for finding in (base.findings if base is not None else ())}
        new = tuple(finding for finding in result.findings if finding.identity not in before)
        known = tuple(finding for finding in result.findings if finding.identity in before)
        if result.status != "failed" or new:
            return replace(result, findings=new, known=known)
        return replace(result, status="passed", findings=(), known=known)
