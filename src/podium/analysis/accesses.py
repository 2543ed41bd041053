"""Who may, said behind the head of a clause: `by the author`, `(admins only)`, `(own entries only)`."""

from dataclasses import replace

from podium.analysis.cursor import Cursor, is_wordlike
from podium.analysis.operations import Context, Doer, give_access
from podium.analysis.phrases import Actor, actors, noun
from podium.analysis.reader import Reader
from podium.analysis.tables import phrases
from podium.plan.analysis import OperationKind

_BY_ID = phrases(
    "by id|by its id|by their id|by ids|by their ids|by the id|by an id|by identifier|with a given id|"
    "with the given id|by uuid|one by id|by its identifier|with an id"
)
_PUBLIC = phrases(
    "publicly|public|without login|without a login|without logging in|without signing in|without authentication|"
    "no login needed|no login required|no login|publicly readable|no authentication|no authentication needed|"
    "no authentication required|no auth|without being logged in|without being signed in|publicly visible|"
    "publicly available|without an account|no account needed|open to everyone|visible to everyone|"
    "publicly accessible|accessible without login"
)
_PUBLIC_LIST = phrases(
    "public list|public listing|a public list|public read access|public reading|a public listing|the list is public|"
    "public read|readable by everyone|readable by anyone"
)
_SIGNED = phrases(
    "authenticated|requires login|login required|requires authentication|authentication required|"
    "authenticated only|protected|must be signed in|must be logged in|signed-in only|logged-in only|needs login|"
    "needs authentication|auth required|requires auth|requires being logged in|requires a login|behind login|"
    "behind authentication|requires a signed-in user|requires a logged-in user|require login|"
    "require authentication|login needed|authentication needed"
)
_ACCESS_BEGINS = phrases(
    "readable by|readable for|visible for|readable to|only readable by|only readable for|"
    "by|for|to|as|only by|only for|only to|visible to|accessible to|available to|visible only to|only visible to|"
    "accessible only to|restricted to|limited to|reserved for|allowed for|only allowed for|only accessible to|"
    "only accessible by|accessible by|only available to|allowed only for|only as|open to"
)


def acts(reader: Reader, cursor: Cursor) -> bool:
    """Whether somebody who does something stands here, not a field: `a logged-in user sets …`."""
    begin = cursor.at
    acts = actors(cursor, reader.vocabulary) is not None and is_wordlike(cursor.token())
    cursor.at = begin
    return acts


def access(reader: Reader, cursor: Cursor, context: Context) -> bool:
    """`by the author`, `(admins only)`, `without login`, `by id`."""
    start = cursor.at
    if cursor.phrase(_BY_ID):
        context.note.ranges.append((start, cursor.at))
        for operation in list(context.operations):
            if operation.kind == "list" and operation.note is context.note and len(context.operations) == 1:
                del context.draft.operations["list"]
                context.operations[:] = [reader.operation(context.draft, "get", context.note)]
        return bool(context.operations)
    listed = cursor.phrase(_PUBLIC_LIST)
    if listed:
        return _public_list(reader, context, start=start, end=cursor.at)
    found = said_access(cursor)
    opened, preposition = False, ""
    if found and (
        not _ends(cursor, opened=False)
        or (found.access == "public" and context.actor and cursor.tokens[start].word not in {"without", "no"})
    ):
        cursor.at = start
        return False
    if found is None:
        opened = bool(cursor.take({"("}))
        preposition = cursor.phrase(_ACCESS_BEGINS)
        found = actors(cursor, reader.vocabulary, before=None) or (said_access(cursor) if opened else None)
        fits = found is not None and (preposition or found.only or opened) and _ends(cursor, opened=opened)
        if (
            found is None
            or not fits
            or found.of not in {"", context.draft.name}
            or (preposition in {"for", "to", "as"} and not (found.only or found.noun == "admin" or opened))
        ):
            cursor.at = start
            return False
        if "only" in preposition:
            found = Actor(access=found.access, roles=found.roles, noun=found.noun, only=True)
        if opened:
            cursor.take({")"})
    if not context.operations:
        cursor.at = start
        return False
    doer = Doer(actor=found, first=start, last=cursor.at)
    if not opened and cursor.tokens[start].word in _SEEN:
        context = _seen(reader, context)
    give_access(reader, context, doer)
    return True


_SEEN = frozenset({"visible", "readable", "publicly"})
"""Words that say who may read, whatever else the clause speaks of."""


def _seen(reader: Reader, context: Context) -> Context:
    """The clause's context narrowed to reading, which is there if nothing else said so."""
    kinds: list[OperationKind] = [one.kind for one in context.operations if one.kind in {"list", "get"}]
    seen = replace(
        context, operations=[reader.operation(context.draft, kind, context.note) for kind in kinds or ["list"]]
    )
    for operation in seen.operations:
        operation.seen, operation.vague = True, False
    return seen


def _public_list(reader: Reader, context: Context, *, start: int, end: int) -> bool:
    """`…, public list`: everyone may list, whoever may do the rest."""
    note = reader.note("access", start, end)
    note.what = "anyone"
    operation = reader.operation(context.draft, "list", context.note)
    operation.seen, operation.vague = True, False
    operation.actor = operation.speaker = Actor(access="public", noun="anyone")
    operation.notes.append(note)
    return True


def said_access(cursor: Cursor) -> Actor | None:
    """`public`, `without login`, `requires authentication` as access; None leaves the cursor alone."""
    cursor_start = cursor.at
    cursor.skip({"is", "are"} if cursor.word(1) != "and" else set())
    if cursor.phrase(_PUBLIC):
        return Actor(access="public", noun="anyone")
    if cursor.phrase(_SIGNED):
        return Actor(access="signed_in", noun="user", only=True)
    cursor.at = cursor_start
    return None


def _ends(cursor: Cursor, *, opened: bool) -> bool:
    """Whether nothing narrows the actor further: the phrase ends here."""
    if opened:
        return cursor.word() == ")"
    return cursor.done or cursor.token().kind == "mark" or cursor.word() in {"and", "or", "with", "newest", "sorted"}


def own_only(reader: Reader, cursor: Cursor, context: Context) -> bool:
    """`(own entries only)`, `only their own`: the rows of whoever asks."""
    start = cursor.at
    opened = cursor.take({"("})
    only = cursor.take({"only", "just"})
    target = noun(cursor)
    fits = target is not None and target.own and (target.pronoun or reader.draft_named(target.words) is context.draft)
    only = cursor.take({"only", "alone"}) or only
    if not fits or not only or not context.operations or context.draft.existing:
        cursor.at = start
        return False
    cursor.take({")"} if opened else set())
    note = reader.note("access", start, cursor.at)
    note.what = "owner"
    if reader.own(context.draft, note) is None:
        return False
    for operation in context.operations:
        operation.own = operation.kind != "create"
        operation.notes.append(note)
        if operation.own and (operation.actor is None or operation.actor.access == "signed_in"):
            operation.actor = Actor(access="owner", noun="owner")
    return True
