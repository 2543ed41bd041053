"""How something is deleted: `deleting is a soft delete`, `suppliers are soft-deleted`."""

from podium.analysis.cursor import Cursor
from podium.analysis.operations import Context
from podium.analysis.phrases import noun
from podium.analysis.reader import Reader
from podium.analysis.tables import phrases

_DELETING = phrases("deleting|a delete|deletes|delete|deletion|deletions|a deletion|the delete|the deletion")
_OF = phrases("of one|of it|of them|one|it|them")
_ARE = phrases("is|are|should be|must be|shall be|has to be|have to be|is only|are only|is to be|are to be|will be")
_USING = phrases("use|using|with|by|do|as|make it|make them|do it as|as a")
_SOFT = phrases(
    "soft delete|soft deletes|soft deletion|soft deleted|soft-delete|soft-deletes|soft-deleted|soft-deletion|"
    "soft ones|soft only|soft"
)
WHAT = "a delete keeps the row and marks it as deleted"


def softly(reader: Reader, cursor: Cursor) -> Context | None:
    """The draft at hand, whose rows a delete is to keep; None leaves the cursor alone."""
    start = cursor.at
    deleting = bool(cursor.phrase(_DELETING))
    if deleting:
        cursor.phrase(_OF)
    draft = reader.focus
    target = None
    if cursor.word() not in _ARE and cursor.word() not in _USING:
        target = noun(cursor)
        draft = reader.known(target) if target else None
    said = cursor.phrase(_ARE) if deleting or target else cursor.phrase(_USING)
    cursor.take({"a", "an"})
    if draft is None or not said or not cursor.phrase(_SOFT):
        cursor.at = start
        return None
    cursor.take({"only"})
    note = reader.note("rule", start, cursor.at)
    note.what = WHAT
    draft.notes.append(note)
    draft.softly = True
    reader.focus = draft
    return Context(draft=draft, note=note)
