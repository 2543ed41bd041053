"""The files of a surveyed repository that a request is likely to touch, each with what speaks for it."""

import gc
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from podium.git import Repository
from podium.plan.survey import Survey
from podium.survey.corpus import corpus_of, question, wanted
from podium.survey.features import rank
from podium.survey.history import history_of, past_of
from podium.survey.localisation import is_ranked
from podium.survey.terms import WORD, stems
from podium.survey.vocabulary import read_terms
from podium.survey.weights import WEIGHTS

MOST = 40
"""Files that are told: those behind them share what little is left."""

SPOKEN = 6_000
"""Characters of a request that count."""


@dataclass(frozen=True, kw_only=True)
class Likely:
    """A file with its share of the likelihood: all files together have 1.

    `words` are those of the request that it holds, as the request writes them, the rarest first; `named` those of them
    in its path or in names that it declares. `commit` is the past commit most like the request that touched it, with
    its subject; `alike` how like it is, from 0 to 1.
    """

    path: str
    share: float
    words: tuple[str, ...]
    named: tuple[str, ...]
    commit: str = ""
    alike: float = 0.0


def likely_files(repository: Repository, survey: Survey, text: str, *, cache: Path | None) -> tuple[Likely, ...]:
    """The likeliest of the survey's files, best first, ties by path: code, schemas and migrations, no tests.

    Words of files and past commits come from the cache where they can. The same revision and text give the same files.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        return _likely_files(repository, survey, text[:SPOKEN], cache)
    finally:
        if was_enabled:
            gc.enable()


def _likely_files(repository: Repository, survey: Survey, text: str, cache: Path | None) -> tuple[Likely, ...]:
    blobs = _blobs(repository, survey)
    found = read_terms(repository, {blob: path for path, blob in blobs.items()}, folder=cache)
    terms = {path: found[blob] for path, blob in blobs.items()}
    corpus = corpus_of(terms, imports=survey.imports, asked=wanted(text))
    past = past_of(repository, survey.revision, under=_folders(survey, corpus.paths), folder=cache)
    ranked = rank(question(text, corpus), corpus, history_of(list(past.values()), corpus), weights=WEIGHTS)
    said = _written(text)
    named = [f"{commit[:7]} {one.subject}" for commit, one in past.items()]
    powers = [math.exp(one.score - ranked[0].score) for one in ranked]
    whole = sum(powers)
    return tuple(
        Likely(
            path=one.path,
            share=power / whole,
            words=tuple(dict.fromkeys(said[word] for word in one.words if word in said)),
            named=tuple(dict.fromkeys(said[word] for word in one.named if word in said)),
            commit=named[one.commit] if one.commit is not None else "",
            alike=one.alike,
        )
        for one, power in zip(ranked[:MOST], powers, strict=False)
    )


def _blobs(repository: Repository, survey: Survey) -> dict[str, str]:
    """The blobs of the survey's files that are ranked, by path."""
    wanted = {path for path in survey.files if is_ranked(path)}
    found: dict[str, str] = {}
    for entry in repository.ask("ls-tree", "-r", "-z", "--full-tree", survey.revision).split("\0"):
        head, _, path = entry.partition("\t")
        if path in wanted:
            found[path] = head.split()[2]
    return found


def _folders(survey: Survey, paths: Sequence[str]) -> list[str]:
    """The part's folder, and for files outside of it the first two folders of their paths."""
    if survey.project in {"", "."}:
        return []
    outside = [path for path in paths if not path.startswith(f"{survey.project}/")]
    return sorted({survey.project, *("/".join(path.split("/")[:-1][:2]) or path for path in outside)})


def _written(text: str) -> dict[str, str]:
    """The words of a text by their stems, in lower case, as they are written first."""
    found: dict[str, str] = {}
    for word in WORD.findall(text):
        for part in stems(word):
            found.setdefault(part, word.lower())
    return found
