"""The spec's tables as values: matrix, patterns, criteria, failures, estimates, and the specialists."""

from dataclasses import dataclass
from typing import Literal

from podium.plan.analysis import Layer, TaskType

Phase = Literal[1, 2, 3, 4]
PHASES: dict[int, str] = {1: "Foundation", 2: "Implementation", 3: "Quality Assurance", 4: "Documentation & Deployment"}


@dataclass(frozen=True, kw_only=True)
class MatrixRow:
    """A task type with its primary and supporting specialists; `ours` where the spec has no such row."""

    type: TaskType
    title: str
    primary: str
    supporting: tuple[str, ...]
    ours: bool = False


@dataclass(frozen=True, kw_only=True)
class PatternStep:
    """A step of a pattern: who, what, in which phase and layer, and whether only where it is needed.

    An empty specialist stands for the spec's "appropriate specialist". `step` names the work order that the task is
    made from; empty means the specialist's own.
    """

    specialist: str
    what: str
    phase: Phase
    layer: Layer
    if_needed: bool = False
    step: str = ""


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """A task pattern and the task types that follow it; `ours` where the spec has no such pattern."""

    id: str
    title: str
    types: tuple[TaskType, ...]
    steps: tuple[PatternStep, ...]
    ours: bool = False


@dataclass(frozen=True, kw_only=True)
class CriterionRule:
    """A line of the decision criteria: `cues` are words of a request, `types` task types, `facts` survey signals.

    Where one of the facts in `unless` is there, the line does not hold; where one of `facts_unless` is, not by facts.
    A request with a cue of a `wide` line is no small change.
    """

    id: str
    criterion: Literal["several_agents", "security_review", "performance_review"]
    text: str
    types: tuple[TaskType, ...] = ()
    cues: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    facts_unless: tuple[str, ...] = ()
    wide: bool = False


@dataclass(frozen=True, kw_only=True)
class FailureRule:
    """What may be done about a class of failure, in order; `attempts` bounds the tries of one task."""

    id: str
    text: str
    ladder: tuple[
        Literal["retry", "retry_on_new_tip", "retry_with_findings", "next_runner", "needs_person", "fail"], ...
    ]
    attempts: int


@dataclass(frozen=True, kw_only=True)
class EstimatePrior:
    """A stated prior for a layer and runner: seconds, tokens and USD at P50 and P90. One with a specialist is for that
    one alone and goes before the layer's."""

    layer: Layer
    runner: str
    seconds: tuple[float, float]
    tokens: tuple[int, int]
    usd: tuple[float, float] | None = None
    specialist: str = ""


@dataclass(frozen=True, kw_only=True)
class WorkOrder:
    """What a task made by rule says. A line with a placeholder (`{files}`) is filled in from the facts of
    `plan/facts.py`, and left out where nothing fills it; an empty specialist is the one whom the words point to.

    `writes` are `path GLOB`, `resource NAME` or `share FILE#KEY`; `gates` are ids with `:name=value,…`. A supporting
    specialist has something to do where one of `cues` stands in the request or one of the facts in `busy` is there, or
    where the row has neither; else the first sentence of `idle` whose facts are there says why it is left out. One that
    is `always_named` is looked at where no row names it, too.
    """

    id: str
    specialist: str
    title: str
    goal: str
    phase: Phase
    layer: Layer
    instructions: tuple[str, ...]
    outputs: tuple[str, ...]
    gates: tuple[str, ...]
    undo: Literal["revert", "migration_down", "nothing", "manual"]
    loses: str = ""
    writes: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()
    busy: tuple[str, ...] = ()
    idle: tuple[str, ...] = ()
    always_named: bool = False


@dataclass(frozen=True, kw_only=True)
class RiskRule:
    """A risk that comes with what a plan does: any of the task types, layers of writing tasks, resources written or
    topics spoken of."""

    id: str
    text: str
    likelihood: str
    impact: str
    answer: str
    detection: str = ""
    contingency: str = ""
    types: tuple[TaskType, ...] = ()
    layers: tuple[Layer, ...] = ()
    writes: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Topic:
    """What is known of a matter that requests are often about, whatever the code says.

    It holds where one of `cues` stands in what is asked, and of `types` one where it names some; without `types` for
    all but reports of faults and documentation. `build` is told to whoever builds (`by`, where that specialist takes
    part), `prove` to whoever tests; `keeps` is what has to be stored; `ask` is asked unless one of `answers` is said;
    of `packages` the project's own is used. The specialists in `also` build, too, whatever the types say; `about` is
    what of the code it concerns beside what the words name: `personal` data, all `models`, `sign_in`, and what every
    request passes in the `application`.
    """

    id: str
    cues: tuple[str, ...]
    build: tuple[str, ...]
    prove: tuple[str, ...]
    types: tuple[TaskType, ...] = ()
    by: str = ""
    keeps: str = ""
    ask: str = ""
    answers: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    about: tuple[Literal["personal", "models", "sign_in", "application"], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Specialist:
    """A role as data, from a Markdown file in the Claude Code subagent format.

    `model` and `effort` are what it asks for: one name, or `AGENT=NAME` for each agent, by commas.
    """

    name: str
    description: str
    prompt: str
    tools: tuple[str, ...]
    model: str = ""
    effort: str = ""
    runner: str = ""
    group: str = ""
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class Rules:
    """Everything that planning decides by; `digest` names these very rules."""

    matrix: tuple[MatrixRow, ...]
    patterns: tuple[Pattern, ...]
    criteria: tuple[CriterionRule, ...]
    failures: tuple[FailureRule, ...]
    estimates: tuple[EstimatePrior, ...]
    specialists: tuple[Specialist, ...]
    digest: str
    steps: tuple[WorkOrder, ...] = ()
    risks: tuple[RiskRule, ...] = ()
    mergers: tuple[str, ...] = ()
    topics: tuple[Topic, ...] = ()

    def row(self, type_: TaskType) -> MatrixRow | None:
        """The row of a task type, or None."""
        return next((row for row in self.matrix if row.type == type_), None)

    def specialist(self, name: str) -> Specialist | None:
        """The specialist of that name, or None."""
        return next((one for one in self.specialists if one.name == name), None)

    def order(self, name: str) -> WorkOrder | None:
        """The work order of that id, or None; a specialist's own has the specialist's name."""
        return next((one for one in self.steps if one.id == name), None)
