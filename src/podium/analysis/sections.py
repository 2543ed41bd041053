"""Sections of an issue form: what stands under a heading, by its words."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Role = Literal["said", "context", "fault", "actual", "expected", "steps", "environment", "motive", "outside"]
"""What a part of a text is to the request.

`said` asks; `fault` tells what is wrong, `actual` what happens now, `expected` what should; `steps` bring the fault
about, `environment` is where; `motive` says why; `outside` is what is explicitly not wanted; `context` asks nothing.
"""

_LABELS: tuple[tuple[Role, str, str], ...] = (
    (
        "fault",
        "",
        r"(?:describe |about )?(?:the |this |your )?(?:bug|issue|problem|defect)(?: description| report| summary)?"
        r"|description of the (?:bug|issue|problem)|what (?:is|was|'s|s) (?:the (?:bug|issue|problem)|wrong|broken)"
        r"|what (?:is|'s) (?:happening|going on|going wrong)|what went wrong|bug|bug report|error description",
    ),
    (
        "actual",
        "what happens now",
        r"(?:the )?(?:current|actual|observed|existing|present) (?:behaviou?r|results?|outputs?|outcome|state|situation"
        r"|response|status)|actual(?:ly)?|observed|what (?:actually )?happen(?:s|ed)(?: now| instead| actually)?"
        r"|what (?:do|did) (?:you|i) (?:see|get)(?: instead)?|what i (?:see|get|got)|got|received",
    ),
    (
        "expected",
        "",
        r"(?:the |describe (?:the )?|your )?(?:expected|desired|wanted|correct|intended)(?: behaviou?r| results?"
        r"| outputs?| outcome| response| state)?|what (?:did|do|would) (?:you|i) expect(?: to happen)?"
        r"|what i expect(?:ed)?"
        r"|what should happen(?: instead)?|expectations?|what (?:is|was) expected|should be",
    ),
    (
        "steps",
        "how it is brought about",
        r"(?:minimal |minimum )?(?:the )?(?:steps|how|way|code|test case)(?: required| needed)?"
        r" to (?:reproduce|replicate"
        r"|recreate)(?: it| this| the .{3,20})?|(?:to|how to) (?:reproduce|replicate|recreate)(?:"
        r" it| this| the .{3,20})?"
        r"|(?:minimal |minimum )?(?:reproduction|repro)(?: steps| code| link| example)?(?: of the"
        r" (?:problem|bug|issue))?(?: with instructions)?|steps for reproduction|str",
    ),
    (
        "environment",
        "where it happens",
        r"(?:your |the |relevant |system |server |runtime |desktop |smartphone )*(?:environments?"
        r"|platforms?|browsers?|os"
        r"|operating system|versions?|setup details|tech stack|stack|device|node(?:\.?js)?|nest(?:js)?|prisma|database)"
        r"(?: (?:information|details|info|versions?|used|that .{3,40}|the .{3,40}))*|system info(?:rmation)?"
        r"|(?:package|affected|api|app|application|api server|mobile app|nest(?:js)?|node(?:\.?js)?|prisma|server"
        r"|dependency|tool) versions?|(?:which|what) version.{0,40}|deployment method|installation(?: method)?",
    ),
    (
        "context",
        "what a machine wrote",
        r"(?:your |the |relevant |server |backend |application |api |full |console )*(?:logs?|log"
        r" output|output|stack ?trace"
        r"|trace ?back|error (?:message|logs?|output|stack|trace)|logs and screenshots)(?: output)?|stack"
        r"|(?:your |the |my )?(?:docker-?compose(?:\.ya?ml)?|\.env|dockerfile|nginx\.conf|package\.json)"
        r"(?: file| content| content.| contents)*|(?:this is )?(?:my|our) (?:dockerfile|docker-compose|config|schema)"
        r"|(?:relevant |sample |example )?(?:code|code snippets?|curl(?: examples?)?)|screenshots?(?: or .*)?|videos?"
        r"|attachments|media",
    ),
    (
        "context",
        "a form's own boxes",
        r"is there an existing .*|check-?list|(?:pre-?flight|contributor|submission|pr|review) check-?list"
        r"|before (?:you )?(?:submit|start|open).*|code of conduct|i'm submitting an?.*|i am submitting an?.*"
        r"|(?:issue|bug|request|change|ticket) type|type of (?:issue|change|request|ticket)|(?:are"
        r"|would) you (?:willing|like) "
        r"to .*|prerequisites|severity|priority|labels?|assignees?|story points?|epic|sprint|estimate"
        r"|reporter|component/s"
        r"|fix versions?|affects versions?|contributing|willing to .*|participation|validations"
        r"|additional declarations",
    ),
    (
        "context",
        "a question that the request leaves open",
        r"(?:open |further |remaining )?questions?|to be (?:clarified|decided)|tbd|unclear|to clarify",
    ),
    (
        "context",
        "what was weighed and not chosen",
        r"(?:describe |possible |any )?(?:the )?(?:alternatives?|alternative solutions?|workarounds?|other options)"
        r"(?: you(?:'ve| have)? considered| considered| solutions?)?|considered alternatives|what"
        r" (?:have|did) (?:you|i) "
        r"tr(?:y|ied)(?: so far)?|what i(?:'ve| have)? tried(?: so far)?",
    ),
    (
        "motive",
        "why it is asked",
        r"motivation(?: and context)?|background(?: and motivation)?|context|why|why\?|rationale|use[- ]cases?"
        r"|business (?:value|case|goal|context|justification)|(?:the )?problem(?: statement)?|pain points?|benefits?"
        r"|is (?:your|this|the) (?:feature )?request related to a problem.*|what problem (?:does|would|will|is) .*"
        r"|(?:additional|other|further|more) (?:context|info|information|notes|details|remarks|comments)"
        r"|anything else.*|references?|links?|related(?: issues?| tickets?| prs?)?|see also|value|impact|user impact"
        r"|(?:what is the )?(?:motivation|use case)[ /].*",
    ),
    (
        "outside",
        "explicitly not part of it",
        r"(?:explicitly |what is |what's )?(?:out[- ]of[- ]scope|not in scope|outside (?:the |of )?scope|beyond scope)"
        r"(?: for now| here| of this .{3,20})?|non[- ]goals?|not (?:included|part of (?:this|it).*"
        r"|wanted|needed|now|yet)"
        r"|excluded|exclusions|won'?t do|we do not want|not doing|later(?: phases?)?|future(?: work| phases?| ideas)?"
        r"|follow[- ]?ups?|phase 2|won'?t have|nice to have later",
    ),
    (
        "said",
        "a heading; nothing to build",
        r"(?:feature |issue |short |task |general |detailed |functional |bug )?(?:descriptions?"
        r"|summary|overview|abstract|tl;?dr)"
        r"|(?:the )?(?:feature|proposal|proposed (?:solution|change|changes|implementation|behaviou?r|feature|api)"
        r"|suggested (?:solution|fix|implementation)|possible (?:solution|fix|implementation)|solution|suggestion)"
        r"|describe (?:the|your) (?:solution|feature|proposal|idea).*|(?:feature )?(?:request|idea)"
        r"|feature (?:request|proposal)"
        r"|(?:detailed |functional |non-?functional |technical |key |additional |user |business )?requirements?"
        r"|acceptance criteri(?:a|on)|ac|definition of done|dod|done when|user stor(?:y|ies)|stor(?:y"
        r"|ies)|goals?|objectives?|aims?"
        r"|to ?-?dos?|scope|in scope|what(?: we need| to do| is needed| should be done| needs to be done| we want)?"
        r"|needed|todo list|subtasks|deliverables|specification|specs?|details|implementation(?:"
        r" details| notes| plan| ideas)?"
        r"|technical (?:details|notes|approach|tasks)|tech(?:nical)? notes|changes(?: needed| required)?|constraints?"
        r"|rules|business rules|data model|endpoints?|fields|api|routes|permissions|access|who|behaviou?r|title|subject"
        r"|what (?:is|'s) needed.*|how|approach|steps|plan|validation|validation rules|security"
        r"|performance|tests?|testing"
        r"|test plan|hints?|non-functional|nfrs?|quality|operations",
    ),
)
_INLINE: tuple[tuple[Role, str], ...] = (
    (
        "said",
        r"(?:short |feature |issue )?(?:title|subject|summary|description|goal|objective|scenario(?:"
        r" \d+)?|user story|story"
        r"|proposal)",
    ),
    (
        "expected",
        r"expected(?: behaviou?r| results?| output| outcome)?|should be|what i expect(?:ed)?|desired"
        r" behaviou?r",
    ),
    ("actual", r"(?:actual|current|observed)(?: behaviou?r| results?| output)|actual|observed|what happens|got"),
    ("steps", r"(?:steps|how) to (?:reproduce|replicate)|to reproduce|reproduction(?: steps)?|repro(?: steps)?|str"),
    ("environment", r"env(?:ironment)?|(?:\w+ )?versions?|platform|os|browser|tech(?: stack)?|stack|runtime"),
    ("outside", r"(?:explicitly )?(?:out[- ]of[- ]scope|not in scope|non[- ]goals?|not part of this|excluded)"),
    ("motive", r"background|context|motivation|why|reason|rationale|use case|benefit|impact"),
    ("fault", r"bug|problem|issue|defect"),
    (
        "context",
        r"logs?|log output|stack ?trace|error(?: message| log)?|trace ?back|severity|labels?|assignee|reporter"
        r"|epic|sprint|component|priority|story points?|affects versions?|fix versions?|screenshots?",
    ),
)
_INLINE_WHY: dict[Role, str] = {
    "said": "",
    "actual": "what happens now",
    "steps": "how it is brought about",
    "environment": "where it happens",
    "outside": "explicitly not part of it",
    "motive": "why it is asked",
    "context": "what a machine wrote",
}
_TYPED = re.compile(
    r"\s*\(?(?:string|text|int\w*|number|bool\w*|date\w*|decimal|float|enum|required|optional"
    r"|unique|max|min|varchar)\b",
    re.IGNORECASE,
)
"""What follows the name of a field, not the label of a text."""
_DECORATION = re.compile(r"^[\s#>*_]*(?:\d{1,2}[.)]\s+)?(?:[^\w\s\"'`(\[<*_#]+\s+)?[*_]*")
_HASHES = re.compile(r"\s*#{1,6}\s+\S")
_BOLD = re.compile(r"\s*(\*\*|__)(?P<label>[^*_\n]{2,70}?):?\s*\1:?(?P<rest>.*)$")
_COLON = re.compile(
    r"\s*(?:[-*]\s+)?(?P<label>[A-Za-z][\w '’/().?-]{1,60}?)\s*(?<!\bhttps)(?<!\bhttp):(?P<rest>\s.*"
    r"|)$"
)
_BARE = re.compile(r"\s*(?P<label>[A-Z][\w '’/().-]{2,60}\??)\s*$")
_ASIDES = re.compile(r"\s*\((?:optional|required|if (?:any|applicable|known)|please .*)\)\s*$|[\s:?*_#…]+$")


@dataclass(frozen=True, kw_only=True)
class Section:
    """A heading of a form: what stands under it, where its label ends in the line, whether more may follow there.

    `marked`: it is a heading by its sign, and so holds until the next one.
    """

    role: Role
    why: str
    end: int
    marked: bool
    known: bool = True


def section(line: str) -> Section | None:
    """The section that a line begins, or None.

    A heading by its sign that no form has is of role `said` and not `known`.
    """
    if _HASHES.match(line):
        return _whole(line, marked=True)
    bold = _BOLD.match(line)
    if bold and not bold["rest"].strip():
        return _whole(line, marked=True)
    found = bold or _COLON.match(line)
    if found and found["rest"].strip():
        return (
            None
            if line.lstrip()[:1] in "-*+" and not bold
            else _inline(found["label"], found["rest"], found.start("rest"))
        )
    bare = found or _BARE.match(line)
    label = bare["label"] if bare else ""
    known = meaning(label) if label else None
    if known is None or (found is None and known[0] == "said" and len(label) < 5):
        return None
    return Section(role=known[0], why=known[1], end=len(line), marked=False)


def _whole(line: str, *, marked: bool) -> Section:
    label = line[_DECORATION.match(line).end() :] if _DECORATION.match(line) else line  # type: ignore[union-attr]
    known = meaning(label)
    if known is None:
        return Section(role="said", why="", end=len(line), marked=marked, known=False)
    return Section(role=known[0], why=known[1], end=len(line), marked=marked)


def _inline(label: str, rest: str, end: int) -> Section | None:
    plain = _plain(label)
    role: Role | None = next((role for role, pattern in _inline_patterns() if pattern.fullmatch(plain)), None)
    if role == "said" and _TYPED.match(rest):
        return None
    return None if role is None else Section(role=role, why=_INLINE_WHY.get(role, ""), end=end, marked=False)


@lru_cache(maxsize=1024)
def meaning(label: str) -> tuple[Role, str] | None:
    """What stands under a heading of these words, and a word on it; None where no form has it."""
    plain = _plain(label)
    return next(((role, why) for role, why, pattern in _patterns() if pattern.fullmatch(plain)), None)


def _plain(label: str) -> str:
    return _ASIDES.sub("", _ASIDES.sub("", label)).strip().lower().replace("’", "'")


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[Role, str, re.Pattern[str]], ...]:
    return tuple((role, why, re.compile(pattern)) for role, why, pattern in _LABELS)


@lru_cache(maxsize=1)
def _inline_patterns() -> tuple[tuple[Role, re.Pattern[str]], ...]:
    return tuple((role, re.compile(pattern)) for role, pattern in _INLINE)
