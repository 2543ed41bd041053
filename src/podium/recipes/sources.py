"""The text of a repository's files at the surveyed revision, for what a survey does not hold."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from podium.git import Repository

LONGEST = 200_000
"""Bytes of the longest file that is read: what is longer was not written by hand."""


class Sources:
    """Texts by path from the repository's root; what is not there, too long or not text is empty.

    `committed` is the time of the revision's commit, in seconds since 1970 (UTC); 0 where nobody knows.
    """

    def __init__(self, texts: Mapping[str, str], *, committed: int = 0) -> None:
        self._texts = dict(sorted(texts.items()))
        self.committed = committed

    def text(self, path: str) -> str:
        """The text of a file, or an empty string."""
        return self._texts.get(path, "")

    def changed(self, texts: Mapping[str, str]) -> "Sources":
        """The same with other texts for some paths."""
        return Sources({**self._texts, **texts}, committed=self.committed)

    def matching(self, *, suffix: str = ".ts", under: str = "") -> Iterator[tuple[str, str]]:
        """Paths and texts of the files below a folder that end so, sorted by path."""
        for path, text in self._texts.items():
            if path.endswith(suffix) and path.startswith(f"{under}/" if under else ""):
                yield path, text


def read_sources(repository: Path | None, revision: str, *, project: str = ".") -> Sources:
    """The TypeScript, JSON and prettier files of a part, and those of the root; nothing without a repository."""
    if repository is None:
        return Sources({})
    git = Repository(path=repository)
    wanted = [
        file
        for file in git.files(revision)
        if _is_wanted(file.path, project) and file.size <= LONGEST and not file.is_link
    ]
    contents = git.read([file.blob for file in wanted])
    texts = {file.path: contents[file.blob].decode("utf-8", "replace") for file in wanted}
    return Sources(texts, committed=int(git.ask("log", "-1", "--format=%ct", revision)))


def _is_wanted(path: str, project: str) -> bool:
    inside = project == "." or path.startswith(f"{project}/") or "/" not in path
    name = path.rpartition("/")[2]
    return inside and (
        path.endswith((".ts", "package.json", "tsconfig.json")) or name.startswith((".prettierrc", ".editorconfig"))
    )
