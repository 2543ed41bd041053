"""A request's clauses read one after another into drafts of resources."""

from podium.analysis.acts import take_back
from podium.analysis.clauses import Part
from podium.analysis.cursor import Cursor
from podium.analysis.frames import head
from podium.analysis.limits import begins_conditional, is_benign_purpose, readable_end
from podium.analysis.reader import Reader
from podium.analysis.statements import forbidden
from podium.analysis.tails import tails
from podium.analysis.vocabulary import Vocabulary
from podium.analysis.words import Token


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
        end = readable_end(tokens, part)
        cursor = Cursor(tokens, part.first, end)
        context = None if cursor.done else head(reader, cursor, part)
        if context:
            purpose = end < part.last and is_benign_purpose(tokens, end, part.last)
            whole = tails(reader, cursor, context) and (end == part.last or purpose)
            if not whole and context.demanded:
                take_back(context)
            elif purpose:
                note = reader.note("rule", end, part.last)
                note.what = "why it is asked; nothing to build"
                context.draft.notes.append(note)
    return reader
