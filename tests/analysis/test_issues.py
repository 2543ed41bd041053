"""What long issue texts demand: forms, logs, code, quoted mails and politeness are told from it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from podium.analysis.blocks import blocks
from podium.plan.analysis import Analysis, Measure, Requirement

ISSUES = (Path(__file__).parent / "issues.txt").read_text().split("%% ")[1:]
Understand = Callable[[str, str], Analysis]
KINDS = {"functional": "do", "non_functional": "be", "constraint": "keep"}


def line(one: Requirement) -> str:
    aspect = f" ({one.aspect})" if one.aspect else ""
    return f"{KINDS[one.kind]}{aspect}: {one.text}{''.join(number(each) for each in one.measures)}"


def number(one: Measure) -> str:
    return f" [{one.what} {one.comparison} {one.number:g} {one.unit}]"


def named(issue: str) -> str:
    return " ".join(issue.split())[:50]


def roles(text: str) -> list[str]:
    return [one.role for one in blocks(text)]


@pytest.mark.parametrize("issue", ISSUES, ids=named)
def test_an_issue_gives_the_requirements_that_somebody_would_write_down(issue: str, understand: Understand) -> None:
    survey, _, rest = issue.partition("\n")
    text, _, expected = rest.rpartition("\n--\n")
    found = understand(text, survey).requirements
    assert "\n".join(line(one) for one in found) == expected.strip()
    for one in found:
        for each in one.measures:
            assert each.span.of(text).lower().endswith(each.unit.split()[-1])


def test_there_are_enough_issues() -> None:
    assert len(ISSUES) >= 30


def test_a_log_a_command_and_a_quotation_are_context() -> None:
    log = "It fails:\n\n2026-01-02T10:00:00Z ERROR boom\n    at run (a.js:1:2)\n\n$ npm test\n\n> works for me"
    assert roles(log) == ["said", "context", "context", "context"]


def test_a_text_that_is_only_a_log_tells_of_a_fault(understand: Understand) -> None:
    (one,) = understand("TypeError: Cannot read properties of null\n    at run (a.js:1:2)", "shop").requirements
    assert (one.kind, one.aspect) == ("functional", "fault")


def test_a_section_of_a_form_ends_where_the_next_heading_begins() -> None:
    text = "## Steps to reproduce\n1. Log in\n\n2. Log out\n\n## Fix\nAdd a check"
    assert roles(text) == ["context", "steps", "steps", "said", "said"]


def test_a_label_without_a_sign_holds_to_the_end_of_its_paragraph() -> None:
    text = "Steps to reproduce:\n1. Log in\n2. Log out\n\nAdd a check"
    assert roles(text) == ["context", "steps", "steps", "said"]


def test_a_hidden_comment_within_a_line_is_cut_out_of_it() -> None:
    assert roles("Add tags <!-- or labels? --> to posts") == ["said", "context", "said"]


def test_open_questions_are_asked(understand: Understand) -> None:
    text = "Add tags to posts\n\n## Open questions\n- Who may delete a tag?"
    assert "Who may delete a tag? (asked in the request)" in [one.text for one in understand(text, "blog").questions]


def test_a_context_reading_says_what_it_is(understand: Understand) -> None:
    analysis = understand("The list is empty.\n\n```\nconst a = 1\n```\n\nThanks a lot!", "shop")
    assert [one.what for one in analysis.readings] == ["a block of code", "a courtesy"]
    assert [one.text for one in analysis.unread] == ["The list is empty"]


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece", ["2026-01-02T10:00:00Z ERROR boom at run (a.js:1:2)\n", "foo(bar);\n", "| a | b |\n", "> hi\n"]
)
def test_what_stands_before_a_long_paste_is_read(piece: str, understand: Understand) -> None:
    analysis = understand("The list of orders is empty.\n\n" + piece * (49_000 // len(piece)), "shop")
    assert analysis.requirements[0].text == "The list of orders is empty"


def test_resources_are_looked_for_in_the_beginning_of_a_long_text(understand: Understand) -> None:
    analysis = understand("Add tags with a name.\n\n" + "> hello\n" * 2000, "blog")
    assert [one.name for one in analysis.resources] == ["Tag"]
    assert analysis.notes == ("resources were looked for in the first 10,000 characters",)
