"""What a request tells and does not ask: how things are today, what is given, where it happens."""

import re
from collections.abc import Iterable

from podium.plan.analysis import Requirement

TODAY = "today"
GIVEN = "given"
WHERE = "environment"
ASIDE = frozenset({TODAY, GIVEN, WHERE})
"""Aspects of requirements that ask for nothing by themselves."""


_FAREWELL = re.compile(
    r"\W*(?:(?:(?:best|kind|kindest|warm|many) )?(?:regards|wishes)|thanks(?: a lot| in advance| so much)?|"
    r"thank you(?: \w+){0,3}|thx|cheers|sincerely|yours(?: \w+)?|"
    r"sent from my|br|kr|mfg|viele grüße|(?:mit )?freundlichen? grüßen?|best)\b\W*"
    r"(?:[^\W\d_][\w.'-]*\W*){0,9}",
    re.IGNORECASE,
)
"""How a letter ends, with who wrote it."""


def is_farewell(text: str) -> bool:
    """Whether the text is how a letter ends and nothing else: thanks, a greeting, a name and what they are."""
    match = _FAREWELL.fullmatch(text.strip())
    return match is not None and not re.search(
        r"\b(?:add|but|please|should|must|need|when|if|for \w+ing)\b", text, re.IGNORECASE
    )


def asking(requirements: Iterable[Requirement]) -> tuple[Requirement, ...]:
    """Those that something can be built or tested for; how a letter ends is none."""
    return tuple(one for one in requirements if one.aspect not in ASIDE and not is_farewell(one.text))
