"""Who may change and who may read, said in two words: `writes admin only, reads public`, `public reads`."""

from podium.analysis import lexicon
from podium.analysis.accesses import said_access
from podium.analysis.cursor import Cursor
from podium.analysis.drafts import Draft
from podium.analysis.operations import Context, Doer, give_access
from podium.analysis.phrases import Actor, actors
from podium.analysis.reader import Reader
from podium.analysis.tables import phrases
from podium.plan.analysis import OperationKind

_CHANGES: tuple[OperationKind, ...] = ("create", "update", "delete")
_READS: tuple[OperationKind, ...] = ("list", "get")
_WRITE = phrases("writes|write access|write operations|writing|mutations|changes|writing access|write endpoints|write")
_READ = phrases("reads|read access|read operations|reading|reading access|read endpoints|read")
_IS = frozenset({":", "=", "is", "are", "for", "by", "to", "need", "needs", "require", "requires", "-", "–"})


def sides(reader: Reader, cursor: Cursor, draft: Draft | None) -> Context | None:
    """The operations of a new draft with who may, to the end of the clause; None leaves the cursor alone."""
    start = cursor.at
    if draft is None or draft.existing:
        return None
    cursor.skip({",", "(", "with", "-", "–", "and"})
    found: list[tuple[tuple[OperationKind, ...], Actor, int, int]] = []
    while not cursor.done:
        one = _side(reader, cursor)
        if one is None:
            cursor.at = start
            return None
        found.append(one)
        cursor.skip({",", "/", "and", ";", ")", "but"})
    if not found or len({kinds for kinds, *_ in found}) < len(found):
        cursor.at = start
        return None
    note = reader.note("operation", start, cursor.at)
    context = Context(draft=draft, note=note)
    known = set(draft.operations)
    for kinds, who, first, last in found:
        said = Actor(access=who.access, roles=who.roles, noun=who.noun, only=True)
        made = [reader.operation(draft, kind, note) for kind in kinds if kind in known or not known & {*kinds}]
        for one in made:
            one.seen = True
        part = Context(draft=draft, note=note, operations=made)
        give_access(reader, part, Doer(actor=said, first=first, last=last))
        context.operations += made
    return context


def _side(reader: Reader, cursor: Cursor) -> tuple[tuple[OperationKind, ...], Actor, int, int] | None:
    """`writes: admins`, `admin-only writes`: the operations, who may, and where that is said."""
    first = cursor.at
    before = _who(reader, cursor)
    kinds = _CHANGES if cursor.phrase(_WRITE) else _READS if cursor.phrase(_READ) else ()
    if not kinds:
        return None
    named = cursor.at - first == 1 and cursor.tokens[first].word in {"read", "write"}
    opened = cursor.skip(_IS)
    if named and not opened:
        return None
    who = before or _who(reader, cursor)
    return (kinds, who, first, cursor.at) if who and who.access != "owner" else None


def _who(reader: Reader, cursor: Cursor) -> Actor | None:
    begin = cursor.at
    cursor.take({"only"})
    found = said_access(cursor) or actors(cursor, reader.vocabulary)
    if found is None and cursor.phrase(lexicon.SIGNED_IN):
        found = Actor(access="signed_in", noun="user")
    if found is None:
        cursor.at = begin
        return None
    cursor.take({"only"})
    return found
