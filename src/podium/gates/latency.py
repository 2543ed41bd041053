"""A gate on time: the tip answers named routes no later than the base, both asked by turns on the same rows."""

import contextlib
import json
import re
import statistics
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from podium.gates.bench import Bench
from podium.gates.copies import private_copy
from podium.gates.databases import connected
from podium.gates.definition import ToolGate
from podium.gates.grounds import ground, not_deployed
from podium.gates.openapi import built_file, example_values
from podium.gates.prisma import has_schema, provide_client
from podium.gates.rows import fill
from podium.gates.typescript import run_build
from podium.gates.verdict import Verdict, unchecked
from podium.ports import Workspace

PROBE = Path(__file__).parent / "latency_probe.mjs"
ROWS = 2000
"""So many rows stand in each table."""
ROUNDS, EACH, TOGETHER, WARM_UP = 24, 25, 6, 40
"""Turns, requests of a turn one after another, requests of a turn at once, requests before the first turn."""
WITHIN = 0.25
"""By so much of the base's may the tip's 95th percentile be higher: what is less is lost in the noise of machines."""
FLOOR = 1.0
"""Milliseconds that do not count: a timer and a scheduler make as much."""
_LIMITS = re.compile(r"THROTTLE|RATE_?LIMIT", re.IGNORECASE)
_OPEN = 1_000_000
"""What limits of requests are raised to, on both sides: it is the answer that is measured, not the refusal."""


@dataclass(frozen=True, kw_only=True)
class Timing:
    """What a route took, in milliseconds: 95th percentile and median of requests one after another, on each side.

    `noise` is by how much the halves of one side's own turns differ in their 95th percentile, the worse side's.
    """

    path: str
    p95: tuple[float, float]
    median: tuple[float, float]
    together: tuple[float, float]
    noise: float

    @property
    def growth(self) -> float:
        """By how much of the base's the tip's 95th percentile is higher; less than nothing where it is lower."""
        return self.p95[1] / self.p95[0] - 1

    def is_slower(self, within: float) -> bool:
        """Whether the tip is slower by more than is allowed, and by more than a timer's grain."""
        return self.growth > within and self.p95[1] - self.p95[0] > FLOOR

    def is_noisy(self, within: float) -> bool:
        """Whether the machine's own unrest is as large as what is asked about, and what was found no larger than twice
        that unrest."""
        grain = FLOOR / min(self.p95)
        return self.noise > max(within, grain) and self.growth <= 2 * self.noise


def timing(path: str, base: Sequence[Sequence[float]], tip: Sequence[Sequence[float]], crowd: Any = None) -> Timing:
    """The timing of a route from the durations of its turns on both sides."""
    sides = (base, tip)
    halves = [(percentile(_flat(one[::2])), percentile(_flat(one[1::2]))) for one in sides]
    noise = max(max(pair) / max(min(pair), 1e-9) - 1 for pair in halves)
    together = tuple(percentile(_flat(one)) for one in (crowd or sides))
    return Timing(
        path=path,
        p95=(percentile(_flat(base)), percentile(_flat(tip))),
        median=(statistics.median(_flat(base)), statistics.median(_flat(tip))),
        together=(together[0], together[1]),
        noise=noise,
    )


def percentile(values: Sequence[float], share: float = 0.95) -> float:
    """The value below which so large a share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def _flat(turns: Sequence[Sequence[float]]) -> list[float]:
    return [value for turn in turns for value in turn]


def look(bench: Bench) -> Verdict:
    """Start base and tip on databases with the same rows, ask both by turns, compare; not checked where it cannot be
    told: a route that asks who calls, a refusal, a machine too restless."""
    paths = [one.partition(" ")[2] for one in bench.names("routes") if one.upper().startswith("GET ")]
    if not paths:
        return unchecked("no GET route is named: what changes rows is not measured")
    subject = bench.subject
    with (
        private_copy(subject.base, like=subject.workspace) as base,
        private_copy(subject.workspace) as tip,
        _side(bench, base, lane=0) as first,
        _side(bench, tip, lane=1) as second,
    ):
        if first is None or second is None:
            return not_deployed(bench) if second is None else unchecked("the base's migrations do not apply")
        wrong = next((one for one in (first, second) if isinstance(one, str)), None)
        if wrong is not None:
            return unchecked(wrong)
        told = _asked(bench, {"base": first, "tip": second, "paths": [_filled(one) for one in paths]}, where=tip)
    return told if isinstance(told, Verdict) else _judged(bench, told)


@contextlib.contextmanager
def _side(bench: Bench, copy: Workspace, *, lane: int) -> Generator[dict[str, Any] | str | None]:
    """How one side is started, its database filled with rows; the reason where it cannot be, None where its migrations
    do not apply."""
    side = "tip" if lane else "base"
    provide_client(bench, copy)
    built = run_build(bench, copy)
    source = "src/main.ts" if (copy.project / "src" / "main.ts").is_file() else "main.ts"
    entry = built_file(copy.project, source) if built.ok else None
    if entry is None:
        yield f"the {side} has no main.js after its build" if built.ok else f"the {side} does not build"
        return
    with ground(bench, copy, with_database=True, lane=lane) as fresh:
        if fresh is None:
            yield None
            return
        with fresh("") as variables:
            environment = {**example_values(copy.project), **variables}
            raised = {
                name: str(_OPEN) for name, value in environment.items() if _LIMITS.search(name) and value.isdigit()
            }
            reason = _rows(variables["DATABASE_URL"], int(bench.parameter("rows") or ROWS))
            yield reason or {"cwd": str(copy.project), "entry": str(entry), "environment": environment | raised}


def _rows(url: str, count: int) -> str:
    """Fill the database; why it cannot be, or an empty string."""
    import psycopg

    try:
        with connected(url) as connection:
            fill(connection, count)
    except (psycopg.Error, ValueError) as error:
        return f"no rows can be made: {str(error).strip().splitlines()[0]}"
    return ""


def _filled(path: str) -> str:
    """The path with the first row's key for each parameter."""
    return re.sub(r":\w+|\{\w+\}", "1", path)


def _asked(bench: Bench, config: dict[str, Any], *, where: Workspace) -> list[dict[str, Any]] | Verdict:
    """What the probe measured, route by route."""
    figures = {"rounds": ROUNDS, "each": EACH, "together": TOGETHER, "warmUp": WARM_UP, "startSeconds": 60}
    file = where.home / "latency.json"
    file.write_text(json.dumps(config | figures))
    done = bench.run(("node", str(PROBE), str(file)), where=where)
    file.unlink(missing_ok=True)
    lines = done.text.strip().splitlines()
    if not done.ok or not lines:
        return unchecked("the measurement itself failed")
    told = json.loads(lines[-1])
    return unchecked(told["problem"]) if told["problem"] else told["routes"]


def _judged(bench: Bench, told: list[dict[str, Any]]) -> Verdict:
    within = float(bench.parameter("within") or WITHIN)
    silent = [one for one in told if max(one["status"].values()) >= 300]
    found = [
        timing(one["path"], one["alone"]["base"], one["alone"]["tip"], tuple(one["together"].values()))
        for one in told
        if one not in silent
    ]
    noisy = [one for one in found if one.is_noisy(within)]
    slower = [one for one in found if one.is_slower(within) and one not in noisy]
    findings = tuple(
        bench.finding(
            "slower",
            f"GET {one.path} takes {one.p95[1]:.1f} ms at the 95th percentile, on the base {one.p95[0]:.1f} ms",
            symbol=f"GET {one.path}",
            hint=f"allowed is {within:.0%} more",
        )
        for one in slower
    )
    reasons = [f"GET {one['path']} answers {max(one['status'].values())}: signing in is not tried" for one in silent]
    reasons += [f"GET {one.path}: the machine is too restless ({one.noise:.0%} between turns)" for one in noisy]
    shown = [f"GET {one.path} p95 {one.p95[0]:.1f} → {one.p95[1]:.1f} ms ({one.growth:+.0%})" for one in found]
    return Verdict(
        summary="; ".join((*shown, *reasons)),
        findings=findings,
        unchecked=bool(reasons) and not findings,
        facts={"routes": {one.path: _facts(one) for one in found}, "not_checked": reasons, "rows": _count(bench)},
    )


def _count(bench: Bench) -> int:
    return int(bench.parameter("rows") or ROWS)


def _facts(one: Timing) -> dict[str, list[float] | float]:
    """Base and tip in milliseconds, the noise as a share."""
    pairs = {"p95": one.p95, "median": one.median, "together": one.together}
    return {**{name: [round(value, 2) for value in pair] for name, pair in pairs.items()}, "noise": round(one.noise, 3)}


GATES = (
    ToolGate(
        id="latency",
        title="named routes answer no later than on the base",
        look=look,
        suits=has_schema,
        needs_database=True,
        needs_redis=True,
        cost="dear",
        compares=True,
        version=2,
    ),
)
