"""What was broken on the base is reported and not blamed; what is new, late, lost or vanished is."""

import pytest

from podium.gates.compare import compare
from podium.plan.events import GateResult
from podium.plan.evidence import Finding


def found(rule: str, message: str = "m", *, file: str = "a.ts", line: int = 1, severity: str = "high") -> Finding:
    return Finding(gate="lint", rule=rule, message=message, file=file, line=line, severity=severity)


def result(*findings: Finding, status: str = "", gate: str = "lint", **facts: object) -> GateResult:
    said = status or ("failed" if findings else "passed")
    return GateResult(gate=gate, status=said, summary="s", findings=findings, facts=dict(facts))  # type: ignore[arg-type]


def test_a_finding_of_the_base_is_known_wherever_its_line_moved() -> None:
    compared = compare(result(found("x", line=9)), result(found("x", line=2)))
    assert (compared.status, compared.findings, len(compared.known)) == ("passed", (), 1)


def test_a_second_finding_of_one_identity_is_new() -> None:
    compared = compare(result(found("x"), found("x", line=5)), result(found("x")))
    assert (compared.status, len(compared.findings), len(compared.known)) == ("failed", 1, 1)


def test_without_a_base_every_finding_is_new() -> None:
    assert compare(result(found("x")), None).status == "failed"


def test_an_exit_code_that_is_red_on_the_base_is_not_checked() -> None:
    compared = compare(result(found("exit-code", "code 1")), result(found("exit-code", "code 2")))
    assert (compared.status, compared.holds) == ("base_red", True)


def test_the_same_exit_code_as_on_the_base_is_not_checked_either() -> None:
    compared = compare(result(found("exit-code"), found("x")), result(found("exit-code"), found("x")))
    assert (compared.status, len(compared.known)) == ("base_red", 2)


def test_an_exit_code_that_was_green_on_the_base_fails() -> None:
    assert compare(result(found("exit-code")), result()).status == "failed"


def test_a_passed_deadline_fails_even_when_the_base_was_late_too() -> None:
    assert compare(result(found("timeout")), result(found("timeout"))).status == "failed"


def test_what_cannot_be_checked_any_more_fails() -> None:
    gone = result(status="not_checked")
    assert compare(gone, result()).status == "failed"
    assert compare(gone, result(status="not_checked")).status == "not_checked"
    assert compare(result(status="not_checked", partial=True), result()).status == "not_checked"


def test_minor_new_findings_are_reported_and_do_not_fail() -> None:
    compared = compare(result(found("x", severity="low"), status="passed"), result())
    assert (compared.status, len(compared.findings)) == ("passed", 1)


BASE = result(gate="unit", tests={"a > one": "passed", "a > two": "passed", "a > red": "failed"})


@pytest.mark.parametrize(
    ("tests", "rules"),
    [
        ({"a > one": "passed", "a > two": "passed"}, set[str]()),
        ({"a > one": "passed"}, {"vanished"}),
        ({"a > one": "passed", "b > two": "passed"}, set[str]()),
        ({"a > one": "passed", "a > two": "skipped"}, {"skipped"}),
    ],
)
def test_tests_that_no_longer_run_are_found(tests: dict[str, str], rules: set[str]) -> None:
    compared = compare(result(gate="unit", tests=tests), BASE)
    assert {finding.rule for finding in compared.findings} == rules


def test_of_a_chosen_part_of_the_tests_none_is_missed() -> None:
    assert compare(result(gate="unit", tests={"a > one": "passed"}, partial=True), BASE).status == "passed"


def test_a_test_that_fails_on_the_base_when_it_is_repeated_is_not_blamed() -> None:
    red = Finding(gate="unit", rule="failed", message="the test fails", file="a", symbol="a > one")
    tests = {"a > one": "failed", "a > two": "passed"}
    compared = compare(result(red, gate="unit", tests=tests, on_base={"a > one": "failed"}), BASE)
    assert (compared.status, compared.known) == ("passed", (red,))
