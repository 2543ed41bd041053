"""What of a request asks for nothing by itself (forms, logs, politeness), and the requirements that it still gives."""

from collections.abc import Sequence
from itertools import groupby

from podium.analysis.clauses import Part
from podium.analysis.drafts import Note
from podium.analysis.sections import Role
from podium.plan.analysis import Clause, Requirement
from podium.plan.request import Span

LONGEST = 300
"""Characters of what is quoted in one requirement; its span holds the rest."""
_ASPECTS: dict[Role, str] = {
    "fault": "fault",
    "steps": "reproduction",
    "environment": "environment",
    "outside": "out of scope",
}
_TEXTS: dict[Role, str] = {
    "fault": "{}",
    "steps": "how it is brought about: {}",
    "environment": "where it happens: {}",
    "outside": "not part of it: {}",
}


def remarks(parts: tuple[Part, ...]) -> list[Note]:
    """A note for every part that says nothing to build, with why."""
    return [remark(part, number, part.why) for number, part in enumerate(parts) if part.why]


def remark(part: Part, number: int, why: str) -> Note:
    """The note that the whole part, the clause of that number, asks for nothing."""
    return Note(kind="rule", clause=number, ranges=[(part.first, part.last)], what=why)


def told(
    parts: Sequence[Part], clauses: Sequence[Clause], ids: dict[Note, str], notes: Sequence[Note]
) -> list[tuple[int, Requirement]]:
    """One requirement for each section that tells of a fault, of steps, of where, of what is left out.

    With the number of the clause that it begins with. What is fenced off as code or a log belongs to none.
    """
    by_clause = {note.clause: ids[note] for note in notes if note in ids}
    mine = [(number, part) for number, part in enumerate(parts) if part.role in _ASPECTS and not _is_heading(part)]
    found: list[tuple[int, Requirement]] = []
    for _, run in groupby(mine, key=lambda one: one[1].role):
        group = list(run)
        numbers, role = [number for number, _ in group], group[0][1].role
        own = [clauses[number] for number in numbers]
        names = [_named(parts, clauses, number) if role == "environment" else "" for number in numbers]
        readings = tuple(by_clause[number] for number in numbers if number in by_clause)
        found.append((numbers[0], _requirement(role, own, readings, names)))
    return found


def _is_heading(part: Part) -> bool:
    return part.why.startswith("a heading")


def _named(parts: Sequence[Part], clauses: Sequence[Clause], number: int) -> str:
    """The heading right before, where it says what a bare value is: `NestJS version`."""
    before = clauses[number - 1].text if number and _is_heading(parts[number - 1]) else ""
    return f"{before}: " if "version" in before.lower().split() else ""


def _requirement(role: Role, clauses: Sequence[Clause], readings: tuple[str, ...], names: Sequence[str]) -> Requirement:
    said = "; ".join(name + " ".join(one.text.split()) for name, one in zip(names, clauses, strict=True))
    short = said if len(said) <= LONGEST else f"{said[:LONGEST].rpartition(' ')[0]} …"
    return Requirement(
        id="",
        text=_TEXTS[role].format(short),
        kind="functional" if role in {"fault", "steps"} else "constraint",
        aspect=_ASPECTS[role],
        span=Span(start=clauses[0].span.start, end=clauses[-1].span.end),
        clauses=tuple(one.id for one in clauses),
        readings=readings,
    )
