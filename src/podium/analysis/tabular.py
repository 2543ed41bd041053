"""Fields that a request shows as the rows of a table."""

from itertools import pairwise

from podium.analysis.cursor import Cursor
from podium.analysis.fieldlist import one_field
from podium.analysis.fields import add_fields
from podium.analysis.properties import FieldWish, default, modifier
from podium.analysis.reader import Reader
from podium.analysis.tables import word_set

_COLUMNS: dict[str, frozenset[str]] = {
    "name": word_set("field name column property attribute key fields"),
    "type": word_set("type datatype kind"),
    "required": word_set("required mandatory"),
    "optional": word_set("optional nullable"),
    "unique": word_set("unique"),
    "default": word_set("default"),
    "more": word_set("constraint constraints rules notes note validation remarks remark limits limit comment rule"),
}
_YES = word_set("yes true x y required ✓ ✔ ✅ mandatory optional unique nullable")
_NO = word_set("no false n – - ✗ ✘ ❌ —")
Cell = tuple[int, int]


def fields_of_table(reader: Reader, number: int) -> bool:
    """Give the draft at hand the fields that the rows of the part say; all of them, or none and False.

    The first row names the columns: one for names, one for types, others for what else is known of fields. What a
    column of remarks says beside is left unread.
    """
    part, draft = reader.parts[number], reader.focus
    if draft is None:
        return False
    reader.clause = number
    rows = _rows(reader, part.first, part.last)
    kinds = [_kind(reader, cell) for cell in rows[0]] if rows else []
    if kinds.count("name") != 1 or kinds.count("type") != 1 or "" in kinds or len(rows) < 2:
        return False
    wishes = [_wish(reader, dict(zip(kinds, row, strict=False))) for row in rows[1:]]
    found = [one for one in wishes if one is not None]
    if len(found) < len(wishes) or not add_fields(reader, draft, found):
        return False
    last = rows[0][-1][1]
    draft.notes.append(reader.note("resource", part.first, last))
    return True


def _rows(reader: Reader, first: int, last: int) -> list[list[Cell]]:
    """The cells of each line but the ruled one, with or without a bar at its ends."""
    rows: list[list[Cell]] = []
    begin = first
    for place in range(first + 1, last + 1):
        if place < last and "\n" not in reader.text[reader.tokens[place - 1].end : reader.tokens[place].start]:
            continue
        bars = [at for at in range(begin, place) if reader.tokens[at].text == "|"]
        ends = [begin - 1, *bars, place]
        cells = [(low + 1, high) for low, high in pairwise(ends)]
        cells = cells[1:] if bars and bars[0] == begin else cells
        cells = cells[:-1] if bars and bars[-1] == place - 1 else cells
        rows.append(cells)
        begin = place
    return [
        row for row in rows if not all(reader.tokens[at].kind == "mark" for low, high in row for at in range(low, high))
    ]


def _kind(reader: Reader, cell: Cell) -> str:
    words = [reader.tokens[at].word for at in range(*cell) if reader.tokens[at].kind == "word"]
    known = (kind for kind, names in _COLUMNS.items() if len(words) == 1 and words[0] in names)
    return next(known, "")


def _wish(reader: Reader, row: dict[str, Cell]) -> FieldWish | None:
    """The field of a row; None where its name or its type is no such thing."""
    name = Cursor(reader.tokens, *row["name"])
    wish = one_field(name)
    if wish is None or not name.done:
        return None
    kind = Cursor(reader.tokens, *row["type"])
    while not kind.done:
        begin = kind.at
        if not modifier(kind, wish) and not kind.skip({",", ";", "(", ")"}):
            return None
        wish.ranges.append((begin, kind.at))
    if wish.type is None and not wish.values:
        return None
    return (
        wish
        if all(_flagged(reader, wish, kind, cell) for kind, cell in row.items() if kind not in {"name", "type"})
        else None
    )


def _flagged(reader: Reader, wish: FieldWish, kind: str, cell: Cell) -> bool:
    """Take up a further cell; False where a flag is neither set nor unset."""
    cursor = Cursor(reader.tokens, *cell)
    if cursor.done:
        return True
    if kind == "default":
        value = "_".join(reader.tokens[at].word for at in range(*cell))
        wish.default = "" if value in _NO | {"null", "none"} else value
        wish.ranges.append(cell)
        return True
    if kind == "more":
        while not cursor.done:
            begin = cursor.at
            if modifier(cursor, wish) or default(cursor, wish):
                wish.ranges.append((begin, cursor.at))
            else:
                cursor.at += 1
        return True
    word = cursor.word()
    if word not in _YES | _NO or cursor.at + 1 < cursor.end:
        return False
    holds = word in _YES
    if kind == "required":
        wish.required, wish.optional = holds, not holds
    elif kind == "optional":
        wish.optional = holds
    else:
        wish.unique = holds
    wish.ranges.append(cell)
    return True
