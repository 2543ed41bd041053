"""What a gate says before it is compared with the base: findings, facts, or the reason why nothing was checked."""

from dataclasses import dataclass, field
from typing import Any

from podium.plan.evidence import Finding

FAILING = frozenset({"high", "medium"})
"""Severities that fail a gate when the finding is new; lower ones are reported only."""

EXIT_CODE = "exit-code"
"""The rule of a finding that knows nothing but a tool's exit code: red on the base too means not checked."""

TIMEOUT = "timeout"
"""The rule of a finding that says a deadline passed: the gate has failed, whatever the base says."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """`unchecked` means that `summary` is the reason; `known` are findings that the gate itself saw on the base."""

    summary: str
    findings: tuple[Finding, ...] = ()
    known: tuple[Finding, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict[str, Any])
    unchecked: bool = False
    flaky: bool = False


def unchecked(reason: str) -> Verdict:
    """Nothing was judged, and why."""
    return Verdict(summary=reason, unchecked=True)


def fails(findings: tuple[Finding, ...]) -> bool:
    """Whether any of the findings is grave enough to fail a gate."""
    return any(finding.severity in FAILING for finding in findings)


def counted(number: int, one: str, many: str = "") -> str:
    """`1 finding`, `2 findings`, `no findings`."""
    return f"{number or 'no'} {one if number == 1 else many or one + 's'}"
