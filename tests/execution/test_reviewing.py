"""An agent's review ends with findings as values, or with none said; a review without a verdict is no review."""

import pytest

from podium.execution.reviewing import verdict
from podium.plan.evidence import Finding


def read(said: str) -> list[Finding]:
    found = verdict(said)
    assert found is not None
    return list(found)


def test_findings_are_read_with_severity_and_place() -> None:
    said = "I looked.\n- FINDING high src/orders/orders.service.ts:41 any customer may cancel\nFINDING low: slow\n"
    first, second = read(said)
    assert (first.severity, first.file, first.line) == ("high", "src/orders/orders.service.ts", 41)
    assert first.message == "any customer may cancel" and (second.severity, second.file) == ("low", "")


@pytest.mark.parametrize(
    "line",
    [
        "`FINDING medium src/a.ts:7 it leaks`",
        "**FINDING** medium `src/a.ts:7` it leaks",
        "> FINDING: MEDIUM src/a.ts:7 – it leaks",
        "FINDING medium src/a.ts:7-9 it leaks",
    ],
)
def test_marks_around_a_finding_do_no_harm(line: str) -> None:
    (found,) = read(line)
    assert (found.severity, found.file, found.line, found.message) == ("medium", "src/a.ts", 7, "it leaks")


@pytest.mark.parametrize("said", ["", "all is well", "The finding is that FINDINGS are rare", "no findings so far?"])
def test_a_verdict_is_neither_guessed_nor_taken_from_talk(said: str) -> None:
    assert verdict(said) is None


def test_no_findings_is_a_verdict_and_a_finding_said_twice_is_one() -> None:
    assert verdict("Looked at all.\nNO FINDINGS") == ()
    assert len(read("FINDING high a.ts:1 x\nFINDING high a.ts:1 x")) == 1
