"""A request's clauses read one after another into drafts of resources."""

from dataclasses import replace
from functools import partial
from itertools import pairwise

from podium.analysis import doing, lexicon
from podium.analysis.clauses import Part
from podium.analysis.cursor import Cursor
from podium.analysis.descriptions import is_fields_label
from podium.analysis.drafts import Draft
from podium.analysis.entities import NO_LABELS
from podium.analysis.frames import head
from podium.analysis.keyed import relate_later
from podium.analysis.limits import begins_conditional, is_benign_purpose, readable_end
from podium.analysis.notations import shapes
from podium.analysis.operations import Context, object_draft
from podium.analysis.permissions import remember
from podium.analysis.phrases import Actor, Noun, actors, noun
from podium.analysis.reader import Reader
from podium.analysis.reads import wholes
from podium.analysis.remarks import remark, remarks
from podium.analysis.restrictions import forbidden, is_heading
from podium.analysis.scenarios import is_given, took_place
from podium.analysis.shaped import example, named_shapes
from podium.analysis.tabular import fields_of_table
from podium.analysis.tails import tails
from podium.analysis.uniqueness import twice
from podium.analysis.vocabulary import Vocabulary, singular_words
from podium.analysis.words import Token, singular
from podium.plan.survey import Model

LONGEST = 10_000
"""Characters of a text in which resources are looked for: what follows stays unread, and that is said."""


def read(text: str, tokens: tuple[Token, ...], parts: tuple[Part, ...], vocabulary: Vocabulary) -> Reader:
    """The drafts that the parts give. A sentence that begins with a condition is not read: what it says hangs on it.

    What was said of a thing before the thing was introduced is read in a second round.
    """
    reader = Reader(text=text, tokens=tokens, parts=parts, vocabulary=vocabulary, remarks=remarks(parts))
    drawn = shapes(text[:LONGEST])
    named_shapes(reader, drawn)
    conditional = -1
    left: list[tuple[int, Draft | None, Actor | None, int]] = []
    scenario = False
    tables: list[int] = []
    for number, part in enumerate(parts):
        if part.why.startswith("a heading") and reader.focus and is_fields_label(reader, part):
            reader.fields_expected.add(number)
        if part.kind == "code" and part.role == "said" and not part.why:
            tables += [] if fields_of_table(reader, number) else [number]
        if part.kind == "code" and part.why == "a block of code" and drawn:
            example(reader, number, drawn)
        if not part.asks or part.sentence == conditional or tokens[part.first].start > LONGEST:
            continue
        scenario = is_given(reader, number) or (scenario and tokens[part.first].word != "given")
        if scenario and (is_given(reader, number) or _happens(reader, number)):
            continue
        if begins_conditional(tokens, part):
            conditional = part.sentence
            continue
        state = (reader.focus, reader.actor, reader.actor_sentence)
        if not _read(reader, number):
            left.append((number, *state))
    introduced = next((one for one in reader.drafts if one.existing is None), None)
    for number, focus, actor, sentence in left if introduced else ():
        reader.focus, reader.actor, reader.actor_sentence = focus or introduced, actor, sentence
        _read(reader, number)
    for flat, (model, note) in reader.holders.items():
        for draft in reader.drafts:
            if draft.existing is None and draft.words[: len(flat)] == flat:
                reader.relate(draft, model, note=note, role="parent")
    for number in tables if reader.focus else ():
        fields_of_table(reader, number)
    relate_later(reader)
    _headings(reader)
    wholes(reader)
    return reader


def _happens(reader: Reader, number: int) -> bool:
    """`when he submits a claim`, `then it is stored`: an act in a scenario, or that it took place."""
    part = reader.parts[number]
    reader.clause = number
    if reader.tokens[part.first].word == "when":
        cursor = Cursor(reader.tokens, part.first + 1, readable_end(reader.tokens, replace(part, first=part.first + 1)))
        reader.actor_sentence = part.sentence
        found = reader.attempt(cursor, partial(_clause, reader, cursor, part))
        if found:
            found.note.ranges.append((part.first, part.first + 1))
        if found and reader.given and not found.draft.existing:
            found.draft.notes.append(reader.given)
            reader.given = None
        return found is not None
    return took_place(reader, part)


def _read(reader: Reader, number: int) -> bool:
    """Read one part; whether it could be."""
    part = reader.parts[number]
    reader.clause = number
    whole = Cursor(reader.tokens, part.first, part.last)
    if forbidden(reader, whole) or twice(reader, whole):
        return True
    cursor = Cursor(reader.tokens, part.first, readable_end(reader.tokens, part))
    if not cursor.done and reader.attempt(cursor, partial(_clause, reader, cursor, part)):
        return True
    _label(reader, part)
    _subject(reader, part)
    return False


def _subject(reader: Reader, part: Part) -> None:
    """Whoever acts in a part that nothing read acts on in the rest of its sentence; unknown people act unread."""
    cursor = Cursor(reader.tokens, part.first, part.last)
    cursor.take({"as"})
    who = actors(cursor, reader.vocabulary, before=reader.actor)
    if who:
        remember(reader, who)
        return
    words = [reader.tokens[place].word for place in range(part.first, min(part.last, part.first + 6))]
    told = words[0] not in doing.VERBS and words[0] not in lexicon.OTHER_VERBS | lexicon.INTRODUCE
    if told and any(one in _TELLING or one in doing.S_FORMS or one in doing.VERBS for one in words[1:]):
        reader.actor, reader.lost = None, part.sentence


_TELLING = frozenset({"can", "may", "could", "should", "must", "will", "might"})


def _clause(reader: Reader, cursor: Cursor, part: Part) -> Context | None:
    """One clause; None where it cannot be read, or where what stays unread would turn its meaning.

    Unread words turn a bare demand (`delete orders older than 30 days`), what everybody may do (`see the posts that
    are published`) and an unexplained `one`.
    """
    context = head(reader, cursor, part)
    if context is None:
        return None
    purpose = cursor.end < part.last and is_benign_purpose(reader.tokens, cursor.end, part.last)
    whole = tails(reader, cursor, context) and (cursor.end == part.last or purpose)
    whole = whole and not (context.subject and context.subject.qualities)
    public = context.actor is not None and context.actor.access == "public"
    narrowed = not whole and any(one.kind in {"list", "get"} for one in context.operations) and _narrowed(reader, part)
    if context.once >= 0 or narrowed or (not whole and (context.demanded or public)):
        return None
    if purpose:
        note = reader.note("rule", cursor.end, part.last)
        note.what = "why it is asked; nothing to build"
        context.draft.notes.append(note)
    return context


def _narrowed(reader: Reader, part: Part) -> bool:
    """Whether words that nothing read say which rows are meant: `look them up by code`, `the invoice of his order`."""
    left = {token.start for token in reader.left()}
    tokens = reader.tokens[part.first : part.last]
    telling = lexicon.POSSESSIVES | {"by"}
    sorts = {place for place, token in enumerate(tokens) if token.word in _SORTS}
    return any(
        before.word in telling and after.start in left and place - 1 not in sorts
        for place, (before, after) in enumerate(pairwise(tokens))
    )


_SORTS = frozenset({"sortable", "sorting", "sort", "sorted", "ordering", "order", "orderable"})
"""Before `by` they say in which order rows come, not which."""


def _label(reader: Reader, part: Part) -> None:
    """Keep what a part names that is a noun and a colon: a model for the rest of its sentence, a new thing for good."""
    cursor = Cursor(reader.tokens, part.first, part.last)
    target = noun(cursor)
    behind = reader.tokens[part.last : part.last + 1]
    above = _above(reader, cursor) if target and not cursor.done else None
    titled = (bool(behind) and (behind[0].word in {":", "-", "–", "—"})) or part.kind == "heading"
    titled = titled or (reader.clause == 0 and bool(behind) and (behind[0].word in {"!", "."} or _line(reader, part)))
    cursor.skip({",", "please"})
    if target is None or not cursor.done or target.own or target.pronoun or not titled:
        return
    model = reader.vocabulary.model(target.words)
    if model:
        reader.subject = (reader.existing(model), reader.note("resource", part.first, part.last), part.sentence)
    elif target.plural and not (target.of or target.qualities or target.words[-1] in NO_LABELS):
        draft = reader.attempt(cursor, partial(_titled, reader, target, part))
        if draft and above and draft.words[-1] not in lexicon.CATALOGUE:
            reader.relate(draft, above, note=draft.notes[-1], role="parent")


def _above(reader: Reader, cursor: Cursor) -> Model | None:
    """`Reviews of hotels`: the model behind a title, to the end of the cursor; None leaves the cursor alone."""
    begin = cursor.at
    other = noun(cursor) if cursor.take({"of", "for", "on"}) else None
    model = reader.vocabulary.model(other.words) if other and not (other.own or other.of or other.qualities) else None
    if model is None or model.name == reader.vocabulary.user or not cursor.done:
        cursor.at = begin
        return None
    return model


def _line(reader: Reader, part: Part) -> bool:
    """Whether the part ends its line, and more follows."""
    behind = reader.tokens[part.last : part.last + 1]
    return bool(behind) and "\n" in reader.text[reader.tokens[part.last - 1].end : behind[0].start]


def _titled(reader: Reader, target: Noun, part: Part) -> Draft | None:
    """`Reminders: a user can …`: what the rest of the request is about, if it says enough of it."""
    draft = object_draft(reader, target)
    known = draft is not None and any((part.first, part.last) in note.ranges for note in draft.notes)
    if draft is None or draft.existing or known or (part.kind == "heading" and draft.relations):
        return None
    draft.notes.append(reader.note("resource", part.first, part.last))
    reader.focus = draft
    reader.fields_expected.add(reader.clause)
    return draft


def _names_a_draft(reader: Reader, part: Part) -> bool:
    """Whether a part that nothing read is the bare name of a new draft: a title."""
    words = tuple(token.word for token in reader.tokens[part.first : part.last] if token.kind == "word")
    notes = [note for draft in reader.drafts for note in draft.all_notes()]
    read = any(part.first < last and first < part.last for note in notes for first, last in note.ranges)
    flat = singular_words(words) if words and not read else ()
    return any(flat == one.words for one in reader.drafts if one.existing is None)


def _headings(reader: Reader) -> None:
    """Headings ask for nothing; one that names a draft does not either."""
    for number, part in enumerate(reader.parts):
        tokens = reader.tokens[part.first : part.last]
        titled = part.kind == "heading" and any(singular(tokens[-1].word) == one.words[-1] for one in reader.drafts)
        titled = titled or _names_a_draft(reader, part)
        if reader.drafts and part.asks and part.kind != "bullet" and (titled or is_heading(tokens)):
            reader.remarks.append(remark(part, number, "a heading; nothing to build"))
