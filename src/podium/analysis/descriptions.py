"""What a request describes: what things have, what they belong to, what their fields are."""

from podium.analysis import fieldwords, lexicon
from podium.analysis.clauses import Part
from podium.analysis.cursor import Cursor
from podium.analysis.defaults import body_of
from podium.analysis.drafts import Draft, FieldDraft
from podium.analysis.fieldlist import field_list
from podium.analysis.fields import add_fields, merge
from podium.analysis.operations import Context
from podium.analysis.phrases import Noun, noun
from podium.analysis.properties import FieldWish, properties
from podium.analysis.reader import Reader
from podium.analysis.tables import phrases
from podium.analysis.trailing import for_whom
from podium.analysis.uniqueness import TOGETHER, ends_together, unique_per, unique_together
from podium.analysis.vocabulary import singular_words
from podium.analysis.words import camel

_LABEL = phrases(
    "fields|the fields|properties|attributes|columns|the fields are|its fields|its fields are|data|"
    "a list of fields|fields of a|model fields|required fields|optional fields"
)
_HAVE = lexicon.HAVE | phrases("is described by|are described by|carry|consists of|shows|show|is made up of|comprises")
_EACH = phrases("each|each one|each of them|every one|every one of them|all of them|all|it|they|both|each of these|one")
"""Words for what is at hand, before what it has."""
_KEEP = phrases(
    "we store|we keep|we record|we save|we need|we need to store|store|keep|record|we want to store|we track|"
    "it should store|save|we want to keep|we have"
)


def belongs_to(reader: Reader, cursor: Cursor) -> Context | None:
    """`a prescription belongs to a patient and a doctor`."""
    start = cursor.at
    subject = noun(cursor) if cursor.word() not in {"belongs", "belong"} else None
    draft = reader.known(subject) if subject else reader.focus
    begin = cursor.at
    fresh = subject is not None and draft is None and subject.plural and not (subject.own or subject.of)
    linked = cursor.phrase(lexicon.LINKED)
    if draft is None and not fresh and linked and subject and cursor.tokens[start].word in {"each", "every", "a", "an"}:
        draft = None if subject.own or subject.of or subject.qualities else reader.entity(subject)
    linked = linked if draft or fresh else ""
    if subject and fresh and linked and not subject.qualities:
        return _introduced_below(reader, cursor, subject, start=start, linked=begin)
    if draft and draft.existing and linked and subject and not (subject.own or subject.qualities or subject.of):
        return _new_above(reader, cursor, draft, start=start)
    if draft is None or draft.existing or not linked or (subject and (subject.own or subject.qualities or subject.of)):
        return None
    note = reader.note("resource", start, cursor.at)
    related = False
    while True:
        begin = cursor.at
        target = noun(cursor)
        model = None if target is None or target.plural or target.qualities else reader.vocabulary.model(target.words)
        if model is None:
            cursor.at = begin
            break
        related = True
        role = "owner" if model.name == reader.vocabulary.user else "reference"
        made = cursor.word() in {"who", "that"} and cursor.word(2) in {"it", "them"}
        cursor.at += 3 if role == "owner" and made else 0
        reader.relate(draft, model, note=reader.note("relation", begin, cursor.at), role=role)
        if not cursor.skip({"and", ","}):
            break
    if not related:
        return None
    draft.notes.append(note)
    reader.focus = draft
    return Context(draft=draft, note=note, subject=subject)


def _introduced_below(reader: Reader, cursor: Cursor, subject: Noun, *, start: int, linked: int) -> Context | None:
    """`Deliveries belong to orders: carrier, status`: a new thing below one that is there, with its fields behind."""
    target = noun(cursor)
    model = (
        reader.vocabulary.model(target.words) if target and not (target.own or target.of or target.qualities) else None
    )
    behind = Cursor(cursor.tokens, cursor.at + 1, cursor.end)
    certain = [one for one in field_list(behind) if one.lexical or one.said] if cursor.word() in {":", "("} else []
    draft = reader.entity(subject) if model and len(certain) >= 2 else None
    if model is None or draft is None or draft.existing:
        return None
    note = reader.note("resource", start, linked)
    draft.notes.append(note)
    reader.relate(draft, model, note=reader.note("relation", linked, cursor.at))
    reader.focus = draft
    return Context(draft=draft, note=note, fields=True, subject=subject)


def _new_above(reader: Reader, cursor: Cursor, draft: Draft, *, start: int) -> Context | None:
    """`each product belongs to a new category with a name`: a new thing that one there refers to."""
    begin = cursor.at
    target = noun(cursor)
    plain = target and not (target.plural or target.own or target.of or target.qualities or target.pronoun)
    known = reader.draft_named(target.words) if target and plain else None
    if target is None or not plain or reader.vocabulary.model(target.words) or (known and known.existing):
        return None
    above = known or reader.entity(target)
    if above is None or above is draft:
        return None
    note = reader.note("relation", start, begin)
    reader.relate_name(draft, above.name, note=note, role="reference", word=camel(above.words)).optional = True
    if not known:
        above.notes.append(reader.note("resource", begin, cursor.at))
    above.marked = True
    reader.focus = above
    return Context(draft=above, note=above.notes[-1] if above.notes else note, fields=True, subject=target)


def has(reader: Reader, cursor: Cursor) -> Context | None:
    """`a coupon has a code and a percentage`, `products should have an optional description`."""
    start = cursor.at
    cursor.phrase(_EACH)
    carried = cursor.phrase(_HAVE)
    cursor.at = cursor.at if carried else start
    target = None if carried else noun(cursor)
    if not carried and (target is None or target.own or target.of or target.qualities):
        return None
    have = carried or cursor.phrase(_HAVE)
    draft = reader.focus if target is None else (reader.known(target) if have else None)
    if draft is None and target and have:
        sure = cursor.tokens[start].word in {"a", "an", "each", "every", "one"}
        return _described(reader, cursor, target, start=start, sure=sure)
    if draft is None:
        return None
    head = cursor.at
    cursor.skip({":", "the", "following", "fields", "these", "also"})
    held = _holder(reader, cursor, draft, start=start)
    if held:
        return held
    several = cursor.skip(_SEVERAL)
    many = _many(reader, cursor, draft, start=start)
    if many:
        return many
    if several or _is_many(cursor):
        return None
    wishes = field_list(cursor, sure=False)
    for wish in wishes:
        wish.optional = wish.optional or have.startswith(("may", "might", "can"))
    if not wishes or not add_fields(reader, draft, wishes):
        return None
    note = reader.note("resource", start, head)
    draft.notes.append(note)
    reader.focus = draft
    return Context(draft=draft, note=note, subject=target)


def kept(reader: Reader, cursor: Cursor) -> Context | None:
    """`for each count we store the item, the quantity and the date`."""
    start = cursor.at
    target = noun(cursor) if cursor.phrase(phrases("for each|for every|per|of each")) else None
    draft = reader.known(target) if target else None
    if draft is None or draft.existing or not (cursor.phrase(_KEEP) or cursor.take({":"})):
        return None
    note = reader.note("resource", start, cursor.at)
    wishes = field_list(cursor, sure=True)
    if not wishes or not add_fields(reader, draft, wishes):
        return None
    draft.notes.append(note)
    reader.focus = draft
    return Context(draft=draft, note=note)


_SEVERAL = frozenset({"several", "multiple", "many", "some", "more", "than", "or", "one"})


def _is_many(cursor: Cursor) -> bool:
    """Whether things in the plural stand here that are no field: then what follows belongs to them."""
    begin = cursor.at
    target = noun(cursor)
    cursor.at = begin
    return (
        target is not None and target.plural and not target.pronoun and target.words[-1] not in fieldwords.PLURAL_FIELDS
    )


def _many(reader: Reader, cursor: Cursor, draft: Draft, *, start: int) -> Context | None:
    """`every project has milestones with a name`: a new entity below the one that has it."""
    begin = cursor.at
    target = noun(cursor)
    new = target is not None and target.plural and not (target.own or target.of or target.qualities or target.pronoun)
    field = target is not None and (target.words[-1] in fieldwords.PLURAL_FIELDS or not target.plural)
    if target is None or not new or field or reader.vocabulary.model(target.words):
        cursor.at = begin
        return None
    child = reader.entity(target)
    if child is None or child is draft or child.existing or child.words[-1] in lexicon.CATALOGUE:
        cursor.at = begin
        return None
    child.notes.append(reader.note("resource", start, cursor.at))
    reader.relate_name(child, draft.name, note=reader.note("relation", start, begin))
    reader.focus = child
    return Context(draft=child, note=child.notes[0], fields=True, subject=target)


def _holder(reader: Reader, cursor: Cursor, draft: Draft, *, start: int) -> Context | None:
    """`tasks need a checklist`: what a checklist holds, said later on, is below a task."""
    begin = cursor.at
    target = noun(cursor)
    single = target is not None and not (target.plural or target.own or target.of or target.qualities or target.pronoun)
    holds = target is not None and target.words[-1] in lexicon.CONTAINERS | {"checklist"}
    flat = singular_words(target.words) if target and single and holds else ()
    if draft.existing is None or not flat or not cursor.done:
        cursor.at = begin
        return None
    note = reader.note("relation", start, cursor.at)
    reader.holders[flat] = (draft.existing, note)
    return Context(draft=draft, note=note)


def _described(reader: Reader, cursor: Cursor, target: Noun, *, start: int, sure: bool) -> Context | None:
    """`a note has a title and a text`, `vouchers must have a code`, where nothing introduced them before."""
    note = reader.note("resource", start, cursor.at)
    wishes = field_list(cursor, sure=False)
    certain = sure or (target.plural and sum(bool(one.lexical or one.said) for one in wishes) >= 2)
    draft = reader.entity(target) if wishes and certain else None
    if draft is None or draft.existing or not add_fields(reader, draft, wishes):
        return None
    draft.notes.append(note)
    reader.focus = draft
    return Context(draft=draft, note=note, subject=target)


def is_said(reader: Reader, cursor: Cursor) -> Context | None:
    """`the code must be unique`, `title and body are required`, `rating must be between 1 and 5`."""
    draft = reader.focus
    if draft is None:
        return None
    start = cursor.at
    together = bool(cursor.phrase(TOGETHER))
    names: list[tuple[str, ...]] = []
    while True:
        target = noun(cursor)
        if target is None or target.of or target.own or target.qualities or target.pronoun:
            return None
        names.append(target.words)
        if not cursor.skip({",", "and"}):
            break
    fields = [_own_field(reader, draft, words) for words in names]
    if together or (len(names) > 1 and ends_together(cursor)):
        return unique_together(reader, cursor, draft, names, start=start)
    if not cursor.phrase(lexicon.BE) or any(
        one is None or (len(words) > 1 and one.name not in {camel(words), singular_words(words)[-1]})
        for one, words in zip(fields, names, strict=True)
    ):
        return None
    begin = cursor.at
    for made in fields:
        cursor.at = begin
        wish = FieldWish(words=made.words if made else (), ranges=[(start, begin)])
        if made is None:
            return None
        if cursor.word() == "unique" and len(fields) == 1:
            cursor.at += 1
            if unique_per(reader, cursor, draft, wish):
                break
            cursor.at = begin
        if not properties(cursor, wish):
            return None
        merge(made, wish)
    note = fields[0].note if fields[0] else reader.note("field", start, begin)
    return Context(draft=draft, note=note)


def _own_field(reader: Reader, draft: Draft, words: tuple[str, ...]) -> FieldDraft | None:
    """The field that is meant, also with the draft's name before it: `the tag name`; a usual one comes into being."""
    found = draft.field(words)
    if found or draft.existing:
        return found
    flat = singular_words(words)
    bare = flat[len(draft.words) :] if flat[: len(draft.words)] == draft.words else ()
    if not bare or draft.fields:
        return draft.field(bare) if bare else None
    usual = dict(body_of(draft.words[-1]) or (("name", "string"),))
    text = bare in {("text",), ("body",), ("content",), ("message",)} and list(usual.values()) == ["text"]
    kind = "text" if text else usual.get(" ".join(bare))
    if kind is None:
        return None
    made = FieldDraft(words=bare, type=kind, note=reader.note("field", 0, 0))
    made.note.ranges = []
    draft.fields.append(made)
    return made


def is_fields_label(reader: Reader, part: Part) -> bool:
    """Whether the part is a heading of fields and nothing else."""
    cursor = Cursor(reader.tokens, part.first, part.last)
    return bool(cursor.phrase(_LABEL)) and cursor.done


def field_lines(reader: Reader, cursor: Cursor, part: Part) -> Context | None:
    """`Fields: name, price`, and bullets below what an introduction left open."""
    draft = reader.focus
    if draft is None:
        return None
    start = cursor.at
    kept = "" if part.kind == "bullet" else cursor.take({"required", "mandatory", "optional"})
    if kept and cursor.word() not in {":", "-", "–"}:
        return None
    labelled = bool(kept) or bool(cursor.phrase(_LABEL))
    if labelled and cursor.done:
        reader.fields_expected.add(reader.clause)
        draft.notes.append(reader.note("resource", start, cursor.at))
        return Context(draft=draft, note=draft.notes[-1])
    labelled = labelled and bool(cursor.take({":", "-", "–"}))
    if not labelled:
        cursor.at = start
        opened = part.kind == "bullet" and part.intro in reader.fields_expected
        if not opened:
            return None
    whole, cursor.end = cursor.end, for_whom(reader, cursor, draft)
    wishes = field_list(cursor, sure=True)
    cursor.at, cursor.end = whole if cursor.done else cursor.at, whole
    for wish in wishes if kept else ():
        wish.optional, wish.required = kept == "optional", kept != "optional"
    if not wishes or not add_fields(reader, draft, wishes):
        return None
    if labelled:
        note = reader.note("resource", start, start + 2)
        draft.notes.append(note)
        return Context(draft=draft, note=note)
    return Context(draft=draft, note=draft.notes[0] if draft.notes else reader.note("resource", start, start))
