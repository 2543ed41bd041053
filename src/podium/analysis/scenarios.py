"""Acceptance criteria: who is given, and that what they did took place."""

from podium.analysis import doing
from podium.analysis.clauses import Part
from podium.analysis.cursor import Cursor
from podium.analysis.limits import begins_conditional
from podium.analysis.permissions import remember
from podium.analysis.phrases import actors, noun, verbs
from podium.analysis.reader import Reader
from podium.analysis.tables import phrases

_BEING = phrases("i am|i'm|there is|we have|that i am")
_TAKEN = phrases("is|are|was|has been|have been|gets|should be|must be|will be")


def is_given(reader: Reader, number: int) -> bool:
    """Whether the part is `Given a signed-in customer` and nothing more; who that is acts from here on."""
    part = reader.parts[number]
    cursor = Cursor(reader.tokens, part.first, part.last)
    if not cursor.take({"given"}):
        return False
    cursor.phrase(_BEING)
    who = actors(cursor, reader.vocabulary)
    if who is None or not cursor.done:
        return False
    reader.clause = number
    reader.given = reader.note("rule", part.first, part.last)
    reader.given.what = "who acts in a scenario; nothing to build"
    remember(reader, who)
    return True


def took_place(reader: Reader, part: Part) -> bool:
    """Read `it is stored` of what may be made, changed or deleted anyway: nothing more to build."""
    cursor = Cursor(reader.tokens, part.first, part.last)
    cursor.take({"then"})
    target = noun(cursor)
    draft = reader.known(target) if target else None
    if draft is None or not cursor.phrase(_TAKEN):
        return False
    done = verbs(cursor, forms=doing.PARTICIPLES)
    kinds = {kind for one in done for kind in doing.VERBS.get(one.word, ())}
    if not kinds or not kinds <= draft.operations.keys() or not cursor.done or draft.existing:
        return False
    note = reader.note("rule", part.first, part.last)
    note.what = "what an operation does anyway; nothing more to build"
    draft.notes.append(note)
    return True


def hangs_on(reader: Reader, number: int) -> bool:
    """Whether the part says nothing without the one before: the rest of an `if …,`, the next step of a scenario."""
    if number == 0:
        return False
    part, before = reader.parts[number], reader.parts[number - 1]
    if part.sentence == before.sentence and begins_conditional(reader.tokens, before):
        return True
    return not _opens(reader, part) and _in_scenario(reader, number)


def _opens(reader: Reader, part: Part) -> bool:
    return reader.tokens[part.first].word == "given"


def _in_scenario(reader: Reader, number: int) -> bool:
    """Whether the part is a step of a scenario that a `Given …` began."""
    while number >= 0:
        part = reader.parts[number]
        if _opens(reader, part):
            return True
        led = part.first > 0 and reader.tokens[part.first - 1].word in {"then", "and", "but"}
        if not led and reader.tokens[part.first].word not in {"when", "then"}:
            return False
        number -= 1
    return False
