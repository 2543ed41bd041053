"""What is said of existing rows only because of something else that the request announces and nothing could read."""

from podium.analysis import doing, lexicon
from podium.analysis.cursor import Cursor
from podium.analysis.drafts import Draft, OperationDraft
from podium.analysis.reader import Reader

_CHANGES = frozenset({"create", "update", "delete"})
_DEMANDS = lexicon.INTRODUCE | {"let", "allow", "enable", "permit"}


def drop_hanging(reader: Reader) -> None:
    """Give up the drafts of existing models whose operations explain an announcement, so that their words are unread.

    `Add a wishlist: users can save products and remove them` says nothing of who may delete the shop's products.
    """
    announced = [number for number, _ in enumerate(reader.parts) if _announces(reader, number)]
    for draft in [one for one in reader.drafts if one.existing and _hangs(reader, one, announced)]:
        reader.drafts.remove(draft)
        if reader.focus is draft:
            reader.focus = None


def _announces(reader: Reader, number: int) -> bool:
    part = reader.parts[number]
    cursor = Cursor(reader.tokens, part.first, part.last)
    while cursor.phrase(lexicon.LEAD_IN):
        cursor.skip({",", ":"})
    if part.kind == "heading" and part.asks:
        return True
    led = cursor.at > part.first
    return part.asks and not cursor.done and (led or reader.tokens[cursor.at].word in lexicon.INTRODUCE)


def _hangs(reader: Reader, draft: Draft, announced: list[int]) -> bool:
    told = {note.clause for note in draft.all_notes()}
    before = [one for one in announced if one < min(told, default=0)]
    return bool(before) and any(_explains(reader, draft, one, before) for one in draft.operations.values())


def _explains(reader: Reader, draft: Draft, operation: OperationDraft, announced: list[int]) -> bool:
    """Whether a change hangs on the announcement before it: it is no demand of its own, and not for a role alone."""
    number = operation.note.clause
    part = reader.parts[number]
    first = reader.tokens[part.first].word
    if operation.kind not in _CHANGES or operation.own or first in _DEMANDS | doing.VERBS.keys():
        return False
    last = announced[-1]
    other = reader.parts[last]
    if part.kind == "bullet" and other.kind == "bullet" and part.sentence != other.sentence:
        return False
    read = any(note.clause == last for one in reader.drafts if one is not draft for note in one.all_notes())
    role = operation.speaker is not None and operation.speaker.access == "role"
    return not role or (not read and (part.sentence == other.sentence or part.intro == last))
