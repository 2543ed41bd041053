"""The linear table that `scripts/train_understanding.py` exports: features in, a probability for every label out."""

import json
import zlib
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import exp, log, sqrt
from pathlib import Path
from typing import Any

from podium.analysis.features import Features

FILE = Path(__file__).parent / "understanding.table"
_SEPARATOR = b"\0\0"


@dataclass(frozen=True, kw_only=True)
class Table:
    """Weights of terms and of cue groups for every label, as whole numbers from -127 to 127 with a scale each.

    A text's score for a label is the bias, plus its terms' weights by TF-IDF (logarithmic counts, cosine norm), plus
    its groups' weights by value; the logistic function makes it a probability. `uses` counts the texts with a term.
    """

    labels: tuple[str, ...]
    thresholds: tuple[float, ...]
    bias: tuple[float, ...]
    term_scale: tuple[float, ...]
    group_scale: tuple[float, ...]
    texts: int
    terms: Mapping[str, int]
    groups: Mapping[str, int]
    uses: tuple[int, ...]
    weights: "array[int]"

    def shares(self, features: Features) -> dict[str, float]:
        """The known terms of a text with their part of it: TF-IDF, with the squares adding up to one."""
        found = {
            term: (1 + log(count)) * (log((1 + self.texts) / (1 + self.uses[self.terms[term]])) + 1)
            for term, count in features.terms.items()
            if term in self.terms
        }
        norm = sqrt(sum(value * value for value in found.values())) or 1.0
        return {term: value / norm for term, value in found.items()}

    def probabilities(self, features: Features) -> dict[str, float]:
        """How likely each label is, from 0 to 1."""
        terms = self._total([(self.terms[term], share) for term, share in self.shares(features).items()])
        values = [(self.groups[name], value) for name, value in features.values.items() if name in self.groups]
        groups = self._total([(len(self.terms) + row, value) for row, value in values])
        parts = zip(self.labels, self.bias, terms, self.term_scale, groups, self.group_scale, strict=True)
        return {label: _logistic(bias + term * one + group * other) for label, bias, term, one, group, other in parts}

    def _total(self, rows: Sequence[tuple[int, float]]) -> list[float]:
        width = len(self.labels)
        total = [0.0] * width
        for row, value in rows:
            weights = self.weights[row * width : (row + 1) * width]
            total = [sum_ + value * weight for sum_, weight in zip(total, weights, strict=True)]
        return total

    def threshold(self, label: str) -> float:
        """The probability from which on the label is given."""
        return self.thresholds[self.labels.index(label)]

    def reasons(self, features: Features, label: str) -> tuple[dict[str, float], dict[str, float]]:
        """What terms and what cue groups of the text add to the score of a label, in the same unit."""
        column, width = self.labels.index(label), len(self.labels)
        terms = {
            term: share * self.weights[self.terms[term] * width + column] * self.term_scale[column]
            for term, share in self.shares(features).items()
        }
        first = len(self.terms)
        groups = {
            name: value * self.weights[(first + self.groups[name]) * width + column] * self.group_scale[column]
            for name, value in features.values.items()
            if name in self.groups
        }
        return terms, groups


def pack(table: Table) -> bytes:
    """The table as bytes that `unpack` reads: a line of JSON, the names of terms and groups, one byte a weight."""
    lists = ("labels", "thresholds", "bias", "term_scale", "group_scale", "uses")
    head = {"texts": table.texts, **{name: list(getattr(table, name)) for name in lists}}
    names = ["\n".join(sorted(part, key=part.__getitem__)) for part in (table.terms, table.groups)]
    parts = [json.dumps(head).encode(), *(text.encode() for text in names), table.weights.tobytes()]
    return zlib.compress(_SEPARATOR.join(parts), 9)


def unpack(data: bytes) -> Table:
    """The table that was packed."""
    head, terms, groups, weights = zlib.decompress(data).split(_SEPARATOR, 3)
    read: dict[str, Any] = json.loads(head)
    names = [{name: row for row, name in enumerate(part.decode().split("\n"))} for part in (terms, groups)]
    lists = {name: tuple(value) for name, value in read.items() if name != "texts"}
    return Table(**lists, texts=read["texts"], terms=names[0], groups=names[1], weights=array("b", weights))


@lru_cache(maxsize=1)
def shipped() -> Table:
    """The table that comes with Podium."""
    return unpack(FILE.read_bytes())


def _logistic(score: float) -> float:
    return 1 / (1 + exp(-max(-40.0, min(40.0, score))))
