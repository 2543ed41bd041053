"""A list that is there by its name, with what it is to offer: `Order list: filter by status, 50 per page`."""

from podium.analysis import lexicon
from podium.analysis.cursor import Cursor
from podium.analysis.operations import Context
from podium.analysis.phrases import noun
from podium.analysis.reader import Reader
from podium.analysis.tables import phrases

_OFFERS = phrases(
    "allow|support|add|offer|needs|should support|should allow|should offer|must support|should have|needs to support|"
    "must allow|gets|should get|could use|has to support|add support for|we need|please add|we want"
)


def overview(reader: Reader, cursor: Cursor) -> Context | None:
    """The list of an existing model, with the cursor before what it is to offer; None leaves everything as it was."""
    start = cursor.at
    led = bool(cursor.take({"for", "on", "in"}))
    target = noun(cursor)
    listed = target is not None and len(target.words) > 1 and target.words[-1] in lexicon.LIST_NOUNS - {"items"}
    if target is None or not listed or target.own or target.of or target.qualities:
        return None
    model = reader.vocabulary.model(target.words[:-1])
    marked = cursor.take({":", "-", "–", "—", ","})
    offers = cursor.phrase(_OFFERS)
    cursor.skip({"a", "an"} if led or offers else set())
    if model is None or not (marked or offers or led) or cursor.done:
        return None
    draft = reader.existing(model)
    known = draft.operations.get("list")
    note = reader.note("operation", start, cursor.at)
    operation = reader.operation(draft, "list", note)
    reader.focus = draft
    return None if known else Context(draft=draft, note=note, operations=[operation], subject=target)
