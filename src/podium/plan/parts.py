"""A request of several parts: which clause is whose, and what the analysis says of some clauses alone."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from podium.plan.analysis import Affected, Analysis, Clause, Criterion, Requirement
from podium.plan.cues import base, found
from podium.plan.places import COMMON
from podium.plan.request import Span
from podium.plan.rules import Rules
from podium.plan.runs import joint, runs

STRUCTURE = frozenset({"resource", "field", "relation", "unique"})
"""Kinds of reading that the schema carries out."""


def shares(
    analysis: Analysis, rules: Rules, specialists: Sequence[str], *, data: Collection[str]
) -> dict[str, tuple[str, ...]]:
    """The clauses of each specialist, by their ids, in their order.

    A clause belongs to the one with the most cues in it, and besides to whoever has more than half as many, if those
    are three at least; a constraint to all who have another one. A clause without a cue goes with the one before it,
    unless that is for the schema alone, the first one with the first type. Of `data` those get what adds to the schema,
    too.
    """
    mine: dict[str, list[str]] = {name: [] for name in specialists}
    last = leader = _leader(analysis, rules, specialists)
    held = {name for one in analysis.requirements if one.kind == "constraint" for name in one.clauses}
    for group, said in runs(analysis.clauses, analysis.request):
        ids = {one.id for one in group}
        hits = {name: _hits(analysis, rules, name, said) for name in specialists}
        most = max(hits.values(), default=0)
        before = leader if last in data else last
        best = next((name for name in (last, *specialists) if most and hits.get(name) == most), before)
        structural = any(reading.clause in ids and reading.kind in STRUCTURE for reading in analysis.readings)
        keepers = [name for name in specialists if name in data and structural]
        several = [name for name in specialists if 2 * hits[name] > max(most, 5)]
        for name in dict.fromkeys((*keepers, best, *several)):
            mine[name] += [one.id for one in group]
        last = best
    order = [one.id for one in analysis.clauses]
    return {name: tuple(one for one in order if ids and one in {*ids, *held}) for name, ids in mine.items()}


def _hits(analysis: Analysis, rules: Rules, specialist: str, text: str) -> int:
    """The words of the text that point to the specialist: cues of the work order, and of types it is primary for."""
    order = rules.order(specialist)
    rows = ((rules.row(one.type), one.cues) for one in analysis.types)
    typed = (cue for row, cues in rows if row is not None and row.primary == specialist for cue in cues)
    own = found(order.cues, spoken(text)) if order is not None else ()
    said = text.lower()
    words = dict.fromkeys((*own, *(cue.lower() for cue in typed if cue.lower() in said)))
    return sum(not any(word != other and word in other for other in words) for word in words)


def spoken(text: str) -> str:
    """The text without the names inside paths: `GET /admin/jobs` speaks of a route and of no job."""
    return re.sub(r"(?<!\w)/[\w:{}./*-]+", "/", text)


def _leader(analysis: Analysis, rules: Rules, specialists: Sequence[str]) -> str:
    """The primary of the first type that one of the specialists is primary for, else the first specialist."""
    rows = (rules.row(one.type) for one in analysis.types)
    named = (row.primary for row in rows if row is not None and row.primary in specialists)
    return next(named, specialists[0])


def narrowed(analysis: Analysis, clauses: Collection[str]) -> Analysis:
    """What the analysis says of these clauses: their words, requirements, resources and the components they name."""
    mine = tuple(one for one in analysis.clauses if one.id in clauses)
    if not mine or len(mine) == len(analysis.clauses):
        return analysis
    text, mine = _anew(mine, analysis.request)
    resources = tuple(one for one in analysis.resources if _is_named((one.name, one.plural, one.existing), text))
    near = tuple(one for one in analysis.affected if _is_near(one, text))
    return replace(
        analysis,
        request=text,
        clauses=mine,
        requirements=tuple(one for one in analysis.requirements if concerns(one, clauses)),
        resources=resources,
        affected=near or analysis.affected,
        unread=tuple(one for one in analysis.unread if one.clause in clauses),
        readings=tuple(one for one in analysis.readings if one.clause in clauses),
    )


def _anew(clauses: Sequence[Clause], said: str) -> tuple[str, tuple[Clause, ...]]:
    """The clauses as a text of their own, together where they stood together, with their places in it."""
    text, found = "", list[Clause]()
    for number, one in enumerate(clauses):
        text += (joint(clauses[number - 1], one, said) or ". ") if number else ""
        start, text = len(text), text + one.text.strip()
        found.append(replace(one, span=Span(start=start, end=len(text))))
    return text, tuple(found)


def apart(analysis: Analysis) -> tuple[Analysis, Analysis] | None:
    """What is to be built and the fault that is to be mended beside it, where the request asks for both and begins with
    what is to be built, or marks what is a bug by a label; None for any other."""
    clauses = analysis.clauses
    labelled = _labelled(analysis)
    builds = labelled or (len(clauses) > 1 and _BUILDS.match(clauses[0].text))
    if not clauses or all(one.type != "bug_fix" for one in analysis.types) or not builds:
        return None
    told = [number for number, one in enumerate(clauses) if one.id in labelled or _FAULT.search(one.text)]
    bare = [number + 1 for number in told if len(clauses[number].text.split()) < _BARE]
    ids = [one.id for number, one in enumerate(clauses) if number in {*told, *bare}]
    rest = [one.id for one in clauses if one.id not in ids]
    types = tuple(one for one in analysis.types if one.type != "bug_fix")
    if not ids or clauses[0].id in ids or not types:
        return None
    fault = narrowed(analysis, ids)
    kinds = tuple(one for one in analysis.types if one.type == "bug_fix")
    return (
        replace(narrowed(analysis, rest), types=types, intent="add"),
        replace(fault, types=kinds, intent="fix", resources=(), criteria=_without_reviews(analysis)),
    )


def _labelled(analysis: Analysis) -> frozenset[str]:
    """The clauses that stand under a label of their own as a bug, beside others that do not."""
    groups = runs(analysis.clauses, analysis.request)
    found = [group for group, said in groups if _LABEL.match(said)]
    return frozenset(one.id for group in found for one in group) if len(found) < len(groups) else frozenset()


_LABEL = re.compile(r"(bug|fault|defect|problem)\s?: ", re.IGNORECASE)
_BUILDS = re.compile(r"\W*(?:please )?(add|create|build|implement|introduce|allow|let|support)\b", re.IGNORECASE)
_FAULT = re.compile(r"\b(fix|fixes|mend|repair)\b|\breturns? (an? )?5\d\d\b", re.IGNORECASE)
"""Words that tell of a fault beside something to build."""
_BARE = 3
"""A clause of fewer words (`fix that`) speaks of the next one."""


def _without_reviews(analysis: Analysis) -> tuple[Criterion, ...]:
    """The criteria; a review is of the plan as a whole."""
    return tuple(replace(one, holds=one.holds and one.id == "several_agents") for one in analysis.criteria)


def concerns(requirement: Requirement, clauses: Collection[str]) -> bool:
    """Whether the requirement comes from one of the clauses, or from none."""
    return not requirement.clauses or bool(set(requirement.clauses) & set(clauses))


def _is_near(one: Affected, text: str) -> bool:
    names = (one.component, *(evidence.place.file for evidence in one.evidence))
    return _is_named(names, text)


def _is_named(names: Sequence[str], text: str) -> bool:
    return bool(_stems(" ".join(names)) & _stems(text))


def _stems(text: str) -> frozenset[str]:
    """The telling words of a text or a name, in lower case and without a plural's ending."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text)
    words = (word.lower() for word in re.findall(r"[A-Za-z]{2,}", apart))
    return frozenset(base(word) for word in words if word not in COMMON)
