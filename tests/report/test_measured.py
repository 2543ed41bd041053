"""What was measured, in words."""

from podium.plan.events import GateResult
from podium.plan.evidence import Finding
from podium.report.measured import MOST_KNOWN, broken_before


def test_what_was_broken_before_is_listed_and_nothing_else() -> None:
    known = tuple(
        Finding(gate="e2e", rule="failed", message="the test fails", file="a.ts", symbol=f"a.ts > t{number}")
        for number in range(MOST_KNOWN + 2)
    )
    new = Finding(gate="e2e", rule="failed", message="mine")
    found = broken_before([GateResult(gate="e2e", status="failed", summary="", findings=(new,), known=known)])
    assert found.startswith("## Broken on the base already") and "and 2 more" in found
    assert "a.ts > t0: the test fails" in found and "mine" not in found
    assert broken_before([GateResult(gate="e2e", status="failed", summary="", findings=(new,))]) == ""
