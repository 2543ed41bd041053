"""The title of a request: its first sentence that says something, without labels, emphasis and a form's headings."""

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


def headline(text: str, *, most: int = 64) -> str:
    """The first sentence of a text without marks of emphasis and the label of a ticket, cut at a word; headings of a
    form count only where there is nothing else. Never empty for a text with words."""
    lines = [line for line in (_plain(line) for line in text.splitlines() if not _BOX.match(line)) if line]
    telling = [line for line in lines if not _FORM.fullmatch(line.rstrip(" :?.!"))]
    first = next(iter(telling or lines), text.strip())
    first = _BADGE.sub("", LABEL.sub("", first))
    head = re.split(r"(?<=\w)[:;.!?](?:\s|$)", first, maxsplit=1)[0].strip()
    return shortened(head, most)


def shortened(text: str, most: int) -> str:
    """The text, cut at a word where it is longer, and marked so."""
    if len(text) <= most:
        return text
    return text[:most].rpartition(" ")[0].rstrip(" ,(") + " …" if " " in text[:most] else text[:most] + "…"


def _plain(line: str) -> str:
    """The line without marks of Markdown, or an empty string without a word; an underscore inside a name stays."""
    bare = re.sub(r"^[#>*\-\s]+|[*`]+|(?<!\w)_+|_+(?!\w)", "", line).strip()
    return bare if re.search(r"\w", bare) else ""
