"""Values that were read from files, kept under a digest of those files and of the code that reads them."""

import contextlib
import hashlib
import json
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar, cast

from podium.plan import codec, rows

T = TypeVar("T")
FOLDER = "read"
MOST = 40
"""Values kept in one cache: a handful for each state of the files."""


def kept(
    kind: type[T], files: Mapping[str, Path], make: Callable[[], T], *, code: Sequence[str], cache: Path | None
) -> T:
    """The value that `make` reads from files: the one kept of just these, else a new one, which is kept.

    `files` have the names that the value knows them by; `code` are the modules that read them, by their files. A kept
    value that is broken counts as none; where there is no cache, or it cannot be written, nothing is kept.
    """
    key = _key(files, code) if cache is not None else ""
    if cache is None or not key:
        return make()
    home = cache / FOLDER
    found = _recalled(home / key, kind)
    if found is not None:
        return found
    value = make()
    if _key(files, code) == key:
        _keep(home, key, value)
    return value


def _key(files: Mapping[str, Path], code: Sequence[str]) -> str:
    """A digest of names and contents; empty where one cannot be read."""
    digest = hashlib.sha256()
    own = (__file__, rows.__file__, codec.__file__)
    try:
        for name, file in (*files.items(), *(("", Path(one)) for one in (*own, *code))):
            content = file.read_bytes()
            digest.update(f"{name}\0{len(content)}\0".encode())
            digest.update(content)
    except OSError:
        return ""
    return digest.hexdigest()


def _recalled(path: Path, kind: type[T]) -> T | None:
    try:
        mark, _, body = path.read_bytes().partition(b"\n")
        if mark.decode("ascii", "replace") != hashlib.sha256(body).hexdigest():
            return None
        return cast("T", rows.reader(kind)(json.loads(body)))
    except (OSError, ValueError, TypeError, AttributeError):
        return None


def _keep(home: Path, key: str, value: Any) -> None:
    """Write it at once or not at all, and let go of the oldest."""
    try:
        body = json.dumps(rows.row_of(value), ensure_ascii=False, separators=(",", ":")).encode()
        home.mkdir(parents=True, exist_ok=True)
        fresh = home / f".{key}.{os.getpid()}"
        fresh.write_bytes(hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
        fresh.replace(home / key)
        listed = sorted(home.iterdir(), key=lambda path: path.stat().st_mtime)
        for path in listed[: max(0, len(listed) - MOST)]:
            with contextlib.suppress(OSError):
                path.unlink()
    except (OSError, UnicodeEncodeError):
        return
