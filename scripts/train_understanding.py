"""Train the table that understands requests, and say how well it does on sources that it has not seen.

    python scripts/train_understanding.py FILE.jsonl … [--cross-validate SEEDS] [--export]

Needs scikit-learn 1.9 and pyyaml in an environment of its own, and `PYTHONPATH=src`: a tool of whoever trains, no
dependency of Podium, nor of its development: nothing that is run or tested asks for it.
FILE holds labelled requests as `podium eval requests` reads them, with their `source`; folds never part one source.
A label's score is the mean of three models: a regression on terms, one on cue groups, and hidden units on both, which
all labels share: two layers, learnt from different beginnings, count as their mean. All of it goes into one table.
Requests of our own (`requests.jsonl` beside this file) are trained on with less weight and never judged on; so are,
for what is none of a back end's, the wordings of plain features in the tests.
Thresholds come from predictions for held-out folds; those of a judged fold from predictions for the other folds.
"""

import argparse
import json
import random
import re
import statistics
import sys
from array import array
from collections import Counter
from collections.abc import Sequence
from functools import cache
from math import cos, log, pi, sqrt
from pathlib import Path
from typing import Any, get_args

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from podium.analysis import table as tables
from podium.analysis.classify import CAUTION, DOUBT, chosen, doubts, is_away, reviewed, types_of
from podium.analysis.features import Features, features
from podium.analysis.table import Table
from podium.catalog import load_rules
from podium.evaluation import LabelledRequest, Labels, figures, read_requests
from podium.plan.analysis import TaskType

HERE = Path(__file__).parent
TESTS = HERE.parent / "tests" / "analysis"
FIXTURE = TESTS / "probabilities.jsonl"
OWN_WEIGHT, WORDINGS_WEIGHT = 0.4, 0.5
TERM_STRENGTH, GROUP_STRENGTH = 8.0, 0.1
LEAST_TEXTS = 3
UNITS, ROUNDS, BATCH = 64, 60, 256
TERM_FACTOR = np.float32(3.0)
LEARNING_RATE, WARM_UP, DECAY = 0.012, 0.25, 2e-5
KEPT_INPUTS, KEPT_UNITS = np.float32(0.7), np.float32(0.5)
MODELS, LAYERS = 3, 2
TYPE_THRESHOLD = 0.45
FALSE_ALARMS = 0.017
FOLDS = 5
FIXTURES = 15

RULES = load_rules(None, None)
TYPES = get_args(TaskType)
SPECIALISTS = [one.name for one in RULES.specialists if one.name != "backend-task-orchestrator"]
REVIEWS = ("security_review", "performance_review")
LABELS = (
    *(f"type {one}" for one in TYPES),
    *(f"specialist {one}" for one in SPECIALISTS),
    *(*REVIEWS, "away"),
)


def truth(gold: Labels) -> list[int]:
    """The labels of a request as ones and zeros, in the order of `LABELS`."""
    kinds = [one in gold.types for one in TYPES]
    who = [one in gold.specialists for one in SPECIALISTS]
    return [int(one) for one in (*kinds, *who, gold.security, gold.performance, not gold.is_backend)]


def cued(text: str) -> list[bool]:
    """Whether a rule's cue for each review is in the text."""
    return [reviewed(text, name, DOUBT, 2.0, RULES) for name in REVIEWS]


class Data:
    """Requests with their features, truths and sources."""

    def __init__(self, files: Sequence[Path]) -> None:
        self.requests: list[LabelledRequest] = [one for file in files for one in read_requests(file)]
        lines = [line for file in files for line in file.read_text().splitlines() if line.strip()]
        self.sources = [re.split("[#@]", json.loads(line).get("source", str(n)))[0] for n, line in enumerate(lines)]
        self.features = [features(one.text) for one in self.requests]
        self.truths = np.array([truth(one.gold) for one in self.requests])
        self.cued = np.array([cued(one.text) for one in self.requests])


def folds(sources: Sequence[str], count: int, seed: int) -> list[int]:
    """A fold for every request, of nearly equal sizes, all requests of a source in the same."""
    sizes = Counter(sources)
    names = sorted(sizes)
    random.Random(seed).shuffle(names)
    load, where = [0] * count, dict[str, int]()
    for name in sorted(names, key=lambda one: -sizes[one]):
        where[name] = load.index(min(load))
        load[where[name]] += sizes[name]
    return [where[one] for one in sources]


class Hidden:
    """A layer of hidden units between features and labels, learnt with some inputs and units left out at random."""

    def __init__(self, x: Any, truths: Any, weights: Any, seed: int) -> None:
        self.random = np.random.default_rng(seed)
        draw = self.random.normal
        self.parameters = [
            (draw(0, 1, (x.shape[1], UNITS)) / sqrt(30)).astype(np.float32),
            np.zeros(UNITS, np.float32),
            (draw(0, 1, (UNITS, truths.shape[1])) / sqrt(UNITS)).astype(np.float32),
            np.full(truths.shape[1], -2.0, np.float32),
        ]
        batches = [part for _ in range(ROUNDS) for part in self._batches(x.shape[0])]
        first = [np.zeros_like(one) for one in self.parameters]
        second = [np.zeros_like(one) for one in self.parameters]
        for step, rows in enumerate(batches, 1):
            gradients = self._gradients(x[rows].copy(), truths[rows], weights[rows])
            rate = LEARNING_RATE * self._pace(step / len(batches))
            for one, gradient, mean, square in zip(self.parameters, gradients, first, second, strict=True):
                mean += 0.1 * (gradient - mean)
                square += 0.01 * (gradient**2 - square)
                one -= rate * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)

    def _batches(self, count: int) -> list[Any]:
        order = self.random.permutation(count)
        return [order[start : start + BATCH] for start in range(0, count, BATCH)]

    @staticmethod
    def _pace(done: float) -> float:
        """Rising to one, then falling to zero along a cosine."""
        return done / WARM_UP if done < WARM_UP else (1 + cos(pi * (done - WARM_UP) / (1 - WARM_UP))) / 2

    def _gradients(self, x: Any, truths: Any, weights: Any) -> list[Any]:
        """Of the weighted logistic loss, in the order of `parameters`."""
        inner, offset, outer, bias = self.parameters
        x.data *= (self.random.random(len(x.data), dtype=np.float32) < KEPT_INPUTS) / KEPT_INPUTS
        units = x @ inner + offset
        on = (units > 0) * (self.random.random(units.shape, dtype=np.float32) < KEPT_UNITS) / KEPT_UNITS
        units *= on
        error = (1 / (1 + np.exp(-(units @ outer + bias))) - truths) * weights / len(truths)
        error = error.astype(np.float32)
        back = (error @ outer.T) * on
        return [x.T @ back + DECAY * inner, back.sum(0), units.T @ error + DECAY * outer, error.sum(0)]


def merged(layers: Sequence[Hidden]) -> list[Any]:
    """The parameters of one layer that says the mean of what the given ones say."""
    inner, offset, outer, bias = zip(*(one.parameters for one in layers), strict=True)
    return [np.hstack(inner), np.hstack(offset), np.vstack(outer) / len(layers), np.mean(bias, axis=0)]


class Trained:
    """The two regressions of every label on some texts, the hidden units, and what makes rows of their matrices."""

    def __init__(self, seen: list[Features], truths: Any, weights: Any) -> None:
        uses = Counter(term for one in seen for term in one.terms)
        self.texts = len(seen)
        self.terms = {term: row for row, term in enumerate(sorted(t for t, n in uses.items() if n >= LEAST_TEXTS))}
        self.groups = {name: row for row, name in enumerate(sorted({name for one in seen for name in one.values}))}
        self.uses = [uses[term] for term in self.terms]
        x, y = self.term_rows(seen), self.group_rows(seen)
        self.models = [
            [
                LogisticRegression(C=strength, class_weight="balanced", solver="liblinear").fit(
                    part[kept], truth[kept], weight[kept]
                )
                for part, strength in ((x, TERM_STRENGTH), (y, GROUP_STRENGTH))
            ]
            for truth, weight in zip(truths.T, weights.T, strict=True)
            for kept in [weight > 0]
        ]
        both = self._both(x, y)
        self.hidden = merged([Hidden(both, truths, weights, seed) for seed in range(LAYERS)])

    @staticmethod
    def _both(x: Any, y: Any) -> Any:
        return hstack([x * TERM_FACTOR, y]).tocsr().astype(np.float32)

    def term_rows(self, seen: list[Features]) -> Any:
        """TF-IDF rows of length one, with logarithmic counts."""
        rows, columns, values = [], [], []
        for row, one in enumerate(seen):
            known = [(self.terms[term], 1 + log(n)) for term, n in one.terms.items() if term in self.terms]
            parts = [value * (log((1 + self.texts) / (1 + self.uses[at])) + 1) for at, value in known]
            norm = sqrt(sum(value * value for value in parts)) or 1.0
            rows += [row] * len(known)
            columns += [column for column, _ in known]
            values += [value / norm for value in parts]
        return csr_matrix((values, (rows, columns)), shape=(len(seen), len(self.terms)))

    def group_rows(self, seen: list[Features]) -> Any:
        """A row of cue groups' values for every text."""
        found = [
            (row, self.groups[name], value)
            for row, one in enumerate(seen)
            for name, value in one.values.items()
            if name in self.groups
        ]
        rows, columns, values = zip(*found, strict=True)
        return csr_matrix((values, (rows, columns)), shape=(len(seen), len(self.groups)))

    def probabilities(self, seen: list[Features]) -> Any:
        """What the models themselves say: a row for every text, a column for every label."""
        x, y = self.term_rows(seen), self.group_rows(seen)
        linear = [one.decision_function(x) + other.decision_function(y) for one, other in self.models]
        inner, offset, outer, bias = self.hidden
        scores = (np.array(linear).T + np.maximum(self._both(x, y) @ inner + offset, 0) @ outer + bias) / MODELS
        return 1 / (1 + np.exp(-scores))

    def table(self, thresholds: Sequence[float]) -> Table:
        """The table that Podium reads, weights rounded to a byte each."""
        inner, offset, outer, bias = self.hidden
        count = len(self.terms)
        linear = [np.array([pair[part].coef_[0] for pair in self.models]).T / MODELS for part in (0, 1)]
        terms, term_scale = rounded(np.hstack([linear[0], inner[:count] * TERM_FACTOR]))
        groups, group_scale = rounded(np.hstack([linear[1], inner[count:]]))
        hidden, hidden_scale = rounded(outer / MODELS)
        direct = [
            (sum(float(one.intercept_[0]) for one in pair) + float(more)) / MODELS
            for pair, more in zip(self.models, bias, strict=True)
        ]
        return Table(
            labels=LABELS,
            thresholds=tuple(thresholds),
            bias=tuple(round(float(one), 5) for one in (*direct, *offset)),
            term_scale=term_scale,
            group_scale=group_scale,
            hidden_scale=hidden_scale,
            texts=self.texts,
            terms=self.terms,
            groups=self.groups,
            uses=tuple(self.uses),
            weights=array("b", np.vstack([terms, groups]).tobytes()),
            hidden_weights=array("b", hidden.tobytes()),
        )


def rounded(weights: Any) -> tuple[Any, tuple[float, ...]]:
    """Weights as bytes, and the scale of each column."""
    scales = [float(f"{peak / 127 or 1.0:.6g}") for peak in abs(weights).max(axis=0).astype(float)]
    return np.clip(np.rint(weights / np.array(scales)), -127, 127).astype(np.int8), tuple(scales)


def held_out(data: Data, own: Data, seed: int) -> tuple[list[int], Any]:
    """A fold for every row, and what models of the other folds and of all of ours say of it, read for thresholds."""
    where = folds(data.sources, FOLDS, seed)
    found = np.zeros(data.truths.shape)
    for fold in range(FOLDS):
        part = trained(data, own, [row for row, one in enumerate(where) if one != fold])
        away = [row for row, one in enumerate(where) if one == fold]
        found[away] = part.probabilities([data.features[row] for row in away])
    return where, found


def thresholds(data: Data, found: Any, rows: list[int]) -> list[float]:
    """The thresholds that are best for what held-out models say of the rows, under Podium's own rules of decision."""
    said = found[rows].copy()
    said[:, LABELS.index("away")] -= CAUTION * np.array([doubts(data.features[row]) for row in rows])
    for number, name in enumerate(REVIEWS):
        column = said[:, LABELS.index(name)]
        column[data.cued[rows, number] & (column >= DOUBT)] = 1.0
    return [round(threshold(said[:, n], data.truths[rows, n], LABELS[n]), 4) for n in range(len(LABELS))]


def trained(data: Data, own: Data, rows: list[int]) -> Trained:
    """Models of the given rows, of all requests of ours and, only for `away`, on the wordings of the tests."""
    plain = wordings()
    truths = np.vstack([data.truths[rows], own.truths, np.zeros((len(plain), len(LABELS)), dtype=int)])
    weights = np.repeat([1.0, OWN_WEIGHT, 0.0], [len(rows), len(own.requests), len(plain)])[:, None]
    weights = np.repeat(weights, len(LABELS), axis=1)
    weights[-len(plain) :, LABELS.index("away")] = WORDINGS_WEIGHT
    return Trained([data.features[row] for row in rows] + own.features + plain, truths, weights)


@cache
def wordings() -> list[Features]:
    """The features of the requests in the tests of what is read; every one is for a back end."""
    files = sorted(TESTS.glob("*read*.txt"))
    cases = [case for file in files for case in file.read_text(encoding="utf-8").split("%%")[1:]]
    return [features(case.split("\n", 1)[1].split("\n--", 1)[0].strip()) for case in cases]


def threshold(held: Any, true: Any, label: str) -> float:
    """Types: all one. Away: at most `FALSE_ALARMS`. Others: the best F1, smoothed, drawn to one half where rare."""
    if label.startswith("type "):
        return TYPE_THRESHOLD
    if label == "away":
        return float(sorted(held[true == 0], reverse=True)[int(FALSE_ALARMS * (true == 0).sum())]) + 1e-4
    grid = np.arange(0.2, 0.85, 0.01)
    scores = [2 * true[held >= at].sum() / max(1, (held >= at).sum() + true.sum()) for at in grid]
    smooth = np.convolve(np.pad(scores, 4, mode="edge"), np.ones(9) / 9, "valid")
    count = true.sum()
    return float((grid[smooth.argmax()] * count + 0.5 * 30) / (count + 30))


def labels(likely: dict[str, float], limits: dict[str, float], request: LabelledRequest, seen: Features) -> Labels:
    """What probabilities and thresholds say of a request, by Podium's own rules of decision."""
    if is_away(likely["away"], limits, seen, named=0):
        return Labels(is_backend=False)
    security, performance = (reviewed(request.text, name, likely[name], limits[name], RULES) for name in REVIEWS)
    kinds, who = types_of(likely, limits), chosen(likely, limits, "specialist")
    return Labels(is_backend=True, types=kinds, specialists=who, security=security, performance=performance)


def cross_validate(data: Data, own: Data, seeds: int) -> None:
    """Print the mean and the spread over seeds of the figures on held-out sources.

    A fold's thresholds come from what was said of the other folds.
    """
    results: list[dict[str, float]] = []
    for seed in range(seeds):
        where, found = held_out(data, own, seed)
        said: list[Labels] = []
        rest = [[row for row, one in enumerate(where) if one != fold] for fold in range(FOLDS)]
        limits = [dict(zip(LABELS, thresholds(data, found, rows), strict=True)) for rows in rest]
        for request, seen, fold, row in zip(data.requests, data.features, where, found, strict=True):
            likely = {label: float(value) for label, value in zip(LABELS, row, strict=True)}
            said.append(labels(likely, limits[fold], request, seen))
        result = figures([one.gold for one in data.requests], said)
        results.append({f"{a} {b}": v for a, part in result.items() for b, v in part.items() if v is not None})
        say(f"seed {seed} done")
    for name in results[0]:
        values = [one[name] for one in results]
        say(f"{name:<36}{statistics.mean(values):.3f}   {min(values):.3f} to {max(values):.3f}")


def export(data: Data, own: Data) -> None:
    """Train on everything; write the table and the probabilities that the tests compare with."""
    rows = list(range(len(data.requests)))
    whole = trained(data, own, rows)
    table = whole.table(thresholds(data, held_out(data, own, 0)[1], rows))
    tables.FILE.write_bytes(tables.pack(table))
    say(f"{tables.FILE.name}: {tables.FILE.stat().st_size} bytes, {len(table.terms)} terms, {len(table.groups)} groups")
    step = len(own.requests) // FIXTURES
    exact = whole.probabilities(own.features[::step])
    lines = [
        {"text": one.text, "expected": {label: round(float(p), 4) for label, p in zip(LABELS, row, strict=True)}}
        for one, row in zip(own.requests[::step], exact, strict=True)
    ]
    FIXTURE.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")


def say(text: str) -> None:
    """Write a line to standard output, at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main() -> None:
    """Read the command line and do what it says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--cross-validate", type=int, default=0, metavar="SEEDS")
    parser.add_argument("--export", action="store_true")
    given = parser.parse_args()
    data, own = Data(given.files), Data([HERE / "requests.jsonl"])
    if given.cross_validate:
        cross_validate(data, own, given.cross_validate)
    if given.export:
        export(data, own)


if __name__ == "__main__":
    main()
