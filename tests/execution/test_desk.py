"""What an attempt may ask: its gates, bounded in number and time; the survey, the plan, the recipes."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from podium.errors import MachineError
from podium.execution import desk, tools
from podium.execution.lookup import search
from podium.execution.setup import RunSetup
from podium.execution.tools import Mistaken
from podium.plan.events import GateResult
from podium.plan.evidence import Finding, Place
from podium.plan.survey import Controller, Convention, Route, Survey
from podium.plan.task import Task
from podium.process import Scope

PLACE = Place(file="src/orders.ts", line=3)
SURVEY = Survey(
    repository="",
    revision="",
    tree="",
    routes=(Route(method="GET", path="/orders/:id", handler="one", controller="C", place=PLACE, guards=("G",)),),
    controllers=(Controller(name="OrdersController", place=PLACE),),
    conventions=(Convention(name="quotes", value="single", place=PLACE),),
)
FINDING = Finding(gate="types", rule="TS1", message="no", file="a")
RED = GateResult(gate="types", status="failed", summary="", findings=(FINDING,))
NOTHING: list[str] = []


def ask(judge: desk.Judge, *calls: Sequence[str], wait: float = 9.0) -> list[str]:
    """What `run_gates` answers to one call after the other."""

    async def go() -> list[str]:
        gates = desk.Gates(judge, known=("types", "unit"), scope=Scope(), wait=wait)
        tool, said = gates.tool(), list[str]()
        for names in calls:
            try:
                said.append(await asyncio.to_thread(tool.call, {"gates": list(names)} if names else {}))
            except Mistaken as error:
                said.append(str(error))
        await gates.close()
        return said

    return asyncio.run(go())


def test_the_gates_say_what_is_red_with_their_findings() -> None:
    (said,) = ask(lambda names: [replace(RED, summary=f"of {names}")], ["types"])
    assert said == "types: failed: of ('types',)\n  - a: no (types/TS1)\nred: types"


def test_a_gate_that_does_not_judge_the_task_and_a_machine_at_fault_are_said() -> None:
    def broken(names: tuple[str, ...]) -> Sequence[GateResult]:
        raise MachineError(f"no room for {len(names)}")

    unknown, fault = ask(broken, ["deploy"], [])
    assert unknown == "deploy do not judge this task; types, unit do" and "no room for 0" in fault


def test_the_gates_are_run_so_often_and_no_more() -> None:
    said = ask(lambda _: [], *([NOTHING] * (desk.GATE_RUNS + 1)))
    assert all(one.startswith("nothing is red") for one in said[:-1]) and "which is all it may ask" in said[-1]


def test_a_long_run_of_gates_is_waited_for_by_asking_again() -> None:
    runs: list[float] = []

    def slow(names: tuple[str, ...]) -> Sequence[GateResult]:
        assert not names
        runs.append(time.monotonic())
        time.sleep(0.05)
        return []

    said = ask(slow, *([NOTHING] * 12), wait=0.02)
    first = said.index(next(one for one in said if one.startswith("nothing is red")))
    assert first > 0 and set(said[:first]) == {"still running: call run_gates again for the answer"} and runs


@pytest.mark.parametrize(
    ("query", "kind", "first"),
    [
        ("orders id", "", "route: GET /orders/:id -> one, guarded by G (src/orders.ts:3)"),
        ("orders", "controller", "controller: OrdersController (src/orders.ts:3)"),
        ("", "convention", "convention: quotes: single (src/orders.ts:3)"),
    ],
)
def test_the_survey_is_searched_by_words_and_kind(query: str, kind: str, first: str) -> None:
    assert str(search(SURVEY, query, kind=kind)[0]) == first and search(SURVEY, "zebra") == ()


def test_recipes_are_listed_and_described_and_unknown_ones_named() -> None:
    found = {one.name: one for one in tools.survey_tools(SURVEY)}
    assert "prisma-model (" in found["list_recipes"].call({})
    assert "writes:" in found["describe_recipe"].call({"recipe": "prisma-model"})
    with pytest.raises(Mistaken, match="there are prisma-model"):
        found["describe_recipe"].call({"recipe": "magic"})


def test_the_plan_is_read_as_a_whole_and_by_task(setup: Callable[..., RunSetup], task: Callable[..., Task]) -> None:
    plan = setup(task("T1"), task("T2", needs=("T1",))).plan
    tool = tools.plan_tool(lambda: plan)
    assert "T2 nestjs-api-master: Task T2, after T1; writes T2.txt" in tool.call({})
    assert '"title":"Task T1"' in tool.call({"task": "T1"})
