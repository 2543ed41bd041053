from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from podium.plan.analysis import Clause, DetectedType, LayerNeed, Reading, Requirement, Unread
from podium.plan.codec import dump
from podium.plan.decompose import PlanInputs, make_plan
from podium.plan.offer import Check
from podium.plan.orders import write
from podium.plan.plan import LeftOut, Plan
from podium.plan.request import Request, Span
from podium.plan.rules import Rules
from podium.plan.schedule import Limits, ready
from podium.plan.task import Estimate, RunnerChoice, TaskGate, UndoStep, Write
from podium.plan.transitions import start
from podium.plan.validate import ALL, check

GATES = (
    *("types", "lint", "build", "format", "unit", "e2e", "new-tests", "weakened-tests", "planted-faults", "scope"),
    *("prisma-validate", "prisma-format", "prisma-generate", "migration-deploy", "migration-drift"),
    *("migration-way-back", "migration-lint", "openapi", "openapi-diff", "routes", "guard-coverage"),
    *("input-validation", "exposure", "docs-routes", "secrets"),
)
SPAN = Span(start=0, end=3)
Damage = Callable[[Plan], Plan]


def task(name: str, **changes: Any) -> Damage:
    """The plan with that task changed."""
    return lambda plan: replace(
        plan, tasks=tuple(replace(one, **changes) if one.id == name else one for one in plan.tasks)
    )


def whole(**changes: Any) -> Damage:
    return lambda plan: replace(plan, **changes)


def analysis(**changes: Any) -> Damage:
    return lambda plan: replace(plan, analysis=replace(plan.analysis, **changes))


def adds(name: str, one: object) -> Damage:
    """The plan whose analysis has one more of that kind."""
    return lambda plan: replace(plan, analysis=replace(plan.analysis, **{name: (*getattr(plan.analysis, name), one)}))


def header(**changes: Any) -> Damage:
    return lambda plan: replace(plan, header=replace(plan.header, **changes))


def without(*names: str) -> Damage:
    return lambda plan: replace(plan, tasks=tuple(one for one in plan.tasks if one.id not in names))


def first(name: str, **changes: Any) -> Damage:
    """The plan whose first one of that kind is changed."""
    return lambda plan: replace(plan, **{name: (replace(getattr(plan, name)[0], **changes), *getattr(plan, name)[1:])})


BAD_ESTIMATE = Estimate(seconds=(9.0, 1.0), basis="b")
DAMAGES: list[tuple[str, str, Damage]] = [
    ("id", "T1", task("T2", id="T1")),
    ("id", "'X'", task("T2", id="X")),
    ("edge", "waits for T9", task("T2", needs=("T9",))),
    ("edge", "waits for itself", task("T2", after=("T2",))),
    ("cycle", "T1 → T2 → T1", task("T1", needs=("T2",))),
    ("specialist", "did you mean nestjs-api-master", task("T2", specialist="nestjs-api-mastr")),
    ("words", "goal", task("T2", goal="")),
    ("phase", "before T2", task("T3", phase=1)),
    ("gate", "no gate", task("T2", gates=())),
    ("gate", "did you mean types", task("T2", gates=(TaskGate(gate="tipes"),))),
    ("undo", "no way back", task("T2", undo=())),
    ("undo", "do nothing", task("T2", undo=(UndoStep(kind="nothing", text="n"),))),
    ("undo", "does not take back", task("T1", undo=(UndoStep(kind="revert", text="r"),))),
    ("estimate", "no estimate", task("T2", estimate=None)),
    ("estimate", "above its P90", task("T2", estimate=BAD_ESTIMATE)),
    ("runner", "without a name", task("T2", runner=RunnerChoice(kind="recipe"))),
    ("outside", "outside the repository", task("T2", writes=(write("path /etc/passwd"),))),
    ("outside", "lead out", task("T2", writes=(write("path src/../../x"),))),
    ("outside", "holds secrets", task("T2", writes=(write("path .env"),))),
    ("outside", "git and the package manager", task("T2", writes=(write("path .git/hooks/**"),))),
    ("conflict", "T3 and T5 may run", task("T5", writes=(write("path src/reviews/**"),))),
    ("migration-lane", "at the same time", task("T5", needs=(), writes=(write("resource migrations"),))),
    ("migration-lane", "outside the migration lane", task("T2", writes=(write("path prisma/migrations/**"),))),
    ("backend", "no task", whole(tasks=())),
    ("backend", "not one to a backend", analysis(is_backend=False)),
    ("covered", "requirement R9", adds("requirements", Requirement(id="R9", text="x", kind="functional"))),
    ("covered", "words of C2", adds("unread", Unread(clause="C2", text="in Klingon", span=SPAN))),
    ("covered", "reading D9", task("T2", readings=())),
    ("reference", "R77", task("T2", requirements=("R77",))),
    ("layer", "nothing is said", analysis(layers=())),
    ("layer", "no reason", adds("layers", LayerNeed(layer="api", planned=True, reason=""))),
    ("layer", "is left out and T2", adds("layers", LayerNeed(layer="api", planned=False, reason="no"))),
    ("layer", "deployment is planned", adds("layers", LayerNeed(layer="deployment", planned=True, reason="asked"))),
    ("tests", "no test", without("T3")),
    ("tests", "no test is written behind T2", task("T3", needs=("T1",))),
    ("tests", "come before", task("T3", needs=())),
    ("documents", "no documentation", without("T5")),
    ("review", "none comes after T3", task("T4", needs=("T2",))),
    ("review", "none comes after T1", without("T4")),
    ("rollback", "leaves T1 out", whole(rollback=())),
    ("rollback", "T1 is taken back before T2", lambda plan: replace(plan, rollback=tuple(reversed(plan.rollback)))),
    ("plan-estimate", "lacks a basis", whole(estimate=Estimate(seconds=(1.0, 2.0)))),
    ("plan-estimate", "complexity", whole(complexity="tiny")),
    ("plan-estimate", "below zero", whole(estimate=Estimate(seconds=(-2.0, 2.0), basis="b"))),
    ("estimate", "below zero", task("T1", estimate=Estimate(seconds=(1.0, 2.0), tokens=(-1, 2), basis="b"))),
    ("header", "more than 256 tasks", header(workers=10**30)),
    ("criteria", "no success criterion", whole(checks=())),
    ("criteria", "R77", whole(checks=(Check(id="C1", text="t", requirements=("R77",)),))),
    ("criteria", "no gate", whole(checks=(Check(id="C1", text="t", gate="magic"),))),
    ("phases", "T5 stands in phase 4", lambda plan: replace(plan, phases=plan.phases[:3])),
    ("team", "not in the team", whole(team=())),
    ("team", "both in the team", whole(left_out=(LeftOut(specialist="security-guardian", reason="r"),))),
    ("team", "no reason", whole(left_out=(LeftOut(specialist="x", reason=""),))),
    (
        "team",
        "queue-processing-expert is the primary",
        adds("types", DetectedType(type="background_job", confidence=1.0, cues=())),
    ),
    ("critical-path", "does not say", whole(critical_path=())),
    ("critical-path", "no chain", whole(critical_path=("T1", "T3"))),
    ("deploy-order", "no order of deployment", whole(deploy_order=())),
    ("contract", "does not say its response", first("endpoints", response="")),
    ("contract", "does not say its access", first("endpoints", access="")),
    ("contract", "does not say its statuses", first("endpoints", statuses=())),
    ("contract", "the migration of T1", whole(migrations=())),
    ("contract", "the migration of T1", first("migrations", locks=())),
    ("contract", "the migration of T1", first("migrations", compatibility="")),
    ("contract", "the migration of T1", first("migrations", task="T2")),
    ("risk", "says nothing", first("risks", likelihood="perhaps")),
    ("risk", "lacks an answer", first("risks", answer="")),
    ("criteria", "how R2 is verified", lambda plan: replace(plan, checks=plan.checks[1:])),
    ("criteria", "two criteria are called", first("checks", id="C2")),
    (
        "conflict",
        "T3 and T5 may run",
        task(
            "T3",
            writes=(
                write("share src/app.module.ts#imports"),
                write("path src/reviews/dto/**"),
                write("path src/reviews/*.spec.ts"),
            ),
        ),
    ),
    (
        "conflict",
        "as src/reviews/",
        task("T5", writes=(write("path src/reviews/*.{spec,controller}.ts"), write("path README.md"))),
    ),
    ("outside", "outside the repository", task("T5", writes=(write("path ~/notes.md"),))),
    ("outside", "outside the repository", task("T5", writes=(write("path C:\\x.md"),))),
    ("outside", "names nothing", task("T5", writes=(Write(kind="path", target=""),))),
    ("outside", "holds secrets", task("T5", writes=(write("share apps/api/.env.production#KEY"),))),
    ("cycle", "T2 → T3 → T2", task("T2", after=("T3",), needs=("T1",))),
    ("phase", "in phase 7", task("T5", phase=7)),
    ("words", "outputs", task("T4", outputs=())),
    ("words", "title", task("T1", title="")),
    ("estimate", "no estimate", task("T1", estimate=Estimate(seconds=(1.0, 2.0)))),
    ("header", "of version 2", header(version=2)),
    ("header", "0 tasks run at once", header(workers=0)),
    ("header", "lacks title, tree", header(title="", tree="")),
    ("header", "lacks base", header(base="")),
    ("header", "another request", whole(request=Request(text="another"))),
    ("header", "gives no reason", whole(revision=2)),
]


def test_the_plan_for_reviews_breaks_no_rule(plan: Plan, rules: Rules) -> None:
    assert check(plan, rules, gates=sorted(GATES)) == ()


@pytest.mark.parametrize(("rule", "sentence", "damage"), DAMAGES)
def test_a_damaged_plan_is_caught_with_a_sentence_and_a_hint(
    plan: Plan, rules: Rules, rule: str, sentence: str, damage: Damage
) -> None:
    damaged = damage(plan)
    assert damaged != plan
    found = [one for one in check(damaged, rules, gates=sorted(GATES)) if one.id == rule]
    assert any(sentence in one.message for one in found), [one.message for one in found]
    assert all(one.hint for one in found)


def test_a_problem_of_a_task_names_it(plan: Plan, rules: Rules) -> None:
    (found,) = check(task("T2", gates=())(plan), rules, gates=sorted(GATES))
    assert (found.id, found.task, "T2" in found.message) == ("gate", "T2", True)


def fix_rules(plan: Plan, rules: Rules) -> set[str]:
    return {f"{one.id}: {one.message}" for one in check(plan, rules)}


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (without("T1"), "a bug fix without a reproduction"),
        (task("T2", needs=()), "T2 does not wait for the reproduction T1"),
        (task("T1", needs=("T2",)), "the reproduction T1 waits for T2"),
        (task("T1", gates=(TaskGate(gate="types"),)), "a bug fix without a reproduction"),
    ],
)
def test_a_bug_fix_begins_with_its_reproduction(fault: PlanInputs, rules: Rules, damage: Damage, sentence: str) -> None:
    plan = make_plan(fault)
    assert check(plan, rules, gates=sorted(GATES)) == ()
    assert any(sentence in one for one in fix_rules(damage(plan), rules))


def test_an_optimisation_begins_with_a_measurement(fault: PlanInputs, rules: Rules) -> None:
    slow = replace(
        fault.analysis,
        types=(DetectedType(type="performance_issue", confidence=0.9, cues=("slow",)),),
        intent="improve",
    )
    plan = make_plan(replace(fault, analysis=slow))
    assert check(plan, rules, gates=sorted(GATES)) == ()
    assert any("without a measurement" in one for one in fix_rules(without("T1")(plan), rules))
    late = task("T2", needs=())(plan)
    assert any("does not wait for the measurement T1" in one for one in fix_rules(late, rules))


def test_a_clause_that_only_a_recipe_has_is_not_covered_in_words(plan: Plan, rules: Rules) -> None:
    clause = Clause(id="C5", text="and translate them", span=SPAN)
    reading = Reading(id="D10", kind="rule", what="translated", spans=(SPAN,), clause="C5")
    more = adds("readings", reading)(adds("clauses", clause)(plan))
    given = task("T2", clauses=("C1", "C5"))(more)
    assert [one.id for one in check(given, rules, gates=sorted(GATES))] == ["covered"]
    told = task("T2", clauses=("C5",), runner=RunnerChoice(kind="agent"))(more)
    assert check(told, rules, gates=sorted(GATES)) == ()


def test_no_two_damages_are_the_same(plan: Plan) -> None:
    damaged = [dump(damage(plan)) for _, _, damage in DAMAGES]
    assert len(set(damaged)) == len(damaged) >= 80


def test_every_rule_is_broken_by_some_damage() -> None:
    assert {rule for rule, _, _ in DAMAGES} | {"reproduction", "measurement"} == set(ALL)


def graph_of(plan: Plan, count: int) -> Plan:
    """The plan with so many tasks that write apart, each behind two others."""
    needs = {n: tuple(f"T{one}" for one in (n - 10, n - 7) if one > 0) for n in range(1, count + 1)}
    tasks = tuple(
        replace(
            plan.tasks[1],
            id=f"T{n}",
            needs=needs[n],
            writes=(write(f"path src/m{n}/*.ts"), write(f"path src/m{n}/dto/**")),
        )
        for n in needs
    )
    return replace(plan, tasks=tasks)


@pytest.mark.slow
def test_a_thousand_tasks_are_scheduled_and_no_two_of_them_conflict(plan: Plan, rules: Rules) -> None:
    big = graph_of(plan, 1000)
    assert len(ready(big, start(big), Limits(workers=8))) == 7
    assert not {"cycle", "conflict", "edge"} & {one.id for one in check(big, rules)}


def test_a_conflict_among_many_tasks_is_found_whatever_stands_before_the_wild_card(plan: Plan, rules: Rules) -> None:
    big = graph_of(plan, 30)
    clash = task("T30", writes=(write("path src/m{1,29}/x.ts"),))(big)
    found = [one.message for one in check(clash, rules) if one.id == "conflict"]
    assert [one.split(" may")[0] for one in found] == ["T1 and T30", "T29 and T30"]


def test_of_very_many_collisions_the_first_thousand_are_named(plan: Plan, rules: Rules) -> None:
    one = next(task for task in plan.tasks if task.is_writing)
    tasks = tuple(replace(one, id=f"T{number}", needs=(), after=()) for number in range(1, 61))
    found = [problem for problem in check(replace(plan, tasks=tasks), rules) if problem.id == "conflict"]
    assert len(found) == 1_001 and found[-1].message == "more than 1000 pairs of tasks collide"
