"""What follows the head of a clause: fields, limits, relations, ordering, pages, filters, access, `only once`."""

from functools import partial

from podium.analysis import lexicon
from podium.analysis.accesses import access, acts, own_only
from podium.analysis.bounds import bound
from podium.analysis.cursor import Cursor, is_content
from podium.analysis.defaults import body_of
from podium.analysis.drafts import Draft, FieldDraft, Note, OperationDraft
from podium.analysis.fieldlist import field_list, said_of_all
from podium.analysis.fields import add_fields, limit_field
from podium.analysis.keyed import keyed, one_for_each
from podium.analysis.listing import filters, order, pages
from podium.analysis.operations import Context
from podium.analysis.phrases import Noun, noun
from podium.analysis.reader import Reader
from podium.analysis.sides import sides
from podium.analysis.tables import phrases
from podium.analysis.trailing import for_whom, period, relative, row
from podium.analysis.words import number

_FIELDS_BEGIN = phrases(
    "with|having|including|with the fields|with these fields|with the following fields|fields|with fields|it has|"
    "which has|which have|that has|that have|consisting of|containing|each with|each having|with the attributes|"
    "with the properties|with the columns|with attributes|with properties|with columns|"
    "with the following attributes|with the following properties|which contains|that contains|that contain|"
    "made of|incl.|incl|e.g. with|with its|with their|which consist of|which consists of|each has|where each has|"
    "and has|has|have|that includes|that include|which includes|and have|giving|by giving|stating|specifying|"
    "providing|fields are|with following fields|attributes|properties|columns"
)
_HERE = phrases(
    "|".join(
        f"{before} {the}{where}"
        for before in ("to", "for", "in", "into")
        for the in ("the ", "our ", "")
        for where in (
            "shop",
            "app",
            "system",
            "api",
            "platform",
            "site",
            "backend",
            "project",
            "database",
            "store",
            "blog",
            "website",
            "inventory",
            "catalog",
            "catalogue",
            "schema",
            "codebase",
        )
    )
)
"""Where everything is anyway."""
_RELATING = lexicon.PARENT_PREPOSITIONS | {"in", "from", "with", "at", "per", "by"}
_UPWARD = lexicon.PARENT_PREPOSITIONS | {"per", "attached to"}
_ONCE = phrases(
    "once each|only once each|only once|once|just once|at most once|exactly once|no more than once|only one time|"
    "a single time|one time only"
)


def tails(reader: Reader, cursor: Cursor, context: Context) -> bool:
    """Read on to the end of the cursor; whether every content word was read.

    After a word that nothing reads only what stands for itself is still read.
    """
    loose = False
    while not cursor.done:
        start = cursor.at
        if list_feature(reader, cursor, context.draft):
            continue
        if not loose and _is_here(reader, cursor):
            context.note.ranges.append((start, cursor.at))
            continue
        if not loose and (
            _bound(reader, cursor, context) or access(reader, cursor, context) or _attachments(reader, cursor, context)
        ):
            continue
        if not loose and context.fields and _fields(reader, cursor, context):
            continue
        if not loose and context.fields and period(reader, cursor, context):
            continue
        if not loose and (relative(reader, cursor, context) or _sides(reader, cursor, context)):
            continue
        cursor.at = max(start, cursor.at)
        if loose and cursor.word() == ":" and context.fields and _fields(reader, cursor, context, sure=False):
            continue
        if is_content(cursor.token()):
            loose = True
        cursor.at += 1
    return not loose


def _sides(reader: Reader, cursor: Cursor, context: Context) -> bool:
    """`…, writes admin only`: who may change and who may read, to the end of the clause."""
    begins = {cursor.word(), cursor.tokens[cursor.at - 1].word} & {",", "(", "-", "–"} and not context.draft.existing
    return bool(begins) and sides(reader, cursor, context.draft) is not None


def _is_here(reader: Reader, cursor: Cursor) -> bool:
    """Step over `to the shop`, where no model is called so."""
    begin = cursor.at
    if cursor.phrase(_HERE) and reader.vocabulary.model((cursor.tokens[cursor.at - 1].word,)) is None:
        return True
    cursor.at = begin
    return False


def list_feature(reader: Reader, cursor: Cursor, draft: Draft, *, kind: str = "") -> bool:
    """Read an ordering, a pagination or filters for the draft's list, which then exists.

    `kind` says that the verb stands before: only what follows `by` is left to read.
    """
    start = cursor.at
    found = order(cursor, begun=kind == "order") if kind in {"", "order"} else None
    if found:
        note = reader.note("ordering", start, cursor.at)
        _list(reader, draft, note).orders.append((found.words, found.direction, note))
        return True
    size = None if kind else pages(cursor)
    if size is not None:
        note = reader.note("pagination", start, cursor.at)
        note.what = f"{size} per page" if size else "page by page"
        operation = _list(reader, draft, note)
        operation.page = note
        if size not in {0, reader.vocabulary.page_size}:
            _size(reader, cursor, operation, size=size, first=start)
        return True
    for wish in filters(cursor, begun=kind) if kind != "order" else ():
        words = draft.fields[-1].words if wish.words == ("it",) and draft.fields else wish.words
        note = reader.note("filter", wish.first, wish.last)
        _list(reader, draft, note).filters.append((words, wish.match, note))
    return cursor.at > start


def _size(reader: Reader, cursor: Cursor, operation: OperationDraft, *, size: int, first: int) -> None:
    """Let a page hold so many rows: the number is a reading of its own beside that of the pagination."""
    place = next(at for at in range(first, cursor.at) if number(cursor.tokens[at]) == size)
    operation.page_size, operation.size = size, reader.note("pagination", place, place + 1)
    operation.size.what = f"a page holds {size}"
    if operation.page:
        operation.page.ranges = [(first, place), (place + 1, cursor.at)]


def _list(reader: Reader, draft: Draft, note: Note) -> OperationDraft:
    known = draft.operations.get("list")
    if known:
        return known
    made = OperationDraft(kind="list", note=note)
    draft.operations["list"] = made
    return made


def _bound(reader: Reader, cursor: Cursor, context: Context) -> bool:
    """A limit right after the head belongs to the field that the head gave: `rate a product from 1 to 5`."""
    start = cursor.at
    if context.pending is None:
        return body(reader, cursor, context)
    cursor.skip({"with"})
    found = bound(cursor)
    if found is None or not limit_field(context.pending, found):
        cursor.at = start
        return False
    cursor.skip({"stars", "points"})
    context.pending.note.ranges.append((start, cursor.at))
    context.pending = None
    return True


def body(reader: Reader, cursor: Cursor, context: Context) -> bool:
    """`comments of at most 500 characters`: a limit on what such an entity is made of."""
    start = cursor.at
    usual = body_of(context.draft.words[-1])
    if context.draft.fields or context.draft.existing or len(usual) != 1 or usual[0][1] != "text":
        return False
    opened = cursor.take({"("})
    found = bound(cursor)
    made = FieldDraft(words=(usual[0][0],), type="text", note=reader.note("field", start, cursor.at))
    if found is None or not found.length or not limit_field(made, found) or (opened and not cursor.take({")"})):
        cursor.at = start
        return False
    made.note.ranges = [(start, cursor.at)]
    context.draft.fields.append(made)
    return True


def _fields(reader: Reader, cursor: Cursor, context: Context, *, sure: bool = True) -> bool:
    start, certain = cursor.at, sure
    if cursor.take({"("}):
        close = _closing(cursor)
        inside = cursor.part(close)
        if inside.word() in {"like", "see", "as", "similar"}:
            cursor.at = start
            return False
        inside.phrase(_FIELDS_BEGIN)
        inside.skip({":"})
        limited = context.pending is not None and _bound(reader, inside, context)
        inside.skip({",", "and", "with"} if limited else set())
        wishes = field_list(inside, sure=True)
        behind = Cursor(cursor.tokens, min(close + 1, cursor.end), cursor.end)
        behind.skip({","})
        whole = bool(wishes) and said_of_all(behind, wishes)
        if not add_fields(reader, context.draft, wishes) and not limited:
            cursor.at = start
            return False
        cursor.at = behind.at if whole else min(close + 1, cursor.end)
        return True
    if cursor.word() == ",":
        return sure and row(reader, cursor, context)
    opened = cursor.phrase(_FIELDS_BEGIN)
    behind = context.subject is not None and context.subject.last == cursor.at and not context.operations
    colon = cursor.take({":", "–", "—", "-"} if behind else {":"})
    if not opened and not colon:
        cursor.at = start
        return False
    cursor.skip({":", "the", "following", "fields", "-"})
    if acts(reader, cursor):
        cursor.at = start
        return False
    whole = cursor.end
    cursor.end = for_whom(reader, cursor, context.draft)
    sure = certain and (bool(colon) or "fields" in opened or opened in {"attributes", "properties", "columns"})
    before = cursor.at
    wishes = field_list(cursor, sure=sure)
    end, cursor.end = cursor.end, whole
    if not add_fields(reader, context.draft, wishes):
        cursor.at = start
        return False
    cursor.at = whole if cursor.at == end else max(before, cursor.at)
    context.note.ranges.append((start, before))
    return True


def _closing(cursor: Cursor) -> int:
    depth = 1
    for place in range(cursor.at, cursor.end):
        if cursor.tokens[place].kind == "mark":
            depth += (cursor.tokens[place].word in "([{") - (cursor.tokens[place].word in ")]}")
        if depth == 0:
            return place
    return cursor.end


def _attachments(reader: Reader, cursor: Cursor, context: Context) -> bool:
    if cursor.word() in {"(", "only", "just"} and reader.attempt(cursor, partial(own_only, reader, cursor, context)):
        return True
    counted = phrases("per|for each|for every") if context.once >= 0 else {}
    if cursor.word() in {",", "one", "only", "at", "max"} and one_for_each(reader, cursor, context.draft):
        return True
    begins_keyed = {"per": ((),), "for": ((),)} if context.once < 0 else {}
    for begins, read in (
        (counted, _once),
        (begins_keyed, keyed),
        (_ONCE, _once),
        (lexicon.LINKED, _relation),
        (_RELATING, _relation),
    ):
        if cursor.word() in begins and reader.attempt(cursor, partial(read, reader, cursor, context)):
            return True
    return False


def _once(reader: Reader, cursor: Cursor, context: Context) -> bool:
    """`a customer can rate a product only once`."""
    start = cursor.at
    counted = context.once >= 0 and cursor.word() in {"per", "for"}
    if not (counted or cursor.phrase(_ONCE)) or not context.operations or context.draft.existing:
        cursor.at = start
        return False
    note = reader.note("unique", start, cursor.at)
    names: list[tuple[str, ...]] = []
    owner = reader.own(context.draft, note) if context.actor and context.actor.access != "public" else None
    if owner:
        names.append((owner.name,))
    mark = cursor.at
    if cursor.take({"per"}) or cursor.phrase(
        phrases("for each|for every|for one|for the same|in each|in every|on each")
    ):
        target = noun(cursor)
        model = reader.model_named(target.words) if target else None
        if target is None or model is None:
            cursor.at = mark
        else:
            note.ranges = [(start, cursor.at)]
            relation = reader.relate(context.draft, model, note=note)
            names.append((relation.name,))
    names = list(dict.fromkeys(names))
    others = [one for one in context.draft.relations if one.role in {"parent", "reference"}]
    if len(names) < 2 and len(others) == 1:
        names.append((others[0].name,))
    if len(names) < 2 or (counted and cursor.at == start):
        cursor.at = start
        return False
    if counted:
        note.ranges = [(context.once, context.once + 1), (start, cursor.at)]
        context.once = -1
    context.draft.uniques.append((tuple(names), note))
    return True


def _relation(reader: Reader, cursor: Cursor, context: Context) -> bool:
    """`on a product`, `assigned to a category`, `with a doctor`."""
    start = cursor.at
    opened = cursor.phrase(lexicon.LINKED) or cursor.take(_RELATING)
    target = noun(cursor) if opened else None
    plain = target is not None and not (target.pronoun or target.qualities or target.of or target.own)
    if target is None or not plain or not _may_relate(context.draft, target, opened):
        cursor.at = start
        return False
    note = reader.note("relation", start, cursor.at)
    model = reader.vocabulary.model(target.words)
    if model and model.name == reader.vocabulary.user:
        return _to_user(reader, cursor, context, note=note, opened=opened)
    other = None if model else reader.draft_named(target.words)
    if model is None and (other is None or other is context.draft):
        cursor.at = start
        return False
    upward = opened in _UPWARD or (opened == "in" and _lists(context))
    name = model.name if model else other.name if other else ""
    relation = reader.relate_name(context.draft, name, note=note, role=None if upward else "reference")
    if upward and relation.role == "reference" and not context.draft.parents and _lists(context):
        relation.role = "parent"
    for operation in context.operations if upward else ():
        operation.nested = True
    return True


def _may_relate(draft: Draft, target: Noun, opened: str) -> bool:
    """Whether the words may say a relation: not of what exists, not of many, and not what a category is for."""
    if draft.existing is not None or (target.plural and opened in {"with", "in", "from", "by", "of"}):
        return False
    return not (draft.words[-1] in lexicon.CATALOGUE and opened in lexicon.PARENT_PREPOSITIONS)


def _lists(context: Context) -> bool:
    return any(operation.kind == "list" for operation in context.operations)


def _to_user(reader: Reader, cursor: Cursor, context: Context, *, note: Note, opened: str) -> bool:
    """`assigned to a user` is a reference named after it; `belonging to a customer` an owner."""
    draft = context.draft
    model = reader.vocabulary.model((reader.vocabulary.user,))
    if model is None:
        return False
    if "assigned" in opened:
        reader.relate(draft, model, note=note, role="reference", word="assignee")
        return True
    if opened in {
        "of",
        "for",
        "belonging to",
        "belongs to",
        "that belong to",
        "belong to",
        "that belongs to",
        "per",
    } and not _lists(context):
        reader.relate(draft, model, note=note, role="owner")
        return True
    cursor.at = note.ranges[0][0]
    return False
