"""Fields as they were wished for become fields of a draft: types from what was said, limits where they fit."""

from podium.analysis import lexicon
from podium.analysis.bounds import Bound
from podium.analysis.drafts import Draft, FieldDraft, Note
from podium.analysis.properties import FieldWish
from podium.analysis.reader import Reader
from podium.analysis.vocabulary import singular_words
from podium.analysis.words import Token, camel, number
from podium.plan.analysis import FieldType
from podium.plan.survey import Field

_NUMERIC: frozenset[FieldType] = frozenset({"integer", "decimal"})
_TEXTUAL: frozenset[FieldType] = frozenset({"string", "text", "email", "url"})
_AUTHORS = frozenset({"author", "owner", "creator", "reporter", "user"})
_USERS = frozenset({"assignee", "reviewer", "approver", "manager", "customer", "member", "client"})
_COUNTED = frozenset(
    {"floor", "number", "position", "level", "size", "grade", "version", "room", "house", "month", "year"}
)
"""Names that a range of numbers makes numbers."""
_MONEY = frozenset({"price", "amount", "cost", "fee", "salary", "total"})


def add_fields(reader: Reader, draft: Draft, wishes: list[FieldWish]) -> bool:
    """Give the draft the wished fields and relations; whether any could be given."""
    given = False
    for wish in wishes:
        given = _add(reader, draft, wish) or given
    return given


def _add(reader: Reader, draft: Draft, wish: FieldWish) -> bool:
    words = wish.words
    if _is_standard(reader, words, wish):
        draft.notes.append(
            Note(
                kind="field",
                clause=reader.clause,
                ranges=list(wish.ranges),
                what=f"{camel(words)}: as every model has it",
            )
        )
        return True
    column = draft.existing.field(camel(words)) if draft.existing else None
    if column:
        return _is_there(draft, wish, column, clause=reader.clause)
    if _relate(reader, draft, wish):
        return True
    if wish.reference or reader.draft_named(words) not in {None, draft}:
        return False
    known = draft.field(words)
    if known and known.name == camel(words):
        merge(known, wish)
        return True
    draft.fields.append(field_of(wish, reader.clause))
    return True


_COLUMNS: dict[FieldType, frozenset[str]] = {
    **dict.fromkeys(("string", "text", "email", "url"), frozenset({"String"})),
    "integer": frozenset({"Int", "BigInt"}),
    "decimal": frozenset({"Decimal", "Float"}),
    "boolean": frozenset({"Boolean"}),
    **dict.fromkeys(("date", "datetime"), frozenset({"DateTime"})),
}


def _is_there(draft: Draft, wish: FieldWish, column: Field, *, clause: int) -> bool:
    """Whether the column that is there is all that the wish says: then there is nothing to build, only to say so."""
    more = wish.values or wish.bounds or wish.default or wish.reference or (wish.unique and not column.is_unique)
    more = more or (wish.optional and not column.optional) or (wish.required and column.optional)
    if more or (wish.type and column.type not in _COLUMNS.get(wish.type, ())) or draft.existing is None:
        return False
    unique = " and is unique" if wish.unique else ""
    note = Note(kind="field", clause=clause, ranges=list(wish.ranges))
    note.what = f"{column.name}: {draft.name} has it already{unique} ({column.place})"
    draft.notes.append(note)
    draft.there.append(note)
    return True


def _is_standard(reader: Reader, words: tuple[str, ...], wish: FieldWish) -> bool:
    """Whether every model here has that column by habit: its id and when it was made."""
    plain = not (wish.type or wish.bounds or wish.values or wish.default or wish.optional)
    return plain and camel(words) in {"id", reader.vocabulary.created}


def _relate(reader: Reader, draft: Draft, wish: FieldWish) -> bool:
    """A field that names a model is a relation to it."""
    if wish.type or wish.bounds or wish.values or draft.existing:
        return False
    other = None if wish.plural else reader.draft_named(wish.words)
    if other and other is not draft and not other.existing:
        link = Note(kind="relation", clause=reader.clause, ranges=list(wish.ranges))
        reader.relate_name(draft, other.name, note=link, role="reference").optional = wish.optional
        return True
    model = None if wish.plural else reader.vocabulary.model(wish.words)
    user = reader.vocabulary.model((reader.vocabulary.user,)) if reader.vocabulary.user else None
    note = Note(kind="relation", clause=reader.clause, ranges=list(wish.ranges))
    word = wish.words[-1]
    if (
        user
        and len(wish.words) == 1
        and word in _AUTHORS
        and any(one.kind == "create" for one in draft.operations.values())
    ):
        reader.relate(draft, user, note=note, role="owner")
        return True
    role = reader.vocabulary.role(word)
    person = word in _USERS or (role and role != reader.vocabulary.admin and word in lexicon.PEOPLE)
    if user and len(wish.words) == 1 and person and model is None:
        relation = reader.relate(draft, user, note=note, role="reference", word=word)
        relation.optional, relation.synonym = wish.optional, word
        return True
    if model is None:
        return False
    relation = reader.relate(draft, model, note=note, role="reference", word=camel(singular_words(wish.words)))
    relation.optional = wish.optional
    return True


def field_of(wish: FieldWish, clause: int) -> FieldDraft:
    """The field that a wish stands for; limits and defaults that do not fit its type lose their tokens."""
    kind, guessed = type_of(wish)
    note = Note(kind="field", clause=clause, ranges=list(wish.ranges))
    made = FieldDraft(
        words=wish.words,
        type=kind,
        note=note,
        optional=wish.optional and not wish.required,
        required=wish.required,
        values=wish.values if kind == "enum" else (),
        unique=wish.unique,
        unit=wish.unit,
        guessed=guessed,
    )
    _limits(made, wish)
    return made


def merge(made: FieldDraft, wish: FieldWish) -> None:
    """Let a known field have what a second mention adds."""
    made.note.ranges.extend(wish.ranges)
    if wish.type or wish.values:
        made.type, made.guessed = type_of(wish)
        made.values = wish.values if made.type == "enum" else ()
    made.optional = (made.optional or wish.optional) and not wish.required
    made.required = made.required or wish.required
    made.unique = made.unique or wish.unique
    _limits(made, wish)


def _limits(made: FieldDraft, wish: FieldWish) -> None:
    for limit, place in wish.bounds:
        if not limit_field(made, limit):
            _forget(made.note, place)
    if wish.default:
        value = default_of(made, wish.default)
        if value:
            made.default = value
        else:
            _forget(made.note, wish.default_range)


def _forget(note: Note, place: tuple[int, int]) -> None:
    """Take the tokens of `place` out of a note again."""
    kept: list[tuple[int, int]] = []
    for first, last in note.ranges:
        kept += [(first, min(last, place[0])), (max(first, place[1]), last)]
    note.ranges = [(first, last) for first, last in kept if first < last]


def type_of(wish: FieldWish) -> tuple[FieldType, bool]:
    """The type of a wished field, and whether nothing in the request says so."""
    if wish.values:
        return "enum", False
    lexical = wish.lexical
    limits = [limit for limit, _ in wish.bounds]
    if wish.type and not (wish.type == "string" and lexical == "text"):
        return wish.type, False
    if lexical and lexical != "enum":
        return _narrowed(lexical, limits), False
    if any(limit.length for limit in limits):
        longest = max((limit.maximum or 0) for limit in limits)
        return ("text" if longest > 255 else "string"), False
    if limits:
        return ("integer" if all(limit.whole for limit in limits) else "decimal"), False
    if wish.unit:
        return "decimal", False
    if wish.default in {"true", "false"}:
        return "boolean", False
    return "string", True


def _narrowed(lexical: FieldType, limits: list[Bound]) -> FieldType:
    if lexical == "integer" and any(not limit.whole for limit in limits):
        return "decimal"
    if lexical == "text" and any(limit.minimum is not None and not limit.length and limit.maximum for limit in limits):
        return "text"
    return lexical


def limit_field(made: FieldDraft, limit: Bound) -> bool:
    """Give the field a limit; False where it does not fit its type."""
    both = limit.minimum is not None and limit.maximum is not None and not limit.length and limit.whole
    if made.type == "string" and both and (limit.minimum == 0 or made.words[-1] in _COUNTED):
        made.type = "integer"
    if made.type in _TEXTUAL:
        if limit.above is not None or limit.below is not None or limit.unit or not limit.whole:
            return False
        if _contradicts(made.min_length, limit.minimum) or _contradicts(made.max_length, limit.maximum):
            return False
        made.min_length = made.min_length if limit.minimum is None else int(limit.minimum)
        made.max_length = made.max_length if limit.maximum is None else int(limit.maximum)
        return True
    if made.type not in _NUMERIC or limit.length:
        return False
    if made.type == "integer" and not limit.whole:
        made.type = "decimal"
    low, high = limit.minimum, limit.maximum
    if limit.above is not None:
        if made.type == "decimal" and made.words[-1] not in _MONEY:
            return False
        low = limit.above + (1 if made.type == "integer" else 0.01)
    if limit.below is not None:
        if made.type == "decimal":
            return False
        high = limit.below - 1
    if _contradicts(made.minimum, low) or _contradicts(made.maximum, high):
        return False
    made.minimum = made.minimum if low is None else low
    made.maximum = made.maximum if high is None else high
    made.unit = made.unit or limit.unit
    return True


def _contradicts(known: float | None, said: float | None) -> bool:
    """Whether a second limit says another number than the first."""
    return known is not None and said is not None and known != said


def default_of(made: FieldDraft, text: str) -> str:
    """The default as the field's type writes it; empty where it is none for that type."""
    if made.type == "boolean":
        positive = made.words[-1]
        return (
            text
            if text in {"true", "false"}
            else ("true" if text == positive else "false" if text == f"in{positive}" else "")
        )
    if made.type in _NUMERIC:
        value = number(Token(text, text, 0, 0, "number")) if text[0].isdigit() else None
        inside = (
            value is not None
            and (made.minimum is None or value >= made.minimum)
            and (made.maximum is None or value <= made.maximum)
        )
        return text.rstrip("%") if inside and (made.type == "decimal" or value == int(value or 0)) else ""
    if made.type == "enum":
        return text if text in made.values else ""
    plain = (
        made.type == "string"
        and "_" not in text
        and text not in {"now", "today", "null", "none", "empty", "current", "true", "false"}
    )
    return text if plain and not any(one in lexicon.ACTOR_NOUNS for one in text.split("_")) else ""
