"""How long and how much: from measured runs where there are enough, else from stated priors, through the task graph."""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from podium.plan.graph import edges, order
from podium.plan.rules import Rules
from podium.plan.task import Estimate, Task

ENOUGH = 5
"""So many measured attempts of a layer and runner replace the prior."""
MANY = 20
"""So many make the confidence high."""
DRAWS = 400
_SEED = 20
_Z90 = 1.2815515655446004
"""The 90th percentile of the normal distribution."""
PRIOR = "prior, low confidence"


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A measured attempt: `runner` is the kind (`recipe`, `agent`, `human`), tokens are input and output together."""

    layer: str
    runner: str
    seconds: float
    tokens: int = 0


@dataclass(frozen=True, kw_only=True)
class History:
    """Attempts that were measured in this repository."""

    samples: tuple[Sample, ...] = ()

    def of(self, layer: str, runner: str) -> tuple[Sample, ...]:
        """The samples of a layer and runner."""
        return tuple(one for one in self.samples if (one.layer, one.runner) == (layer, runner))


def for_task(task: Task, rules: Rules, history: History) -> Estimate:
    """P50 and P90 of one attempt at the task, with what they stand on. A runner without a prior is like an agent."""
    kind = task.runner.kind
    samples = history.of(task.layer, kind)
    if len(samples) >= ENOUGH:
        confidence: Literal["medium", "high"] = "high" if len(samples) >= MANY else "medium"
        seconds = (_quantile([one.seconds for one in samples], 0.5), _quantile([one.seconds for one in samples], 0.9))
        tokens = [float(one.tokens) for one in samples]
        spent = (round(_quantile(tokens, 0.5)), round(_quantile(tokens, 0.9)))
        return Estimate(seconds=seconds, tokens=spent, basis=f"{len(samples)} measured attempts", confidence=confidence)
    priors = {one.runner: one for one in rules.estimates if one.layer == task.layer}
    prior = priors.get(kind) or priors.get("agent")
    if prior is None:
        return Estimate(seconds=(0.0, 0.0), basis="no prior is stated for it")
    return Estimate(seconds=prior.seconds, tokens=prior.tokens, basis=PRIOR)


def whole(tasks: Sequence[Task]) -> Estimate:
    """P50 and P90 of the whole plan: each task is drawn between its own, and starts when the last it waits for ends.

    The draws are the same for the same tasks. Tokens add up; USD is zero where no model is asked, else unknown.
    """
    single = [task.estimate for task in tasks if task.estimate is not None]
    chance, steps = random.Random(_SEED), _steps(tasks)
    ends = [_draw(steps, chance) for _ in range(DRAWS if single else 1)]
    tokens = (sum(one.tokens[0] for one in single), sum(one.tokens[1] for one in single))
    levels = {one.confidence for one in single}
    confidence: Literal["low", "medium", "high"] = "high" if levels == {"high"} else "medium"
    return Estimate(
        seconds=(_round(_quantile(ends, 0.5)), _round(_quantile(ends, 0.9))),
        tokens=tokens,
        usd=None if tokens[1] else (0.0, 0.0),
        basis="; ".join(dict.fromkeys(one.basis for one in single)) or "nothing to estimate",
        confidence=confidence if levels and "low" not in levels else "low",
    )


class _Step(NamedTuple):
    """A task by the median of its time, the spread of the logarithm, and the places of those it waits for."""

    middle: float
    spread: float
    before: tuple[int, ...]


def _steps(tasks: Sequence[Task]) -> list[_Step]:
    """The tasks in order, each with the log-normal curve through its P50 and P90."""
    by_name = {task.id: task for task in tasks}
    places = {name: number for number, name in enumerate(order(tasks))}
    found: list[_Step] = []
    for name in places:
        task = by_name[name]
        middle, high = task.estimate.seconds if task.estimate else (0.0, 0.0)
        spread = math.log(high / middle) / _Z90 if 0 < middle < high else 0.0
        before = tuple(places[one] for one in edges(task) if one in places)
        found.append(_Step(middle, spread, before))
    return found


def _draw(steps: Sequence[_Step], chance: random.Random) -> float:
    """The end of the last task, where each starts when the last that it waits for has ended."""
    ends: list[float] = []
    for middle, spread, before in steps:
        taken = middle * math.exp(spread * _normal(chance)) if spread else middle
        ends.append(taken + max((ends[one] for one in before), default=0.0))
    return max(ends, default=0.0)


def _normal(chance: random.Random) -> float:
    """A draw of the normal distribution from two uniform ones, the same on every version of Python."""
    return math.sqrt(-2.0 * math.log(1.0 - chance.random())) * math.cos(2.0 * math.pi * chance.random())


def _quantile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low, part = int(place), place - int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * part


def _round(seconds: float) -> float:
    """To whole seconds below ten minutes, else to whole minutes: more would only look precise."""
    return float(round(seconds)) if seconds < 600 else float(round(seconds / 60) * 60)
