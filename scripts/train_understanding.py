"""Train the table that understands requests, and say how well it does on sources that it has not seen.

    python scripts/train_understanding.py FILE.jsonl … [--cross-validate SEEDS] [--export]

Needs scikit-learn 1.9 and pyyaml in an environment of its own, and `PYTHONPATH=src`: a tool of whoever trains, no
dependency of Podium, nor of its development: nothing that is run or tested asks for it.
FILE holds labelled requests as `podium eval requests` reads them, with their `source`; folds never part one source.
Requests of our own (`requests.jsonl` beside this file) are trained on with half the weight and never judged on; so are,
for what is none of a back end's, the wordings of plain features in the tests.
Thresholds come from predictions on held-out folds of the training part alone.
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
from math import log, sqrt
from pathlib import Path
from typing import Any, get_args

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from podium.analysis import table as tables
from podium.analysis.classify import CAUTION, ELSEWHERE, chosen, is_away, reviewed, types_of
from podium.analysis.features import Features, features
from podium.analysis.table import Table
from podium.catalog import load_rules
from podium.evaluation import LabelledRequest, Labels, figures, read_requests
from podium.plan.analysis import TaskType

HERE = Path(__file__).parent
TESTS = HERE.parent / "tests" / "analysis"
FIXTURE = TESTS / "probabilities.jsonl"
OWN_WEIGHT, WORDINGS_WEIGHT = 0.5, 0.5
TERM_STRENGTH, GROUP_STRENGTH = 8.0, 0.1
LEAST_TEXTS = 2
FALSE_ALARMS = 0.017
OUTER, INNER = 5, 4

RULES = load_rules(None, None)
TYPES = get_args(TaskType)
SPECIALISTS = [one.name for one in RULES.specialists if one.name != "backend-task-orchestrator"]
REVIEWS = ("security_review", "performance_review")
LABELS = (
    *(f"type {one}" for one in TYPES),
    *(f"primary {one}" for one in TYPES),
    *(f"specialist {one}" for one in SPECIALISTS),
    *(*REVIEWS, "away"),
)


def truth(gold: Labels) -> list[int]:
    """The labels of a request as ones and zeros, in the order of `LABELS`."""
    kinds = [one in gold.types for one in TYPES]
    main = [gold.types[:1] == (one,) for one in TYPES]
    who = [one in gold.specialists for one in SPECIALISTS]
    return [int(one) for one in (*kinds, *main, *who, gold.security, gold.performance, not gold.is_backend)]


class Data:
    """Requests with their features, truths and sources."""

    def __init__(self, files: Sequence[Path]) -> None:
        self.requests: list[LabelledRequest] = [one for file in files for one in read_requests(file)]
        lines = [line for file in files for line in file.read_text().splitlines() if line.strip()]
        self.sources = [re.split("[#@]", json.loads(line).get("source", str(n)))[0] for n, line in enumerate(lines)]
        self.features = [features(one.text) for one in self.requests]
        self.truths = np.array([truth(one.gold) for one in self.requests])


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


class Trained:
    """The two regressions of every label on some texts, and what makes rows of their matrices."""

    def __init__(self, seen: list[Features], truths: Any, weights: Any) -> None:
        uses = Counter(term for one in seen for term in one.terms)
        self.texts = len(seen)
        self.terms = {term: row for row, term in enumerate(sorted(t for t, n in uses.items() if n >= LEAST_TEXTS))}
        self.groups = {name: row for row, name in enumerate(sorted({name for one in seen for name in one.values}))}
        self.uses = [uses[term] for term in self.terms]
        parts = ((self.term_rows(seen), TERM_STRENGTH), (self.group_rows(seen), GROUP_STRENGTH))
        self.models = [
            [
                LogisticRegression(C=strength, class_weight="balanced", solver="liblinear").fit(
                    x[kept], truth[kept], weight[kept]
                )
                for x, strength in parts
            ]
            for truth, weight in zip(truths.T, weights.T, strict=True)
            for kept in [weight > 0]
        ]

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
        """What scikit-learn itself says: a row for every text, a column for every label."""
        x, y = self.term_rows(seen), self.group_rows(seen)
        scores = [(one.decision_function(x) + other.decision_function(y)) / 2 for one, other in self.models]
        return 1 / (1 + np.exp(-np.array(scores).T))

    def table(self, thresholds: Sequence[float]) -> Table:
        """The table that Podium reads, weights rounded to a byte each."""
        halves = [[one.coef_[0] / 2 for one in pair] for pair in self.models]
        scales = [[float(f"{abs(half).max() / 127 or 1.0:.6g}") for half in pair] for pair in halves]
        columns = [
            np.concatenate([np.clip(np.rint(half / scale), -127, 127) for half, scale in zip(*both, strict=True)])
            for both in zip(halves, scales, strict=True)
        ]
        return Table(
            labels=LABELS,
            thresholds=tuple(thresholds),
            bias=tuple(round(sum(float(one.intercept_[0]) for one in pair) / 2, 5) for pair in self.models),
            term_scale=tuple(one for one, _ in scales),
            group_scale=tuple(other for _, other in scales),
            texts=self.texts,
            terms=self.terms,
            groups=self.groups,
            uses=tuple(self.uses),
            weights=array("b", np.array(columns).T.astype(np.int8).tobytes()),
        )


def train(data: Data, own: Data, rows: list[int], seed: int) -> tuple[Trained, Table]:
    """Regressions on the given rows and all of ours; the table's thresholds come from held-out folds of the rows."""
    where = folds([data.sources[row] for row in rows], INNER, seed + 10)
    held = np.zeros((len(rows), len(LABELS)))
    for fold in range(INNER):
        part = regressions(data, own, [row for row, one in zip(rows, where, strict=True) if one != fold])
        away = [number for number, one in enumerate(where) if one == fold]
        held[away] = part.probabilities([data.features[rows[number]] for number in away])
    vague = [not data.features[row].hits.keys() & ELSEWHERE for row in rows]
    held[:, LABELS.index("away")] -= CAUTION * np.array(vague)
    whole = regressions(data, own, rows)
    limits = [round(threshold(held[:, n], data.truths[rows, n], LABELS[n]), 4) for n in range(len(LABELS))]
    return whole, whole.table(limits)


def regressions(data: Data, own: Data, rows: list[int]) -> Trained:
    """Regressions on the given rows, on all requests of ours and, only for `away`, on the wordings of the tests."""
    plain = [features(text) for text in wordings()]
    truths = np.vstack([data.truths[rows], own.truths, np.zeros((len(plain), len(LABELS)), dtype=int)])
    weights = np.repeat([1.0, OWN_WEIGHT, 0.0], [len(rows), len(own.requests), len(plain)])[:, None]
    weights = np.repeat(weights, len(LABELS), axis=1)
    weights[-len(plain) :, LABELS.index("away")] = WORDINGS_WEIGHT
    return Trained([data.features[row] for row in rows] + own.features + plain, truths, weights)


def wordings() -> list[str]:
    """The requests for plain features in the tests of what is read; every one is for a back end."""
    files = sorted(TESTS.glob("*read*.txt"))
    cases = [case for file in files for case in file.read_text(encoding="utf-8").split("%%")[1:]]
    return [case.split("\n", 1)[1].split("\n--", 1)[0].strip() for case in cases]


def threshold(held: Any, true: Any, label: str) -> float:
    """Types: one half. Away: at most `FALSE_ALARMS`. Others: the best F1, smoothed, drawn to one half where rare."""
    if label.startswith(("type ", "primary ")):
        return 0.5
    if label == "away":
        return float(sorted(held[true == 0], reverse=True)[int(FALSE_ALARMS * (true == 0).sum())]) + 1e-4
    grid = np.arange(0.2, 0.85, 0.01)
    scores = [2 * true[held >= at].sum() / max(1, (held >= at).sum() + true.sum()) for at in grid]
    smooth = np.convolve(np.pad(scores, 4, mode="edge"), np.ones(9) / 9, "valid")
    count = true.sum()
    return float((grid[smooth.argmax()] * count + 0.5 * 30) / (count + 30))


def labels(table: Table, text: str, seen: Features) -> Labels:
    """What the table says of a text, by Podium's own rules of decision."""
    likely = table.probabilities(seen)
    if is_away(likely["away"], table, seen, named=0):
        return Labels(is_backend=False)
    security, performance = (reviewed(text, name, likely[name], table.threshold(name), RULES) for name in REVIEWS)
    kinds, who = types_of(likely, table), chosen(likely, table, "specialist")
    return Labels(is_backend=True, types=kinds, specialists=who, security=security, performance=performance)


def cross_validate(data: Data, own: Data, seeds: int) -> None:
    """Print the mean and the spread over seeds of the figures on held-out sources."""
    found: list[dict[str, float]] = []
    for seed in range(seeds):
        where = folds(data.sources, OUTER, seed)
        said: dict[int, Labels] = {}
        for fold in range(OUTER):
            _, table = train(data, own, [row for row, one in enumerate(where) if one != fold], seed)
            for row in (row for row, one in enumerate(where) if one == fold):
                said[row] = labels(table, data.requests[row].text, data.features[row])
        gold = [one.gold for one in data.requests]
        result = figures(gold, [said[row] for row in range(len(gold))])
        found.append({f"{a} {b}": v for a, part in result.items() if isinstance(part, dict) for b, v in part.items()})
        say(f"seed {seed} done")
    for name in found[0]:
        values = [one[name] for one in found]
        say(f"{name:<36}{statistics.mean(values):.3f}   {min(values):.3f} to {max(values):.3f}")


def export(data: Data, own: Data) -> None:
    """Train on everything; write the table and the probabilities that the tests compare with."""
    trained, table = train(data, own, list(range(len(data.requests))), 0)
    tables.FILE.write_bytes(tables.pack(table))
    say(f"{tables.FILE.name}: {tables.FILE.stat().st_size} bytes, {len(table.terms)} terms, {len(table.groups)} groups")
    exact = trained.probabilities(own.features[::40])
    rows = [
        {"text": one.text, "expected": {label: round(float(p), 4) for label, p in zip(LABELS, row, strict=True)}}
        for one, row in zip(own.requests[::40], exact, strict=True)
    ]
    FIXTURE.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


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
