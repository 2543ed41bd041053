"""Risks with their evidence: what the code, the request and the tasks themselves show."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Literal

from podium.plan.analysis import Analysis
from podium.plan.conflicts import MIGRATIONS, allows
from podium.plan.facts import Facts
from podium.plan.graph import descendants
from podium.plan.informed import carried
from podium.plan.migrating import takes_away
from podium.plan.offer import Offer, Risk
from podium.plan.places import Places
from podium.plan.rulemade import is_builder
from podium.plan.rules import RiskRule, Rules
from podium.plan.survey import Survey
from podium.plan.task import Task

_REWORKS = frozenset({"refactoring", "security_audit", "performance_issue"})
"""Types of request that rework what answers today, whatever routes they name."""
HOT = 5
"""So many files that import one make it hot."""
_LARGE = re.compile(r"\b(\d[\d,.]*\s*(m|million|k|thousand)|millions?|large tables?|huge table)\b", re.IGNORECASE)
_AUTH = re.compile(r"(^|/)auth[^/]*/|\.(guard|strategy)\.ts$")
_TELLING = (
    *("migration-lint", "migration-way-back", "new-tests", "planted-faults", "e2e"),
    *("openapi-diff", "guard-coverage", "exposure", "latency"),
)
"""Gates that say more of a change than that it compiles."""
_WEIGHT = {"low": 1, "medium": 2, "high": 3, "certain": 3}


def risks(
    tasks: Sequence[Task], analysis: Analysis, survey: Survey, *, rules: Rules, offers: Sequence[Offer], facts: Facts
) -> tuple[Risk, ...]:
    """What may go wrong, each with what shows it, how it is noticed and what is done then."""
    found = [risk for offer in offers for risk in offer.risks]
    found += [*_waiting(tasks), *_absent(tasks, facts), *_cached(tasks, facts), *_of_rows(tasks, analysis, facts)]
    places = Places(analysis=analysis, survey=survey)
    found += [*_of_code(tasks, places), *_of_clients(tasks, places)]
    offered = any(risk for offer in offers for risk in offer.risks)
    found += _of_rules(tasks, analysis, rules, offered=offered)
    return tuple(_whole(one, tasks) for one in found)


def level(task: Task, found: Sequence[Risk]) -> Literal["low", "medium", "high"]:
    """`low`, `medium` or `high`: of the risks that name the task, the one whose likelihood × impact weighs most."""
    weights = [_WEIGHT[one.likelihood] * _WEIGHT[one.impact] for one in found if names(one, task.id)]
    most = max(weights, default=1)
    return "high" if most >= 6 else "medium" if most >= 3 else "low"


def names(one: Risk, task: str) -> bool:
    """Whether the risk comes from that task."""
    return re.search(rf"\b{task}\b", one.source) is not None


def _waiting(tasks: Sequence[Task]) -> Iterator[Risk]:
    waiting: dict[str, list[str]] = {}
    for task in tasks:
        if task.runner.is_missing:
            waiting.setdefault(task.runner.reason, []).append(task.id)
    for reason, ids in waiting.items():
        which = ", ".join(ids)
        yield Risk(
            text=f"{which}: not carried out, since {reason}",
            likelihood="certain",
            impact="high",
            source="the runners that are there",
            answer=f"give {which} to an agent or a person; what does not depend on it runs all the same",
            detection="the run ends with exit code 3 and names them",
            contingency="`podium retry --runner NAME` goes on with them once somebody is there",
        )


def _absent(tasks: Sequence[Task], facts: Facts) -> Iterator[Risk]:
    """What the request takes for granted is not in the schema."""
    for line in facts.get("absent", ()):
        yield Risk(
            text=f"the request speaks of what is not there: {line}",
            likelihood="certain",
            impact="high",
            source=", ".join(task.id for task in tasks if is_builder(task)),
            answer="say what is meant, or put it into the request, before the run",
            detection="types, and the first query of the task's own tests",
            contingency="the task ends and says so; nothing of it is merged",
        )


def _cached(tasks: Sequence[Task], facts: Facts) -> Iterator[Risk]:
    cached = facts.get("cached_changes", ())
    if cached and all(task.specialist != "redis-caching-strategist" for task in tasks):
        text = f"a cached value is old for its lifetime: {', '.join(cached)}"
        answer = "keys and lifetimes stay as they are"
        yield Risk(text=text, likelihood="medium", impact="low", source="the cache", answer=answer)


def _of_rows(tasks: Sequence[Task], analysis: Analysis, facts: Facts) -> Iterator[Risk]:
    migrating = ", ".join(task.id for task in tasks if MIGRATIONS in task.writes)
    what = takes_away(analysis, facts)
    if migrating and what:
        yield Risk(
            text=f"values that are there are lost or do not fit: “{what}”",
            likelihood="high",
            impact="high",
            source=migrating,
            answer="expand and contract: the old stays beside the new until nothing uses it",
            detection="migration-way-back goes up, down and up on a scratch database; migration-lint names statements",
            contingency="the way back of the task; a backup of the table before the contraction",
        )
    large = _LARGE.search(analysis.request)
    if migrating and large:
        yield Risk(
            text=f"a lock lasts as long as a large table is read (“{large.group()}”)",
            likelihood="medium",
            impact="high",
            source=migrating,
            answer="batches of bounded size; indexes CONCURRENTLY; constraints NOT VALID first, validated later",
            detection="lock_timeout stops the migration instead of the traffic",
            contingency="the migration is tried again in a quieter hour; nothing was changed by the one that stopped",
        )


def _of_code(tasks: Sequence[Task], places: Places) -> Iterator[Risk]:
    builders = [task for task in tasks if is_builder(task)]
    if not builders:
        return
    tested = _reached(places.survey)
    known = [file for file in places.code if not places.analysis.resources or places.named_routes]
    changed = [file for file in known if any(allows(task.writes, file) for task in builders)]
    bare = [file for file in changed if file not in tested]
    if bare:
        yield Risk(
            text=f"no test reaches {_some(bare)} today: what changes unseen is not noticed",
            likelihood="medium",
            impact="medium",
            source=_writers(builders, bare),
            answer="a test of today's behaviour comes before the change",
            detection="new-tests: red without the change, green with it",
        )
    users = {file: sum(file in used for used in places.survey.imports.values()) for file in changed}
    hot = [file for file, count in users.items() if count >= HOT]
    if hot:
        yield Risk(
            text=f"much stands on {_some([f'{file} ({users[file]} files import it)' for file in hot])}",
            likelihood="low",
            impact="high",
            source=_writers(builders, hot),
            answer="what others import keeps its name, its parameters and what it returns",
            detection="types and build over the whole project, the whole suite on the final tip",
        )
    auth = [file for file in changed if _AUTH.search(file)]
    if auth:
        yield Risk(
            text=f"{_some(auth)} decides who may do what",
            likelihood="low",
            impact="high",
            source=_writers(builders, auth),
            answer="refuse by default; a test for each door that stays shut and each that stays open",
            detection="guard-coverage over all routes, the security review",
        )


def _of_clients(tasks: Sequence[Task], places: Places) -> Iterator[Risk]:
    """Whoever calls a route of today whose code changes; a new route breaks nobody."""
    builders = [task for task in tasks if is_builder(task)]
    reworks = any(one.type in _REWORKS for one in places.analysis.types)
    near = places.survey.routes if reworks and not places.analysis.resources else ()
    known = places.named_routes or places.spoken_routes or near
    routes = [one for one in known if any(allows(task.writes, one.place.file) for task in builders)]
    if routes:
        shown = _some([f"{one.method} {one.path} ({one.place})" for one in routes])
        yield Risk(
            text=f"clients of {shown} break on a changed answer",
            likelihood="low",
            impact="high",
            source=_writers(builders, [one.place.file for one in routes]),
            answer="the API difference is computed against the base; only additions pass unasked",
            detection="openapi-diff names each change that breaks a client",
            contingency="take the change back, or keep the old form beside the new",
        )


def _writers(tasks: Sequence[Task], files: Sequence[str]) -> str:
    """The tasks that may write one of the files."""
    return ", ".join(task.id for task in tasks if any(allows(task.writes, file) for file in files))


def _reached(survey: Survey) -> frozenset[str]:
    """The files that a test covers, or that what it covers imports, however far."""
    open_ = [file for one in survey.tests for file in (one.path, *one.covers)]
    seen = set(open_)
    while open_:
        for file in survey.imports.get(open_.pop(), ()):
            if file not in seen:
                seen.add(file)
                open_.append(file)
    return frozenset(seen)


def _of_rules(tasks: Sequence[Task], analysis: Analysis, rules: Rules, *, offered: bool) -> Iterator[Risk]:
    """The rows of the rules that apply, each from the tasks that bring it."""
    types = {one.type for one in analysis.types}
    spoken = {one.id for one in carried(tasks, analysis, rules)}
    resources = {one.target for task in tasks for one in task.writes if one.kind == "resource"}
    layers = {task.layer for task in tasks if task.is_writing}
    for row in rules.risks:
        brought = ((row.types, types), (row.layers, layers), (row.writes, resources), (row.topics, spoken))
        hit = sorted({name for names, there in brought for name in names if name in there})
        if hit and not (offered and row.writes):
            yield _risk(row, tasks, ", ".join(one.replace("_", " ") for one in hit))


def _risk(row: RiskRule, tasks: Sequence[Task], hit: str) -> Risk:
    lane = (*row.writes, *((MIGRATIONS.target,) if "migration" in row.types else ()))
    bringing = [task.id for task in tasks if any(one.kind == "resource" and one.target in lane for one in task.writes)]
    builders = [task for task in tasks if is_builder(task)]
    ids = bringing or [task.id for task in builders if task.layer != "data"] or [task.id for task in builders]
    ids = ids or [task.id for task in tasks if task.is_writing]
    return Risk(
        text=row.text,
        likelihood=row.likelihood,
        impact=row.impact,
        source=f"{', '.join(ids)} ({hit})" if ids else hit,
        answer=row.answer,
        detection=row.detection,
        contingency=row.contingency,
    )


def _whole(one: Risk, tasks: Sequence[Task]) -> Risk:
    """The risk with what its tasks say of how it is noticed and taken back, where nobody said it."""
    mine = [task for task in tasks if names(one, task.id)]
    behind = {name for task in mine for name in (task.id, *descendants(tasks, task.id))}
    gates = dict.fromkeys(gate.gate for task in tasks if task.id in behind for gate in task.gates)
    telling = [gate for gate in _TELLING if gate in gates]
    seen = f"gates {', '.join(telling)}" if telling else "the final check"
    writing = [task.id for task in mine if task.is_writing]
    back = " and ".join(f"`podium rollback --task {name}`" for name in reversed(writing[:2]))
    whole = back if 0 < len(writing) <= 2 else "`podium rollback` takes the whole run back"
    return replace(one, detection=one.detection or seen, contingency=one.contingency or whole)


def _some(lines: Sequence[str]) -> str:
    return ", ".join(lines[:3]) + (f" and {len(lines) - 3} more" if len(lines) > 3 else "")
