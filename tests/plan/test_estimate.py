from dataclasses import replace
from typing import Any

import pytest

from podium.plan.decompose import PlanInputs, make_plan
from podium.plan.estimate import PRIOR, History, Sample, for_task, samples, whole
from podium.plan.events import AttemptEnded, IntegrationEnded, Usage
from podium.plan.plan import Plan
from podium.plan.rules import Rules
from podium.plan.state import AttemptState, TaskState
from podium.plan.task import Estimate, RunnerChoice, Task
from podium.plan.transitions import start

ARCHITECT = "prisma-database-architect"


def measured(count: int, **more: Any) -> tuple[Sample, ...]:
    own: dict[str, Any] = {"layer": "data", "runner": "recipe", "specialist": ARCHITECT, **more}
    return tuple(Sample(seconds=10.0 + number, run=f"r{number // 2}", **own) for number in range(count))


def chain(task: Task, count: int, **changes: Any) -> tuple[Task, ...]:
    return tuple(
        replace(task, id=f"T{n}", needs=(f"T{n - 1}",) if n > 1 else (), **changes) for n in range(1, count + 1)
    )


def test_without_history_an_estimate_is_openly_a_prior(plan: Plan, rules: Rules) -> None:
    one = for_task(plan.tasks[0], rules, History())
    assert (one.basis, one.confidence) == (PRIOR, "low")


@pytest.mark.parametrize(
    ("count", "basis", "confidence"),
    [
        (2, PRIOR, "low"),
        (3, "3 tasks measured in 2 runs", "low"),
        (5, "5 tasks measured in 3 runs", "medium"),
        (20, "20 tasks measured in 10 runs", "high"),
    ],
)
def test_enough_measured_tasks_replace_the_prior(
    plan: Plan, rules: Rules, count: int, basis: str, confidence: str
) -> None:
    one = for_task(plan.tasks[0], rules, History(samples=measured(count)))
    assert one.basis.startswith(basis) and one.confidence == confidence
    if count >= 3:
        assert one.seconds[0] == 10.0 + (count - 1) / 2 and ARCHITECT in one.basis


def test_what_the_specialist_took_goes_before_what_its_layer_took(plan: Plan, rules: Rules) -> None:
    others = measured(9, specialist="database-migration-strategist")
    layer = for_task(plan.tasks[0], rules, History(samples=(*others, *measured(2))))
    own = for_task(plan.tasks[0], rules, History(samples=(*others, *measured(3))))
    assert layer.basis == "11 tasks measured in 5 runs (data, recipe)"
    assert own.basis == f"3 tasks measured in 2 runs ({ARCHITECT}, data, recipe)"


def test_what_one_agent_took_says_nothing_of_another(plan: Plan, rules: Rules) -> None:
    asked = replace(plan.tasks[0], runner=RunnerChoice(kind="agent", name="codex"))
    history = History(samples=measured(9, runner="claude", tokens=5, usd=0.5))
    assert for_task(asked, rules, history).basis == f"{PRIOR}, tokens at a stated 5 USD a million"
    mine = for_task(replace(asked, runner=RunnerChoice(kind="agent", name="claude")), rules, history)
    assert (mine.tokens, mine.usd) == ((5, 5), (0.5, 0.5))


def test_a_prior_of_the_specialist_goes_before_that_of_the_layer(plan: Plan, rules: Rules) -> None:
    tests, review = plan.tasks[2], plan.tasks[3]
    assert tests.layer == review.layer == "quality"
    assert for_task(review, rules, History()).seconds < for_task(tests, rules, History()).seconds


def test_tasks_side_by_side_take_as_long_as_the_longer_one(plan: Plan) -> None:
    single = replace(plan.tasks[0], needs=(), estimate=Estimate(seconds=(100.0, 100.0), basis="b"))
    pair = (single, replace(single, id="T2"))
    assert whole(pair).seconds == (100.0, 100.0)
    assert whole((single, replace(single, id="T2", needs=("T1",)))).seconds == (200.0, 200.0)


@pytest.mark.parametrize(("workers", "seconds"), [(1, 500.0), (2, 300.0), (3, 200.0), (9, 100.0)])
def test_no_more_tasks_run_at_once_than_there_are_workers(plan: Plan, workers: int, seconds: float) -> None:
    single = replace(plan.tasks[0], needs=(), estimate=Estimate(seconds=(100.0, 100.0), basis="b"))
    tasks = tuple(replace(single, id=f"T{number}") for number in range(1, 6))
    assert whole(tasks, workers).seconds == (seconds, seconds)


def test_the_spread_of_a_chain_is_narrower_than_the_sum_of_its_spreads(plan: Plan) -> None:
    one = Estimate(seconds=(60.0, 180.0), tokens=(1000, 9000), usd=(0.1, 0.9), basis="b")
    found = whole(chain(plan.tasks[0], 8, estimate=one))
    assert 8 * 60 < found.seconds[0] < found.seconds[1] < 8 * 180
    assert 8 * 1000 < found.tokens[0] < found.tokens[1] < 8 * 9000
    assert found.usd is not None and 0.8 < found.usd[0] < found.usd[1] < 7.2


def test_the_same_tasks_give_the_same_estimate_and_recipes_cost_nothing(plan: Plan) -> None:
    assert whole(plan.tasks) == whole(plan.tasks)
    assert (whole(plan.tasks).tokens, whole(plan.tasks).usd) == ((0, 0), (0.0, 0.0))


def test_a_cost_that_nobody_knows_is_not_summed(plan: Plan) -> None:
    known = Estimate(seconds=(1.0, 2.0), tokens=(10, 20), usd=(0.1, 0.2), basis="b")
    one, other = chain(plan.tasks[0], 2, estimate=known)
    assert whole((one, other)).usd is not None
    assert whole((one, replace(other, estimate=replace(known, usd=None)))).usd is None


def test_the_bases_say_how_many_tasks_stand_on_each(inputs: PlanInputs) -> None:
    history = History(samples=measured(4))
    made = make_plan(replace(inputs, history=history))
    assert made.estimate.basis == f"1 task: 4 tasks measured in 2 runs ({ARCHITECT}, data, recipe); 4 tasks: {PRIOR}"
    assert made.header.history != make_plan(inputs).header.history


def test_a_run_measures_its_completed_tasks_with_their_retries(plan: Plan) -> None:
    spent = Usage(tokens_in=100, tokens_out=20, usd=0.02, basis="reported")
    tries = tuple(
        AttemptState(
            number=number,
            tip="b",
            runner="recipe",
            started=0.0,
            ended=AttemptEnded(seconds=30.0, usage=spent),
            integrated=IntegrationEnded(seconds=5.0) if number == 2 else None,
        )
        for number in (1, 2)
    )
    state = start(plan)
    done = TaskState(status="completed", attempts=tries)
    failed = TaskState(status="failed", attempts=tries)
    state = replace(state, run="r7", tasks=state.tasks | {"T1": done, "T2": failed})
    (one,) = samples(state)
    assert (one.specialist, one.layer, one.runner, one.run) == (ARCHITECT, "data", "recipe", "r7")
    assert (one.seconds, one.tokens, one.usd) == (65.0, 240, 0.04)


def test_a_thousand_tasks_are_estimated_in_time(plan: Plan) -> None:
    tasks = chain(plan.tasks[0], 1000, estimate=Estimate(seconds=(1.0, 3.0), basis="b"))
    assert 1000 < whole(tasks).seconds[0] < 3000
