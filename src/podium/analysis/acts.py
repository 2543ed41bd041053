"""What a verb with its object says: which draft it acts on, also where the act itself is the entity."""

from dataclasses import dataclass

from podium.analysis import doing, fieldwords, lexicon
from podium.analysis.cursor import Cursor, is_wordlike
from podium.analysis.drafts import Draft, FieldDraft, Note
from podium.analysis.fieldlist import field_list
from podium.analysis.fields import add_fields
from podium.analysis.joining import joined
from podium.analysis.operations import (
    Context,
    Doer,
    belongs,
    fits,
    kinds,
    object_draft,
    operate,
    own_rows,
    ranges,
    renames,
    same_list,
)
from podium.analysis.phrases import Actor, Noun, Verb, noun
from podium.analysis.reader import Reader
from podium.analysis.tables import phrases
from podium.analysis.vocabulary import singular_words
from podium.analysis.wordings import PARTICLE
from podium.plan.analysis import OperationKind
from podium.plan.survey import Model

MOST_ONE = phrases(
    "only one|at most one|one|just one|exactly one|no more than one|a single|only a single|max one|at most 1|only 1|1"
)
_PUTTING = frozenset({"add", "put", "save", "remove", "delete", "store", "take"})
_SENDABLE = frozenset(
    {"message", "enquiry", "inquiry", "request", "feedback", "complaint", "suggestion", "application"}
)
"""What people send to whoever runs the system: a row that it keeps."""
_INTO = frozenset({"to", "from", "in", "into", "on"})


def act(reader: Reader, cursor: Cursor, done: tuple[Verb, ...], doer: Doer | None = None) -> Context | None:
    """Read the object after the verbs and let the draft have the operations; None leaves everything as it was.

    What the owner of one thing does with another (`a project owner defines milestones`) no access can say.
    """
    found = _act(reader, cursor, done, doer)
    if found and doer and doer.actor.of not in {"", found.draft.name}:
        return None
    begin = cursor.at
    while found and (cursor.token().kind == PARTICLE or cursor.phrase(_ANY_TIME)):
        cursor.at += cursor.token().kind == PARTICLE
    if found and cursor.at > begin:
        found.note.ranges.append((begin, cursor.at))
    return found


def _act(reader: Reader, cursor: Cursor, done: tuple[Verb, ...], doer: Doer | None) -> Context | None:
    while cursor.token().kind == PARTICLE:
        cursor.at += 1
    start = cursor.at
    if len(done) == 2 and doing.UNDONE.get(done[1].word) == doing.MAKING_VERBS.get(done[0].word, ("-",))[0]:
        made = _making(reader, cursor, done[:1], doer)
        if made:
            operate(reader, made, ["delete"], doer)
            made.note.ranges.append((done[1].at, done[1].at + 1))
        return made
    entered = joined(reader, cursor, done, doer)
    if entered:
        return entered
    making = (_making(reader, cursor, done, doer) or _undone(reader, cursor, done, doer)) if len(done) == 1 else None
    plain = tuple(one for one in done if one.word in doing.VERBS)
    if making or len(plain) != len(done):
        return making
    filled = None if any(one.word == "send" for one in plain) else _filled(reader, cursor, plain, doer)
    if filled:
        return filled
    once = cursor.at
    if not cursor.phrase(MOST_ONE) or not is_wordlike(cursor.token()) or cursor.word() == "one":
        cursor.at, once = once, -1
    two = _both(reader, cursor, plain, doer)
    if two:
        return two
    mine = _acted_upon(reader, cursor, plain, doer)
    if mine:
        return mine
    target = noun(cursor)
    if target is None:
        return _without_object(reader, cursor, plain, doer)
    found = _contained(reader, cursor, plain, target, doer)
    found = found or _on_object(reader, cursor, plain, _Object(target=target, once=once, doer=doer))
    cursor.at = cursor.at if found else start
    return found


def _both(reader: Reader, cursor: Cursor, done: tuple[Verb, ...], doer: Doer | None) -> Context | None:
    """`admins maintain both`: the two new things, where there are no more."""
    begin = cursor.at
    said = done and doer and cursor.take({"both"})
    cursor.phrase(phrases("of them|of these"))
    new = [one for one in reader.drafts if one.existing is None]
    if not said or not cursor.done or len(new) != 2 or not all(fits(one, done) for one in new):
        cursor.at = begin
        return None
    found: Context | None = None
    for draft in new:
        found = Context(draft=draft, note=reader.note("operation", done[0].at, cursor.at))
        operate(reader, found, kinds(done, None, draft), doer, verb=done[0].word)
    return found


def _acted_upon(reader: Reader, cursor: Cursor, done: tuple[Verb, ...], doer: Doer | None) -> Context | None:
    """`see which ones they follow`, `list the courses I joined`: own rows of an act."""
    begin = cursor.at
    reads = bool(done) and all(set(doing.VERBS[one.word]) <= {"list", "get"} for one in done)
    cursor.skip({"which", "what", "all", "the", "me", "whom", "those"} if reads else set())
    target = noun(cursor) if reads and cursor.word() not in _SELVES else None
    cursor.skip({"which", "that", "whom"})
    acts = reads and cursor.take(_SELVES) and cursor.skip({"have", "has", "am", "are", "is", "already"}) >= 0
    word = cursor.word()
    entity = doing.MAKING_VERBS.get(doing.MADE.get(word, word), ("",))[0] if acts else ""
    draft = reader.draft_named((entity,)) if entity else None
    if draft is None or draft.existing or (target and (target.of or target.own)):
        cursor.at = begin
        return None
    cursor.at += 1
    cursor.take({"to", "for", "on", "in"})
    context = Context(draft=draft, note=reader.note("operation", done[0].at, cursor.at))
    context.actor = doer.actor if doer else None
    operate(reader, context, ["list"], doer)
    for operation in context.operations:
        operation.own, operation.actor = True, Actor(access="owner", noun="owner")
    reader.own(draft, context.note)
    reader.focus = draft
    return context


_SELVES = frozenset({"i", "he", "she", "they", "we"})


@dataclass(frozen=True, kw_only=True)
class _Object:
    """What the verbs act on, and who acts; `once` is the token that says there is but one of it, -1 for none."""

    target: Noun
    once: int
    doer: Doer | None


def _on_object(reader: Reader, cursor: Cursor, done: tuple[Verb, ...], thing: _Object) -> Context | None:
    target, doer = thing.target, thing.doer
    sent = any(one.word == "send" for one in done)
    if sent and (singular_words(target.words)[-1] not in _SENDABLE or cursor.word() == "to" or doer is None):
        return None
    draft = object_draft(reader, target)
    moved = done[0].word in _PUTTING and cursor.word() in _INTO and not target.pronoun
    if draft is None or not fits(draft, done) or (moved and (draft.existing or done[0].word != "add")):
        return None
    note = Note(kind="operation", clause=reader.clause, ranges=ranges(target, first=done[0].at))
    context = Context(draft=draft, note=note, actor=doer.actor if doer else None, subject=target, once=thing.once)
    context.demanded = draft.existing is not None
    meant = kinds(done, target, draft)
    counted = cursor.word() in {"per", "for", "on", "of", "about"} and "create" in meant and not draft.existing
    if thing.once >= 0 and not counted:
        return None
    if target.own and doer and doer.actor.access == "role" and reader.vocabulary.model((doer.actor.noun,)):
        return None
    if target.of and not belongs(reader, context, target.of):
        return None
    if target.of and meant == ["get"] and _one_below(draft):
        meant.insert(0, "list")
    if not same_list(draft, meant, doer, own=target.own):
        return None
    reader.focus = draft
    operate(reader, context, meant, doer, verb=done[0].word)
    for operation in context.operations:
        operation.every = operation.every or (target.every and not target.own)
    own_rows(reader, context, target)
    renames(context, done)
    return context


def _one_below(draft: Draft) -> bool:
    """Whether its parent has at most one of it, so that `a product's warranty` is found there."""
    return any((one.name,) in names and len(names) == 1 for one in draft.parents for names, _ in draft.uniques)


_ANY_TIME = phrases(
    "at any time|any time|later|later on|afterwards|again|again later|as well|too|at a later time|whenever needed"
)


def _undone(reader: Reader, cursor: Cursor, done: tuple[Verb, ...], doer: Doer | None) -> Context | None:
    """`unpin it`: the entity that the act made is deleted."""
    draft = _taken_back(reader, doing.UNDONE[done[0].word]) if done[0].word in doing.UNDONE else None
    begin = cursor.at
    again = bool(cursor.phrase(_ANY_TIME))
    cursor.skip({"from", "of"})
    target = noun(cursor) if draft and not again else None
    model = reader.model_named(target.words) if target and draft else None
    if draft is None or draft.existing:
        cursor.at = begin
        return None
    if target is None:
        related = again or cursor.done or cursor.token().kind == "mark"
    else:
        related = target.pronoun or (model is not None and draft.relation(model.name) is not None)
        related = related and not (target.of or target.qualities)
    if not related:
        cursor.at = begin
        return None
    context = Context(draft=draft, note=reader.note("operation", done[0].at, cursor.at))
    context.actor = doer.actor if doer else None
    reader.focus = draft
    operate(reader, context, ["delete"], doer)
    return context


def _taken_back(reader: Reader, entity: str) -> Draft | None:
    """The draft of an act that a verb takes back; a verb that takes back any act means the one that was read."""
    acted = [one for one in reader.drafts if one.acted and one.existing is None]
    return reader.draft_named((entity,)) if entity else acted[0] if len(acted) == 1 else None


def _filled(reader: Reader, cursor: Cursor, done: tuple[Verb, ...], doer: Doer | None) -> Context | None:
    """`a customer submits a quote and a rating`, where testimonials were introduced and nothing said of them yet."""
    draft = reader.focus
    meant = {kind for one in done for kind in doing.VERBS[one.word]}
    bare = draft is not None and not (draft.fields or draft.existing or draft.renamed or "create" in draft.operations)
    if draft is None or not bare or meant != {"create"} or not any(one.kind == "resource" for one in draft.notes):
        return None
    begin = cursor.at
    target = noun(cursor)
    cursor.at = begin
    plain = target and not (target.pronoun or target.plural or target.own or target.of or target.qualities)
    if target is None or not plain or reader.vocabulary.model(target.words) or reader.draft_named(target.words):
        return None
    if target.words[-1] not in fieldwords.FIELD_TYPES:
        return None
    wishes = field_list(cursor)
    if not wishes or not add_fields(reader, draft, wishes):
        cursor.at = begin
        return None
    context = Context(draft=draft, note=reader.note("operation", done[0].at, begin))
    context.actor = doer.actor if doer else None
    operate(reader, context, ["create"], doer)
    return context


def _without_object(reader: Reader, cursor: Cursor, done: tuple[Verb, ...], doer: Doer | None) -> Context | None:
    """`only admins can delete`, `delete only for admins`: the draft at hand, where nothing else could be meant."""
    draft = reader.focus
    follows = cursor.word(1) if cursor.word() == "only" else cursor.word()
    named = doer is not None or follows in {"for", "by"}
    ends = cursor.done or cursor.token().kind == "mark" or follows in {"or", "and", "for", "by", "once"}
    if draft is None or not done or not (named and ends):
        return None
    note = reader.note("operation", done[0].at, cursor.at)
    context = Context(draft=draft, note=note, actor=doer.actor if doer else None, demanded=doer is None)
    operate(reader, context, _broad(done) or kinds(done, None, draft), doer)
    return context


def _broad(done: tuple[Verb, ...]) -> list[OperationKind]:
    """What `only admins can write` and `everyone may read` mean without an object."""
    if [one.word for one in done] == ["write"]:
        return ["create", "update", "delete"]
    return ["list", "get"] if [one.word for one in done] == ["read"] else []


def _making(reader: Reader, cursor: Cursor, done: tuple[Verb, ...], doer: Doer | None) -> Context | None:
    """`rate a product`, `comment on a post`: the act itself is the entity."""
    verb = done[0]
    if verb.word not in doing.MAKING_VERBS:
        return None
    start = cursor.at
    cursor.take({"on", "in", "to", "for"})
    target = noun(cursor)
    entity, valued = doing.MAKING_VERBS[verb.word]
    model = reader.model_named(target.words) if target and not target.qualities and not target.of else None
    if target is None and doer and cursor.at == start and cursor.done:
        made = next((one for one in (entity, f"{verb.word}r", f"{verb.word}er") if reader.draft_named((one,))), "")
        return _made_alone(reader, made, verb, doer) if made else None
    other = reader.draft_named(target.words) if target and not model and not (target.qualities or target.of) else None
    other = other if other and not other.existing and other.words != (entity,) else None
    if target is None or (model is None and other is None and verb.word not in {"book", "reserve"}):
        cursor.at = start
        return None
    draft = reader.draft_named((entity,)) if model or other else reader.entity(target)
    if draft is None and not (model or other):
        cursor.at = start
        return None
    draft = draft or _fresh(reader, (entity,))
    draft.acted = draft.acted or not draft.existing
    note = reader.note("operation", verb.at, target.last)
    context = Context(draft=draft, note=note, actor=doer.actor if doer else None, fields=True)
    if model:
        _act_on(reader, draft, model, target)
    elif other:
        reader.relate_name(draft, other.name, note=reader.note("relation", target.first, target.last))
    reader.focus = draft
    operate(reader, context, ["create"], doer)
    if valued and draft.field((valued,)) is None:
        made = FieldDraft(words=(valued,), type="integer", note=reader.note("field", verb.at, verb.at + 1))
        draft.fields.append(made)
        context.pending = made
    elif valued:
        context.pending = draft.field((valued,))
    return context


def _act_on(reader: Reader, draft: Draft, model: Model, target: Noun) -> None:
    """Relate the act to the thing; to follow a user relates to somebody else than the one who acts."""
    note = reader.note("relation", target.first, target.last)
    if model.name == reader.vocabulary.user:
        reader.relate(draft, model, note=note, role="parent", word="target")
    else:
        reader.relate(draft, model, note=note)


def _made_alone(reader: Reader, entity: str, verb: Verb, doer: Doer) -> Context | None:
    """`only signed-in users may comment`, where comments were introduced before."""
    draft = reader.draft_named((entity,))
    if draft is None or draft.existing:
        return None
    context = Context(draft=draft, note=reader.note("operation", verb.at, verb.at + 1), actor=doer.actor)
    reader.focus = draft
    operate(reader, context, ["create"], doer)
    return context


def _fresh(reader: Reader, words: tuple[str, ...]) -> Draft:
    draft = Draft(words=words)
    reader.drafts.append(draft)
    return draft


def _contained(
    reader: Reader, cursor: Cursor, done: tuple[Verb, ...], target: Noun, doer: Doer | None
) -> Context | None:
    """`add products to their wishlist`: a row of the container's items."""
    start = cursor.at
    verb = done[0].word if done else ""
    into = cursor.take(_INTO) if verb in _PUTTING and len(done) <= 2 else ""
    holder = noun(cursor) if into else None
    if holder is None or not _is_container(reader, holder):
        cursor.at = start
        return None
    model = None if target.pronoun else reader.model_named(target.words)
    draft = reader.focus if holder.pronoun else container(reader, holder)
    if draft is None or not done or (model is None and not target.pronoun) or target.qualities:
        cursor.at = start
        return None
    note = reader.note("operation", done[0].at, holder.last)
    context = Context(draft=draft, note=note, actor=doer.actor if doer else None)
    if model and model.name != reader.vocabulary.user:
        reader.relate(draft, model, note=reader.note("relation", target.first, target.last), role="reference")
    reader.own(draft, note)
    reader.focus = draft
    meant: list[OperationKind] = list(dict.fromkeys(kind for one in done for kind in doing.VERBS[one.word]))
    operate(reader, context, meant, doer)
    context.fields = "create" in meant
    for operation in context.operations:
        operation.own = operation.kind != "create"
        if operation.kind != "create" and (operation.actor is None or operation.actor.access == "signed_in"):
            operation.actor = Actor(access="owner", noun="owner")
    return context


def _is_container(reader: Reader, holder: Noun) -> bool:
    if holder.pronoun:
        return reader.focus is not None and bool(reader.focus.renamed) and holder.words == ("it",)
    if reader.vocabulary.model(holder.words):
        return False
    return holder.words[-1] in lexicon.CONTAINERS or singular_words(holder.words)[-1] in lexicon.CONTAINERS


def container(reader: Reader, holder: Noun) -> Draft | None:
    """The draft of a container's items: a wishlist's rows are `WishlistItem`."""
    flat = singular_words(holder.words)
    known = reader.draft_named(flat) or reader.draft_named((*flat, "item"))
    draft = known or _fresh(reader, flat)
    if draft.existing or draft.fields:
        return None
    if draft.words[-1] not in {"item", "favorite", "favourite", "bookmark"}:
        draft.renamed = "".join(part.title() for part in draft.words)
        draft.words = (*draft.words, "item")
    return draft
