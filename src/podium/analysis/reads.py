"""Reads of some rows alone: one that a unique field tells (`look one up by code`), those of a state (`published`).

Such words narrow what is shown: what of them is not understood leaves the clause unread.
"""

from podium.analysis import lexicon
from podium.analysis.cursor import Cursor, is_wordlike
from podium.analysis.drafts import Draft, FieldDraft, Note
from podium.analysis.operations import Context, Doer, kinds, operate
from podium.analysis.permissions import remember
from podium.analysis.phrases import Verb, actors, may, noun, verbs
from podium.analysis.reader import Reader
from podium.analysis.remarks import remark
from podium.analysis.wordings import PARTICLE

_ONLY = frozenset({"only", "just", "all", "the", "all-the"})
_ITS = frozenset({"its", "their", "the", "a", "an"})
_WHOLES = frozenset({"blog", "shop", "store", "forum", "magazine", "library", "catalogue", "catalog"})
"""Words for what holds the things that the rest of a request is about."""


def looked_up(reader: Reader, cursor: Cursor) -> Context | None:
    """`users can look one up by code`: the field has to be unique, so that one row is found."""
    doer, done, first = _who_reads(reader, cursor)
    target = noun(cursor) if done else None
    if target is None or target.own or target.of or target.qualities or target.every:
        return None
    while cursor.token().kind == PARTICLE:
        cursor.at += 1
    draft = reader.known(target)
    if draft is None or draft.existing or not cursor.take({"by"}):
        return None
    cursor.skip(_ITS)
    made = _field(draft, cursor)
    known = draft.operations.get("get")
    if made is None or not made.unique or (known and known.seen):
        return None
    note = Note(kind="operation", clause=reader.clause, ranges=[(first, cursor.at)])
    context = Context(draft=draft, note=note, actor=doer.actor if doer else None, subject=target)
    operate(reader, context, ["get"], doer, verb=done[0].word)
    context.operations[0].by = made.name
    reader.focus = draft
    return context


def shown_alone(reader: Reader, cursor: Cursor) -> Context | None:
    """`everybody can read published posts`, where posts have a published flag or a status with that value."""
    doer, done, first = _who_reads(reader, cursor)
    cursor.skip(_ONLY)
    state, at = cursor.word(), cursor.at
    if not done or not state or not is_wordlike(cursor.token()):
        return None
    cursor.at += 1
    target = noun(cursor)
    draft = reader.known(target) if target else None
    held = _state(draft, state) if draft and not draft.existing else None
    if draft is None or held is None or target is None or target.own or target.of or target.qualities:
        return None
    note = Note(kind="operation", clause=reader.clause, ranges=[(first, cursor.at)])
    context = Context(draft=draft, note=note, actor=doer.actor if doer else None, subject=target)
    meant = kinds(done, target, draft)
    known = [draft.operations.get(one) for one in meant]
    if at == first or any(one and one.seen for one in known):
        return None
    operate(reader, context, meant, doer, verb=done[0].word)
    for one in context.operations:
        one.only = (held,)
    reader.focus = draft
    return context


def _who_reads(reader: Reader, cursor: Cursor) -> tuple[Doer | None, tuple[Verb, ...], int]:
    """Who may read, the verbs where they say nothing else, and the token with which that begins."""
    first = cursor.at
    who = actors(cursor, reader.vocabulary, before=reader.actor)
    doer = Doer(actor=who, first=first, last=cursor.at) if who else None
    if who and not may(cursor):
        return None, (), first
    done = verbs(cursor)
    reads = all(set(lexicon.VERBS.get(one.word, ("create",))) <= {"list", "get"} for one in done)
    while cursor.token().kind == PARTICLE:
        cursor.at += 1
    if doer and done and reads:
        remember(reader, doer.actor)
    return doer, done if reads else (), first


def _field(draft: Draft, cursor: Cursor) -> FieldDraft | None:
    """The new field that the next words name, the longest first."""
    begin = cursor.at
    for length in (3, 2, 1):
        words = tuple(cursor.word(ahead) for ahead in range(length))
        made = draft.field(words) if all(words) else None
        if made:
            cursor.at = begin + length
            return made
    return None


def _state(draft: Draft, word: str) -> tuple[str, str] | None:
    """The flag or the value that the word names, with the field's name; None where there is none, or several."""
    flags = [(one.name, "true") for one in draft.fields if one.type == "boolean" and one.words[-1] == word]
    values = [(one.name, word) for one in draft.fields if one.type == "enum" and word in one.values]
    found = [*flags, *values]
    return found[0] if len(found) == 1 else None


def wholes(reader: Reader) -> None:
    """`Add a blog: admins write posts`: a name for the whole asks for nothing beside what is said of its parts."""
    for number, part in enumerate(reader.parts):
        words = [token.word for token in reader.tokens[part.first : part.last] if token.kind != "mark"]
        behind = reader.tokens[part.last : part.last + 1]
        named = len(words) in {2, 3} and words[0] in lexicon.INTRODUCE and words[-1] in _WHOLES
        plain = named and set(words[1:-1]) <= lexicon.DETERMINERS and bool(behind) and behind[0].word == ":"
        plain = plain or (number == 0 and len(words) in {2, 3} and words[-1] == "form" and behind[0:1] != ())
        said = [one for one in reader.drafts if any(note.clause == number for note in one.all_notes())]
        bare = all(one.words == (words[-1],) and not (one.fields or one.operations) for one in said)
        parts = [one for one in reader.drafts if one not in said and one.existing is None]
        if plain and bare and any(note.clause > number for one in parts for note in one.all_notes()):
            reader.drafts = [one for one in reader.drafts if one not in said]
            reader.remarks.append(remark(part, number, "names the whole; its parts are what is built"))
