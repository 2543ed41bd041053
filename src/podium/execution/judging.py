"""Gates at work: on the base once for each gate, on an attempt's commit, on a merged tree, on the final tip."""

import contextlib
import contextvars
import itertools
import os
import threading
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any

from podium.execution.checks import RELEASE, parameters
from podium.execution.workshop import Workshop
from podium.plan.events import GateResult
from podium.plan.task import Task
from podium.ports import Gate, GateSubject, Services, Workspace

PROCESSORS = max(os.cpu_count() or 1, 1)


@dataclass(frozen=True, kw_only=True)
class Case:
    """What is to be judged: a commit against the one that it is compared with, by which gates.

    `workspace` is one that holds exactly the commit's files and may be written; without it one is made. Parameters of
    the gates come from `task`, or without one from all that are `done`, and from `more` by gate. `thorough`: dear gates
    are run even after one has failed.
    """

    name: str
    commit: str
    base: str
    gates: tuple[str, ...]
    task: Task | None = None
    done: tuple[Task, ...] = ()
    workspace: Workspace | None = None
    more: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    thorough: bool = False


class Court:
    """Judges cases of one run; what it finds out about the base it finds out once.

    As many gates work at once as there are processors, but never two in one workspace.
    """

    def __init__(self, shop: Workshop) -> None:
        self._shop = shop
        self._lock = threading.Lock()
        self._known: dict[str, _Once] = {}
        self._idle_bases: list[Workspace] = []
        self._bases = itertools.count(1)
        self._heavy = threading.Semaphore(PROCESSORS)

    def judge(self, case: Case) -> tuple[GateResult, ...]:
        """What each gate says, in order; dear gates come last, and not at all once one has failed, unless the case is
        thorough."""
        found: dict[str, GateResult] = {}
        cost = {name: self._shop.checks.gate(name).cost for name in case.gates}
        lanes = min(PROCESSORS, max(1, sum(one != "free" for one in cost.values()))) if cost else 0
        with self._workspaces(case, lanes) as workspaces, ThreadPoolExecutor(lanes or 1) as pool:
            for dear in (False, True):
                left = iter([name for name in case.gates if (cost[name] == "dear") is dear])
                if dear and not case.thorough and not all(result.holds for result in found.values()):
                    break
                context = contextvars.copy_context
                lane = [pool.submit(context().run, self._lane, case, left, found, one) for one in workspaces]
                for work in lane:
                    work.result()
        return tuple(found[name] for name in case.gates if name in found)

    @contextlib.contextmanager
    def _workspaces(self, case: Case, count: int) -> Generator[list[Workspace]]:
        """That of the case, if it has one, and as many more as it takes; those that were made are gone afterwards."""
        yard = self._shop.yard
        given = [case.workspace] if case.workspace is not None else []
        names = [f"{case.name}.{number}" for number in range(len(given), count)]
        made = [yard.prepare(name, commit=case.commit, services=Services()) for name in names]
        try:
            yield [*given, *made]
        finally:
            for workspace in made:
                yard.discard(workspace)

    def _lane(self, case: Case, left: Iterator[str], found: dict[str, GateResult], workspace: Workspace) -> None:
        """Take one gate after the other that no other lane has taken."""
        for name in left:
            found[name] = self._one(case, self._shop.checks.gate(name), workspace)

    def _one(self, case: Case, gate: Gate, workspace: Workspace) -> GateResult:
        base = self.on_base(gate.id)
        told = {**parameters(gate.id, case.task, case.done), **case.more.get(gate.id, {})}
        against = replace(case, base=self._shop.base) if gate.id in RELEASE else case
        beside: Workspace = self._once(f"at {against.base}", lambda: self._checkout(against.base))
        return self._run(gate, self._subject(against, workspace, beside, told), base)

    def _checkout(self, commit: str) -> Workspace:
        return self._shop.yard.checkout(f"at-{commit[:12]}", commit=commit)

    def on_base(self, gate: str) -> GateResult | None:
        """What the gate says of the run's base, or None where it reads the base by itself. Asked once."""
        if self._shop.checks.compares(gate):
            return None
        return self._once(f"gate {gate}", lambda: self._judge_base(self._shop.checks.gate(gate)))

    def _judge_base(self, gate: Gate) -> GateResult:
        case = Case(name="base", commit=self._shop.base, base=self._shop.base, gates=(gate.id,))
        with self._base_workspace() as workspace:
            return self._run(gate, self._subject(case, workspace, workspace, {}), None)

    @contextlib.contextmanager
    def _base_workspace(self) -> Generator[Workspace]:
        """A workspace on the base that nobody else uses meanwhile."""
        with self._lock:
            workspace = self._idle_bases.pop() if self._idle_bases else None
            name = f"base.{next(self._bases)}"
        if workspace is None:
            workspace = self._shop.yard.prepare(name, commit=self._shop.base, services=Services())
        yield workspace
        with self._lock:
            self._idle_bases.append(workspace)

    def release(self) -> None:
        """Give the workspaces on the base back; another is made where one is wanted again."""
        with self._lock:
            idle, self._idle_bases = self._idle_bases, []
        for workspace in idle:
            self._shop.yard.discard(workspace)

    def _subject(self, case: Case, workspace: Workspace, base: Workspace, told: dict[str, Any]) -> GateSubject:
        shop = self._shop
        return GateSubject(
            workspace=workspace,
            tree=shop.clone.tree(case.commit),
            commit=case.commit,
            base=base,
            base_commit=case.base,
            changed=tuple(change.path for change in shop.clone.changed(case.base, case.commit)),
            services=Services(),
            evidence=shop.setup.directories.evidence / case.name,
            cache=shop.setup.directories.cache,
            survey=shop.setup.survey,
            task=case.task,
            parameters=told,
        )

    def _run(self, gate: Gate, subject: GateSubject, base: GateResult | None) -> GateResult:
        """Judge, with servers where the gate needs them; no more dear gates at once than there are processors."""
        turn = self._heavy if gate.cost == "dear" else contextlib.nullcontext()
        servers = self._shop.gate_services(database=gate.needs_database, redis=gate.needs_redis)
        with turn, servers as services:
            return self._shop.checks.judge(gate.id, replace(subject, services=services), base)

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
