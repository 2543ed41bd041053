"""How a request permits: user stories, `let`, `may`, and who goes on acting in a sentence."""

from podium.analysis import lexicon
from podium.analysis.acts import Context, Doer, act, give_access
from podium.analysis.cursor import Cursor
from podium.analysis.phrases import Actor, actors, may, noun, verbs
from podium.analysis.reader import Reader
from podium.analysis.tables import phrases
from podium.analysis.tails import list_feature

_PLAIN = frozenset(
    {"manage", "create", "update", "edit", "delete", "see", "view", "browse", "remove", "submit", "maintain"}
)
"""Verbs that permit without a modal: `admins manage brands`."""
_LET = frozenset({"let", "allow", "enable", "permit", "give", "letting", "allowing", "enabling"})


def story(reader: Reader, cursor: Cursor) -> Context | None:
    """`As a customer I want to …`."""
    if not cursor.take({"as"}):
        return None
    first = cursor.at
    who = actors(cursor, reader.vocabulary)
    last = cursor.at
    cursor.skip({","})
    if who is None or not cursor.take({"i", "we"}):
        return None
    doer = Doer(actor=who, first=first, last=last)
    remember(reader, who)
    if not may(cursor):
        if not cursor.take({"want", "need", "would"}):
            return None
        cursor.phrase(
            phrases(
                "like a way to|to|the ability to|the possibility to|a way to|an option to|like the ability to|like to"
            )
        )
    cursor.phrase(phrases("be able to|the ability to"))
    done = verbs(cursor)
    return act(reader, cursor, done, doer) if done else None


def remember(reader: Reader, who: Actor) -> None:
    """Who acts is whom `they` means, and who acts in the rest of the sentence."""
    reader.actor = who
    reader.actor_sentence = reader.parts[reader.clause].sentence


def list_wish(reader: Reader, cursor: Cursor, doer: Doer | None) -> Context | None:
    """`filter products by category`, `sort notes by date`: a wish for the list of something known."""
    start = cursor.at
    kind = lexicon.SORTING.get(cursor.word())
    cursor.at += 1
    target = noun(cursor) if kind else None
    draft = reader.known(target) if target and not (target.of or target.own or target.qualities) else None
    if kind is None or target is None or draft is None:
        cursor.at = start
        return None
    cursor.skip({"list", "results"})
    note = reader.note("operation", start, cursor.at)
    if not list_feature(reader, cursor, draft, kind=kind):
        cursor.at = start
        return None
    operation = reader.operation(draft, "list", note)
    context = Context(draft=draft, note=note, operations=[operation], subject=target)
    reader.focus = draft
    if doer:
        give_access(reader, context, doer)
    while cursor.take({"and"}) and cursor.word() in lexicon.SORTING and list_feature(reader, cursor, draft):
        pass
    return context


def let(reader: Reader, cursor: Cursor) -> Context | None:
    """`Let admins manage coupons`."""
    if not cursor.take(_LET):
        return None
    first = cursor.at
    who = actors(cursor, reader.vocabulary)
    if who is None:
        return None
    last = cursor.at
    cursor.phrase(phrases("to|the ability to|the option to|the possibility to|a way to"))
    done = verbs(cursor)
    if not done:
        return None
    remember(reader, who)
    return act(reader, cursor, done, Doer(actor=who, first=first, last=last))


def someone_may(reader: Reader, cursor: Cursor) -> Context | None:
    """`A signed-in customer can rate a product`, `only admins can delete`, `the author may edit their comment`."""
    first = cursor.at
    who = actors(cursor, reader.vocabulary, before=reader.actor)
    if who is None:
        return None
    last = cursor.at
    modal = may(cursor)
    if modal in lexicon.OBLIGATIONS or not (modal or who.only or cursor.word() in _PLAIN):
        return None
    wished = list_wish(reader, cursor, Doer(actor=who, first=first, last=last)) if modal else None
    if wished:
        return wished
    if cursor.take({"only"}) or modal.endswith("only"):
        if cursor.word() not in lexicon.VERBS:
            return None
        return _narrow(reader, cursor, Doer(actor=who, first=first, last=cursor.at))
    done = verbs(cursor)
    if not done:
        return None
    remember(reader, who)
    return act(reader, cursor, done, Doer(actor=who, first=first, last=last))


def _narrow(reader: Reader, cursor: Cursor, doer: Doer) -> Context | None:
    """`users can only edit their own notes`: read where the own rows are what `only` narrows to."""
    done = verbs(cursor)
    begin = cursor.at
    target = noun(cursor) if done else None
    cursor.at = begin
    if target is None or not target.own:
        return None
    remember(reader, doer.actor)
    return act(reader, cursor, done, doer)


def carried_on(reader: Reader, cursor: Cursor, actor: Actor | None) -> Context | None:
    """`…, remove them and see the list`: the one who acted before acts on."""
    may(cursor)
    begin = cursor.at
    done = verbs(cursor)
    if not done or actor is None:
        cursor.at = begin
        return None
    found = act(reader, cursor, done)
    if found is None:
        cursor.at = begin
        return None
    for operation in found.operations:
        if operation.actor is None or (operation.actor.access == "owner" and not operation.own):
            operation.actor = actor
    return found
