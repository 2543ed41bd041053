"""What an agent's review came to: its lines of findings as values; a review that gives no verdict is none."""

import re

from podium.plan.evidence import Finding

LINE = re.compile(
    r"^[\s>*`-]*FINDING[\s:*`]+(high|medium|low)[\s:,*`]+(?:`?([^\s`:]+\.\w+)(?::(\d+))?(?:-\d+)?`?[\s:,–—-]+)?(.+?)[\s`]*$",
    re.IGNORECASE | re.MULTILINE,
)
NOTHING = re.compile(r"^[\s>*`-]*NO FINDINGS[\s.*`]*$", re.IGNORECASE | re.MULTILINE)
MOST = 50
LONGEST = 600


def verdict(said: str) -> tuple[Finding, ...] | None:
    """The findings that a reviewer's words name, each once, or None where they neither name any nor say there are none.

    A line reads `FINDING severity path:line what is wrong`; path and line may be missing.
    """
    found = [
        Finding(
            gate="review",
            rule=severity.lower(),
            message=message[:LONGEST],
            file=file,
            line=int(line or 0),
            severity=severity.lower(),
        )
        for severity, file, line, message in LINE.findall(said)
    ]
    if not found and not NOTHING.search(said):
        return None
    return tuple(dict.fromkeys(found))[:MOST]
