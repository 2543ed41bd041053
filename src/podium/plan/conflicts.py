"""Which writes may not happen at the same time, and whether a changed path lies within a task's writes."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from podium.plan.globs import intersect, matches
from podium.plan.task import Task, Write

MIGRATIONS = Write(kind="resource", target="migrations")
"""The one lane in which migrations are made."""


def conflict(one: Task, other: Task, *, mergeable: Sequence[str] = ()) -> tuple[Write, Write] | None:
    """A write of each that could touch the same thing, or None. `mergeable`: globs of files merged by structure."""
    pairs = ((left, right) for left in one.writes for right in other.writes)
    return next((pair for pair in pairs if collide(*pair, mergeable=mergeable)), None)


def collide(one: Write, other: Write, *, mergeable: Sequence[str] = ()) -> bool:
    """Whether two writes could touch the same thing: a path both globs match, the same resource, or shares of one
    file, where the keys are the same or nothing merges that file by structure."""
    if "resource" in {one.kind, other.kind}:
        return one.kind == other.kind and one.target == other.target
    if not (may_meet(one, other) and intersect(one.target, other.target)):
        return False
    both_shares = one.kind == other.kind == "share"
    return not (both_shares and one.key != other.key and any(matches(glob, one.target) for glob in mergeable))


def may_meet(one: Write, other: Write) -> bool:
    """Whether two writes could collide, as far as what stands before their first wild card says: quick, never wrong
    where it says no."""
    if "resource" in {one.kind, other.kind}:
        return one.kind == other.kind and one.target == other.target
    left, right = stem(one.target), stem(other.target)
    return left.startswith(right) or right.startswith(left)


@lru_cache(maxsize=4096)
def stem(target: str) -> str:
    """The part of a glob before its first wild card; a folder's slash at the end stands for all below."""
    return re.split(r"[*?\[{]", target, maxsplit=1)[0].rstrip("/")


def allows(writes: Iterable[Write], path: str) -> bool:
    """Whether a changed path lies within the writes; a share allows its file, since only a merger sees the key."""
    return any(write.kind != "resource" and matches(write.target, path) for write in writes)
