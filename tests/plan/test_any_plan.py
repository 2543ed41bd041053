"""Whatever is understood of whatever repository: the plan breaks no rule, and the same values give the same bytes."""

from dataclasses import replace
from typing import Any, Literal, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from podium.errors import RequestError
from podium.plan.analysis import (
    Affected,
    Analysis,
    Clause,
    Criterion,
    DetectedType,
    LayerNeed,
    Operation,
    Reading,
    Requirement,
    Resource,
    ResourceField,
    ResourceRelation,
    TaskType,
    Unread,
)
from podium.plan.codec import dump, load
from podium.plan.decompose import LAYERS, PlanInputs, make_plan
from podium.plan.evidence import Evidence, Place
from podium.plan.graph import ancestors
from podium.plan.plan import Plan
from podium.plan.request import Request, Span
from podium.plan.survey import Schema, Stack, Survey
from podium.plan.task import Task
from podium.plan.validate import check

TYPES: tuple[TaskType, ...] = get_args(TaskType)
SPAN = Span(start=0, end=3)
CRITERIA: tuple[Literal["several_agents", "security_review", "performance_review"], ...] = (
    "several_agents",
    "security_review",
    "performance_review",
)
WORDS = st.sampled_from(
    [
        "add a cache for the list",
        "Add tags to products",
        "create GET /products",
        "make the worker retry",
        "tests please",
        "rename the column",
        "LOG_LEVEL",
        "x",
        "document `GET /orders`",
        "deploy it with a docker image",
        "tell the customer over a websocket",
        "GET /orders/:id/emails for admins",
        "drop the column of 3 million rows",
        "fix that GET /orders/1 returns 500",
        "split User.name in two",
        "sessions end on every instance",
        "GET /products is slow, p95 below 200 ms",
        "### Steps to reproduce",
        "".join(chr(160 + one) for one in range(60)),
    ]
)
RESOURCES = st.builds(
    Resource,
    name=st.sampled_from(["Tag", "Voucher", "Review"]),
    plural=st.sampled_from(["tags", "vouchers", "product-reviews"]),
    existing=st.sampled_from(["", "", "Product", "Nowhere"]),
    fields=st.lists(
        st.builds(
            ResourceField,
            name=st.sampled_from(["code", "sku", "name"]),
            type=st.sampled_from(["string", "integer", "date", "enum"]),
            optional=st.booleans(),
            unique=st.booleans(),
            default=st.sampled_from(["", "0"]),
        ),
        max_size=2,
    ).map(tuple),
    relations=st.lists(
        st.builds(
            ResourceRelation,
            name=st.just("user"),
            model=st.sampled_from(["User", "Nobody"]),
            role=st.sampled_from(["owner", "parent", "reference"]),
        ),
        max_size=1,
    ).map(tuple),
    operations=st.lists(
        st.builds(
            Operation,
            kind=st.sampled_from(["create", "list", "get", "update", "delete"]),
            access=st.sampled_from(["public", "signed_in", "owner", "role"]),
            scope=st.sampled_from(["all", "parent", "own"]),
            paginated=st.booleans(),
        ),
        max_size=2,
    ).map(tuple),
)


@st.composite
def analyses(draw: st.DrawFn, survey_files: tuple[str, ...]) -> Analysis:
    """Any analysis: types, clauses with readings and unread words, several resources, layers, criteria, files."""
    clauses = [f"C{number}" for number in range(1, draw(st.integers(1, 4)) + 1)]
    texts = {name: draw(WORDS) for name in clauses}
    readings = tuple(
        Reading(
            id=f"D{number}",
            kind=draw(st.sampled_from(["resource", "field", "operation", "rule", "filter"])),
            what="w",
            spans=(),
            clause=name,
        )
        for number, name in enumerate(draw(st.lists(st.sampled_from(clauses), max_size=3)), 1)
    )
    return Analysis(
        request=draw(st.one_of(WORDS, st.just(", ".join(texts.values())))),
        is_backend=True,
        intent=draw(st.sampled_from(["add", "fix", "improve", "ask", "document"])),
        types=tuple(
            DetectedType(type=one, confidence=0.5, cues=())
            for one in draw(st.lists(st.sampled_from(TYPES), max_size=4, unique=True))
        ),
        clauses=tuple(Clause(id=name, text=text, span=SPAN) for name, text in texts.items()),
        readings=readings,
        unread=tuple(
            Unread(clause=name, text=draw(WORDS), span=SPAN)
            for name in draw(st.lists(st.sampled_from(clauses), max_size=2))
        ),
        requirements=draw(requirements(clauses)),
        resources=tuple(draw(st.lists(RESOURCES, max_size=3))),
        affected=tuple(_affected(file) for file in draw(st.lists(st.sampled_from(survey_files), max_size=3))),
        layers=draw(layers()),
        criteria=tuple(
            Criterion(id=one, holds=draw(st.booleans()), rules=("said",), reasons=())
            for one in draw(st.lists(st.sampled_from(CRITERIA), unique=True))
        ),
        packages=draw(st.sampled_from([(), ("nodemailer",)])),
    )


@st.composite
def requirements(draw: st.DrawFn, clauses: list[str]) -> tuple[Requirement, ...]:
    """Some requirements, of a clause or of none, with a reading or without, functional or not."""
    return tuple(
        Requirement(
            id=f"R{number}",
            text=draw(WORDS),
            kind=draw(st.sampled_from(["functional", "non_functional", "constraint"])),
            clauses=(name,) if name else (),
            readings=draw(st.sampled_from([(), ("D1",)])),
        )
        for number, name in enumerate(draw(st.lists(st.sampled_from([*clauses, ""]), max_size=4)), 1)
    )


@st.composite
def layers(draw: st.DrawFn) -> tuple[LayerNeed, ...]:
    """Some of the layers, planned or not."""
    names = draw(st.lists(st.sampled_from(LAYERS), unique=True))
    return tuple(LayerNeed(layer=one, planned=draw(st.booleans()), reason="said") for one in names)


def _affected(file: str) -> Affected:
    seen = Evidence(place=Place(file=file, line=1), reason="named")
    return Affected(component=file.rpartition("/")[2], kind="file", score=0.5, evidence=(seen,))


def surveys(shop: Survey) -> st.SearchStrategy[Survey]:
    """The shop; without tests, without habits, without a schema, of another ORM, as a part of a monorepo, empty."""
    moved = tuple(f"apps/api/{file}" for file in shop.files)
    bare = replace(shop, files=("README.md",), modules=(), routes=(), providers=(), tests=(), imports={}, queues=())
    return st.sampled_from(
        [
            shop,
            replace(shop, tests=(), files=tuple(one for one in shop.files if "spec" not in one)),
            replace(shop, conventions=()),
            replace(shop, schema=Schema()),
            replace(shop, schema=Schema(), stack=Stack(orm="typeorm"), files=(*shop.files, "src/db/migrations/1.ts")),
            replace(shop, project="apps/api", files=moved, conventions=()),
            replace(bare, schema=Schema(), conventions=(), environment=()),
        ]
    )


QUIET = [HealthCheck.too_slow]


@settings(max_examples=20, deadline=None, suppress_health_check=QUIET)
@given(data=st.data())
def test_whatever_is_understood_the_plan_breaks_no_rule(inputs: PlanInputs, data: st.DataObject) -> None:
    made = data.draw(some(inputs))
    plan = make_plan(made)
    assert check(plan, inputs.rules) == ()
    assert all(_is_concrete(task) for task in plan.tasks)
    assert dump(make_plan(made)) == dump(plan) and load(Plan, dump(plan)) == plan


@pytest.mark.slow
@settings(max_examples=400, deadline=None, suppress_health_check=QUIET)
@given(data=st.data())
def test_many_more_plans_break_no_rule(inputs: PlanInputs, data: st.DataObject) -> None:
    assert check(make_plan(data.draw(some(inputs))), inputs.rules) == ()


@st.composite
def some(draw: st.DrawFn, inputs: PlanInputs) -> PlanInputs:
    """Some analysis of some repository, with any number of offers that take some of it up, and some runners."""
    survey = draw(surveys(inputs.survey))
    analysis = draw(analyses(survey.files))
    consumed = tuple(draw(st.lists(st.sampled_from([one.id for one in analysis.readings] or ["D1"]), unique=True)))
    whole = inputs.offers[0].tasks
    kept = draw(st.sampled_from([task.id for task in whole]))
    tasks = tuple(task for task in whole if task.id in {kept, *ancestors(whole, kept)})
    offer = replace(inputs.offers[0], readings=consumed, checks=(), tasks=tasks)
    offers = (offer,) * draw(st.integers(0, 2))
    runners = draw(st.sampled_from([(), ("claude",), ("human",), ("codex", "human")]))
    request = Request(text=analysis.request)
    return replace(inputs, request=request, survey=survey, analysis=analysis, offers=offers, runners=runners)


def _is_concrete(task: Task) -> bool:
    return bool(task.title and task.goal and task.outputs and task.gates and task.undo and task.estimate)


@settings(max_examples=10, deadline=None, suppress_health_check=QUIET)
@given(reason=st.text(max_size=30))
def test_what_is_no_backend_request_is_refused_with_its_reason(inputs: PlanInputs, reason: str) -> None:
    other: Any = replace(inputs.analysis, is_backend=False, reason=reason)
    with pytest.raises(RequestError) as told:
        make_plan(replace(inputs, analysis=other))
    assert reason in str(told.value)
