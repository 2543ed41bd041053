"""The gates as execution uses them: which ones, with which parameters, and one verdict for each."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, cast

from podium.plan.events import Failure, GateResult
from podium.plan.plan import Plan
from podium.plan.survey import Survey
from podium.plan.task import Task
from podium.ports import Gate, GateSubject

UNITED = frozenset({"added", "removed", "routes", "faults", "allow", "breaking", "forbidden", "present", "absent"})
"""Parameters that speak of a task's result and so, all tasks together, of the final tip; others are about one task."""


class Checks(Protocol):
    """Where gates come from."""

    def gate(self, name: str) -> Gate:
        """The gate of that id. Raises `InputError` for an unknown one."""
        ...

    def compares(self, name: str) -> bool:
        """Whether the gate reads the base by itself, so that it is not run on the base."""
        ...

    def for_attempt(self, task: Task, survey: Survey, changed: Sequence[str]) -> tuple[str, ...]:
        """The gates that an attempt must pass, in running order."""
        ...

    def for_tip(self, survey: Survey) -> tuple[str, ...]:
        """The whole suite, in running order."""
        ...

    def judge(self, name: str, subject: GateSubject, base: GateResult | None) -> GateResult:
        """What the gate says of the subject, compared with what it said of the base."""
        ...


class ToolChecks:
    """The shipped gates, their verdicts kept in `folder` by all that they depend on."""

    def __init__(self, folder: Path) -> None:
        from podium.gates.store import Store

        self._store = Store(folder)

    def gate(self, name: str) -> Gate:
        """The gate of that id. Raises `InputError` for an unknown one."""
        from podium.gates.catalogue import gate

        return gate(name)

    def compares(self, name: str) -> bool:
        """Whether the gate reads the base by itself."""
        from podium.gates.catalogue import gate

        return gate(name).compares

    def for_attempt(self, task: Task, survey: Survey, changed: Sequence[str]) -> tuple[str, ...]:
        """The task's own gates and those that the changed paths ask for."""
        from podium.gates.catalogue import for_attempt

        return for_attempt(task, survey, changed)

    def for_tip(self, survey: Survey) -> tuple[str, ...]:
        """The whole suite."""
        from podium.gates.catalogue import for_tip

        return for_tip(survey)

    def judge(self, name: str, subject: GateSubject, base: GateResult | None) -> GateResult:
        """The verdict, or the one that an equal key gave before."""
        from podium.gates.catalogue import gate, judge

        return judge(gate(name), subject, base=base, store=self._store)


def of_task(task: Task, gate: str) -> dict[str, Any]:
    """The parameters of a gate for a task; of a gate that the task does not name, none."""
    named = [one.parameters for one in task.gates if one.gate == gate]
    return named[0] if named else {}


def of_tip(plan: Plan, gate: str) -> dict[str, Any]:
    """The parameters of a gate for the final tip: what the tasks say of their results, taken together."""
    united: dict[str, Any] = {}
    for task in plan.tasks:
        for name, value in of_task(task, gate).items():
            if name in UNITED:
                united[name] = _united(united.get(name), value)
    return united


def _united(before: Any, value: Any) -> Any:
    if isinstance(value, Mapping):
        return {**cast("dict[str, Any]", before or {}), **cast("dict[str, Any]", value)}
    kept: list[Any] = list(before or [])
    return [*kept, *(item for item in value if item not in kept)]


def verdict(results: Sequence[GateResult]) -> Failure | None:
    """The failure that these results amount to, or None where every gate holds."""
    red = [result for result in results if not result.holds]
    if not red:
        return None
    names = ", ".join(result.gate for result in red)
    first = next((str(finding) for result in red for finding in result.findings), red[0].summary)
    return Failure(
        kind="scope" if all(result.gate == "scope" for result in red) else "gate",
        message=f"{names}: {first}",
        findings=tuple(finding for result in red for finding in result.findings),
    )
