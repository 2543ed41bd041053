"""What is new against the base: findings by identity and number, tests by id, bare exit codes not at all."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

from podium.gates.verdict import EXIT_CODE, TIMEOUT, counted, fails
from podium.plan.events import GateResult
from podium.plan.evidence import Finding


def compare(result: GateResult, base: GateResult | None) -> GateResult:
    """The result with what the base had already moved to `known`.

    A deadline that passed stays a failure; an exit code that was red on the base is `base_red`; a check that
    worked on the base and cannot be made any more is a failure.
    """
    if base is None:
        return result
    if result.status == "not_checked":
        return _lost(result, base)
    new, known = split(result.findings, (*base.findings, *_red_on_base(result)))
    gone = () if result.facts.get("partial") else vanished(result, base)
    new = (*new, *gone)
    blind = [finding for finding in (*new, *known) if finding.rule == EXIT_CODE]
    if blind and base.status == "failed" and any(finding.rule == EXIT_CODE for finding in base.findings):
        rest = tuple(finding for finding in new if finding.rule != EXIT_CODE)
        if not fails(rest):
            told = [finding for finding in known if finding.rule != EXIT_CODE]
            summary = f"not checked: red on the base too, and only an exit code tells ({blind[0].message})"
            return replace(result, status="base_red", summary=summary, findings=rest, known=(*told, *blind))
    if fails(new):
        summary = result.summary if not known else f"{counted(len(new), 'new finding')}, {len(known)} known"
        summary += f"; {len(gone)} that passed on the base no longer run" if gone else ""
        return replace(result, status="failed", summary=summary, findings=new, known=(*result.known, *known))
    if result.status == "failed":
        summary = f"nothing new; {counted(len(known), 'finding')} of the base stay"
        return replace(result, status="passed", summary=summary, findings=new, known=(*result.known, *known))
    return replace(result, findings=new, known=(*result.known, *known))


def split(tip: Sequence[Finding], base: Sequence[Finding]) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """(new, known): a finding is known as often as the base has its identity; a passed deadline is always new."""
    left = Counter(finding.identity for finding in base)
    new: list[Finding] = []
    known: list[Finding] = []
    for finding in tip:
        if finding.rule != TIMEOUT and left[finding.identity] > 0:
            left[finding.identity] -= 1
            known.append(finding)
        else:
            new.append(finding)
    return tuple(new), tuple(known)


def vanished(result: GateResult, base: GateResult) -> tuple[Finding, ...]:
    """Tests that passed on the base and no longer run at all, unless the same titles run from another file."""
    before, now = tests(base), tests(result)
    if not before:
        return ()
    titles = {_titles(name) for name in now}
    return tuple(
        Finding(
            gate=result.gate,
            rule="vanished" if name not in now else "skipped",
            message="this test passed on the base and does not run any more",
            file=name.split(" > ", 1)[0],
            symbol=name,
        )
        for name, status in sorted(before.items())
        if status == "passed" and (now.get(name) == "skipped" or (name not in now and _titles(name) not in titles))
    )


def tests(result: GateResult) -> dict[str, str]:
    """Test id to `passed`, `failed` or `skipped`; empty where the gate runs no tests."""
    found: Any = result.facts.get("tests")
    return cast("dict[str, str]", found) if result.gate in {"unit", "e2e"} and isinstance(found, dict) else {}


def _red_on_base(result: GateResult) -> tuple[Finding, ...]:
    """Failures of tests that failed on the base too when they were repeated there."""
    again = cast("dict[str, str]", result.facts.get("on_base", {}))
    return tuple(finding for finding in result.findings if again.get(finding.symbol) == "failed")


def _titles(name: str) -> str:
    return name.split(" > ", 1)[-1]


def _lost(result: GateResult, base: GateResult) -> GateResult:
    if base.status not in {"passed", "failed", "flaky"} or result.facts.get("partial"):
        return result
    message = f"could be checked on the base and cannot be any more: {result.summary}"
    finding = Finding(gate=result.gate, rule="not-checkable", message=message)
    return replace(result, status="failed", summary=message, findings=(finding,))
