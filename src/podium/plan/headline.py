"""The title of a request: its first sentence that says something, without greetings, labels and a form's headings."""

import re

from podium.plan.ordering import bare

LABEL = re.compile(
    r"^(fix|bug|bugfix|hotfix|feat|feature|story|task|chore|refactor|perf|docs|test|build|ci|request|issue|improvement)"
    r"(\([\w/-]+\))?!?:\s+(?=\S+\s+\S)",
    re.IGNORECASE,
)
"""The label of a commit by Conventional Commits, or of a ticket."""
_BADGE = re.compile(r"^\[[\w /-]{1,24}\]:?\s+(?=\S)")
"""`[Bug]`, `[FEAT]` before a title."""
_BOX = re.compile(r"^\s*[-*+]\s*\[[ xX]\]")
"""A box to tick: what forms ask of whoever writes."""
_FORM = re.compile(
    r"bug|bug report|feature|feature request|description|describe the bug|summary|overview|issue|problem|goal|context|"
    r"background|motivation|story|user story|task|what|why|how|(current|expected|actual) behaviou?r|steps|"
    r"(steps )?to reproduce|reproduction|environment|versions?|details|(required system )?information|scope|"
    r"acceptance criteria|what happened|request|proposal|solution|wanted|title|type|"
    r"is there an existing issue( for this( bug)?)?|is your feature request related to a problem(\? please describe)?",
    re.IGNORECASE,
)
"""Headings of the forms that issues are written in: they say nothing of this one."""


_GREETING = re.compile(
    r"^(hi|hello|hey|dear|hallo|good (morning|afternoon|evening))\b[\w ]{0,24}([,!.]+(\s+|$)|$)", re.IGNORECASE
)
_END = re.compile(r"(?<=[\w)\]\"'”`])[:;.!?](?=\s|$)")
"""Where a sentence or what introduces a list ends."""
_LEAST = 3
"""What is shorter than so many words (`GDPR:`) is no title where more follows."""
_JOINTS = "(?<!so )that|which|who|so|when|whenever|where|while|because|since|if|but|although|until"
_BREAKS = (
    re.compile(rf"\s(?=\()|,\s|\s[-–—]\s|\s(?=(?:{_JOINTS})\b)"),
    re.compile(r"\s(?=(?:and|with|for|from|by|over|via|in|on)\b)"),
)
"""Where a long sentence may stop and still say something, the better places first."""


_TOLD = re.compile(
    r"^(?:\w+ ){1,4}?(?:tells?|told|says?|said|reports?|reported|noticed|complains?|complained|found out|see|saw)"
    r"(?: (?:me|us))? that\s+",
    re.IGNORECASE,
)
"""Who tells it is no matter of a title."""
_LEADING = re.compile(
    r"^(?:when|whenever|if|as|after|since|because|once|while|although|given|currently|today|right now|at the moment)\b"
    r"(?:[^,]{3,}?\b(?:we|i|they|you|it) (?:must|should|have to|need to|want to|would like to)\s+|[^,]{3,},\s+)",
    re.IGNORECASE,
)
"""What stands before the main clause."""
_LOOSE = re.compile(
    r"[\s,(:;–—-]+(?:an?|the|and|or|but|of|to|in|on|at|for|from|by|with|without|as|than|into|over|via|per|that|which|who|its?|"
    r"their|our|your|his|her|this|these|is|are|was|were|be|been|has|have|had|not|no|we|they|he|she|i|you|can|could|may|"
    r"must|should|will|would|if|when|where|while|because|so|all|any|each|every|only|also|do|does|did|more)$",
    re.IGNORECASE,
)
"""Words that no title ends with."""


def headline(text: str, *, most: int = 72) -> str:
    """The first sentence of a text without greeting, emphasis and the label of a ticket. One that is too long gives way
    to its main clause, to a sentence that orders something, or stops before a clause or a word; nothing marks that.

    Headings of a form count only where there is nothing else. Never empty for a text with words.
    """
    lines = [line for line in (_plain(line) for line in text.splitlines() if not _BOX.match(line)) if line]
    lines = [left for line in lines if (left := _GREETING.sub("", line))]
    telling = [line for line in lines if not _FORM.fullmatch(line.rstrip(" :?.!"))] or lines or [text.strip()]
    first, *more = [*_sentences(telling[0]), *(one for line in telling[1:_NEAR] for one in _sentences(line))]
    main = _LEADING.sub("", _TOLD.sub("", first)) if len(first) > most else first
    title = _stopped(main if len(main.split()) >= _LEAST else first, [bare(one) for one in more], most)
    return title[0].upper() + title[1:] if re.match(r"[a-z]+(\s|$)", title) else title


_NEAR = 8
"""So many lines are looked through for a sentence that orders something."""


def _sentences(line: str) -> list[str]:
    """The sentences of a line, without badge and label and without the marks at their ends; one at least."""
    left = _BADGE.sub("", LABEL.sub("", line))
    found: list[str] = []
    start = 0
    for end in (match.start() for match in _END.finditer(left)):
        if left[end] != ":" or len(left[start:end].split()) >= _LEAST:
            found.append(left[start:end].strip(" :;.!?,"))
            start = end + 1
    found.append(left[start:].strip(" :;.!?,"))
    return [one for one in found if one] or [left]


def _stopped(text: str, orders: list[str], most: int) -> str:
    """The text; where it is too long, up to its last clause that fits, an order beside it, or as many words as fit."""
    if len(text) <= most:
        return text
    short = (one for one in orders if one and len(one) <= most)
    found = _up_to(text, _BREAKS[0], most) or next(short, "") or _up_to(text, _BREAKS[1], most)
    return found or _cut(text, most)


def _up_to(text: str, breaks: re.Pattern[str], most: int) -> str:
    ends = [match.start() for match in breaks.finditer(text) if most // 3 <= match.start() <= most]
    whole = [text[:end] for end in ends if text[:end].count("(") == text[:end].count(")")]
    return next((one for one in reversed(whole) if not _LOOSE.search(one)), "")


def _cut(text: str, most: int) -> str:
    """As many whole words as fit, without those at the end that lead on to more."""
    cut = text[: most + 1].rpartition(" ")[0].rstrip(" ,(") or shortened(text, most)
    while (left := _LOOSE.sub("", cut)) not in {cut, ""}:
        cut = left
    return cut


def shortened(text: str, most: int) -> str:
    """The text, cut at a word where it is longer, and marked so."""
    if len(text) <= most:
        return text
    return text[:most].rpartition(" ")[0].rstrip(" ,(") + " …" if " " in text[:most] else text[:most] + "…"


def _plain(line: str) -> str:
    """The line without marks of Markdown, or an empty string without a word; an underscore inside a name stays."""
    bare = re.sub(r"^[#>*\-\s]+|[*`]+|(?<!\w)_+|_+(?!\w)", "", line).strip()
    return bare if re.search(r"\w", bare) else ""
