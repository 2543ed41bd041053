"""What is there already and belongs to something new: `products belong to a brand`."""

from podium.analysis.cursor import Cursor
from podium.analysis.drafts import Note
from podium.analysis.operations import Context
from podium.analysis.phrases import noun
from podium.analysis.reader import Reader
from podium.analysis.tables import phrases
from podium.analysis.words import camel

_BELONG = phrases(
    "belong to|belongs to|can belong to|may belong to|should belong to|have|has|can have|may have|should have|get|"
    "are assigned to|is assigned to|can be assigned to|may be assigned to|are made by|is made by|are linked to|"
    "is linked to|should be linked to|can be linked to|point to|points to|reference|references"
)


def belonging(reader: Reader, cursor: Cursor) -> Context | None:
    """An existing model's relation to one row of what the request makes new; None leaves everything as it was."""
    first = cursor.at
    cursor.take({"each", "every"})
    target = noun(cursor)
    if target is None or target.own or target.of or target.pronoun or not cursor.phrase(_BELONG):
        return None
    cursor.take({"exactly", "only", "at"})
    cursor.take({"most"})
    optional = cursor.take({"a", "an", "one", "optional", "the"})
    cursor.take({"optional"})
    other = noun(cursor)
    model = reader.vocabulary.model(target.words)
    new = reader.draft_named(other.words) if other else None
    if not optional or other is None or other.plural or other.of or model is None or new is None or new.existing:
        return None
    draft = reader.existing(model)
    name = camel(new.words)
    if any(one.name in {name, f"{name}Id"} for one in model.fields) or draft.relation(new.name):
        return None
    note = Note(kind="relation", clause=reader.clause, ranges=[(first, cursor.at)])
    made = reader.relate_name(draft, new.name, note=note, role="reference", word=name)
    made.optional = True
    reader.focus = draft
    return Context(draft=draft, note=note)
