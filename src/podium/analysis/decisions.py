"""What others decide about a row than who made it: `admins change their status (requested, approved, rejected)`."""

from podium.analysis.cursor import Cursor, is_wordlike
from podium.analysis.drafts import FieldDraft, Note
from podium.analysis.operations import Context, Doer, operate
from podium.analysis.permissions import remember
from podium.analysis.phrases import actors, may, noun
from podium.analysis.reader import Reader

_CHANGE = frozenset({"change", "changes", "set", "sets", "update", "updates"})
_ANSWER = frozenset({"answer", "answers"})
_ITS = frozenset({"its", "their", "the"})
_STATES = frozenset({"status", "state"})
_LEAST = 2
"""So many values make a state."""


def decided(reader: Reader, cursor: Cursor) -> Context | None:
    """A state or an answer that a role alone may set, of what somebody else makes; None leaves all as it was."""
    first = cursor.at
    doer = _doer(reader, cursor)
    draft = reader.focus
    if doer is None or doer.actor.access != "role" or draft is None or draft.existing or not draft.fields:
        return None
    create = draft.operations.get("create")
    if create is None or create.actor == doer.actor or "update" in draft.operations:
        return None
    made = _state(reader, cursor) or _answer(reader, cursor)
    if made is None or draft.field(made.words):
        return None
    note = Note(kind="operation", clause=reader.clause, ranges=[(first, cursor.at)])
    context = Context(draft=draft, note=note, actor=doer.actor)
    operate(reader, context, ["update"], doer, verb="update")
    context.operations[0].fields = [made.name]
    create.fields = [one.name for one in draft.fields]
    draft.fields.append(made)
    context.fields = False
    return context


def _doer(reader: Reader, cursor: Cursor) -> Doer | None:
    """Who decides: named here, or whoever acts in the rest of the sentence."""
    first = cursor.at
    who = actors(cursor, reader.vocabulary, before=reader.actor)
    if who:
        found = Doer(actor=who, first=first, last=cursor.at)
        may(cursor)
        remember(reader, who)
        return found
    carried = reader.actor if reader.actor_sentence == reader.parts[reader.clause].sentence else None
    return Doer(actor=carried, first=first, last=first + 1) if carried else None


def _state(reader: Reader, cursor: Cursor) -> FieldDraft | None:
    """`change their status (requested, approved, rejected)`: the first value is the one that a new row has."""
    start = cursor.at
    if not cursor.take(_CHANGE) or not cursor.take(_ITS) or cursor.word() not in _STATES:
        cursor.at = start
        return None
    place, word = cursor.at, cursor.word()
    cursor.at += 1
    cursor.skip({"of", "to", "(", ":", "one"})
    values: list[str] = []
    while is_wordlike(cursor.token()):
        values.append(cursor.word())
        cursor.at += 1
        cursor.skip({",", "/", "or", "and"})
    cursor.skip({")"})
    if len(values) < _LEAST:
        cursor.at = start
        return None
    note = reader.note("field", place, place + 1)
    return FieldDraft(words=(word,), type="enum", note=note, values=tuple(values), default=values[0])


def _answer(reader: Reader, cursor: Cursor) -> FieldDraft | None:
    """`admins answer them`: a text that is not there at first."""
    place = cursor.at
    target = noun(cursor) if cursor.take(_ANSWER) else None
    if target is None or target.own or target.of or reader.known(target) is not reader.focus:
        cursor.at = place
        return None
    note = reader.note("field", place, place + 1)
    return FieldDraft(words=("answer",), type="text", note=note, optional=True)
