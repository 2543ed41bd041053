"""Who does what no recipe does: whoever is named, else configured, else the agents that are found on this machine."""

from dataclasses import dataclass, replace

from podium.config import Configuration
from podium.plan.plan import Decision, Plan
from podium.runners.detection import QUESTION, detected
from podium.service.site import Site


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """Names by preference, each one in turn where the one before it fails, and why they are these."""

    names: tuple[str, ...]
    reason: str


def chosen(site: Site) -> Chosen:
    """The runners for plans of a site; none where nobody is named and no agent here could sign in."""
    return chosen_by(site.configuration, is_named=site.is_named)


def chosen_by(configuration: Configuration, *, is_named: bool = False) -> Chosen:
    """The runners that a configuration leads to; `is_named`: they were named for one command."""
    if configuration.runners:
        reason = "named for this run" if is_named else f"configured in {configuration.user_folder}"
        return Chosen(names=configuration.runners, reason=reason)
    found = detected(configuration.user_folder / "agents", cache=configuration.cache_home)
    names = tuple(one.name for one in found)
    signs = ", ".join(f"{one.name} signs in with {one.signed_in}" for one in found)
    return Chosen(names=names, reason=f"nobody is configured, and found here: {signs}" if found else "")


def said(plan: Plan) -> str:
    """Who does what no recipe does, in one line; empty where nobody has to."""
    return next((f"{one.answer}: {one.reason}" for one in plan.decisions if one.question == QUESTION), "")


def told(plan: Plan, who: Chosen) -> Plan:
    """The plan with the decision in it, where a task of it is nobody's but an agent's or a person's."""
    asked = [task.id for task in plan.tasks if task.runner.kind in {"agent", "human"} and task.runner.name]
    if not asked or not who.names:
        return plan
    answer = f"{', then '.join(who.names)} ({', '.join(asked)})"
    return replace(plan, decisions=(Decision(question=QUESTION, answer=answer, reason=who.reason), *plan.decisions))
