"""Gates at work: on the base once for each gate, on an attempt's commit, on a merged tree, on the final tip."""

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from podium.execution.checks import of_task, of_tip
from podium.execution.workshop import Workshop
from podium.plan.events import GateResult
from podium.plan.plan import Plan
from podium.plan.task import Task
from podium.ports import GateSubject, Services, Workspace


@dataclass(frozen=True, kw_only=True)
class Case:
    """What is to be judged: a commit against the one that it is compared with, by which gates.

    `workspace` is one that holds exactly the commit's files and may be written; without it one is made. Parameters of
    the gates come from `task`, or from all tasks of `plan`, and from `more` by gate. `thorough`: dear gates are run
    even after one has failed.
    """

    name: str
    commit: str
    base: str
    gates: tuple[str, ...]
    task: Task | None = None
    plan: Plan | None = None
    workspace: Workspace | None = None
    more: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    thorough: bool = False


class Court:
    """Judges cases of one run; what it finds out about the base it finds out once."""

    def __init__(self, shop: Workshop) -> None:
        self._shop = shop
        self._lock = threading.Lock()
        self._known: dict[str, _Once] = {}
        self._heavy = threading.Semaphore(max(1, (os.cpu_count() or 2) // 2))

    def judge(self, case: Case) -> tuple[GateResult, ...]:
        """What each gate says, in order; dear gates are left out once one has failed, unless the case is thorough."""
        shop = self._shop
        gates = [shop.checks.gate(name) for name in case.gates]
        database = any(gate.needs_database for gate in gates)
        redis = any(gate.needs_redis for gate in gates)
        results: list[GateResult] = []
        if not gates:
            return ()
        workspace = case.workspace or shop.yard.prepare(case.name, commit=case.commit, services=Services())
        with shop.gate_services(database=database, redis=redis) as services:
            subject = self._subject(case, workspace, services)
            for gate in gates:
                if gate.cost == "dear" and not case.thorough and any(not result.holds for result in results):
                    continue
                results.append(self._one(case, gate.id, subject, dear=gate.cost == "dear"))
        return tuple(results)

    def on_base(self, gate: str) -> GateResult | None:
        """What the gate says of the run's base, or None where it reads the base by itself. Asked once."""
        if self._shop.checks.compares(gate):
            return None
        return self._once(f"gate {gate}", lambda: self._judge_base(gate))

    def _judge_base(self, gate: str) -> GateResult:
        shop = self._shop
        commit = shop.base
        workspace: Workspace = self._once(
            "base workspace", lambda: shop.yard.prepare("base", commit=commit, services=Services())
        )
        found = shop.checks.gate(gate)
        case = Case(name="base", commit=commit, base=commit, gates=(gate,))
        with shop.gate_services(database=found.needs_database, redis=found.needs_redis) as services:
            subject = self._subject(case, workspace, services, base=workspace)
            return self._run(gate, subject, None, dear=found.cost == "dear")

    def _subject(
        self, case: Case, workspace: Workspace, services: Services, *, base: Workspace | None = None
    ) -> GateSubject:
        shop = self._shop
        beside = base or self._once(
            f"checkout {case.base}", lambda: shop.yard.checkout(f"at-{case.base[:12]}", commit=case.base)
        )
        return GateSubject(
            workspace=workspace,
            tree=shop.clone.tree(case.commit),
            commit=case.commit,
            base=beside,
            base_commit=case.base,
            changed=tuple(change.path for change in shop.clone.changed(case.base, case.commit)),
            services=services,
            evidence=shop.setup.directories.evidence / case.name,
            cache=shop.setup.directories.cache,
            survey=shop.setup.survey,
            task=case.task,
        )

    def _one(self, case: Case, gate: str, subject: GateSubject, *, dear: bool) -> GateResult:
        base = self.on_base(gate)
        own = of_task(case.task, gate) if case.task is not None else of_tip(case.plan, gate) if case.plan else {}
        parameters = {**own, **case.more.get(gate, {})}
        return self._run(gate, replace(subject, parameters=parameters), base, dear=dear)

    def _run(self, gate: str, subject: GateSubject, base: GateResult | None, *, dear: bool) -> GateResult:
        if not dear:
            return self._shop.checks.judge(gate, subject, base)
        with self._heavy:
            return self._shop.checks.judge(gate, subject, base)

    def _once(self, name: str, make: Callable[[], Any]) -> Any:
        with self._lock:
            once = self._known.setdefault(name, _Once())
        return once.get(make)


class _Once:
    """A value that is made by whoever asks first; the others wait. What raised is made again by the next."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._values: list[Any] = []

    def get(self, make: Callable[[], Any]) -> Any:
        """The value."""
        with self._lock:
            if not self._values:
                self._values.append(make())
            return self._values[0]
