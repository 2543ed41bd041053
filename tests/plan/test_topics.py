"""What is known of a matter reaches those who build and test it, the risks and the criteria."""

from dataclasses import replace
from typing import Any

import pytest

from podium.plan.analysis import Analysis, Clause, DetectedType
from podium.plan.cues import found
from podium.plan.decompose import PlanInputs, make_plan
from podium.plan.request import Request, Span
from podium.plan.rules import Rules, Topic
from podium.plan.task import Task
from podium.plan.topics import asked, topics
from podium.plan.validate import check

SPAN = Span(start=0, end=1)
SPOKEN = (
    ("users can upload an avatar", "new_api_endpoint", "upload"),
    ("receive Stripe webhooks", "new_api_endpoint", "webhook-in"),
    ("told by webhook whenever an order changes", "background_job", "webhook-out"),
    ("two workers publish a post twice", "bug_fix", "at-once"),
    ("users are logged out although they have a refresh token", "bug_fix", ""),
    ("users share a resume by a link that expires", "new_api_endpoint", "share-link"),
    ("let somebody clone a project", "new_api_endpoint", "copy"),
    ("connections are closed gracefully", "realtime_feature", ""),
    ("delete the index on invitations", "database_change", ""),
    ("document the search", "documentation", ""),
    ("GET /uploads answers slowly", "performance_issue", ""),
)


def about(inputs: PlanInputs, text: str, kind: Any) -> PlanInputs:
    """The inputs with other words, of which nothing was understood."""
    clauses = (Clause(id="C1", text=text, span=SPAN),)
    types = (DetectedType(type=kind, confidence=0.9, cues=()),)
    nothing = Analysis(request=text, is_backend=True, types=types, clauses=clauses)
    return replace(inputs, request=Request(text=text), analysis=nothing, offers=())


def told(task: Task, lines: tuple[str, ...]) -> bool:
    return set(lines) <= set(task.instructions)


def the(rules: Rules, name: str) -> Topic:
    return next(one for one in rules.topics if one.id == name)


@pytest.mark.parametrize(("text", "kind", "names"), SPOKEN)
def test_a_topic_holds_by_its_words_and_by_the_type(inputs: PlanInputs, text: str, kind: Any, names: str) -> None:
    assert " ".join(one.id for one in topics(about(inputs, text, kind).analysis, inputs.rules)) == names


def test_one_task_builds_it_one_tests_it_and_the_criteria_and_risks_say_so(inputs: PlanInputs) -> None:
    plan = make_plan(about(inputs, "users can upload an avatar", "new_api_endpoint"))
    upload = the(inputs.rules, "upload")
    assert [one.specialist for one in plan.tasks if told(one, upload.build)] == ["nestjs-api-master"]
    assert {one.text.removesuffix(" (a test of its own)") for one in plan.checks} >= set(upload.prove)
    assert any("(upload)" in one.source for one in plan.risks) and check(plan, inputs.rules) == ()


def test_a_package_that_is_there_is_used_and_for_another_the_manifest_may_be_written(inputs: PlanInputs) -> None:
    asking = about(inputs, "rate limit the login", "security_audit")
    stack = replace(asking.survey.stack, packages={"@nestjs/throttler": "6.0.0"})
    with_it = make_plan(replace(asking, survey=replace(asking.survey, stack=stack)))
    lines = [line for task in with_it.tasks for line in task.instructions if "no second package" in line]
    assert lines == ["There already: @nestjs/throttler (package.json); no second package for it"]
    without = make_plan(asking)
    assert "package.json#dependencies" in {str(one) for task in without.tasks for one in task.writes}


def test_a_recipe_is_told_nothing(inputs: PlanInputs) -> None:
    lines = {line for one in inputs.rules.topics for line in (*one.build, *one.prove)}
    assert not [task.id for task in make_plan(inputs).tasks if set(task.instructions) & lines]


def test_what_the_request_answers_is_not_asked(inputs: PlanInputs) -> None:
    for text, count in (("users can upload an avatar", 1), ("users can upload an avatar of 2 MB", 0)):
        assert len(asked(about(inputs, text, "new_api_endpoint").analysis, inputs.rules)) == count


def test_every_topic_is_found_by_each_of_its_cues(rules: Rules) -> None:
    for topic in rules.topics:
        assert all(found((cue,), cue.replace("*", "")) for cue in topic.cues), topic.id
