from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from podium.errors import BrokenMachinery
from podium.plan.graph import ancestors, critical_path, cycle, descendants, order, reach, remaining
from podium.plan.plan import Plan
from podium.plan.task import RunnerChoice, Task

BARE = Task(
    id="T1",
    title="t",
    specialist="nestjs-api-master",
    layer="api",
    phase=2,
    goal="g",
    runner=RunnerChoice(kind="recipe", name="r"),
)


def chain(**needs: str) -> list[Task]:
    """Tasks by name with their needs as words; names in capitals keep the plan's order."""
    return [replace(BARE, id=name, needs=tuple(those.split())) for name, those in needs.items()]


@st.composite
def graphs(draw: st.DrawFn) -> list[Task]:
    """Tasks of which each may need and come after earlier ones, in any plan order."""
    names = [f"T{number}" for number in range(1, draw(st.integers(1, 8)) + 1)]
    tasks = [
        replace(
            BARE,
            id=name,
            needs=tuple(draw(st.lists(st.sampled_from(names[:place]), max_size=2, unique=True)) if place else ()),
            after=tuple(draw(st.lists(st.sampled_from(names[:place]), max_size=1)) if place else ()),
        )
        for place, name in enumerate(names)
    ]
    return draw(st.permutations(tasks))


@settings(max_examples=40, deadline=None)
@given(tasks=graphs())
def test_every_task_stands_behind_all_that_it_waits_for(tasks: Sequence[Task]) -> None:
    names = order(tasks)
    assert sorted(names) == sorted(task.id for task in tasks)
    for task in tasks:
        assert all(names.index(one) < names.index(task.id) for one in (*task.needs, *task.after))


@settings(max_examples=40, deadline=None)
@given(tasks=graphs())
def test_reach_ancestors_and_descendants_agree(tasks: Sequence[Task]) -> None:
    far = reach(tasks)
    for task in tasks:
        assert far[task.id] == ancestors(tasks, task.id)
        assert {one.id for one in tasks if task.id in far[one.id]} == descendants(tasks, task.id)


@settings(max_examples=40, deadline=None)
@given(tasks=graphs())
def test_no_chain_is_longer_than_the_critical_path(tasks: Sequence[Task]) -> None:
    seconds = {task.id: float(len(task.needs) + 1) for task in tasks}
    path = critical_path(tasks, seconds)
    assert sum(seconds[name] for name in path) == max(remaining(tasks, seconds).values())
    by_name = {task.id: task for task in tasks}
    assert all(one in (*by_name[two].needs, *by_name[two].after) for one, two in pairwise(path))


def test_ties_are_broken_by_plan_order() -> None:
    assert order(chain(T3="", T1="", T2="T3")) == ("T3", "T1", "T2")


def test_a_cycle_is_given_as_the_list_of_its_tasks() -> None:
    tasks = chain(T1="", T2="T1 T4", T3="T2", T4="T3")
    assert cycle(tasks) == ("T2", "T4", "T3", "T2")
    with pytest.raises(BrokenMachinery, match="T2 → T4 → T3 → T2"):
        order(tasks)


def test_names_that_no_task_has_are_passed_over() -> None:
    assert order(chain(T1="T9")) == ("T1",)
    assert cycle(chain(T1="T9")) == ()


def test_all_that_comes_before_a_task_is_a_set_of_names(plan: Plan) -> None:
    before = reach(plan.tasks)
    assert set(before["T4"]) == ancestors(plan.tasks, "T4") and len(before["T4"]) == len(set(before["T4"]))
    assert "T4" not in before["T4"] and "no task" not in before["T4"] and before["T1"] == frozenset()
