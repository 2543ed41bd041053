"""What a text gives to the linear table: its words cut to stems, and the cues and shapes in it."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import log1p, sqrt
from typing import NamedTuple

from podium.analysis import areas, concepts, cues
from podium.analysis.sections import section

MAX_LENGTH = 12_000
"""Characters of a text that are looked at; what follows says nothing new about its kind."""
_RAW = re.compile(r"[A-Za-z0-9'’_]+")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_PIECE = re.compile(r"[a-z0-9']+\*?")
_ENDINGS = (
    *("ations", "ation", "ingly", "edly", "ments", "ment", "ings", "ing", "ities", "ity", "ies"),
    *("ers", "er", "ors", "or", "ed", "es", "ly", "s", "e"),
)
_TITLE = 25
_SENTENCE = re.compile(r"(?<=[.!?;:])\s")
_CODE_LINES = 6
_HIDDEN = re.compile(r"<!--.*?-->|<details>|</?summary>", re.DOTALL)
_HEADING = re.compile(r"\s*#{1,6} |\s*\*\*[^*]{2,60}\*\*:?\s*$|\s*[A-Z][\w ]{2,40}:\s*$")
_ASIDE = re.compile(
    r"[\s#*]*(?:your |the |relevant |system |desktop|smartphone)*(?:environment|platform|browsers?|os|operating system|"
    r"versions?|node version|package versions?|info|information|log output|logs?|docker-compose\S*|\.env|"
    r"deployment method|device|checklist|code of conduct|additional info)"
    r"(?: (?:information|details|info|output|version|versions|content|used|that .*|the .*))*[\s:*]*$",
    re.IGNORECASE,
)
_MACHINE = re.compile(
    r"\s*at \S+ ?\(|\s*at [\w./<>]+:\d|\s*\d{4}-\d\d-\d\d[T ]\d\d:|\s*npm (?:ERR|WARN)|\s*[-=]{6,}"
    r"|\s*\[ \] (?:Regression|Bug report|Feature request|Documentation|Support request|Performance|Other)"
)
_ADDRESS = re.compile(r"https?://\S+")
_SHAPES: tuple[tuple[str, str], ...] = (
    ("question", r"\?"),
    ("trace", r"```|^\s+at \S+|\b\w*(?:Error|Exception)\b"),
    ("list", r"(?:^\s*[-*] .*\n?){3}"),
    ("boxes", r"\[ \]"),
    ("headings", r"^#+ |^\*\*.+\*\*\s*$"),
    ("expected", r"(?i)\bexpected\b|\bactual\b|current behav"),
    ("failure", r"\b[45]\d\d\b"),
    ("route", r"\b(?:GET|POST|PUT|PATCH|DELETE)\b|(?<!\w)/\w+/"),
    ("arrow", r"→|->|=>"),
    (
        "route asked",
        r"(?i)\b(?:add|build|create|expose|implement|provide|give|write)\b[^.\n]{0,40}\b(?:route|endpoint)s?\b",
    ),
    (
        "column asked",
        r"(?i:\b(?:add|change|drop|make|remove|rename|split)\b[^.\n]{0,40}\b(?:columns?|enum|foreign key|constraint)\b)"
        r"|\b[Rr]ename \w+ to [a-z]+[A-Z]\w*",
    ),
)
"""Marks of a text beside its words, as patterns."""


class Hit(NamedTuple):
    """A cue that occurs: its words as they stand in the cues, and the place of its first word."""

    cue: str
    place: int


@dataclass(frozen=True, kw_only=True)
class Features:
    """The terms of a text with how often each occurs, values of cue groups, and the cues behind each group."""

    terms: dict[str, int]
    values: dict[str, float]
    hits: dict[str, tuple[Hit, ...]]


def features(text: str) -> Features:
    """The features of a text; the same text gives the same features in every process."""
    plain = gist(text[:MAX_LENGTH])
    words = spelt_out(plain)
    title = min(_TITLE, len(spelt_out(_first_line(plain))))
    hits = _hits(words)
    values = {name: float(value) for name, value in _shapes(plain, len(words)).items()}
    for group, found in hits.items():
        values[group] = sqrt(min(4, len(found)))
        if any(one.place < title for one in found):
            values[f"{group} first"] = 1.0
    return Features(terms=terms(words) | openings(plain), values=values, hits=hits)


_SAME_LINES = 3


def gist(text: str) -> str:
    """The text without what a form or a machine put in: environment, logs, traces, hidden comments, addresses.

    Of a block of code the first lines stay: they often name what it is about; of a line that comes again and again,
    as logs and tables have them, the first ones. A text that would be left empty stays.
    """
    kept: list[str] = []
    told = Counter[str]()
    aside, code = False, -1
    for line in _HIDDEN.sub(" ", text).split("\n"):
        if line.lstrip().startswith(("```", "~~~")):
            code = -1 if code >= 0 else 0
            continue
        if code >= 0:
            code += 1
        elif _HEADING.match(line):
            aside = bool(_ASIDE.match(line))
        told[line] += bool(line.strip())
        if not aside and code <= _CODE_LINES and told[line] <= _SAME_LINES and not _MACHINE.match(line):
            kept.append(_ADDRESS.sub(" ", line))
    return "\n".join(kept) if any(line.strip() for line in kept) else text


def spelt_out(text: str) -> list[str]:
    """The words of a text in lower case; `RefreshToken` gives refresh, token, refreshtoken."""
    found: list[str] = []
    for raw in _RAW.findall(text):
        bare = raw.replace("'", "").replace("’", "")
        pieces = _HUMP.sub(" ", bare.replace("_", " ")).lower().split()
        found += pieces
        if len(pieces) > 1:
            found.append("".join(pieces))
    return found


def terms(words: list[str]) -> dict[str, int]:
    """Stems, pairs of neighbouring stems, and beginnings of long stems after a `~`, each with its count."""
    stems = [stem(word) for word in words]
    pairs = [f"{first} {second}" for first, second in pairwise(stems)]
    starts = [f"~{one[:4]}" for one in stems if len(one) > 4]
    return dict(Counter([*stems, *pairs, *starts]))


def openings(text: str) -> dict[str, int]:
    """Stems of the first sentence after a `^`, each with its count: what comes first tells what is asked.

    The labels that a form begins with are passed over.
    """
    said = (line for line in text.split("\n") if line.strip() and not _is_label(line))
    first = _SENTENCE.split(_first_line(next(said, "")), maxsplit=1)[0]
    return dict(Counter(f"^{stem(word)}" for word in spelt_out(first)[:_TITLE]))


def _is_label(line: str) -> bool:
    found = section(line)
    return found is not None and found.known and found.end == len(line)


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """The word without an English ending, three letters at the least; numbers all read `#` but for HTTP failures."""
    if word.isdigit():
        return word if len(word) == 3 and word[0] in "45" else "#"
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)] + ("y" if ending == "ies" else "")
    return word


def _first_line(text: str) -> str:
    return text.lstrip("# *[").split("\n", 1)[0][:240]


def _shapes(text: str, length: int) -> dict[str, float]:
    found = {f"shape {name}": 1.0 for name, pattern in _patterns() if pattern.search(text)}
    found["shape length"] = log1p(length) / 5
    for limit in (8, 20, 80):
        if length < limit:
            found[f"shape under {limit}"] = 1.0
    return found


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, re.compile(pattern, re.MULTILINE)) for name, pattern in _SHAPES)


def _hits(words: list[str]) -> dict[str, tuple[Hit, ...]]:
    """The different cues of each group that occur, in the order of the text."""
    found: dict[str, dict[str, Hit]] = {}
    index = _index()
    for place, word in enumerate(words):
        for cue, parts, group in index.get(word[:3], ()):
            if len(words) - place >= len(parts) and all(
                _same(part, said) for part, said in zip(parts, words[place : place + len(parts)], strict=True)
            ):
                found.setdefault(group, {}).setdefault(cue, Hit(cue, place))
    return {group: tuple(cues_.values()) for group, cues_ in found.items()}


def _same(part: str, word: str) -> bool:
    return word.startswith(part[:-1]) if part.endswith("*") else word == part


@lru_cache(maxsize=1)
def _index() -> dict[str, list[tuple[str, tuple[str, ...], str]]]:
    """Every cue by the first three letters of its first word: the cue, its words, its group."""
    found: dict[str, list[tuple[str, tuple[str, ...], str]]] = {}
    for group, said in groups().items():
        for cue in said.split("|"):
            parts = tuple(_PIECE.findall(cue.replace("'", "").replace("_", " ")))
            found.setdefault(parts[0].rstrip("*")[:3], []).append((cue, parts, group))
    return found


@lru_cache(maxsize=1)
def groups() -> dict[str, str]:
    """The cues of every group: a type's by strength (`bug_fix 3.5`), and the concepts."""
    named: dict[str, dict[float, str]] = {
        **cues.TYPES,
        "complaint": cues.COMPLAINT,
        "ask": cues.ASK,
        "improve": cues.IMPROVE,
        "away": cues.NOT_BACKEND,
        "here": cues.BACKEND,
    }
    strengths = {f"{name} {weight}": said for name, table in named.items() for weight, said in table.items()}
    meant = {**concepts.CONCEPTS, **areas.AREAS}
    return {**strengths, **{f"concept {name}": said for name, said in meant.items()}}
