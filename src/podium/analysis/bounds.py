"""Limits in prose: from 1 to 5, at most 500 characters, positive, two decimals."""

from dataclasses import dataclass, replace

from podium.analysis import fieldwords
from podium.analysis.cursor import Cursor
from podium.analysis.tables import phrases, word_set

_LEAST = phrases(
    "at least|min|minimum|min.|minimum of|a minimum of|min of|not less than|no less than|"
    "greater than or equal to|not below|starting at|minimum length|min length|minlength|with at least|"
    "must be at least|should be at least|longer than or equal to|minimum length of|min length of"
)
_MOST = phrases(
    "at most|max|maximum|maximum of|a maximum of|max of|up to|no more than|not more than|less than or equal to|"
    "not above|limited to|no longer than|not longer than|max length|max length of|maximum length|"
    "maximum length of|a maximum length of|maxlength|with at most|must be at most|should be at most|of at most|"
    "of up to|of max|of maximum|capped at|not exceeding"
)
_OVER = phrases("more than|greater than|above|over|bigger than|larger than|must be greater than|must be more than")
_UNDER = phrases("less than|below|under|smaller than|fewer than|shorter than")
_POSITIVE = phrases("positive|must be positive|greater than zero|greater than 0|above zero|above 0|> 0")
_NOT_NEGATIVE = phrases(
    "non-negative|not negative|non negative|nonnegative|zero or more|0 or more|must not be negative|"
    "cannot be negative|can't be negative|not below zero|never negative|zero or positive"
)
_BEFORE = word_set(
    "is are must be should of a an with which that has have can numbers values integer number value range ranging "
    "anywhere"
)
_CHECKED = ("=", ":", "of", "is", ".")
_BARE_LINK = frozenset({"to", "-", "–", "—", ".."})
_LINKS = {"from": _BARE_LINK | {"through", "until", "up"}, "between": _BARE_LINK | {"and"}}
_OR_LESS = phrases("or less|or fewer|or lower|or below|max|maximum|at most")
_OR_MORE = phrases("or more|or higher|or above|or older|and above|minimum|min|at least")
_END_WORDS = phrases("long|in length|max|maximum|at most|or less|or fewer|inclusive|both inclusive|included")


@dataclass(frozen=True, kw_only=True)
class Bound:
    """A limit, both ends inclusive; `length` says that it counts characters, `stars` that it is a rating."""

    minimum: float | None = None
    maximum: float | None = None
    length: bool = False
    unit: str = ""
    above: float | None = None
    below: float | None = None

    @property
    def whole(self) -> bool:
        """Whether every number of it is whole."""
        ends = (self.minimum, self.maximum, self.above, self.below)
        return all(end is None or end == int(end) for end in ends)


def bound(cursor: Cursor) -> Bound | None:
    """The limit that stands here; None leaves the cursor where it was."""
    start = cursor.at
    cursor.skip(_BEFORE)
    found = _sign(cursor) or _range(cursor) or _one_sided(cursor) or _trailing(cursor)
    if found is None or not _fits(found):
        cursor.at = start
        return None
    return found


def _fits(found: Bound) -> bool:
    low, high = found.minimum, found.maximum
    ordered = low is None or high is None or low <= high
    whole = not found.length or all(end is None or (end == int(end) and end >= 0) for end in (low, high))
    return ordered and whole


def _sign(cursor: Cursor) -> Bound | None:
    if cursor.phrase(_NOT_NEGATIVE):
        return Bound(minimum=0)
    return Bound(above=0) if cursor.phrase(_POSITIVE) else None


def _range(cursor: Cursor) -> Bound | None:
    start = cursor.at
    opened = cursor.take({"from", "between"})
    low = _value(cursor)
    if low is None:
        cursor.at = start
        return None
    if not cursor.take(_LINKS.get(opened, _BARE_LINK)):
        cursor.at = start
        return None
    cursor.skip({"to"})
    high = _value(cursor)
    if high is None:
        cursor.at = start
        return None
    return _with_unit(cursor, Bound(minimum=low, maximum=high))


def _one_sided(cursor: Cursor) -> Bound | None:
    start = cursor.at
    for table, name in ((_LEAST, "minimum"), (_MOST, "maximum"), (_OVER, "above"), (_UNDER, "below")):
        if cursor.phrase(table):
            cursor.skip(_CHECKED)
            value = _value(cursor)
            if value is not None:
                return _also(cursor, _with_unit(cursor, _one(name, value)))
            cursor.at = start
    sign = "".join(cursor.word(ahead) for ahead in (0, 1))
    named = {">=": "minimum", "<=": "maximum"}.get(sign) or {
        "≥": "minimum",
        "≤": "maximum",
        ">": "above",
        "<": "below",
    }.get(cursor.word())
    if named:
        cursor.at += 2 if sign in {">=", "<="} else 1
        value = _value(cursor)
        if value is not None:
            return _also(cursor, _with_unit(cursor, _one(named, value)))
    cursor.at = start
    return None


def _one(name: str, value: float) -> Bound:
    return {
        "minimum": Bound(minimum=value),
        "maximum": Bound(maximum=value),
        "above": Bound(above=value),
        "below": Bound(below=value),
    }[name]


def _also(cursor: Cursor, first: Bound) -> Bound:
    """`at least 1 and at most 5` as one limit."""
    start = cursor.at
    if first.minimum is None or not cursor.take({"and", ","}):
        return first
    if cursor.phrase(_MOST):
        cursor.skip(_CHECKED)
        high = _value(cursor)
        if high is not None:
            return _with_unit(cursor, replace(first, maximum=high))
    cursor.at = start
    return first


def _trailing(cursor: Cursor) -> Bound | None:
    """`100 characters max`, `18 or older`, `500 characters`."""
    start = cursor.at
    exactly = bool(cursor.take({"exactly"}))
    value = _value(cursor)
    if value is None:
        cursor.at = start
        return None
    if cursor.take(fieldwords.LENGTH_UNITS):
        if exactly:
            return Bound(minimum=value, maximum=value, length=True)
        if cursor.phrase(_OR_LESS):
            return Bound(maximum=value, length=True)
        if cursor.phrase(_OR_MORE):
            return Bound(minimum=value, length=True)
    elif cursor.phrase(_OR_MORE):
        return Bound(minimum=value)
    elif cursor.phrase(_OR_LESS):
        return Bound(maximum=value)
    cursor.at = start
    return None


def _value(cursor: Cursor) -> float | None:
    """A number with an optional currency sign or unit of its own (`1 star to 5 stars`)."""
    start = cursor.at
    negative = cursor.word() == "-" and cursor.token(1).kind == "number" and cursor.token().end == cursor.token(1).start
    cursor.at += 1 if negative or cursor.word() in {"€", "$", "£"} else 0
    value = cursor.number()
    if value is None:
        cursor.at = start
        return None
    if cursor.word() in fieldwords.UNITS and cursor.word(1) in {"to", "and"}:
        cursor.at += 1
    return -value if negative else value


def _with_unit(cursor: Cursor, found: Bound) -> Bound:
    if cursor.take(fieldwords.LENGTH_UNITS):
        cursor.phrase(_END_WORDS)
        return replace(found, length=True)
    unit = cursor.take(fieldwords.UNITS) or cursor.take({"€", "$", "£", "%"})
    cursor.phrase(_END_WORDS)
    return replace(found, unit=unit)
