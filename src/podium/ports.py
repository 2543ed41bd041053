"""The few doors to the world: what carries a task out, what checks a tree, what may refine an analysis."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Protocol

from podium.errors import ErrorKind
from podium.plan.analysis import Analysis
from podium.plan.events import GateResult, Usage
from podium.plan.evidence import Finding
from podium.plan.offer import Offer
from podium.plan.plan import Plan
from podium.plan.survey import Survey
from podium.plan.task import Task

if TYPE_CHECKING:
    from podium.plan.draft import Draft


@dataclass(frozen=True, kw_only=True)
class Services:
    """Where an attempt finds its servers: its own database, its own Redis prefix. Empty where none is needed."""

    database_url: str = ""
    redis_url: str = ""
    redis_prefix: str = ""


@dataclass(frozen=True, kw_only=True)
class Workspace:
    """Where an attempt works: a clone with the dependencies in place, standing on `tip`.

    `root` is the clone, `project` the folder of the part inside it, `environment` the variables of its own .env,
    `prefix` the command words that isolate what runs there (empty: not isolated), `home` an empty home folder.
    """

    root: Path
    project: Path
    tip: str
    home: Path
    environment: dict[str, str] = field(default_factory=dict[str, str])
    prefix: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Allowance:
    """What one attempt may use at most; 0: no limit. `seconds` is wall time, `turns` are answers of the model."""

    tokens: int = 0
    usd: float = 0.0
    seconds: float = 0.0
    turns: int = 0


@dataclass(frozen=True, kw_only=True)
class Predecessor:
    """What a task that this one stands on has changed, as a unified difference."""

    task: str
    title: str
    difference: str


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Where one attempt asks Podium: `argv` starts an MCP server over stdio that speaks with the socket at `socket`."""

    argv: tuple[str, ...]
    socket: Path


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """All that a runner is given for one attempt at a task.

    `role` is the specialist's Markdown, `model` and `effort` what it asks for (empty: the runner's own choice),
    `resume` the session to go on with: that of an interrupted try at this very attempt in this very workspace, or that
    of the task before on the same component, which had used `before` then. `desk` is there where Podium offers its own
    tools.
    """

    run: str
    task: Task
    attempt: int
    workspace: Workspace
    plan: Plan
    survey: Survey
    findings: tuple[Finding, ...] = ()
    role: str = ""
    model: str = ""
    effort: str = ""
    predecessors: tuple[Predecessor, ...] = ()
    allowance: Allowance = Allowance()
    resume: str = ""
    before: Usage = field(default_factory=Usage)
    desk: Desk | None = None


@dataclass(frozen=True, kw_only=True)
class Opened:
    """The runner has a conversation of this id, which a later process can go on with."""

    session: str
    resumed: bool = False


@dataclass(frozen=True, kw_only=True)
class Said:
    """A line that the runner says on its way; it goes to the log, not to the journal."""

    text: str


@dataclass(frozen=True, kw_only=True)
class Acted:
    """The runner uses a tool; `paths` are the files that it names. What it says of itself, for the log."""

    tool: str
    title: str = ""
    paths: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Retrying:
    """The vendor's service did not answer well, and the runner asks again by itself; `status` 0: not said."""

    status: int = 0
    attempt: int = 0


@dataclass(frozen=True, kw_only=True)
class Metered:
    """What this attempt has used so far, all turns together."""

    usage: Usage


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The runner wants a permission and waits for `Session.answer`.

    `paths` it wants to change or read, `command` it wants to run, `hosts` it wants to reach: as far as they are said.
    """

    id: str
    what: str
    paths: tuple[str, ...] = ()
    command: str = ""
    hosts: tuple[str, ...] = ()
    detail: dict[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, kw_only=True)
class Ended:
    """The last event of every run of a prompt, exactly once."""

    outcome: Literal["done", "cancelled", "refused", "limit", "failed"]
    message: str = ""
    error: ErrorKind = ""
    findings: tuple[Finding, ...] = ()
    usage: Usage = field(default_factory=Usage)


RunnerEvent = Opened | Said | Acted | Retrying | Metered | Asked | Ended


class Session(Protocol):
    """One conversation with what carries a task out."""

    def run(self, prompt: str) -> AsyncIterator[RunnerEvent]:
        """Work until done; the last event is the only `Ended`, after a cancel too."""
        ...

    async def answer(self, request: str, *, granted: bool) -> None:
        """Answer an `Asked`; an answer that nobody waits for is dropped."""
        ...

    async def cancel(self) -> None:
        """Stop within two seconds, children included; `run` ends with an `Ended`."""
        ...

    async def close(self) -> None:
        """Give everything back; may be called twice."""
        ...


class Runner(Protocol):
    """Something that carries specialists out: a recipe, an agent, a person, a script."""

    name: str

    async def open(self, assignment: Assignment) -> Session:
        """A session for one attempt."""
        ...


@dataclass(frozen=True, kw_only=True)
class GateSubject:
    """What a gate looks at: a workspace whose files are those of `tree`, with the base beside it.

    `changed` are the paths that differ from the base; `base` is a checkout of it, read only; `services` are the
    gate's own; `evidence` is a folder for whole outputs; `parameters` come from the task's use of the gate.
    """

    workspace: Workspace
    tree: str
    commit: str
    base: Workspace
    base_commit: str
    changed: tuple[str, ...]
    services: Services
    evidence: Path
    cache: Path
    survey: Survey
    task: Task | None = None
    parameters: dict[str, Any] = field(default_factory=dict[str, Any])


class Gate(Protocol):
    """A check by a real tool."""

    id: str
    title: str
    needs_database: bool
    needs_redis: bool
    cost: Literal["free", "cheap", "dear"]

    def applies(self, survey: Survey) -> str:
        """Empty where the gate can judge this project, else the reason why it is not checked."""
        ...

    def check(self, subject: GateSubject) -> GateResult:
        """Judge the subject by itself; comparison with the base is the caller's."""
        ...


class Recipe(Protocol):
    """A deterministic generator of one specialist."""

    id: str
    specialist: str

    def apply(self, assignment: Assignment) -> tuple[Finding, ...]:
        """Change the workspace's files; findings with severity high fail the attempt."""
        ...


class RecipeFamily(Protocol):
    """Recipes that offer themselves together for a request."""

    id: str

    def offer(self, analysis: Analysis, survey: Survey) -> tuple[Offer, ...]:
        """What these recipes would do, with what they refuse to guess; empty where nothing fits."""
        ...


class Advisor(Protocol):
    """A model that proposes a plan; the validator answers, and the rules have the last word."""

    @property
    def name(self) -> str:
        """Who it is."""
        ...

    def draft(self, plan: Plan, problems: tuple[str, ...]) -> "Draft":
        """A draft of the plan; `problems` are what was wrong with the one before. Raises `DecodeError` for none."""
        ...
