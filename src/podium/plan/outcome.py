"""What a run came to, computed: it is done only when every task, the whole request and the final check are."""

from collections.abc import Iterable

from podium.plan.coverage import gaps
from podium.plan.events import RunEnded, RunOutcome
from podium.plan.looking import only_looks
from podium.plan.plan import Plan
from podium.plan.state import State

PEOPLE = frozenset({"needs_agent", "needs_person"})
"""Kinds of a blocked task that an agent or a person would set free."""


def outcome(plan: Plan, state: State) -> RunOutcome:
    """The outcome of a run whose tasks have settled; of one that goes on, what it would be if it stopped now."""
    return ending(plan, state).outcome


def ending(plan: Plan, state: State) -> RunEnded:
    """The outcome with the sentence that says why.

    A cancel outranks a budget that is used up, that a failure, and that the lack of an agent. Done is what is left:
    every task completed, no gap in the request, and a final check on the very tip in which nothing new is wrong. Where
    all that is asked was there already and was seen, nothing changed, and there is nothing to check.
    """
    open_ = {name: one for name, one in state.tasks.items() if one.status != "completed"}
    if open_ and state.cancelled_by:
        return RunEnded(outcome="cancelled", reason=f"cancelled by {state.cancelled_by}: {_named(open_)} not done")
    for result, kinds in (("budget", {"budget"}), ("failed", {"failed"}), ("needs_agent", PEOPLE)):
        those = [name for name, one in open_.items() if {one.kind, one.status} & kinds]
        if those:
            said = open_[those[0]].reason or result.replace("_", " ")
            return RunEnded(outcome=_OUTCOMES[result], reason=f"{_named(those)}: {said}")
    if open_:
        name, one = next(iter(open_.items()))
        return RunEnded(outcome="failed", reason=f"{_named(open_)} not completed; {name} is {one.status}: {one.reason}")
    return _checked(plan, state)


_OUTCOMES: dict[str, RunOutcome] = {"budget": "budget", "failed": "failed", "needs_agent": "needs_agent"}


def _checked(plan: Plan, state: State) -> RunEnded:
    missing = gaps(plan, frozenset(state.tasks))
    if missing:
        return RunEnded(outcome="failed", reason=f"no task covers {missing[0].kind} {missing[0].id}: {missing[0].text}")
    silent = _unjudged(plan, state)
    if silent:
        return RunEnded(outcome="failed", reason=f"gates that tasks declare have said nothing: {_named(silent)}")
    if state.tip == state.base and only_looks(plan.tasks):
        said = "; ".join(task.title for task in plan.tasks)
        return RunEnded(outcome="done", reason=f"nothing to do: what is asked for is there already ({said})")
    if state.final is None or state.final.commit != state.tip:
        return RunEnded(outcome="failed", reason="the final tip was not checked as a whole")
    wrong = [result.gate for result in state.final.results if not result.holds]
    if wrong:
        return RunEnded(outcome="failed", reason=f"the final check failed: {', '.join(wrong)}")
    return RunEnded(outcome="done", reason=f"{len(state.tasks)} tasks completed and the final tip checked")


def _unjudged(plan: Plan, state: State) -> list[str]:
    """`task/gate` for each gate that a task declares and that gave no verdict on its last attempt or its merge."""
    found: list[str] = []
    for task in plan.tasks:
        last = state.tasks[task.id].last
        said = {result.gate for result in last.results} if last is not None else set[str]()
        found += [f"{task.id}/{one.gate}" for one in task.gates if one.gate not in said]
    return found


def _named(names: Iterable[str]) -> str:
    words = list(names)
    return ", ".join(words[:6]) + (f" and {len(words) - 6} more" if len(words) > 6 else "")
