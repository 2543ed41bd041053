from dataclasses import replace

import pytest

from podium.plan.estimate import PRIOR, History, Sample, for_task, whole
from podium.plan.plan import Plan
from podium.plan.rules import Rules
from podium.plan.task import Estimate, RunnerChoice


def test_without_history_an_estimate_is_openly_a_prior(plan: Plan, rules: Rules) -> None:
    one = for_task(plan.tasks[0], rules, History())
    assert (one.basis, one.confidence) == (PRIOR, "low")


@pytest.mark.parametrize(
    ("count", "basis", "confidence"),
    [(4, PRIOR, "low"), (5, "5 measured attempts", "medium"), (20, "20 measured attempts", "high")],
)
def test_enough_measured_attempts_replace_the_prior(
    plan: Plan, rules: Rules, count: int, basis: str, confidence: str
) -> None:
    samples = tuple(Sample(layer="data", runner="recipe", seconds=10.0 + number) for number in range(count))
    one = for_task(plan.tasks[0], rules, History(samples=samples))
    assert (one.basis, one.confidence) == (basis, confidence)
    if count >= 5:
        assert one.seconds[0] == 10.0 + (count - 1) / 2


def test_tasks_side_by_side_take_as_long_as_the_longer_one(plan: Plan) -> None:
    single = replace(plan.tasks[0], needs=(), estimate=Estimate(seconds=(100.0, 100.0), basis="b"))
    pair = (single, replace(single, id="T2"))
    assert whole(pair).seconds == (100.0, 100.0)
    assert whole((single, replace(single, id="T2", needs=("T1",)))).seconds == (200.0, 200.0)


def test_the_spread_of_a_chain_is_narrower_than_the_sum_of_its_spreads(plan: Plan) -> None:
    tasks = tuple(
        replace(
            plan.tasks[0],
            id=f"T{n}",
            needs=(f"T{n - 1}",) if n > 1 else (),
            estimate=Estimate(seconds=(60.0, 180.0), basis="b"),
        )
        for n in range(1, 9)
    )
    low, high = whole(tasks).seconds
    assert 8 * 60 < low < high < 8 * 180


def test_the_same_tasks_give_the_same_estimate_and_recipes_cost_nothing(plan: Plan) -> None:
    assert whole(plan.tasks) == whole(plan.tasks)
    assert (whole(plan.tasks).tokens, whole(plan.tasks).usd) == ((0, 0), (0.0, 0.0))


def test_tokens_without_a_price_have_no_cost(plan: Plan, rules: Rules) -> None:
    asked = replace(plan.tasks[0], runner=RunnerChoice(kind="agent", name="claude"), estimate=None)
    one = whole((replace(asked, estimate=for_task(asked, rules, History())),))
    assert one.tokens[0] > 0
    assert one.usd is None
