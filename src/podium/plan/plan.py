"""The contract with the user: tasks with their order and proofs, team, risks, criteria, rollback and estimate."""

from dataclasses import dataclass

from podium.plan.analysis import Analysis, Assumption
from podium.plan.offer import Check, Endpoint, Refusal, Risk
from podium.plan.request import Request
from podium.plan.rules import Phase
from podium.plan.task import Estimate, Task

PLAN_VERSION = 1


@dataclass(frozen=True, kw_only=True)
class Header:
    """What the plan is a function of: the same values give the same bytes."""

    version: int = PLAN_VERSION
    title: str
    repository: str
    project: str
    base: str
    tree: str
    request: str
    rules: str
    configuration: str
    history: str
    runners: tuple[str, ...]
    size: str
    workers: int = 2


@dataclass(frozen=True, kw_only=True)
class TeamMember:
    """A specialist who is in, with the reason."""

    specialist: str
    role: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """A specialist whom the rules name and who has nothing to do here, with the evidence."""

    specialist: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class PhasePlan:
    """A phase and its tasks in plan order."""

    phase: Phase
    title: str
    tasks: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class RollbackStep:
    """A step back, in the order in which it is taken."""

    task: str
    text: str
    loses: str = ""


@dataclass(frozen=True, kw_only=True)
class PlannedMigration:
    """What is known of a task's migration before it is written; the gates measure the rest."""

    task: str
    locks: tuple[str, ...]
    compatibility: str
    way_back: str
    loses: str = ""


@dataclass(frozen=True, kw_only=True)
class Decision:
    """A choice that planning made and why: parallel or not, one agent or several."""

    question: str
    answer: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A whole plan; `plan/validate.py` says what always holds of one that may be run."""

    header: Header
    request: Request
    analysis: Analysis
    tasks: tuple[Task, ...]
    phases: tuple[PhasePlan, ...]
    team: tuple[TeamMember, ...]
    left_out: tuple[LeftOut, ...] = ()
    pattern: str = ""
    endpoints: tuple[Endpoint, ...] = ()
    migrations: tuple[PlannedMigration, ...] = ()
    deploy_order: tuple[str, ...] = ()
    risks: tuple[Risk, ...] = ()
    checks: tuple[Check, ...] = ()
    rollback: tuple[RollbackStep, ...] = ()
    estimate: Estimate
    complexity: str
    decisions: tuple[Decision, ...] = ()
    critical_path: tuple[str, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    revision: int = 1
    reason: str = ""

    def task(self, name: str) -> Task | None:
        """The task of that id, or None."""
        return next((task for task in self.tasks if task.id == name), None)
