"""Whole surveys kept from one call to the next, by the tree that they were read from and the code that read it."""

import contextlib
import functools
import hashlib
import json
import os
import types
import typing
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from podium.plan.survey import Survey

FOLDER = "surveys"
MOST = 40
"""Surveys kept in one cache: a plan, a run and a review look at a handful of trees."""

Reader = Callable[[Any], Any]


def recall(folder: Path | None, key: str) -> Survey | None:
    """The survey kept under a key, or None: not kept, or not to be read."""
    if folder is None:
        return None
    path = folder / FOLDER / key
    try:
        row = json.loads(path.read_bytes())
        found: Survey = reader(Survey)(row)
    except (OSError, ValueError, TypeError, AttributeError):
        return None
    with contextlib.suppress(OSError):
        os.utime(path)
    return found


def keep(folder: Path | None, key: str, found: Survey) -> None:
    """Keep a survey, and let go of those that nobody asked for lately; a cache that cannot be written is left alone."""
    if folder is None:
        return
    home = folder / FOLDER
    try:
        home.mkdir(parents=True, exist_ok=True)
        fresh = home / f".{key}.{os.getpid()}"
        fresh.write_text(json.dumps(row_of(found), ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
        fresh.replace(home / key)
        listed = sorted(home.iterdir(), key=lambda path: path.stat().st_mtime)
        for path in listed[: max(0, len(listed) - MOST)]:
            path.unlink(missing_ok=True)
    except (OSError, UnicodeEncodeError):
        return


def key_of(*words: str) -> str:
    """A name for what a survey depends on: the words, and the code of the survey and of its nouns."""
    return hashlib.sha256("\0".join((version(), *words)).encode()).hexdigest()


@functools.cache
def version() -> str:
    """A digest of the code that makes surveys."""
    here = Path(__file__).parent
    nouns = [here.parent / "plan" / f"{name}.py" for name in ("survey", "prisma", "evidence")]
    sources = [*sorted(here.glob("*.py")), *nouns, here.parent / "git.py"]
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in sources)).hexdigest()


def row_of(value: Any) -> Any:
    """A value as JSON has it: a dataclass as the list of its fields in their order."""
    if isinstance(value, str | int) or value is None:
        return value
    if isinstance(value, dict):
        return {key: row_of(one) for key, one in typing.cast("dict[str, Any]", value).items()}
    if is_dataclass(value):
        return [row_of(getattr(value, one.name)) for one in fields(value)]
    return [row_of(one) for one in value]


@functools.cache
def reader(kind: Any) -> Reader:
    """A function that makes a value of a kind from its row."""
    if is_dataclass(kind) and isinstance(kind, type):
        return _dataclass(kind)
    origin, inside = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple:
        return _sequence(reader(inside[0]))
    if origin is dict:
        return _mapping(reader(inside[1]))
    if origin in {typing.Union, types.UnionType}:
        raise TypeError(f"a survey holds no {kind}")
    return _same


def _same(row: Any) -> Any:
    return row


def _sequence(inner: Reader) -> Reader:
    return tuple if inner is _same else lambda row: tuple([inner(one) for one in row])


def _mapping(inner: Reader) -> Reader:
    return _same if inner is _same else lambda row: {key: inner(one) for key, one in row.items()}


def _dataclass(kind: type[Any]) -> Reader:
    hints = typing.get_type_hints(kind)
    names = tuple(one.name for one in fields(kind))
    made = [(name, reader(hints[name])) for name in names]
    rest = [(name, read) for name, read in made if read is not _same]

    def read(row: Any) -> Any:
        values = dict(zip(names, row, strict=True))
        for name, inner in rest:
            values[name] = inner(values[name])
        found: Any = object.__new__(kind)
        found.__dict__.update(values)
        return found

    return read
