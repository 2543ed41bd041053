"""Whether a plan keeps every rule that a plan must keep; one that breaks any is never run."""

from collections.abc import Sequence

from podium.plan.plan import Plan
from podium.plan.problem import Problem, Rule, Subject
from podium.plan.rules import Rules
from podium.plan.validate_promises import PROMISES
from podium.plan.validate_tasks import TASK_RULES

__all__ = ["ALL", "Problem", "check"]

ALL: dict[str, Rule] = {**TASK_RULES, **PROMISES}
"""Every rule by its id, in the order in which it is looked at."""


def check(plan: Plan, rules: Rules, *, gates: Sequence[str] = ()) -> tuple[Problem, ...]:
    """Every problem of the plan, in the order of the rules and then of the plan; empty for a plan that may be run.

    `gates` are the ids that exist; where none are given, the names of gates are not checked.
    """
    subject = Subject(plan=plan, rules=rules, gates=frozenset(gates))
    return tuple(
        Problem(id=name, task=task, message=message, hint=hint)
        for name, rule in ALL.items()
        for task, message, hint in rule(subject)
    )
