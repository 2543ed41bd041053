"""The gates as execution uses them: which ones, with which parameters, and one verdict for each."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, cast

from podium.plan.events import Failure, GateResult
from podium.plan.survey import Survey
from podium.plan.task import Task
from podium.ports import Gate, GateSubject

UNITED = frozenset({"added", "removed", "routes", "faults", "allow", "breaking", "forbidden", "present", "absent"})
"""Parameters that speak of a task's result and so, all tasks together, of the final tip; others are about one task."""


RELEASE = frozenset({"new-tests", "openapi-diff", "latency"})
"""Gates that compare with what is released, the run's base, whatever an attempt stood on."""

ROUTES = "routes"
"""The gate whose parameters name the routes that a task adds."""


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


def parameters(gate: str, task: Task | None, done: Sequence[Task]) -> dict[str, Any]:
    """What a gate is told about a commit: by the task that it is an attempt at, or (None) by all whose work it holds.

    `done` are the tasks whose work was there before. A gate that compares with the release is told about all of them.
    """
    own = _of_task(task, gate) if task is not None else {}
    if task is not None and gate not in RELEASE:
        return own
    together = (*done, task) if task is not None else tuple(done)
    united: dict[str, Any] = {}
    for one in together:
        for name, value in _of_task(one, gate).items():
            if name in UNITED:
                united[name] = _united(united.get(name), value)
    if gate in RELEASE and "added" in united:
        for one in together:
            united["added"] = _united(united["added"], _of_task(one, ROUTES).get("added", ()))
    return {**own, **united}


def _of_task(task: Task, gate: str) -> dict[str, Any]:
    named = [one.parameters for one in task.gates if one.gate == gate]
    return named[0] if named else {}


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
    outside = all(result.gate == "scope" for result in red)
    return Failure(
        kind="scope" if outside else "gate",
        message=first if outside else f"{names}: {first}",
        findings=tuple(finding for result in red for finding in result.findings),
    )
