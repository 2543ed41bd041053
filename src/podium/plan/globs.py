"""Whether path globs match a path, or could match the same one.

`*` and `?` stay inside a segment, `**` takes any segments, `{a,b}` and `[a-z]` choose; a trailing slash means all
that lies below.
"""

import re
from functools import cache, lru_cache
from typing import Literal, NamedTuple


class _Atom(NamedTuple):
    """One place of a segment: any run of characters (`star`), or one character of a set (or of all but the set)."""

    kind: Literal["star", "one"]
    characters: frozenset[str] = frozenset()
    negated: bool = False


_STAR = _Atom("star")
_ANY = _Atom("one", negated=True)
_DEEP = "**"
_Segment = tuple[_Atom, ...] | None
"""None stands for `**`."""


def matches(pattern: str, path: str) -> bool:
    """Whether the glob takes the path; the path is taken by the letter."""
    literal = tuple(tuple(_Atom("one", frozenset(one)) for one in part) for part in _parts(path))
    return any(_paths_meet(_segments(one), literal) for one in _expand(pattern))


@lru_cache(maxsize=8192)
def intersect(one: str, other: str) -> bool:
    """Whether any path could match both globs."""
    return any(_paths_meet(_segments(left), _segments(right)) for left in _expand(one) for right in _expand(other))


def _parts(path: str) -> list[str]:
    whole = f"{path}{_DEEP}" if path.endswith("/") else path
    return [part for part in whole.split("/") if part not in {"", "."}]


def _expand(pattern: str) -> list[str]:
    found = re.search(r"\{([^{}]*)\}", pattern)
    if found is None:
        return [pattern]
    head, tail = pattern[: found.start()], pattern[found.end() :]
    return [text for choice in found.group(1).split(",") for text in _expand(f"{head}{choice}{tail}")]


@lru_cache(maxsize=4096)
def _segments(pattern: str) -> tuple[_Segment, ...]:
    return tuple(None if part == _DEEP else _atoms(part) for part in _parts(pattern))


def _atoms(part: str) -> tuple[_Atom, ...]:
    atoms: list[_Atom] = []
    for found in re.finditer(r"(\*+)|(\?)|\[([!^]?)(\]?[^\]]*)\]|(.)", part):
        star, any_, negation, chosen, letter = found.groups()
        if star:
            atoms.append(_STAR)
        elif any_:
            atoms.append(_ANY)
        elif chosen is not None:
            atoms.append(_Atom("one", _characters(chosen), negated=bool(negation)))
        else:
            atoms.append(_Atom("one", frozenset(letter)))
    return tuple(atoms)


def _characters(chosen: str) -> frozenset[str]:
    letters: set[str] = set()
    for found in re.finditer(r"(.)-(.)|(.)", chosen):
        first, last, single = found.groups()
        letters.update(single or map(chr, range(ord(first), ord(last) + 1)))
    return frozenset(letters)


def _paths_meet(one: tuple[_Segment, ...], other: tuple[_Segment, ...]) -> bool:
    @cache
    def meet(left: int, right: int) -> bool:
        if left == len(one) and right == len(other):
            return True
        if left < len(one) and one[left] is None:
            return meet(left + 1, right) or (right < len(other) and meet(left, right + 1))
        if right < len(other) and other[right] is None:
            return meet(left, right + 1) or (left < len(one) and meet(left + 1, right))
        if left == len(one) or right == len(other):
            return False
        return _segments_meet(one[left] or (), other[right] or ()) and meet(left + 1, right + 1)

    return meet(0, 0)


def _segments_meet(one: tuple[_Atom, ...], other: tuple[_Atom, ...]) -> bool:
    @cache
    def meet(left: int, right: int) -> bool:
        if left == len(one) and right == len(other):
            return True
        if left < len(one) and one[left] is _STAR:
            return meet(left + 1, right) or (right < len(other) and meet(left, right + 1))
        if right < len(other) and other[right] is _STAR:
            return meet(left, right + 1) or (left < len(one) and meet(left + 1, right))
        if left == len(one) or right == len(other):
            return False
        return _characters_meet(one[left], other[right]) and meet(left + 1, right + 1)

    return meet(0, 0)


def _characters_meet(one: _Atom, other: _Atom) -> bool:
    if one.negated and other.negated:
        return True
    if one.negated:
        return bool(other.characters - one.characters)
    if other.negated:
        return bool(one.characters - other.characters)
    return bool(one.characters & other.characters)
