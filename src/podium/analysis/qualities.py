"""What a clause demands of how something is done: qualities with their numbers, and constraints on the means."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from podium.analysis.words import NUMBERS
from podium.plan.analysis import Comparison, Measure
from podium.plan.request import Span

Kind = Literal["functional", "non_functional", "constraint"]

_NUMBER = (
    r"(?P<number>\d{1,3}(?:[,\u202f ]\d{3})+(?!\d)|\d+(?:\.\d+)?|one|two|three|four|five|six"
    r"|seven|eight|nine|ten|twelve|fifteen"
    r"|twenty|thirty|fifty|hundred|a hundred|a thousand|a million|an?)(?P<scale> ?(?:k|m|mio"
    r"|million|thousand|bn|billion)\b)?"
)
_LIMIT = (
    r"(?P<limit>(?:no|not) (?:more|longer|greater|larger|bigger|later) than|at most|at the"
    r" most|up to|under|below|less than|fewer than"
    r"|within|max(?:imum)?\.?(?: of)?|a maximum of|capped at|limited to|faster than|shorter"
    r" than|smaller than|not exceed(?:ing)?"
    r"|never exceed(?:s)?|never above|≤|<=|<|~|about|around|at least|at minimum|min(?:imum)?\.?(?:"
    r" of)?|a minimum of|more than|over"
    r"|above|greater than|no (?:less|fewer) than|not (?:less|fewer) than|≥|>=|>|exactly|after"
    r"|every|for|in|of|to|with)?\s*"
)
_LEAST = re.compile(r"at least|min|more|longer|larger|bigger|later|over|above|greater|≥|>")
"""What bounds from below; with a `no` before it from above."""
_TIME = (
    r"(?P<unit>ms|milli-?seconds?|msecs?|s|secs?|seconds?|min|mins|minutes?|h|hrs?|hours?|days?"
    r"|weeks?|months?|years?)\b"
)
_RATE = (
    r"(?P<unit>(?:(?:login |failed |api |sign-?up )*(?:requests?|req|reqs|calls?|messages?"
    r"|events?|jobs?|e-?mails?|attempts?|operations?|ops"
    r"|orders?|writes?|reads?|uploads?|logins?|posts?|times|tries|queries))?(?:\s*/\s*|\s+(?:per|an?"
    r"|each|every)\s+)(?:\d+ )?(?:seconds?"
    r"|sec|s|minutes?|min|m|hours?|h|days?|d|month)\b(?:,? (?:and |for each |for every |per |each )?(?:per |an?"
    r" |each )?(?:ip(?: address)?|user|customer|client|account|tenant|api key|key|token|route|endpoint"
    r"|session|device|address|email)\b)*|rps|qps|tps|rpm|req/s|r/s)"
)
_SIZE = r"(?P<unit>[kmgt]i?b|bytes?|megabytes?|kilobytes?|gigabytes?)\b"
_WHOSE = (
    r"(?P<unit>(?:concurrent|simultaneous|parallel|active|daily(?: active)?|monthly(?: active)?|registered"
    r"|online)\s+\w+|users? (?:at (?:the same time|once)|in parallel|simultaneously|concurrently))"
)
_COUNT = rf"{_LIMIT}{_NUMBER}\s*"
_SHARE = rf"{_LIMIT}(?P<number>\d{{2,3}}(?:[.,]\d+)?)(?P<scale>)\s*"
_PERCENT = r"(?P<unit>%)"
_PARTS: tuple[tuple[str, str, str, str, Comparison], ...] = (
    (
        "rate limit",
        r"(?P<limit>limit\w*|throttl\w*|max(?:imum)?|at most|no more than|not more than|up to|only|allow\w*|cap\w*)\b",
        rf"[^.;]{{0,40}}?{_NUMBER}\s*",
        _RATE,
        "at most",
    ),
    (
        "rate limit",
        r"(?P<limit>max(?:imum)?\.?(?: of)?|at most|no more than|not more than|up to|only)",
        rf"\s+{_NUMBER}\s+",
        r"(?P<unit>(?:\w+ ){1,2}(?:per|an|a|each|every) (?:second|minute|hour|day)\b(?:,? (?:and |per |for each )+"
        r"(?:ip(?: address)?|user|customer|client|account|tenant|api key|key|token)\b)*)",
        "at most",
    ),
    ("throughput", "", _COUNT, _RATE, "at least"),
    (
        "retries",
        r"(?:retr(?:y|ies|ied|ying)|re-?attempt\w*|attempt\w*|re-?deliver\w*)\b",
        rf"[^.;\d]{{0,30}}?{_COUNT}",
        r"(?P<unit>times|attempts|tries|retries|x\b)",
        "at most",
    ),
    ("retries", "", _COUNT, r"(?P<unit>retries|attempts|tries|re-?attempts)\b", "at most"),
    (
        "availability",
        "",
        _SHARE,
        rf"{_PERCENT}\s*(?:uptime|availability|available|sla|of the time|success)",
        "at least",
    ),
    ("availability", r"(?:uptime|availability|available|sla)\b", rf"[^.;\d]{{0,25}}{_SHARE}", _PERCENT, "at least"),
    ("availability", "", r"(?P<limit>)(?P<number>99\.\d+)(?P<scale>)\s*", _PERCENT, "at least"),
    (
        "test coverage",
        r"(?:coverage)\b",
        rf"[^.;\d]{{0,25}}{_LIMIT}(?P<number>\d{{2,3}}(?:\.\d+)?)(?P<scale>)\s*",
        _PERCENT,
        "at least",
    ),
    (
        "test coverage",
        "",
        rf"{_LIMIT}(?P<number>\d{{2,3}})(?P<scale>)\s*",
        rf"{_PERCENT} (?:test |code |branch |line )?coverage",
        "at least",
    ),
    ("load", "", _COUNT, _WHOSE, "at least"),
    ("size", "", _COUNT, _SIZE, "at most"),
    (
        "retention",
        r"(?:keep|kept|retain\w*|retention|delet\w*|purge\w*|remov\w*|archiv\w*|stored?|clean\w*|older than|history)\b",
        rf"[^.;\d]{{0,40}}?{_COUNT}",
        _TIME,
        "at most",
    ),
    (
        "lifetime",
        r"(?:ttl|expir\w*|valid|lifetime|lives?|cache[sd]?|caching|time to live)\b",
        rf"[^.;\d]{{0,30}}?{_COUNT}",
        _TIME,
        "at most",
    ),
    ("lifetime", "", rf"(?P<limit>){_NUMBER}\s*", rf"{_TIME}\s*(?:ttl|lifetime|expiry|cache)", "at most"),
    (
        "timeout",
        r"(?:time-?outs?|time out|times out|give up)\b",
        rf"[^.;\d]{{0,30}}?{_COUNT}",
        _TIME,
        "at most",
    ),
    ("interval", r"(?P<limit>every|each)", rf"\s+{_NUMBER}\s*", _TIME, "exactly"),
    ("latency", "", _COUNT, r"(?P<unit>ms|milli-?seconds?|msecs?)\b", "at most"),
    (
        "latency",
        r"(?P<limit>under|below|within|less than|faster than|in (?:under|less than)|<=?|≤|at most|no more than"
        r"|not more than|no longer than|not longer than|max(?:imum)?(?: of)?|up to)",
        rf"\s*{_NUMBER}\s*",
        r"(?P<unit>s|secs?|seconds?)\b",
        "at most",
    ),
    (
        "volume",
        "",
        _COUNT,
        r"(?P<unit>(?:rows?|records?|documents?|entries|items|users|customers|products"
        r"|orders|messages|events|tenants|files|lines)\b)(?=[^.;]*\b(?:table|scale|large|handle|support|cope"
        r"|import|export|batch|process|load|grow|dataset|database)\w*)",
        "at least",
    ),
    (
        "volume",
        r"(?:handle|support|cope with|scale to|import|export|process)",
        rf"\s+{_COUNT}",
        r"(?P<unit>rows?"
        r"|records?|users|customers|products|orders|messages|events|items|entries|tenants|files|lines)\b",
        "at least",
    ),
)
"""Numbers with their units: the word that leads to it (empty: none has to), the number, the unit, what is usual."""
_NAMED: tuple[tuple[str, str], ...] = (
    ("privacy", r"gdpr|dsgvo|ccpa|hipaa|right to be forgotten|data protection|privacy law\w*|lgpd"),
    ("compliance", r"pci(?:[- ]dss)?|soc ?2|iso ?27001|wcag|sox"),
    ("availability", r"zero[- ]down-?time|no down-?time|without (?:any )?down-?time|high(?:ly)? availab\w*|uptime"),
    (
        "durability",
        r"(?:must|may|should|can) ?(?:not|never) (?:be )?los[et]\w*|(?:no|without|never) (?:data |message )?los(?:s"
        r"|e|ing)\b|never lose|(?:no|not a single) (?:messages?|events?|jobs?|orders?|data) (?:must |may |should"
        r" |can |is |are )?(?:be |get |gets )?(?:lost|dropped)|not get lost|survive\w* (?:a |the )?(?:restart"
        r"|crash|deploy)\w*",
    ),
    ("delivery", r"exactly[- ]once|at[- ]least[- ]once|at[- ]most[- ]once(?= (?:delivery|processing))"),
    ("idempotence", r"idempoten\w+|safe to (?:retry|repeat|run (?:twice|again))"),
    (
        "compatibility",
        r"backwards?[- ]?compatib\w+|backwards? compat|without breaking (?!news)\w+|no breaking changes?|(?:must"
        r"|should|may|do|does|shall|will) ?n[o']t break \w+|non[- ]breaking",
    ),
    (
        "atomicity",
        r"atomic(?:ally)?|all or nothing|(?:in|within) (?:a|one|the same|a single) (?:db |database )?transaction"
        r"|race conditions?|roll(?:ed)?[- ]?backs? (?:if|when|on)",
    ),
    ("retries", r"exponential back-?off|back-?off(?: and| with)? jitter|with back-?off"),
    (
        "scalability",
        r"scal(?:able|ability)|scales? (?:to \d|out|horizontally)|horizontal(?:ly)? scal\w+|multiple instances"
        r"|several instances|high load|heavy load|peak load",
    ),
    ("observability", r"structured log\w*|traceable"),
    (
        "security",
        r"encrypt(?:ed|ion)?(?: at rest| in transit)|hashed|must not leak|never (?:be )?(?:logged|exposed|returned)"
        r"|not (?:be )?(?:logged|exposed) (?:in|to)|owasp|securely?|timing[- ]safe|constant time",
    ),
    (
        "latency",
        r"(?:response|loading?|answer|reply) times?|latenc\w+|fast(?:er)?\b|slow(?:er|ness)?\b|performan\w+"
        r"|p9[059]\b|p50\b|real[- ]?time(?= performance)|instant(?:ly)?\b",
    ),
    ("throughput", r"throughput|rps\b|qps\b|requests per second|high[- ]traffic"),
    ("rate limit", r"rate[- ]?limit\w*|throttl\w+"),
    (
        "compatibility",
        r"(?:existing )?(?:clients?|consumers?|integrations?|callers?) (?:must|should|may|shall)"
        r" (?:not break|not notice|keep working|continue to work|still work)",
    ),
    (
        "security",
        r"(?:must|may|should|can|shall) ?(?:not|never) (?:ever )?be (?:logged|exposed|leaked|stored in plain\w*)",
    ),
    ("memory", r"memory (?:use|usage|footprint|limit|leak\w*)|heap\b|out of memory"),
    ("test coverage", r"(?:test|code|branch) coverage"),
    ("availability", r"availability|high load"),
    ("accessibility", r"a11y|accessib(?:le|ility) (?:standards|guidelines)"),
)
_USED = (
    r"\b(?:should|must|shall|has to|have to) be used\b|^no (?:elasticsearch|redis|kafka|graphql"
    r"|typeorm|mongo\w*|raw sql|orms?|microservices?|lambdas?|cron\w*|cloud \w+)$"
)
_CONSTRAINTS: tuple[tuple[str, str], ...] = (
    (
        "deadline",
        r"\b(?:by|until|before|no later than|due(?: on| by)?|deadline(?: is|:)?|needed by|ready by|must be"
        r" (?:done|live|finished) (?:by|before)) (?:the )?(?:end of (?:the |this |next )?(?:day|week|month"
        r"|quarter|sprint|year)|(?:next |this )?(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
        r"|tomorrow|tonight|(?:next|this) (?:week|month|sprint|release)|eod|eow|q[1-4]|(?:the )?\d{1,2}(?:st"
        r"|nd|rd|th)?\.? (?:of )?(?:january|february|march|april|may|june|july|august|september|october|november"
        r"|december)|(?:january|february|march|april|june|july|august|september|october|november|december)"
        r" \d{1,2}|\d{4}-\d\d-\d\d|black friday|christmas|launch|go-?live|the release)\b|\bdeadline\b",
    ),
    (
        "dependencies",
        r"\b(?:without|no|avoid|not add|don't add|do not add|not introduce|don't introduce|do not introduce"
        r"|not install) (?:any |adding (?:any )?|introducing (?:any )?|a )?(?:new |additional |extra |external"
        r" |third[- ]party |further |more |other )+(?:dependenc\w+|packages?|librar\w+|libs?|services?|infrastructure"
        r"|modules?|npm packages?)\b|\bno (?:dependenc\w+|external librar\w+)\b",
    ),
    (
        "stays as it is",
        r"\b(?:keep|leave|preserve|retain|maintain)\b[^.;]{0,40}\b(?:as (?:it|they) (?:is|are|was|were)|untouched"
        r"|unchanged|alone|intact|the same|stable|format|signature\w*|contract|response shape|interface|compatible"
        r"|working)\b|\b(?:must|may|should|do|does|shall|will|can) ?(?:not|n't|never) (?:change|modify|alter"
        r"|touch|affect|rename|move|remove)\b|\b(?:don't|doesn't|mustn't|shouldn't) (?:change|modify|alter"
        r"|touch|affect|rename|break)\b|\bwithout (?:changing|modifying|touching|altering|affecting|breaking)\b"
        r"|\b(?:stays?|remains?)(?: exactly)? (?:as (?:it|they) (?:is|are)|the same|unchanged|untouched|compatible"
        r"|stable)\b|\bno (?:schema|api|database|db|breaking|format|contract|code) changes?\b",
    ),
    (
        "means",
        r"^(?:please )?(?:(?:must|should|has to|have to|to|we|it|you|has|be) )*(?:use|using|stick (?:to|with)"
        r"|rely on|based on|built (?:on|with)|follow)\b(?! case)(?! of\b).{2,}|\b(?:must|should|has to|have"
        r" to|needs to|shall) (?:use|be (?:built|implemented|done|written|made) (?:with|in|using|on)|run on"
        r"|rely on|go through|reuse|follow|work (?:with|on|under))\b|\b(?:\w+|\w+ \w+) only\b(?=[.)]?$)(?<!read"
        r" only)(?<!write only)(?<!admins only)(?<!users only)(?<!owner only)(?<!admin only)|^only (?:prisma"
        r"|typescript|rest|redis|postgres\w*|bullmq|node\S*|jest|vitest)\b.*|\b(?:instead of|rather than|not)"
        r" (?:raw sql|typeorm|mongoose|express|axios|lodash|moment|sequelize|knex|any|redis|bull)\b|\bwith"
        r" (?:bullmq|bull|redis|prisma|passport|class-validator|zod|jest|vitest|socket\.io|kafka|rabbitmq|nats"
        r"|s3|stripe|multer|swagger|keyv|helmet|pino|winston|node \d+|postgres\w*)\b|\b(?:via|through|over)"
        r" (?:bullmq|bull|redis|prisma|kafka|rabbitmq|nats|sqs)\b",
    ),
    (
        "runs on",
        r"\b(?:must|should|has to|needs to) (?:run|work|compile|build|start) (?:on|with|under|in|against)\b"
        r"|\bnode(?:\.?js)? ?(?:>=|≥|v)? ?\d+\b(?=.*\b(?:only|or (?:newer|later|higher)|compatible)\b)",
    ),
    ("means", _USED),
    ("budget", r"\b(?:budget|cost(?:s)? (?:at most|no more)|no (?:extra|additional) costs?)\b"),
)
_PERCENTILE = r"p(?P<number>50|75|90|95|99(?:\.9)?|999)"
_ANY_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty"
    r"|hundred|thousand|million)\b"
)
_SCALES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "mio": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9}
_ARTICLES = {"a": 1.0, "an": 1.0, "a hundred": 100.0, "a thousand": 1000.0, "a million": 1e6, "hundred": 100.0}


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A demand in a clause: `first` to `last` are characters of the clause."""

    kind: Kind
    aspect: str
    first: int
    last: int
    measures: tuple[Measure, ...] = ()


_FUNCTIONAL = frozenset({"lifetime", "interval"})
"""Numbers that belong to what is built, not to how well it does."""
_BUILDS = re.compile(
    r"^(?:(?:please|also|then|and|we|i|you|need|want|have|to|should|must|would|like|'d|it|the"
    r" \w+) )*(?:add|adding|create|implement"
    r"|build|let|allow|provide|introduce|send|export|import|store|save|write|show|list|return"
    r"|expose|delete|remove|update|import"
    r"|upload|develop|enable|offer|publish|notify|generate|display|extend|design|set up|fix"
    r"|refactor|migrate|replace|move|document)\b"
    r"|\b(?:can|may|could) (?!not|never|lose|be lost)\w+|\bbe able to\b|^an? endpoint\b",
    re.IGNORECASE,
)


def builds(text: str) -> bool:
    """Whether a clause asks for something to be built or done, whatever else it says."""
    return bool(_BUILDS.search(" ".join(text.split())))


def hits(text: str, start: int = 0) -> tuple[Hit, ...]:
    """The qualities and constraints that a clause names, in order; `start` is where it begins in the text."""
    lower = text.lower().replace("’", "'")
    found: list[Hit] = []
    for aspect, first, last, measure in _measured(lower, start):
        kind: Kind = "functional" if aspect in _FUNCTIONAL else "non_functional"
        found.append(Hit(kind=kind, aspect=aspect, first=first, last=last, measures=(measure,)))
    tables: tuple[tuple[Kind, tuple[tuple[str, str], ...]], ...] = (
        ("non_functional", _NAMED),
        ("constraint", _CONSTRAINTS),
    )
    for kind, table in tables:
        for aspect, pattern in table:
            match = _compiled(pattern).search(lower)
            if match and not any(one.aspect == aspect for one in found):
                found.append(Hit(kind=kind, aspect=aspect, first=match.start(), last=match.end()))
    return tuple(sorted(found, key=lambda one: (one.first, one.last)))


def _measured(text: str, start: int) -> list[tuple[str, int, int, Measure]]:
    """Every number with its unit: what it measures, where it stands in the clause, and the value."""
    if not _ANY_NUMBER.search(text):
        return []
    percent = _compiled(_PERCENTILE).search(text)
    found: list[tuple[str, int, int, Measure]] = []
    taken: list[tuple[int, int]] = []
    for aspect, lead, number, unit, usual in _PARTS:
        if not (_sign(lead).search(text) and _sign(unit).search(text)):
            continue
        for match in _compiled(f"{lead}{number}{unit}").finditer(text):
            place = match.span("number")
            value = _value(match["number"], match["scale"])
            if value is None or any(first < place[1] and place[0] < last for first, last in taken):
                continue
            taken.append((place[0], match.end("unit")))
            first = match.start("limit") if match["limit"] else place[0]
            what = f"{aspect} p{percent['number']}" if percent and aspect == "latency" else aspect
            measure = Measure(
                what=what,
                comparison=_comparison(match["limit"], usual),
                number=value,
                unit=" ".join(match["unit"].split()),
                span=Span(start=start + first, end=start + match.end("unit")),
            )
            found.append((aspect, first, match.end("unit"), measure))
    return found


def _comparison(limit: str | None, usual: Comparison) -> Comparison:
    said = (limit or "").strip()
    if not said or said in {"of", "to", "in", "for", "with", "after", "about", "around", "~"}:
        return usual
    if said in {"every", "each", "exactly"}:
        return "exactly"
    least = bool(_LEAST.search(said)) != said.startswith(("no ", "not "))
    return "at least" if least else "at most"


def _value(text: str, scale: str | None) -> float | None:
    bare = re.sub(r"[,\s](?=\d{3})", "", text).replace(",", ".")
    known = _ARTICLES.get(text, NUMBERS.get(text))
    if known is None and not re.fullmatch(r"\d{1,15}(?:\.\d{1,6})?", bare):
        return None
    return (float(bare) if known is None else float(known)) * _SCALES.get((scale or "").strip(), 1.0)


@lru_cache(maxsize=128)
def _sign(pattern: str) -> re.Pattern[str]:
    """What a longer pattern cannot do without, by itself: where it is missing, the longer one is never made."""
    return re.compile(pattern)


@lru_cache(maxsize=128)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{pattern})(?!\w)")
