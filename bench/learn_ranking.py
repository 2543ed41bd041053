"""Learn the weights of `podium.survey.weights` from labelled changes; nothing but the standard library is needed.

Run it with `.venv/bin/python bench/learn_ranking.py FILE.jsonl --repos DIR [--more N] [--folds]`. `--more` adds up to N
further commits of each repository of the file, chosen by chance with a fixed seed; `--folds` ranks each repository's
changes by weights learnt from all others and prints the figures. The weights learnt from everything are printed last.
The loss is the cross-entropy of a softmax over the files of each change, plus a penalty on the squares of the weights.
"""

import argparse
import math
import operator
import random
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from podium.git import Repository
from podium.survey.corpus import question
from podium.survey.features import features
from podium.survey.localisation import Change, figures, find_repository, is_ranked, read_changes, scenes, score

PREFIX = re.compile(
    r"^\s*(?:(?:feat|fix|chore|refactor|perf|docs|test|build|ci|style|hotfix|feature|bugfix|task|revert|wip|release)"
    r"(?:\([^)]*\))?\s*!?\s*[:/]\s*)+",
    re.IGNORECASE,
)
ASIDE = re.compile(r"^(?:co-authored|signed-off|closes|fixes #|update changelog|merge)", re.IGNORECASE)
NO_REQUEST = re.compile(r"bump|format|prettier|lint|release|upgrade|merge|version|update dep", re.IGNORECASE)
REFERENCE = re.compile(
    r"\(#\d+\)|#\d+|https?://\S+|\b[\w./-]+\.(?:tsx?|js|json|prisma|sql|md|ya?ml)\b|[A-Z]{2,}-\d+|:\w+:"
)
STRONGEST = 50
"""Files of each change that are learnt from whatever happens to them: those that hold most of the request's words."""

PENALTY = 3e-3
STEPS = 150


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One change: the files' paths, a row of features for each, and which of them the change touched."""

    change: Change
    paths: Sequence[str]
    rows: Sequence[Sequence[float]]
    touched: Sequence[bool]


def further(changes: Sequence[Change], repositories: Path, *, many: int) -> list[Change]:
    """Up to `many` further commits of each repository that read like requests and touch 1 to 12 files to rank."""
    rng = random.Random(7)
    found: list[Change] = []
    known = {change.parent for change in changes}
    for name in sorted({change.repository for change in changes}):
        roots = next(change.roots for change in changes if change.repository == name)
        commits = _commits(find_repository(repositories, name), name, roots=roots)
        possible = [one for one in commits if one.parent not in known]
        found += rng.sample(possible, min(many, len(possible)))
    return found


def _commits(repository: Repository, name: str, *, roots: tuple[str, ...]) -> Iterable[Change]:
    form = "--format=%x00%P%x01%an%x01%B%x02"
    output = repository.ask("log", "--no-merges", "--no-renames", "--name-status", form, "HEAD")
    for entry in output.split("\0")[1:]:
        head, _, listed = entry.partition("\x02")
        parent, author, message = head.split("\x01", 2)
        touched = [line.split("\t") for line in listed.strip().split("\n") if "\t" in line]
        ranked = [one for one in touched if one[-1].startswith(roots) and is_ranked(one[-1])]
        old = frozenset(one[-1] for one in ranked if one[0] in "MD")
        text = _request(message)
        if " " in parent or not parent or "bot" in author.lower() or not old or len(touched) > 30 or len(ranked) > 12:
            continue
        if len(text.split()) >= 4 and not NO_REQUEST.match(text):
            yield Change(repository=name, parent=parent, text=text, files=old, roots=roots)


def _request(message: str) -> str:
    lines = [PREFIX.sub("", re.sub(r"^[\s*-]+", "", line).strip()) for line in message.split("\n")]
    said = "; ".join(dict.fromkeys(line for line in lines if line and not ASIDE.match(line)))
    return " ".join(REFERENCE.sub("", said).split())[:1200]


def sampled(changes: Sequence[Change], repositories: Path, *, cache: Path) -> tuple[list[str], list[Sample]]:
    """The names of the features, and every change with them."""
    names: list[str] = []
    found: list[Sample] = []
    for scene in scenes(changes, repositories, cache=cache):
        columns = features(question(scene.change.text, scene.corpus), scene.corpus, scene.history)
        names = list(columns)
        rows = list(zip(*columns.values(), strict=True))
        touched = [path in scene.change.files for path in scene.corpus.paths]
        found.append(Sample(change=scene.change, paths=scene.corpus.paths, rows=rows, touched=touched))
    return names, found


def learnt(names: Sequence[str], samples: Sequence[Sample]) -> list[float]:
    """The weight of each feature, by gradient descent with Adam on features of mean zero and spread one."""
    kept = [_kept(names, sample) for sample in samples if any(sample.touched)]
    every = [row for rows, _ in kept for row in rows]
    means = [sum(column) / len(every) for column in zip(*every, strict=True)]
    spreads = [
        math.sqrt(sum((value - mean) ** 2 for value in column) / len(every)) or 1.0
        for column, mean in zip(zip(*every, strict=True), means, strict=True)
    ]
    scaled = [
        ([[(v - m) / s for v, m, s in zip(row, means, spreads, strict=True)] for row in rows], touched)
        for rows, touched in kept
    ]
    weights, slow, wide = [0.0] * len(names), [0.0] * len(names), [0.0] * len(names)
    for step in range(1, STEPS + 1):
        slopes = _slopes(scaled, weights)
        slow = [0.9 * old + 0.1 * new for old, new in zip(slow, slopes, strict=True)]
        wide = [0.99 * old + 0.01 * new * new for old, new in zip(wide, slopes, strict=True)]
        rate = 0.05 * (1 - 0.9 * step / STEPS) * math.sqrt(1 - 0.99**step) / (1 - 0.9**step)
        weights = [w - rate * m / (math.sqrt(v) + 1e-8) for w, m, v in zip(weights, slow, wide, strict=True)]
    return [weight / spread for weight, spread in zip(weights, spreads, strict=True)]


def _kept(names: Sequence[str], sample: Sample) -> tuple[list[Sequence[float]], list[bool]]:
    match, like, name = (names.index(one) for one in ("match", "like", "name"))
    strength = [row[match] + 0.4 * row[like] + 0.2 * row[name] for row in sample.rows]
    order = sorted(range(len(strength)), key=lambda number: -strength[number])
    chosen = sorted({*order[:STRONGEST], *order[STRONGEST::11], *(n for n, one in enumerate(sample.touched) if one)})
    return [sample.rows[number] for number in chosen], [sample.touched[number] for number in chosen]


def _slopes(samples: Sequence[tuple[list[list[float]], list[bool]]], weights: Sequence[float]) -> list[float]:
    slopes = [0.0] * len(weights)
    for rows, touched in samples:
        scores = [sum(map(operator.mul, weights, row)) for row in rows]
        most = max(scores)
        powers = [math.exp(one - most) for one in scores]
        whole, true = sum(powers), sum(touched)
        errors = [power / whole - one / true for power, one in zip(powers, touched, strict=True)]
        for error, row in zip(errors, rows, strict=True):
            if abs(error) > 1e-4:
                slopes = [slope + error * value for slope, value in zip(slopes, row, strict=True)]
    return [slope / len(samples) + 2 * PENALTY * weight for slope, weight in zip(slopes, weights, strict=True)]


def unseen(names: Sequence[str], samples: Sequence[Sample], measured: int) -> None:
    """Print the figures of the first `measured` changes, each repository by weights learnt from all others."""
    scores: dict[str, list[tuple[float, ...]]] = defaultdict(list)
    for repository in sorted({sample.change.repository for sample in samples}):
        weights = learnt(names, [one for one in samples if one.change.repository != repository])
        for one in samples[:measured]:
            if one.change.repository == repository:
                strength = [sum(map(operator.mul, weights, row)) for row in one.rows]
                order = sorted(range(len(strength)), key=lambda number: (-strength[number], one.paths[number]))
                scores[repository].append(score([one.paths[number] for number in order], one.change.files))
        sys.stdout.write(f"{repository}: {figures(scores[repository])}\n")
    sys.stdout.write(f"overall: {figures([one for listed in scores.values() for one in listed])}\n")


def main() -> None:
    """Read the changes, say how well they are ranked by weights that never saw their repository, print the weights."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--repos", type=Path, required=True)
    parser.add_argument("--cache", type=Path, default=Path.home() / ".cache" / "podium" / "survey")
    parser.add_argument("--more", type=int, default=0)
    parser.add_argument("--folds", action="store_true")
    given = parser.parse_args()
    changes = list(read_changes(given.file))
    measured = sorted(changes, key=lambda change: change.repository)
    more = further(changes, given.repos, many=given.more) if given.more else []
    names, samples = sampled(measured, given.repos, cache=given.cache)
    samples += sampled(more, given.repos, cache=given.cache)[1] if more else []
    if given.folds:
        unseen(names, samples, len(measured))
    for name, weight in zip(names, learnt(names, samples), strict=True):
        sys.stdout.write(f'    "{name}": {weight:.3f},\n')


if __name__ == "__main__":
    main()
