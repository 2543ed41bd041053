"""What an attempt may use and how long it waits is computed from the state alone."""

from collections.abc import Callable

import pytest

from podium.execution.budget import Purse, Spent, allowance, pause, refusal
from podium.execution.setup import Budget, RunSetup
from podium.plan import transitions
from podium.plan.events import (
    AttemptEnded,
    AttemptStarted,
    BaseChecked,
    Body,
    Event,
    Failure,
    FailureKind,
    RunStarted,
    Usage,
)
from podium.plan.state import State
from podium.plan.task import Estimate, RunnerChoice, Task


def test_an_attempt_may_use_what_is_left_and_never_nothing() -> None:
    budget = Budget(tokens=100, usd=2.0, turns=7)
    left = allowance(budget, Spent(tokens=60, usd=0.5, turns=3))
    assert (left.tokens, left.usd, left.turns) == (40, 1.5, 4)
    over = allowance(budget, Spent(tokens=160, usd=3.0, turns=9))
    assert over.tokens == over.turns == 1 and 0 < over.usd < 0.01
    assert allowance(Budget(), Spent(tokens=60)).tokens == 0


@pytest.mark.parametrize(
    ("kind", "failures", "seconds"),
    [
        ("agent", ["transient"], 2.0),
        ("agent", ["transient"] * 3, 8.0),
        ("agent", ["gate"], 0.0),
        ("scripted", ["transient"], 0.0),
    ],
)
def test_an_agent_whose_vendor_failed_waits_longer_each_time(
    setup: Callable[..., RunSetup], task: Callable[..., Task], kind: str, failures: list[FailureKind], seconds: float
) -> None:
    one = task("T1", runner=RunnerChoice(kind="agent" if kind == "agent" else "scripted", name=kind))
    bodies: list[Body] = [RunStarted(plan="", base="b", tree="t", isolation=""), BaseChecked(results=())]
    for failure in failures:
        ended = AttemptEnded(failure=Failure(kind=failure, message="no"))
        bodies += [AttemptStarted(tip="b", runner=kind), ended]
    state: State = transitions.start(setup(one).plan)
    for seq, body in enumerate(bodies, 1):
        number = sum(isinstance(before, AttemptStarted) for before in bodies[:seq])
        of = "T1" if isinstance(body, AttemptStarted | AttemptEnded) else ""
        event = Event(run="r", seq=seq, at=0.0, body=body, task=of, attempt=number if of else 0)
        state = transitions.apply(state, event)
    assert pause(state, one) == seconds


def test_all_attempts_together_may_not_use_more_than_the_run_has(
    setup: Callable[..., RunSetup], task: Callable[..., Task]
) -> None:
    one = task("T1", estimate=Estimate(seconds=(1.0, 1.0), tokens=(10, 60)))
    purse = Purse(Budget(tokens=100, usd=1.0), transitions.start(setup(one).plan))
    purse.note("T1-1", Usage(tokens_in=50, tokens_out=10, usd=0.2))
    purse.note("T2-1", Usage(tokens_in=40))
    assert purse.overdrawn() == ""
    purse.note("T2-1", Usage(), task=one)
    assert purse.overdrawn() == "the budget of 100 tokens is used up: 120 used"
    purse.note("T2-1", Usage(tokens_in=70, basis="estimated"), task=one)
    assert purse.overdrawn() == "the budget of 100 tokens is used up: 130 used"
    purse.note("T2-1", Usage(tokens_in=0, tokens_out=20, usd=0.9))
    assert purse.overdrawn() == "the budget of 1.00 USD is used up: 1.10 used"


def test_a_turn_at_least_is_reserved_for_an_agent_and_none_for_a_recipe(task: Callable[..., Task]) -> None:
    agent, recipe = (task("T1", runner=RunnerChoice(kind=kind, name="x")) for kind in ("agent", "recipe"))
    budget, used = Budget(turns=5), Spent(turns=5)
    assert refusal(budget, used, agent) == "the budget of 5 turns is used up: 5 taken"
    assert refusal(budget, used, recipe) == refusal(budget, Spent(turns=4), agent) == ""


def test_turns_of_all_attempts_together_are_the_runs(setup: Callable[..., RunSetup], task: Callable[..., Task]) -> None:
    one = task("T1", runner=RunnerChoice(kind="agent", name="x"))
    purse = Purse(Budget(turns=6), transitions.start(setup(one).plan))
    purse.note("T1-1", Usage(turns=3))
    purse.note("T2-1", Usage(turns=3))
    assert purse.overdrawn() == ""
    purse.note("T2-1", Usage(turns=4))
    assert purse.overdrawn() == "the budget of 6 turns is used up: 7 taken"
