"""Whole surveys kept from one call to the next, by the tree that they were read from and the code that read it."""

import contextlib
import functools
import hashlib
import json
import os
from pathlib import Path

from podium.plan.rows import reader, row_of
from podium.plan.survey import Survey

FOLDER = "surveys"
MOST = 40
"""Surveys kept in one cache: a plan, a run and a review look at a handful of trees."""


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
    nouns = [here.parent / "plan" / f"{name}.py" for name in ("survey", "prisma", "evidence", "rows")]
    sources = [*sorted(here.glob("*.py")), *nouns, here.parent / "git.py"]
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in sources)).hexdigest()
