"""The head of a clause: which of the frames it is."""

from podium.analysis import lexicon
from podium.analysis.acts import Context, act
from podium.analysis.clauses import Part
from podium.analysis.cursor import Cursor
from podium.analysis.introductions import introduced
from podium.analysis.permissions import carried_on, let, list_wish, someone_may, story
from podium.analysis.phrases import Actor, verbs
from podium.analysis.reader import Reader
from podium.analysis.routes import route
from podium.analysis.statements import statement
from podium.analysis.uniqueness import one_per


def head(reader: Reader, cursor: Cursor, part: Part) -> Context | None:
    """The head of a clause, with the cursor behind it; None leaves the cursor at the beginning."""
    start = cursor.at
    cursor.skip({"(", "["})
    carried = reader.actor if reader.actor_sentence == part.sentence else None
    for frame in (route, story, let, one_per):
        begin = cursor.at
        found = frame(reader, cursor)
        if found:
            return found
        cursor.at = begin
    lead = _lead_in(cursor)
    begin = cursor.at
    cursor.take({"allow", "enable", "support"})
    led = cursor.at
    wished = list_wish(reader, cursor, None) if cursor.word() in lexicon.SORTING else None
    if wished:
        wished.note.ranges.append((begin, led))
        return wished
    cursor.at = begin
    for frame in (let, someone_may, one_per):
        begin = cursor.at
        found = frame(reader, cursor)
        if found:
            return found
        cursor.at = begin
    found = carried_on(reader, cursor, carried) if carried and not lead else None
    found = found or introduced(reader, cursor, part) or _demanded(reader, cursor, carried)
    if found is None:
        found = statement(reader, cursor, part)
    if found is None:
        cursor.at = start
    return found


def _lead_in(cursor: Cursor) -> bool:
    """Step over `please`, `we need to`; whether there was something."""
    start = cursor.at
    while cursor.phrase(lexicon.LEAD_IN):
        cursor.skip({",", ":"})
    return cursor.at > start


def _demanded(reader: Reader, cursor: Cursor, carried: Actor | None) -> Context | None:
    """`List a product's reviews`, `creating notes`."""
    begin = cursor.at
    done = verbs(cursor) or verbs(cursor, forms=lexicon.GERUNDS)
    found = act(reader, cursor, done) if done else None
    if found is None:
        cursor.at = begin
        return None
    for operation in found.operations:
        operation.actor = operation.actor or carried
    return found
