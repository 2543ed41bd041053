"""What past commits say of the files: read from git's log once, kept, cut off at any commit."""

import contextlib
import functools
import hashlib
import json
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from posixpath import basename
from typing import Any

from podium.errors import RepositoryError
from podium.git import Repository
from podium.survey.commits import remember
from podium.survey.ranking import Commit, Corpus, History
from podium.survey.terms import telling

MOST = 6_000
"""Commits of the longest past that is read, counted back from the revision."""

NOISE = re.compile(r"\(#\d+\)|(?:Co-authored|Signed-off)-by:.*|https?://\S+")
SPOKEN = 600
"""Characters of a message that count."""

SUBJECT = 72
"""Characters of a message's first line that are kept to be shown."""

COMMON = frozenset({"index.ts", "main.ts", "migration.sql", "schema.prisma"})
"""Names that many folders have: a file that moved is not found again by one of them."""


@dataclass(frozen=True, kw_only=True)
class Past:
    """A commit as the log tells it: stems of its message with their number, the paths that it touched, its subject."""

    words: frozenset[str]
    length: int
    paths: tuple[str, ...]
    subject: str = ""


def read_past(repository: Repository, revisions: Iterable[str], *, under: Sequence[str] = ()) -> dict[str, Past]:
    """The commits that are no merges and lead to the revisions, by id, the newest first; `under` names folders.

    A revision with `^` before it leaves out what leads to it.
    """
    output = repository.ask(
        "log",
        "--no-merges",
        "--full-history",
        "--no-renames",
        "--name-only",
        "--format=%x00%H%x01%B%x02",
        "--stdin",
        "--",
        *under,
        stdin="\n".join(dict.fromkeys(revisions)).encode(),
    )
    found: dict[str, Past] = {}
    for entry in output.split("\0")[1:]:
        head, _, paths = entry.partition("\x02")
        commit, _, message = head.partition("\x01")
        spoken = NOISE.sub("", message).strip()
        words = telling(spoken[:SPOKEN])
        touched = tuple(path for path in paths.split("\n") if path)
        found[commit] = Past(
            words=frozenset(words), length=sum(words.values()), paths=touched, subject=_short(spoken.partition("\n")[0])
        )
    return found


def _short(line: str) -> str:
    line = " ".join(line.split())
    return line if len(line) <= SUBJECT else f"{line[:SUBJECT].rpartition(' ')[0]} …"


def past_of(repository: Repository, revision: str, *, under: Sequence[str], folder: Path | None) -> dict[str, Past]:
    """The commits that lead to a commit, by id, the newest first: from a file below `folder`, else from the log.

    Commits since the kept ones are read from the log and kept with them; what cannot be read or kept is done without.
    """
    name = hashlib.sha256("\0".join((str(repository.path), *under)).encode()).hexdigest()[:24]
    file = folder / f"past-{name}.json" if folder is not None else None
    kept, known = _kept(file)
    if kept == revision:
        return known
    try:
        fresh = read_past(repository, [revision, *([f"^{kept}"] if kept else [])], under=under)
    except RepositoryError:
        fresh, known = read_past(repository, [revision], under=under), {}
    known |= fresh
    found = {commit: known[commit] for commit in ancestors(repository, revision, known)}
    if file is not None:
        _keep(file, revision, found)
    return found


@functools.cache
def _version() -> str:
    here = Path(__file__).parent
    return hashlib.sha256(b"".join((here / name).read_bytes() for name in ("history.py", "terms.py"))).hexdigest()[:16]


def _kept(file: Path | None) -> tuple[str, dict[str, Past]]:
    """The commit up to which a file tells the past, and that past; no commit where it tells none."""
    try:
        value: Any = json.loads(file.read_bytes()) if file is not None else {}
        if not value or value["version"] != _version():
            return "", {}
        paths: list[str] = value["paths"]
        rows: list[tuple[str, str, int, list[int], str]] = value["commits"]
        found = {
            commit: Past(
                words=frozenset(words.split()), length=length, paths=tuple(paths[one] for one in at), subject=subject
            )
            for commit, words, length, at, subject in rows
        }
        return value["revision"], found
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError):
        return "", {}


def _keep(file: Path, revision: str, past: Mapping[str, Past]) -> None:
    numbers: dict[str, int] = {}
    rows = [
        (
            commit,
            " ".join(sorted(one.words)),
            one.length,
            [numbers.setdefault(path, len(numbers)) for path in one.paths],
            one.subject,
        )
        for commit, one in past.items()
    ]
    value = {"version": _version(), "revision": revision, "paths": list(numbers), "commits": rows}
    draft = file.with_suffix(f".{os.getpid()}.new")
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
        draft.replace(file)


def ancestors(repository: Repository, revision: str, past: Mapping[str, Past]) -> list[str]:
    """The ids of the known commits that lead to a revision, the newest first."""
    output = repository.ask("rev-list", "--no-merges", "--end-of-options", revision)
    return [commit for commit in output.split("\n") if commit in past][:MOST]


def history_of(past: Sequence[Past], corpus: Corpus) -> History:
    """The history of files, from commits with the newest first; a file that moved is known by its name if unique."""
    numbers = {path: number for number, path in enumerate(corpus.paths)}
    named: dict[str, list[int]] = defaultdict(list)
    for path, number in numbers.items():
        named[basename(path)].append(number)
    moved = {name: at[0] for name, at in named.items() if len(at) == 1 and name not in COMMON}

    def number_of(path: str) -> int | None:
        known = numbers.get(path)
        return moved.get(basename(path)) if known is None else known

    return remember(
        [
            Commit(
                words=one.words,
                length=one.length,
                files=tuple(sorted({number for path in one.paths if (number := number_of(path)) is not None})),
            )
            for one in past
        ],
        corpus.folders,
    )
