"""The files of a tree made ready to be ranked: their words by field, their imports, folders and kinds of work."""

import functools
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from posixpath import basename, join, normpath

from podium.survey.ranking import FIELDS, Corpus, Posting, Question
from podium.survey.terms import WORD, Terms, of_path, pairs, said, stem, telling

ROLES = {
    "module": (r"\.module\.ts$", "module inject provid depend"),
    "service": (r"[.-]service\.ts$|Service\.ts$", "servic logic"),
    "controller": (r"controller\.ts$", "endpoint rout control api rest http get post swagger"),
    "resolver": (r"[rR]esolver\.ts$", "resolv graphql query mutat subscript"),
    "dto": (
        r"(^|/)dtos?/|\.dto\.ts$|\.input\.ts$|\.args\.ts$|(Input|Args|Dto)\.ts$",
        "dto valid input paramet payload field arg bodi request",
    ),
    "schema": (r"\.prisma$", "schema prisma model field column tabl databas index enum relat migrat db"),
    "migration": (r"\.sql$|/migrations?/", "migrat sql column tabl index databas backfil"),
    "guard": (r"guard", "guard auth permiss role access"),
    "strategy": (r"strategy", "strategi auth jwt login token oauth passport"),
    "entity": (r"\.entity\.ts$|\.model\.ts$|/entities/|/models?/|\.schema\.ts$", "entiti model field column schema"),
    "usecase": (r"\.usecase\.ts$", "usecas"),
    "command": (r"\.command\.ts$", "command"),
    "repository": (r"repository\.ts$", "repositori query databas find"),
    "provider": (r"provider\.ts$", "provid integr"),
    "interface": (r"interface|types?\.ts$|/types/", "type interfac"),
    "constant": (r"constants?|enum|Enum", "constant enum error"),
    "helper": (r"util|helper|/lib/|/common/|/shared/", "util helper"),
    "index": (r"(^|/)index\.ts$", "export index barrel"),
    "start": (r"(^|/)(main|bootstrap|app\.module|server)\.ts$", "bootstrap swagger cors startup global app"),
    "configuration": (r"config|env", "config env environ variabl set"),
    "job": (
        r"queue|worker|processor|job|cron|schedule|workflow|activit|listener|handler|consumer|producer",
        "queue job worker cron schedul process background event",
    ),
    "gateway": (r"gateway|socket|/ws/", "websocket socket gateway realtim ws"),
    "filter": (
        r"interceptor|middleware|filter|pipe|decorator|exception|error",
        "intercept middlewar filter except error log decor pip",
    ),
    "sample": (r"seed|/scripts?/|template|fixture|sample|example", "seed script templat"),
}
"""Kinds of files: what their paths look like, and the stems by which a request names their kind of work."""

KINDS = (
    "service controller module resolver dto guard usecase command repository entity provider interface interfaces type "
    "types constants index strategy"
)
"""Words by which a file's name says its kind and not its subject."""


@functools.cache
def _kinds() -> frozenset[str]:
    return frozenset(map(stem, KINDS.split()))


@functools.cache
def _named() -> dict[str, tuple[re.Pattern[str], frozenset[str]]]:
    return {name: (re.compile(pattern), frozenset(words.split())) for name, (pattern, words) in ROLES.items()}


@functools.lru_cache(maxsize=8192)
def roles(path: str) -> frozenset[str]:
    """The kinds of work that a file's path shows."""
    return frozenset(name for name, (pattern, _) in _named().items() if pattern.search(path))


def wanted(text: str) -> frozenset[str]:
    """All that a corpus must know to answer a request: its stems, its pairs of stems, and its words taken together."""
    spoken = said(text)
    return frozenset({*spoken, *pairs(spoken), *_joined(text)})


def _joined(text: str) -> list[str]:
    plain = [word.lower() for word in WORD.findall(text)]
    return [stem(one + other) for one, other in pairwise(plain) if len(one) > 2 and len(other) > 2]


def question(text: str, corpus: Corpus) -> Question:
    """A request as the stems that `rank` asks for; two words that the code writes as one count as that one too."""
    words, spoken = telling(text), said(text)
    for joined in _joined(text):
        if any(joined in corpus.postings[name] for name in ("file", "names", "identifiers")):
            words[joined] = words.get(joined, 0) + 1
    asked = frozenset(spoken)
    named = frozenset(name for name, (_, cues) in _named().items() if cues & asked)
    return Question(words=words, spoken=spoken, subjects=asked - _kinds(), roles=named)


def corpus_of(
    found: Mapping[str, Terms],
    *,
    imports: Mapping[str, Iterable[str]] | None = None,
    asked: frozenset[str] | None = None,
) -> Corpus:
    """The corpus of files with their terms; `imports` are paths by path, read from the terms where they are absent.

    With `asked`, the corpus of those words alone: it answers the request that gave them, and takes a third of the time.
    """
    paths = tuple(sorted(found))
    postings: dict[str, dict[str, list[tuple[int, int]]]] = {name: defaultdict(list) for name in FIELDS}
    lengths = {name: [0] * len(paths) for name in FIELDS}
    neighbours: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, path in enumerate(paths):
        terms = found[path]
        file, folder = of_path(path)
        bags = (
            ("file", file),
            ("folder", folder),
            ("names", terms["names"]),
            ("routes", terms["routes"]),
            ("identifiers", terms["identifiers"]),
            ("prose", terms["prose"]),
        )
        for name, bag in bags:
            posting = postings[name]
            for word in bag if asked is None else sorted(asked & bag.keys()):
                posting[word].append((number, bag[word]))
            lengths[name][number] = sum(bag.values())
        bag = terms["pairs"]
        for pair in bag if asked is None else sorted(asked & bag.keys()):
            neighbours[pair].append((number, bag[pair]))
    outward = _imports(paths, found) if imports is None else _given(paths, imports)
    return _corpus(paths, found, postings=postings, lengths=lengths, neighbours=neighbours, outward=outward)


def _corpus(
    paths: tuple[str, ...],
    found: Mapping[str, Terms],
    *,
    postings: Mapping[str, Mapping[str, Posting]],
    lengths: Mapping[str, Sequence[int]],
    neighbours: Mapping[str, Posting],
    outward: Sequence[Sequence[int]],
) -> Corpus:
    inward: list[list[int]] = [[] for _ in paths]
    for number, targets in enumerate(outward):
        for target in targets:
            inward[target].append(number)
    return Corpus(
        paths=paths,
        postings=postings,
        lengths=lengths,
        pairs=neighbours,
        imports=outward,
        importers=inward,
        folders=_groups(path.rpartition("/")[0] for path in paths),
        stems=_groups(basename(path).split(".")[0].lower() for path in paths),
        roles=tuple(map(roles, paths)),
        sizes=tuple(found[path]["size"] for path in paths),
        parts=tuple(len(of_path(path)[0]) for path in paths),
        own_parts=tuple(len(of_path(path)[0].keys() - _kinds()) for path in paths),
    )


def _groups(names: Iterable[str]) -> list[list[int]]:
    groups: dict[str, list[int]] = defaultdict(list)
    for number, name in enumerate(names):
        groups[name].append(number)
    return list(groups.values())


def _given(paths: tuple[str, ...], imports: Mapping[str, Iterable[str]]) -> list[list[int]]:
    numbers = {path: number for number, path in enumerate(paths)}
    return [sorted(numbers[one] for one in imports.get(path, ()) if one in numbers) for path in paths]


def _imports(paths: tuple[str, ...], found: Mapping[str, Terms]) -> list[list[int]]:
    """The files that each file imports: relative ones exactly, aliases by the longest end of a path that is one's own.

    No configuration is read for it, so that any folder of any revision will do.
    """
    numbers = {path: number for number, path in enumerate(paths)}
    ends: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for path, number in numbers.items():
        bare = path.removesuffix(".ts").removesuffix("/index")
        ends[basename(bare)].append((bare, number))
    outward: list[list[int]] = []
    for number, path in enumerate(paths):
        here = path.rpartition("/")[0]
        targets = {
            _relative(normpath(join(here, one)), numbers) if one.startswith(".") else _alias(one, ends)
            for one in found[path]["imports"]
        }
        outward.append(sorted(target for target in targets if target is not None and target != number))
    return outward


def _relative(target: str, numbers: Mapping[str, int]) -> int | None:
    bare = target.removesuffix(".js")
    return next((numbers[bare + end] for end in (".ts", "/index.ts") if bare + end in numbers), None)


def _alias(source: str, ends: Mapping[str, Sequence[tuple[str, int]]]) -> int | None:
    parts = source.removesuffix(".js").split("/")
    likely = ends.get(parts[-1], ())
    for first in range(len(parts) - 1) if likely else ():
        tail = "/".join(parts[first:])
        hits = [number for bare, number in likely if bare == tail or bare.endswith(f"/{tail}")]
        if hits:
            return hits[0] if len(hits) == 1 else None
    return None
