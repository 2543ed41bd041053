"""Gates at work: on the base once for each gate, on an attempt's commit, on a merged tree, on the final tip."""

import contextlib
import contextvars
import itertools
import os
import threading
from collections import deque
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import Any, cast

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
    are run even after one has failed, and as many gates at once as there are processors, each in its own workspace.
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

    Two gates never work in one workspace at the same time.
    """

    def __init__(self, shop: Workshop) -> None:
        self._shop = shop
        self._lock = threading.Lock()
        self._known: dict[str, _Once] = {}
        self._idle_bases: list[Workspace] = []
        self._bases = itertools.count(1)
        self._heavy = threading.Semaphore(PROCESSORS)

    def judge(self, case: Case) -> tuple[GateResult, ...]:
        """What each gate says, in order; dear gates are left out once one has failed, unless the case is thorough."""
        found: dict[str, GateResult] = {}
        left = deque(case.gates)
        lanes = range(min(PROCESSORS, len(left)) if case.thorough else 1)
        with ThreadPoolExecutor(len(lanes) or 1) as pool:
            context = contextvars.copy_context
            for work in [pool.submit(context().run, self._lane, case, lane, left, found) for lane in lanes]:
                work.result()
        return tuple(found[gate] for gate in case.gates if gate in found)

    def _lane(self, case: Case, lane: int, left: deque[str], found: dict[str, GateResult]) -> None:
        """Take one gate after the other in a workspace of its own."""
        shop = self._shop
        made = None
        if case.workspace is None:
            made = shop.yard.prepare(f"{case.name}.{lane}", commit=case.commit, services=Services())
        try:
            while left:
                with contextlib.suppress(IndexError):
                    gate = shop.checks.gate(left.popleft())
                    failed = any(not result.holds for result in found.values())
                    if gate.cost != "dear" or case.thorough or not failed:
                        found[gate.id] = self._one(case, gate, made or cast("Workspace", case.workspace))
        finally:
            if made is not None:
                shop.yard.discard(made)

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
