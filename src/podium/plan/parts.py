"""A request of several parts: which clause is whose, and what the analysis says of some clauses alone."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from podium.plan.analysis import Affected, Analysis, Requirement
from podium.plan.cues import found
from podium.plan.rules import Rules

STRUCTURE = frozenset({"resource", "field", "relation", "unique"})
"""Kinds of reading that the schema carries out."""
_COMMON = frozenset(
    re.findall(
        r"\w+",
        "get post put patch delete head the a an of to for with and or by id ids new add all list per on in "
        "is are be as service controller module file files src test tests route routes endpoint endpoints api "
        "app dto common ",
    )
)
"""Words that tell no component from another."""


def shares(
    analysis: Analysis, rules: Rules, specialists: Sequence[str], *, data: Collection[str]
) -> dict[str, tuple[str, ...]]:
    """The clauses of each specialist, by their ids, in their order: each clause has one, the one with the most cues in
    it, ties by the order given; a clause without a cue goes with the one before it. Of `data` those who change the
    schema get what adds to it besides. A specialist to whom nothing points gets nothing."""
    first = next((name for name in specialists if name not in data), next(iter(specialists), ""))
    others = [name for name in specialists if name not in data] or list(specialists)
    mine: dict[str, list[str]] = {name: [] for name in specialists}
    last = ""
    for one in analysis.clauses:
        hits = {name: _hits(rules, name, one.text) for name in specialists}
        best = max(others, key=lambda name: hits[name], default=first)
        last = best if hits.get(best) else last or _leader(analysis, rules, others) or first
        structural = any(reading.clause == one.id and reading.kind in STRUCTURE for reading in analysis.readings)
        keepers = [name for name in specialists if name in data and (structural or hits[name])]
        alone = bool(keepers) and not hits.get(best) and any(hits[name] for name in keepers)
        for name in dict.fromkeys((*keepers, *(() if alone else (last,)))):
            mine[name].append(one.id)
    return {name: tuple(ids) for name, ids in mine.items()}


def _hits(rules: Rules, specialist: str, text: str) -> int:
    order = rules.order(specialist)
    return len(found(order.cues, text)) if order is not None else 0


def _leader(analysis: Analysis, rules: Rules, specialists: Sequence[str]) -> str:
    """The primary of the first type that one of the specialists is primary for."""
    rows = (rules.row(one.type) for one in analysis.types)
    return next((row.primary for row in rows if row is not None and row.primary in specialists), "")


def narrowed(analysis: Analysis, clauses: Collection[str]) -> Analysis:
    """What the analysis says of these clauses: their words, requirements, resources and the components they name."""
    mine = tuple(one for one in analysis.clauses if one.id in clauses)
    if not mine or len(mine) == len(analysis.clauses):
        return analysis
    text = ", ".join(one.text.strip() for one in mine)
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
    return frozenset(re.sub(r"(ies|es|s)$", "", word) for word in words if word not in _COMMON)
