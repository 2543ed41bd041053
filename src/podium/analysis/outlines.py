"""Requests in outline: labelled lines, bullets of operations, and clauses that are nothing but fields."""

from podium.analysis import doing, lexicon
from podium.analysis.accesses import said_access
from podium.analysis.clauses import LABELLED, Part
from podium.analysis.cursor import Cursor, is_content, is_wordlike
from podium.analysis.drafts import Draft, OperationDraft
from podium.analysis.entities import closing_of, entity
from podium.analysis.fieldlist import field_list
from podium.analysis.fields import add_fields
from podium.analysis.introductions import all_five
from podium.analysis.operations import Context, Doer, give_access
from podium.analysis.phrases import Actor, actors, noun
from podium.analysis.reader import Reader
from podium.analysis.tables import phrases, word_set
from podium.plan.analysis import OperationKind

_COLON = frozenset({":", "-", "–", "—", "="})
_BETWEEN = frozenset({",", ";", "/", "|", "and", "+", "&", "as", "well", "also"})
_OBJECTS = phrases("by id|one by id|all of them|a single one|details|all|one|it|them|single|item|items|new")
_CHANGES = frozenset({"create", "update", "delete"})
_READS: dict[str, tuple[OperationKind, ...]] = {
    "read": ("list", "get"),
    "view": ("list", "get"),
    "see": ("list", "get"),
}
_SAID_AS_NOUNS: dict[str, OperationKind] = {
    "creation": "create", "deletion": "delete", "listing": "list", "removal": "delete", "detail": "get",
    "details": "get",
}  # fmt: skip


def outlined(reader: Reader, cursor: Cursor, part: Part) -> Context | None:
    """`Endpoints: create, list`, `Who: admins`, `Entity: Coupon`, `List: public, newest first`."""
    start = cursor.at
    label = cursor.phrase(LABELLED)
    if not label or not cursor.take(_COLON):
        cursor.at = start
        return None
    kind = _KINDS[label]
    if kind == "thing":
        found = entity(reader, cursor, lead=True)
        if found and not found.draft.existing:
            found.draft.marked = True
            found.note.ranges.append((start, found.note.ranges[0][0]))
        return found
    draft = reader.focus
    if draft is None or draft.existing or kind == "fields":
        cursor.at = start
        return None
    found = _operations(reader, cursor, draft, first=start) if kind == "operations" else _who(reader, cursor, draft)
    if found:
        found.note.ranges.append((start, cursor.at if kind == "who" else found.note.ranges[0][0]))
    return found


_KINDS: dict[str, str] = {
    **dict.fromkeys((" ".join(one) for group in LABELLED.values() for one in group), "fields"),
    **dict.fromkeys(word_set("entity model resource table object"), "thing"),
    **dict.fromkeys(("new entity", "new model", "new resource", "new table", "entity name", "resource name"), "thing"),
    **dict.fromkeys(word_set("operations endpoints actions routes methods functions api functionality"), "operations"),
    **dict.fromkeys(word_set("who role roles access permissions permission auth authorization allowed"), "who"),
    **dict.fromkeys(("who can use it", "allowed roles", "allowed for"), "who"),
}


def _who(reader: Reader, cursor: Cursor, draft: Draft) -> Context | None:
    """Who may do all that nothing else is said of."""
    first = cursor.at
    cursor.take({"only"})
    found = said_access(cursor) or actors(cursor, reader.vocabulary)
    cursor.take({"only"})
    if found is None or found.access == "owner" or not cursor.done:
        return None
    note = reader.note("access", first, cursor.at)
    note.what = found.noun
    draft.everyone = (found, note)
    return Context(draft=draft, note=note)


def listed_operations(reader: Reader, cursor: Cursor, part: Part) -> Context | None:
    """`- create`, `- list all tags`, `list + delete`: a clause that is nothing but operations of the draft at hand."""
    draft = reader.focus
    begin = cursor.at
    cursor.skip({"(", "with", "only", "just"})
    if draft is None or draft.existing:
        return None
    found = _operations(reader, cursor, draft, first=begin)
    several = found is not None and (len(found.operations) > 1 or part.kind == "bullet")
    if found is None or not several or not cursor.done:
        cursor.at = begin
        return None
    return found


def _operations(reader: Reader, cursor: Cursor, draft: Draft, *, first: int) -> Context | None:
    """The operations that stand here one after another, each with who may; what follows them is left."""
    note = reader.note("operation", first, cursor.at)
    context = Context(draft=draft, note=note)
    free: list[OperationDraft] = []
    while not cursor.done:
        begin = cursor.at
        made = _operation(reader, cursor, context)
        if not made:
            cursor.at = begin
            break
        note.ranges.append((begin, cursor.at))
        free = _allowed(reader, cursor, context, [*free, *made], len(made))
        if cursor.word() == "(":
            cursor.at = min(closing_of(cursor) + 1, cursor.end)
        cursor.skip(_BETWEEN)
    reader.focus = draft
    return context if context.operations else None


def _operation(reader: Reader, cursor: Cursor, context: Context) -> list[OperationDraft]:
    """One operation with its object; an empty list where none stands here."""
    cursor.skip({"a", "an", "the", "can"})
    word = cursor.word()
    draft = context.draft
    if word == "crud":
        cursor.at += 1
        draft.marked = True
        made = all_five(reader, draft, context.note)
        context.operations += made
        return made
    verb = next((one[word] for one in (doing.GERUNDS, doing.S_FORMS) if word in one), word)
    kinds = _READS.get(verb) or doing.VERBS.get(verb) or ((_SAID_AS_NOUNS[word],) if word in _SAID_AS_NOUNS else ())
    if not kinds or (verb in doing.NEW_ONLY and verb not in {"erase", "discard"}):
        return []
    cursor.at += 1
    many = _object(reader, cursor, draft)
    if many is None:
        return []
    if kinds == ("get",):
        kinds = ("list",) if many else ("get",)
    elif kinds == ("list", "get") and many:
        kinds = ("list",)
    made: list[OperationDraft] = []
    for kind in kinds:
        operation = reader.operation(draft, kind, context.note)
        operation.seen, operation.vague, operation.verb = True, False, operation.verb or verb
        made.append(operation)
    context.operations += made
    context.fields = any(one.kind == "create" for one in made)
    return made


def _object(reader: Reader, cursor: Cursor, draft: Draft) -> bool | None:
    """Whether many are meant by the object that stands here; None where it is something else than the draft."""
    begin = cursor.at
    if cursor.done or not (is_wordlike(cursor.token()) or cursor.word() in lexicon.DETERMINERS | {"them", "it", "one"}):
        return False
    said = cursor.phrase(_OBJECTS)
    if said and (cursor.done or cursor.word() in _BETWEEN | {"(", ":", "-", "by", "for"}):
        return said in {"all", "all of them", "them", "items"}
    cursor.at = begin
    if cursor.word() in doing.VERBS and not is_wordlike(cursor.token(1)):
        return False
    target = noun(cursor)
    if target and not (target.own or target.of or target.qualities) and reader.known(target) is draft:
        return target.plural or target.every
    return None


def _allowed(
    reader: Reader, cursor: Cursor, context: Context, free: list[OperationDraft], count: int
) -> list[OperationDraft]:
    """Give the operations without anybody yet whom the brackets or the `by` behind them name; those left without.

    Brackets behind a read are of it alone, those behind a change of all changes before.
    """
    begin = cursor.at
    opened = cursor.take({"("})
    said = cursor.take({"by", "for"}) or (cursor.word() in _COLON and cursor.take(_COLON))
    who: Actor | None = None
    if opened and cursor.phrase(lexicon.SIGNED_IN) and cursor.word() in {")", "users", "user"}:
        cursor.take({"users", "user"})
        who = Actor(access="signed_in", noun="user")
    elif opened or said:
        cursor.at = begin + 1
        who = said_access(cursor) or actors(cursor, reader.vocabulary)
    cursor.take({"only"})
    if who is None or (opened and not cursor.take({")"})) or (who.access == "owner" and not context.draft.operations):
        cursor.at = begin
        return free
    last = free[-count:]
    changes = [one for one in free if one.kind in _CHANGES]
    mine = free if said in {"by", "for"} else (changes if last[0].kind in _CHANGES else last)
    mine = [*mine, *(one for one in last if one not in mine)]
    part = Context(draft=context.draft, note=context.note, operations=mine)
    give_access(reader, part, Doer(actor=who, first=begin, last=cursor.at))
    for one in mine:
        one.speaker = one.speaker or who
        one.own = one.own or (who.access == "owner" and one.kind != "create")
    return [one for one in free if one not in mine]


def fields_alone(reader: Reader, cursor: Cursor, part: Part) -> Context | None:
    """`Text up to 1000 characters`, `minutes + optional note`: wholly fields of the draft at hand."""
    draft = reader.focus
    if draft is None or draft.existing or not any(one.kind in {"resource", "operation"} for one in draft.all_notes()):
        return None
    start = cursor.at
    known = {one.name for one in draft.fields}
    wishes = field_list(cursor, sure=False)
    held = {place for wish in wishes for low, high in wish.ranges for place in range(low, high)}
    whole = all(place in held for place in range(start, part.last) if is_content(cursor.tokens[place]))
    sure = sum(bool(one.lexical or one.said) for one in wishes)
    limited = any(one.bounds or one.values or one.type for one in wishes)
    if not whole or not (sure >= 2 or limited) or cursor.end != part.last:
        cursor.at = start
        return None
    if not add_fields(reader, draft, wishes) or known & {one.name for one in draft.fields[len(known) :]}:
        cursor.at = start
        return None
    cursor.at = part.last
    return Context(draft=draft, note=draft.all_notes()[0])
