"""The files of a tree as something to be ranked, and what words and neighbours say of each, without a model.

Most features come from BM25F (Robertson and Zaragoza, 2009) over the fields of a file, the rest from files that stand
near strong ones.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

Posting = Sequence[tuple[int, int]]
"""The files that hold a word, by number, with how often."""

FIELDS = {
    "file": (5.0, 0.3),
    "folder": (2.0, 0.3),
    "names": (3.0, 0.6),
    "routes": (2.5, 0.5),
    "identifiers": (1.0, 0.7),
    "prose": (0.8, 0.7),
}
"""The fields of a file, each with its weight and how much its length counts (BM25F's `b`)."""

SATURATION = 1.2
TOGETHER = 20
"""Files of the largest commit that says what belongs together."""

ANCHORS = 30
"""Files that count as strong where all the imports of a file are added up."""


@dataclass(frozen=True, kw_only=True)
class Corpus:
    """The files to rank, by number in the order of `paths`, with the words of their fields and how they stand together.

    `postings` and `lengths` are by field; `roles` are the kinds of work that a file's name shows, `parts` says of how
    many different words the name is made, `own_parts` of how many that are no kind of file.
    """

    paths: tuple[str, ...]
    postings: Mapping[str, Mapping[str, Posting]]
    lengths: Mapping[str, Sequence[int]]
    pairs: Mapping[str, Posting]
    imports: Sequence[Sequence[int]]
    importers: Sequence[Sequence[int]]
    folders: Sequence[Sequence[int]]
    stems: Sequence[Sequence[int]]
    roles: Sequence[frozenset[str]]
    sizes: Sequence[int]
    parts: Sequence[int]
    own_parts: Sequence[int]


@dataclass(frozen=True, kw_only=True)
class Commit:
    """A past commit: the stems of its message and the numbers of the files that it touched."""

    words: frozenset[str]
    length: int
    files: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class History:
    """Past commits, the newest first, with the numbers of those that say a word and of those that touched a file.

    What they say of each file whatever is asked: `lengths` of its messages, how it `follows` the newest commits, and
    how `busy` its folder was of late.
    """

    commits: Sequence[Commit] = ()
    by_word: Mapping[str, Sequence[int]] = field(default_factory=dict[str, Sequence[int]])
    by_file: Mapping[int, Sequence[int]] = field(default_factory=dict[int, Sequence[int]])
    lengths: Mapping[int, float] = field(default_factory=dict[int, float])
    follows: Mapping[int, float] = field(default_factory=dict[int, float])
    busy: Mapping[int, float] = field(default_factory=dict[int, float])


@dataclass(frozen=True, kw_only=True)
class Question:
    """A request as stems: those that tell, with counts; all in order; those of no kind of file; the kinds it names."""

    words: Mapping[str, int]
    spoken: tuple[str, ...]
    subjects: frozenset[str]
    roles: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Ranked:
    """A file with its score and what speaks for it.

    `words` are the stems of the request that it holds, the rarest first, `named` those in its path or declared names;
    `commit` is the past commit most like the request among those that touched it, `alike` how like, from 0 to 1.
    """

    path: str
    score: float
    words: tuple[str, ...]
    named: tuple[str, ...] = ()
    commit: int | None = None
    alike: float = 0.0


Column = list[float]


@dataclass(frozen=True, kw_only=True)
class Scene:
    """One question on one corpus: `rarity` weighs each word that some file holds."""

    corpus: Corpus
    history: History
    question: Question
    rarity: Mapping[str, float]

    @property
    def count(self) -> int:
        return len(self.corpus.paths)

    @property
    def whole(self) -> float:
        return sum(self.rarity.values()) or 1.0


def scene_of(question: Question, corpus: Corpus, history: History) -> Scene:
    rarity: dict[str, float] = {}
    count = len(corpus.paths)
    for word, times in question.words.items():
        holders = {number for name in FIELDS for number, _ in corpus.postings[name].get(word, ())}
        if holders:
            rarity[word] = _rarity(len(holders), count) * (1 + math.log(times))
    return Scene(corpus=corpus, history=history, question=question, rarity=rarity)


def _rarity(holders: float, count: int) -> float:
    return math.log(1 + (count - holders + 0.5) / (holders + 0.5))


def holding(scene: Scene, fields: Iterable[str]) -> list[tuple[str, ...]]:
    held: list[dict[str, None]] = [{} for _ in scene.corpus.paths]
    for word in sorted(scene.rarity, key=lambda word: (-scene.rarity[word], word)):
        for name in fields:
            for number, _ in scene.corpus.postings[name].get(word, ()):
                held[number][word] = None
    return [tuple(words) for words in held]


def lexical(scene: Scene) -> dict[str, Column]:
    count, corpus = scene.count, scene.corpus
    by_field = {name: [0.0] * count for name in FIELDS}
    covered = {name: [0.0] * count for name in FIELDS}
    match, covers = [0.0] * count, [0.0] * count
    means = {name: sum(corpus.lengths[name]) / max(1, count) or 1.0 for name in FIELDS}
    for word, rarity in scene.rarity.items():
        together: dict[int, float] = defaultdict(float)
        for name, (weight, slope) in FIELDS.items():
            column, share, lengths = by_field[name], covered[name], corpus.lengths[name]
            for number, times in corpus.postings[name].get(word, ()):
                often = times / (1 - slope + slope * lengths[number] / means[name])
                column[number] += rarity * often * (SATURATION + 1) / (often + SATURATION)
                share[number] += rarity / scene.whole
                together[number] += weight * often
        for number, often in together.items():
            match[number] += rarity / scene.whole * often / (often + 3 * SATURATION)
            covers[number] += rarity / scene.whole
    found = {f"in_{name}": normal(column) for name, column in by_field.items()}
    return found | {
        "match": match,
        "covers": covers,
        "name": _named(scene, frozenset(scene.question.spoken), parts=corpus.parts),
        "own_name": _named(scene, scene.question.subjects, parts=corpus.own_parts),
        "phrase": _phrases(scene),
        "covers_folder": covered["folder"],
        "covers_identifiers": covered["identifiers"],
    }


def _named(scene: Scene, said: frozenset[str], *, parts: Sequence[int]) -> Column:
    """The share of the words of each file's name that are said; `parts` tells how many there are."""
    found = [0.0] * scene.count
    for word in said:
        for number, _ in scene.corpus.postings["file"].get(word, ()):
            found[number] += 1
    return [one / max(1, all_of) for one, all_of in zip(found, parts, strict=True)]


def _phrases(scene: Scene) -> Column:
    found = [0.0] * scene.count
    spoken = scene.question.spoken
    for one, other in sorted(set(pairwise(spoken))):
        if one in scene.question.words or other in scene.question.words:
            posting = scene.corpus.pairs.get(f"{one}_{other}", ())
            weight = math.log(1 + scene.count / (len(posting) + 0.5)) if posting else 0.0
            for number, times in posting:
                found[number] += weight * times / (times + 1)
    return normal(found)


def near(scene: Scene, base: Column) -> dict[str, Column]:
    """What strong neighbours of each file give it: by import, by folder, by name, by commits in common."""
    corpus, count = scene.corpus, scene.count
    least = sorted(base, reverse=True)[min(count, ANCHORS) - 1] if count else 0.0
    above = [max(0.0, one - least) for one in base]
    return {
        "imported_by": [max((base[other] for other in others), default=0.0) for others in corpus.importers],
        "imports": [max((base[other] for other in others), default=0.0) for others in corpus.imports],
        "imports_together": normal(
            [sum(above[other] for other in others) / math.sqrt(1 + len(others)) for others in corpus.imports]
        ),
        "folder": spread(corpus.folders, base, others=True),
        "around": _around(corpus, base),
        "sibling": spread((group for group in corpus.stems if len(group) > 1), base, others=True, count=count),
        "together": _together(scene, base),
    }


def _around(corpus: Corpus, base: Column) -> Column:
    """The mean of the three strongest files of the folder above, or of the one above that."""
    parents: dict[str, list[int]] = defaultdict(list)
    for members in corpus.folders:
        folder = corpus.paths[members[0]].rpartition("/")[0]
        parents[folder] += members
        parents[folder.rpartition("/")[0]] += members
    around = [0.0] * len(corpus.paths)
    for members in parents.values():
        mean = sum(sorted((base[one] for one in members), reverse=True)[:3]) / 3
        for one in members:
            around[one] = max(around[one], mean)
    return around


def _together(scene: Scene, base: Column) -> Column:
    """How often each file changed together with the five strongest, against how often it changed at all."""
    history, changed = scene.history, [0.0] * scene.count
    for one in sorted(range(scene.count), key=lambda number: (-base[number], number))[:5]:
        mine = history.by_file.get(one, ())
        shared: dict[int, float] = defaultdict(float)
        for number in mine:
            files = history.commits[number].files
            for other in files if len(files) <= TOGETHER else ():
                shared[other] += 1 / len(files)
        shared.pop(one, None)
        for other, share in shared.items():
            changed[other] += base[one] * share / math.sqrt(len(mine) * len(history.by_file[other]))
    return changed


def spread(groups: Iterable[Sequence[int]], values: Column, *, others: bool, count: int = 0) -> Column:
    """The highest value in each file's group; of the other members alone where `others` says so."""
    found = [0.0] * (count or len(values))
    for members in groups:
        best = sorted((values[one] for one in members), reverse=True)
        second = best[1] if len(best) > 1 else 0.0
        for one in members:
            found[one] = second if others and values[one] == best[0] else best[0]
    return found


def shape(scene: Scene) -> dict[str, Column]:
    corpus = scene.corpus
    return {
        "role": [float(len(roles & scene.question.roles)) for roles in corpus.roles],
        "size": [math.log(1 + size) / 12 for size in corpus.sizes],
        "importers": [math.log(1 + len(others)) / 5 for others in corpus.importers],
        "imported": [math.log(1 + len(others)) / 5 for others in corpus.imports],
    }


def normal(column: Column) -> Column:
    most = max(column, default=0.0)
    return [value / most for value in column] if most else column
