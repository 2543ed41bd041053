"""Git by its own program: hooks off, no prompts, no automatic gc, nothing of the user's configuration that acts."""

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from podium.errors import DiskFull, RepositoryError
from podium.process import Command, Completed, run

SETTINGS = (
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "gc.auto=0",
    "maintenance.auto=false",
    "commit.gpgSign=false",
    "tag.gpgSign=false",
    "advice.detachedHead=false",
    "protocol.ext.allow=never",
)
"""Configuration of every call: nothing of the repository's or the user's runs as a side effect."""

ENVIRONMENT = {"GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
OWN = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1"}
"""Further environment for Podium's own clones: no configuration but theirs."""

IDENTITY = {
    "GIT_AUTHOR_NAME": "Podium",
    "GIT_AUTHOR_EMAIL": "podium@localhost",
    "GIT_COMMITTER_NAME": "Podium",
    "GIT_COMMITTER_EMAIL": "podium@localhost",
}
"""Who commits in Podium's clones."""

LARGE = 1 << 31
"""Bytes of output accepted where the whole of it is needed."""


@dataclass(frozen=True, kw_only=True)
class TreeFile:
    """A file of a tree: path from the root, blob id, size in bytes, mode as six octal digits."""

    path: str
    blob: str
    size: int
    mode: str

    @property
    def is_link(self) -> bool:
        """Whether it is a symbolic link."""
        return self.mode == "120000"


@dataclass(frozen=True, kw_only=True)
class Change:
    """A path that differs: status A, M, D, R or T; `old_path` and both modes say from what."""

    path: str
    status: str
    old_path: str = ""
    old_mode: str = ""
    mode: str = ""


@dataclass(frozen=True, kw_only=True)
class Repository:
    """A repository at `path`: a work tree's root or a bare git directory.

    The user's own configuration is read (it says which folders are safe); for Podium's clones `environment` is `OWN`.
    """

    path: Path
    environment: Mapping[str, str] = field(default_factory=dict[str, str])

    def call(
        self, *arguments: str, stdin: bytes = b"", deadline: float = 120.0, env: Mapping[str, str] | None = None
    ) -> Completed:
        """Run git there and return how it ended, whatever its exit code. Raises `DiskFull`, `ToolMissing`."""
        done = run(
            Command(
                argv=("git", *(word for setting in SETTINGS for word in ("-c", setting)), *arguments),
                cwd=self.path,
                env={**ENVIRONMENT, **self.environment, **(env or {})},
                keep=("HOME", "XDG_CONFIG_HOME"),
                stdin=stdin,
                deadline=deadline,
                limit=LARGE,
            )
        )
        if not done.ok and "No space left on device" in done.talk:
            raise DiskFull(f"no room left for git in {self.path}", hint="make room, then `podium resume`")
        return done

    def ask(self, *arguments: str, stdin: bytes = b"", env: Mapping[str, str] | None = None) -> str:
        """Standard output without its last line end. Raises `RepositoryError` with git's words where it fails."""
        done = self.call(*arguments, stdin=stdin, env=env)
        if not done.ok:
            words = done.talk.strip().splitlines()
            raise RepositoryError(f"git {arguments[0]} failed in {self.path}: {words[-1] if words else 'no message'}")
        return done.text.rstrip("\n")

    def resolve(self, revision: str) -> str:
        """The commit id of a revision. Raises `RepositoryError` where there is none."""
        done = self.call("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        if not done.ok:
            raise RepositoryError(f"{revision!r} is no commit of {self.path}", hint="`git log` lists the commits")
        return done.text.strip()

    def tree(self, revision: str) -> str:
        """The tree id of a revision."""
        return self.ask("rev-parse", "--verify", "--end-of-options", f"{revision}^{{tree}}")

    def files(self, revision: str, *, under: str = ".") -> tuple[TreeFile, ...]:
        """Every file of the revision's tree, sorted by path; `under` narrows to a folder. Submodules are left out.

        A blob that this clone lacks has size 0.
        """
        where = () if under in {"", "."} else ("--", under)
        output = self.ask("ls-tree", "-r", "-l", "-z", "--full-tree", revision, *where)
        return tuple(
            TreeFile(path=path, blob=blob, size=int(size) if size.isdigit() else 0, mode=mode)
            for mode, kind, blob, size, path in map(_entry, output.split("\0")[:-1])
            if kind == "blob"
        )

    def read(self, blobs: Sequence[str]) -> dict[str, bytes]:
        """The contents of blobs by id, in one call; ids that do not exist are absent."""
        wanted = tuple(dict.fromkeys(blobs))
        if not wanted:
            return {}
        done = self.call("cat-file", "--batch", stdin=("\n".join(wanted) + "\n").encode())
        return _batch(done.stdout)

    def file(self, revision: str, path: str) -> bytes | None:
        """The contents of a file at a revision, or None where it does not exist."""
        done = self.call("cat-file", "blob", f"{revision}:{path}")
        return done.stdout if done.ok else None

    def changed(self, base: str, head: str) -> tuple[Change, ...]:
        """The paths that differ between two commits or trees, renames found, sorted by path."""
        output = self.ask("diff-tree", "-r", "-z", "-M", "--no-commit-id", "--raw", base, head)
        return tuple(sorted(_changes(output.split("\0")), key=lambda change: change.path))

    def diff(self, base: str, head: str, *, paths: Sequence[str] = (), context: int = 3) -> str:
        """The unified diff between two commits or trees."""
        options = (f"-U{context}", "--no-color", "--no-ext-diff", "--no-textconv", "-M")
        return self.ask("diff", *options, base, head, "--", *paths)

    def dirty(self) -> tuple[str, ...]:
        """The paths of a work tree that differ from HEAD or are untracked, sorted; empty for a bare repository."""
        done = self.call("status", "--porcelain=v1", "-z", "--untracked-files=normal", "--no-renames")
        return tuple(sorted(entry[3:] for entry in done.text.split("\0") if entry)) if done.ok else ()

    def reference(self, name: str) -> str:
        """The commit id that a reference holds, or an empty string."""
        done = self.call("rev-parse", "--verify", "--quiet", "--end-of-options", name)
        return done.text.strip() if done.ok else ""

    def swap(self, name: str, *, new: str, old: str) -> bool:
        """Set a reference by compare-and-swap; `old` empty means it must not exist. Already there counts as done.

        Raises `RepositoryError` with git's words where the reference stands at `old` and yet cannot be set.
        """
        zeros = "0" * len(new)
        done = self.call("update-ref", "--create-reflog", name, new, old or zeros)
        now = new if done.ok else self.reference(name)
        if now != new and now == old:
            words = next(iter(done.talk.strip().splitlines()), "no message")
            hint = "where no git is at work there, delete the lock that it names; then `podium resume`"
            raise RepositoryError(f"git cannot set {name}: {words}", hint=hint)
        return now == new

    def is_ancestor(self, older: str, newer: str) -> bool:
        """Whether `older` is reachable from `newer`."""
        return self.call("merge-base", "--is-ancestor", older, newer).ok

    def merge_base(self, one: str, other: str) -> str:
        """The best common ancestor, or an empty string."""
        done = self.call("merge-base", one, other)
        return done.text.strip() if done.ok else ""


def open_repository(path: Path) -> Repository:
    """The repository that holds `path`, at its root.

    Raises `RepositoryError` where there is none, or where it has no commit yet.
    """
    if not path.is_dir():
        raise RepositoryError(f"{path} is not a folder", hint="give the repository's folder with --repo")
    here = Repository(path=path)
    whole = here.call("rev-parse", "--show-toplevel", "HEAD")
    if whole.ok and whole.stdout.count(b"\n") == 2:
        return Repository(path=Path(os.fsdecode(whole.stdout.partition(b"\n")[0])))
    done = here.call("rev-parse", "--is-bare-repository", "--absolute-git-dir")
    if not done.ok:
        unsafe = "dubious ownership" in done.talk
        message = f"{path} belongs to another user" if unsafe else f"{path} is not a git repository"
        trust = f"`git config --global --add safe.directory '{path}'` if you trust what is in it"
        raise RepositoryError(message, hint=trust if unsafe else "`git init` makes one")
    bare, directory = done.text.splitlines()[:2]
    root = Path(directory) if bare == "true" else _top(here)
    repository = Repository(path=root)
    if not repository.call("rev-parse", "--verify", "--quiet", "HEAD").ok:
        raise RepositoryError(f"{root} has no commits yet", hint="commit something first: Podium works on commits")
    return repository


def _top(here: Repository) -> Path:
    """The root of the work tree; its name may be no UTF-8."""
    return Path(os.fsdecode(here.call("rev-parse", "--show-toplevel").stdout.removesuffix(b"\n")))


def _entry(line: str) -> tuple[str, str, str, str, str]:
    head, path = line.split("\t", 1)
    mode, kind, blob, size = head.split()
    return mode, kind, blob, "0" if size == "-" else size, path


def _batch(output: bytes) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    at = 0
    while at < len(output):
        end = output.index(b"\n", at)
        head = output[at:end].split(b" ")
        at = end + 1
        if len(head) == 3 and re.fullmatch(rb"[0-9a-f]+", head[0]):
            size = int(head[2])
            found[head[0].decode()] = output[at : at + size]
            at += size + 1
    return found


def _changes(words: list[str]) -> list[Change]:
    found: list[Change] = []
    at = 0
    while at < len(words) and words[at].startswith(":"):
        old_mode, mode, _, _, status = words[at][1:].split(" ")
        renamed = status[0] in "RC"
        path = words[at + 2] if renamed else words[at + 1]
        old_path = words[at + 1] if renamed else ""
        found.append(Change(path=path, status=status[0], old_path=old_path, old_mode=old_mode, mode=mode))
        at += 3 if renamed else 2
    return found
