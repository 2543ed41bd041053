"""The table that `scripts/train_understanding.py` exports: features in, a probability for every label out."""

import json
import zlib
from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat
from math import exp, log, sqrt
from operator import add, mul
from pathlib import Path
from typing import Any

from podium.analysis.features import Features

FILE = Path(__file__).parent / "understanding.table"
_SEPARATOR = b"\0\0"


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """A text's known terms with their part of it, the values of its known groups, and the sum of every column."""

    shares: Mapping[str, float]
    values: Mapping[str, float]
    sums: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class Table:
    """Weights of terms and of cue groups for every column, as whole numbers from -127 to 127 with a scale each.

    The columns are the labels, then the hidden units. A text's sum in a column is the bias, plus its terms' weights by
    TF-IDF (logarithmic counts, cosine norm), plus its groups' weights by value. A hidden unit whose sum is above zero
    adds it to every label by `hidden_weights` (a row of labels for each unit); the logistic function makes a label's
    score a probability. `uses` counts the texts with a term.
    """

    labels: tuple[str, ...]
    thresholds: tuple[float, ...]
    bias: tuple[float, ...]
    term_scale: tuple[float, ...]
    group_scale: tuple[float, ...]
    hidden_scale: tuple[float, ...]
    texts: int
    terms: Mapping[str, int]
    groups: Mapping[str, int]
    uses: tuple[int, ...]
    weights: "array[int]"
    hidden_weights: "array[int]"

    def shares(self, features: Features) -> dict[str, float]:
        """The known terms of a text with their part of it: TF-IDF, with the squares adding up to one."""
        found = {
            term: (1 + log(count)) * (log((1 + self.texts) / (1 + self.uses[self.terms[term]])) + 1)
            for term, count in features.terms.items()
            if term in self.terms
        }
        norm = sqrt(sum(value * value for value in found.values())) or 1.0
        return {term: value / norm for term, value in found.items()}

    def weigh(self, features: Features) -> Weighed:
        """What `probabilities` and `reasons` stand on."""
        shares = self.shares(features)
        values = {name: value for name, value in features.values.items() if name in self.groups}
        terms = groups = [0.0] * len(self.bias)
        for term, share in shares.items():
            terms = list(map(add, terms, map(mul, repeat(share), self._term(term))))
        for name, value in values.items():
            groups = list(map(add, groups, map(mul, repeat(value), self._group(name))))
        parts = zip(self.bias, terms, self.term_scale, groups, self.group_scale, strict=True)
        sums = tuple(bias + term * one + group * other for bias, term, one, group, other in parts)
        return Weighed(shares=shares, values=values, sums=sums)

    def probabilities(self, text: Weighed) -> dict[str, float]:
        """How likely each label is, from 0 to 1."""
        width = len(self.labels)
        added = [0.0] * width
        for unit, value in enumerate(text.sums[width:]):
            if value > 0:
                row = self.hidden_weights[unit * width : (unit + 1) * width]
                added = list(map(add, added, map(mul, repeat(value), row)))
        parts = zip(self.labels, text.sums[:width], added, self.hidden_scale, strict=True)
        return {label: _logistic(direct + more * scale) for label, direct, more, scale in parts}

    @property
    def limits(self) -> dict[str, float]:
        """The probability from which on each label is given."""
        return dict(zip(self.labels, self.thresholds, strict=True))

    def reasons(self, text: Weighed, label: str) -> tuple[dict[str, float], dict[str, float]]:
        """What terms and what cue groups of the text add to the score of a label, in the same unit.

        Exact for this text: what a feature adds through a hidden unit counts where the unit's sum is above zero.
        """
        column, width = self.labels.index(label), len(self.labels)
        slopes = [0.0] * len(self.bias)
        slopes[column] = 1.0
        for unit, value in enumerate(text.sums[width:]):
            if value > 0:
                slopes[width + unit] = self.hidden_weights[unit * width + column] * self.hidden_scale[column]
        by_term = tuple(map(mul, slopes, self.term_scale))
        by_group = tuple(map(mul, slopes, self.group_scale))
        terms = {term: share * sum(map(mul, self._term(term), by_term)) for term, share in text.shares.items()}
        groups = {name: value * sum(map(mul, self._group(name), by_group)) for name, value in text.values.items()}
        return terms, groups

    def _term(self, term: str) -> "array[int]":
        return self._row(self.terms[term])

    def _group(self, name: str) -> "array[int]":
        return self._row(len(self.terms) + self.groups[name])

    def _row(self, row: int) -> "array[int]":
        return self.weights[row * len(self.bias) : (row + 1) * len(self.bias)]


def pack(table: Table) -> bytes:
    """The table as bytes that `unpack` reads: a line of JSON, the names of terms and groups, one byte a weight."""
    lists = ("labels", "thresholds", "bias", "term_scale", "group_scale", "hidden_scale", "uses")
    head = {"texts": table.texts, **{name: list(getattr(table, name)) for name in lists}}
    names = ["\n".join(sorted(part, key=part.__getitem__)) for part in (table.terms, table.groups)]
    weights = table.hidden_weights.tobytes() + table.weights.tobytes()
    parts = [json.dumps(head).encode(), *(text.encode() for text in names), weights]
    return zlib.compress(_SEPARATOR.join(parts), 9)


def unpack(data: bytes) -> Table:
    """The table that was packed."""
    head, terms, groups, packed = zlib.decompress(data).split(_SEPARATOR, 3)
    read: dict[str, Any] = json.loads(head)
    names = [{name: row for row, name in enumerate(part.decode().split("\n"))} for part in (terms, groups)]
    lists = {name: tuple(value) for name, value in read.items() if name != "texts"}
    weights = array("b", packed)
    first = len(read["labels"]) * (len(read["bias"]) - len(read["labels"]))
    return Table(
        **lists,
        texts=read["texts"],
        terms=names[0],
        groups=names[1],
        weights=weights[first:],
        hidden_weights=weights[:first],
    )


@lru_cache(maxsize=1)
def shipped() -> Table:
    """The table that comes with Podium."""
    return unpack(FILE.read_bytes())


def _logistic(score: float) -> float:
    return 1 / (1 + exp(-max(-40.0, min(40.0, score))))
