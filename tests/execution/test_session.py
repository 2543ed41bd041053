"""A session ends once, its silence is noticed, its words are kept, and how it ended has a place on the ladder."""

import asyncio
from collections.abc import Callable, Generator
from dataclasses import replace
from typing import Any, Literal

import pytest

from podium.execution.prompt import prompt
from podium.execution.session import Waiting, failure, hold
from podium.execution.setup import RunSetup
from podium.execution.workshop import Workshop
from podium.plan.evidence import Finding
from podium.plan.task import RunnerChoice, Task
from podium.ports import Assignment, Ended, Workspace
from podium.runners.choice import runner
from podium.runners.scripted_checks import ScriptedChecks

MakeTask = Callable[..., Task]
MakeSetup = Callable[..., RunSetup]


@pytest.fixture
def shop(setup: MakeSetup, task: MakeTask) -> Generator[Workshop]:
    shop = Workshop(setup(task("T1"), silence=0.1), lambda _: None, ScriptedChecks())
    yield shop
    shop.close()


def assignment(shop: Workshop, task: Task) -> Assignment:
    folder = shop.yard.folder
    workspace = Workspace(root=folder, project=folder, tip=shop.base, home=folder)
    setup = shop.setup
    return Assignment(run=setup.run, task=task, attempt=1, workspace=workspace, plan=setup.plan, survey=setup.survey)


def held(shop: Workshop, task: Task) -> Ended | Waiting:
    return asyncio.run(hold(shop, runner(task.runner), assignment(shop, task), "do it"))


def test_a_runner_that_says_nothing_for_too_long_is_stuck(shop: Workshop, task: MakeTask) -> None:
    ended = held(shop, task("T1", script=[[{"sleep": 30}]]))
    assert isinstance(ended, Ended) and (found := failure(ended)) is not None
    assert found.kind == "stuck" and "nothing was heard" in found.message


def test_what_a_runner_says_goes_to_a_log_of_the_attempt(shop: Workshop, task: MakeTask) -> None:
    held(shop, task("T1", script=[[{"say": "hello"}]]))
    assert (shop.setup.directories.logs / "T1-1.log").read_text().startswith("hello\n[Ended(")


def test_a_person_leaves_nothing_open(shop: Workshop, task: MakeTask) -> None:
    waiting = held(shop, task("T1", runner=RunnerChoice(kind="human")))
    assert isinstance(waiting, Waiting) and waiting.id == "T1#1/done"


def test_an_answer_that_was_given_before_a_kill_is_not_asked_for_again(shop: Workshop, task: MakeTask) -> None:
    shop.answers["T1#1/q"] = False
    ended = held(shop, task("T1", script=[[{"ask": "may I?", "id": "q"}]]))
    assert isinstance(ended, Ended) and ended.outcome == "refused"


@pytest.mark.parametrize(
    ("ended", "kind"),
    [
        (Ended(outcome="failed", error="overloaded"), "transient"),
        (Ended(outcome="failed", error="auth"), "refused"),
        (Ended(outcome="limit", error="budget"), "budget"),
        (Ended(outcome="failed", error="protocol"), "stuck"),
        (Ended(outcome="limit"), "stuck"),
        (Ended(outcome="refused"), "refused"),
        (Ended(outcome="failed"), "impossible"),
    ],
)
def test_every_bad_end_has_its_place_on_the_ladder(ended: Ended, kind: Literal["stuck"]) -> None:
    found = failure(ended)
    assert found is not None and found.kind == kind and failure(Ended(outcome="done")) is None


def test_the_prompt_says_the_bounds_and_what_was_wrong(shop: Workshop, task: MakeTask) -> None:
    finding = Finding(gate="types", rule="TS1", message="wrong", file="a.ts", line=3)
    given: Any = replace(assignment(shop, task("T1", instructions=("Do it well.",))), findings=(finding,))
    text = prompt(given)
    for words in ("# Task T1", "- Do it well.", "- T1.txt", "- there", "- a.ts:3: wrong (types/TS1)"):
        assert words in text
