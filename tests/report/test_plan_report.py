import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from podium.plan.analysis import Analysis, Unread
from podium.plan.codec import load
from podium.plan.plan import Plan
from podium.plan.request import Request, Span
from podium.plan.survey import Survey
from podium.plan.task import RunnerChoice
from podium.report.drawing import mermaid
from podium.report.json_forms import analysis_json, plan_json
from podium.report.planned import plan_markdown
from podium.report.understood import analysis_markdown

SURVEY = Survey(repository="shop", revision="4f2c" + "0" * 36, tree="t")
HOSTILE = "Add <script>alert(1)</script> | a `tick`\n\n# and a heading\n```js\nx\n```"


def sections(text: str) -> list[str]:
    return re.findall(r"^## (?:\d\. )?(.+)$", text, flags=re.MULTILINE)


def test_the_plan_reads_as_the_golden_one(plan: Plan) -> None:
    """Written anew by `plan_markdown(plan)` when a change is meant."""
    assert plan_markdown(plan) == (Path(__file__).parent / "golden" / "plan.md").read_text()


def test_a_plan_has_the_five_sections_of_the_specification_in_order(plan: Plan) -> None:
    expected = ["Task Analysis", "Execution Plan", "Risk Assessment", "Success Criteria", "Time Estimate"]
    assert sections(plan_markdown(plan)) == expected
    bare = replace(plan, risks=(), checks=(), rollback=(), endpoints=(), left_out=(), decisions=())
    assert sections(plan_markdown(bare)) == expected


@pytest.mark.parametrize(
    "line",
    [
        "Task: Add product reviews",
        "### Phase 1: Foundation",
        "### Phase 2: Implementation",
        "### Phase 3: Quality Assurance",
        "### Phase 4: Documentation & Deployment",
        "- Dependencies: None",
        "- Dependencies: T1",
        "- Output: the two routes of the contract",
        "**Rollback Plan:**",
    ],
)
def test_the_execution_plan_has_the_lines_of_the_template(plan: Plan, line: str) -> None:
    assert line in plan_markdown(plan)


def test_nothing_of_the_plan_is_left_out(plan: Plan) -> None:
    text = plan_markdown(plan)
    said = [one.specialist for one in (*plan.team, *plan.left_out)] + [one.text for one in plan.checks]
    said += [one.text for one in (*plan.risks, *plan.assumptions, *plan.analysis.requirements)]
    said += [one.title for one in plan.tasks] + [one.reason for one in plan.left_out]
    assert [one for one in said if one not in text] == []


def test_a_task_without_a_runner_says_so_with_the_mark_and_the_word(plan: Plan) -> None:
    missing = replace(plan.tasks[0], runner=RunnerChoice(kind="agent", reason="no agent is set up"))
    text = plan_markdown(replace(plan, tasks=(missing, *plan.tasks[1:])))
    assert "Carried out by: ❌ needs an agent (no agent is set up)" in text


def test_text_from_outside_opens_no_tag_no_heading_and_no_cell(plan: Plan) -> None:
    requirement = replace(plan.analysis.requirements[0], text=HOSTILE)
    analysis = replace(plan.analysis, requirements=(requirement,))
    text = plan_markdown(replace(plan, request=Request(text=HOSTILE), analysis=analysis))
    assert "<script>" not in text and "\n# and" not in text and "\n```" not in text
    (row,) = [line for line in text.splitlines() if line.startswith("| R1")]
    assert len(re.findall(r"(?<!\\)\|", row)) == 5


def test_the_json_of_a_plan_is_read_back_as_the_same_plan(plan: Plan) -> None:
    assert load(Plan, plan_json(plan)) == plan


def test_the_drawing_has_every_task_in_its_phase_and_every_edge(plan: Plan) -> None:
    text = mermaid(replace(plan, tasks=(*plan.tasks[:-1], replace(plan.tasks[-1], after=("T3",)))))
    assert text.startswith("flowchart LR\n")
    assert all(f"    {task.id}[" in text for task in plan.tasks)
    assert "  T1 --> T2\n" in text and "  T3 -.-> T5\n" in text
    assert text.count("subgraph") == text.count("\n  end") == 4


def test_a_title_cannot_break_the_drawing(plan: Plan) -> None:
    text = mermaid(replace(plan, tasks=(replace(plan.tasks[0], title='a "b" [c] {d} <e>'), *plan.tasks[1:])))
    (node,) = [line for line in text.splitlines() if line.startswith("    T1[")]
    assert node == "    T1[\"T1<br/>prisma-database-architect<br/>a 'b' 'c' 'd' 'e'\"]"


def test_an_analysis_says_what_was_not_understood(plan: Plan) -> None:
    unread = Unread(clause="C4", text="in Klingon", span=Span(start=0, end=1))
    text = analysis_markdown(replace(plan.analysis, unread=(unread,)), SURVEY)
    assert "**Not understood** · C4 “in Klingon”" in text
    assert sections(text) == ["Task Analysis"]


def test_what_is_no_backend_request_is_said_with_the_reason() -> None:
    text = analysis_markdown(Analysis(request="draw a logo", is_backend=False, reason="a logo is no service"), SURVEY)
    assert "**Not a backend request**: a logo is no service" in text
    assert sections(text) == []


def test_the_json_of_an_analysis_names_the_revision(plan: Plan) -> None:
    value = json.loads(analysis_json(plan.analysis, SURVEY))
    assert (value["revision"], value["analysis"]["requirements"][0]["id"]) == (SURVEY.revision, "R1")
