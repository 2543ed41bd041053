"""How well the ranking finds the files that real commits changed: labelled changes against their parents' trees."""

import json
import re
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from podium.errors import InputError, RepositoryError
from podium.git import Repository, open_repository
from podium.survey.corpus import corpus_of, question
from podium.survey.features import rank
from podium.survey.history import ancestors, history_of, read_past
from podium.survey.ranking import Corpus, History
from podium.survey.terms import Terms
from podium.survey.vocabulary import read_terms
from podium.survey.weights import WEIGHTS

RANKED = (".ts", ".prisma", ".sql")
LEFT_OUT = re.compile(
    r"\.d\.ts$|[.-](?:spec|test|e2e|e2e-spec|e2e-test|int-spec|mock|mocks|fixture|fixtures|stub)\.[cm]?tsx?$"
    r"|(?:^|/)(?:__tests__|__mocks__|__fixtures__|__generated__|tests?|e2e|mocks?|fixtures?|testing|generated"
    r"|node_modules|dist)/|(?:^|/)(?:jest|vitest|vite|webpack)[\w.-]*\.ts$|\.config\.ts$"
)
"""What no request is about: tests and their support, generated and installed code, the tools' configuration."""


Score = tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class Change:
    """A labelled change: the request, the commit before it, the files that it touched, the folders of the backend."""

    repository: str
    parent: str
    text: str
    files: frozenset[str]
    roots: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Scene:
    """A change with the index of the tree before it and the history up to there; `seconds` is what both took."""

    change: Change
    corpus: Corpus
    history: History
    seconds: float


def read_changes(file: Path) -> tuple[Change, ...]:
    """The labelled changes of a file with one JSON object a line. Raises `InputError` that names the line."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file} cannot be read: {error}", hint="give a file with one JSON object a line") from error
    found = tuple(_change(line, f"{file}:{number}") for number, line in enumerate(lines, 1) if line.strip())
    if not found:
        raise InputError(f"{file} holds no changes", hint="give a file with one JSON object a line")
    return found


def _change(line: str, place: str) -> Change:
    try:
        value: Any = json.loads(line)
    except ValueError as error:
        raise InputError(f"{place}: not JSON: {error}", hint="each line is one JSON object") from error
    one = cast("dict[str, Any]", value) if isinstance(value, dict) else {}
    texts = [one.get(key) for key in ("repo", "parent", "text")]
    lists = [one.get("files"), one.get("roots", [])]
    if not all(isinstance(text, str) for text in texts) or not all(isinstance(listed, list) for listed in lists):
        raise InputError(f"{place}: not a labelled change", hint="needed are repo, parent, text and files")
    return Change(
        repository=one["repo"],
        parent=one["parent"],
        text=one["text"],
        files=frozenset(map(str, one["files"])),
        roots=tuple(map(str, one.get("roots", []))),
    )


def evaluate_localisation(changes: Sequence[Change], repositories: Path, *, cache: Path | None) -> dict[str, Any]:
    """The figures of the ranking: `overall`, `repositories` by name, `ms_per_request`, `index_files_per_second`.

    Recall is the mean share of a change's files among the first 5, 10, 20; `mrr` the mean of one over the rank of the
    first of them; `hit_at_1` the share of changes whose first file is one. A request's milliseconds are processor
    time of ranking on an index that is ready; files per second (wall) are those of making it, with cache and history.
    Raises `RepositoryError` where a repository or commit is missing below the folder.
    """
    scores: dict[str, list[Score]] = defaultdict(list)
    ranking = indexing = 0.0
    files = 0
    for scene in scenes(changes, repositories, cache=cache):
        begin = time.process_time()
        asked = question(scene.change.text, scene.corpus)
        order = [one.path for one in rank(asked, scene.corpus, scene.history, weights=WEIGHTS)]
        ranking += time.process_time() - begin
        indexing += scene.seconds
        files += len(order)
        scores[scene.change.repository].append(score(order, scene.change.files))
    every = [one for listed in scores.values() for one in listed]
    return {
        "overall": figures(every),
        "repositories": {name: figures(listed) for name, listed in sorted(scores.items())},
        "ms_per_request": round(1000 * ranking / len(every), 3),
        "index_files_per_second": round(files / indexing) if indexing else None,
    }


def scenes(changes: Sequence[Change], repositories: Path, *, cache: Path | None) -> Iterator[Scene]:
    """Each change with the index of its parent's tree and the history before it, repository by repository."""
    by_repository: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        by_repository[change.repository].append(change)
    for name, listed in by_repository.items():
        repository = find_repository(repositories, name)
        roots = sorted({root for change in listed for root in change.roots})
        begin = time.perf_counter()
        past = read_past(repository, [change.parent for change in listed], under=roots)
        known: dict[str, Terms] = {}
        for change in listed:
            files = _listed(repository, change)
            fresh = {blob: path for path, blob in files.items() if blob not in known}
            known |= read_terms(repository, fresh, folder=cache)
            corpus = corpus_of({path: known[blob] for path, blob in files.items()})
            before = [past[commit] for commit in ancestors(repository, change.parent, past)]
            history = history_of(before, corpus)
            yield Scene(change=change, corpus=corpus, history=history, seconds=time.perf_counter() - begin)
            begin = time.perf_counter()


def is_ranked(path: str) -> bool:
    """Whether a file is one that a request may be about: code, schema or migration, no test and no tool's settings."""
    return path.endswith(RANKED) and not LEFT_OUT.search(path)


def find_repository(folder: Path, name: str) -> Repository:
    """The repository of `owner/name` below a folder, bare or not, however its folder joins the two words."""
    owner, _, short = name.rpartition("/")
    places = [name, *(f"{owner}{sign}{short}" for sign in "+_-." if owner), f"{owner}__{short}", short]
    for place in places:
        for inner in ("", "repo", "repo/.git"):
            for path in (folder / place / inner, folder / f"{place}.git"):
                if (path / "HEAD").is_file() or (path / ".git").exists():
                    return open_repository(path)
    raise RepositoryError(f"{name} is not in {folder}", hint=f"clone it as {folder / name}; a bare clone will do")


def _listed(repository: Repository, change: Change) -> dict[str, str]:
    """The files to rank in the parent's tree, with their blobs."""
    output = repository.ask("ls-tree", "-r", "-z", "--full-tree", change.parent, "--", *change.roots)
    found: dict[str, str] = {}
    for entry in output.split("\0")[:-1]:
        head, _, path = entry.partition("\t")
        mode, kind, blob = head.split()
        if kind == "blob" and mode != "120000" and is_ranked(path):
            found[path] = blob
    return found


def score(order: Sequence[str], true: frozenset[str]) -> Score:
    """Recall among the first 5, 10 and 20, one over the rank of the first hit, and whether that is the first."""
    places = [place for place, path in enumerate(order) if path in true]
    recalls = [sum(place < many for place in places) / max(1, len(true)) for many in (5, 10, 20)]
    return (*recalls, 1 / (1 + places[0]) if places else 0.0, float(bool(places) and places[0] == 0))


def figures(scores: Sequence[Score]) -> dict[str, float | int]:
    """The means of the scores by name, and how many there are."""
    names = ("recall_at_5", "recall_at_10", "recall_at_20", "mrr", "hit_at_1")
    means = [sum(column) / len(scores) for column in zip(*scores, strict=True)]
    return {**{name: round(mean, 4) for name, mean in zip(names, means, strict=True)}, "n": len(scores)}
