"""A plan opens by showing something only where a request tells of something that can be shown."""

from dataclasses import replace

import pytest

from podium.plan.analysis import Analysis, Criterion, DetectedType, TaskType
from podium.plan.decompose import PlanInputs, make_plan
from podium.plan.given import is_farewell
from podium.plan.ordering import bare, orders
from podium.plan.request import Request
from podium.plan.rules import Rules
from podium.plan.validate import check
from podium.plan.wants import kinds

MADE: tuple[tuple[TaskType, str], ...] = (
    ("bug_fix", "Limit the length of a name to 120 characters"),
    ("bug_fix", "Log every failed login"),
    ("bug_fix", "We need to reject order items with quantity 0, so that stock cannot be negative"),
    ("security_audit", "Add rate limiting to the login endpoint"),
    ("security_audit", "Two-factor authentication for admins"),
    ("performance_issue", "Set a timeout of 10 seconds on the mail transport"),
)
SHOWN: tuple[tuple[TaskType, str], ...] = (
    ("bug_fix", "Return 404 instead of 500 when an order does not exist"),
    ("bug_fix", "Support tells me that cancelled orders get the mail"),
    ("bug_fix", "Log files are empty since Monday"),
    ("bug_fix", "Add up the quantities: today the second line is lost"),
    ("security_audit", "Harden the login endpoint"),
    ("security_audit", "Check who can read other users' orders"),
    ("performance_issue", "Add an index, the list takes 4 seconds"),
)


def read(kind: TaskType, text: str, *cues: str, confidence: float = 0.9) -> Analysis:
    one = DetectedType(type=kind, confidence=confidence, cues=cues)
    return Analysis(request=text, is_backend=True, intent="fix", types=(one,))


@pytest.mark.parametrize(("kind", "text"), MADE)
def test_what_orders_something_made_is_built(inputs: PlanInputs, rules: Rules, kind: TaskType, text: str) -> None:
    assert kinds(read(kind, text)) == ()
    plan = make_plan(replace(inputs, request=Request(text=text), analysis=read(kind, text), offers=()))
    assert plan.pattern == "Single Change Pattern" and not any(task.phase == 1 for task in plan.tasks)
    assert plan.decisions[0].answer.startswith("no: it is built") and check(plan, rules) == ()


@pytest.mark.parametrize(("kind", "text"), SHOWN)
def test_what_tells_of_a_fault_a_cost_or_a_hole_opens_with_it(inputs: PlanInputs, kind: TaskType, text: str) -> None:
    plan = make_plan(replace(inputs, request=Request(text=text), analysis=read(kind, text), offers=()))
    assert plan.tasks[0].phase == 1 and plan.tasks[0].title.split(":")[0] in {"Reproduce", "Audit", "Measure"}
    assert plan.analysis.types == read(kind, text).types


def test_a_type_that_is_guessed_names_nobody_for_an_order() -> None:
    guessed = read("migration", "Increase the cost of the hash to 12", "by weight: to 12", confidence=0.45)
    assert kinds(guessed) == ()
    assert kinds(replace(guessed, request="The rows of today have a cheap hash")) == guessed.types
    assert kinds(read("migration", "Increase the column to 12", "by weight: to 12")) != ()


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("Please add tags", "add tags"),
        ("Could you please limit the list", "limit the list"),
        ("We need to validate them", ""),
        ("Cache is stale", ""),
        ("Support tells me", ""),
        ("Orders vanish", ""),
    ],
)
def test_an_order_begins_with_its_verb(sentence: str, said: str) -> None:
    assert bare(sentence) == said
    assert orders(sentence) is ("validate" in sentence or bool(said))


def test_an_audit_that_is_asked_for_comes_before_the_routes_that_it_names(inputs: PlanInputs) -> None:
    types = (*read("new_api_endpoint", "").types, *read("security_audit", "").types)
    asked = replace(read("bug_fix", "Is it safe that anyone can call GET /users? Check who sees what."), types=types)
    assert [one.type for one in kinds(asked)] == ["security_audit", "new_api_endpoint"]
    plan = make_plan(replace(inputs, request=Request(text=asked.request), analysis=asked))
    assert plan.tasks[0].title.startswith("Audit: ") and all(task.runner.kind != "recipe" for task in plan.tasks)


def test_what_documents_are_about_is_not_built(inputs: PlanInputs, rules: Rules) -> None:
    types = (*read("configuration", "").types, *read("documentation", "").types)
    wrong = replace(read("bug_fix", "README says npm start but the script is called dev"), types=types)
    assert [one.type for one in kinds(wrong)] == ["documentation"]
    guide = replace(wrong, request="Write a guide: signing in, errors. No code changes please", types=types[::-1])
    due = (Criterion(id="security_review", holds=True, rules=("authentication-authorisation",), reasons=("said",)),)
    guided = replace(guide, intent="document", criteria=due)
    plan = make_plan(replace(inputs, request=Request(text=guide.request), analysis=guided, offers=()))
    (task,) = plan.tasks
    assert {str(one) for one in task.writes} == {"README.md", "CHANGELOG.md", "docs/**"} and check(plan, rules) == ()


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("Best regards, Katrin Head of Customer Care", True),
        ("Thanks a lot!\nMaria", True),
        ("Thank you", True),
        ("Best sellers come first in the list of products, then what is new, then all the others", False),
        ("Thanks page: please add the order's number", False),
    ],
)
def test_how_a_letter_ends_is_nobodys_task(text: str, ends: bool) -> None:
    assert is_farewell(text) is ends


def test_a_newer_runtime_is_no_migration_of_data() -> None:
    assert kinds(read("migration", "Upgrade to Node 22 in the Dockerfile")) == ()
    assert kinds(read("migration", "Upgrade prisma to the latest version")) != ()


def test_what_happens_after_a_wrong_password_is_no_fault() -> None:
    assert kinds(read("bug_fix", "Lock an account after five wrong passwords")) == ()
