"""What each row of something may have but one of: `each order can have one invoice with a number`."""

from podium.analysis import fieldwords, lexicon
from podium.analysis.cursor import Cursor
from podium.analysis.drafts import Draft, Note
from podium.analysis.fieldlist import field_list
from podium.analysis.operations import Context
from podium.analysis.phrases import Noun, noun
from podium.analysis.reader import Reader
from podium.analysis.tables import phrases, word_set
from podium.analysis.words import camel, parts

_HAS = phrases(
    "can have|may have|can get|may get|should have|must have|will have|has|have|gets|get|can receive|may receive|"
    "needs|need|can own|shall have|can hold"
)
_ONE = phrases(
    "only one|at most one|one|just one|exactly one|no more than one|a single|only a single|max one|at most 1|only 1|1|"
    "max 1|maximum one|up to one|not more than one|at most a single|a maximum of one|zero or one|a maximum of 1"
)
_SHARED = (
    lexicon.PEOPLE
    | lexicon.CATALOGUE
    | word_set(
        "manufacturer producer provider carrier company organisation organization team group warehouse store location "
        "room hall building class course language currency region plan tier status type kind sponsor guide trainer "
        "mentor parent leader lead collection series family unit shelf zone model"
    )
)
"""Things that many rows have in common: to have one of them does not make it theirs alone."""
_OPENS = frozenset({"with", ":", "(", "-", "–", "—", "containing", "having"})


def one_each(reader: Reader, cursor: Cursor) -> Context | None:
    """A thing below another, at most one for each; None leaves the cursor alone.

    What many rows share (`each product has one brand`) is none, nor is what already stands in the schema.
    """
    start = cursor.at
    target = noun(cursor)
    plain = target is not None and _is_plain(target) and not target.own
    if target is None or not plain or not cursor.phrase(_HAS) or not cursor.phrase(_ONE):
        return None
    cursor.take({"optional"})
    other = noun(cursor)
    above = _name(reader, target)
    if other is None or not above or not _is_plain(other) or other.plural or cursor.word() in {"per", "for", "of"}:
        return None
    draft = _below(reader, cursor, other, above=above)
    if draft is None:
        return None
    note = reader.note("resource", other.first, other.last)
    relation = reader.relate_name(draft, above, note=reader.note("relation", start, other.first))
    draft.notes.append(note)
    draft.uniques.append((((relation.name,),), Note(kind="unique", clause=reader.clause, ranges=[(start, other.last)])))
    reader.focus = draft
    reader.fields_expected.add(reader.clause)
    return Context(draft=draft, note=note, fields=True, subject=other)


def _is_plain(target: Noun) -> bool:
    return not (target.of or target.qualities or target.pronoun)


def _name(reader: Reader, target: Noun) -> str:
    """The model or the new thing that the words name; empty for none, and for whoever signs in."""
    model = reader.vocabulary.model(target.words)
    if model:
        return "" if model.name == reader.vocabulary.user else model.name
    draft = reader.draft_named(target.words)
    return draft.name if draft else ""


def _below(reader: Reader, cursor: Cursor, other: Noun, *, above: str) -> Draft | None:
    """The new draft that each row above has one of: one at hand that belongs there, or one that the words describe."""
    known = reader.draft_named(other.words)
    if reader.vocabulary.model(other.words) or (known and (known.existing or known.name == above)):
        return None
    if known and known.relation(above):
        return known
    if parts(other.words[-1])[-1] in _SHARED:
        return None
    if known:
        return known if not known.parents else None
    behind = Cursor(cursor.tokens, cursor.at, cursor.end)
    opened = behind.take(_OPENS)
    certain = [one for one in field_list(behind) if one.lexical or one.said] if opened else []
    column = camel(other.words) in fieldwords.FIELD_TYPES or other.words[-1] in fieldwords.FIELD_TYPES
    if (opened or not cursor.done) and len(certain) < 1 + column:
        return None
    draft = None if column and not certain else reader.entity(other)
    if draft is None or draft.existing:
        return None
    draft.guesses.append(f"{draft.label} is a model of its own, at most one for each {above}")
    return draft
