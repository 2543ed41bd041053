"""Fields in prose: `name (required, max 100 characters), price in euros with two decimals, status: open or closed`."""

from copy import deepcopy

from podium.analysis import fieldwords, lexicon
from podium.analysis.bounds import Bound
from podium.analysis.cursor import Cursor, is_wordlike, names_on
from podium.analysis.flags import flag, tells_a_flag
from podium.analysis.listing import filters, order, pages
from podium.analysis.properties import (
    MARKERS,
    OPTIONAL,
    REQUIRED,
    TYPE_AFTER,
    UNIQUE,
    FieldWish,
    closing,
    default,
    modifier,
    share_heads,
    values_of,
)
from podium.analysis.tables import phrases
from podium.analysis.words import singular, spelt

_REFERENCE = phrases(
    "reference to|a reference to|link to|a link to|relation to|a relation to|foreign key to|the id of|id of|"
    "references to|links to"
)
_NOMINAL = ("tion", "sion", "ment", "ing", "ity", "ness", "ance", "ence", "ship", "ism")
_OF_NAMES = {"unit", "number", "amount", "count", "date", "time", "type", "name", "place", "quantity", "state", "kind"}
_RANGED = frozenset({"salary", "price", "date", "age", "time", "amount", "size", "weight"})
"""Names that have a `from` and a `to`."""
_ELSEWHERE = frozenset({"with", "having", "which", "that", "who", "whose", "where", "including", "containing"})
"""After these words further names belong to something else."""
SEPARATORS = frozenset({",", ";", "and", "&", "+", "plus", "as", "well", "also", "or"})


def field_list(cursor: Cursor, *, sure: bool = False) -> list[FieldWish]:
    """The fields that stand here, up to the end of the cursor or a closing bracket.

    `sure` says that the context calls them fields. Words that fit nowhere are stepped over and belong to no range.
    """
    found: list[FieldWish] = []
    while not cursor.done and cursor.word() not in {")", "]", "}"}:
        start = cursor.at
        if _is_feature(cursor):
            break
        if found and (_late_modifier(cursor, found[-1]) or said_of_all(cursor, found)):
            continue
        wish = one_field(cursor)
        if wish and cursor.word() in {"it", "them", "him", "her"}:
            break
        if wish:
            found.append(wish)
        if _is_last(cursor):
            break
        junk = cursor.at
        _to_separator(cursor)
        if any(token.word in _ELSEWHERE for token in cursor.tokens[junk : cursor.at]):
            break
        cursor.skip(SEPARATORS)
        cursor.at = max(cursor.at, start + 1)
    return accepted(found, sure=sure)


def _is_feature(cursor: Cursor) -> bool:
    """Whether an ordering, a pagination or a filter stands here."""
    start = cursor.at
    cursor.skip({"and", "also", "with"})
    found = (
        bool(cursor.phrase(lexicon.LINKED))
        or order(cursor) is not None
        or pages(cursor) is not None
        or bool(filters(cursor))
    )
    cursor.at = start
    return found


def _is_last(cursor: Cursor) -> bool:
    """Whether something else than a further field follows the last one."""
    rest = [token.word for token in cursor.tokens[cursor.at : cursor.end]]
    return bool(rest) and rest[0] not in SEPARATORS and not any(word in {",", ";", "and", ")"} for word in rest)


def accepted(found: list[FieldWish], *, sure: bool) -> list[FieldWish]:
    """The wishes that are surely fields: known by name, said more of, or beside one that is."""
    share_heads(found)
    certain = [one for one in found if _is_field(one, sure=sure)]
    if sure or not certain:
        return certain
    return [one for one in found if one in certain or _is_field(one, sure=True)]


def _is_field(wish: FieldWish, *, sure: bool) -> bool:
    head = wish.words[-1]
    if head in fieldwords.TRAP_FIELDS or singular(head) in fieldwords.TRAP_FIELDS:
        return head in {"number", "text"}
    if any(word in fieldwords.TRAP_MODIFIERS for word in wish.words[:-1]):
        return False
    if singular(head) != head and head not in fieldwords.PLURAL_FIELDS and wish.type is None and "of" not in wish.words:
        return False
    if wish.lexical or wish.said or wish.reference:
        return True
    if any("-" in word for word in wish.words):
        return False
    return sure and not (head.endswith(_NOMINAL) and len(head) > 6)


def _to_separator(cursor: Cursor) -> None:
    """Step over what does not belong to a field, up to the next separator on this level."""
    depth = 0
    while not cursor.done:
        word = cursor.word()
        if depth == 0 and (word in {",", ";", "and", "&"} or word in ")]}"):
            return
        depth += (word in "([{") - (word in ")]}") if cursor.token().kind == "mark" else 0
        cursor.at += 1


def _late_modifier(cursor: Cursor, wish: FieldWish) -> bool:
    """`…, required, max 100 characters` after a name and a comma."""
    start = cursor.at
    cursor.at += 2 if cursor.word() in {"which", "that"} and cursor.word(1) == "is" else 0
    named = cursor.at > start or cursor.word() in fieldwords.FIELD_TYPES or cursor.word() in lexicon.DETERMINERS
    probe = deepcopy(wish)
    if (default(cursor, probe) if named else modifier(cursor, probe)) and (
        cursor.done or cursor.word() in SEPARATORS or cursor.word() in {")", "]"}
    ):
        vars(wish).update(vars(probe))
        wish.ranges.append((start, cursor.at))
        cursor.skip(SEPARATORS)
        return True
    cursor.at = start
    return False


def said_of_all(cursor: Cursor, found: list[FieldWish]) -> bool:
    """`…, both unique`, `all required`: one property of all fields before; two of them for `both`."""
    start = cursor.at
    opened = cursor.take({"("})
    both = cursor.take({"both", "all"})
    cursor.take({"are", "of"})
    probe = FieldWish(words=("",), ranges=[])
    fits = both and (both == "all" or len(found) == 2) and modifier(cursor, probe)
    closed = cursor.take({")"}) if opened and fits else ""
    if not fits or bool(opened) != bool(closed) or probe.type or probe.values or probe.default:
        cursor.at = start
        return False
    for wish in found:
        wish.optional, wish.required = wish.optional or probe.optional, wish.required or probe.required
        wish.unique, wish.bounds = wish.unique or probe.unique, [*wish.bounds, *probe.bounds]
        wish.ranges.append((start, cursor.at))
    cursor.skip(SEPARATORS)
    return True


def one_field(cursor: Cursor) -> FieldWish | None:
    """One field with everything that is said of it; None leaves the cursor where it was."""
    start = cursor.at
    wish = FieldWish(words=("",), ranges=[])
    named = flag(cursor)
    if named:
        wish.words, wish.type = named, "boolean"
        wish.ranges.append((start, cursor.at))
        while _step(cursor, wish):
            pass
        return wish
    _before_name(cursor, wish)
    cursor.skip({"called", "named"})
    if cursor.phrase(_REFERENCE):
        wish.reference = True
        cursor.skip(lexicon.DETERMINERS)
    words = _name(cursor)
    if not words:
        cursor.at = start
        return None
    wish.words, wish.plural = words, singular(words[-1]) != words[-1]
    _type_in_name(wish)
    cursor.take(MARKERS)
    cursor.skip({"called", "named"})
    wish.ranges.append((start, cursor.at))
    while _step(cursor, wish):
        pass
    if set(wish.values) in ({"yes", "no"}, {"true", "false"}):
        wish.type, wish.values = "boolean", ()
    return wish


_HOW_MANY = phrases("how many")


def _before_name(cursor: Cursor, wish: FieldWish) -> None:
    while True:
        if cursor.take(lexicon.DETERMINERS | lexicon.POSSESSIVES):
            continue
        if cursor.phrase(_HOW_MANY):
            wish.type = "integer"
        elif cursor.phrase(OPTIONAL):
            wish.optional = True
        elif cursor.phrase(REQUIRED):
            wish.required = True
        elif cursor.phrase(UNIQUE):
            wish.unique = True
        elif cursor.word() in MARKERS and (is_wordlike(cursor.token(1)) or cursor.word(1) in {"called", "named"}):
            cursor.at += 1
            cursor.skip({"called", "named"})
        elif cursor.take({"short"}) or cursor.take({"new", "additional", "single", "separate"}):
            pass
        elif cursor.word() == "flag" and tells_a_flag(cursor.word(1)):
            wish.type = "boolean"
            cursor.at += 1
        elif cursor.take({"long", "free-text", "multiline"}):
            wish.type = "text"
        elif cursor.word() in {
            "string",
            "integer",
            "int",
            "decimal",
            "float",
            "boolean",
            "bool",
            "datetime",
            "timestamp",
            "enum",
            "text",
            "positive",
        } and (is_wordlike(cursor.token(1)) or cursor.word(1) in MARKERS):
            if cursor.word() == "positive":
                wish.bounds.append((Bound(above=0), (cursor.at, cursor.at + 1)))
            else:
                wish.type = fieldwords.TYPE_WORDS.get(cursor.word()) or wish.type
            cursor.at += 1
            cursor.take(MARKERS)
            cursor.skip({"called", "named", ":"})
        else:
            return


_WHOLE = {
    "valid from": "valid from",
    "valid until": "valid until",
    "valid to": "valid to",
    "date and time": "date time",
}
"""Names of several words that a preposition or an `and` does not cut."""
_WHOLE_PHRASES = phrases("|".join(_WHOLE))
_DONE = frozenset({"sent", "paid", "made", "held", "bought", "sold", "due"})


def _name(cursor: Cursor) -> tuple[str, ...]:
    whole = cursor.phrase(_WHOLE_PHRASES)
    if whole:
        return tuple(_WHOLE[whole].split())
    if cursor.word() in {"from", "to"} and cursor.word(1) in {",", "and", ")", "(", ":", ""}:
        cursor.at += 1
        return (cursor.tokens[cursor.at - 1].word,)
    words: list[str] = []
    if cursor.word() == "is" and cursor.word(2) in {"to", "for", "by"}:
        return ()
    if cursor.word() in {"is", "has"} and is_wordlike(cursor.token(1)):
        words.append(cursor.word())
        cursor.at += 1
    while len(words) < 4 and names_on(cursor) and cursor.word() not in MARKERS:
        if words and (cursor.word(1) in {"/", "|"} or "/" in cursor.word()):
            break
        if words and (cursor.word() == "either" or (cursor.word() == "one" and cursor.word(1) == "of")):
            break
        if cursor.word().endswith("ed") and words and words[0] != "is" and words[-1] in fieldwords.FIELD_TYPES:
            break
        words.extend(spelt(cursor.token()))
        cursor.at += 1
        if cursor.word() in {"from", "to"} and cursor.word(1) in {",", "and", ")", ""} and words[-1] in _RANGED:
            words.append(cursor.word())
            cursor.at += 1
            break
        if cursor.word() == "of" and words[-1] in _OF_NAMES and len(words) == 1 and is_wordlike(cursor.token(1)):
            words.append("of")
            cursor.at += 1
        elif _goes_on(cursor, words[-1]):
            words.append(cursor.word())
            cursor.at += 1
            break
    return tuple(words) if len(words) <= 3 or "of" in words else ()


def _goes_on(cursor: Cursor, last: str) -> bool:
    """Whether `at` or `on` ends the name that `last` stands in: `published at`, `noted on`."""
    done = last.endswith(("ed", "en", "s")) or last in _DONE
    if cursor.word() == "off" and last in {"percent", "percentage", "amount", "price"}:
        return True
    on = cursor.word() == "on" and last.endswith("ed") and cursor.word(1) in {"(", ":", ",", ""}
    return on or (
        cursor.word() == "at"
        and not cursor.done
        and done
        and (not is_wordlike(cursor.token(1)) or cursor.word(1) in TYPE_AFTER)
    )


def _type_in_name(wish: FieldWish) -> None:
    """`name string` and `active flag`: a type word at the end of a name is the type."""
    *before, last = wish.words
    if (
        before
        and last in {"url", "email", "date"}
        and fieldwords.FIELD_TYPES.get(before[-1]) == fieldwords.FIELD_TYPES[last]
    ):
        wish.words = tuple(before)
    while len(wish.words) > 1 and wish.words[-1] in TYPE_AFTER:
        wish.type = wish.type or fieldwords.TYPE_WORDS.get(wish.words[-1])
        wish.words = wish.words[:-1]


def _step(cursor: Cursor, wish: FieldWish) -> bool:
    """Take up one more thing that is said of the field."""
    start = cursor.at
    if cursor.done or cursor.word() in {",", ";"}:
        return False
    if cursor.word() in {"(", "["}:
        return _in_brackets(cursor, wish)
    if cursor.take({":", "=", "-", "–", "—"}) and _after_colon(cursor, wish):
        wish.ranges.append((start, cursor.at))
        return True
    cursor.at = start
    cursor.skip(
        {"which", "that", "it"} | ({"and"} if cursor.word(1) not in {"can", "may"} else set())
        if cursor.word(1) in {"is", "must", "should", "has", "can", "may", "defaults"}
        else set()
    )
    if modifier(cursor, wish):
        wish.ranges.append((start, cursor.at))
        return True
    cursor.at = start
    return False


def more(cursor: Cursor, wish: FieldWish) -> bool:
    """Everything further that is said of a field, after commas or in brackets; whether there was anything."""
    while True:
        begin = cursor.at
        cursor.skip({",", ";", "and", "with", "a", "an"})
        if not _step(cursor, wish):
            cursor.at = begin
            return bool(wish.ranges)


def _in_brackets(cursor: Cursor, wish: FieldWish) -> bool:
    """Everything in brackets after a name; what fits nowhere stays unread."""
    cursor.at += 1
    close = closing(cursor)
    inside = cursor.part(close)
    values = values_of(inside, wish, closed=True) if not wish.values else ()
    if values:
        wish.values = values
        wish.ranges.append((cursor.at - 1, inside.at))
    typed, count, junk = wish.type, len(wish.ranges), False
    wish.shared = inside.word() in {"ints", "integers", "dates", "booleans", "decimals", "strings", "texts"}
    while not inside.done:
        inside.skip({",", ";", "and", ":"})
        begin = inside.at
        if inside.word() in lexicon.NEGATIONS and not modifier(inside, wish):
            inside.at = inside.find({",", ";"})
            continue
        if inside.at > begin:
            wish.ranges.append((begin, inside.at))
            continue
        if not inside.done and modifier(inside, wish):
            wish.ranges.append((begin, inside.at))
        else:
            junk = junk or is_wordlike(inside.token())
            inside.at += 1
    if junk and wish.type != typed and wish.type in {"email", "url", "date", "text"}:
        wish.type, wish.ranges[count:] = typed, []
    cursor.at = min(close + 1, cursor.end)
    return True


def _after_colon(cursor: Cursor, wish: FieldWish) -> bool:
    start = cursor.at
    values = values_of(cursor, wish, closed=False) if not wish.values else ()
    if values:
        wish.values = values
        return True
    cursor.at = start
    if wish.words[-1] in fieldwords.PERSONS and cursor.take({"user", "users"}):
        cursor.skip({"id", "reference"})
        return True
    return modifier(cursor, wish)
