"""One unit of work: who does what, on what it stands, what it may write, and how it is proved and undone."""

from dataclasses import dataclass, field
from typing import Any, Literal

from podium.plan.analysis import Layer
from podium.plan.rules import Phase

RunnerKind = Literal["recipe", "agent", "human", "scripted"]


@dataclass(frozen=True, kw_only=True, order=True)
class Write:
    """What a task may change: a path glob, a resource (`model:Review`, `migrations`, `queue:mail`, `env:PORT`),
    or a keyed share of a hot file (`prisma/schema.prisma` with key `Review`)."""

    kind: Literal["path", "resource", "share"]
    target: str
    key: str = ""

    def __str__(self) -> str:
        return f"{self.target}#{self.key}" if self.key else self.target


@dataclass(frozen=True, kw_only=True)
class TaskGate:
    """A gate that the task's result must pass, with what the gate needs to know."""

    gate: str
    parameters: dict[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, kw_only=True)
class UndoStep:
    """How the task is taken back; `loses` says which data goes with it."""

    kind: Literal["revert", "migration_down", "nothing", "manual"]
    text: str
    loses: str = ""


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """P50 and P90 of wall seconds and tokens, USD where tokens have a price, and what the numbers stand on."""

    seconds: tuple[float, float]
    tokens: tuple[int, int] = (0, 0)
    usd: tuple[float, float] | None = None
    basis: str = ""
    confidence: Literal["low", "medium", "high"] = "low"


@dataclass(frozen=True, kw_only=True)
class RunnerChoice:
    """What carries the task out. A task with kind `agent` and no `name` waits for an agent that nobody configured."""

    kind: RunnerKind
    name: str = ""
    reason: str = ""

    @property
    def is_missing(self) -> bool:
        """Whether nothing here can carry the task out."""
        return self.kind == "agent" and not self.name


@dataclass(frozen=True, kw_only=True)
class Task:
    """A unit of work. `writes` empty means a review; `parameters` are what a recipe is filled in with.

    `needs` must be completed first. `after` is order alone: those tasks write the same things, so they must have
    settled, whatever came of them. `readings` are the pieces of the request that the task carries out.
    """

    id: str
    title: str
    specialist: str
    layer: Layer
    phase: Phase
    goal: str
    instructions: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    writes: tuple[Write, ...] = ()
    outputs: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    gates: tuple[TaskGate, ...] = ()
    undo: tuple[UndoStep, ...] = ()
    blocking: bool = True
    runner: RunnerChoice
    parameters: dict[str, Any] = field(default_factory=dict[str, Any])
    estimate: Estimate | None = None
    risk: Literal["low", "medium", "high"] = "low"

    @property
    def is_writing(self) -> bool:
        """Whether the task may change anything."""
        return bool(self.writes)
