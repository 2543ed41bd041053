"""What a request states: what things have, what may be done with them, what is unique, public or forbidden."""

from functools import partial

from podium.analysis import fieldwords, lexicon
from podium.analysis.acts import Context, Doer, belongs, give_access, kinds, ranges
from podium.analysis.clauses import Part
from podium.analysis.cursor import Cursor
from podium.analysis.drafts import Draft, Note
from podium.analysis.fieldlist import field_list
from podium.analysis.fields import add_fields, merge
from podium.analysis.phrases import Actor, Noun, actors, may, noun, verbs
from podium.analysis.properties import FieldWish, properties
from podium.analysis.reader import Reader
from podium.analysis.tables import phrases, word_set
from podium.analysis.tails import LINKED, list_feature, said_access
from podium.analysis.uniqueness import TOGETHER, ends_together, once_per, unique_per, unique_together
from podium.analysis.words import camel
from podium.plan.analysis import OperationKind

_LABEL = phrases(
    "fields|the fields|properties|attributes|columns|the fields are|its fields|its fields are|data|"
    "a list of fields|fields of a|model fields|required fields|optional fields"
)
_KEEP = phrases(
    "we store|we keep|we record|we save|we need|we need to store|store|keep|record|we want to store|we track|"
    "it should store|save|we want to keep|we have"
)
_HEADINGS = word_set(
    "rules requirements acceptance criteria endpoints operations access permissions roles overview details notes "
    "api scope data model what who the description summary feature features routes behaviour behavior list "
    "create read update delete specification to do build"
)
_MAY_BE = phrases(
    "can be|may be|should be|must be|are|is|can also be|should also be|may also be|can only be|may only be|"
    "should only be|can then be|will be|need to be|needs to be|could be|must only be|are only|is only|has to be|"
    "have to be|should be able to be|are to be|is to be"
)
_FORBID = phrases(
    "cannot be|can't be|can not be|must not be|may not be|should not be|shouldn't be|mustn't be|are not|aren't|"
    "cannot|can't|can not|must not|may not|should not|can never be|must never be|should never be"
)


def statement(reader: Reader, cursor: Cursor, part: Part) -> Context | None:
    """A clause that states something of the draft at hand, or of what it names; None leaves the cursor alone."""
    for frame in (_passive, _belongs, _has, _kept, _is, _features, once_per, _alone):
        found = reader.attempt(cursor, partial(frame, reader, cursor))
        if found:
            return found
    return _field_lines(reader, cursor, part)


def _passive(reader: Reader, cursor: Cursor) -> Context | None:
    """`reviews can be edited by their author`, `reviews are public`, `products can be filtered by it`."""
    target = noun(cursor)
    if target is None or target.qualities or target.own:
        return None
    draft = reader.known(target)
    of = _of(reader, cursor, draft) if draft else None
    modal = cursor.phrase(_MAY_BE) if draft else ""
    if draft is None or not modal:
        return None
    if modal.endswith("only be") or modal in {"are only", "is only"}:
        cursor.at -= 1
    cursor.skip({"also", "then", "be"})
    only = modal.endswith("only be") or modal in {"are only", "is only"}
    begin = cursor.at
    if only:
        cursor.skip({"be", "only"})
        begin = cursor.at
    if cursor.word() in lexicon.MADE:
        return None if only and cursor.word(1) != "once" else _made(reader, cursor, target)
    done = verbs(cursor, forms=lexicon.PARTICIPLES)
    note = Note(kind="operation", clause=reader.clause, ranges=ranges(target, first=target.first))
    context = Context(draft=draft, note=note, subject=target)
    if of and not belongs(reader, context, of):
        return None
    if done:
        note.ranges.append((target.last, cursor.at))
        context.demanded = modal in {"is", "are"}
        return _done_by(reader, cursor, context, kinds(done, target, draft), only=only)
    cursor.at = begin
    return _public(reader, cursor, context) or _listed(reader, cursor, context)


def _of(reader: Reader, cursor: Cursor, draft: Draft) -> Noun | None:
    """`of a post` after the subject, where the draft belongs to posts."""
    begin = cursor.at
    target = noun(cursor) if cursor.take({"of", "on", "for"}) else None
    model = (
        reader.vocabulary.model(target.words) if target and not (target.of or target.own or target.qualities) else None
    )
    if target is None or model is None or draft.existing:
        cursor.at = begin
        return None
    return Noun(words=target.words, first=begin, last=cursor.at, head=target.head)


def _made(reader: Reader, cursor: Cursor, target: Noun) -> Context | None:
    """`a post can be bookmarked only once per user`: said of the bookmark."""
    entity = lexicon.MAKING_VERBS[lexicon.MADE[cursor.word()]][0]
    draft = reader.draft_named((entity,))
    model = reader.model_named(target.words)
    relation = draft.relation(model.name) if draft and model else None
    create = draft.operations.get("create") if draft else None
    if draft is None or relation is None or create is None:
        return None
    cursor.at += 1
    note = reader.note("operation", target.first, cursor.at)
    create.notes.append(note)
    actor = create.actor or Actor(access="signed_in")
    reader.focus = draft
    return Context(draft=draft, note=note, operations=[create], actor=actor, subject=target)


def _done_by(
    reader: Reader, cursor: Cursor, context: Context, done: list[OperationKind], *, only: bool
) -> Context | None:
    begin = cursor.at
    cursor.take({"only"})
    by = cursor.take({"by"})
    who = actors(cursor, reader.vocabulary) if by else None
    ends = cursor.done or cursor.token().kind == "mark" or cursor.word() in {"and", "newest", "with", "sorted", "only"}
    if by and who is None and done == ["list"]:
        cursor.at = begin
        read = list_feature(reader, cursor, context.draft, kind="order")
        by = ""
        ends = read
    if (by or done == ["list"]) and not ends:
        return None
    if by and who is None:
        return None
    if only and who is None:
        return None
    for kind in done:
        context.operations.append(reader.operation(context.draft, kind, context.note))
    if who:
        give_access(reader, context, Doer(actor=who, first=begin, last=cursor.at))
    reader.focus = context.draft
    return context


def _public(reader: Reader, cursor: Cursor, context: Context) -> Context | None:
    """`reviews are public`, `notes are only visible to their owner`."""
    begin = cursor.at
    cursor.skip({"only"})
    found = said_access(cursor)
    if found is None and cursor.take({"visible", "readable", "accessible", "available"}):
        cursor.skip({"only"})
        found = actors(cursor, reader.vocabulary) if cursor.take({"to", "for", "by"}) else None
    if found is None or not (cursor.done or cursor.token().kind == "mark" or cursor.word() in {"and", "but"}):
        return None
    reads: list[OperationKind] = [kind for kind in context.draft.operations if kind in {"list", "get"}]
    context.operations = [reader.operation(context.draft, kind, context.note) for kind in reads or ["list"]]
    give_access(reader, context, Doer(actor=found, first=begin, last=cursor.at))
    if found.access == "owner":
        for operation in context.operations:
            operation.own = True
    return context


def _listed(reader: Reader, cursor: Cursor, context: Context) -> Context | None:
    """`… can be filtered by status`, `the list is paginated`."""
    cursor.skip({"shown", "listed", "returned", "displayed"} if cursor.word(1) in {"newest", "oldest"} else set())
    if not list_feature(reader, cursor, context.draft):
        return None
    operation = context.draft.operations["list"]
    operation.notes.append(context.note)
    context.operations = [operation]
    reader.focus = context.draft
    return context


def _has(reader: Reader, cursor: Cursor) -> Context | None:
    """`a coupon has a code and a percentage`, `products should have an optional description`."""
    start = cursor.at
    carried = cursor.phrase(lexicon.HAVE)
    target = None if carried else noun(cursor)
    if not carried and (target is None or target.own or target.of or target.qualities):
        return None
    have = carried or cursor.phrase(lexicon.HAVE)
    draft = reader.focus if target is None else (reader.known(target) if have else None)
    if draft is None and target and have and cursor.tokens[start].word in {"a", "an", "each", "every"}:
        return _described(reader, cursor, target, start=start)
    if draft is None:
        return None
    head = cursor.at
    cursor.skip({":", "the", "following", "fields", "these", "also"})
    many = _many(reader, cursor, draft, start=start)
    if many:
        return many
    wishes = field_list(cursor, sure=False)
    if not wishes or not add_fields(reader, draft, wishes):
        return None
    note = reader.note("resource", start, head)
    draft.notes.append(note)
    reader.focus = draft
    return Context(draft=draft, note=note, subject=target)


def _kept(reader: Reader, cursor: Cursor) -> Context | None:
    """`for each count we store the item, the quantity and the date`."""
    start = cursor.at
    target = noun(cursor) if cursor.phrase(phrases("for each|for every|per|of each")) else None
    draft = reader.known(target) if target else None
    if draft is None or draft.existing or not cursor.phrase(_KEEP):
        return None
    note = reader.note("resource", start, cursor.at)
    wishes = field_list(cursor, sure=True)
    if not wishes or not add_fields(reader, draft, wishes):
        return None
    draft.notes.append(note)
    reader.focus = draft
    return Context(draft=draft, note=note)


def _described(reader: Reader, cursor: Cursor, target: Noun, *, start: int) -> Context | None:
    """`a note has a title and a text`, where nothing introduced notes before."""
    note = reader.note("resource", start, cursor.at)
    wishes = field_list(cursor, sure=False)
    draft = reader.entity(target) if wishes else None
    if draft is None or draft.existing or not add_fields(reader, draft, wishes):
        return None
    draft.notes.append(note)
    reader.focus = draft
    return Context(draft=draft, note=note, subject=target)


def _many(reader: Reader, cursor: Cursor, draft: Draft, *, start: int) -> Context | None:
    """`every project has milestones with a name`: a new entity below the one that has it."""
    begin = cursor.at
    target = noun(cursor)
    new = target is not None and target.plural and not (target.own or target.of or target.qualities or target.pronoun)
    field = target is not None and (target.words[-1] in fieldwords.PLURAL_FIELDS or not target.plural)
    if target is None or not new or field or reader.vocabulary.model(target.words) or reader.draft_named(target.words):
        cursor.at = begin
        return None
    child = reader.entity(target)
    if child is None:
        cursor.at = begin
        return None
    child.notes.append(reader.note("resource", start, cursor.at))
    reader.relate_name(child, draft.name, note=reader.note("relation", start, begin))
    reader.focus = child
    return Context(draft=child, note=child.notes[0], fields=True, subject=target)


def _belongs(reader: Reader, cursor: Cursor) -> Context | None:
    """`a prescription belongs to a patient and a doctor`."""
    start = cursor.at
    subject = noun(cursor) if cursor.word() not in {"belongs", "belong"} else None
    draft = reader.known(subject) if subject else reader.focus
    linked = cursor.phrase(LINKED) if draft else ""
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
        reader.relate(draft, model, note=reader.note("relation", begin, cursor.at), role=role)
        if not cursor.skip({"and", ","}):
            break
    if not related:
        return None
    draft.notes.append(note)
    reader.focus = draft
    return Context(draft=draft, note=note, subject=subject)


def _alone(reader: Reader, cursor: Cursor) -> Context | None:
    """`Admins only.`: for everything that nothing else is said of. `Public list`: for the list."""
    start = cursor.at
    draft = reader.focus
    if draft is None:
        return None
    if cursor.take({"public"}) and cursor.take(lexicon.LIST_NOUNS | {"access"}):
        context = Context(draft=draft, note=reader.note("operation", start, cursor.at))
        context.operations = [reader.operation(draft, "list", context.note)]
        give_access(reader, context, Doer(actor=Actor(access="public", noun="anyone"), first=start, last=cursor.at))
        return context
    cursor.at = start
    cursor.phrase(phrases("only for|for|restricted to|accessible to|available to|access:|access :|access for|access"))
    found = said_access(cursor) or actors(cursor, reader.vocabulary)
    if found is None or not cursor.done or not (found.only or cursor.at - start > 1) or found.access == "owner":
        return None
    note = reader.note("access", start, cursor.at)
    draft.everyone = (found, note)
    return Context(draft=draft, note=note, actor=found)


def _is(reader: Reader, cursor: Cursor) -> Context | None:
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
    fields = [draft.field(words) for words in names]
    if together or (len(names) > 1 and ends_together(cursor)):
        return unique_together(reader, cursor, draft, names, start=start)
    if not cursor.phrase(lexicon.BE) or any(
        one is None or (one.name != camel(words) and len(words) > 1) for one, words in zip(fields, names, strict=True)
    ):
        return None
    begin = cursor.at
    for made in fields:
        cursor.at = begin
        wish = FieldWish(words=made.words if made else (), ranges=[(start, begin)])
        if made is None or not properties(cursor, wish):
            return None
        per = unique_per(reader, cursor, draft, wish) if wish.unique and len(fields) == 1 else None
        if per is None:
            merge(made, wish)
    note = fields[0].note if fields[0] else reader.note("field", start, begin)
    return Context(draft=draft, note=note)


def _features(reader: Reader, cursor: Cursor) -> Context | None:
    """`newest first`, `20 per page`: of the list at hand."""
    if reader.focus is None:
        return None
    begin = cursor.at
    cursor.skip(
        {
            "with",
            "the",
            "list",
            "results",
            "are",
            "is",
            "be",
            "should",
            "support",
            "supports",
            "supporting",
            "it",
            "they",
        }
    )
    if not list_feature(reader, cursor, reader.focus):
        cursor.at = begin
        return None
    operation = reader.focus.operations["list"]
    return Context(draft=reader.focus, note=operation.note, operations=[operation])


def _field_lines(reader: Reader, cursor: Cursor, part: Part) -> Context | None:
    """`Fields: name, price`, and bullets below what an introduction left open."""
    draft = reader.focus
    if draft is None:
        return None
    start = cursor.at
    labelled = bool(cursor.phrase(_LABEL))
    if labelled and cursor.done:
        reader.fields_expected.add(reader.clause)
        draft.notes.append(reader.note("resource", start, cursor.at))
        return Context(draft=draft, note=draft.notes[-1])
    labelled = labelled and bool(cursor.take({":", "-", "–"}))
    if not labelled and _is_label(cursor, start):
        note = reader.note("rule", start, cursor.end)
        note.what = "a heading; nothing to build"
        draft.notes.append(note)
        cursor.at = cursor.end
        return Context(draft=draft, note=note)
    if not labelled:
        cursor.at = start
        opened = part.kind == "bullet" and part.intro in reader.fields_expected
        if not opened:
            return None
    wishes = field_list(cursor, sure=True)
    if not wishes or not add_fields(reader, draft, wishes):
        return None
    if labelled:
        note = reader.note("resource", start, start + 2)
        draft.notes.append(note)
        return Context(draft=draft, note=note)
    return Context(draft=draft, note=draft.notes[0] if draft.notes else reader.note("resource", start, start))


def _is_label(cursor: Cursor, start: int) -> bool:
    """Whether the clause is a heading such as `Rules` or `Acceptance criteria`, and nothing else."""
    return all(token.word in _HEADINGS for token in cursor.tokens[start : cursor.end])


def forbidden(reader: Reader, cursor: Cursor) -> bool:
    """Read `reviews cannot be edited or deleted` as a rule: those operations are left out. Only whole clauses count."""
    start = cursor.at
    if cursor.take({"nobody"}) or cursor.phrase(phrases("no one|no user|no users")):
        done = verbs(cursor) if may(cursor) else ()
        target = noun(cursor) if done else None
        draft = reader.known(target) if target and not target.qualities and not target.own else None
    else:
        target = noun(cursor)
        draft = reader.known(target) if target and not target.qualities and not target.own else None
        modal = cursor.phrase(_FORBID) if draft else ""
        done = verbs(cursor, forms=lexicon.PARTICIPLES) if modal else ()
    if draft is None or not done or not cursor.done or target is None or draft.existing:
        cursor.at = start
        return False
    note = reader.note("rule", start, cursor.at)
    for kind in kinds(done, target, draft):
        if kind not in draft.operations:
            draft.refused[kind] = note
    if note not in draft.refused.values():
        cursor.at = start
        return False
    return True
