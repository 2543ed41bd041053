"""The golden plan for reviews, and runs of it made by events."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from podium.plan import events as e
from podium.plan.codec import load
from podium.plan.plan import Plan
from podium.plan.state import State
from podium.plan.transitions import apply, ending, start
from podium.report.facts import (
    ApiDifference,
    CommitFacts,
    FoundTest,
    MigrationFacts,
    Proof,
    RiskyHunk,
    RunFacts,
    StatementLock,
)

GREEN = e.GateResult(gate="unit", status="passed", summary="12 passed", seconds=3.21)
DARK = e.GateResult(gate="exposure", status="not_checked", summary="the project has no OpenAPI set-up")
Play = Callable[..., State]


@pytest.fixture(scope="session")
def plan() -> Plan:
    return load(Plan, (Path(__file__).parent.parent / "plan" / "golden" / "reviews.json").read_text())


@pytest.fixture
def play(plan: Plan) -> Play:
    """`play((body, task, attempt), …)`: the state after these events of a run that has started."""

    def played(*steps: tuple[e.Body, str, int], of: Plan = plan) -> State:
        state = start(of)
        begun = e.RunStarted(plan="d", base="b" * 40, tree="t" * 40, isolation="bubblewrap")
        for seq, (body, task, attempt) in enumerate(((begun, "", 0), *steps)):
            event = e.Event(run="20261122-reviews-ab12", seq=seq, at=100.0 + seq, body=body, task=task, attempt=attempt)
            state = apply(state, event)
        return state

    return played


def completed(plan: Plan, *names: str) -> list[tuple[e.Body, str, int]]:
    """The events of tasks that go well, one after another."""
    steps: list[tuple[e.Body, str, int]] = []
    tip = "b" * 40
    for name in names:
        task = plan.task(name)
        commit = f"{name}-commit" if task is not None and task.is_writing else ""
        results = tuple(replace(GREEN, gate=one.gate) for one in task.gates) if task is not None else ()
        steps.append((e.AttemptStarted(tip=tip, runner="recipe"), name, 1))
        steps.append((e.AttemptEnded(commit=commit, results=results), name, 1))
        if commit:
            steps.append((e.IntegrationStarted(commit=commit, tip=tip), name, 1))
            steps.append((e.IntegrationEnded(commit=f"{name}-merged"), name, 1))
            tip = f"{name}-merged"
        steps.append((e.TaskSettled(status="completed"), name, 0))
    return steps


@pytest.fixture
def done(plan: Plan, play: Play) -> State:
    """A run that is done."""
    steps = completed(plan, "T1", "T2", "T3", "T5", "T4")
    checked = e.FinalChecked(commit="T5-merged", results=(GREEN, DARK))
    state = play((e.BaseChecked(results=(GREEN,)), "", 0), *steps, (checked, "", 0))
    return replace(state, ended=ending(state.plan, state), delivered=e.Delivered(branch="podium/r", commit="T5-merged"))


@pytest.fixture
def facts(done: State) -> RunFacts:
    """A run with everything measured."""
    test = FoundTest(
        id="refuses a second review", file="test/reviews.e2e-spec.ts", on_base="failed by assertion", on_tip="passed"
    )
    lock = StatementLock(sql="ALTER TABLE …", lock="SHARE ROW EXCLUSIVE", relation="User", note="the table is new")
    return RunFacts(
        state=done,
        branch="podium/20261122-reviews-ab12",
        proofs=(Proof(requirement="R3", text="one each", files=("src/reviews/reviews.service.ts",), tests=(test,)),),
        migrations=(
            MigrationFacts(
                name="20261122_add_review",
                sql='CREATE TABLE "Review" ();',
                statements=(lock,),
                compatibility="the base's tests pass on the new schema",
                way_back="up, down, up: the schema is equal",
                loses=("the rows of Review",),
            ),
        ),
        api=ApiDifference(added=("POST /products/:productId/reviews",)),
        packages=(),
        variables=("REVIEW_LIMIT",),
        owners=(("src/reviews/", "@shop"),),
        hunks=(
            RiskyHunk(file="src/reviews/reviews.controller.ts", line=18, why="who may call it", text="@UseGuards()"),
        ),
        commits=(
            CommitFacts(commit="c" * 40, title="Add Review", by="recipe prisma_model", task="T1", files=3, added=40),
        ),
    )
