"""How a review says what it found: one form for every rule, and the same form for what it could not look at."""

from podium.plan.evidence import Finding
from podium.recipes.performance_review.code import Function

GATE = "performance-review"


def said(rule: str, message: str, *, at: tuple[Function, int], severity: str = "medium", hint: str = "") -> Finding:
    """A finding in a function: its identity holds the function's name and not the line."""
    function, line = at
    return Finding(
        gate=GATE,
        rule=rule,
        message=message,
        file=function.file,
        line=line,
        symbol=function.label,
        severity=severity,
        hint=hint,
    )


def unchecked(what: str, *, at: tuple[Function, int]) -> Finding:
    """What the review could not follow: never passed in silence."""
    return said("not-checked", f"not checked: {what}", at=at, severity="info")
