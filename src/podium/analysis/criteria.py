"""Layers that have work, and the decision criteria of the rules, each with its reasons."""

from collections.abc import Mapping

from podium.analysis import fieldwords
from podium.analysis.classify import DOUBT, Leaning
from podium.analysis.seams import touched
from podium.analysis.words import parts
from podium.plan import cues, extent
from podium.plan.analysis import Analysis, Criterion, Layer, LayerNeed, TaskType
from podium.plan.rules import CriterionRule, Rules
from podium.plan.survey import Survey
from podium.plan.topics import topics

_LAYERS: dict[Layer, frozenset[TaskType]] = {
    "data": frozenset({"database_change", "migration"}),
    "business_logic": frozenset(
        {
            "new_api_endpoint",
            "background_job",
            "bug_fix",
            "refactoring",
            "performance_issue",
            "authentication",
            "realtime_feature",
            "caching",
            "security_audit",
        }
    ),
    "api": frozenset({"new_api_endpoint", "authentication", "realtime_feature"}),
    "infrastructure": frozenset({"background_job", "caching", "realtime_feature", "deployment_setup", "configuration"}),
    "deployment": frozenset({"deployment_setup"}),
}
"""Which layers a task type has work in, before resources say more."""
_NAMES: tuple[Layer, ...] = (
    "data",
    "business_logic",
    "api",
    "infrastructure",
    "quality",
    "documentation",
    "deployment",
)
_QUIET = frozenset({"documentation"})
_IDLE: dict[Layer, str] = {
    "data": "no model, column or index is asked for",
    "business_logic": "no service changes",
    "api": "no route, DTO or event changes",
    "infrastructure": "no new package, environment key, queue, cache or service",
    "quality": "nothing that runs changes",
    "documentation": "no public contract or set-up changes",
    "deployment": "nothing about images, pipelines or hosting changes",
}


def layers(analysis: Analysis, rules: Rules) -> tuple[LayerNeed, ...]:
    """Every layer of the specification and deployment, planned or not, with the reason."""
    reasons: dict[Layer, str] = {name: _reason(analysis, name, rules) for name in _NAMES}
    return tuple(
        LayerNeed(layer=name, planned=bool(reason), reason=reason or _IDLE[name]) for name, reason in reasons.items()
    )


def _reason(analysis: Analysis, layer: Layer, rules: Rules) -> str:
    types: list[TaskType] = [one.type for one in analysis.types]
    if layer == "quality":
        return "what changes is tested and reviewed" if set(types) - _QUIET else ""
    if layer == "documentation":
        said: list[TaskType] = [
            kind
            for kind in types
            if kind
            in {"documentation", "new_api_endpoint", "authentication", "configuration", "deployment_setup", "migration"}
        ]
        return f"{_said(said[0])}: what users of it read changes too" if said else ""
    if analysis.resources and layer in {"data", "business_logic", "api"}:
        return _of_resources(analysis, layer)
    hit: list[TaskType] = [kind for kind in types if kind in _LAYERS.get(layer, frozenset())]
    if hit:
        return f"the request is {_said(hit[0])}"
    if layer == "infrastructure" and analysis.packages:
        return f"needs {', '.join(analysis.packages)}"
    kept = [one.keeps for one in topics(analysis, rules) if one.keeps] if layer == "data" else []
    return f"something has to be stored: {'; '.join(kept)}" if kept else ""


def _of_resources(analysis: Analysis, layer: Layer) -> str:
    new = [one.name for one in analysis.resources if not one.existing]
    wider = [one.existing for one in analysis.resources if one.existing and one.fields]
    routes = [one.name for one in analysis.resources if one.operations or one.fields]
    if layer == "data":
        texts = [f"new model {name}" for name in new] + [f"new columns of {name}" for name in wider]
        return ", ".join(texts)
    return f"{'operations' if layer == 'business_logic' else 'routes'} of {', '.join(routes)}" if routes else ""


def _said(kind: TaskType) -> str:
    return kind.replace("_", " ")


def criteria(
    analysis: Analysis, survey: Survey, rules: Rules, *, reviews: Mapping[str, Leaning]
) -> tuple[Criterion, ...]:
    """The three decision criteria; `analysis` has its layers and affected components already.

    A rule's types and cues count where the words as a whole do not speak against the review; without any rule, the
    words as a whole may call for it by themselves, but not for that of one small change.
    """
    known = facts(analysis, survey) | _smallness(analysis, survey, rules)
    found: list[Criterion] = []
    for name in ("several_agents", "security_review", "performance_review"):
        leaning = reviews.get(name, Leaning())
        spoken = leaning.probability >= DOUBT
        hits = [(rule, _why(rule, analysis, known, spoken=spoken)) for rule in rules.criteria if rule.criterion == name]
        holding = [(rule, why) for rule, why in hits if why]
        reasons = tuple(f"{rule.text}: {why}" for rule, why in holding)
        if not holding and leaning.holds and "small-change" not in known:
            reasons = (f"the words of the request weigh towards it: {', '.join(leaning.words)}",)
        holds = bool(reasons)
        speaks = (known[one] for rule, _ in hits for one in rule.unless if one in known)
        reasons = reasons or tuple(dict.fromkeys(speaks))
        ids = tuple(rule.id for rule, _ in holding)
        found.append(Criterion(id=name, holds=holds, rules=ids, reasons=reasons))
    return tuple(found)


def _smallness(analysis: Analysis, survey: Survey, rules: Rules) -> dict[str, str]:
    """The fact `small-change` with what shows it, unless the words of the request are those of a wide line."""
    reason = extent.small(analysis, survey)
    wide = reason and any(cues.found(rule.cues, analysis.request) for rule in rules.criteria if rule.wide)
    keeps = not extent.turns(analysis.request) and any(one.keeps for one in topics(analysis, rules))
    wide = wide or keeps
    return {"small-change": reason} if reason and not wide else {}


def _why(rule: CriterionRule, analysis: Analysis, known: dict[str, str], *, spoken: bool) -> str:
    if any(name in known for name in rule.unless):
        return ""
    counting = () if any(name in known for name in rule.facts_unless) else rule.facts
    fact = next((known[name] for name in counting if name in known), "")
    if fact or not spoken:
        return fact
    kind = next((one for one in analysis.types if one.type in rule.types), None)
    if kind:
        return f"the request is {_said(kind.type)} ({', '.join(kind.cues[:3])})"
    text = analysis.request.lower()
    likely = [cue for cue in rule.cues if all(part.rstrip("*") in text for part in cue.lower().split())]
    said = cues.found(likely, analysis.request) if likely else ()
    return f"the request says “{said[0]}”" if said else ""


def facts(analysis: Analysis, survey: Survey) -> dict[str, str]:
    """What holds of the request here, by the names that criteria rules use, each with its reason."""
    planned = [one.layer for one in analysis.layers if one.planned]
    paged = {one.id for one in analysis.readings if one.kind == "pagination"}
    found: dict[str, str] = {}
    if len(planned) >= 3:
        found["several-layers"] = f"{len(planned)} layers have work: {', '.join(planned).replace('_', ' ')}"
    if "infrastructure" in planned or "deployment" in planned:
        found["infrastructure-change"] = "infrastructure has work"
    for resource in analysis.resources:
        guarded = [one for one in resource.operations if one.access != "public"]
        if guarded:
            found.setdefault("authorisation-rule", f"{guarded[0].kind} of {resource.name} is not for everyone")
        texts = [one.name for one in resource.fields if one.type in {"string", "text"} and not one.values]
        if texts and any(one.kind in {"create", "update"} for one in resource.operations):
            found.setdefault("user-text", f"users write `{texts[0]}` of {resource.name}")
        personal = [
            one.name for one in resource.fields if one.type == "email" or set(parts(one.name)) & fieldwords.PERSONAL
        ]
        if personal or any(one.role == "owner" for one in resource.relations):
            what = f"`{personal[0]}`" if personal else "whose row it is"
            found.setdefault("personal-data", f"{resource.name} holds {what}")
        if any(one.match == "contains" for operation in resource.operations for one in operation.filters):
            found.setdefault("search-filter", f"the list of {resource.name} is searched by contained text")
        if any(
            one.kind == "list" and one.scope == "all" and not paged & {one.reading, *one.readings}
            for one in resource.operations
        ):
            found.setdefault("unpaginated-list", f"the request does not bound the list of {resource.name}")
    return found | touched(analysis, survey)
