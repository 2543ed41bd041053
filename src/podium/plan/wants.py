"""What a request wants: something made, or something shown that is broken, slow or open, before it is mended."""

import re

from podium.plan.analysis import Analysis, DetectedType, TaskType
from podium.plan.cues import found, split
from podium.plan.headline import headline
from podium.plan.ordering import orders

SHOWN: dict[TaskType, tuple[str, ...]] = {
    "bug_fix": split(
        "fix*|bug*|broken|breaks|crash*|exception*|stacktrace|stack trace|trace|wrong*|incorrect*|fails|"
        "failing|does not|doesn't|do not work|don't|did not|didn't|cannot|can't|no longer|regression*|"
        "unexpected*|hang*|stuck|twice|duplicat*|leak*|race|flaky|faulty|500|502|503|504|"
        "internal server error|not working|isn't|is not|mistake*|corrupt*|lost|negative|overflow*|"
        "deadlock*|unhandled|again and again|any more|anymore|happened|happens|is still|are still|"
        "even though|although"
    ),
    "performance_issue": split(
        "slow*|fast*|latency|ms|response time*|optimi*|speed*|perform*|memory|cpu|load|scal*|profil*|"
        "throughput|benchmark*|n+1|bottleneck*|time out|times out|timing out|out of memory|oom|rps|"
        "requests per second|seconds to|takes|took|pool|hangs|spike*|expensive|heavy|leak*|p95|p99|"
        "percentile"
    ),
    "security_audit": split(
        "audit the|audit our|audit all|audit of|security audit*|audited|review*|check*|find|harden*|"
        "vulnerab*|exploit*|pentest*|penetration test*|owasp|cve*|injection|idor|xss|csrf|ssrf|leak*|"
        "expos*|bypass*|insecure|unsafe|unprotected|hole*|attacker*|brute force*|brute-force*|enumerat*|"
        "traversal|escalat*|anyone can|anybody can|assess*|scan*|secure our|secure the|make sure|ensure|"
        "verify that|investigate|fix*|other users'|others'|somebody else*|someone else*|"
        "without signing in|without authentication|without a token|without being|hacked|breach*|"
        "compromis*|suspicious|is it safe|are we safe"
    ),
}
"""Words that tell, of a request of that type, of something that can be shown as it is today."""
_PURPOSE = re.compile(
    r"\b(?:after|for|on|upon|of|every|each|any|all|when) (?:\w+ )?"
    r"(?:wrong|incorrect|failed|failing|lost|stuck|duplicat\w+) \w+|"
    r"\bso (?:that )?[^.;]*|\b(?:in order )?to (?:prevent|avoid|stop)\b[^.;]*",
    re.IGNORECASE,
)


def kinds(analysis: Analysis) -> tuple[DetectedType, ...]:
    """The types that the plan goes by: one whose pattern opens by showing something is left out where the request
    orders something made and tells of nothing to be shown; an audit wherever nothing is to be found or checked. Of an
    order, a type that no word of its own tells and that is less likely than not is left out, too; of documentation
    alone, what it is about; and a migration where nothing speaks of data. An audit that is asked for comes first."""
    said = _PURPOSE.sub("", analysis.request)
    ordered = orders(headline(analysis.request, most=200))
    told = (
        one
        for one in analysis.types
        if one.type not in SHOWN or found(SHOWN[one.type], said) or not (ordered or one.type == "security_audit")
    )
    kept = tuple(one for one in told if not (ordered and _is_guessed(one)) and not _is_elsewhere(one, said))
    first = kept[0].type if kept else ""
    described = tuple(one for one in kept if one.type == "documentation")
    if described and (_OF_DOCUMENTS.match(said) or (analysis.intent == "document" and first == "documentation")):
        return described
    seeks = not ordered and first in _ANSWERED and found(_SEEKS, said)
    return tuple(sorted(kept, key=lambda one: one.type != "security_audit")) if seeks else kept


def _is_elsewhere(one: DetectedType, said: str) -> bool:
    """Whether it is a migration of something that is no data: a newer runtime, another package."""
    return one.type == "migration" and not found(_OF_DATA, said)


def _is_guessed(one: DetectedType) -> bool:
    return one.confidence < _LIKELY and bool(one.cues) and all(cue.startswith(_BY_WEIGHT) for cue in one.cues)


_ANSWERED: tuple[TaskType, ...] = ("new_api_endpoint", "authentication", "bug_fix", "database_change")
_SEEKS = split(
    "is it safe|are we safe|is this safe|audit*|pentest*|penetration test*|check who|check whether|"
    "check if|check that|check which|check all|find out who|harden*|investigate who|security review"
)
"""Words that ask for an audit before anything else that a request names."""
_OF_DATA = split(
    "data|database*|db|table*|column*|row*|record*|schema*|postgres*|mysql|mongo*|sql*|prisma|typeorm|"
    "mikro*|orm|backfill*|enum*|model*|index*|migrat*|field*|id|ids|users|uuid*|tenant*|storage|redis|"
    "values|not null|nullable|required|unique|split*"
)
_OF_DOCUMENTS = re.compile(
    r"\W*(?:(?:the|our|in|in the|in our) )?(?:readme(?:\.md)?|docs?|documentation|changelog|api docs|swagger|openapi)\b"
    r"(?: \w+)? (?:says?|still|is|are|has|have|misses|miss|lacks?|mentions?|claims?|tells?|shows?|lists?|describes?)\b",
    re.IGNORECASE,
)
"""What a request begins with that finds fault with a document."""
_LIKELY = 0.5
_BY_WEIGHT = "by weight: "
"""How the analysis gives words that speak for a type only together with all others."""
