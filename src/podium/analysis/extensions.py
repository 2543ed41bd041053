"""Demands on what is there: one row by an endpoint, the fields that may change, what an existing list is to do."""

from functools import partial

from podium.analysis import lexicon
from podium.analysis.acts import MOST_ONE, act
from podium.analysis.cursor import Cursor, is_wordlike
from podium.analysis.drafts import Draft, Note, OperationDraft
from podium.analysis.fieldlist import field_list
from podium.analysis.fields import add_fields
from podium.analysis.operations import Context, Doer, give_access
from podium.analysis.phrases import Actor, Noun, Verb, actors, may, noun, verbs
from podium.analysis.reader import Reader
from podium.analysis.tables import phrases, word_set
from podium.analysis.tails import list_feature
from podium.analysis.words import parts

_ADD = word_set("add introduce implement provide support offer build create expose")
_LET = word_set("let allow enable permit")
_ENDPOINT = phrases(
    "an endpoint|a route|an api endpoint|the endpoint|a rest endpoint|an api|a new endpoint|endpoint|route|an api route"
)
_LISTED = word_set("list lists listing overview endpoint route page index")
_SORTING = {"paginate": "page", "page": "page", **lexicon.SORTING}
_ARE_TO = phrases(
    "should|must|needs to|need to|has to|have to|shall|should also|must also|should be able to|needs|need"
)
_TAKE = word_set("accept support take have offer allow get be provide")
_BY_DEFAULT = phrases("by default|as default|as a default|per default|as the default")
_ONTO = word_set("to for on in of")


def extension(reader: Reader, cursor: Cursor) -> Context | None:
    """A demand on an existing model that only this module reads; None leaves everything as it was."""
    start = cursor.at
    while cursor.phrase(lexicon.LEAD_IN):
        cursor.skip({",", ":"})
    begin = cursor.at
    for frame in (_one_row, _fields_changed, _list_wished, _list_demanded, _feature_added):
        found = reader.attempt(cursor, partial(frame, reader, cursor))
        if found:
            if begin > start:
                found.note.ranges.append((start, begin))
            return found
    cursor.at = start
    return None


def _one_row(reader: Reader, cursor: Cursor) -> Context | None:
    """`an endpoint to get one order`: here `one` is no limit."""
    start = cursor.at
    cursor.take(_ADD)
    if not cursor.phrase(_ENDPOINT) or not cursor.take({"to", "for", "that", "which"}):
        return None
    done = verbs(cursor) or verbs(cursor, forms=lexicon.GERUNDS) or verbs(cursor, forms=lexicon.S_FORMS)
    if not done or not cursor.phrase(MOST_ONE) or "create" in lexicon.VERBS.get(done[0].word, ("create",)):
        return None
    here = cursor.at
    target = noun(cursor)
    if target is None or target.plural or target.own or reader.vocabulary.model(target.words) is None:
        return None
    cursor.at = here
    found = act(reader, cursor, done)
    if found:
        found.note.ranges.append((start, here))
    return found


def _fields_changed(reader: Reader, cursor: Cursor) -> Context | None:
    """`let admins update a product's price and stock`, `admins can change the stock of a product`."""
    doer = _doer(reader, cursor)
    first = cursor.at
    done = verbs(cursor)
    if not done or any(lexicon.VERBS.get(one.word) != ("update",) for one in done):
        return None
    said = _owned_columns(reader, cursor) or _columns_of(reader, cursor) or _columns_in(reader, cursor)
    if said is None:
        return None
    draft, columns = said
    note = Note(kind="operation", clause=reader.clause, ranges=[(first, cursor.at)])
    operation = reader.operation(draft, "update", note)
    operation.seen, operation.vague = True, False
    operation.fields = list(dict.fromkeys((*operation.fields, *columns)))
    context = Context(draft=draft, note=note, operations=[operation], actor=doer.actor if doer else None)
    context.demanded = doer is None
    reader.focus = draft
    if doer:
        operation.speaker = operation.speaker or doer.actor
        give_access(reader, context, doer)
        reader.actor, reader.actor_sentence = doer.actor, reader.parts[reader.clause].sentence
    return context


def _doer(reader: Reader, cursor: Cursor) -> Doer | None:
    """Who is let do something, or may; None where nobody is named, with the cursor where it was."""
    start = cursor.at
    led = cursor.take(_LET)
    first = cursor.at
    who = actors(cursor, reader.vocabulary, before=reader.actor)
    last = cursor.at
    if who is None or not (led or may(cursor)):
        cursor.at = start
        return None
    cursor.take({"to"})
    return Doer(actor=who, first=start if led else first, last=last)


def _owned_columns(reader: Reader, cursor: Cursor) -> tuple[Draft, list[str]] | None:
    """`a product's price and stock`."""
    start = cursor.at
    target = noun(cursor)
    model = reader.vocabulary.model(target.of.words) if target and target.of and not target.own else None
    if target is None or model is None:
        cursor.at = start
        return None
    draft = reader.existing(model)
    first = _column(reader, draft, target.words)
    if not first:
        cursor.at = start
        return None
    return draft, [first, *_further(reader, cursor, draft)]


def _columns_of(reader: Reader, cursor: Cursor) -> tuple[Draft, list[str]] | None:
    """`the price and stock of a product`."""
    start = cursor.at
    place = cursor.find({"of"})
    behind = Cursor(cursor.tokens, place + 1, cursor.end)
    target = noun(behind) if place < cursor.end else None
    model = reader.vocabulary.model(target.words) if target and not (target.of or target.own) else None
    if model is None:
        return None
    draft = reader.existing(model)
    inside = cursor.part(place)
    inside.skip({"the", "a", "its"})
    found = _further(reader, inside, draft, begun=True)
    if not found or not inside.done:
        cursor.at = start
        return None
    cursor.at = behind.at
    return draft, found


def _columns_in(reader: Reader, cursor: Cursor) -> tuple[Draft, list[str]] | None:
    """`a product (name, price and stock)`: all of them must be there."""
    start = cursor.at
    target = noun(cursor)
    model = reader.vocabulary.model(target.words) if target and not (target.of or target.own) else None
    if model is not None and cursor.take({"("}):
        place = cursor.find({")"})
        inside = cursor.part(place)
        found = _further(reader, inside, draft := reader.existing(model), begun=True)
        found += _new_columns(reader, inside, draft) if found and not inside.done else []
        if found and inside.done and place < cursor.end:
            cursor.at = place + 1
            return draft, found
    cursor.at = start
    return None


def _new_columns(reader: Reader, cursor: Cursor, draft: Draft) -> list[str]:
    """`and a new optional description` behind columns that are there: fields that the model takes up."""
    cursor.skip({",", "and", "also"})
    known = len(draft.fields)
    if not add_fields(reader, draft, field_list(cursor, sure=True)):
        return []
    return [one.name for one in draft.fields[known:]]


def _further(reader: Reader, cursor: Cursor, draft: Draft, *, begun: bool = False) -> list[str]:
    """More columns, joined by commas and `and`."""
    found: list[str] = []
    mark = cursor.at
    while begun or cursor.take({",", "and", "or"}):
        begun = False
        cursor.skip({"and", "or", "the", "its", "their"})
        words: list[str] = []
        while len(words) < 3 and is_wordlike(cursor.token()) and cursor.word() not in lexicon.VERBS:
            words.append(cursor.word())
            cursor.at += 1
        name = _column(reader, draft, tuple(words))
        if not name:
            break
        found.append(name)
        mark = cursor.at
    cursor.at = mark
    return found


def _column(reader: Reader, draft: Draft, words: tuple[str, ...]) -> str:
    """The plain column of an existing model that the words name, or an empty string."""
    name = draft.known(words) if words else ""
    field = draft.existing.field(name) if name and draft.existing else None
    plain = field is not None and not (field.is_id or field.is_list)
    return name if plain and field and reader.vocabulary.model(parts(field.type)) is None else ""


def _list_wished(reader: Reader, cursor: Cursor) -> Context | None:
    """`paginate the product list`, `customers can filter their orders by status`."""
    doer = _doer(reader, cursor)
    named: list[Verb] = []
    while cursor.word() in _SORTING:
        named.append(Verb(word=cursor.word(), at=cursor.at))
        cursor.at += 1
        cursor.take({"and"} if cursor.word(1) in _SORTING else set())
    first = cursor.at
    said = _subject(reader, cursor) if named and not cursor.done else None
    if said is None and named and cursor.done:
        return _paged_ahead(reader, cursor, named)
    if said is None:
        return None
    draft, target = said
    words = {_SORTING[one.word] for one in named}
    if not ("page" in words or target.own or target.words[-1] in _LISTED):
        return None
    note = Note(kind="operation", clause=reader.clause, ranges=[(first, cursor.at)])
    read = False
    begin = cursor.at
    for verb in named:
        cursor.at = begin
        kind = _SORTING[verb.word]
        done = _paged(reader, draft, verb) if kind == "page" else list_feature(reader, cursor, draft, kind=kind)
        note.ranges += [(verb.at, verb.at + 1)] if done else []
        read = read or done
    behind = cursor.at
    note.ranges += [(behind, cursor.at)] if cursor.phrase(_BY_DEFAULT) else []
    return _context(reader, draft, note, target, doer) if read else None


def _paged_ahead(reader: Reader, cursor: Cursor, named: list[Verb]) -> Context | None:
    """`paginate and …`: of what the next clause of the sentence sorts or filters."""
    ahead = Cursor(cursor.tokens, cursor.end, len(cursor.tokens))
    ahead.skip({"and", ","})
    while ahead.word() in _SORTING:
        ahead.at += 1
        ahead.take({"and"})
    said = _subject(reader, ahead) if [_SORTING[one.word] for one in named] == ["page"] else None
    if said is None or said[1].own:
        return None
    note = Note(kind="operation", clause=reader.clause, ranges=[(named[0].at, named[0].at + 1)])
    _paged(reader, said[0], named[0])
    return _context(reader, said[0], note, said[1], None)


def _paged(reader: Reader, draft: Draft, verb: Verb) -> bool:
    note = reader.note("pagination", verb.at, verb.at + 1)
    note.what = "page by page"
    operation = reader.operation(draft, "list", note)
    operation.page = note
    return True


def _list_demanded(reader: Reader, cursor: Cursor) -> Context | None:
    """`the product list should be filterable by price`, `GET /orders should accept a status filter`."""
    first = cursor.at
    said = _subject(reader, cursor)
    if said is None or not cursor.phrase(_ARE_TO):
        return None
    draft, target = said
    if target.words[-1] not in _LISTED:
        return None
    cursor.skip(_TAKE)
    note = Note(kind="operation", clause=reader.clause, ranges=[(first, cursor.at)])
    read = _features(reader, cursor, draft)
    return _context(reader, draft, note, target, None) if read else None


def _feature_added(reader: Reader, cursor: Cursor) -> Context | None:
    """`add pagination to GET /products`, `add a status filter to the order list`."""
    start = cursor.at
    if not cursor.take(_ADD):
        return None
    for place in range(cursor.at + 1, cursor.end):
        is_route = cursor.tokens[place + 1 : place + 2] and cursor.tokens[place + 1].text == "GET"
        behind = Cursor(cursor.tokens, place + 1, min(place + 3, len(cursor.tokens)) if is_route else cursor.end)
        said = _subject(reader, behind) if cursor.tokens[place].word in _ONTO else None
        if said is None or said[1].own:
            continue
        inside = cursor.part(place)
        if not _features(reader, inside, said[0]) or not inside.done:
            return None
        note = Note(kind="operation", clause=reader.clause, ranges=[(start, start + 1), (place, behind.at)])
        cursor.at = min(behind.at, cursor.end)
        return _context(reader, said[0], note, said[1], None)
    return None


def _features(reader: Reader, cursor: Cursor, draft: Draft) -> bool:
    """Read orders, pages and filters as long as they go on; whether there was any."""
    read = False
    while not cursor.done:
        start = cursor.at
        cursor.skip({",", "and", "also", "be"} if read else {"be"})
        if not (_named_filter(reader, cursor, draft) or list_feature(reader, cursor, draft)):
            cursor.at = start
            break
        read = True
    return read


def _named_filter(reader: Reader, cursor: Cursor, draft: Draft) -> bool:
    """`a status filter`, `a price range filter`."""
    start = cursor.at
    cursor.skip({"a", "an", "optional", "the"})
    words: list[str] = []
    while len(words) < 4 and is_wordlike(cursor.token()) and cursor.word() not in {"filter", "filters"}:
        words.append(cursor.word())
        cursor.at += 1
    is_range = words[-1:] == ["range"]
    named = tuple(words[:-1] if is_range else words)
    if not named or not cursor.take({"filter", "filters"}) or not _column(reader, draft, named):
        cursor.at = start
        return False
    note = reader.note("filter", start, cursor.at)
    operation = reader.operation(draft, "list", note)
    operation.filters.append((named, "range" if is_range else "equal", note))
    return True


def _subject(reader: Reader, cursor: Cursor) -> tuple[Draft, Noun] | None:
    """An existing model's list: `the product list`, `GET /products`, `the list of products`, `their orders`."""
    start = cursor.at
    if cursor.word() == "get" and cursor.token(1).kind == "path":
        segments = [one for one in cursor.token(1).text.split("/") if one and one not in reader.vocabulary.prefixes]
        cursor.at += 2
        cursor.take({"endpoint", "route"})
        model = reader.vocabulary.model(parts(segments[0])) if len(segments) == 1 else None
        target = Noun(words=("list",), first=start, last=cursor.at, head=cursor.at - 1)
        return (reader.existing(model), target) if model else None
    cursor.phrase(phrases("the list of|list of"))
    listed = cursor.at > start
    target = noun(cursor)
    if target is None or target.pronoun or target.of or target.qualities:
        cursor.at = start
        return None
    words = target.words
    listed = bool(cursor.skip(_LISTED)) or listed
    while words and words[-1] in _LISTED:
        words = words[:-1]
    model = reader.vocabulary.model(words) if words else None
    if model is None:
        cursor.at = start
        return None
    whole = ("list",) if listed or words != target.words else target.words
    return reader.existing(model), Noun(words=whole, first=start, last=cursor.at, head=cursor.at - 1, own=target.own)


def _context(reader: Reader, draft: Draft, note: Note, target: Noun, doer: Doer | None) -> Context:
    """What was read of a list; who may read it stays as it is, but where own rows are meant."""
    operation: OperationDraft = reader.operation(draft, "list", note)
    context = Context(draft=draft, note=note, operations=[operation], subject=target, demanded=doer is None)
    reader.focus = draft
    before = operation.actor
    if doer:
        give_access(reader, context, doer)
    if doer and doer.actor.access != "role":
        operation.actor = before
    if target.own:
        operation.own, operation.actor = True, Actor(access="owner", noun="owner")
    return context
