"""How long and how much: from measured runs where there are enough, else from stated priors, through the task graph."""

import heapq
import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from podium.plan.graph import edges, order, remaining
from podium.plan.rules import Rules
from podium.plan.task import Estimate, RunnerChoice, Task

if TYPE_CHECKING:
    from podium.plan.state import AttemptState, State

ENOUGH = 3
"""So many measured tasks replace the prior."""
SURE, MANY = 5, 20
"""So many make the confidence medium, so many high."""
DRAWS = 400
_MOST_STEPS = 40_000
"""So many tasks are drawn at most, over all draws: a plan of a thousand tasks is drawn fewer times."""
_SEED = 20
_Z90 = 1.2815515655446004
"""The 90th percentile of the normal distribution."""
PRIOR = "prior, low confidence"
Confidence = Literal["low", "medium", "high"]


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A measured task of a run: `runner` is the kind, or the agent's name; the seconds are those of its attempts and of
    bringing it in, gates included; tokens are input and output together; `usd` is None where nobody knows."""

    layer: str
    runner: str
    seconds: float
    tokens: int = 0
    usd: float | None = None
    specialist: str = ""
    run: str = ""


@dataclass(frozen=True, kw_only=True)
class History:
    """Tasks that were measured in this repository."""

    samples: tuple[Sample, ...] = ()

    def nearest(self, task: Task) -> tuple[tuple[Sample, ...], str]:
        """The samples that say most of a task, and whose they are: its specialist's, else its layer's."""
        runner = name_of(task.runner)
        layer = tuple(one for one in self.samples if (one.layer, one.runner) == (task.layer, runner))
        own = tuple(one for one in layer if one.specialist == task.specialist)
        if len(own) >= ENOUGH:
            return own, f"{task.specialist}, {task.layer.replace('_', ' ')}, {runner}"
        return layer, f"{task.layer.replace('_', ' ')}, {runner}"


def name_of(runner: RunnerChoice) -> str:
    """What measurements of a runner are kept under: the kind, or an agent's name."""
    return runner.name if runner.kind == "agent" and runner.name else runner.kind


def samples(state: "State") -> tuple[Sample, ...]:
    """What a run measured of the tasks that it completed."""
    done = ((task, state.tasks[task.id]) for task in state.plan.tasks)
    return tuple(
        Sample(
            layer=task.layer,
            runner=name_of(task.runner),
            seconds=round(sum(map(seconds_of, one.attempts)), 1),
            tokens=tokens_of(one.attempts) or 0,
            usd=usd_of(one.attempts),
            specialist=task.specialist,
            run=state.run,
        )
        for task, one in done
        if one.status == "completed" and one.attempts
    )


def seconds_of(attempt: "AttemptState") -> float:
    """The seconds of a try and of bringing it in."""
    return sum(part.seconds for part in (attempt.ended, attempt.integrated) if part is not None)


def tokens_of(attempts: Sequence["AttemptState"]) -> int | None:
    """The tokens of the tries, in and out; None where one of them does not say. An estimate has them in one number."""
    said = [one.ended.usage for one in attempts if one.ended]
    found = [value for one in said for value in (one.tokens_in, 0 if one.basis == "estimated" else one.tokens_out)]
    known = [value for value in found if value is not None]
    return sum(known) if len(known) == len(found) else None


def usd_of(attempts: Sequence["AttemptState"]) -> float | None:
    """What the tries cost; None where one of them does not say."""
    found = [one.ended.usage.usd for one in attempts if one.ended]
    known = [value for value in found if value is not None]
    return sum(known) if len(known) == len(found) else None


def for_task(task: Task, rules: Rules, history: History) -> Estimate:
    """P50 and P90 of a task with its retries, with what they stand on. A runner without a prior is like an agent."""
    measured, whose = history.nearest(task)
    if len(measured) >= ENOUGH:
        return _measured(measured, whose)
    rows = [one for one in rules.estimates if one.layer == task.layer and one.specialist in {"", task.specialist}]
    priors = {one.runner: one for one in sorted(rows, key=lambda one: one.specialist != "")}
    prior = priors.get(task.runner.kind) or priors.get("agent")
    if prior is None:
        return Estimate(seconds=(0.0, 0.0), basis="no prior is stated for it")
    usd = prior.usd if prior.tokens[1] else (0.0, 0.0)
    rate = prior.usd[1] / prior.tokens[1] * 1e6 if prior.usd and prior.tokens[1] else 0.0
    basis = f"{PRIOR}, tokens at a stated {rate:g} USD a million" if rate else PRIOR
    return Estimate(seconds=prior.seconds, tokens=prior.tokens, usd=usd, basis=basis)


def _measured(found: Sequence[Sample], whose: str) -> Estimate:
    count, runs = len(found), len({one.run for one in found})
    costs = [one.usd for one in found if one.usd is not None]
    tokens = _levels([float(one.tokens) for one in found])
    return Estimate(
        seconds=_levels([one.seconds for one in found]),
        tokens=(round(tokens[0]), round(tokens[1])),
        usd=_levels(costs) if len(costs) == count else None,
        basis=f"{count} tasks measured in {runs} run{'' if runs == 1 else 's'} ({whose})",
        confidence="high" if count >= MANY else "medium" if count >= SURE else "low",
    )


def whole(tasks: Sequence[Task], workers: int = 2) -> Estimate:
    """P50 and P90 of the whole plan: what each task takes is drawn between its own P50 and P90; a task starts when all
    that it waits for has ended and one of the workers is free, the one with the longest chain behind it first.

    The draws are the same for the same tasks. USD is unknown where it is of one task.
    """
    single = [task.estimate for task in tasks if task.estimate is not None]
    steps = _steps(tasks)
    chance = random.Random(_SEED)
    count = max(20, min(DRAWS, _MOST_STEPS // max(len(steps), 1))) if single else 1
    taken = [[_drawn(step, chance) for step in steps] for _ in range(count)]
    ends = [_end(steps, seconds, max(workers, 1)) for seconds in taken]
    times = (_quantile(ends, 0.5), _quantile(ends, 0.9)) if len(single) != 1 else single[0].seconds
    tokens = _sums([one.tokens for one in single], count)
    priced = [one.usd for one in single if one.usd is not None]
    levels = {one.confidence for one in single} or {_RANK[0]}
    return Estimate(
        seconds=(_round(times[0]), _round(times[1])),
        tokens=(round(tokens[0]), round(tokens[1])),
        usd=_sums(priced, count, digits=2) if len(priced) == len(single) else None,
        basis="; ".join(_bases(single)) or "nothing to estimate",
        confidence=next(one for one in _RANK if one in levels),
    )


_RANK: tuple[Confidence, ...] = ("low", "medium", "high")


def _bases(estimates: Sequence[Estimate]) -> Iterator[str]:
    """Each basis once, with how many tasks stand on it where there are several."""
    counts = {one.basis: sum(other.basis == one.basis for other in estimates) for one in estimates}
    for basis, count in counts.items():
        yield basis if len(counts) == 1 else f"{count} task{'' if count == 1 else 's'}: {basis}"


class _Step(NamedTuple):
    """A task by the median of its time, the spread of the logarithm, the places of those it waits for, and how long
    the chain behind it is."""

    middle: float
    spread: float
    before: tuple[int, ...]
    urgency: float


def _steps(tasks: Sequence[Task]) -> list[_Step]:
    """The tasks in order, each with the log-normal curve through its P50 and P90."""
    by_name = {task.id: task for task in tasks}
    places = {name: number for number, name in enumerate(order(tasks))}
    medians = {task.id: task.estimate.seconds[0] if task.estimate else 0.0 for task in tasks}
    urgency: Mapping[str, float] = remaining(tasks, medians)
    found: list[_Step] = []
    for name in places:
        task = by_name[name]
        middle, high = task.estimate.seconds if task.estimate else (0.0, 0.0)
        before = tuple(places[one] for one in edges(task) if one in places)
        found.append(_Step(middle, _spread(middle, high), before, urgency[name]))
    return found


def _spread(middle: float, high: float) -> float:
    return math.log(high / middle) / _Z90 if 0 < middle < high else 0.0


def _drawn(step: _Step, chance: random.Random) -> float:
    return step.middle * math.exp(step.spread * _normal(chance)) if step.spread else step.middle


def _end(steps: Sequence[_Step], taken: Sequence[float], workers: int) -> float:
    """When the last task has ended, with so many workers."""
    waiting = [len(step.before) for step in steps]
    behind: list[list[int]] = [[] for _ in steps]
    for number, step in enumerate(steps):
        for one in step.before:
            behind[one].append(number)
    free = [(-step.urgency, number) for number, step in enumerate(steps) if not step.before]
    heapq.heapify(free)
    busy: list[tuple[float, int]] = []
    now = 0.0
    while free or busy:
        while free and len(busy) < workers:
            number = heapq.heappop(free)[1]
            heapq.heappush(busy, (now + taken[number], number))
        now, ended = heapq.heappop(busy)
        for follower in behind[ended]:
            waiting[follower] -= 1
            if not waiting[follower]:
                heapq.heappush(free, (-steps[follower].urgency, follower))
    return now


def _sums(levels: Sequence[tuple[float, float]], count: int, *, digits: int = 0) -> tuple[float, float]:
    """P50 and P90 of a sum, each part drawn between its own; two figures of it count."""
    if len(levels) == 1:
        return levels[0]
    chance = random.Random(_SEED)
    parts = [_Step(low, _spread(low, high), (), 0.0) for low, high in levels]
    sums = [sum(_drawn(part, chance) for part in parts) for _ in range(count)]
    return _figures(_quantile(sums, 0.5), digits), _figures(_quantile(sums, 0.9), digits)


def _figures(value: float, digits: int) -> float:
    """To so many digits after the point; without any to two figures."""
    return round(value, digits or 1 - math.floor(math.log10(value))) if value > 0 else 0.0


def _normal(chance: random.Random) -> float:
    """A draw of the normal distribution from two uniform ones, the same on every version of Python."""
    return math.sqrt(-2.0 * math.log(1.0 - chance.random())) * math.cos(2.0 * math.pi * chance.random())


def _levels(values: Sequence[float]) -> tuple[float, float]:
    return round(_quantile(values, 0.5), 2), round(_quantile(values, 0.9), 2)


def _quantile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low, part = int(place), place - int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * part


def _round(seconds: float) -> float:
    """To whole seconds below ten minutes, else to whole minutes: more would only look precise."""
    return float(round(seconds)) if seconds < 600 else float(round(seconds / 60) * 60)
