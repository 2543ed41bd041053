"""How a request introduces things: entities, endpoints, CRUD, abilities, fields for what exists."""

from functools import partial

from podium.analysis import doing, fieldwords, lexicon
from podium.analysis.acts import act
from podium.analysis.clauses import Part
from podium.analysis.cursor import Cursor
from podium.analysis.drafts import Draft, Note, OperationDraft
from podium.analysis.entities import POINTING, again, entity, extended, field_for, labelled
from podium.analysis.fieldlist import field_list
from podium.analysis.listing import filters, order, pages
from podium.analysis.operations import Context, Doer, give_access, object_draft, ranges
from podium.analysis.permissions import list_wish, remember
from podium.analysis.phrases import Noun, actors, may, noun, verbs
from podium.analysis.reader import Reader
from podium.analysis.tables import phrases
from podium.analysis.tails import tails
from podium.analysis.vocabulary import singular_words
from podium.analysis.words import is_plural
from podium.plan.analysis import OperationKind

_KEEPING = phrases("track|keep track of|record|store|collect|log|keep|offer")
"""Verbs that introduce a thing after `we want to`."""
_KEEPING_TRACK = phrases("keep track of|keep a record of|keep records of")
ALL_OPERATIONS: tuple[OperationKind, ...] = ("create", "list", "get", "update", "delete")
_ABILITY = phrases(
    "ability|the ability|an ability|an option|the option|option|possibility|the possibility|a way|a possibility|"
    "functionality|the functionality|a feature|means|the feature|way"
)
_CRUD = phrases(
    "crud|a crud|full crud|a full crud|simple crud|a simple crud|basic crud|the crud|the full crud|complete crud|"
    "a complete crud|standard crud|the usual crud"
)
_MANAGED = phrases(
    "crud|management|api|apis|endpoints|rest api|crud endpoints|crud api|crud operations|rest endpoints|"
    "crud routes|routes|endpoint|crud module"
)
_SUPPORT = phrases(
    "support for|a rest api for|an api for|rest api for|api for|rest endpoints for|endpoints for|"
    "crud endpoints for|a crud api for|crud api for|routes for|rest routes for|an endpoint for|endpoint for|"
    "crud operations for|crud routes for|the endpoints for|the api for|the crud endpoints for|"
    "full crud endpoints for|the rest api for|crud support for|management of"
)


def introduced(reader: Reader, cursor: Cursor, part: Part) -> Context | None:
    """`Add …`, `create an endpoint to …`, `CRUD for …`, or a name that the colon behind it introduces."""
    start = cursor.at
    if start == part.first and (cursor.word() in _NOUNS_TOO or _bracketed(cursor)):
        found = reader.attempt(cursor, partial(labelled, reader, cursor))
        if found:
            return found
    introduced = bool(cursor.take(lexicon.INTRODUCE)) or bool(cursor.phrase(_KEEPING_TRACK))
    introduced = introduced or (start > part.first and bool(cursor.phrase(_KEEPING)))
    cursor.skip({"up", "out"} if introduced else set())
    lead = introduced or (start > part.first and cursor.tokens[start - 1].word not in _NEEDS_A_VERB)
    for frame in (extended, _crud, _endpoint, _ability, managed, _wish_by, _list_wish, field_for):
        begin = cursor.at
        found = reader.attempt(cursor, partial(frame, reader, cursor))
        if found:
            return _led_by(found, start, begin)
    begin = cursor.at
    found = reader.attempt(cursor, partial(again, reader, cursor))
    if found is None:
        found = entity(reader, cursor, lead=lead) if lead else labelled(reader, cursor)
    if found is None:
        cursor.at = start
        return None
    return _led_by(found, start, begin)


def _bracketed(cursor: Cursor) -> bool:
    """Whether a bare plural and a bracket begin the clause: `Announcements (title, body)`."""
    begin = cursor.at
    if cursor.word() in lexicon.INTRODUCE or cursor.word() in doing.KNOWN:
        return False
    target = noun(cursor)
    opened, cursor.at = cursor.word() == "(", begin
    return target is not None and target.plural and not target.pronoun and opened


_NOUNS_TOO = frozenset({"support"})
"""Verbs that introduce and nouns as well: `Support requests: subject, message`."""
_NEEDS_A_VERB = frozenset({"should", "must", "to"})
"""What leads in to something that is done, never to a thing: `it should stream`."""
_HELD = phrases(
    "want|wants|need|needs|would like|would like to have|'d like|should have|should get|get|gets|have|has|"
    "want to have|wants to have|need to have|must have|shall have|keep|keeps|may keep|can keep|will have|"
    "want their own|should be able to keep|can have|may have"
)


def held(reader: Reader, cursor: Cursor) -> Context | None:
    """`customers want a wishlist`, `every user has his own notes (title, text)`: things of whoever is signed in."""
    start = cursor.at
    who = actors(cursor, reader.vocabulary)
    last = cursor.at
    if who is None or who.access != "signed_in" or who.only or not cursor.phrase(_HELD):
        return None
    listed = cursor.phrase(phrases("a list of|lists of|their own list of|his own list of|a collection of"))
    cursor.phrase(phrases("exactly one|at most one|only one|one|a single"))
    cursor.skip(lexicon.POSSESSIVES | {"a", "own", "private", "personal", "set", "of"})
    listed = cursor.phrase(phrases("address book of|list of|collection of|book of")) or listed
    begin = cursor.at
    target = noun(cursor)
    cursor.at = begin
    known = reader.known(target) if target else None
    if target is None or target.pronoun or target.qualities or target.of or (known and known.existing):
        return None
    many = target.plural and target.words[-1] not in fieldwords.PLURAL_FIELDS - {"notes"}
    if not (listed or many or singular_words(target.words)[-1] in lexicon.CONTAINERS):
        return _one_each(reader, cursor, target, start=start, last=last)
    found = entity(reader, cursor, lead=True)
    if found is None or found.draft.existing:
        return None
    owner = reader.own(found.draft, reader.note("relation", start, last))
    found.note.ranges.append((last, begin))
    return found if owner else None


def _one_each(reader: Reader, cursor: Cursor, target: Noun, *, start: int, last: int) -> Context | None:
    """`users need a profile: bio, website`: a thing of its own with those fields, one for each user."""
    cursor.at = target.last
    behind = Cursor(cursor.tokens, cursor.at, cursor.end)
    opened = behind.take({":", "(", "with"})
    certain = [one for one in field_list(behind) if one.lexical or one.said] if opened else []
    single = cursor.tokens[target.first - 1].word in {"a", "an", "one", "single"} or cursor.tokens[
        target.first
    ].word in {
        "a",
        "an",
    }
    if len(certain) < 2 or not single or target.words[-1] in fieldwords.FIELD_TYPES or reader.draft_named(target.words):
        return None
    draft = Draft(words=singular_words(target.words), marked=True)
    reader.drafts.append(draft)
    owner = reader.own(draft, reader.note("relation", start, last))
    if owner is None:
        return None
    note = reader.note("resource", last, target.last)
    draft.notes.append(note)
    draft.uniques.append((((owner.name,),), reader.note("unique", target.first, target.last)))
    name = " ".join(draft.words)
    draft.guesses.append(f"a {name} is a model of its own, at most one for each {reader.vocabulary.user}")
    reader.focus = draft
    reader.fields_expected.add(reader.clause)
    return Context(draft=draft, note=note, fields=True, subject=target)


def _led_by(found: Context, start: int, begin: int) -> Context:
    """The introducing verb belongs to what it introduces."""
    if begin > start:
        found.note.ranges.append((start, begin))
    return found


def _crud(reader: Reader, cursor: Cursor) -> Context | None:
    start = cursor.at
    cursor.phrase(phrases("a|an|the"))
    who = actors(cursor, reader.vocabulary)
    doer = Doer(actor=who, first=start, last=cursor.at) if who else None
    if not cursor.phrase(_CRUD):
        return None
    cursor.skip(lexicon.ENDPOINT_WORDS | {"and"})
    if not cursor.phrase(phrases("for|on|of|to manage|for the|for managing|around")):
        return _crud_alone(reader, cursor, doer, first=start)
    if doer:
        return None
    return _all_operations(reader, cursor, first=start)


def _crud_alone(reader: Reader, cursor: Cursor, doer: Doer | None, *, first: int) -> Context | None:
    """`Standard CRUD, admins only`: of what is at hand."""
    draft = reader.focus
    if draft is None or draft.existing:
        return None
    begin = cursor.at
    who = actors(cursor, reader.vocabulary) if doer is None and cursor.take({"by", "for"}) else None
    doer = Doer(actor=who, first=begin, last=cursor.at) if who else doer
    if not (cursor.done or cursor.token().kind == "mark"):
        return None
    note = reader.note("operation", first, cursor.at)
    draft.marked = True
    context = Context(draft=draft, note=note, operations=all_five(reader, draft, note))
    if doer:
        give_access(reader, context, doer)
    return context


def all_five(reader: Reader, draft: Draft, note: Note, *, vague: bool = False) -> list[OperationDraft]:
    """Every operation for the draft, all said by one note; `vague` ones give way to those that verbs name."""
    known = set(draft.operations)
    made = [reader.operation(draft, kind, note) for kind in ALL_OPERATIONS]
    for operation in made:
        operation.vague = vague and operation.kind not in known
        operation.seen = True
    return made


def _all_operations(reader: Reader, cursor: Cursor, *, first: int, vague: bool = False) -> Context | None:
    """All five operations for the nouns that stand here; the last is spoken of."""
    found: Context | None = None
    while True:
        the = cursor.word() in POINTING
        target = noun(cursor)
        draft = None if target is None or target.pronoun or target.own else object_draft(reader, target)
        if draft and vague and the and not draft.existing:
            return found
        if target is None or draft is None:
            return found
        note = Note(kind="operation", clause=reader.clause, ranges=ranges(target, first=first))
        cursor.take(lexicon.ENTITY_MARKERS)
        found = Context(draft=draft, note=note, fields=True, subject=target)
        found.operations = all_five(reader, draft, note, vague=vague)
        draft.marked, draft.hinted = draft.marked or not vague, True
        reader.focus = draft
        mark = cursor.at
        first = cursor.at + 1
        if not cursor.take({"and"}) or not is_plural(target.words[-1]):
            cursor.at = mark
            return found


def _endpoint(reader: Reader, cursor: Cursor) -> Context | None:
    """`an endpoint to list notes`, `endpoints for creating and listing notes`, `an endpoint that returns my notes`."""
    start = cursor.at
    cursor.skip(
        lexicon.DETERMINERS | {"new", "rest", "api", "http", "some", "necessary", "needed", "public"} - {"public"}
    )
    if not cursor.skip(lexicon.ENDPOINT_WORDS):
        return None
    doer: Doer | None = None
    if cursor.take({"for"}):
        first = cursor.at
        who = actors(cursor, reader.vocabulary)
        if who and cursor.take({"to"}):
            doer = Doer(actor=who, first=first, last=cursor.at - 1)
            done = verbs(cursor)
        else:
            cursor.at = first
            done = verbs(cursor, forms=doing.GERUNDS)
    elif cursor.take({"to"}):
        wished = list_wish(reader, cursor, None, chosen=True) if cursor.word() in lexicon.SORTING else None
        if wished:
            wished.note.ranges.append((start, cursor.at))
            return wished
        done = verbs(cursor)
    elif cursor.phrase(phrases("that|which|so that|so|where|with which|through which")):
        cursor.phrase(phrases("lets|allows|let|allow"))
        first = cursor.at
        who = actors(cursor, reader.vocabulary)
        doer = Doer(actor=who, first=first, last=cursor.at) if who else None
        cursor.take({"to"} if cursor.word() == "to" or not may(cursor) else set())
        done = verbs(cursor) or verbs(cursor, forms=doing.S_FORMS)
    elif cursor.take({"("}) or cursor.take({":"}):
        done = verbs(cursor)
        cursor.skip({")", "for", "of"})
    else:
        return None
    found = act(reader, cursor, done, doer) if done else None
    if found:
        found.note.ranges.insert(0, (start, done[0].at))
        found.draft.hinted = True
    return found


def _ability(reader: Reader, cursor: Cursor) -> Context | None:
    """`the ability for admins to write notes`."""
    start = cursor.at
    if not cursor.phrase(_ABILITY):
        return None
    doer: Doer | None = None
    if cursor.take({"for"}):
        first = cursor.at
        who = actors(cursor, reader.vocabulary)
        if who is None:
            return None
        remember(reader, who)
        doer = Doer(actor=who, first=first, last=cursor.at)
    done = verbs(cursor) if cursor.take({"to"}) else ()
    found = act(reader, cursor, done, doer) if done else None
    if found and done:
        found.note.ranges.append((start, done[0].at))
    return found


def managed(reader: Reader, cursor: Cursor) -> Context | None:
    """`tag management`, `a notes API`, `endpoints for notes`."""
    start = cursor.at
    if cursor.phrase(_SUPPORT) and cursor.tokens[start].word != "support":
        vague = "crud" not in {token.word for token in cursor.tokens[start : cursor.at]}
        found = _all_operations(reader, cursor, first=start, vague=vague)
        if found:
            return found
    cursor.at = start
    cursor.skip(lexicon.DETERMINERS)
    for length in (1, 2):
        ahead = Cursor(cursor.tokens, cursor.at + length, cursor.end)
        if ahead.phrase(_MANAGED) and (ahead.done or ahead.token().kind == "mark" or ahead.word() in {"with", "for"}):
            inside = cursor.part(cursor.at + length)
            if actors(inside.part(inside.end), reader.vocabulary):
                return None
            target = noun(inside)
            if target is None or not inside.done or target.own:
                return None
            draft = object_draft(reader, target)
            if draft is None:
                return None
            note = reader.note("operation", start, ahead.at)
            vague = not {"crud", "management"} & {token.word for token in cursor.tokens[start : ahead.at]}
            draft.marked, draft.hinted = draft.marked or not vague, True
            reader.focus = draft
            cursor.at = ahead.at
            return Context(
                draft=draft,
                note=note,
                operations=all_five(reader, draft, note, vague=vague),
                fields=True,
                subject=target,
            )
    return None


def _wish_by(reader: Reader, cursor: Cursor) -> Context | None:
    """`sorting products by price`."""
    return list_wish(reader, cursor, None)


def _list_wish(reader: Reader, cursor: Cursor) -> Context | None:
    """`pagination for the products list`, `a filter by status to the orders endpoint`, `sorting by price`."""
    start = cursor.at
    cursor.skip({"a", "an", "the"} if cursor.word(1) in {"pagination", "paging"} else set())
    feature = cursor.at
    if not (pages(cursor) is not None or filters(cursor) or order(cursor)):
        cursor.at = start
        return None
    place = next((at for at in range(cursor.at, cursor.end) if cursor.tokens[at].word in {"to", "for", "in", "on"}), -1)
    if place < 0:
        return None
    behind = Cursor(cursor.tokens, place + 1, cursor.end)
    target = noun(behind)
    draft = object_draft(reader, target) if target and not target.own and not target.of else None
    if draft is None or target is None or not (draft.existing or draft in reader.drafts[:-1] or draft is reader.focus):
        return None
    behind.skip(lexicon.LIST_NOUNS | lexicon.ENDPOINT_WORDS)
    reader.focus = draft
    note = reader.note("operation", place, behind.at)
    operation = reader.operation(draft, "list", note)
    before = Cursor(cursor.tokens, feature, place)
    context = Context(draft=draft, note=note, operations=[operation])
    tails(reader, before, context)
    cursor.at = behind.at
    return context
