"""Facts of many files: from the cache, or read here and, where there are many, in further processes at once."""

import contextvars
import json
import marshal
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from podium.git import Repository, TreeFile
from podium.process import Command, Completed, run
from podium.survey import cache
from podium.survey.facts import Facts

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

MUCH = 1_200_000
"""Bytes from which on a further process pays for its start."""

HEAD_START = 400_000
"""Bytes that this process reads while another one starts."""

FILE = 1_000
"""Bytes that a file costs on top of its own."""

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
        if folder is not None:
            cache.keep(folder, {key: dumped(facts) for key, facts in fresh.items()})
        known |= fresh
    return {path: known[key] for path, key in keys.items() if key in known}


def key_of(file: TreeFile) -> str:
    """What the facts of a file depend on: its blob and the dialect that its name asks for."""
    return f"{file.blob}.{'tsx' if file.path.endswith('x') else 'ts'}"


def read_keys(repository: Repository, keys: Sequence[str]) -> dict[str, Facts]:
    """The facts of blobs, by key."""
    from podium.survey.typescript import read

    contents = repository.read([key.partition(".")[0] for key in keys])
    parts = ((key, *key.split(".")) for key in keys)
    return {key: read(contents[blob], dialect=dialect) for key, blob, dialect in parts if blob in contents}


def dumped(facts: Facts) -> str:
    """Facts as one line of JSON."""
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":"))


def _read_all(repository: Repository, keys: list[str], sizes: Mapping[str, int]) -> dict[str, Facts]:
    count = _processes(sum(sizes[key] for key in keys))
    if count == 1:
        return read_keys(repository, keys)
    shares = _shares(keys, sizes, count)
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(count - 1) as threads:
        others = [_start(threads, repository, share) for share in shares[1:]]
        found = read_keys(repository, shares[0])
        for share, other in zip(shares[1:], others, strict=True):
            answer = _answer(other.result())
            found |= answer if answer is not None else read_keys(repository, share)
    return found


def _shares(keys: list[str], sizes: Mapping[str, int], count: int) -> list[list[str]]:
    """The keys dealt so that all processes end together; the first is this one, which has started already."""
    loads = [0, *[HEAD_START] * (count - 1)]
    shares: list[list[str]] = [[] for _ in loads]
    for key in sorted(keys, key=lambda key: (-sizes[key], key)):
        least = loads.index(min(loads))
        loads[least] += sizes[key] + FILE
        shares[least].append(key)
    return shares


def _processes(size: int) -> int:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, 8, 1 + size // MUCH))


def _start(threads: "ThreadPoolExecutor", repository: Repository, share: list[str]) -> "Future[Completed]":
    command = Command(
        argv=(sys.executable, "-m", "podium.survey.worker"),
        env={"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        stdin=json.dumps({"repository": str(repository.path), "keys": share}).encode(),
        deadline=300.0,
        limit=1 << 31,
    )
    return threads.submit(contextvars.copy_context().run, run, command)


def _answer(done: Completed) -> dict[str, Facts] | None:
    """What a further process found; None where it failed, then its share is read here."""
    if not done.ok:
        return None
    found: dict[str, Facts] = marshal.loads(done.stdout)
    return found
