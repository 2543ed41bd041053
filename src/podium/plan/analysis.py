"""What a request means in this repository: types, requirements, resources read from prose, impact, criteria."""

from dataclasses import dataclass, field
from typing import Literal

from podium.plan.evidence import Evidence
from podium.plan.request import Span

TaskType = Literal[
    "new_api_endpoint",
    "database_change",
    "background_job",
    "performance_issue",
    "security_audit",
    "realtime_feature",
    "deployment_setup",
    "authentication",
    "bug_fix",
    "refactoring",
    "documentation",
    "caching",
    "configuration",
    "migration",
    "testing",
]
Intent = Literal["add", "fix", "improve", "ask", "document"]
Layer = Literal["data", "business_logic", "api", "infrastructure", "quality", "documentation", "deployment"]
FieldType = Literal[
    "string", "text", "integer", "decimal", "boolean", "date", "datetime", "enum", "email", "url", "json"
]
OperationKind = Literal["create", "list", "get", "update", "delete"]
Comparison = Literal["at most", "at least", "exactly"]
Access = Literal["public", "signed_in", "owner", "role"]


@dataclass(frozen=True, kw_only=True)
class DetectedType:
    """A task type with its confidence from 0 to 1 and the words that gave it."""

    type: TaskType
    confidence: float
    cues: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Clause:
    """A part of the request that says one thing."""

    id: str
    text: str
    span: Span


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A piece of the request that was understood as a value: the spans are the words that say it.

    `what` is a sentence for people (`rating: integer from 1 to 5`); recipes claim readings by id.
    """

    id: str
    kind: Literal[
        "resource", "field", "relation", "unique", "operation", "access", "ordering", "pagination", "filter", "rule"
    ]
    what: str
    spans: tuple[Span, ...]
    clause: str


@dataclass(frozen=True, kw_only=True)
class Unread:
    """Content words of a clause that nothing consumed."""

    clause: str
    text: str
    span: Span


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A number that a requirement sets: `latency p95` at most 200 `ms`; thousands are written out, per cent are `%`."""

    what: str
    comparison: Comparison
    number: float
    unit: str
    span: Span


@dataclass(frozen=True, kw_only=True)
class Requirement:
    """Something that the result must do or be; `origin` is a span of the request, or a place that shows the habit."""

    id: str
    text: str
    kind: Literal["functional", "non_functional", "constraint"]
    aspect: str = ""
    span: Span | None = None
    evidence: Evidence | None = None
    clauses: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    measures: tuple[Measure, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ResourceField:
    """A field read from prose; bounds are inclusive, lengths in characters."""

    name: str
    type: FieldType
    optional: bool = False
    minimum: float | None = None
    maximum: float | None = None
    min_length: int | None = None
    max_length: int | None = None
    values: tuple[str, ...] = ()
    unique: bool = False
    default: str = ""
    reading: str = ""
    assumed: bool = False


@dataclass(frozen=True, kw_only=True)
class ResourceRelation:
    """A relation to an existing model. `role`: `owner` is the signed-in user, `parent` comes from the route's path,
    `reference` from the body."""

    name: str
    model: str
    role: Literal["owner", "parent", "reference"]
    optional: bool = False
    reading: str = ""


@dataclass(frozen=True, kw_only=True)
class Filter:
    """A query parameter that narrows a list. `match`: equal value, at least, at most, or contained text."""

    field: str
    match: Literal["equal", "minimum", "maximum", "contains"] = "equal"
    reading: str = ""


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One thing that can be done with the resource. `scope`: all rows, those of the parent, or the caller's own.

    `fields`: what a create or an update may say, empty for everything. `page_size`: how many rows a page holds
    where the request says another number than the code's own, else 0; `size_reading` is the reading of that number.
    `only`: fields and the values that they have in every row that a list or a get shows. `by`: the unique field by
    which a get finds its row, empty for the id.
    """

    kind: OperationKind
    access: Access
    roles: tuple[str, ...] = ()
    scope: Literal["all", "parent", "own"] = "all"
    order_by: tuple[tuple[str, Literal["asc", "desc"]], ...] = ()
    paginated: bool = False
    page_size: int = 0
    size_reading: str = ""
    filters: tuple[Filter, ...] = ()
    fields: tuple[str, ...] = ()
    only: tuple[tuple[str, str], ...] = ()
    by: str = ""
    reading: str = ""
    readings: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Resource:
    """An entity read from prose. `existing` names the Prisma model that it extends, empty for a new one.

    `soft_delete`: a delete keeps the row and marks it, so that nothing else shows it.
    """

    name: str
    plural: str
    existing: str = ""
    fields: tuple[ResourceField, ...] = ()
    relations: tuple[ResourceRelation, ...] = ()
    uniques: tuple[tuple[str, ...], ...] = ()
    operations: tuple[Operation, ...] = ()
    soft_delete: bool = False
    readings: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Affected:
    """A component or file that the request touches, ranked by `score` (higher first)."""

    component: str
    kind: str
    score: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, kw_only=True)
class LayerNeed:
    """Whether a layer has work, and why or why not."""

    layer: Layer
    planned: bool
    reason: str


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """A decision criterion of the rules with its reasons; `rules` are the ids of the lines that hold."""

    id: Literal["several_agents", "security_review", "performance_review"]
    holds: bool
    rules: tuple[str, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Assumption:
    """What was decided because the request is silent."""

    id: str
    text: str
    evidence: Evidence | None = None


@dataclass(frozen=True, kw_only=True)
class Question:
    """What only the user can say; the plan goes on without the answer."""

    id: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Analysis:
    """The request understood; where `is_backend` is false, `reason` says why and the rest is empty."""

    request: str
    is_backend: bool
    reason: str = ""
    intent: Intent = "add"
    types: tuple[DetectedType, ...] = ()
    clauses: tuple[Clause, ...] = ()
    readings: tuple[Reading, ...] = ()
    unread: tuple[Unread, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    resources: tuple[Resource, ...] = ()
    affected: tuple[Affected, ...] = ()
    layers: tuple[LayerNeed, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    packages: tuple[str, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    questions: tuple[Question, ...] = ()
    notes: tuple[str, ...] = field(default_factory=tuple)

    def criterion(self, name: str) -> Criterion | None:
        """The criterion of that id, or None."""
        return next((one for one in self.criteria if one.id == name), None)
