"""The head of a clause: which of the frames it is."""

from dataclasses import replace
from functools import partial

from podium.analysis import doing, lexicon
from podium.analysis.acts import act
from podium.analysis.belonging import belonging
from podium.analysis.clauses import LABELLED, Part
from podium.analysis.cursor import Cursor
from podium.analysis.decisions import decided
from podium.analysis.deletions import softly
from podium.analysis.dependants import one_each
from podium.analysis.extensions import extension
from podium.analysis.introductions import held, introduced, managed
from podium.analysis.needs import needed
from podium.analysis.operations import Context
from podium.analysis.outlines import fields_alone, listed_operations, outlined
from podium.analysis.overviews import overview
from podium.analysis.permissions import carried_on, let, list_wish, someone_may, story
from podium.analysis.phrases import Actor, noun, verbs
from podium.analysis.reader import Reader
from podium.analysis.reads import looked_up, shown_alone
from podium.analysis.routes import route
from podium.analysis.shaped import pointed
from podium.analysis.statements import statement
from podium.analysis.states import speaks_of_states, state_change
from podium.analysis.tables import phrases, word_set
from podium.analysis.uniqueness import one_per
from podium.plan.survey import Model

_SYSTEMS = word_set(
    "clinic shop store app application api backend system service platform site website team company hotel school "
    "library office product we"
)


_PLAIN = (
    softly, looked_up, shown_alone, one_each, overview, belonging, decided, extension, route, story, let, one_per,
)  # fmt: skip
"""Frames that need no words before them."""


def head(reader: Reader, cursor: Cursor, part: Part) -> Context | None:
    """The head of a clause, with the cursor behind it; None leaves the cursor at the beginning."""
    start = cursor.at
    cursor.skip({"(", "["})
    above = _above(reader, cursor)
    if above:
        led = cursor.at
        found = head(reader, cursor, replace(part, first=cursor.at))
        if found is None or found.draft.existing or found.draft.words[-1] in lexicon.CATALOGUE:
            return None
        reader.relate(found.draft, above, note=reader.note("relation", start, led))
        return found
    carried = reader.actor if reader.actor_sentence == part.sentence else None
    first = [partial(outlined, reader, cursor, part)] if cursor.word() in LABELLED else []
    first += [partial(pointed, reader, cursor)] if reader.shown else []
    first += [partial(one, reader, cursor) for one in _PLAIN]
    first += [partial(state_change, reader, cursor, carried)] if speaks_of_states(cursor) else []
    for frame in first:
        found = reader.attempt(cursor, frame)
        if found:
            return found
    lead = _lead_in(cursor)
    begin = cursor.at
    cursor.take({"allow", "enable", "support"})
    led = cursor.at
    chosen = led > begin
    wish = partial(list_wish, reader, cursor, None, chosen=chosen)
    wished = reader.attempt(cursor, wish) if cursor.word() in lexicon.SORTING else None
    if wished:
        wished.note.ranges.append((begin, led))
        return wished
    cursor.at = led = begin
    wished = lead and cursor.tokens[cursor.at - 1].word == "that"
    for frame in (let, partial(someone_may, wished=wished), one_per, held, partial(needed, managed=managed)):
        found = reader.attempt(cursor, partial(frame, reader, cursor))
        if found:
            return _led(found, start, led)
    frames = [partial(carried_on, reader, cursor, carried)] if carried and not lead else []
    frames += [partial(introduced, reader, cursor, part)]
    frames += [partial(_demanded, reader, cursor, carried)] if lead or reader.lost != part.sentence else []
    frames += [partial(one, reader, cursor, part) for one in (statement, listed_operations, fields_alone)]
    for frame in frames:
        found = reader.attempt(cursor, frame)
        if found:
            return _led(found, start, led)
    cursor.at = start
    return None


def _above(reader: Reader, cursor: Cursor) -> Model | None:
    """`for rooms we want …`: what a new thing belongs to, before whoever wants it; None leaves the cursor alone."""
    begin = cursor.at
    target = noun(cursor) if cursor.take({"for", "on"}) else None
    model = (
        reader.vocabulary.model(target.words) if target and not (target.own or target.of or target.qualities) else None
    )
    cursor.take({","})
    if model is None or cursor.word() not in {"we", "i", "there", "please", "add", "create"}:
        cursor.at = begin
        return None
    return model


def _led(found: Context, start: int, led: int) -> Context:
    """What leads in belongs to what it introduces."""
    if led > start:
        found.note.ranges.append((start, led))
    return found


def _lead_in(cursor: Cursor) -> bool:
    """Step over `please`, `we need to`; whether there was something."""
    start = cursor.at
    while _wish(cursor) or cursor.phrase(lexicon.LEAD_IN) or _in_need(cursor):
        cursor.skip({",", ":"})
    return cursor.at > start


_WISHES = word_set(
    "we i you it need needs want wants make is would be should possible necessary needed required important nice good "
    "great must have to please able could there also like wish what we'd i'd all thing now do here"
)


def _wish(cursor: Cursor) -> bool:
    """Step over any way of saying that something is wished: `it is necessary that`, `what we'd need is`."""
    begin = cursor.at
    if cursor.take({"hi", "hello", "hey", "dear"}):
        greeted = Cursor(cursor.tokens, cursor.at, min(cursor.end, cursor.at + 4)).find({",", "!"})
        cursor.at = greeted if greeted < min(cursor.end, cursor.at + 4) else begin
        return cursor.at > begin
    while cursor.word() in _WISHES and not (cursor.word() == "is" and cursor.tokens[begin].word == "what"):
        cursor.at += 1
    if cursor.at > begin and (cursor.take({"that"}) or (cursor.tokens[begin].word == "what" and cursor.take({"is"}))):
        return True
    cursor.at = begin
    return False


def _in_need(cursor: Cursor) -> bool:
    """`the clinic needs`, `our shop should have`: whoever the system is for."""
    begin = cursor.at
    inside = cursor.take({"in", "for", "on"})
    led = cursor.take({"the", "our"}) and cursor.take(_SYSTEMS)
    if inside and led:
        return True
    if led and cursor.phrase(
        phrases(
            "needs|need|should have|must have|should support|should offer|wants|should get|needs to have|has to have"
        )
    ):
        return True
    cursor.at = begin
    return False


def _demanded(reader: Reader, cursor: Cursor, carried: Actor | None) -> Context | None:
    """`List a product's reviews`, `creating notes`."""
    begin = cursor.at
    done = verbs(cursor) or verbs(cursor, forms=doing.GERUNDS)
    found = act(reader, cursor, done) if done else None
    if found is None:
        cursor.at = begin
        return None
    for operation in found.operations:
        operation.actor = operation.actor or carried
    changes = {one.kind for one in found.operations} & {"update", "delete"}
    found.demanded = bool(changes) or (found.draft.existing is not None and found.subject is not None)
    return found
