"""What kind of request a text is: whether a backend's, which task types, who would take part, and with what intent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import get_args

from podium.analysis import cues
from podium.analysis.features import Features, features, spelt_out, stem
from podium.analysis.table import Table, Weighed, shipped
from podium.analysis.words import scan
from podium.plan.analysis import DetectedType, Intent, TaskType
from podium.plan.cues import found
from podium.plan.rules import Rules
from podium.plan.survey import Survey

MAX_TYPES = 3
MAX_CUES = 5
DOUBT = 0.25
"""Below this probability of a review a cue of the rules does not count: the rest of the words speaks against it."""
CAUTION = 0.2
ELSEWHERE = frozenset({"away 3.0", *(f"concept {name}" for name in ("front_tech", "mobile", "desktop", "reading"))})
"""Groups of cues that say what a text is about when it is not about a back end."""
MAKING = frozenset(
    {
        *("add", "allow", "build", "create", "email", "expose", "implement", "introduce", "let", "notify", "offer"),
        *("provide", "publish", "send", "store", "track"),
    }
)
"""What a request begins with that wants something made; "support" and "limit" begin complaints as often."""

MENDING = ("bug_fix", "security_audit", "refactoring")
"""Types of work on what is there: such a request is none of them unless one of their own cues is in it."""

_Index = dict[str, tuple[tuple[tuple[str, ...], float], ...]]


@dataclass(frozen=True, kw_only=True)
class Leaning:
    """How likely a review is wanted, by the words alone; `holds` where that is enough, `words` that weigh most."""

    probability: float = 1.0
    holds: bool = False
    words: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Classification:
    """Task types with the main one first; `reason` says why a request is none of a backend.

    `readable`: it says what should be built, not what goes wrong or what somebody would like to know. `specialists`
    are those whom the words call for, in the order of the table; the team of a plan comes from the rules.
    """

    is_backend: bool
    reason: str = ""
    intent: Intent = "add"
    readable: bool = True
    types: tuple[DetectedType, ...] = ()
    specialists: tuple[str, ...] = ()
    reviews: Mapping[str, Leaning] = field(default_factory=dict[str, Leaning])


@dataclass(frozen=True, kw_only=True)
class _Read:
    """A text with its features, and what the table makes of them."""

    text: str
    seen: Features
    table: Table
    weighed: Weighed


def classify(text: str, survey: Survey) -> Classification:
    """The kind of the request, by the words in it and by what the repository names."""
    words = tuple(token.word for token in scan(text) if token.kind in {"word", "number", "path"})
    table, seen = shipped(), features(text)
    read = _Read(text=text, seen=seen, table=table, weighed=table.weigh(seen))
    likely, limits = table.probabilities(read.weighed), table.limits
    if is_away(likely["away"], limits, seen, named=_named(survey, words)):
        heaviest = _heaviest(read, "away")
        reason = f"the words speak of a user interface or of reading matter ({', '.join(heaviest[:4])})"
        return Classification(is_backend=False, reason=f"{reason}, none of a backend's own")
    title = _title_length(text)
    asks = _score(_index("ask"), words[:8], title)[0] > 0
    complains = _score(_index("complaint"), words, title)[0] > 0
    if words and words[0] in MAKING and not complains:
        likely = {**likely, **{f"type {kind}": 0.0 for kind in MENDING if not _own(seen, kind)}}
    types = tuple(
        DetectedType(type=kind, confidence=round(likely[f"type {kind}"], 3), cues=_cues(read, kind))
        for name in types_of(likely, limits)
        for kind in get_args(TaskType)
        if kind == name
    )
    return Classification(
        is_backend=True,
        intent=_intent(words, title, types),
        readable=not asks and not complains,
        types=types,
        specialists=chosen(likely, limits, "specialist"),
        reviews={
            name: _leaning(read, name, probability=likely[name], limit=limits[name])
            for name in ("security_review", "performance_review")
        },
    )


def is_away(likely: float, limits: Mapping[str, float], seen: Features, *, named: int) -> bool:
    """Whether a text is none of a backend's: surer than usual with each doubt and each model that it names."""
    return likely >= limits["away"] + CAUTION * (named + doubts(seen))


def doubts(seen: Features) -> int:
    """How much speaks for a backend: no cue says what else a text is about; a route or a column asked counts twice."""
    asked = {"shape route asked", "shape column asked"} & seen.values.keys()
    return (not seen.hits.keys() & ELSEWHERE) + 2 * bool(asked)


def types_of(likely: Mapping[str, float], limits: Mapping[str, float]) -> tuple[str, ...]:
    """The likeliest task type, then the others that reach their thresholds, the likeliest first; at most three."""
    return chosen(likely, limits, "type")[:MAX_TYPES]


def chosen(likely: Mapping[str, float], limits: Mapping[str, float], family: str) -> tuple[str, ...]:
    """The labels of a family that reach their thresholds, the likeliest first; at least the likeliest of all."""
    names = [label for label in likely if label.startswith(f"{family} ")]
    ranked = sorted(names, key=lambda label: -likely[label])
    kept = [label for label in ranked if likely[label] >= limits[label]] or ranked[:1]
    return tuple(label.removeprefix(f"{family} ") for label in kept)


def reviewed(text: str, name: str, probability: float, threshold: float, rules: Rules) -> bool:
    """Whether the words alone call for a review: they lean to it, or a rule's cue is there and they do not deny it."""
    said = (cue for rule in rules.criteria if rule.criterion == name for cue in rule.cues)
    return probability >= threshold or (probability >= DOUBT and bool(found(said, text)))


def _leaning(read: _Read, name: str, *, probability: float, limit: float) -> Leaning:
    holds = probability >= limit
    return Leaning(probability=probability, holds=holds, words=_heaviest(read, name) if holds else ())


def _cues(read: _Read, kind: str) -> tuple[str, ...]:
    """The type's own cues by strength; where there are none, the words that weigh most, said to be so."""
    said = [hit.cue.rstrip("*") for group in _own(read.seen, kind) for hit in read.seen.hits[group]]
    found = said or [f"by weight: {word}" for word in _heaviest(read, f"type {kind}")[:3]]
    return tuple(dict.fromkeys(found))[:MAX_CUES]


def _own(seen: Features, kind: str) -> list[str]:
    """The groups of a type's own cues that are in the text and tell by themselves, the strongest first."""
    own = [group for group in seen.hits if group.startswith(f"{kind} ") and _strength(group) > 1]
    return sorted(own, key=lambda one: -_strength(one))


def _strength(group: str) -> float:
    return float(group.rpartition(" ")[2])


def _heaviest(read: _Read, label: str) -> tuple[str, ...]:
    """The words of the text that speak for the label, by what they and the cues they belong to add to its score."""
    terms, groups = read.table.reasons(read.weighed, label)
    weights: dict[str, float] = {}
    spelt: dict[str, str] = {}
    for word in spelt_out(read.text):
        spelt.setdefault(stem(word), word)
    for term, weight in terms.items():
        words = [spelt[one] for one in term.removeprefix("^").split() if one in spelt]
        if words and not term.startswith("~"):
            name = " ".join(words)
            weights[name] = weights.get(name, 0.0) + weight
    for group, weight in groups.items():
        hits = read.seen.hits.get(group, ())
        for hit in hits:
            name = hit.cue.rstrip("*")
            weights[name] = weights.get(name, 0.0) + weight / len(hits)
    ranked = sorted((name for name, weight in weights.items() if weight > 0.02), key=lambda one: (-weights[one], one))
    kept: list[str] = []
    for name in ranked:
        if not any(set(name.split()) <= set(one.split()) for one in kept):
            kept.append(name)
    return tuple(kept[:MAX_CUES])


def _title_length(text: str) -> int:
    """How many words the first line or sentence has, at most 25."""
    first = text.lstrip("# *[").split("\n", 1)[0]
    return min(25, len(scan(first[:240])))


def _intent(words: tuple[str, ...], title: int, types: tuple[DetectedType, ...]) -> Intent:
    kinds = {one.type for one in types}
    if "bug_fix" in kinds:
        return "fix"
    if types and types[0].type == "documentation":
        return "document"
    if _score(_index("ask"), words, title)[0] >= 2 and len(words) < 80:
        return "ask"
    return (
        "improve"
        if kinds & {"performance_issue", "refactoring"} or _score(_index("improve"), words, 12)[0] >= 3
        else "add"
    )


def _named(survey: Survey, words: tuple[str, ...]) -> int:
    """How many models of the repository the words name, at most three."""
    names = {model.name.lower() for model in survey.schema.models}
    return min(3, len({word.removesuffix("s") for word in words} & names))


def _score(index: _Index, words: tuple[str, ...], title: int) -> tuple[float, tuple[str, ...]]:
    """The weight of every different cue that occurs, half more for those in the title, and the cues by weight."""
    best: dict[str, float] = {}
    for place, word in enumerate(words):
        for key in (word, word[:4] + "*", word[:3] + "*", word[:2] + "*"):
            for phrase, weight in index.get(key, ()):
                if _occurs(phrase, words, place):
                    name = " ".join(phrase)
                    best[name] = max(best.get(name, 0.0), weight * (1.5 if place < title else 1.0))
    ranked = sorted(best.items(), key=lambda one: (-one[1], one[0]))
    return sum(best.values()), tuple(name.rstrip("*") for name, _ in ranked)


def _occurs(phrase: tuple[str, ...], words: tuple[str, ...], place: int) -> bool:
    rest = words[place : place + len(phrase)]
    return len(rest) == len(phrase) and all(_same(part, word) for part, word in zip(phrase, rest, strict=True))


def _same(part: str, word: str) -> bool:
    return word.startswith(part[:-1]) if part.endswith("*") else word == part


@lru_cache(maxsize=8)
def _index(name: str) -> _Index:
    """The cues of `ask`, `complaint` or `improve` by their first word or the beginning of its stem."""
    tables = {"ask": cues.ASK, "complaint": cues.COMPLAINT, "improve": cues.IMPROVE}
    index: dict[str, list[tuple[tuple[str, ...], float]]] = {}
    for weight, said in tables[name].items():
        for cue in said.split("|"):
            phrase = tuple(cue.split())
            stem_ = phrase[0].endswith("*")
            key = phrase[0][:-1][:4] + "*" if stem_ else phrase[0]
            index.setdefault(key, []).append((phrase, weight))
    return {key: tuple(value) for key, value in index.items()}
