"""What recipes can do for an analysis, as values: planning takes offers up, it never asks a recipe."""

from dataclasses import dataclass

from podium.plan.analysis import Assumption
from podium.plan.task import Task


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """A route that the plan adds or changes: its request and response as short texts, and its answers by status."""

    method: str
    path: str
    access: str
    request: str = ""
    response: str = ""
    statuses: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """Something that a recipe would have to guess: what is missing and where it was looked for."""

    recipe: str
    reason: str
    hint: str = ""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Something that is asked for and is there: a route (`GET /products/:id`), a column (`Product.price`) or a model
    (`Product`), and where it stands (`file:line`)."""

    name: str
    place: str


@dataclass(frozen=True, kw_only=True)
class Check:
    """A success criterion: executable by a gate, or openly manual (`gate` empty)."""

    id: str
    text: str
    gate: str = ""
    requirements: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Risk:
    """What may go wrong; likelihood and impact are `low`, `medium`, `high` or `certain`. `answer` is what is done
    against it beforehand, `detection` how it is noticed, `contingency` what is done then."""

    text: str
    likelihood: str
    impact: str
    source: str
    answer: str
    detection: str = ""
    contingency: str = ""


@dataclass(frozen=True, kw_only=True)
class Offer:
    """Tasks that recipes would carry out together for one resource, and the readings that they consume.

    Task ids and needs are local to the offer; planning renames them. A refusal blocks the task it names. Where all that
    is asked is `there` already, there are no tasks, and the readings are those that it answers.
    """

    resource: str
    tasks: tuple[Task, ...] = ()
    readings: tuple[str, ...] = ()
    endpoints: tuple[Endpoint, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    risks: tuple[Risk, ...] = ()
    checks: tuple[Check, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    notes: tuple[str, ...] = ()
    there: tuple[Standing, ...] = ()
