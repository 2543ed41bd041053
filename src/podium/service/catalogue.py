"""What there is to work with: specialists, recipes and gates, with what each can do in a repository."""

from dataclasses import dataclass

from podium.plan.rules import Rules, Specialist
from podium.service.site import Site

ORCHESTRATOR = "backend-task-orchestrator"


@dataclass(frozen=True, kw_only=True)
class GateLine:
    """A gate and, for a repository, why it cannot judge it (empty: it can)."""

    id: str
    title: str
    not_checked: str = ""


@dataclass(frozen=True, kw_only=True)
class RecipeLine:
    """A recipe, whose it is, and what it is for."""

    id: str
    specialist: str
    summary: str


def specialists(rules: Rules) -> tuple[Specialist, ...]:
    """The specialists that plans choose among, in the order of the rules; the orchestrator itself is not one."""
    return tuple(one for one in rules.specialists if one.name != ORCHESTRATOR)


def recipe_lines() -> tuple[RecipeLine, ...]:
    """Every recipe that is shipped."""
    from podium.recipes import catalogue

    return tuple(RecipeLine(id=one.id, specialist=one.specialist, summary=one.title) for one in catalogue())


def gate_lines(site: Site) -> tuple[GateLine, ...]:
    """Every gate, with what it says of the site's repository."""
    from podium.gates.catalogue import gates
    from podium.service.understanding import survey_of

    survey = survey_of(site)
    return tuple(GateLine(id=gate.id, title=gate.title, not_checked=gate.applies(survey)) for gate in gates())
