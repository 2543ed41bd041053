"""The title of a request: its first sentence that says something, without greetings, labels and a form's headings."""

import re

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


def headline(text: str, *, most: int = 72) -> str:
    """The first sentence of a text without greeting, emphasis and the label of a ticket, stopped where a clause ends if
    it is long; headings of a form count only where there is nothing else. Never empty for a text with words."""
    lines = [line for line in (_plain(line) for line in text.splitlines() if not _BOX.match(line)) if line]
    lines = [bare for line in lines if (bare := _GREETING.sub("", line))]
    telling = [line for line in lines if not _FORM.fullmatch(line.rstrip(" :?.!"))]
    first = next(iter(telling or lines), text.strip())
    first = _BADGE.sub("", LABEL.sub("", first))
    ends = [match.start() for match in _END.finditer(first)]
    end = next((one for one in ends if first[one] != ":" or len(first[:one].split()) >= _LEAST), len(first))
    title = _stopped(first[:end].strip(" :;.!?,") or first, most)
    return title[0].upper() + title[1:] if re.match(r"[a-z]+(\s|$)", title) else title


def _stopped(text: str, most: int) -> str:
    """The text, stopped before its last clause that is too long, else cut at a word and marked so."""
    if len(text) <= most:
        return text
    for breaks in _BREAKS:
        ends = [match.start() for match in breaks.finditer(text) if most // 3 <= match.start() <= most]
        whole = [end for end in ends if text[:end].count("(") == text[:end].count(")")]
        if whole:
            return text[: whole[-1]]
    return shortened(text, most)


def shortened(text: str, most: int) -> str:
    """The text, cut at a word where it is longer, and marked so."""
    if len(text) <= most:
        return text
    return text[:most].rpartition(" ")[0].rstrip(" ,(") + " …" if " " in text[:most] else text[:most] + "…"


def _plain(line: str) -> str:
    """The line without marks of Markdown, or an empty string without a word; an underscore inside a name stays."""
    bare = re.sub(r"^[#>*\-\s]+|[*`]+|(?<!\w)_+|_+(?!\w)", "", line).strip()
    return bare if re.search(r"\w", bare) else ""
