"""How a list is asked for: ordering, pages, filters."""

from dataclasses import dataclass
from typing import Literal

from podium.analysis import lexicon
from podium.analysis.cursor import Cursor, names_on
from podium.analysis.tables import phrases

Direction = Literal["asc", "desc"]
Match = Literal["equal", "minimum", "maximum", "contains", "range"]

CREATED = ("created", "at")
TITLE = ("<title>",)
"""Stands for the field that an alphabetical list is ordered by."""
WHEN = ("<when>",)
"""Stands for the one date of the resource."""

_NEWEST = phrases(
    "newest first|latest first|most recent first|most recent ones first|recent first|newest on top|"
    "newest at the top|latest on top|newest to oldest|in reverse chronological order|reverse chronologically|"
    "reverse chronological|newest ones first|the newest first|the latest first|the most recent first|"
    "with the newest first|with the newest on top|with newest first|with the latest first|"
    "with the most recent first|most recent on top|starting with the newest|starting with the latest|"
    "starting with the most recent|by newest|by newest first|by most recent|recent ones first|newest-first|"
    "last created first|descending by date|by date descending|by creation date descending|from newest to oldest|"
    "from the newest to the oldest|in descending order of creation|by recency|"
    "the newest come first|newest come first|the latest come first|latest come first|the most recent come first|"
    "the newest at the top|latest at the top|the latest at the top|most recent at the top|the newest on top|"
    "the newest comes first|newest ones on top|new ones first|the newest ones first|the latest ones first"
)
_OLDEST = phrases(
    "oldest first|earliest first|in chronological order|chronologically|oldest to newest|oldest on top|"
    "the oldest first|with the oldest first|oldest ones first|by oldest|by oldest first|chronological|"
    "in order of creation|oldest-first|from oldest to newest|starting with the oldest|by date ascending|"
    "by creation date ascending|first come first"
)
_ALPHABETICAL = phrases("alphabetically|in alphabetical order|alphabetical|alphabetical order|a to z|a-z")
_CHEAPEST = phrases("cheapest first|the cheapest first|least expensive first")
_DEAREST = phrases("most expensive first|dearest first|the most expensive first")
_SOONEST = phrases("soonest first|next first|the soonest first|upcoming first|nearest first")
_SORTED = phrases(
    "sorted by|ordered by|sort by|order by|sorted on|sort on|sort them by|sort it by|"
    "order them by|sorted in order of|sorted first by|be sorted by|be ordered by|sorted by their|"
    "ordered by their|sorted by its|ordered by its|sorted by the|ordered by the|sort by their|in order of|"
    "in order of their|sort the list by|sort the results by|default default sort by|"
    "default order by"
)
_SORTED_ONLY = phrases(
    "sorted|ordered|sort|order|sort them|order them|sort the list|sorting|shown|listed|displayed|returned|appear|"
    "come|coming|with default order|default order|default sort|default sorting"
)
_DOWN = phrases(
    "descending|desc|in descending order|highest first|largest first|biggest first|from high to low|high to low|"
    "latest first|newest first|most recent first|most first|descendingly|longest first|the highest first|"
    "best first|descending order|from highest to lowest|highest to lowest|most expensive first"
)
_UP = phrases(
    "ascending|asc|in ascending order|lowest first|smallest first|from low to high|low to high|earliest first|"
    "oldest first|cheapest first|soonest first|shortest first|alphabetically|ascending order|the lowest first|"
    "from lowest to highest|lowest to highest|nearest first"
)
CREATION_WORDS = frozenset(
    {
        ("date",),
        ("creation", "date"),
        ("created", "at"),
        ("created", "date"),
        ("date", "created"),
        ("createdat",),
        ("creation", "time"),
        ("date", "created"),
        ("time",),
        ("creation",),
        ("created",),
        ("age",),
        ("recency",),
        ("created_at",),
    }
)
_PAGED = phrases(
    "with pagination|paginated|pagination|paged|in pages|page by page|with paging|paging|with page and limit|"
    "with page and limit parameters|page and limit|with page and page size|with limit and offset|"
    "limit and offset|paginate the results|paginate it|paginate them|paginate the list|paginate results|paginate|"
    "be paginated|with page and limit query parameters|page and limit parameters|page and limit query parameters|"
    "support pagination|supports pagination|with page/limit|page/limit|with page/limit pagination|limit/offset|"
    "with limit/offset|with paginated results|with page and limit params|a paginated way|paginating|page-wise|"
    "pagewise|with offset pagination"
)
_PAGE_ITEMS = lexicon.LIST_NOUNS | {
    "per",
    "each",
    "records",
    "elements",
    "results",
    "things",
    "of",
    "them",
    "at",
    "a",
    "objects",
}
_PAGE_SIZE = phrases(
    "page size|page size of|pages of|with pages of|a page size of|default page size|default page size of|"
    "with a page size of|with a default page size of|in pages of|default limit|default limit of|limit of|"
    "a default limit of|with a limit of|with a default limit of|default of|a default of|with a default of|size"
)
_FILTERED = phrases(
    "filter by|filtered by|filterable by|filtering by|filters for|filters by|filter on|filters on|filter for|"
    "filterable on|be filtered by|with filters for|with filter by|with a filter by|with a filter on|"
    "with a filter for|a filter by|a filter on|a filter for|with optional filters for|optional filters for|"
    "optional filter by|optional filter for|an optional filter by|optionally filtered by|narrowed by|"
    "narrowed down by|narrow by|with filtering by|filter them by|filter it by|filter the list by|with filters by|"
    "with filters on|optional filters by|optionally filter by|optional filtering by|with optional filtering by|"
    "filter the results by|filtering on|with an optional filter by|with an optional filter for|filter results by|"
    "a filter per|can be filtered by|filter option for|list filterable by|list filtered by|the list filterable by|"
    "list filter by"
)
_SEARCHED = phrases(
    "search by|searched by|searchable by|searching by|searchable on|be searched by|search on|a search by|"
    "with search by|with a search by|search them by|search it by|search in|full search on|search over|search for|"
    "a search on|with a search on|text search on|searching in|with search on|with search over|be searchable by|"
    "search the list by|with a search over"
)
_EDGE = {
    "minimum": "minimum",
    "min": "minimum",
    "maximum": "maximum",
    "max": "maximum",
    "lowest": "minimum",
    "highest": "maximum",
}


@dataclass(frozen=True, kw_only=True)
class Order:
    """The words of a field, or one of the signs above, and the direction."""

    words: tuple[str, ...]
    direction: Direction


@dataclass(frozen=True, kw_only=True)
class FilterWish:
    """A field's words and how it is compared; `range` stands for a lowest and a highest value."""

    words: tuple[str, ...]
    match: Match
    first: int
    last: int


def order(cursor: Cursor, *, begun: bool = False) -> Order | None:
    """The ordering that stands here; None leaves the cursor where it was. `begun`: only `by …` is left to read."""
    start = cursor.at
    sorted_ = cursor.take({"by"}) if begun else cursor.phrase(_SORTED)
    if not sorted_:
        cursor.phrase(_SORTED_ONLY)
        cursor.skip({"with", "the", "by", "default"} if cursor.at > start else set())
    found = _by_and_direction(cursor) if not begun and cursor.at == start else None
    found = found or _fixed(cursor) or (_by_field(cursor) if sorted_ else None) or _by_extreme(cursor)
    if found is None:
        cursor.at = start
    return found


def _by_and_direction(cursor: Cursor) -> Order | None:
    """`by due date, earliest first`: an ordering by its direction alone."""
    start = cursor.at
    if cursor.take({"by"}):
        found = _by_field(cursor)
        before = cursor.tokens[cursor.at - 1].word
        if found and before in {"first", "ascending", "descending", "asc", "desc", "order", "alphabetically"}:
            return found
    cursor.at = start
    return None


def _fixed(cursor: Cursor) -> Order | None:
    for table, words, direction in (
        (_NEWEST, CREATED, "desc"),
        (_OLDEST, CREATED, "asc"),
        (_ALPHABETICAL, TITLE, "asc"),
        (_CHEAPEST, ("price",), "asc"),
        (_DEAREST, ("price",), "desc"),
        (_SOONEST, WHEN, "asc"),
    ):
        if cursor.phrase(table):
            if words == TITLE and cursor.take({"by"}):
                cursor.skip(lexicon.POSSESSIVES | {"the"})
                words = _field_words(cursor) or TITLE
            return Order(words=words, direction="asc" if direction == "asc" else "desc")
    return None


def _by_field(cursor: Cursor) -> Order | None:
    cursor.skip({"the", "its", "their"})
    words = _field_words(cursor)
    if not words:
        return None
    cursor.skip({","} if _fits_after_comma(cursor) else set())
    opened = cursor.take({"("})
    cursor.skip(
        {"in", "with", "the"} if cursor.word(1) in {"first", "highest", "lowest", "newest", "oldest"} else set()
    )
    down, up = cursor.phrase(_DOWN), ""
    if not down:
        up = cursor.phrase(_UP)
    if opened and not ((down or up) and cursor.take({")"})):
        return None
    return Order(words=words, direction="desc" if down else "asc")


def _fits_after_comma(cursor: Cursor) -> bool:
    mark = cursor.at
    cursor.at += 1
    fits = bool(cursor.word() and (cursor.phrase(_DOWN) or cursor.phrase(_UP)))
    cursor.at = mark
    return fits


def _by_extreme(cursor: Cursor) -> Order | None:
    """`highest price first`, `lowest rating first`."""
    start = cursor.at
    cursor.skip({"with", "the"})
    extreme = cursor.take({"highest", "lowest", "largest", "smallest", "latest", "earliest", "newest", "biggest"})
    words = _field_words(cursor) if extreme else ()
    if words and cursor.take({"first"}):
        return Order(words=words, direction="asc" if extreme in {"lowest", "smallest", "earliest"} else "desc")
    cursor.at = start
    return None


def _field_words(cursor: Cursor) -> tuple[str, ...]:
    words: list[str] = []
    while (
        len(words) < 3
        and names_on(cursor)
        and cursor.word() not in {"descending", "ascending", "desc", "asc", "highest", "lowest"}
    ):
        words.append(cursor.word())
        cursor.at += 1
    if (
        words
        and cursor.word() == "at"
        and words[-1].endswith(("ed", "s"))
        and not names_on(Cursor(cursor.tokens, cursor.at + 1, cursor.end))
    ):
        words.append("at")
        cursor.at += 1
    return tuple(words)


def pages(cursor: Cursor) -> int | None:
    """The page size of a pagination that stands here, 0 where the request leaves it open; None where there is none."""
    start = cursor.at
    if cursor.phrase(_PAGED):
        cursor.skip({"results", "list", "support"})
        mark = cursor.at
        cursor.skip({",", "with", "of", "by", "default", ":"})
        opened = cursor.take({"("})
        size = _page_size(cursor)
        if size is None or (opened and not cursor.take({")"})):
            cursor.at, size = mark, 0
        return size
    cursor.skip({"with", "in", "by", "show", "return"})
    size = _page_size(cursor)
    if size is None:
        cursor.at = start
    return size


def _page_size(cursor: Cursor) -> int | None:
    start = cursor.at
    named = cursor.phrase(_PAGE_SIZE)
    value = cursor.number()
    if value is None or value != int(value) or not 1 <= value <= 1000:
        cursor.at = start
        return None
    if named and "page" in named:
        cursor.skip(lexicon.LIST_NOUNS)
        return int(value)
    mark = cursor.at
    while cursor.word() in _PAGE_ITEMS or (cursor.at == mark and names_on(cursor)):
        cursor.at += 1
        if cursor.word() == "page" and cursor.tokens[cursor.at - 1].word in {"per", "a", "each"}:
            cursor.at += 1
            cursor.phrase(phrases("by default|as default|as the default|default"))
            return int(value)
        if cursor.word() == "time" and cursor.tokens[cursor.at - 1].word == "a":
            cursor.at += 1
            return int(value)
    cursor.at = start if not (named and "limit" in named) else mark
    return int(value) if named and "limit" in named else None


_BETWEEN = phrases(
    "between two dates|filter between two dates|filtered between two dates|filterable between two dates|"
    "filter by date range|from one date to another|within a date range|in a date range|between dates"
)


def filters(cursor: Cursor, *, begun: str = "") -> tuple[FilterWish, ...]:
    """The filters that stand here, each with its tokens (the first has the verb's too); empty leaves the cursor alone.

    `begun` is `filter` or `search` where only `by …` is left to read.
    """
    start = cursor.at
    contains = begun == "search"
    if begun:
        if not cursor.take({"by"}) and not (contains and cursor.take({"in"})):
            return ()
    elif cursor.phrase(_BETWEEN):
        return (FilterWish(words=WHEN, match="range", first=start, last=cursor.at),)
    elif not cursor.phrase(_FILTERED):
        contains = bool(cursor.phrase(_SEARCHED))
        if not contains:
            return ()
    found: list[FilterWish] = []
    mark = first = start
    while True:
        cursor.skip({"a", "an", "the", "its", "their", "by", "on"})
        cursor.phrase(phrases("whether they are|whether it is|if they are"))
        wish = _one_filter(cursor, contains=contains, first=first)
        if wish is None:
            break
        found.append(wish)
        mark = first = cursor.at
        if not cursor.skip({",", "and", "or", "and/or", "/"}):
            break
        first = cursor.at
    cursor.at = mark if found else start
    return tuple(found)


def _one_filter(cursor: Cursor, *, contains: bool, first: int) -> FilterWish | None:
    edge = _EDGE.get(cursor.word(), "")
    if edge:
        cursor.at += 1
        if cursor.word() in {"/", "and"} and cursor.word(1) in _EDGE:
            cursor.at += 2
            edge = "range"
    if cursor.take({"it", "them", "that", "this"}):
        return FilterWish(words=("it",), match="contains" if contains else "equal", first=first, last=cursor.at)
    words = _field_words(cursor)
    if words[-1:] == ("range",) and len(words) > 1:
        words, edge = words[:-1], "range"
    elif not edge and cursor.phrase(phrases("from and to|from/to|min and max|minimum and maximum|between two values")):
        edge = "range"
    if not words:
        return None
    match: Match = "contains" if contains else edge or "equal"  # type: ignore[assignment]
    return FilterWish(words=words, match=match, first=first, last=cursor.at)
