"""What one file or request says as words: stems of the parts of its names and of its prose, with their counts."""

import functools
import re
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise
from posixpath import basename
from typing import TypedDict

TOKEN = re.compile(
    r"//(?P<line>[^\n]*)|/\*(?P<block>.*?)\*/|'(?P<single>(?:\\.|[^'\\\n])*)'|\"(?P<double>(?:\\.|[^\"\\\n])*)\""
    r"|`(?P<template>(?:\\.|[^`\\])*)`|(?P<name>[A-Za-z_$][\w$]*)",
    re.DOTALL,
)
WORD = re.compile(r"[A-Za-z]+|\d+")
HUMPS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
DECLARED = re.compile(
    r"^[ \t]*(?:export\s+)?(?:default\s+)?(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?"
    r"(?:class|interface|enum|type|function\*?|const|let|namespace)\s+([A-Za-z_$][\w$]*)"
    r"|^[ \t]+(?:(?:public|private|protected|static|async|readonly|override|get|set|abstract)\s+)*"
    r"([A-Za-z_$][\w$]*)\s*(?:<[^>()]*>)?\([^;]*?$"
    r"|^[ \t]+(?:(?:public|private|protected|static|readonly|override|declare)\s+)*"
    r"([A-Za-z_$][\w$]*)[?!]?\s*:\s*[^,]*;\s*$",
    re.MULTILINE,
)
ROUTE = re.compile(r"@\w+\(\s*['\"`]([^'\"`\n]*)['\"`]")
IMPORTED = re.compile(r"(?:from|import|require\()\s*['\"]([^'\"\n]+)['\"]")
PRISMA = re.compile(r"^(?:model|enum|type|view)\s+(\w+)|^[ \t]+(\w+)[ \t]+\w", re.MULTILINE)
SQL = re.compile(r"[\"`](\w+)[\"`]")
ENDING = re.compile(r"\.(?:[cm]?tsx?|prisma|sql)$")

KEYWORDS = (
    "import from export const let var class interface type enum function return if else for of in new this async await "
    "extends implements public private protected readonly static void string number boolean any null undefined true "
    "false try catch throw constructor super get set case switch break default while as typeof instanceof keyof "
    "unknown never abstract promise injectable"
)
"""Names that every file has."""
ENDINGS = (
    ("ization", "iz"),
    ("isation", "iz"),
    ("ication", "icat"),
    ("ation", "at"),
    ("ator", "at"),
    ("ition", "it"),
    ("tion", "t"),
    ("sion", "s"),
    ("ment", ""),
    ("ness", ""),
    ("izer", "iz"),
    ("er", ""),
    ("or", ""),
    ("ive", ""),
    ("ity", ""),
    ("al", ""),
    ("ly", ""),
)
"""Endings of words that mean the same for a search, and what is left in their place; the first that fits counts."""

COMMON = (
    "a an the and or of to in on for with without by from at as is are be was were been it its this that these those "
    "into when where which who what how not no do does did done can could should would will may might must also only "
    "then than if so but we our you your i they their them he she his her all any some each other use used using via "
    "up out over under per more most new make made let get set add added adds adding fix fixed fixes fixing update "
    "updated updates updating improve change changed changes remove removed removes move create support implement "
    "feature feat bug issue pr merge branch refactor chore wip code"
)
"""Words that tell nothing of what a request or a commit is about."""

LONGEST = 400_000
"""Characters of the longest file whose words are read: longer ones are data."""


class Terms(TypedDict):
    """Stems with counts: of declared `names`, of all `identifiers`, of `prose` (comments and texts), of `routes`.

    `pairs` are neighbours inside one identifier, joined by an underscore; `imports` as written; `size` in characters.
    """

    names: dict[str, int]
    identifiers: dict[str, int]
    prose: dict[str, int]
    routes: dict[str, int]
    pairs: dict[str, int]
    imports: list[str]
    size: int


def terms(path: str, text: str) -> Terms:
    """What a file says; of a file that is too long, nothing but its size."""
    if len(text) > LONGEST:
        return _terms(size=len(text))
    if ENDING.search(path) and not path.endswith((".prisma", ".sql")):
        return _typescript(text)
    pattern = PRISMA if path.endswith(".prisma") else SQL
    declared = [next(filter(None, found.groups()), "") for found in pattern.finditer(text)]
    return _terms(
        names=Counter(stem for name in declared for stem in stems(name)),
        identifiers=_counted(text),
        pairs=Counter(pair for name in declared for pair in pairs(stems(name))),
        size=len(text),
    )


@functools.cache
def _stopped() -> frozenset[str]:
    return frozenset(COMMON.split()) | frozenset(stem(word) for word in COMMON.split())


@functools.cache
def _keywords() -> frozenset[str]:
    return frozenset(KEYWORDS.split())


def _terms(
    *,
    names: Counter[str] | None = None,
    identifiers: Counter[str] | None = None,
    pairs: Counter[str] | None = None,
    size: int = 0,
) -> Terms:
    return {
        "names": dict(names or {}),
        "identifiers": dict(identifiers or {}),
        "prose": {},
        "routes": {},
        "pairs": dict(pairs or {}),
        "imports": [],
        "size": size,
    }


def _typescript(text: str) -> Terms:
    written, prose = Counter[str](), list[str]()
    for found in TOKEN.finditer(text):
        kind = found.lastgroup or ""
        if kind == "name":
            written[found.group()] += 1
        else:
            prose.append(found.group(kind))
    identifiers, neighbours = Counter[str](), Counter[str]()
    for name, count in written.items():
        if name not in _keywords():
            parts = stems(name)
            for part in parts:
                identifiers[part] += count
            for pair in pairs(parts):
                neighbours[pair] += count
    declared = (next(filter(None, found.groups()), "") for found in DECLARED.finditer(text))
    names = Counter(part for name in declared if name not in _keywords() for part in stems(name))
    found = _terms(names=names, identifiers=identifiers, pairs=neighbours, size=len(text))
    found["prose"] = dict(_counted("\n".join(prose)))
    found["routes"] = dict(_counted("\n".join(ROUTE.findall(text))))
    found["imports"] = IMPORTED.findall(text)
    return found


def _counted(text: str) -> Counter[str]:
    return Counter(part for word in WORD.findall(text) for part in stems(word))


def said(text: str) -> tuple[str, ...]:
    """The stems of a text's words, in order."""
    return tuple(part for word in WORD.findall(text) for part in stems(word))


def telling(text: str) -> dict[str, int]:
    """The stems of a text that tell something, with counts."""
    found: dict[str, int] = {}
    for word in said(text):
        if word not in _stopped():
            found[word] = found.get(word, 0) + 1
    return found


def pairs(parts: Iterable[str]) -> list[str]:
    """Neighbours of a sequence of stems."""
    return [f"{one}_{other}" for one, other in pairwise(parts)]


@functools.lru_cache(maxsize=8192)
def of_path(path: str) -> tuple[dict[str, int], dict[str, int]]:
    """The stems of a file's name without its ending, and of its folders, with counts."""
    name = ENDING.sub("", basename(path))
    return dict(_counted(name)), dict(_counted(path.rpartition("/")[0]))


@functools.lru_cache(maxsize=1 << 16)
def stems(name: str) -> tuple[str, ...]:
    """The stems of an identifier's parts, in lower case: `getUserOrders` gives get, user, ord."""
    parts = (part.lower() for part in HUMPS.findall(name))
    return tuple(stem(part) for part in parts if len(part) > 1 or part.isdigit())


def stem(word: str) -> str:
    """A word in lower case without what English hangs on its end, so that forms of one word are equal."""
    word = _past(_singular(word))
    for ending, kept in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            word = word.removesuffix(ending) + kept
            break
    word = word[:-1] if len(word) > 3 and word.endswith("e") else word
    return f"{word[:-1]}i" if len(word) > 3 and word.endswith("y") else word


def _singular(word: str) -> str:
    if len(word) <= 3 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("sses", "shes", "ches", "xes", "zes")) else word[:-1]


def _past(word: str) -> str:
    if len(word) > 5 and word.endswith("ing"):
        word = word[:-3]
    elif len(word) > 4 and word.endswith("ed") and not word.endswith("eed"):
        word = word[:-2]
    else:
        return word
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "ls" else word
