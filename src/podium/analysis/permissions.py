"""How a request permits: user stories, `let`, `may`, and who goes on acting in a sentence."""

from podium.analysis import doing, lexicon
from podium.analysis.acts import act
from podium.analysis.cursor import Cursor
from podium.analysis.drafts import Note
from podium.analysis.listing import order
from podium.analysis.operations import Context, Doer, give_access, joined
from podium.analysis.phrases import Actor, Verb, actors, may, noun, verbs
from podium.analysis.reader import Reader
from podium.analysis.tables import phrases
from podium.analysis.tails import list_feature

_WANT = phrases("i want|we want|i'd like|we'd like|i would like|we would like|i need|we need")
_POSSIBLE = phrases(
    "it should be possible for|it must be possible for|make it possible for|there should be a way for|"
    "there must be a way for|it is possible for|we need a way for|provide a way for|an api where|a way for|"
    "it shall be possible for"
)
_LET = frozenset({"let", "allow", "enable", "permit", "give", "letting", "allowing", "enabling"})


_PRESENT = doing.PLAIN | doing.S_FORMS.keys() | doing.UNDOES.keys() | doing.S_NOUNS.keys()


_GUESTS = frozenset({"guest", "guests"})


def story(reader: Reader, cursor: Cursor) -> Context | None:
    """`As a customer I want to …`, `as a shop owner I want customers to …`."""
    if not cursor.take({"as"}):
        return None
    first = cursor.at
    who = actors(cursor, reader.vocabulary)
    last = cursor.at
    if who is None:
        cursor.at = min(cursor.find({",", "i", "we", "i'd"}), first + 6)
    cursor.skip({","})
    if not cursor.take({"i", "we", "i'd", "we'd"}):
        return None
    if not may(cursor):
        if not cursor.take({"want", "need", "would"}) and cursor.word() != "like":
            return None
        cursor.phrase(_TO_DO)
    begin = cursor.at
    other = actors(cursor, reader.vocabulary)
    if other and cursor.phrase(phrases("to be able to|to|can|may")):
        who, first, last = other, begin, cursor.at
    else:
        cursor.at = begin
    if who is None:
        return None
    remember(reader, who)
    cursor.phrase(phrases("be able to|the ability to"))
    done = verbs(cursor)
    return act(reader, cursor, done, Doer(actor=who, first=first, last=last)) if done else None


_TO_DO = phrases(
    "like a way to|like to be able to|to|the ability to|the possibility to|a way to|an option to|"
    "like the ability to|like to|like"
)


def remember(reader: Reader, who: Actor) -> None:
    """Who acts is whom `they` means, and who acts in the rest of the sentence."""
    reader.actor = who
    reader.actor_sentence = reader.parts[reader.clause].sentence


def list_wish(reader: Reader, cursor: Cursor, doer: Doer | None, *, chosen: bool = False) -> Context | None:
    """`filter products by category`, `sort notes by date`, `filtering and sorting by it`: wishes for a list.

    `chosen`: what is only allowed. Sorting as callers like is no order of ours, so its words stay unread.
    """
    start = cursor.at
    named = _sorting_verbs(cursor)
    target = None if cursor.word() == "by" else noun(cursor)
    draft = reader.known(target) if target else (reader.focus if cursor.word() == "by" else None)
    if not named or draft is None or (target and (target.of or target.own or target.qualities)):
        cursor.at = start
        return None
    cursor.skip(lexicon.LIST_NOUNS)
    usable = [(kind, at) for kind, at in named if kind != "order" or not (chosen or doer)]
    note = Note(kind="operation", clause=reader.clause, ranges=[(at, at + 1) for _, at in usable])
    note.ranges += [(target.first, cursor.at)] if target else []
    begin = cursor.at
    read = False
    for kind, _ in usable:
        cursor.at = begin
        read = list_feature(reader, cursor, draft, kind=kind) or read
    if not usable:
        order(cursor, begun=True)
    while cursor.word() == "and" and lexicon.SORTING.get(cursor.word(1)) not in {None, "order"}:
        cursor.at += 1
        read = list_feature(reader, cursor, draft) or read
    if not read:
        cursor.at = start
        return None
    operation = reader.operation(draft, "list", note)
    context = Context(draft=draft, note=note, operations=[operation], subject=target)
    reader.focus = draft
    if doer and (not draft.existing or doer.actor.access in {"public", "signed_in"}):
        access = operation.actor
        give_access(reader, context, doer)
        operation.actor = access if draft.existing else operation.actor
    return context


def _sorting_verbs(cursor: Cursor) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    while cursor.word() in lexicon.SORTING:
        found.append((lexicon.SORTING[cursor.word()], cursor.at))
        cursor.at += 1
        if cursor.word() != "and" or cursor.word(1) not in lexicon.SORTING:
            break
        cursor.at += 1
    return found


def let(reader: Reader, cursor: Cursor) -> Context | None:
    """`Let admins manage coupons`."""
    start = cursor.at
    if not cursor.take(_LET) and not cursor.phrase(_WANT) and not cursor.phrase(_POSSIBLE):
        return None
    first = cursor.at
    who = actors(cursor, reader.vocabulary)
    if who is None:
        return None
    last = cursor.at
    cursor.phrase(phrases("to|to be able to|the ability to|the option to|the possibility to|a way to|can|may"))
    doer = Doer(actor=who, first=first, last=last)
    wished = list_wish(reader, cursor, doer) if cursor.word() in lexicon.SORTING else None
    done = () if wished else verbs(cursor)
    if done:
        remember(reader, who)
    found = wished or (act(reader, cursor, done, doer) if done else None)
    if found:
        found.note.ranges.append((start, first))
    return found


def someone_may(reader: Reader, cursor: Cursor, *, wished: bool = False) -> Context | None:
    """`A signed-in customer can rate a product`, `only admins can delete`, `the author may edit their comment`.

    `wished`: the words before say that it is to be so, so that a plain verb will do (`it is needed that users save …`).
    """
    first = cursor.at
    who = actors(cursor, reader.vocabulary, before=reader.actor) or _guests(cursor)
    if who is None:
        return None
    last = cursor.at
    cursor.skip({"just", "simply"})
    modal = may(cursor)
    if modal in lexicon.OBLIGATIONS or not (
        modal or who.only or cursor.word() in _PRESENT or _acts_on(cursor) or wished or _makes(reader, cursor)
    ):
        return None
    listed = list_wish(reader, cursor, Doer(actor=who, first=first, last=last)) if modal else None
    if listed:
        return listed
    if cursor.take({"only"}) or modal.endswith("only"):
        if cursor.word() not in doing.VERBS:
            return None
        return _narrow(reader, cursor, Doer(actor=who, first=first, last=cursor.at))
    done = verbs(cursor) or (() if modal else acting(cursor))
    if not done:
        return None
    remember(reader, who)
    return act(reader, cursor, done, Doer(actor=who, first=first, last=last))


def _acts_on(cursor: Cursor) -> bool:
    """`books a room`: a verb that is a noun as well, before an article."""
    return cursor.word() in doing.MAKES and cursor.word(1) in lexicon.DETERMINERS | lexicon.POSSESSIVES


def acting(cursor: Cursor) -> tuple[Verb, ...]:
    """The verbs of somebody who acts without a modal: `opens`, `unpins`."""
    if cursor.word(1) in lexicon.DETERMINERS | lexicon.POSSESSIVES:
        found = verbs(cursor, forms=doing.S_NOUNS | doing.MAKES)
        if found:
            return found
    return verbs(cursor, forms=doing.S_FORMS) or verbs(cursor, forms=doing.UNDOES)


def _makes(reader: Reader, cursor: Cursor) -> bool:
    """`users favourite products`, where favourites were introduced before."""
    entity = doing.MAKING_VERBS.get(cursor.word(), ("",))[0]
    return bool(entity) and reader.draft_named((entity,)) is not None


def _guests(cursor: Cursor) -> Actor | None:
    """Guests may read without signing in; what else they do depends on who is a guest here, so it is not read."""
    start = cursor.at
    cursor.skip({"a", "the"})
    if cursor.take(_GUESTS):
        behind = Cursor(cursor.tokens, cursor.at, cursor.end)
        may(behind)
        if any(doing.VERBS.get(one.word) in {("get",), ("list",)} for one in verbs(behind)):
            return Actor(access="public", noun="anyone")
    cursor.at = start
    return None


def _narrow(reader: Reader, cursor: Cursor, doer: Doer) -> Context | None:
    """`users can only edit their own notes`: read where the own rows are what `only` narrows to."""
    done = verbs(cursor)
    begin = cursor.at
    target = noun(cursor) if done else None
    cursor.at = begin
    reads = (
        target is None and cursor.done and all(set(doing.VERBS.get(one.word, ("",))) <= {"list", "get"} for one in done)
    )
    if not done or not ((target and target.own) or reads):
        return None
    remember(reader, doer.actor)
    return act(reader, cursor, done, doer)


def carried_on(reader: Reader, cursor: Cursor, actor: Actor | None) -> Context | None:
    """`…, remove them and see the list`: the one who acted before acts on."""
    modal = may(cursor)
    begin = cursor.at
    wished = list_wish(reader, cursor, None, chosen=False) if modal and cursor.word() in lexicon.SORTING else None
    if wished:
        return wished
    done = verbs(cursor) or (() if modal else acting(cursor))
    if not done or actor is None:
        cursor.at = begin
        return None
    found = act(reader, cursor, done)
    if found is None:
        cursor.at = begin
        return None
    for operation in found.operations:
        operation.speaker = operation.speaker or actor
        owned = operation.actor is not None and operation.actor.access == "owner"
        if not (owned and operation.own):
            operation.actor = actor if owned else joined(operation.actor, actor)
    return found
