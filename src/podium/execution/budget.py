"""What a run may use, reserved before each attempt: a hard stop, told apart from failure."""

from dataclasses import dataclass

from podium.execution.setup import Budget
from podium.plan.events import Usage
from podium.plan.state import State
from podium.plan.task import Task
from podium.ports import Allowance

PAUSE, LONGEST_PAUSE = 2.0, 120.0
"""Seconds before an agent whose vendor failed is tried again: the first time, and at most."""


@dataclass(frozen=True, kw_only=True)
class Spent:
    """What a run has used so far, with what its open attempts have reserved. `seconds` is active wall time."""

    attempts: int = 0
    seconds: float = 0.0
    tokens: int = 0
    usd: float = 0.0
    turns: int = 0


def spent(state: State, *, seconds: float) -> Spent:
    """What the attempts of a run have used; open ones, and those that did not say, count with their estimate."""
    attempts, tokens, usd, turns = 0, 0, 0.0, 0
    for name, task in state.tasks.items():
        planned = state.plan.task(name)
        for attempt in task.attempts:
            attempts += 1
            known = _known(attempt.ended.usage if attempt.ended is not None else None, _reserved(planned))
            tokens += known.tokens
            usd += known.usd
            turns += known.turns
    return Spent(attempts=attempts, seconds=seconds, tokens=tokens, usd=usd, turns=turns)


def _reserved(task: Task | None) -> Spent:
    """What an attempt at the task is expected to use at most: the estimate's P90; of an agent's turns, one at least."""
    turns = 1 if task is not None and task.runner.kind == "agent" else 0
    if task is None or task.estimate is None:
        return Spent(attempts=1, turns=turns)
    dollars = task.estimate.usd[1] if task.estimate.usd is not None else 0.0
    return Spent(attempts=1, tokens=task.estimate.tokens[1], usd=dollars, turns=turns)


class Purse:
    """What is left of a run while attempts are under way, all of them together: what they say is added up at once.

    `state` is the run's when the process began: attempts that were open then count with their estimate until they say
    more. Nothing is kept: a later process makes its own from the journal.
    """

    def __init__(self, budget: Budget, state: State) -> None:
        self._budget = budget
        self._said: dict[str, Spent] = {}
        for name, task in state.tasks.items():
            reserved = _reserved(state.plan.task(name))
            for attempt in task.attempts:
                usage = attempt.ended.usage if attempt.ended is not None else None
                self._said[f"{name}-{attempt.number}"] = _known(usage, reserved)

    def note(self, attempt: str, usage: Usage, *, task: Task | None = None) -> None:
        """What the attempt has used so far; with its task as it ended, what it did not say counts with its estimate."""
        before = self._said.get(attempt, Spent())
        self._said[attempt] = _known(usage, _reserved(task) if task is not None else before)

    def overdrawn(self) -> str:
        """What is used up, in a sentence; empty while something is left."""
        tokens = sum(one.tokens for one in self._said.values())
        usd = sum(one.usd for one in self._said.values())
        if self._budget.tokens and tokens > self._budget.tokens:
            return f"the budget of {self._budget.tokens} tokens is used up: {tokens} used"
        if self._budget.usd and usd > self._budget.usd:
            return f"the budget of {self._budget.usd:.2f} USD is used up: {usd:.2f} used"
        turns = sum(one.turns for one in self._said.values())
        if self._budget.turns and turns > self._budget.turns:
            return f"the budget of {self._budget.turns} turns is used up: {turns} taken"
        return ""


def _known(usage: Usage | None, otherwise: Spent) -> Spent:
    """What a usage says; what it does not say is as in `otherwise`, and of tokens that it says half, what is more."""
    if usage is None:
        return otherwise
    tokens = (usage.tokens_in or 0) + (usage.tokens_out or 0)
    whole = usage.tokens_in is not None and usage.tokens_out is not None
    return Spent(
        attempts=1,
        tokens=tokens if whole else max(tokens, otherwise.tokens),
        usd=usage.usd if usage.usd is not None else otherwise.usd,
        turns=usage.turns if usage.turns is not None else otherwise.turns,
    )


def refusal(budget: Budget, used: Spent, task: Task) -> str:
    """Why another attempt at the task does not fit into the budget any more; empty where it does."""
    more = _reserved(task)
    if budget.seconds and used.seconds >= budget.seconds:
        return f"the budget of {budget.seconds:.0f} seconds is used up"
    if budget.attempts and used.attempts + more.attempts > budget.attempts:
        return f"the budget of {budget.attempts} attempts is used up"
    if budget.tokens and used.tokens + more.tokens > budget.tokens:
        return f"the budget of {budget.tokens} tokens is used up: {used.tokens} used, {more.tokens} expected"
    if budget.usd and used.usd + more.usd > budget.usd:
        return f"the budget of {budget.usd:.2f} USD is used up: {used.usd:.2f} used, {more.usd:.2f} expected"
    if budget.turns and used.turns + more.turns > budget.turns:
        return f"the budget of {budget.turns} turns is used up: {used.turns} taken"
    return ""


def allowance(budget: Budget, used: Spent) -> Allowance:
    """What the next attempt may use: what is left of the run, and never nothing where there is a limit."""
    return Allowance(
        tokens=max(budget.tokens - used.tokens, 1) if budget.tokens else 0,
        usd=max(budget.usd - used.usd, 0.000001) if budget.usd else 0.0,
        seconds=budget.attempt_seconds,
        turns=max(budget.turns - used.turns, 1) if budget.turns else 0,
    )


def pause(state: State, task: Task) -> float:
    """Seconds to wait before an agent is tried again: longer for each time that its vendor failed last, in a row."""
    failed = 0
    for attempt in reversed(state.tasks[task.id].attempts):
        if attempt.failure is None or attempt.failure.kind != "transient" or attempt.runner != task.runner.name:
            break
        failed += 1
    return min(PAUSE * 2.0 ** (failed - 1), LONGEST_PAUSE) if failed and task.runner.kind == "agent" else 0.0


def seconds_left(budget: Budget, used: float) -> float | None:
    """Active seconds until the run stops, or None without such a limit."""
    return max(budget.seconds - used, 0.0) if budget.seconds else None
