"""What is spoken of in a clause, and how a draft gets operations, their access, owners and parents."""

from dataclasses import dataclass, field, replace

from podium.analysis import doing, lexicon
from podium.analysis.drafts import Draft, FieldDraft, Note, OperationDraft
from podium.analysis.phrases import Actor, Noun, Verb
from podium.analysis.reader import Reader
from podium.plan.analysis import OperationKind

_READS: frozenset[OperationKind] = frozenset({"list", "get"})


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
    nested: bool = False
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


def fits(draft: Draft, done: tuple[Verb, ...]) -> bool:
    """Whether the verbs say operations of this draft: some do so only of what is new, and there only once.

    Where one verb makes a thing already, another that may mean making (`publish`) means something else.
    """
    loose = [one for one in done if one.word in doing.NEW_ONLY]
    said = [kind for one in done for kind in doing.VERBS[one.word]]
    for one in loose:
        for kind in doing.NEW_ONLY[one.word]:
            known = draft.operations.get(kind)
            other = known and known.seen and known.verb not in {"", one.word}
            if draft.existing or (kind != "update" and (other or said.count(kind) > 1)):
                return False
    return True


def same_list(draft: Draft, meant: list[OperationKind], doer: Doer | None, *, own: bool) -> bool:
    """Whether a second mention of the list can be said beside the first: own rows, and all of them for a role."""
    known = draft.operations.get("list")
    if "list" not in meant or known is None or not known.seen or known.own == own:
        return True
    role = doer is not None and doer.actor.access == "role"
    before = known.actor is not None and known.actor.access == "role"
    return draft.existing is None and (role if known.own else before)


def object_draft(reader: Reader, target: Noun) -> Draft | None:
    """The draft that an object means; `the list` and `the results` mean the one at hand."""
    if target.words[-1] in lexicon.LIST_NOUNS and not target.of:
        if len(target.words) == 1:
            return reader.focus
        whole = reader.draft_named(target.words)
        shorter = Noun(
            words=target.words[:-1], first=target.first, last=target.last, head=target.head - 1, own=target.own
        )
        if not whole and (reader.known(shorter) or shorter.plural):
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
                single = target is not None and target.words == ("one",)
                if not single and (target is None or (target.pronoun and not target.own and not target.every)):
                    reads: list[OperationKind] = [one for one in draft.operations if one in {"list", "get"}]
                    found.extend(reads or ["list"])
                    continue
                meant = "list" if (many or holder) and not listed else "get"
                if meant == "list" and target and target.any_one and not draft.existing:
                    found.append("get")
            found.append(meant)
    return list(dict.fromkeys(found))


def operate(reader: Reader, context: Context, done: list[OperationKind], doer: Doer | None, *, verb: str = "") -> None:
    listed = context.draft.operations.get("list")
    for kind in done:
        operation = reader.operation(context.draft, kind, context.note)
        if kind == "get" and listed and listed.own and not operation.seen and not context.draft.existing:
            operation.own, operation.actor = True, Actor(access="owner", noun="owner")
        operation.seen, operation.vague = True, False
        operation.speaker = operation.speaker or (doer.actor if doer else None)
        operation.verb = operation.verb or verb
        operation.nested = operation.nested or context.nested
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
    if {one.access, other.access} == {"signed_in", "role"}:
        wide = one if one.access == "signed_in" else other
        return replace(wide, also=tuple(dict.fromkeys((*one.also, *other.also, *one.roles, *other.roles))))
    if {one.access, other.access} == {"owner", "signed_in"}:
        return one if one.access == "owner" else other
    return one if _WIDTH[one.access] >= _WIDTH[other.access] else other


def renames(context: Context, done: tuple[Verb, ...]) -> None:
    """`rename it` changes the name alone, unless another verb changes the rest."""
    changes = [one for one in done if "update" in doing.VERBS[one.word]]
    for operation in context.operations if changes else ():
        if operation.kind == "update":
            named = all(one.word in doing.NAMING for one in changes) and operation.renamed_at != -1
            operation.renamed_at = changes[0].at if named else -1


def own_rows(reader: Reader, context: Context, target: Noun) -> None:
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
    context.nested = True
    return relation.role == "parent"


def _under_draft(reader: Reader, context: Context, other: Draft, of: Noun) -> bool:
    known = context.draft.relation(other.name)
    if known is None and not context.draft.parents:
        reader.relate_name(context.draft, other.name, note=reader.note("relation", of.first, of.last))
        return True
    return known is not None and known.role == "parent"
