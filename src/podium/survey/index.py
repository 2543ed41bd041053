"""Facts of many files: from the cache, or read here and, where there are many, in further processes at once."""

import contextlib
import contextvars
import gc
import json
import os
import sys
from collections.abc import Generator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import cast

from podium.git import Repository, TreeFile
from podium.process import Command, Completed, run
from podium.survey import cache
from podium.survey.facts import Facts

MANY = 300
"""Files from which on a further process pays for its start."""

SHARE = 150
"""Files that a process should have at least."""

LARGEST = 1_000_000
"""Bytes of the largest file that is read: larger ones are data."""


def collect(repository: Repository, files: Sequence[TreeFile], *, folder: Path | None) -> dict[str, Facts]:
    """The facts of each file by path; `folder` is that of the cache, or None for none."""
    keys = {file.path: key_of(file) for file in files if file.size <= LARGEST}
    known = cast("dict[str, Facts]", cache.recall(folder, sorted(set(keys.values()))))
    sizes = {keys[file.path]: file.size for file in files if file.path in keys}
    missing = [key for key in sizes if key not in known]
    if missing:
        fresh = _read_all(repository, missing, sizes)
        cache.keep(folder, fresh)
        known |= _values(fresh)
    return {path: known[key] for path, key in keys.items() if key in known}


def key_of(file: TreeFile) -> str:
    """What the facts of a file depend on: its blob and the dialect that its name asks for."""
    return f"{file.blob}.{'tsx' if file.path.endswith('x') else 'ts'}"


def read_keys(repository: Repository, keys: Sequence[str]) -> dict[str, str]:
    """The facts of blobs as JSON texts, by key."""
    from podium.survey.typescript import read

    contents = repository.read([key.partition(".")[0] for key in keys])
    found: dict[str, str] = {}
    with _paused_collector():
        for key in keys:
            blob, _, dialect = key.partition(".")
            if blob in contents:
                facts = read(contents[blob], dialect=dialect)
                found[key] = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
    return found


def _read_all(repository: Repository, keys: list[str], sizes: Mapping[str, int]) -> dict[str, str]:
    count = _processes(len(keys))
    by_size = sorted(keys, key=lambda key: (-sizes[key], key))
    shares = [by_size[number::count] for number in range(count)]
    if count == 1:
        return read_keys(repository, shares[0])
    with ThreadPoolExecutor(count - 1) as threads:
        others = [_start(threads, repository, share) for share in shares[1:]]
        found = read_keys(repository, shares[0])
        for share, other in zip(shares[1:], others, strict=True):
            answer = _answer(other.result())
            found |= answer if answer is not None else read_keys(repository, share)
    return found


def _processes(files: int) -> int:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return 1 if files <= MANY else max(1, min(cores, 8, files // SHARE))


def _start(threads: ThreadPoolExecutor, repository: Repository, share: list[str]) -> "Future[Completed]":
    command = Command(
        argv=(sys.executable, "-m", "podium.survey.worker"),
        env={"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        stdin=json.dumps({"repository": str(repository.path), "keys": share}).encode(),
        deadline=300.0,
        limit=1 << 31,
    )
    return threads.submit(contextvars.copy_context().run, run, command)


def _answer(done: Completed) -> dict[str, str] | None:
    """What a further process found; None where it failed, then its share is read here."""
    if not done.ok:
        return None
    pairs = (line.partition("\t") for line in done.text.splitlines())
    return {key: facts for key, _, facts in pairs}


def _values(found: Mapping[str, str]) -> dict[str, Facts]:
    values: list[Facts] = json.loads(f"[{','.join(found.values())}]")
    return dict(zip(found, values, strict=True))


@contextlib.contextmanager
def _paused_collector() -> Generator[None]:
    """No garbage collection meanwhile: facts are trees without cycles, and there are very many of them."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
