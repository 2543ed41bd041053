"""How a request names things: new entities, entities met again, fields for what exists."""

from podium.analysis import doing, fieldwords, lexicon
from podium.analysis.acts import container
from podium.analysis.cursor import Cursor, is_wordlike
from podium.analysis.drafts import Note
from podium.analysis.fieldlist import accepted, field_list, more, one_field
from podium.analysis.fields import add_fields
from podium.analysis.operations import Context, object_draft, ranges
from podium.analysis.phrases import Noun, noun
from podium.analysis.properties import FieldWish, closing
from podium.analysis.reader import Reader
from podium.analysis.tables import phrases, word_set
from podium.analysis.vocabulary import singular_words
from podium.analysis.words import is_plural
from podium.plan.survey import Model

POINTING = frozenset({"the", "this", "that", "these", "those", "our", "its", "their"})
"""Before a name they point to what is there already."""
_MARKED_BEFORE = phrases(
    "a resource|a new resource|the resource|resource|an entity|a new entity|entity|a model|a new model|model|"
    "a table|a new table|a module|a new module|module|a feature|a section|table|a resource for|a model for|"
    "an entity for|a module for|a table for|a new module for|a new resource for|a new entity for|a new model for|"
    "a new table for|a feature for|prisma model|a prisma model|new model|new table|new entity|the model|db table|"
    "database table"
)


_LOOSE_MARKERS = frozenset({"feature", "features", "functionality", "system", "section", "module", "modules"})


def extended(reader: Reader, cursor: Cursor) -> Context | None:
    """`extend companies with a website and an industry`."""
    start = cursor.at
    target = noun(cursor) if cursor.take({"extend", "enrich", "complement"}) else None
    draft = reader.known(target) if target and not (target.own or target.of or target.qualities) else None
    if draft is None or not cursor.phrase(phrases("with|by|with the fields|with the following fields")):
        return None
    cursor.skip({":"})
    note = reader.note("resource", start, cursor.at)
    if not add_fields(reader, draft, field_list(cursor)):
        return None
    draft.notes.append(note)
    reader.focus = draft
    return Context(draft=draft, note=note, subject=target)


def field_for(reader: Reader, cursor: Cursor) -> Context | None:
    """`a brand field to products`, `optional phone and website to suppliers`."""
    start = cursor.at
    wishes: list[FieldWish] = []
    while True:
        begin = cursor.at
        wish = one_field(cursor)
        if wish is None:
            cursor.at = begin
            break
        wishes.append(wish)
        cursor.skip({"field", "fields", "column", "columns", "property", "attribute"})
        if not cursor.skip({",", "and"}):
            break
    marker = any(
        token.word
        in {"field", "fields", "column", "columns", "property", "attribute", "flag", "properties", "attributes"}
        for token in cursor.tokens[start : cursor.at]
    )
    named = marker or all(one.said or not one.plural for one in wishes)
    if wishes and cursor.done and reader.subject and reader.subject[2] == reader.parts[reader.clause].sentence:
        return _field_of_subject(reader, accepted(wishes, sure=marker), start=start)
    if any(one.plural and one.words[-1] not in fieldwords.PLURAL_FIELDS and not one.type for one in wishes[:1]):
        return None
    if not wishes or not named or not cursor.take({"to", "on", "for", "in"} if marker else {"to"}):
        return None
    target = noun(cursor)
    if target is None or target.of or target.own or target.qualities:
        return None
    model = reader.vocabulary.model(target.words)
    draft = reader.existing(model) if model else (reader.focus if target.pronoun else reader.draft_named(target.words))
    if draft is None:
        return None
    cursor.take(lexicon.ENTITY_MARKERS)
    note = reader.note("resource", target.first, cursor.at)
    if len(wishes) == 1:
        more(cursor, wishes[0])
    if not add_fields(reader, draft, accepted(wishes, sure=marker)):
        return None
    draft.notes.append(note)
    reader.focus = draft
    return Context(draft=draft, note=note, fields=False, subject=target)


def _field_of_subject(reader: Reader, kept: list[FieldWish], *, start: int) -> Context | None:
    """`add phone and birthday` behind the label `Contacts:`."""
    draft, note, _ = reader.subject or (None, None, -1)
    if draft is None or note is None or not kept or not add_fields(reader, draft, kept):
        return None
    draft.notes.append(note)
    reader.focus = draft
    added = reader.note("resource", start, start)
    draft.notes.append(added)
    return Context(draft=draft, note=added)


def entity(reader: Reader, cursor: Cursor, *, lead: bool) -> Context | None:
    """`product reviews`, ``a `Supplier` resource``, `a wishlist`."""
    start = cursor.at
    cursor.phrase(phrases("support for|support for the|functionality for|a feature for|feature for"))
    if cursor.word() in lexicon.OTHER_VERBS and _thing(cursor) is None:
        return None
    if cursor.word() in doing.VERBS and is_wordlike(cursor.token(1)):
        return None
    marked = bool(cursor.phrase(_MARKED_BEFORE))
    cursor.skip({"called", "named", "for", ":"} if marked else set())
    the = cursor.word() in POINTING
    target = noun(cursor)
    if target is None or target.pronoun or not target.words or not lead or cursor.word() in lexicon.READER_PRONOUNS:
        return None
    marked = _marks(cursor.take(lexicon.ENTITY_MARKERS), target.words) or marked
    *name, last = target.words
    if last in {"form", "forms"} and name:
        target = Noun(words=tuple(name), first=target.first, last=target.last, head=target.head - 1, of=target.of)
        *name, last = target.words
    if last in lexicon.ENTITY_MARKERS and name:
        marked = marked or _marks(last, tuple(name))
        target = Noun(words=tuple(name), first=target.first, last=target.last, head=target.head - 1, of=target.of)
    draft = container(reader, target) if _holds_things(reader, target) else object_draft(reader, target)
    if draft is None or (not marked and (draft.existing or the)):
        return None
    draft.marked = draft.marked or (marked and not draft.existing)
    note = Note(kind="resource", clause=reader.clause, ranges=ranges(target, first=start))
    note.ranges[-1] = (note.ranges[-1][0], cursor.at)
    draft.notes.append(note)
    reader.focus = draft
    reader.fields_expected.add(reader.clause)
    return Context(draft=draft, note=note, fields=True, subject=target)


def _thing(cursor: Cursor) -> Noun | None:
    """`support tickets`, `review replies`: things whose first word may be a verb as well."""
    begin = cursor.at
    found = noun(cursor)
    cursor.at = begin
    kept = found and found.plural and len(found.words) == 2 and not (found.own or found.of or found.qualities)
    return found if kept and found and singular_words(found.words)[-1] in lexicon.ENTITY_NOUNS else None


NO_LABELS = word_set(
    "problem steps expected actual note notes context background summary description goal version environment "
    "example examples result solution requirements criteria acceptance input output behaviour behavior body headers "
    "fields attributes properties columns bug error data datum operations endpoints actions roles permissions access "
    "routes methods functions what who"
)


def again(reader: Reader, cursor: Cursor) -> Context | None:
    """`Model TimeEntry:` with its fields below, where time entries were introduced before."""
    start = cursor.at
    target = noun(cursor) if cursor.phrase(_MARKED_BEFORE) else None
    draft = reader.draft_named(target.words) if target and not (target.own or target.of or target.pronoun) else None
    if target is None or draft is None or draft.existing or not cursor.done:
        return None
    note = reader.note("resource", start, cursor.at)
    draft.notes.append(note)
    draft.marked = True
    reader.focus = draft
    reader.fields_expected.add(reader.clause)
    return Context(draft=draft, note=note, fields=True, subject=target)


def _marks(marker: str, name: tuple[str, ...]) -> bool:
    """Whether the word behind a name makes it an entity: a feature does so only of what people keep rows of."""
    keeps = bool(name) and (is_plural(name[-1]) or singular_words(name)[-1] in lexicon.ENTITY_NOUNS)
    return marker in (lexicon.ENTITY_MARKERS if keeps else lexicon.ENTITY_MARKERS - _LOOSE_MARKERS)


def labelled(reader: Reader, cursor: Cursor) -> Context | None:
    """`Tickets: subject, body, priority (low, high)`: a name, a colon and at least two fields."""
    start = cursor.at
    marked = bool(cursor.phrase(_MARKED_BEFORE))
    target = noun(cursor)
    above = _above(reader, cursor) if target else None
    if (
        target is None
        or target.own
        or target.pronoun
        or cursor.word() not in {":", "-", "–", "—", "("}
        or (target.words[-1] in NO_LABELS and not (reader.clause == 0 and len(target.words) == 1 and target.plural))
    ):
        return None
    colon = cursor.at
    behind = Cursor(cursor.tokens, colon + 1, closing_of(cursor) if cursor.word() == "(" else cursor.end)
    certain = [one for one in field_list(behind) if one.lexical or one.said]
    if len(certain) < 2 or reader.vocabulary.model(target.words):
        return None
    draft = object_draft(reader, target)
    if draft is None or draft.existing:
        return None
    note = reader.note("resource", start, target.last)
    draft.notes.append(note)
    if above:
        reader.relate(draft, above, note=reader.note("relation", target.last, colon), role="parent")
    draft.marked = draft.marked or marked
    reader.focus = draft
    reader.fields_expected.add(reader.clause)
    return Context(draft=draft, note=note, fields=True, subject=target)


def _above(reader: Reader, cursor: Cursor) -> Model | None:
    """`Homework for a course:`: the model that rows belong to, before the colon; None leaves the cursor alone."""
    begin = cursor.at
    other = noun(cursor) if cursor.take({"for", "of", "on"}) else None
    model = reader.vocabulary.model(other.words) if other and not (other.own or other.of or other.qualities) else None
    if model is None or model.name == reader.vocabulary.user or cursor.word() != ":":
        cursor.at = begin
        return None
    return model


def closing_of(cursor: Cursor) -> int:
    """Where the bracket that opens at the cursor is closed."""
    return closing(Cursor(cursor.tokens, cursor.at + 1, cursor.end))


def _holds_things(reader: Reader, target: Noun) -> bool:
    flat = singular_words(target.words)
    return (
        flat[-1] in {"wishlist", "cart", "basket", "watchlist", "shortlist"}
        and reader.vocabulary.model(target.words) is None
    )
