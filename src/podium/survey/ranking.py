"""Which files a request touches: words, shape of the code and history weighed together, without a model.

Each file gets a number for each of `FEATURES`; its score is their sum by weight. Most come from BM25F (Robertson and
Zaragoza, 2009) over the fields of a file; the rest from files that stand near strong ones and from past commits.
"""

import math
from collections import Counter, defaultdict
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
CROWD = 40
"""Files of the largest commit that says what belongs together."""


@dataclass(frozen=True, kw_only=True)
class Corpus:
    """The files to rank, by number in the order of `paths`, with the words of their fields and how they stand together.

    `postings` and `lengths` are by field; `roles` are the kinds of work that a file's name shows, `parts` says of how
    many different words the name is made.
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


@dataclass(frozen=True, kw_only=True)
class Commit:
    """A past commit: the stems of its message and the numbers of the files that it touched."""

    words: frozenset[str]
    length: int
    files: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class History:
    """Past commits, the newest first, and what they say of each file."""

    commits: Sequence[Commit] = ()
    by_word: Mapping[str, Sequence[int]] = field(default_factory=dict[str, Sequence[int]])
    messages: Mapping[str, Mapping[int, float]] = field(default_factory=dict[str, Mapping[int, float]])
    message_lengths: Mapping[int, float] = field(default_factory=dict[int, float])
    changes: Mapping[int, int] = field(default_factory=dict[int, int])
    last: Mapping[int, int] = field(default_factory=dict[int, int])
    together: Mapping[int, Mapping[int, float]] = field(default_factory=dict[int, Mapping[int, float]])


@dataclass(frozen=True, kw_only=True)
class Question:
    """A request as stems: those that tell, with counts; all of them in order; the kinds of work that it names."""

    words: Mapping[str, int]
    spoken: tuple[str, ...]
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
class _Scene:
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


def rank(question: Question, corpus: Corpus, history: History, *, weights: Mapping[str, float]) -> tuple[Ranked, ...]:
    """Every file of the corpus, the likeliest first; ties by path."""
    scene = _scene(question, corpus, history)
    found = features(question, corpus, history)
    scores = [0.0] * len(corpus.paths)
    for name, weight in weights.items():
        for number, value in enumerate(found[name]):
            scores[number] += weight * value
    like = _like(scene)
    nearest: dict[int, tuple[float, int]] = {}
    for at, similarity in like.items():
        for number in history.commits[at].files:
            nearest[number] = max(nearest.get(number, (0.0, 0)), (similarity, -at))
    held, named = _held(scene, FIELDS), _held(scene, ("file", "folder", "names"))
    order = sorted(range(len(scores)), key=lambda number: (-scores[number], corpus.paths[number]))
    return tuple(
        Ranked(
            path=corpus.paths[number],
            score=scores[number],
            words=held[number],
            named=named[number],
            commit=-nearest[number][1] if number in nearest else None,
            alike=nearest[number][0] if number in nearest else 0.0,
        )
        for number in order
    )


def features(question: Question, corpus: Corpus, history: History) -> dict[str, Column]:
    """A number for each file by feature: most lie between 0 and 1, and more says that the file is likelier touched."""
    scene = _scene(question, corpus, history)
    found = _lexical(scene)
    found |= _past(scene)
    base = [
        0.55 * one + 0.35 * other + 0.2 * third
        for one, other, third in zip(_normal(found["match"]), found["like"], found["name"], strict=True)
    ]
    return found | _near(scene, base) | _shape(scene)


def _scene(question: Question, corpus: Corpus, history: History) -> _Scene:
    rarity: dict[str, float] = {}
    count = len(corpus.paths)
    for word, times in question.words.items():
        holders = {number for name in FIELDS for number, _ in corpus.postings[name].get(word, ())}
        if holders:
            rarity[word] = _rarity(len(holders), count) * (1 + math.log(times))
    return _Scene(corpus=corpus, history=history, question=question, rarity=rarity)


def _rarity(holders: float, count: int) -> float:
    return math.log(1 + (count - holders + 0.5) / (holders + 0.5))


def _held(scene: _Scene, fields: Iterable[str]) -> list[tuple[str, ...]]:
    held: list[dict[str, None]] = [{} for _ in scene.corpus.paths]
    for word in sorted(scene.rarity, key=lambda word: (-scene.rarity[word], word)):
        for name in fields:
            for number, _ in scene.corpus.postings[name].get(word, ()):
                held[number][word] = None
    return [tuple(words) for words in held]


def _lexical(scene: _Scene) -> dict[str, Column]:
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
    found = {f"in_{name}": _normal(column) for name, column in by_field.items()}
    return found | {
        "match": match,
        "covers": covers,
        "name": _named(scene),
        "phrase": _phrases(scene),
        "covers_folder": covered["folder"],
        "covers_identifiers": covered["identifiers"],
    }


def _named(scene: _Scene) -> Column:
    """The share of the words of each file's name that the request says."""
    spoken, found = set(scene.question.spoken), [0.0] * scene.count
    for word in spoken:
        for number, _ in scene.corpus.postings["file"].get(word, ()):
            found[number] += 1
    return [one / max(1, all_of) for one, all_of in zip(found, scene.corpus.parts, strict=True)]


def _phrases(scene: _Scene) -> Column:
    found = [0.0] * scene.count
    spoken = scene.question.spoken
    for one, other in sorted(set(pairwise(spoken))):
        if one in scene.question.words or other in scene.question.words:
            posting = scene.corpus.pairs.get(f"{one}_{other}", ())
            weight = math.log(1 + scene.count / (len(posting) + 0.5)) if posting else 0.0
            for number, times in posting:
                found[number] += weight * times / (times + 1)
    return _normal(found)


def _like(scene: _Scene) -> dict[int, float]:
    """How like the request the messages of past commits are, from 0 to 1, by the commit's number."""
    history = scene.history
    scores: dict[int, float] = defaultdict(float)
    whole = 0.0
    for word in scene.question.words:
        holders = history.by_word.get(word, ())
        if holders:
            rarity = math.log(1 + len(history.commits) / (len(holders) + 0.5))
            whole += rarity
            for number in holders:
                scores[number] += rarity
    return {number: score / whole for number, score in scores.items()}


def _past(scene: _Scene) -> dict[str, Column]:
    history, count = scene.history, scene.count
    like, likest, lately = [0.0] * count, [0.0] * count, [0.0] * count
    for number, similarity in _like(scene).items():
        commit = history.commits[number]
        close = similarity / math.sqrt(1 + 0.1 * commit.length)
        age = number / max(1, len(history.commits))
        for one in commit.files if len(commit.files) <= CROWD else ():
            like[one] += close * close / math.sqrt(len(commit.files)) / (1 + 2 * age)
            likest[one] = max(likest[one], close)
        for one in commit.files if number < 150 else ():
            lately[one] = max(lately[one], similarity / (1 + number / 30))
    most = max(history.changes.values(), default=0)
    fresh = {scale: [0.0] * count for scale in (4, 20, 150)}
    for one, number in history.last.items():
        for scale, column in fresh.items():
            column[one] = 1 / (1 + number / scale)
    like = _normal(like)
    return {
        "like": like,
        "likest": likest,
        "like_lately": lately,
        "like_folder": _spread(scene.corpus.folders, like, others=False),
        "messages": _messages(scene),
        "fresh_4": fresh[4],
        "fresh_20": fresh[20],
        "fresh_150": fresh[150],
        "changes": [math.log(1 + history.changes.get(one, 0)) / (math.log(1 + most) or 1.0) for one in range(count)],
    }


def _messages(scene: _Scene) -> Column:
    """BM25 of each file's past commit messages, taken as one text."""
    history, found = scene.history, [0.0] * scene.count
    mean = sum(history.message_lengths.values()) / max(1, scene.count) or 1.0
    for word in scene.question.words:
        posting = history.messages.get(word, {})
        rarity = math.log(1 + scene.count / (len(posting) + 0.5))
        for one, times in posting.items():
            often = times / (0.4 + 0.6 * history.message_lengths[one] / mean)
            found[one] += rarity * often / (often + 1)
    return _normal(found)


def _near(scene: _Scene, base: Column) -> dict[str, Column]:
    """What the strongest neighbour of each file gives it: by import, by folder, by name, by commits in common."""
    corpus, count = scene.corpus, scene.count
    strongest = sorted(range(count), key=lambda number: (-base[number], number))[:5]
    changed = [0.0] * count
    for one in strongest:
        for other, share in scene.history.together.get(one, {}).items():
            changed[other] += share * base[one]
    parents: dict[str, list[int]] = defaultdict(list)
    for members in corpus.folders:
        folder = corpus.paths[members[0]].rpartition("/")[0]
        parents[folder] += members
        parents[folder.rpartition("/")[0]] += members
    around = [0.0] * count
    for members in parents.values():
        mean = sum(sorted((base[one] for one in members), reverse=True)[:3]) / 3
        for one in members:
            around[one] = max(around[one], mean)
    return {
        "imported_by": [max((base[other] for other in others), default=0.0) for others in corpus.importers],
        "imports": [max((base[other] for other in others), default=0.0) for others in corpus.imports],
        "folder": _spread(corpus.folders, base, others=True),
        "around": around,
        "sibling": _spread((group for group in corpus.stems if len(group) > 1), base, others=True, count=count),
        "together": changed,
    }


def _spread(groups: Iterable[Sequence[int]], values: Column, *, others: bool, count: int = 0) -> Column:
    """The highest value in each file's group; of the other members alone where `others` says so."""
    found = [0.0] * (count or len(values))
    for members in groups:
        best = sorted((values[one] for one in members), reverse=True)
        second = best[1] if len(best) > 1 else 0.0
        for one in members:
            found[one] = second if others and values[one] == best[0] else best[0]
    return found


def _shape(scene: _Scene) -> dict[str, Column]:
    corpus = scene.corpus
    return {
        "role": [float(len(roles & scene.question.roles)) for roles in corpus.roles],
        "size": [math.log(1 + size) / 12 for size in corpus.sizes],
        "importers": [math.log(1 + len(others)) / 5 for others in corpus.importers],
        "imported": [math.log(1 + len(others)) / 5 for others in corpus.imports],
    }


def _normal(column: Column) -> Column:
    most = max(column, default=0.0)
    return [value / most for value in column] if most else column


def remember(commits: Sequence[Commit]) -> History:
    """What past commits, the newest first, say of each file."""
    by_word: dict[str, list[int]] = defaultdict(list)
    messages: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    lengths, changes = defaultdict[int, float](float), Counter[int]()
    last: dict[int, int] = {}
    together: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for number, commit in enumerate(commits):
        share = 1 / math.sqrt(max(1, len(commit.files)))
        small = len(commit.files) <= 25
        for word in sorted(commit.words):
            by_word[word].append(number)
            for one in commit.files if small else ():
                messages[word][one] += share
        for one in commit.files:
            changes[one] += 1
            last.setdefault(one, number)
            lengths[one] += share * commit.length if small else 0.0
            for other in commit.files if len(commit.files) <= 20 else ():
                if other != one:
                    together[one][other] += share * share
    return History(
        commits=tuple(commits),
        by_word=by_word,
        messages=messages,
        message_lengths=lengths,
        changes=changes,
        last=last,
        together={
            one: {other: value / math.sqrt(changes[one] * changes[other]) for other, value in others.items()}
            for one, others in together.items()
        },
    )
