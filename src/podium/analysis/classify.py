"""What kind of request a text is: whether a backend's, which task types, and with what intent."""

from dataclasses import dataclass
from functools import lru_cache
from math import exp

from podium.analysis import cues
from podium.analysis.words import scan
from podium.plan.analysis import DetectedType, Intent, TaskType
from podium.plan.survey import Survey

MAX_TYPES = 3
_Index = dict[str, tuple[tuple[tuple[str, ...], float], ...]]


@dataclass(frozen=True, kw_only=True)
class Classification:
    """Task types with the surest first; `reason` says why a request is none of a backend.

    `readable`: it says what should be built, not what goes wrong or what somebody would like to know.
    """

    is_backend: bool
    reason: str = ""
    intent: Intent = "add"
    readable: bool = True
    types: tuple[DetectedType, ...] = ()


def classify(text: str, survey: Survey) -> Classification:
    """The kind of the request, by the words in it and by what the repository names."""
    words = tuple(token.word for token in scan(text) if token.kind in {"word", "number", "path"})
    title = _title_length(text)
    away, off = _score(_index("away"), words, title)
    here, near = _score(_index("here"), words, title)
    here += 1.5 * _named(survey, words)
    if away >= 4 and away > 1.2 * here + 1:
        reason = (
            f"the words speak of a user interface or of reading matter ({', '.join(off[:4])}), none of a backend's own"
        )
        return Classification(is_backend=False, reason=reason)
    del near
    types = _types(words, title)
    asks = _score(_index("ask"), words[:8], title)[0] > 0
    complains = _score(_index("complaint"), words, title)[0] > 0
    readable = not asks and not complains
    return Classification(is_backend=True, intent=_intent(words, title, types), readable=readable, types=types)


def _title_length(text: str) -> int:
    """How many words the first line or sentence has, at most 25."""
    first = text.lstrip("# *[").split("\n", 1)[0]
    return min(25, len(scan(first[:240])))


def _types(words: tuple[str, ...], title: int) -> tuple[DetectedType, ...]:
    found: list[DetectedType] = []
    damping = (1 + len(words) / 200) ** 0.7
    for kind in cues.TYPES:
        score, said = _score(_index(kind), words, title)
        confidence = 1 / (1 + exp(-(score / damping - _THRESHOLD[kind])))
        if said:
            found.append(DetectedType(type=kind, confidence=round(confidence, 3), cues=said[:5]))
    found.sort(key=lambda one: (-one.confidence, one.type))
    if not found:
        return (DetectedType(type="new_api_endpoint", confidence=0.2, cues=()),)
    best = found[0].confidence
    kept = [one for one in found if one.confidence >= 0.5 and one.confidence >= 0.55 * best]
    return tuple((kept or found[:1])[:MAX_TYPES])


_THRESHOLD: dict[TaskType, float] = {
    "new_api_endpoint": 2.6,
    "database_change": 3.0,
    "background_job": 2.2,
    "performance_issue": 2.6,
    "security_audit": 1.8,
    "realtime_feature": 3.0,
    "deployment_setup": 3.0,
    "authentication": 4.2,
    "bug_fix": 3.8,
    "refactoring": 3.8,
    "documentation": 2.2,
    "caching": 3.8,
    "configuration": 4.2,
    "migration": 3.4,
    "testing": 4.2,
}
"""Scores from which on a type is likelier than not, fitted on labelled requests, cross-validated by repository."""


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


@lru_cache(maxsize=32)
def _index(name: str) -> _Index:
    """The cues of a type or of `ask`, `improve`, `away`, `here` by their first word or the beginning of its stem."""
    tables: dict[str, dict[float, str]] = {
        **cues.TYPES,
        "ask": cues.ASK,
        "complaint": cues.COMPLAINT,
        "improve": cues.IMPROVE,
        "away": cues.NOT_BACKEND,
        "here": cues.BACKEND,
    }
    found: dict[str, list[tuple[tuple[str, ...], float]]] = {}
    for weight, said in tables[name].items():
        for cue in said.split("|"):
            phrase = tuple(cue.split())
            stem = phrase[0].endswith("*")
            key = phrase[0][:-1][:4] + "*" if stem else phrase[0]
            found.setdefault(key, []).append((phrase, weight))
    return {key: tuple(value) for key, value in found.items()}
