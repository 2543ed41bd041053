"""What somebody needs to work with: `admins need an API for promo codes`."""

from collections.abc import Callable
from functools import partial

from podium.analysis.cursor import Cursor
from podium.analysis.operations import Context, Doer, give_access
from podium.analysis.phrases import actors
from podium.analysis.reader import Reader
from podium.analysis.tables import phrases

_NEED = phrases("need|needs|want|wants|would like|require|should get|should have|must have|should be given|'d like")


def needed(reader: Reader, cursor: Cursor, managed: Callable[[Reader, Cursor], Context | None]) -> Context | None:
    """The operations of a new thing for a role that needs them; None leaves the cursor alone."""
    first = cursor.at
    who = actors(cursor, reader.vocabulary)
    last = cursor.at
    if who is None or who.access != "role" or not cursor.phrase(_NEED):
        return None
    found = reader.attempt(cursor, partial(managed, reader, cursor))
    if found is None or found.draft.existing or not found.operations:
        return None
    give_access(reader, found, Doer(actor=who, first=first, last=last))
    for operation in found.operations:
        operation.speaker = operation.speaker or who
    found.note.ranges.append((first, last))
    return found
