"""What is said of a field: optional, unique, a default, limits, a type, a unit, one of some values."""

from dataclasses import dataclass, field
from itertools import pairwise

from podium.analysis import fieldwords
from podium.analysis.bounds import Bound, bound
from podium.analysis.cursor import Cursor, is_wordlike
from podium.analysis.tables import phrases, word_set
from podium.analysis.words import singular
from podium.plan.analysis import FieldType

OPTIONAL = phrases(
    "?|null|optional|optionally|nullable|not required|may be empty|can be empty|can be left out|not mandatory|"
    "may be null|can be null|which is optional|that is optional|may be left out|is optional|are optional|"
    "be optional|null allowed|or null|which may be empty|may be missing|can be omitted|may be omitted"
)
REQUIRED = phrases(
    "required|mandatory|not null|non-null|not empty|must not be empty|cannot be empty|can't be empty|non-empty|"
    "obligatory|not nullable|which is required|that is required|is required|are required|be required|"
    "may not be empty|never empty|is mandatory|are mandatory|not be empty|cannot be blank|not blank|compulsory|"
    "always required|always set"
)
UNIQUE = phrases(
    "must not repeat|that must not repeat|which must not repeat|may not repeat|that may not repeat|no duplicates|"
    "without duplicates|never twice|no two alike|different for each|"
    "unique|must be unique|which is unique|that is unique|is unique|are unique|should be unique|has to be unique|"
    "be unique|which must be unique|that must be unique|globally unique"
)
_DEFAULT = phrases(
    "default|defaults to|default to|default:|default value|default is|default of|defaulting to|by default|"
    "with default|with a default of|default value of|initially|starts as|starting as|starts at|which defaults to|"
    "that defaults to|=|which is by default|with default value|default =|is by default|starting with|starts with|"
    "begins as"
)
_BY_DEFAULT = phrases(
    "when created|when it is created|on creation|at creation|to begin with|to start with|at the start|"
    "by default|as default|as the default|default|as default value|initially|at first"
)
_DECIMALS = phrases(
    "with two decimals|two decimals|with 2 decimals|2 decimals|with two decimal places|two decimal places|"
    "with 2 decimal places|2 decimal places|with cents|up to two decimals|with up to two decimals|"
    "with up to 2 decimals|up to 2 decimals|with max 2 decimals|with at most two decimals"
)
_TYPED = phrases(
    "of type|as a|as an|as|is a|is an|type|a|an|must be a|must be an|should be a|should be an|must be|"
    "in the form of a|(must be a|must be a valid|be a|be an|a valid|valid|is a valid|which is a|which is an|"
    "be a valid"
)
_EITHER = phrases(
    "either|one of|can be|may be|is one of|must be one of|should be one of|with values|with the values|"
    "with possible values|possible values|values|allowed values|which is one of|which can be|which is either|"
    "is either|must be either|is|that can be|enum of|enum with|enum with values|enum|an enum of|an enum|as enum|"
    "as an enum|choice of|with the options|with options|options|as one of|which is|be one of|be either|"
    "an enum with|an enum with values|has to be one of|has values|be|are|of"
)
PROPERTIES = frozenset(
    {"optional", "required", "unique", "mandatory", "nullable", "default", "defaults", "initially", "by"}
)
TYPE_AFTER = word_set(
    "string text int integer decimal float double boolean bool flag datetime timestamp json varchar enum uuid money"
)
MARKERS = word_set("field fields column columns property properties attribute attributes")


@dataclass(kw_only=True)
class FieldWish:
    """A field as the request says it, not yet accepted: `ranges` are the tokens that were understood.

    `shared`: its type stands in brackets in the plural, and goes for the bare names before it too.
    """

    words: tuple[str, ...]
    ranges: list[tuple[int, int]]
    type: FieldType | None = None
    optional: bool = False
    required: bool = False
    unique: bool = False
    bounds: list[tuple[Bound, tuple[int, int]]] = field(default_factory=list[tuple[Bound, tuple[int, int]]])
    values: tuple[str, ...] = ()
    default: str = ""
    default_range: tuple[int, int] = (0, 0)
    unit: str = ""
    plural: bool = False
    reference: bool = False
    shared: bool = False

    @property
    def said(self) -> bool:
        """Whether the request says more of it than a name."""
        return bool(
            self.type or self.optional or self.required or self.unique or self.bounds or self.values or self.default
        )

    @property
    def lexical(self) -> FieldType | None:
        """What its name says about its type; None where the name says nothing."""
        *before, last = self.words
        if last == "time" and self.unit:
            return "integer"
        if (*before, last) == ("opening", "hours"):
            return "string"
        first = before[0] if before else ""
        if first in {"is", "has", "can"}:
            return "boolean"
        if first in {"number", "amount", "count"}:
            return "integer"
        if "of" in before and first in {"date", "time"}:
            return "date" if first == "date" else "datetime"
        if first == "valid" and last in {"from", "until", "to"}:
            return "date"
        if last in {"from", "to"} and before and before[-1] in fieldwords.FIELD_TYPES:
            return fieldwords.FIELD_TYPES[before[-1]]
        if last in {"at", "on"} and before:
            return "datetime" if last == "at" else "date"
        return fieldwords.FIELD_TYPES.get(last) or fieldwords.FIELD_TYPES.get(singular(last))


def closing(cursor: Cursor) -> int:
    depth = 1
    for place in range(cursor.at, cursor.end):
        word = cursor.tokens[place].word
        if cursor.tokens[place].kind == "mark":
            depth += (word in "([{") - (word in ")]}")
        if depth == 0:
            return place
    return cursor.end


def properties(cursor: Cursor, wish: FieldWish) -> bool:
    """Everything that is said of a field after `is`; whether there was anything."""
    start = cursor.at
    if cursor.word() in {"either", "one"} or (wish.lexical == "enum" and is_wordlike(cursor.token())):
        cursor.phrase(phrases("either|one of"))
        wish.values = values_of(cursor, wish, closed=False)
    while True:
        begin = cursor.at
        cursor.skip({"and", ",", "a", "an", "also"})
        if not modifier(cursor, wish):
            cursor.at = begin
            break
    if cursor.at > start:
        wish.ranges.append((start, cursor.at))
    return cursor.at > start


def modifier(cursor: Cursor, wish: FieldWish) -> bool:
    """One property said of the field; False leaves the cursor where it was."""
    start = cursor.at
    if cursor.phrase(OPTIONAL):
        if is_wordlike(cursor.token()) and cursor.token().kind == "word" and cursor.word() not in fieldwords.TYPE_WORDS:
            cursor.at = start
            return False
        wish.optional = True
    elif cursor.phrase(_DECIMALS):
        wish.type = "decimal"
    elif cursor.phrase(REQUIRED):
        wish.required = True
    elif cursor.phrase(UNIQUE):
        if cursor.word() in {"per", "within", "in", "for", "together"} or is_wordlike(cursor.token()):
            cursor.at = start
            return False
        wish.unique = True
    else:
        return (
            default(cursor, wish)
            or _limit(cursor, wish)
            or _type(cursor, wish)
            or _unit(cursor, wish)
            or _choice(cursor, wish)
        )
    return True


def default(cursor: Cursor, wish: FieldWish) -> bool:
    """A default with its words; False leaves the cursor where it was."""
    start = cursor.at
    if cursor.phrase(_DEFAULT):
        cursor.skip({":", "=", "to", "is", "value", "of"})
        value = _literal(cursor, wish.values)
        if value:
            wish.default, wish.default_range = value, (start, cursor.at)
            return True
        cursor.at = start
        return False
    flagged = wish.lexical == "boolean" or wish.type == "boolean"
    if flagged and cursor.phrase(_BY_DEFAULT) and (cursor.done or cursor.word() in {",", ";", "and", ")"}):
        wish.default, wish.default_range = "true", (start, cursor.at)
        return True
    cursor.at = start
    cursor.skip({"is", "are", "with"})
    value = _literal(cursor, wish.values)
    if value and cursor.phrase(_BY_DEFAULT):
        wish.default, wish.default_range = value, (start, cursor.at)
        return True
    cursor.at = start
    return False


def _literal(cursor: Cursor, values: tuple[str, ...]) -> str:
    word, token = cursor.word(), cursor.token()
    if "/" in word:
        return ""
    if token.kind == "number" and cursor.number() is not None:
        return token.word
    if word in {"true", "false", "yes", "no", "on", "off"}:
        cursor.at += 1
        return "true" if word in {"true", "yes", "on"} else "false"
    words: list[str] = []
    while len(words) < 3 and (is_wordlike(cursor.token()) or "_".join((*words, cursor.word())) in values):
        words.append(cursor.word())
        cursor.at += 1
    return "_".join(words).replace("-", "_")


def _limit(cursor: Cursor, wish: FieldWish) -> bool:
    start = cursor.at
    found = bound(cursor)
    if found is None:
        return False
    if cursor.word() in {"per", "within"} or (found.unit and cursor.word() in {"after", "before", "ago", "old"}):
        cursor.at = start
        return False
    wish.bounds.append((found, (start, cursor.at)))
    return True


def _type(cursor: Cursor, wish: FieldWish) -> bool:
    start = cursor.at
    cursor.phrase(_TYPED)
    cursor.skip({"valid"} if cursor.word(1) not in fieldwords.LENGTH_UNITS else set())
    said = cursor.phrase(fieldwords.TYPE_PHRASES)
    follows = cursor.token()
    if (
        not said
        or cursor.word() in {"of", "[", "array", "or"}
        or (is_wordlike(follows) and cursor.word() not in {"field", "value", "type", "column"})
    ):
        cursor.at = start
        return False
    cursor.take({"field", "value", "type", "column"})
    wish.type = fieldwords.TYPE_WORDS[said]
    return True


def _unit(cursor: Cursor, wish: FieldWish) -> bool:
    start = cursor.at
    if cursor.take({"in", "of"}):
        unit = cursor.take(fieldwords.UNITS) or cursor.take({"€", "$", "£", "%"})
        if unit:
            wish.unit = unit
            return True
    cursor.at = start
    return False


def _choice(cursor: Cursor, wish: FieldWish) -> bool:
    start = cursor.at
    said = cursor.phrase(_EITHER)
    parted = is_wordlike(cursor.token()) and cursor.word(1) in {"/", "|"}
    if not said and not parted and (wish.lexical != "enum" or not is_wordlike(cursor.token())):
        return False
    opened = cursor.take({"(", "["})
    cursor.skip({":", "either", "one"} if cursor.word(1) != "of" else {":"})
    cursor.phrase(phrases("one of|either|of"))
    if opened:
        inside = cursor.part(closing(cursor))
        values = values_of(inside, wish, closed=True, listed=True)
        if values and inside.done:
            wish.values, cursor.at = values, min(inside.end + 1, cursor.end)
            return True
    else:
        values = values_of(cursor, wish, closed=False, listed="enum" in said or "one of" in said or "values" in said)
        if values:
            wish.values = values
            return True
    cursor.at = start
    return False


def values_of(cursor: Cursor, wish: FieldWish, *, closed: bool, listed: bool = False) -> tuple[str, ...]:
    """Two to twelve values joined by commas, bars, slashes and `or`; `closed` says that the cursor holds nothing else.

    A list by commas alone counts for a field whose name or type asks for values, and only where it ends there;
    `listed` says that the words before announce it.
    """
    start = mark = cursor.at
    found: list[str] = []
    joints: set[str] = set()
    while len(found) < 12:
        value = _value(cursor)
        if not value:
            break
        found.extend(value)
        joints |= {"/"} if len(value) > 1 else set()
        mark = cursor.at
        if "or" in joints:
            break
        joint = cursor.skip({",", "|", "/", "or"} | ({"and"} if closed else set()))
        joints |= {cursor.tokens[mark + one].word for one in range(joint)}
        if not joint:
            break
    cursor.at = mark
    ends = (
        cursor.done
        or cursor.word() in {")", "]", "("}
        or (cursor.word() in {",", ";"} and cursor.word(1) in PROPERTIES)
        or (closed and cursor.word() == ";")
    )
    names = any(
        fieldwords.FIELD_TYPES.get(one, "boolean") != "boolean" or one in fieldwords.TYPE_WORDS or one in PROPERTIES
        for one in found
    )
    open_ended = closed and wish.lexical in {None, "string"} and not wish.type and not names
    clear = (
        bool(joints & {"or", "|", "/"})
        or (ends and open_ended)
        or (ends and (listed or (wish.lexical == "enum" and (closed or not names))))
    )
    properties = any(one in PROPERTIES or (one in fieldwords.TYPE_WORDS and wish.lexical != "enum") for one in found)
    if len(found) >= 2 and len(set(found)) == len(found) and clear and not properties and (ends or not closed):
        return tuple(found)
    cursor.at = start
    return ()


_IN_VALUES = word_set("in on to up do done not no of out off under at all any none new")
"""Words that no name holds and a value may: `in progress`, `on hold`, `all`."""


def _value(cursor: Cursor) -> list[str]:
    words: list[str] = []
    while (
        len(words) < 3
        and cursor.token().kind == "word"
        and (is_wordlike(cursor.token()) or cursor.word() in _IN_VALUES or cursor.word().endswith("ly"))
    ):
        words.append(cursor.word())
        cursor.at += 1
    if not words or words[-1] in {"of", "at"}:
        return []
    return [one.replace("-", "_") for one in "_".join(words).split("/")]


def share_heads(found: list[FieldWish]) -> None:
    """`arrival and departure dates` are two dates: the name before takes the head of the one behind.

    `start, end (ints)` are two numbers.
    """
    for one, other in reversed(list(pairwise(found))):
        if other.shared and not one.said:
            one.type, one.bounds, one.shared = other.type, list(other.bounds), True
    for one, other in pairwise(found):
        head = singular(other.words[-1])
        bare = len(one.words) == 1 and one.lexical in {None, "datetime"} and not (one.said or one.plural)
        near = bool(one.ranges and other.ranges) and other.ranges[0][0] - one.ranges[-1][1] == 1
        if bare and near and other.plural and len(other.words) == 2 and head in {"date", "time", "price", "address"}:
            one.words, other.words = (*one.words, head), (other.words[0], head)
            other.plural = False
