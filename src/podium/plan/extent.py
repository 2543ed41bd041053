"""How far a request reaches: whether it is one small change, which one specialist makes with tests and documents."""

import re
from collections.abc import Iterator

from podium.plan.analysis import Analysis
from podium.plan.cues import base
from podium.plan.places import Places
from podium.plan.survey import Survey

MOST_WORDS = 40
MOST_REQUIREMENTS = 2
MOST_PARTS = 2
"""So many columns and operations together."""
_METHODS = re.compile(r"\b(?:GET|POST|PUT|PATCH|DELETE)\s+`?/")
_READS = re.compile(r"\bGET\s+`?/")
_PATHS = re.compile(r"(?<![\w/.:])/[\w:{}-]+")
_ADDS = re.compile(
    r"\W*(?:please )?(?:add|build|create|implement|introduce|support|provide|expose|write|set up)\b(.{0,60})"
    r"|.*\b(?:can|be able to|allow|let|lets)\b",
    re.IGNORECASE | re.DOTALL,
)
_PIECES = re.compile(
    r"\b(endpoint|route|field|column|property|index|tests?|filter|parameter|param|header|limit|check|validation|"
    r"validator|constraint|default|log|message|status|option|variable|documentation|docs)\b|@\w|/\w",
    re.IGNORECASE,
)
"""What is added to a component, where a new one would have a name of its own."""
_SUFFIX = re.compile(r"(Module|Controller)$")
_EVERYWHERE = re.compile(
    r"\b(across|whole|everywhere)\b|\b(all|every|each|any)\b (?:of )?(?:the |our )?(?:[\w-]+ ){0,2}"
    r"(?:apis?|endpoints?|routes?|controllers?|services?|modules?|resolvers?|lists?|quer(?:y|ies)|models?|tables?|columns?|files?|tests?|dtos?|"
    r"resources?|responses?|entit(?:y|ies)|inputs?|places?|packages?|ids?|names?|dates?|errors?)\b",
    re.IGNORECASE,
)
"""Words of many places in the code; many events or rows are one place."""
_OTHERWISE = {
    "auth": frozenset({"login", "signin", "sign", "jwt", "token", "password", "bcrypt", "argon", "credential"})
}
"""Words that speak of a component whose name they do not say."""
_TURNS = re.compile(
    r"\W*(?:please )?(?:bump|cap|hide|increase|limit|log|lower|raise|reject|retry|return|round|set|sort|trim)\b",
    re.IGNORECASE,
)
"""Orders that turn one thing that is there; in so few words they are small, whatever they are about."""
_FEW_WORDS = 14
_GROUND = frozenset({"", "app", "prisma", "database", "common", "core", "shared", "config"})
"""Names of what everything stands on."""
_HUMPS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def small(analysis: Analysis, survey: Survey) -> str:
    """Why the request is one small change (`one small change: R1, about product`); empty where it may be more.

    Small is what asks for at most two things of one component that is named: at most two columns or operations of one
    resource, no new resource with operations, one route, no new package, and nothing new that runs outside of requests.
    A route of no known component is small where it only reads; users alone may be whoever acts; what is added in other
    words than a field's or an endpoint's may be a component of its own.
    """
    wanted = [one.id for one in analysis.requirements if one.aspect != "habit"]
    if not 0 < len(wanted) <= MOST_REQUIREMENTS or len(analysis.request.split()) > MOST_WORDS:
        return ""
    if not _is_narrow(analysis):
        return ""
    paths = list(dict.fromkeys(_PATHS.findall(analysis.request)))
    adds = _ADDS.match(analysis.request)
    if adds and not analysis.resources and not _PIECES.search(adds.group(1) or "".join(paths)):
        return ""
    if len(_METHODS.findall(analysis.request)) > 1 or len(paths) > 2 or _EVERYWHERE.search(analysis.request):
        return ""
    known = Places(analysis=analysis, survey=survey).named
    names = _names(analysis, survey) or (paths if _READS.search(analysis.request) else [name for name, _ in known])
    if names == ["user"] and not paths and not (adds and adds.group(1)):
        return ""
    if any(one.type == "background_job" for one in analysis.types) and (adds or not _runs(names, survey)):
        return ""
    if not names and _TURNS.match(analysis.request) and len(analysis.request.split()) <= _FEW_WORDS:
        return f"one small change: {' and '.join(wanted)}"
    about = ", ".join(names)
    return f"one small change: {' and '.join(wanted)}, about {about}" if len(names) == 1 else ""


def turns(text: str) -> bool:
    """Whether the text orders one thing turned that is there, so that nothing new has to be stored."""
    return _TURNS.match(text) is not None


def _is_narrow(analysis: Analysis) -> bool:
    """Whether what was read of it is at most a column or two of one resource, or an operation of one that is there."""
    parts = sum(len(one.fields) + len(one.operations) for one in analysis.resources)
    broad = any(not one.existing and one.operations for one in analysis.resources)
    return len(analysis.resources) <= 1 and parts <= MOST_PARTS and not broad and not analysis.packages


def _names(analysis: Analysis, survey: Survey) -> list[str]:
    """The components that the words name; who the users are is named beside another one as whoever acts."""
    said = {base(word) for word in re.findall(r"[a-z]+", analysis.request.lower())}
    told = [name for name in dict.fromkeys(_components(survey)) if _is_said(name, said)]
    whole = [name for name in told if not any(name != one and set(name.split()) < set(one.split()) for one in told)]
    return [one for one in whole if one != "user"] or whole


def _is_said(name: str, said: set[str]) -> bool:
    return set(name.split()) <= said or bool(_OTHERWISE.get(name, frozenset()) & said)


def _runs(names: list[str], survey: Survey) -> bool:
    """Whether one of the components has jobs already."""
    files = [place.file for one in survey.queues for place in one.processors]
    return any(name in file.lower() for name in names for file in files)


def _components(survey: Survey) -> Iterator[str]:
    parts = (*survey.modules, *survey.controllers)
    names = [one.name for one in survey.schema.models] + [_SUFFIX.sub("", one.name) for one in parts]
    yield from (spoken for name in names if (spoken := _spoken(name)) not in _GROUND)


def _spoken(name: str) -> str:
    """`OrderItems` as `order item`."""
    return " ".join(base(word.lower()) for word in _HUMPS.split(name))
