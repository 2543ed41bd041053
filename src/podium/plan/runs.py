"""Clauses that belong together: a sentence that stops at a route and goes on, a label and what it stands before."""

import re
from collections.abc import Sequence

from podium.plan.analysis import Clause

_LABEL = 4
"""A label (`Bug:`, `Soft delete for products:`) has at most so many words."""


def joint(one: Clause, other: Clause, text: str) -> str:
    """What joins the second clause to the first one in the text (a space, `?` of a path, `: ` after a label); empty
    where they stand apart."""
    between = text[one.span.end : other.span.start].replace("`", "").replace('"', "")
    if one.span.end >= other.span.start:
        return ""
    if between == "?":
        return "?"
    if not between.strip() and "\n" not in between:
        return " "
    label = (
        re.fullmatch(r"(\*\*)?\s?[:–-](\*\*)?\s+", between) and len(one.text.split()) <= _LABEL and "," not in one.text
    )
    return ": " if label and "\n" not in between else ""


def runs(clauses: Sequence[Clause], text: str) -> tuple[tuple[tuple[Clause, ...], str], ...]:
    """The clauses in groups that belong together, each with its words as they stand in the text."""
    found: list[tuple[tuple[Clause, ...], str]] = []
    for one in clauses:
        link = joint(found[-1][0][-1], one, text) if found else ""
        if link:
            group, said = found[-1]
            found[-1] = ((*group, one), f"{said}{link}{one.text.strip()}")
        else:
            found.append(((one,), one.text.strip()))
    return tuple((group, plain(said)) for group, said in found)


def plain(text: str) -> str:
    """The text on one line, without back ticks where one of a pair is lost."""
    return " ".join((text.replace("`", "") if text.count("`") % 2 else text).split())
