from dataclasses import replace
from typing import get_args

import pytest

from podium.plan import events as e
from podium.plan.evidence import Finding
from podium.plan.plan import Plan
from podium.plan.replan import decide, reopened, with_runner
from podium.plan.rules import Rules
from podium.plan.state import AttemptState, State, TaskState
from podium.plan.task import RunnerChoice
from podium.plan.transitions import start
from podium.plan.validate import check

AGENT = RunnerChoice(kind="agent", name="claude")


def failure(kind: e.FailureKind, *findings: Finding) -> e.Failure:
    return e.Failure(kind=kind, message="it broke", findings=findings)


def tried(plan: Plan, name: str, *kinds: e.FailureKind, runner: str = "recipe") -> State:
    """The state after so many failed attempts at the task."""
    attempts = tuple(
        AttemptState(number=n, tip="b", runner=runner, started=0.0, ended=e.AttemptEnded(failure=failure(kind)))
        for n, kind in enumerate(kinds, 1)
    )
    state = start(plan)
    return replace(state, tasks=state.tasks | {name: TaskState(attempts=attempts)})


def given_to_agent(plan: Plan, *names: str) -> Plan:
    return replace(with_runner(plan, names, AGENT, reason="r"), revision=1, reason="")


@pytest.mark.parametrize(
    ("kinds", "action"),
    [
        (("transient",), "retry"),
        (("transient", "transient"), "retry"),
        (("transient", "transient", "transient"), "fail"),
        (("gate",), "retry_with_findings"),
        (("gate", "gate", "gate"), "needs_person"),
        (("conflict",), "retry_on_new_tip"),
        (("conflict", "conflict", "conflict", "conflict"), "needs_person"),
        (("environment",), "retry"),
        (("environment", "environment"), "fail"),
        (("budget",), "fail"),
        (("stuck",), "retry"),
        (("refused",), "needs_person"),
        (("impossible",), "needs_person"),
        (("scope",), "retry_with_findings"),
        (("scope", "scope"), "needs_person"),
        (("needs_agent",), "needs_person"),
        (("transient", "gate"), "retry_with_findings"),
        (("gate", "gate", "transient", "gate"), "needs_person"),
    ],
)
def test_each_class_of_failure_climbs_its_own_ladder(
    plan: Plan, rules: Rules, kinds: tuple[e.FailureKind, ...], action: str
) -> None:
    asked = given_to_agent(plan, "T2")
    state = tried(asked, "T2", *kinds, runner="claude")
    found = decide(asked, state, rules, "T2", failure(kinds[-1]))
    assert (found.action, found.revised) == (action, None)
    assert found.reason.startswith(kinds[-1])


def test_every_class_of_failure_has_a_ladder_that_ends(rules: Rules) -> None:
    assert {one.id for one in rules.failures} == set(e.FailureKind.__args__)
    assert all(one.ladder[-1] in {"needs_person", "fail"} for one in rules.failures)


def test_a_recipe_is_not_asked_to_do_the_same_again(plan: Plan, rules: Rules) -> None:
    state = tried(plan, "T2", "gate")
    assert decide(plan, state, rules, "T2", failure("gate")).action == "needs_person"


def test_another_runner_takes_over_in_a_revised_plan(plan: Plan, rules: Rules) -> None:
    found = decide(plan, tried(plan, "T2", "gate"), rules, "T2", failure("gate"), runners=("claude",))
    assert found.action == "next_runner" and found.revised is not None
    task = found.revised.task("T2")
    assert task is not None and (task.runner.kind, task.runner.name) == ("agent", "claude")
    assert (found.revised.revision, found.revised.reason) == (2, found.reason)
    assert check(found.revised, rules) == ()


def test_deciding_again_after_the_revision_is_to_try(plan: Plan, rules: Rules) -> None:
    found = decide(plan, tried(plan, "T2", "gate"), rules, "T2", failure("gate"), runners=("claude",))
    assert found.revised is not None
    again = decide(found.revised, tried(found.revised, "T2", "gate"), rules, "T2", failure("gate"), runners=("claude",))
    assert (again.action, again.revised) == ("retry", None)


def test_a_runner_that_was_tried_is_not_the_next_one(plan: Plan, rules: Rules) -> None:
    asked = given_to_agent(plan, "T2")
    state = tried(asked, "T2", "refused", runner="claude")
    found = decide(asked, state, rules, "T2", failure("refused"), runners=("claude", "codex"))
    assert found.revised is not None and "codex tries instead of claude" in found.reason


@pytest.mark.parametrize(
    ("name", "kind"), [("scripted", "scripted"), ("human", "human"), ("codex", "agent"), ("claude", "agent")]
)
def test_the_next_runner_is_of_its_own_kind_and_has_an_estimate_of_its_own(
    plan: Plan, rules: Rules, name: str, kind: str
) -> None:
    found = decide(plan, tried(plan, "T2", "gate"), rules, "T2", failure("gate"), runners=(name,))
    assert found.revised is not None
    task, before = found.revised.task("T2"), plan.task("T2")
    assert task is not None and before is not None and (task.runner.kind, task.runner.name) == (kind, name)
    assert task.estimate is not None and task.estimate != before.estimate
    assert found.revised.estimate.seconds[0] > plan.estimate.seconds[0]


@pytest.mark.parametrize("kind", get_args(e.FailureKind))
@pytest.mark.parametrize("name", ["T2", "T4"])
def test_whatever_failed_finished_work_is_kept_and_the_revised_plan_breaks_no_rule(
    plan: Plan, rules: Rules, kind: e.FailureKind, name: str
) -> None:
    state = tried(plan, name, kind)
    done = replace(state, tasks=state.tasks | {"T1": TaskState(status="completed")})
    found = decide(plan, done, rules, name, failure(kind), runners=("claude", "human"))
    again = decide(plan, done, rules, name, failure(kind), runners=("claude", "human"))
    assert found == again and found.reason
    if found.revised is not None:
        assert check(found.revised, rules) == () and found.revised.reason == found.reason
        assert found.revised.task("T1") == plan.task("T1")


FOUND = Finding(
    gate="guard-coverage", rule="open", message="no guard", file="src/reviews/reviews.controller.ts", line=9
)


def test_what_a_review_found_becomes_a_task_that_the_review_waits_for(plan: Plan, rules: Rules) -> None:
    found = decide(plan, tried(plan, "T4", "gate"), rules, "T4", failure("gate", FOUND), runners=("claude",))
    assert found.action == "retry" and found.revised is not None
    mend, review = found.revised.task("T6"), found.revised.task("T4")
    assert mend is not None and review is not None
    assert (mend.specialist, mend.runner.name) == ("nestjs-api-master", "claude")
    assert "reviews.controller.ts:9" in mend.instructions[0]
    assert "T6" in review.needs
    assert check(found.revised, rules) == ()


def test_mending_and_reviewing_ends_after_the_attempts_of_the_class(plan: Plan, rules: Rules) -> None:
    rule = next(one for one in rules.failures if one.id == "gate")
    kinds: list[e.FailureKind] = ["gate"] * rule.attempts
    state = tried(plan, "T4", *kinds)
    assert decide(plan, state, rules, "T4", failure("gate", FOUND)).action == "needs_person"


def test_attempts_of_before_the_task_was_opened_again_do_not_count(plan: Plan, rules: Rules) -> None:
    state = tried(plan, "T1", "environment", "environment")
    fresh = replace(state.tasks["T1"], reopened_at=1)
    opened = replace(state, tasks=state.tasks | {"T1": fresh})
    assert decide(plan, opened, rules, "T1", failure("environment")).action == "retry"


def test_a_task_opens_again_with_all_that_was_blocked_behind_it(plan: Plan) -> None:
    state = start(plan)
    blocked = {name: TaskState(status="blocked") for name in ("T3", "T4")}
    settled = {
        "T1": TaskState(status="completed"),
        "T2": TaskState(status="failed"),
        "T5": TaskState(status="completed"),
    }
    assert reopened(plan, replace(state, tasks=state.tasks | blocked | settled), ("T2",)) == ("T2", "T3", "T4")
