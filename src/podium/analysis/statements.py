"""What a request states of things at hand: what may be done with them, who sees them, how they are listed."""

from dataclasses import replace
from functools import partial

from podium.analysis import doing, lexicon
from podium.analysis.accesses import said_access
from podium.analysis.acts import act
from podium.analysis.clauses import Part
from podium.analysis.cursor import Cursor, is_content
from podium.analysis.descriptions import belongs_to, field_lines, has, is_said, kept
from podium.analysis.drafts import Draft, Note
from podium.analysis.fieldlist import field_list
from podium.analysis.fields import add_fields
from podium.analysis.operations import Context, Doer, belongs, give_access, kinds, ranges
from podium.analysis.permissions import remember
from podium.analysis.phrases import Actor, Noun, Verb, actors, noun, verbs
from podium.analysis.properties import FieldWish, closing, default
from podium.analysis.reader import Reader
from podium.analysis.restrictions import alone
from podium.analysis.sides import sides
from podium.analysis.tables import phrases
from podium.analysis.tails import body, list_feature
from podium.analysis.uniqueness import once_per
from podium.plan.analysis import OperationKind

_MAY_BE = phrases(
    "can be|may be|should be|must be|are|is|can also be|should also be|may also be|can only be|may only be|"
    "should only be|can then be|will be|need to be|needs to be|could be|must only be|are only|is only|has to be|"
    "have to be|should be able to be|are to be|is to be"
)


def statement(reader: Reader, cursor: Cursor, part: Part) -> Context | None:
    """A clause that states something of the draft at hand, or of what it names; None leaves the cursor alone."""
    for frame in (_default, _sides, _passive, belongs_to, has, kept, is_said, _features, once_per, alone):
        found = reader.attempt(cursor, partial(frame, reader, cursor))
        if found:
            return found
    return field_lines(reader, cursor, part)


def _sides(reader: Reader, cursor: Cursor) -> Context | None:
    return sides(reader, cursor, reader.focus)


def _default(reader: Reader, cursor: Cursor) -> Context | None:
    """`draft by default`, `the default is draft`: of the values that were named last."""
    draft = reader.focus
    last = draft.fields[-1] if draft and draft.fields else None
    if draft is None or last is None or last.default or not last.values:
        return None
    start = cursor.at
    cursor.skip({"the"})
    wish = FieldWish(words=last.words, ranges=[], values=last.values)
    if not default(cursor, wish) or not cursor.done or wish.default not in last.values:
        return None
    last.default = wish.default
    last.note.ranges.append((start, cursor.at))
    return Context(draft=draft, note=last.note)


def _passive(reader: Reader, cursor: Cursor) -> Context | None:
    """`reviews can be edited by their author`, `reviews are public`, `products can be filtered by it`."""
    start = cursor.at
    target = noun(cursor)
    if target is None or target.qualities or target.own:
        return None
    listed = target.words[-1] in lexicon.LIST_NOUNS and len(target.words) > 1
    named = replace(target, words=target.words[:-1]) if listed else target
    draft = reader.known(named) or _bracketed(reader, cursor, target)
    if draft is not None and cursor.done and cursor.at > target.last:
        return Context(draft=draft, note=draft.notes[-1], subject=target)
    draft = draft or _made_by_somebody(reader, cursor, target, start=start)
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
    if cursor.word() in doing.MADE:
        if only and cursor.word(1) != "once":
            return None
        return reader.attempt(cursor, partial(_made, reader, cursor, target)) or _acted_on(reader, cursor, target)
    done = verbs(cursor, forms=doing.PARTICIPLES)
    note = Note(kind="operation", clause=reader.clause, ranges=ranges(target, first=target.first))
    context = Context(draft=draft, note=note, subject=target)
    if of and not belongs(reader, context, of):
        return None
    if listed:
        cursor.at = begin
        return _listed(reader, cursor, context)
    if done:
        note.ranges.append((target.last, cursor.at))
        context.demanded = modal in {"is", "are"}
        return _done_by(reader, cursor, context, kinds(done, target, draft), only=only)
    cursor.at = begin
    return _public(reader, cursor, context) or _listed(reader, cursor, context) or _limited(reader, cursor, context)


def _bracketed(reader: Reader, cursor: Cursor, target: Noun) -> Draft | None:
    """The new draft of `drop-off points (name, street, city)`, with those fields, all that the brackets hold."""
    start = cursor.at
    if not target.plural or target.of or not cursor.take({"("}):
        return None
    end = closing(cursor)
    wishes = field_list(cursor.part(end), sure=True)
    held = {place for wish in wishes for low, high in wish.ranges for place in range(low, high)}
    whole = all(place in held for place in range(start, end) if is_content(cursor.tokens[place]))
    draft = reader.entity(target) if whole and len(wishes) >= 2 and end < cursor.end else None
    if draft is None or draft.existing or draft.fields or not add_fields(reader, draft, wishes):
        cursor.at = start
        return None
    cursor.at = end + 1
    draft.notes.append(reader.note("resource", target.first, target.last))
    reader.focus = draft
    return draft


def _made_by_somebody(reader: Reader, cursor: Cursor, target: Noun, *, start: int) -> Draft | None:
    """The new draft of `job offers are posted by admins`, where nothing introduced them before."""
    behind = Cursor(cursor.tokens, cursor.at, cursor.end)
    modal = behind.phrase(_MAY_BE)
    done = verbs(behind, forms=doing.PARTICIPLES) if modal else ()
    said = {kind for one in done for kind in doing.VERBS.get(one.word, ())}
    person = actors(behind, reader.vocabulary) if behind.take({"by"}) else None
    plain = not (target.of or target.pronoun) and (target.plural or cursor.tokens[start].word in {"a", "an", "each"})
    if not plain or "create" not in said or person is None or person.access == "owner":
        return None
    draft = reader.entity(target)
    return None if draft is None or draft.existing else draft


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
    entity = doing.MAKING_VERBS[doing.MADE[cursor.word()]][0]
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


def _acted_on(reader: Reader, cursor: Cursor, target: Noun) -> Context | None:
    """`posts can be reported by users`: the act is the entity, as in `users can report posts`."""
    at = cursor.at
    verb = Verb(word=doing.MADE[cursor.word()], at=at)
    cursor.at += 1
    first = cursor.at
    who = actors(cursor, reader.vocabulary) if cursor.take({"by"}) else None
    if who is None:
        return None
    behind, doer = cursor.at, Doer(actor=who, first=first, last=cursor.at)
    inside = Cursor(cursor.tokens, target.first, target.last)
    found = act(reader, inside, (verb,), doer)
    if found is None:
        return None
    remember(reader, who)
    found.note.ranges[:] = [(target.last, at + 1)]
    cursor.at = behind
    return found


def _done_by(
    reader: Reader, cursor: Cursor, context: Context, done: list[OperationKind], *, only: bool
) -> Context | None:
    begin = cursor.at
    cursor.take({"only"})
    by = cursor.take({"by", "for", "to"} if done == ["list"] else {"by"})
    who = actors(cursor, reader.vocabulary) if by else None
    ends = cursor.done or cursor.token().kind == "mark" or cursor.word() in {
        "and", "newest", "with", "sorted", "only", "by", "ordered", "latest", "oldest", "in", "alphabetically",
    }  # fmt: skip
    if by and who is None and done == ["list"]:
        cursor.at = begin
        read = list_feature(reader, cursor, context.draft, kind="order")
        by = ""
        ends = read
    if by and not ends:
        return None
    if by and who is None:
        return None
    if only and who is None:
        return None
    for kind in done:
        context.operations.append(reader.operation(context.draft, kind, context.note))
    for one in context.operations if who and not context.draft.existing else ():
        one.speaker, one.seen = one.speaker or who, True
    if who:
        give_access(reader, context, Doer(actor=who, first=begin, last=cursor.at))
        if done == ["list"] and cursor.word() == "by":
            list_feature(reader, cursor, context.draft, kind="order")
        _further(reader, cursor, context, who)
    reader.focus = context.draft
    return context


def _further(reader: Reader, cursor: Cursor, context: Context, who: Actor) -> None:
    """`… and deleted again by them`, `… and deleted by admins`: further acts on the rows, each with who does it."""
    while True:
        begin = cursor.at
        joined = cursor.skip({",", "and", "or", "but", "then", "later", "also"})
        again = bool(cursor.phrase(_MAY_BE)) or joined > 0
        only = bool(cursor.take({"only"}))
        first = cursor.at
        done = verbs(cursor, forms=doing.PARTICIPLES) if joined and again else ()
        cursor.phrase(_AGAIN)
        last = cursor.at
        only = bool(cursor.take({"only"})) or only
        same = done and cursor.word() == "by" and cursor.word(1) in {"them", "him", "her"}
        by = actors(cursor, reader.vocabulary) if done and cursor.take({"by"}) and not same else None
        if same:
            cursor.at += 1
            by = Actor(access="owner", noun="owner") if who.access == "signed_in" else who
        if by is None or not (cursor.done or cursor.token().kind == "mark" or cursor.word() in {"and", "or", "but"}):
            cursor.at = begin
            return
        note = reader.note("operation", first, last)
        made = [reader.operation(context.draft, kind, note) for kind in kinds(done, context.subject, context.draft)]
        for one in made:
            one.seen = True
        part = Context(draft=context.draft, note=note, operations=made)
        give_access(reader, part, Doer(actor=replace(by, only=by.only or only), first=last, last=cursor.at))
        context.operations += made


_AGAIN = phrases("again|later|afterwards|again later|later on|at any time|any time")


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


def _limited(reader: Reader, cursor: Cursor, context: Context) -> Context | None:
    """`comments are limited to 500 characters`: said of what a comment is made of."""
    cursor.skip({"be"})
    if not body(reader, cursor, context):
        return None
    context.draft.notes.append(Note(kind="resource", clause=reader.clause, ranges=context.note.ranges))
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
