import json
import re
from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import pytest

from podium.plan import events as e
from podium.plan.evidence import Finding
from podium.plan.plan import Plan
from podium.plan.state import State, TaskState
from podium.plan.transitions import start
from podium.report.drawing import mermaid
from podium.report.facts import Measured, RunFacts, VerifyFacts
from podium.report.json_forms import run_json, verify_json
from podium.report.progress import progress_markdown
from podium.report.ran import run_markdown
from podium.report.verified import verify_markdown

FAILED = e.Failure(kind="gate", message="a test is red")
RED = e.GateResult(
    gate="unit",
    status="failed",
    summary="1 failed",
    findings=(Finding(gate="unit", rule="red", message="it fails", severity="high"),),
)
Play = Callable[..., State]


def headings(text: str) -> list[str]:
    return re.findall(r"^## (.+)$", text, flags=re.MULTILINE)


def test_a_report_begins_with_what_was_not_checked_and_what_needs_a_decision(facts: RunFacts) -> None:
    text = run_markdown(facts)
    assert headings(text)[:3] == ["Not checked", "Needs a decision", "What changed and what shows it"]
    assert headings(text)[3:8] == [
        "1. Task Analysis",
        "2. Execution Plan",
        "3. Risk Assessment",
        "4. Success Criteria",
        "5. Time Estimate",
    ]
    assert "`exposure`: not checked, the project has no OpenAPI set-up" in text


def test_what_a_review_lets_pass_and_could_not_follow_is_said(facts: RunFacts) -> None:
    slow = Finding(gate="look", rule="slow", message="it is slow", file="src/a.ts", line=3, severity="info")
    unread = replace(slow, rule="not-checked", message="not checked: what x asks")
    review = facts.state.tasks["T4"]
    ended = e.AttemptEnded(findings=(slow, unread))
    tasks = facts.state.tasks | {"T4": replace(review, attempts=(replace(review.attempts[-1], ended=ended),))}
    text = run_markdown(replace(facts, state=replace(facts.state, tasks=tasks)))
    assert "- T4 info: src/a.ts:3: it is slow (look/slow)" in text
    assert "- src/a.ts:3 by T4: not checked, what x asks" in text.partition("## Needs a decision")[0]


@pytest.mark.parametrize(
    "words",
    [
        "**done**: 5 tasks completed and the final tip checked",
        "branch `podium/20261122-reviews-ab12`",
        "| R3 one each | `src/reviews/reviews.service.ts` | refuses a second review | failed by assertion | passed |",
        'CREATE TABLE "Review" ();',
        "| `ALTER TABLE …` | SHARE ROW EXCLUSIVE | `User` | the table is new |",
        "The old code on the new schema: the base's tests pass on the new schema",
        "Way back: up, down, up: the schema is equal",
        "added `POST /products/:productId/reviews`",
        "New packages: none",
        "New environment variables: `REVIEW_LIMIT`",
        "`src/reviews/`: @shop",
        "`src/reviews/reviews.controller.ts:18` who may call it",
        "recipe prisma_model",
        "Q1 may a review be edited or deleted?",
        "| `unit` | ✅ passed | 12 passed |",
        "Isolation: bubblewrap",
        "Delivered: `podium/r` at `T5-merged`",
        "| C13 every test that passed on the base passes on the final tip | `unit` | ✅ passed: 12 passed |",
        "| C10 no answer holds a field that the request does not name | `exposure` | ⏳ not checked: the project",
        "| `new-tests` | ✅ passed: 12 passed |",
        "took 2",
    ],
)
def test_a_report_shows_what_was_measured(facts: RunFacts, words: str) -> None:
    assert words in run_markdown(facts)


def test_what_was_not_measured_is_said_and_never_shown_as_nothing_found(done: State) -> None:
    text = run_markdown(RunFacts(state=done))
    optional = [one.name for one in fields(Measured) if one.default is None]
    assert text.count("not checked, it was not measured") == len(optional) == 8
    assert "### Migrations" not in text and "New packages" not in text


def test_no_bar_in_a_cell_ends_it(facts: RunFacts) -> None:
    assert facts.migrations is not None
    lock = replace(facts.migrations[0].statements[0], sql="SELECT 'a' || 'b'", note="a | b")
    text = run_markdown(replace(facts, migrations=(replace(facts.migrations[0], statements=(lock,)),)))
    (row,) = [line for line in text.splitlines() if line.startswith("| `SELECT")]
    assert len(re.findall(r"(?<!\\)\|", row)) == 5


def test_a_run_that_has_not_ended_says_so(plan: Plan, play: Play) -> None:
    text = run_markdown(RunFacts(state=play()))
    assert "**not ended**: 0 of 5 tasks completed" in text
    assert "the final tip: not checked, its whole suite was not run" in text
    assert "the base: not checked, its gates were not run, so nothing is compared with it" in text


def test_what_was_not_completed_and_what_waits_needs_a_decision(play: Play) -> None:
    state = play(
        (e.ApprovalAsked(approval="a1", question="may it be dropped?"), "T1", 0),
        (e.TaskSettled(status="blocked", reason="no agent is set up", kind="needs_agent"), "T2", 0),
    )
    text = run_markdown(RunFacts(state=state, questions=("merge it?",)))
    assert "- a1: may it be dropped? (approval)" in text
    assert "❌ blocked (no agent is set up)" in text
    assert "- merge it?" in text


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("completed", "✅ completed"),
        ("running", "🔄 in progress"),
        ("integrating", "🔄 in progress"),
        ("pending", "⏳ pending"),
        ("waiting", "⏳ pending, waiting for a person"),
        ("blocked", "❌ blocked"),
        ("failed", "❌ failed"),
        ("skipped", "❌ skipped"),
        ("cancelled", "❌ cancelled"),
    ],
)
def test_every_status_has_its_mark_with_the_word(plan: Plan, status: Any, words: str) -> None:
    state = start(plan)
    shown = progress_markdown(plan, replace(state, tasks=state.tasks | {"T1": TaskState(status=status)}))
    assert f"- {words}" in shown.split("Phase 2")[0]
    assert f"{status == 'completed':d} of 1 completed" in shown


def test_an_issue_is_shown_also_where_a_later_attempt_succeeded(plan: Plan, play: Play) -> None:
    begun = e.AttemptStarted(tip="b" * 40, runner="recipe")
    state = play((begun, "T1", 1), (e.AttemptEnded(failure=FAILED), "T1", 1), (begun, "T1", 2))
    text = progress_markdown(plan, state)
    assert "🔧 issue · T1, attempt 1 · gate: a test is red" in text
    assert "🔄 in progress · T1 · prisma-database-architect · Model `Review` and its migration, attempt 2" in text


def test_the_drawing_of_a_run_shows_each_status(plan: Plan, play: Play) -> None:
    text = mermaid(plan, play((e.AttemptStarted(tip="b" * 40, runner="recipe"), "T1", 1)))
    assert "🔄 in progress" in text and "  class T1 active\n" in text and "  class T2 open\n" in text


def test_the_json_of_a_run_has_its_outcome_and_facts(facts: RunFacts) -> None:
    value = json.loads(run_json(facts))
    assert (value["outcome"], value["ended"], value["run"]) == ("done", True, "20261122-reviews-ab12")
    assert value["facts"]["api"]["added"] == ["POST /products/:productId/reviews"]


@pytest.fixture
def judged(plan: Plan) -> VerifyFacts:
    return VerifyFacts(
        repository="shop",
        base="b" * 40,
        tip="a" * 40,
        outcome="failed",
        reason="unit failed",
        results=(RED,),
        base_results=(),
        components=(("reviews", ("src/reviews/reviews.service.ts",)),),
        weakened=("test/shop.e2e-spec.ts: “is healthy” is skipped",),
    )


def test_a_verification_needs_no_plan(judged: VerifyFacts) -> None:
    text = verify_markdown(judged)
    assert headings(text) == [
        "Not checked",
        "Needs a decision",
        "Gates",
        "Scope of the change",
        "Weakened tests",
        "What changed and what shows it",
    ]
    assert "**failed**: unit failed" in text
    assert "| `unit` | ❌ failed | 1 failed | 1 new, 0 known |" in text
    assert "high: it fails (unit/red)" in text
    assert "reviews: `src/reviews/reviews.service.ts`" in text
    assert "“is healthy” is skipped" in text


def test_a_verification_with_a_request_says_what_was_asked(judged: VerifyFacts, plan: Plan) -> None:
    text = verify_markdown(replace(judged, analysis=plan.analysis, weakened=None))
    assert headings(text)[-1] == "Task Analysis"
    assert "weakened tests: not checked, it was not measured" in text
    assert "No request was given" in verify_markdown(judged)


def test_the_json_of_a_verification_is_its_facts(judged: VerifyFacts) -> None:
    value = json.loads(verify_json(judged))
    assert (value["outcome"], value["migrations"]) == ("failed", None)


def test_a_criterion_whose_gate_has_not_run_is_not_checked(play: Play) -> None:
    shown = run_markdown(RunFacts(state=play()))
    assert "| `new-tests` | ⏳ not checked: its gate has not run |" in shown


def test_what_was_predicted_stands_beside_what_was_measured(facts: RunFacts) -> None:
    text = run_markdown(facts)
    table = text[text.index("### Predicted and measured") :].split("\n\n")[1].splitlines()[2:]
    assert [line.split(" | ")[0].strip("| ") for line in table] == ["T1", "T2", "T3", "T4", "T5", "the plan"]
    assert all("| below P50 | unknown | unknown | prior, low confidence |" in line for line in table)


def test_a_task_that_took_longer_than_predicted_is_marked(plan: Plan, play: Play) -> None:
    spent = e.Usage(tokens_in=1000, tokens_out=50, usd=0.5, basis="reported")
    steps = [
        (e.AttemptStarted(tip="b" * 40, runner="recipe"), "T1", 1),
        (e.AttemptEnded(commit="c", seconds=900.0, usage=spent), "T1", 1),
        (e.IntegrationStarted(commit="c", tip="b" * 40), "T1", 1),
        (e.IntegrationEnded(commit="d", seconds=60.0), "T1", 1),
        (e.TaskSettled(status="completed"), "T1", 0),
    ]
    text = run_markdown(RunFacts(state=play(*steps)))
    assert "| T1 | 35 s – 90 s | 16 min | **above P90** | 1,050 (reported) | 0.50 (reported) | prior, low conf" in text
    assert "| the plan |" not in text
