"""A run as it stands: what the events so far add up to, as one frozen value."""

from dataclasses import dataclass, field
from typing import Literal

from podium.plan.events import (
    AttemptEnded,
    Delivered,
    Failure,
    FinalChecked,
    GateResult,
    IntegrationEnded,
    RolledBack,
    RunEnded,
)
from podium.plan.plan import Plan

TaskStatus = Literal[
    "pending", "running", "integrating", "waiting", "completed", "failed", "blocked", "skipped", "cancelled"
]
SETTLED: frozenset[TaskStatus] = frozenset({"completed", "failed", "blocked", "skipped", "cancelled"})
"""The statuses that stay until a revision of the plan opens the task again."""


@dataclass(frozen=True, kw_only=True)
class AttemptState:
    """One try: `onto` is the tip that its commit is brought onto, once that has begun."""

    number: int
    tip: str
    runner: str
    started: float
    ended: AttemptEnded | None = None
    onto: str = ""
    integrated: IntegrationEnded | None = None

    @property
    def results(self) -> tuple[GateResult, ...]:
        """The latest verdict of each gate: of the tree that was to become the tip, else of the attempt's own."""
        ends = (self.ended, self.integrated)
        return tuple({result.gate: result for end in ends if end is not None for result in end.results}.values())

    @property
    def failure(self) -> Failure | None:
        """Why the try or its integration did not succeed; None while it may still."""
        over = self.integrated if self.integrated is not None else self.ended
        return over.failure if over is not None else None


@dataclass(frozen=True, kw_only=True)
class TaskState:
    """Where a task stands. `reason` and `kind` come with its last status; `resumes` is what it goes on as when an
    answer has come; `reopened_at` counts the attempts of before the plan opened it again; `settled_at` is when it got
    its last status, in seconds since 1970."""

    status: TaskStatus = "pending"
    attempts: tuple[AttemptState, ...] = ()
    reason: str = ""
    kind: str = ""
    resumes: TaskStatus = "pending"
    reopened_at: int = 0
    settled_at: float = 0.0

    @property
    def is_settled(self) -> bool:
        """Whether the task has its last status for this revision of the plan."""
        return self.status in SETTLED

    @property
    def last(self) -> AttemptState | None:
        """The latest try, or None."""
        return self.attempts[-1] if self.attempts else None

    @property
    def failure(self) -> Failure | None:
        """Why the latest try since the task was last opened failed, or None."""
        fresh = self.attempts[self.reopened_at :]
        return fresh[-1].failure if fresh else None

    @property
    def holds_its_writes(self) -> bool:
        """Whether work of this task is under way, so that nothing else may touch what it writes."""
        return self.status in {"running", "integrating"} or (self.status == "waiting" and self.resumes == "running")


@dataclass(frozen=True, kw_only=True)
class ApprovalState:
    """A question to a person; `granted` is None until it is answered."""

    id: str
    question: str
    task: str = ""
    granted: bool | None = None
    by: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Revision:
    """A later revision of the plan and why it was made."""

    number: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class State:
    """The run: `plan` is its latest revision, `tip` where the run branch stands, `seq` the last event's number.

    `retired` are ids of tasks that a revision took out; no task gets such an id again.
    """

    plan: Plan
    tasks: dict[str, TaskState]
    run: str = ""
    seq: int = -1
    base: str = ""
    tree: str = ""
    tip: str = ""
    isolation: str = ""
    notes: tuple[str, ...] = ()
    started: float = 0.0
    at: float = 0.0
    base_results: tuple[GateResult, ...] | None = None
    approvals: tuple[ApprovalState, ...] = ()
    cancelled_by: str = ""
    final: FinalChecked | None = None
    delivered: Delivered | None = None
    rolled_back: tuple[RolledBack, ...] = ()
    revisions: tuple[Revision, ...] = field(default_factory=tuple)
    retired: tuple[str, ...] = ()
    ended: RunEnded | None = None

    @property
    def open_approvals(self) -> tuple[ApprovalState, ...]:
        """The questions that wait for a person; one about a task that has settled waits no more."""
        settled = {name for name, task in self.tasks.items() if task.is_settled}
        return tuple(one for one in self.approvals if one.granted is None and one.task not in settled)

    @property
    def is_over(self) -> bool:
        """Whether every task has settled."""
        return all(one.is_settled for one in self.tasks.values())
