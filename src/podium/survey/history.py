"""What past commits say of the files: read from git's log once, then cut off at any commit."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from posixpath import basename

from podium.git import Repository
from podium.survey.corpus import telling
from podium.survey.ranking import Commit, History, remember

MOST = 6_000
"""Commits of the longest past that is read, counted back from the revision."""

NOISE = re.compile(r"\(#\d+\)|(?:Co-authored|Signed-off)-by:.*|https?://\S+")
SPOKEN = 600
"""Characters of a message that count."""

COMMON = frozenset({"index.ts", "main.ts", "migration.sql", "schema.prisma"})
"""Names that many folders have: a file that moved is not found again by one of them."""


@dataclass(frozen=True, kw_only=True)
class Past:
    """A commit as the log tells it: stems of its message with their number, and the paths that it touched."""

    words: frozenset[str]
    length: int
    paths: tuple[str, ...]


def read_past(repository: Repository, revisions: Iterable[str], *, under: Sequence[str] = ()) -> dict[str, Past]:
    """The commits that are no merges and lead to the revisions, by id, the newest first; `under` names folders."""
    output = repository.ask(
        "log",
        "--no-merges",
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
        words = telling(NOISE.sub("", message).strip()[:SPOKEN])
        touched = tuple(path for path in paths.split("\n") if path)
        found[commit] = Past(words=frozenset(words), length=sum(words.values()), paths=touched)
    return found


def ancestors(repository: Repository, revision: str, past: Mapping[str, Past]) -> list[str]:
    """The ids of the known commits that lead to a revision, the newest first."""
    output = repository.ask("rev-list", "--no-merges", "--end-of-options", revision)
    return [commit for commit in output.split("\n") if commit in past][:MOST]


def history_of(past: Sequence[Past], paths: Sequence[str]) -> History:
    """The history of files, from commits with the newest first; a file that moved is known by its name if unique."""
    numbers = {path: number for number, path in enumerate(paths)}
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
        ]
    )
