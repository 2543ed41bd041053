"""What execution measured and a report shows: None is "not measured" and is said so, never shown as nothing found."""

from dataclasses import dataclass
from typing import Literal

from podium.plan.analysis import Analysis
from podium.plan.events import GateResult, RunOutcome
from podium.plan.state import State


@dataclass(frozen=True, kw_only=True)
class FoundTest:
    """A test and what it said: `on_base` of the base (or the tree without the feature), `on_tip` of the tip.

    The words are those of the gate: `failed by assertion`, `passed`, `not checked: <why>` …
    """

    id: str
    file: str = ""
    on_base: str = "not checked"
    on_tip: str = "not checked"


@dataclass(frozen=True, kw_only=True)
class Proof:
    """A requirement, the files that carry it out, and the tests that show it."""

    requirement: str
    text: str
    files: tuple[str, ...] = ()
    tests: tuple[FoundTest, ...] = ()
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class StatementLock:
    """A statement of a migration with the lock it takes and the relation it takes it on."""

    sql: str
    lock: str = ""
    relation: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class MigrationFacts:
    """A migration: its SQL, what it locks and destroys, whether the old code runs on it, in which order to deploy, its
    rehearsed way back, and what that loses (None where that is not known)."""

    name: str
    sql: str
    statements: tuple[StatementLock, ...] = ()
    compatibility: str = "not checked"
    order: str = "not checked"
    destroys: tuple[str, ...] = ()
    way_back: str = "not checked"
    loses: tuple[str, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class ApiDifference:
    """The difference between the OpenAPI documents of base and tip, a line per operation."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    breaking: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CommitFacts:
    """A commit of the branch; `by` is the recipe, model or person that made it, `task` empty where no plan was."""

    commit: str
    title: str
    by: str = ""
    task: str = ""
    files: int = 0
    added: int = 0
    removed: int = 0


@dataclass(frozen=True, kw_only=True)
class RiskyHunk:
    """A part of the change that a reviewer should read first, and why."""

    file: str
    line: int
    why: str
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What was measured of a change, whoever made it.

    `owners` are (path or pattern, who); `not_checked` are (what, why); `questions` need a decision beside those that
    plan, analysis and state hold.
    """

    proofs: tuple[Proof, ...] | None = None
    migrations: tuple[MigrationFacts, ...] | None = None
    api: ApiDifference | None = None
    packages: tuple[str, ...] | None = None
    variables: tuple[str, ...] | None = None
    owners: tuple[tuple[str, str], ...] | None = None
    hunks: tuple[RiskyHunk, ...] | None = None
    commits: tuple[CommitFacts, ...] | None = None
    not_checked: tuple[tuple[str, str], ...] = ()
    questions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RunFacts(Measured):
    """A run: its state (which holds the plan), the branch it delivers to, and what was measured of its change."""

    state: State
    branch: str = ""


@dataclass(frozen=True, kw_only=True)
class VerifyFacts(Measured):
    """A branch that somebody made, judged without a plan: gate results of tip and base and what was measured.

    `outcome` is computed by the caller, on the code path of runs. `components` are (component, changed files);
    `weakened` are sentences about tests that were deleted, skipped or loosened.
    """

    repository: str
    base: str
    tip: str
    outcome: RunOutcome | Literal["not_checked"]
    reason: str
    results: tuple[GateResult, ...]
    base_results: tuple[GateResult, ...] | None = None
    analysis: Analysis | None = None
    components: tuple[tuple[str, tuple[str, ...]], ...] | None = None
    weakened: tuple[str, ...] | None = None
