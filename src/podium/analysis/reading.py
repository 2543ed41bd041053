"""A request's clauses read one after another into drafts of resources."""

from functools import partial

from podium.analysis.acts import Context
from podium.analysis.clauses import Part
from podium.analysis.cursor import Cursor
from podium.analysis.frames import head
from podium.analysis.limits import begins_conditional, is_benign_purpose, readable_end
from podium.analysis.phrases import noun
from podium.analysis.reader import Reader
from podium.analysis.restrictions import forbidden, is_heading
from podium.analysis.tails import tails
from podium.analysis.vocabulary import Vocabulary
from podium.analysis.words import Token, singular


def read(tokens: tuple[Token, ...], parts: tuple[Part, ...], vocabulary: Vocabulary) -> Reader:
    """The drafts that the parts give. A sentence that begins with a condition is not read: what it says hangs on it."""
    reader = Reader(tokens=tokens, parts=parts, vocabulary=vocabulary)
    conditional = -1
    for number, part in enumerate(parts):
        reader.clause = number
        if part.kind == "code" or part.sentence == conditional:
            continue
        if begins_conditional(tokens, part):
            conditional = part.sentence
            continue
        if forbidden(reader, Cursor(tokens, part.first, part.last)):
            continue
        cursor = Cursor(tokens, part.first, readable_end(tokens, part))
        if cursor.done or reader.attempt(cursor, partial(_clause, reader, cursor, part)) is None:
            _label(reader, part)
    _headings(reader)
    return reader


def _clause(reader: Reader, cursor: Cursor, part: Part) -> Context | None:
    """One clause; None where it cannot be read, or where what stays unread would turn its meaning.

    Unread words turn a bare demand (`delete orders older than 30 days`), what everybody may do (`see the posts that
    are published`) and an unexplained `one`.
    """
    context = head(reader, cursor, part)
    if context is None:
        return None
    purpose = cursor.end < part.last and is_benign_purpose(reader.tokens, cursor.end, part.last)
    whole = tails(reader, cursor, context) and (cursor.end == part.last or purpose)
    whole = whole and not (context.subject and context.subject.qualities)
    public = context.actor is not None and context.actor.access == "public"
    if context.once >= 0 or (not whole and (context.demanded or public)):
        return None
    if purpose:
        note = reader.note("rule", cursor.end, part.last)
        note.what = "why it is asked; nothing to build"
        context.draft.notes.append(note)
    return context


def _label(reader: Reader, part: Part) -> None:
    """Keep what a part names that is a noun and a colon, for the rest of its sentence."""
    cursor = Cursor(reader.tokens, part.first, part.last)
    target = noun(cursor)
    model = reader.vocabulary.model(target.words) if target and cursor.done and not target.own else None
    if model and reader.tokens[part.last : part.last + 1] and reader.tokens[part.last].word == ":":
        reader.subject = (reader.existing(model), reader.note("resource", part.first, part.last), part.sentence)


def _headings(reader: Reader) -> None:
    """Headings that were met before there was anything to head belong to the first draft, as nothing to build."""
    for number, part in enumerate(reader.parts):
        tokens = reader.tokens[part.first : part.last]
        titled = part.kind == "heading" and any(singular(tokens[-1].word) == one.words[-1] for one in reader.drafts)
        if reader.drafts and part.kind != "code" and (titled or is_heading(tokens)):
            reader.clause = number
            note = reader.note("rule", part.first, part.last)
            note.what = "a heading; nothing to build"
            reader.drafts[0].notes.append(note)
