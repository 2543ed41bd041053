"""What a request restricts: who may do all the rest, what nobody may do; and headings, which ask for nothing."""

from podium.analysis import doing, lexicon
from podium.analysis.accesses import said_access
from podium.analysis.cursor import Cursor
from podium.analysis.drafts import Draft
from podium.analysis.operations import Context, Doer, give_access, kinds
from podium.analysis.phrases import Actor, Verb, actors, may, noun, verbs
from podium.analysis.reader import Reader
from podium.analysis.tables import phrases, word_set
from podium.analysis.words import Token
from podium.plan.analysis import OperationKind

_HEADINGS = word_set(
    "feat task todo story request user epic technical implementation tests rules requirements acceptance "
    "criteria endpoints operations access permissions roles overview details notes api scope data model what who "
    "the description summary feature features routes behaviour behavior list create read update delete "
    "specification to do build"
)
_FORBID = phrases(
    "cannot be|can't be|can not be|must not be|may not be|should not be|shouldn't be|mustn't be|are not|aren't|"
    "cannot|can't|can not|must not|may not|should not|can never be|must never be|should never be"
)


_REST = frozenset({"everything else", "all else", "the rest", "all other operations", "all other endpoints"})
"""Beside what was named there is more: then the usual operations are meant."""


def alone(reader: Reader, cursor: Cursor) -> Context | None:
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
    done = verbs(cursor, forms=doing.GERUNDS)
    if done:
        return _requires(reader, cursor, draft, done)
    whole = cursor.phrase(
        phrases(
            "everything else|all else|the rest|all other operations|all other endpoints|all operations|"
            "all endpoints|everything|all of them|all routes|all of it|all of these|the endpoints|"
            "endpoints"
        )
    )
    cursor.skip({"is", "are"} if whole else set())
    found = said_access(cursor) or actors(cursor, reader.vocabulary)
    if found is None or not cursor.done or not (whole or found.only or cursor.at - start > 1):
        return None
    if found.access == "owner" and (draft.existing or reader.own(draft, reader.note("relation", start, start)) is None):
        return None
    note = reader.note("access", start, cursor.at)
    draft.everyone = (found, note)
    if whole in _REST and not draft.existing and draft.operations:
        for kind in ("create", "list", "get", "update", "delete"):
            reader.operation(draft, kind, note).seen = True
    return Context(draft=draft, note=note, actor=found)


def _requires(reader: Reader, cursor: Cursor, draft: Draft, done: tuple[Verb, ...]) -> Context | None:
    """`creating and deleting requires the ADMIN role`."""
    target = noun(cursor) if not cursor.word().startswith(("require", "need")) else None
    asked = cursor.phrase(phrases("requires|require|needs|need|is for|are for")) or cursor.take({":", "-", "–"})
    if (target and reader.known(target) is not draft) or not asked:
        return None
    note = reader.note("operation", done[0].at, cursor.at)
    begin = cursor.at
    found = actors(cursor, reader.vocabulary)
    cursor.take({"role", "rights", "permission", "permissions"})
    if found is None or not cursor.done:
        return None
    context = Context(draft=draft, note=note)
    context.operations = [reader.operation(draft, kind, note) for kind in kinds(done, target, draft)]
    only = Actor(access=found.access, roles=found.roles, noun=found.noun, only=True)
    give_access(reader, context, Doer(actor=only, first=begin, last=cursor.at))
    return context


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
        done = verbs(cursor, forms=doing.PARTICIPLES) if modal else ()
    cursor.phrase(_EVER)
    if draft is None or not done or not cursor.done or target is None or draft.existing:
        cursor.at = start
        return _left_out(reader, cursor)
    return _refuse(reader, cursor, draft, kinds(done, target, draft), first=start)


def _refuse(reader: Reader, cursor: Cursor, draft: Draft, meant: list[OperationKind], *, first: int) -> bool:
    """Let the draft be without the operations that nothing else named; where there are none, False."""
    note = reader.note("rule", first, cursor.at)
    for kind in meant:
        known = draft.operations.get(kind)
        if known is None or known.vague:
            draft.operations.pop(kind, None)
            draft.refused[kind] = note
    if note not in draft.refused.values():
        cursor.at = first
        return False
    return True


def _left_out(reader: Reader, cursor: Cursor) -> bool:
    """`no updates`, `no editing or deleting`: of the new thing at hand. Only whole clauses count."""
    start = cursor.at
    draft = reader.focus
    cursor.skip({"there", "is", "are", "will", "be"})
    meant: list[OperationKind] = []
    denied = cursor.take({"no"})
    while denied and cursor.word() in _NAMED:
        meant += _NAMED[cursor.word()]
        cursor.at += 1
        cursor.skip({",", "and", "or", "/", "no"})
    cursor.skip(lexicon.ENDPOINT_WORDS)
    cursor.phrase(_EVER)
    cursor.phrase(phrases("needed|necessary|allowed|possible|wanted|required|please"))
    if draft is None or draft.existing or not meant or not cursor.done:
        cursor.at = start
        return False
    return _refuse(reader, cursor, draft, meant, first=start)


_EVER = phrases(
    "afterwards|later|later on|anymore|any more|any longer|ever|again|once created|after creation|once stored|"
    "after they are created|after it is created|once submitted|once they are created|once saved"
)
_NAMED: dict[str, tuple[OperationKind, ...]] = {
    **dict.fromkeys(word_set("update updates updating edit edits editing changes modification"), ("update",)),
    **dict.fromkeys(word_set("delete deletes deleting deletion deletions removal"), ("delete",)),
}


def is_heading(tokens: tuple[Token, ...]) -> bool:
    """Whether the tokens are a heading such as `Rules` or `Acceptance criteria`, and nothing else."""
    return all(token.word in _HEADINGS or token.kind == "mark" for token in tokens)
