"""What a verb with its object does to a draft: operations, their access, owners and parents."""

from dataclasses import dataclass, field

from podium.analysis import doing, lexicon
from podium.analysis.cursor import Cursor
from podium.analysis.drafts import Draft, FieldDraft, Note, OperationDraft
from podium.analysis.phrases import Actor, Noun, Verb, noun
from podium.analysis.reader import Reader
from podium.analysis.tables import phrases
from podium.analysis.vocabulary import singular_words
from podium.plan.analysis import OperationKind

_READS: frozenset[OperationKind] = frozenset({"list", "get"})
MOST_ONE = phrases(
    "only one|at most one|one|just one|exactly one|no more than one|a single|only a single|max one|at most 1|only 1|1"
)
_PUTTING = frozenset({"add", "put", "save", "remove", "delete", "store", "take"})
_INTO = frozenset({"to", "from", "in", "into", "on"})


@dataclass(kw_only=True)
class Context:
    """What a clause speaks of once its head was read; `fields` says that a list of fields may follow.

    `pending` is the field that a limit right after the head belongs to. `once` is the number of a token `one` before
    the object, which a `per …` behind it must explain. `demanded`: a bare demand that changes things, which words
    that nothing reads may narrow (`delete orders older than 30 days`): then it is not read at all.
    """

    draft: Draft
    note: Note
    operations: list[OperationDraft] = field(default_factory=list[OperationDraft])
    fields: bool = False
    actor: Actor | None = None
    pending: FieldDraft | None = None
    demanded: bool = False
    once: int = -1
    subject: Noun | None = None


@dataclass(frozen=True, kw_only=True)
class Doer:
    """An actor with the tokens that name it."""

    actor: Actor
    first: int
    last: int


def ranges(target: Noun, *, first: int) -> list[tuple[int, int]]:
    """The tokens from `first` to the end of a noun phrase, without the adjectives that ask for more."""
    found: list[tuple[int, int]] = []
    begin = first
    for place in target.qualities:
        found.append((begin, place))
        begin = place + 1
    return [*found, (begin, target.last)]


def act(reader: Reader, cursor: Cursor, done: tuple[Verb, ...], doer: Doer | None = None) -> Context | None:
    """Read the object after the verbs and let the draft have the operations; None leaves everything as it was."""
    start = cursor.at
    making = _making(reader, cursor, done, doer) if len(done) == 1 else None
    if making:
        return making
    plain = tuple(one for one in done if one.word in doing.VERBS)
    if len(plain) != len(done):
        return None
    once = cursor.at if cursor.phrase(MOST_ONE) else -1
    target = noun(cursor)
    container = _contained(reader, cursor, plain, target, doer) if target else None
    if container:
        return container
    if target is None:
        return _without_object(reader, cursor, plain, doer)
    draft = object_draft(reader, target)
    moved = plain[0].word in _PUTTING and cursor.word() in _INTO and not target.pronoun
    if draft is None or (moved and (draft.existing or plain[0].word != "add")):
        cursor.at = start
        return None
    note = Note(kind="operation", clause=reader.clause, ranges=ranges(target, first=plain[0].at))
    context = Context(draft=draft, note=note, actor=doer.actor if doer else None, subject=target)
    context.demanded = draft.existing is not None
    context.once = once
    if once >= 0 and (
        draft.existing
        or cursor.word() not in {"per", "for", "on", "of", "about"}
        or "create" not in kinds(plain, target, draft)
    ):
        cursor.at = start
        return None
    if target.own and doer and doer.actor.access == "role" and reader.vocabulary.model((doer.actor.noun,)):
        cursor.at = start
        return None
    if target.of and not belongs(reader, context, target.of):
        cursor.at = start
        return None
    meant = kinds(plain, target, draft)
    known = draft.operations.get("list")
    if "list" in meant and known and known.seen and known.own != target.own:
        cursor.at = start
        return None
    reader.focus = draft
    _operate(reader, context, meant, doer)
    _own(reader, context, target)
    return context


def object_draft(reader: Reader, target: Noun) -> Draft | None:
    """The draft that an object means; `the list` and `the results` mean the one at hand."""
    if target.words[-1] in lexicon.LIST_NOUNS and not target.of:
        if len(target.words) == 1:
            return reader.focus
        whole = reader.draft_named(target.words)
        shorter = Noun(
            words=target.words[:-1], first=target.first, last=target.last, head=target.head - 1, own=target.own
        )
        if not whole and (reader.known(shorter) or target.words[-1] in {"list", "lists", "listing"}):
            return object_draft(reader, shorter)
    return reader.entity(target)


def kinds(done: tuple[Verb, ...], target: Noun | None, draft: Draft) -> list[OperationKind]:
    """The operations that the verbs mean with this object."""
    found: list[OperationKind] = []
    words = {one.word for one in done}
    holder = bool(draft.renamed) and target is not None and not target.pronoun
    listed = "list" in words or "browse" in words
    many = target is not None and (
        (target.plural and (not target.pronoun or target.own)) or target.every or target.words[-1] in lexicon.LIST_NOUNS
    )
    for verb in done:
        for kind in doing.VERBS[verb.word]:
            meant: OperationKind = kind
            if len(doing.VERBS[verb.word]) == 1 and kind == "get":
                if target is None or (target.pronoun and not target.own and not target.every):
                    reads: list[OperationKind] = [one for one in draft.operations if one in {"list", "get"}]
                    found.extend(reads or ["list"])
                    continue
                meant = "list" if (many or holder) and not listed else "get"
            found.append(meant)
    return list(dict.fromkeys(found))


def _operate(reader: Reader, context: Context, done: list[OperationKind], doer: Doer | None) -> None:
    for kind in done:
        operation = reader.operation(context.draft, kind, context.note)
        operation.seen, operation.vague = True, False
        operation.speaker = operation.speaker or (doer.actor if doer else None)
        context.operations.append(operation)
    if doer:
        give_access(reader, context, doer)
    context.fields = any(kind in {"create", "update"} for kind in done)


def give_access(reader: Reader, context: Context, doer: Doer) -> None:
    """Let the context's operations be for the actor; a second actor joins the first where one access can say both."""
    note = reader.note("access", doer.first, doer.last)
    note.what = doer.actor.noun
    for operation in context.operations:
        operation.actor = joined(operation.actor, doer.actor)
        operation.notes.append(note)
    if doer.actor.access == "owner":
        reader.own(context.draft, note)


_WIDTH = {"public": 3, "signed_in": 2, "role": 1, "owner": 0}


def joined(one: Actor | None, other: Actor) -> Actor:
    """The access of both: owner and role together mean either of them, `only` holds alone, else the wider."""
    if one is None or other.only:
        return other
    if {one.access, other.access} <= {"owner", "role"}:
        roles = tuple(dict.fromkeys((*one.roles, *other.roles)))
        access = "owner" if "owner" in {one.access, other.access} else "role"
        return Actor(access=access, roles=roles, noun=one.noun, only=one.only)
    if {one.access, other.access} == {"owner", "signed_in"}:
        return one if one.access == "owner" else other
    return one if _WIDTH[one.access] >= _WIDTH[other.access] else other


def _own(reader: Reader, context: Context, target: Noun) -> None:
    """`their own notes`: the rows belong to whoever is signed in."""
    if not target.own:
        return
    relation = reader.own(context.draft, context.note)
    for operation in context.operations:
        if operation.kind == "create" or (relation is None and not context.draft.existing):
            continue
        operation.own = True
        if operation.actor is None or operation.actor.access == "signed_in":
            operation.actor = Actor(access="owner", noun="owner")


def belongs(reader: Reader, context: Context, of: Noun) -> bool:
    """Read `a product's` before a name as the parent whose rows are meant; whether that could be said."""
    model = reader.vocabulary.model(of.words)
    draft = context.draft
    if model is None:
        other = reader.draft_named(of.words)
        if other is not None and other is not draft and not other.existing:
            return _under_draft(reader, context, other, of)
        return False
    if model.name == reader.vocabulary.user and not draft.existing:
        return False
    if draft.existing:
        return False
    relation = reader.relate(draft, model, note=reader.note("relation", of.first, of.last))
    if relation.role == "reference" and not draft.parents:
        relation.role = "parent"
    context.note.ranges.append((of.first, of.last))
    return relation.role == "parent"


def _under_draft(reader: Reader, context: Context, other: Draft, of: Noun) -> bool:
    known = context.draft.relation(other.name)
    if known is None and not context.draft.parents:
        reader.relate_name(context.draft, other.name, note=reader.note("relation", of.first, of.last))
        return True
    return known is not None and known.role == "parent"


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
    _operate(reader, context, kinds(done, None, draft), doer)
    return context


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
    if target is None and doer and cursor.at == start and cursor.done and reader.draft_named((entity,)):
        return _made_alone(reader, entity, verb, doer)
    if target is None or (model is None and verb.word not in {"book", "reserve"}):
        cursor.at = start
        return None
    if model is None:
        draft = reader.entity(target)
        if draft is None:
            cursor.at = start
            return None
    else:
        draft = reader.draft_named((entity,)) or _fresh(reader, (entity,))
    note = reader.note("operation", verb.at, target.last)
    context = Context(draft=draft, note=note, actor=doer.actor if doer else None, fields=True)
    if model:
        reader.relate(draft, model, note=reader.note("relation", target.first, target.last))
    reader.focus = draft
    _operate(reader, context, ["create"], doer)
    if valued and draft.field((valued,)) is None:
        made = FieldDraft(words=(valued,), type="integer", note=reader.note("field", verb.at, verb.at + 1))
        draft.fields.append(made)
        context.pending = made
    elif valued:
        context.pending = draft.field((valued,))
    return context


def _made_alone(reader: Reader, entity: str, verb: Verb, doer: Doer) -> Context | None:
    """`only signed-in users may comment`, where comments were introduced before."""
    draft = reader.draft_named((entity,))
    if draft is None or draft.existing:
        return None
    context = Context(draft=draft, note=reader.note("operation", verb.at, verb.at + 1), actor=doer.actor)
    reader.focus = draft
    _operate(reader, context, ["create"], doer)
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
    if holder is None or holder.pronoun or not _is_container(reader, holder):
        cursor.at = start
        return None
    model = None if target.pronoun else reader.model_named(target.words)
    draft = container(reader, holder)
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
    _operate(reader, context, meant, doer)
    for operation in context.operations:
        operation.own = operation.kind != "create"
        if operation.kind != "create" and (operation.actor is None or operation.actor.access == "signed_in"):
            operation.actor = Actor(access="owner", noun="owner")
    return context


def _is_container(reader: Reader, holder: Noun) -> bool:
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
