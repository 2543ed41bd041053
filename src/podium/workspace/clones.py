"""Podium's own clone of the user's repository, the clones that attempts work in, and commits made of their files.

The user's repository is only ever read: what a run needs of it is fetched, so that no later gc or prune there can take
it away. An attempt's clone borrows objects from Podium's clone and has refs and configuration of its own. Its commit is
made by Podium from the files in the folder, through an index of Podium's: nothing of the attempt's `.git` is used.
"""

import contextlib
import fcntl
import tempfile
from collections.abc import Generator
from pathlib import Path

from podium.errors import RepositoryError, ToolMissing
from podium.git import IDENTITY, OWN, Repository
from podium.process import Command, run

EXCLUDED = ("node_modules", ".env")
"""What Podium puts into a workspace and never commits, whatever the project's ignore files say."""

BRANCH = "refs/heads/podium"
"""The branch that a workspace stands on."""

SUBMODULE = "160000"
"""The mode of a submodule in a tree."""

OLDEST_GIT = (2, 38)
"""The first version whose merge-tree merges without a work tree."""

SETTINGS = """\
[core]
\trepositoryformatversion = {format}
\tbare = {bare}
\thooksPath = /dev/null
\tlogAllRefUpdates = true
[gc]
\tauto = 0
[maintenance]
\tauto = false
[commit]
\tgpgSign = false
[user]
\tname = Podium
\temail = podium@localhost
"""


@contextlib.contextmanager
def locked(path: Path) -> Generator[None]:
    """Hold the file lock at `path`, which is made where it is missing; other processes and threads wait."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def own_clone(source: Repository, at: Path, *, base: str) -> Repository:
    """Podium's bare clone at `at`, holding commit `base` and its history; made, or brought up to date.

    Two processes at once are fine. Raises `RepositoryError` where `base` is no commit of `source`, `ToolMissing` where
    git is too old.
    """
    check_git()
    commit = source.resolve(base)
    reference = f"refs/podium/bases/{commit}"
    clone = Repository(path=at, environment=OWN)
    with locked(at.with_name(f"{at.name}.lock")):
        drop_locks(at, "HEAD", "shallow", "config", "refs/podium/bases/*")
        if not (at / "config").exists():
            _initialise(at, object_format=source.ask("rev-parse", "--show-object-format"), bare=True)
        if clone.reference(reference) != commit:
            _fetch(source, clone, commit=commit, reference=reference)
        if not clone.reference("HEAD"):
            clone.ask("update-ref", "--no-deref", "HEAD", commit)
    return clone


def drop_locks(clone: Path, *names: str) -> None:
    """Delete the locks that a git which was killed has left on these files of Podium's own clone (`*`: any).

    The caller holds what keeps every living writer of them away.
    """
    for name in names:
        for lock in clone.glob(f"{name}.lock"):
            lock.unlink(missing_ok=True)


def check_git() -> None:
    """Raise `ToolMissing` unless git can merge without a work tree."""
    words = run(Command(argv=("git", "--version"))).text.split()
    version = words[2].split(".") if len(words) > 2 else []
    numbers = tuple(int(part) for part in version[:2] if part.isdigit())
    if numbers < OLDEST_GIT:
        needed = ".".join(map(str, OLDEST_GIT))
        raise ToolMissing(f"git {'.'.join(version)} is too old", hint=f"install git {needed} or newer", tool="git")


def _initialise(at: Path, *, object_format: str, bare: bool) -> None:
    at.mkdir(parents=True, exist_ok=True)
    options = ("--bare",) if bare else ()
    made = Repository(path=at, environment=OWN)
    made.ask("init", "--quiet", "--template=", f"--object-format={object_format}", *options)
    directory = at if bare else at / ".git"
    settings = SETTINGS.format(format=1 if object_format != "sha1" else 0, bare=str(bare).lower())
    if object_format != "sha1":
        settings += f"[extensions]\n\tobjectFormat = {object_format}\n"
    (directory / "info").mkdir(exist_ok=True)
    (directory / "info" / "exclude").write_text("".join(f"{pattern}\n" for pattern in EXCLUDED))
    (directory / "config").write_text(settings)


def _fetch(source: Repository, clone: Repository, *, commit: str, reference: str) -> None:
    """Bring a commit in, with the user's configuration, which says which foreign folders are safe to read."""
    quiet = ("--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance", "--no-recurse-submodules")
    reader = Repository(path=clone.path, environment=source.environment)
    settings = ("-c", "protocol.version=2", "-c", "fetch.fsckObjects=false", "-c", "transfer.fsckObjects=false")
    done = reader.call(
        *settings, "fetch", *quiet, "--update-shallow", str(source.path), f"+{commit}:{reference}", deadline=1800.0
    )
    if not done.ok:
        words = done.talk.strip().splitlines()
        raise RepositoryError(f"the objects of {source.path} cannot be copied: {words[-1] if words else 'no message'}")


def checkout(clone: Repository, at: Path, *, commit: str) -> Repository:
    """A workspace's clone at `at`, which must not exist, with the files of `commit` on a branch of its own.

    It has no remote and so nowhere to push; its hooks are off and it never collects garbage.
    """
    _initialise(at, object_format=clone.ask("rev-parse", "--show-object-format"), bare=False)
    alternates = at / ".git" / "objects" / "info" / "alternates"
    alternates.parent.mkdir(parents=True, exist_ok=True)
    alternates.write_text(f"{(clone.path / 'objects').absolute()}\n")
    shallow = clone.path / "shallow"
    if shallow.exists():
        (at / ".git" / "shallow").write_bytes(shallow.read_bytes())
    workspace = Repository(path=at, environment=OWN)
    workspace.ask("symbolic-ref", "HEAD", BRANCH)
    workspace.ask("update-ref", BRANCH, commit)
    workspace.ask("reset", "--quiet", "--hard")
    return workspace


def snapshot(clone: Repository, folder: Path, *, parent: str) -> str:
    """The tree of the files in `folder` as git would add them on top of `parent`, written into Podium's clone.

    Ignored files are left out unless `parent` tracks them, and so is what Podium itself put there. Submodules stay as
    they are: git would look into them by the settings that it finds there, which may name programs to run.
    """
    entries = clone.ask("ls-tree", "-r", "-z", "--full-tree", parent).split("\0")
    kept = [entry.partition("\t")[2] for entry in entries if entry.startswith(f"{SUBMODULE} ")]
    with private_index(clone, folder) as view:
        view.ask("read-tree", parent)
        view.ask("add", "--all", "--", ".", *(f":(exclude,top,literal){path}" for path in kept))
        return view.ask("write-tree")


@contextlib.contextmanager
def private_index(clone: Repository, folder: Path | None = None) -> Generator[Repository]:
    """Podium's clone with an empty index of its own, and `folder` as its work tree where one is given."""
    with tempfile.TemporaryDirectory(prefix="podium-index-") as temporary:
        environment = {**OWN, "GIT_DIR": str(clone.path.absolute()), "GIT_INDEX_FILE": f"{temporary}/index"}
        if folder is not None:
            environment["GIT_WORK_TREE"] = str(folder.absolute())
        yield Repository(path=folder or clone.path, environment=environment)


def commit_tree(clone: Repository, *, tree: str, parents: tuple[str, ...], message: str, date: str = "") -> str:
    """A commit by Podium, unsigned; `date` as `seconds zone` makes the same call give the same id."""
    dates = {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date} if date else {}
    ancestors = (word for parent in parents for word in ("-p", parent))
    return clone.ask("commit-tree", tree, *ancestors, stdin=message.encode(), env={**IDENTITY, **dates})


def date_of(clone: Repository, commit: str) -> str:
    """The committer's date of a commit as `seconds zone`."""
    return clone.ask("show", "--no-patch", "--format=%cd", "--date=raw", commit)
