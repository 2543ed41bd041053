"""Who takes part: the rows of the detected types and what the criteria add, without those who have nothing to do."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from podium.plan.analysis import Analysis
from podium.plan.cues import found
from podium.plan.facts import Facts, facts
from podium.plan.orders import line
from podium.plan.parts import apart
from podium.plan.plan import LeftOut, TeamMember
from podium.plan.rules import Pattern, Rules, WorkOrder
from podium.plan.survey import Survey
from podium.plan.task import Task
from podium.plan.wants import kinds

REVIEWERS: dict[str, str] = {
    "security_review": "security-guardian",
    "performance_review": "performance-optimization-expert",
}
"""Who reviews where a criterion holds."""
ORCHESTRATOR = "backend-task-orchestrator"


@dataclass(frozen=True, kw_only=True)
class Team:
    """Who is in and who was left out, each with the reason."""

    members: tuple[TeamMember, ...]
    left_out: tuple[LeftOut, ...]

    def member(self, name: str) -> TeamMember | None:
        """The member of that name, or None."""
        return next((one for one in self.members if one.specialist == name), None)


def team(analysis: Analysis, survey: Survey, rules: Rules, *, tasks: Iterable[Task] = ()) -> Team:
    """The union of the rows of the detected types, what the criteria add, and whoever has one of `tasks`.

    A primary and a reviewer whom a criterion asks for are always in. A supporting specialist is in with a task or,
    before there are tasks, with something to do here (see `WorkOrder`), which may be within another's task; else left
    out with a reason from the evidence.
    """
    known = facts(analysis, survey)
    sequence = tuple(tasks)
    busy = {task.specialist: task.id for task in reversed(sequence)}
    writing = [task for task in sequence if task.is_writing]
    first = sorted(writing, key=lambda task: (task.layer in {"quality", "documentation"}, task.phase == 1))
    main = first[0].id if first else next(iter(busy.values()), "")
    members: dict[str, TeamMember] = {}
    left: dict[str, LeftOut] = {}
    for one in candidates(analysis, rules):
        works = has_work(rules, one.specialist, analysis, known=known)
        if one.reason == _SEEN and not works and not _has_evidence(rules, one.specialist, known):
            continue
        named = works and (one.reason != _SEEN or not busy)
        if one.role in _ALWAYS or one.specialist in busy or named:
            elsewhere = bool(busy) and one.specialist not in busy
            said = replace(one, reason=f"{one.reason}; carried out within {main}") if elsewhere else one
            members.setdefault(one.specialist, said)
        else:
            within = f"what it would do here is within {main}"
            reason = within if works else _idle(rules, one.specialist, known)
            left.setdefault(one.specialist, LeftOut(specialist=one.specialist, reason=reason))
    for name, task in busy.items():
        members.setdefault(name, TeamMember(specialist=name, role="task", reason=f"{task} asks for this specialist"))
    out = tuple(one for name, one in left.items() if name not in members)
    return Team(members=tuple(members.values()), left_out=out)


_SEEN = "the code has such a thing"
"""The reason of a candidate whom no row names."""
_ALWAYS = frozenset({"primary", "review", "fix"})


def candidates(analysis: Analysis, rules: Rules) -> tuple[TeamMember, ...]:
    """Everybody whom the rules name for this analysis, primaries first, each with the row or line that names them."""
    rows = [(row, one) for one in analysis.types if (row := rules.row(one.type)) is not None]
    found_: list[TeamMember] = []
    for row, one in rows:
        if not (is_bug_fix(analysis) and row.type == "bug_fix"):
            cues = ", ".join(f"“{cue}”" for cue in one.cues[:4])
            reason = f"{row.title}{f': {cues}' if cues else ''}"
            found_.append(TeamMember(specialist=row.primary, role="primary", reason=reason))
    if is_bug_fix(analysis):
        found_ += [_fixer(analysis, rules), _tester(rules)]
    if not analysis.types:
        found_ += _unnamed(analysis, rules)
    for name, specialist in REVIEWERS.items():
        criterion = analysis.criterion(name)
        if criterion is not None and criterion.holds:
            reason = "; ".join(criterion.reasons or criterion.rules)
            title = name.replace("_", " ")
            found_.append(TeamMember(specialist=specialist, role="review", reason=f"{title}: {reason}"))
    for row, _ in rows:
        found_ += [TeamMember(specialist=one, role="supporting", reason=row.title) for one in row.supporting]
    aside = {"testing", "documentation"}
    builds = not analysis.types or not all(one.type in aside for one in analysis.types)
    named = [order.specialist for order in own_orders(rules) if order.always_named and builds]
    return (*found_, *(TeamMember(specialist=one, role="supporting", reason=_SEEN) for one in named))


def _fixer(analysis: Analysis, rules: Rules) -> TeamMember:
    name = fixer(analysis, rules)
    return TeamMember(specialist=name, role="fix", reason="Bug Fix: the words of the fault point there")


def _tester(rules: Rules) -> TeamMember:
    row = rules.row("bug_fix")
    name = row.primary if row else "test-engineering-specialist"
    return TeamMember(specialist=name, role="primary", reason="Bug Fix: a reproduction comes first")


def _unnamed(analysis: Analysis, rules: Rules) -> list[TeamMember]:
    """Whoever the words point to and, of the pattern that names no type, those who prove and describe what is built."""
    steps = chosen.steps if (chosen := pattern(analysis, rules)) else ()
    builder = TeamMember(
        specialist=fixer(analysis, rules), role="primary", reason="the words of the request point there"
    )
    beside = (one for one in steps if one.specialist and one.specialist not in REVIEWERS.values())
    return [builder, *(TeamMember(specialist=one.specialist, role="supporting", reason=one.what) for one in beside)]


def has_work(rules: Rules, specialist: str, analysis: Analysis, *, known: Facts) -> bool:
    """Whether the specialist has something to do here: a cue in the request, a fact, or an order that asks for none."""
    order = rules.order(specialist)
    if order is None or not (order.cues or order.busy):
        return True
    return any(known.get(fact) for fact in order.busy) or bool(found(order.cues, analysis.request))


def _has_evidence(rules: Rules, specialist: str, known: Facts) -> bool:
    order = rules.order(specialist)
    return order is not None and bool(order.idle) and bool(line(order.idle[0], known))


def _idle(rules: Rules, specialist: str, known: Facts) -> str:
    order = rules.order(specialist)
    reasons = (line(one, known) for one in (order.idle if order else ()))
    return next((one for one in reasons if one), "nothing in the request or the code points there")


def is_bug_fix(analysis: Analysis) -> bool:
    """Whether the plan must begin with a reproduction: existing behaviour is broken and is to be mended, and nothing is
    to be built beside it."""
    types = [one.type for one in kinds(analysis)]
    return "bug_fix" in types and (analysis.intent == "fix" or types[0] == "bug_fix") and apart(analysis) is None


def opens_with_proof(analysis: Analysis) -> bool:
    """Whether the plan must open by showing something before anything is built: a fault, what is slow, what is open."""
    first = [one.type for one in kinds(analysis)[:1]]
    return is_bug_fix(analysis) or first == ["performance_issue"] or first == ["security_audit"]


def fixer(analysis: Analysis, rules: Rules) -> str:
    """The appropriate specialist for a fault: the primary of the area's type, else whom the words point to."""
    rows = (rules.row(one.type) for one in analysis.types if one.type != "bug_fix")
    area = next((row.primary for row in rows if row is not None and can_write(rules, row.primary)), "")
    return area or points_to(analysis.request, rules, otherwise="nestjs-api-master")


def can_write(rules: Rules, name: str) -> bool:
    """Whether the specialist has a tool to write with; one that lists none may use all."""
    known = rules.specialist(name)
    return known is None or not known.tools or bool({"Edit", "Write"} & set(known.tools))


def points_to(text: str, rules: Rules, *, otherwise: str) -> str:
    """The specialist with the most cues in the text among those whose work is to write, ties by the order of the
    rules; `otherwise` without any."""
    hits = {order.specialist: len(found(order.cues, text)) for order in own_orders(rules) if order.writes}
    best = max(hits, key=lambda name: hits[name], default=otherwise)
    return best if hits.get(best) else otherwise


def own_orders(rules: Rules) -> tuple[WorkOrder, ...]:
    """The work orders of the specialists themselves, without those that only patterns name."""
    return tuple(order for order in rules.steps if order.id == order.specialist)


def pattern(analysis: Analysis, rules: Rules) -> Pattern | None:
    """The pattern of the first detected type; a bug fix has its own, whatever its area, and what no type explains the
    one that names none. None where there is no such pattern."""
    types = ["bug_fix"] if is_bug_fix(analysis) else [one.type for one in kinds(analysis)]
    named = (one for type_ in types for one in rules.patterns if type_ in one.types)
    return next(named, None if types else next((one for one in rules.patterns if not one.types), None))
