"""What happened in a run: a closed set of frozen events, versioned, one JSON object each."""

from dataclasses import dataclass, field
from typing import Any, Literal, cast

from podium.plan.codec import DecodeError, decode, encode
from podium.plan.evidence import CommandEvidence, Finding

EVENT_VERSION = 1

FailureKind = Literal[
    "transient", "gate", "conflict", "scope", "environment", "budget", "stuck", "refused", "impossible", "needs_agent"
]
GateStatus = Literal["passed", "failed", "not_checked", "base_red", "flaky"]
RunOutcome = Literal["done", "failed", "needs_agent", "cancelled", "budget"]


@dataclass(frozen=True, kw_only=True)
class GateResult:
    """What a gate said of one tree. `findings` are new against the base, `known` were there before.

    `key` names (gate, tree, dependencies, toolchain, environment); `reused` says that an equal key had answered.
    """

    gate: str
    status: GateStatus
    summary: str
    findings: tuple[Finding, ...] = ()
    known: tuple[Finding, ...] = ()
    evidence: tuple[CommandEvidence, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict[str, Any])
    key: str = ""
    tree: str = ""
    seconds: float = 0.0
    reused: bool = False

    @property
    def holds(self) -> bool:
        """Whether nothing new is wrong; what was not checked does not hold anything up but is always reported."""
        return self.status in {"passed", "not_checked", "base_red", "flaky"}


@dataclass(frozen=True, kw_only=True)
class Failure:
    """Why an attempt or an integration did not succeed."""

    kind: FailureKind
    message: str
    findings: tuple[Finding, ...] = ()
    hint: str = ""


@dataclass(frozen=True, kw_only=True)
class Usage:
    """What an attempt used; None is unknown, never zero. `basis`: reported, priced, estimated, none needed, unknown.

    An estimate has all tokens in `tokens_in`. `turns` are answers of the model, whatever the basis of the rest.
    """

    tokens_in: int | None = None
    tokens_out: int | None = None
    usd: float | None = None
    basis: str = "unknown"
    turns: int | None = None


@dataclass(frozen=True, kw_only=True)
class RunStarted:
    """The run exists: base commit, digest of the plan, and what guards the commands of agents and gates."""

    plan: str
    base: str
    tree: str
    isolation: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class BaseChecked:
    """What the gates say of the base; broken there is reported and never blamed on a task."""

    results: tuple[GateResult, ...]


@dataclass(frozen=True, kw_only=True)
class AttemptStarted:
    """A task is tried on commit `tip` of the run branch."""

    tip: str
    runner: str


@dataclass(frozen=True, kw_only=True)
class AttemptEnded:
    """How the try ended: a commit that passed its gates, or a failure."""

    commit: str = ""
    tree: str = ""
    files: tuple[str, ...] = ()
    results: tuple[GateResult, ...] = ()
    failure: Failure | None = None
    summary: str = ""
    findings: tuple[Finding, ...] = ()
    usage: Usage = field(default_factory=Usage)
    seconds: float = 0.0


@dataclass(frozen=True, kw_only=True)
class IntegrationStarted:
    """The attempt's commit is brought onto `tip`."""

    commit: str
    tip: str


@dataclass(frozen=True, kw_only=True)
class IntegrationEnded:
    """The run branch stands at `commit`, or the failure that kept it where it was."""

    commit: str = ""
    tree: str = ""
    results: tuple[GateResult, ...] = ()
    failure: Failure | None = None
    seconds: float = 0.0


@dataclass(frozen=True, kw_only=True)
class TaskSettled:
    """A task has its last status for this revision of the plan, with the reason where it is not completed."""

    status: Literal["completed", "failed", "blocked", "skipped", "cancelled"]
    reason: str = ""
    kind: str = ""


@dataclass(frozen=True, kw_only=True)
class PlanRevised:
    """The plan has a new revision; `plan` is the whole of it as JSON, `reopens` the settled tasks now open again."""

    revision: int
    reason: str
    plan: dict[str, Any]
    reopens: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ApprovalAsked:
    """Something waits for a person."""

    approval: str
    question: str


@dataclass(frozen=True, kw_only=True)
class ApprovalGiven:
    """A person has answered."""

    approval: str
    granted: bool
    by: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class CancelAsked:
    """The user wants the run to stop."""

    by: str


@dataclass(frozen=True, kw_only=True)
class FinalChecked:
    """The whole suite on the final tip, and the rehearsal of the way back."""

    commit: str
    results: tuple[GateResult, ...]


@dataclass(frozen=True, kw_only=True)
class Delivered:
    """The run branch of the user's repository stands at `commit`; `before` is what it was, empty for a new one."""

    branch: str
    commit: str
    before: str = ""


@dataclass(frozen=True, kw_only=True)
class RolledBack:
    """The run branch was taken back to `commit`, by the tasks named, with the proof."""

    tasks: tuple[str, ...]
    commit: str
    results: tuple[GateResult, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RunEnded:
    """The run's computed outcome and the sentence that says why."""

    outcome: RunOutcome
    reason: str


Body = (
    RunStarted
    | BaseChecked
    | AttemptStarted
    | AttemptEnded
    | IntegrationStarted
    | IntegrationEnded
    | TaskSettled
    | PlanRevised
    | ApprovalAsked
    | ApprovalGiven
    | CancelAsked
    | FinalChecked
    | Delivered
    | RolledBack
    | RunEnded
)

TYPES: dict[str, type] = {
    "run.started": RunStarted,
    "base.checked": BaseChecked,
    "attempt.started": AttemptStarted,
    "attempt.ended": AttemptEnded,
    "integration.started": IntegrationStarted,
    "integration.ended": IntegrationEnded,
    "task.settled": TaskSettled,
    "plan.revised": PlanRevised,
    "approval.asked": ApprovalAsked,
    "approval.given": ApprovalGiven,
    "cancel.asked": CancelAsked,
    "final.checked": FinalChecked,
    "run.delivered": Delivered,
    "run.rolled_back": RolledBack,
    "run.ended": RunEnded,
}
"""The name of each body in JSON; a golden file per version holds the shapes."""


@dataclass(frozen=True, kw_only=True)
class Event:
    """One line of the journal. `at` is seconds since 1970 (UTC), stamped when it was recorded."""

    run: str
    seq: int
    at: float
    body: Body
    task: str = ""
    attempt: int = 0


def event_to_json(event: Event) -> dict[str, Any]:
    """`{v, run, seq, at, type, task?, attempt?, data}`."""
    names = {kind: name for name, kind in TYPES.items()}
    value: dict[str, Any] = {"v": EVENT_VERSION, "run": event.run, "seq": event.seq, "at": event.at}
    value["type"] = names[type(event.body)]
    if event.task:
        value["task"] = event.task
    if event.attempt:
        value["attempt"] = event.attempt
    return value | {"data": encode(event.body)}


def event_from_json(value: dict[str, Any]) -> Event:
    """The event of a JSON object. Raises `DecodeError` for another version, an unknown type or unknown keys."""
    shape = decode(_Envelope, value)
    kind = TYPES.get(shape.type)
    if shape.v != EVENT_VERSION or kind is None:
        raise DecodeError((("type", f"event version {shape.v} of type {shape.type!r} is not known here"),))
    body = cast("Body", decode(cast("type[object]", kind), shape.data))
    return Event(run=shape.run, seq=shape.seq, at=shape.at, body=body, task=shape.task, attempt=shape.attempt)


@dataclass(frozen=True, kw_only=True)
class _Envelope:
    v: int
    run: str
    seq: int
    at: float
    type: str
    data: dict[str, Any]
    task: str = ""
    attempt: int = 0
