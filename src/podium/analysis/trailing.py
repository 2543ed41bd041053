"""What stands behind the name of a new thing: rows of fields, periods, for whom all of it is, who may do what."""

from podium.analysis.cursor import Cursor, is_content
from podium.analysis.defaults import a
from podium.analysis.drafts import Draft
from podium.analysis.fieldlist import field_list, one_field
from podium.analysis.fields import add_fields
from podium.analysis.operations import Context, Doer, kinds, operate
from podium.analysis.phrases import actors, may, verbs
from podium.analysis.reader import Reader


def row(reader: Reader, cursor: Cursor, context: Context) -> bool:
    """`…, code unique, percentage 1-100`: fields behind the bare name of a new thing, to the end of the clause."""
    start = cursor.at
    draft = context.draft
    named = context.subject is not None and context.subject.last == start and not context.operations
    if draft.existing or draft.fields or not named:
        return False
    cursor.at += 1
    wishes = field_list(cursor)
    held = {place for wish in wishes for low, high in wish.ranges for place in range(low, high)}
    whole = all(place in held for place in range(start, cursor.end) if is_content(cursor.tokens[place]))
    sure = sum(bool(one.lexical or one.said) for one in wishes)
    if not whole or sure < 2 or not add_fields(reader, draft, wishes):
        cursor.at = start
        return False
    cursor.at = cursor.end
    return True


def period(reader: Reader, cursor: Cursor, context: Context) -> bool:
    """`from a start date to an end date`: both ends are fields."""
    start = cursor.at
    first = one_field(cursor) if cursor.take({"from", "between"}) else None
    second = one_field(cursor) if first and cursor.take({"to", "until", "till", "and"}) else None
    dates = first and second and {first.lexical, second.lexical} <= {"date", "datetime"} and len(first.words) > 1
    if not (first and second and dates and add_fields(reader, context.draft, [first, second])):
        cursor.at = start
        return False
    return True


def for_whom(reader: Reader, cursor: Cursor, draft: Draft) -> int:
    """Where the fields end: before `(signed-in users)` at the very end, which says for whom all of it is."""
    opened = next((at for at in range(cursor.end - 1, cursor.at, -1) if cursor.tokens[at].word == "("), -1)
    if opened < 0 or cursor.tokens[cursor.end - 1].word != ")" or draft.existing:
        return cursor.end
    inside = Cursor(cursor.tokens, opened + 1, cursor.end - 1)
    inside.skip({"for", "by", "only"})
    found = actors(inside, reader.vocabulary)
    inside.take({"only"})
    if found is None or not inside.done or found.access == "owner":
        return cursor.end
    note = reader.note("access", opened + 1, cursor.end - 1)
    note.what = found.noun
    draft.everyone = (found, note)
    if found.access == "signed_in" and reader.own(draft, note):
        draft.guesses.append(f"{a(draft.label)} belongs to whoever created it (`{reader.vocabulary.owner}`)")
    return opened


def relative(reader: Reader, cursor: Cursor, context: Context) -> bool:
    """`…, which only admins can create or delete`: operations of the new thing with who may."""
    start = cursor.at
    opened = cursor.take({"which", "that"}) and not context.draft.existing
    first = cursor.at
    who = actors(cursor, reader.vocabulary, before=reader.actor) if opened else None
    last = cursor.at
    done = verbs(cursor) if who and may(cursor) not in {"", "must", "will", "shall"} else ()
    if who is None or not done or not (cursor.done or cursor.word() in {",", ".", ";", "and", "but"}):
        cursor.at = start
        return False
    note = reader.note("operation", start, cursor.at)
    made = Context(draft=context.draft, note=note)
    operate(reader, made, kinds(done, None, context.draft), Doer(actor=who, first=first, last=last))
    return True
