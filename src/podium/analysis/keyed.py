"""What there is for each of several things together: `stock levels per product and warehouse`."""

from podium.analysis import lexicon
from podium.analysis.cursor import Cursor
from podium.analysis.drafts import Draft, Note
from podium.analysis.operations import Context
from podium.analysis.phrases import Noun, noun
from podium.analysis.reader import Reader
from podium.analysis.tables import phrases, word_set
from podium.analysis.vocabulary import singular_words
from podium.analysis.words import camel

_PER = phrases("per|for each|for every|for each combination of|per combination of")
MOST_ONE = phrases(
    "only one|at most one|one|just one|exactly one|no more than one|a single|only a single|max one|maximum one|"
    "max 1|at most 1|only 1|1|a maximum of one|there can be only one|there may be only one|there can only be one|"
    "can have only one|may have only one|there must be only one|there should be only one|"
    "there can be at most one"
)
_VALUES = word_set(
    "level stock price limit rate balance quota count threshold score total preference setting budget target "
    "allowance fee discount minimum maximum capacity availability inventory cost tariff"
)
"""What there is one value of for each combination; of all else (visits, records) there may be many."""


def keyed(reader: Reader, cursor: Cursor, context: Context) -> bool:
    """The relations of a new thing to two or more others, behind its name.

    Things that the request only describes later are related at the end of reading.
    """
    start = cursor.at
    draft = context.draft
    if context.operations or draft.existing or not cursor.phrase(_PER):
        return False
    found: list[Noun] = []
    while True:
        begin = cursor.at
        target = noun(cursor)
        if target is None or target.of or target.own or target.qualities or target.pronoun or target.plural:
            cursor.at = begin
            break
        found.append(target)
        if not cursor.skip({"and", "per", ",", "each"}):
            break
    ends = cursor.done or cursor.token().kind == "mark" or cursor.word() in {"with", "and", "as"}
    if len(found) < 2 or not ends:
        cursor.at = start
        return False
    if cursor.tokens[cursor.at - 1].word in {"and", ","}:
        cursor.at -= 1
    names: list[tuple[str, ...]] = []
    for target in found:
        note = reader.note("relation", target.first, target.last)
        model = reader.vocabulary.model(target.words)
        other = None if model else reader.draft_named(target.words)
        if model or other:
            name = model.name if model else other.name if other else ""
            names.append((reader.relate_name(draft, name, note=note).name,))
        else:
            reader.later.append((draft, target.words, note))
            names.append((camel(singular_words(target.words)),))
    if draft.words[-1] in _VALUES:
        draft.uniques.append((tuple(names), Note(kind="unique", clause=reader.clause, ranges=[(start, cursor.at)])))
        named = ", ".join(name for (name,) in names)
        draft.guesses.append(f"there is one {draft.label} for each combination of {named}")
    return True


def relate_later(reader: Reader) -> None:
    """Relate what `per` named before the request described it; a field of that name stands for itself."""
    for draft, words, note in reader.later:
        other = reader.draft_named(words)
        if draft in reader.drafts and draft.field(words) is None and other and other is not draft:
            reader.relate_name(draft, other.name, note=note, role="reference")


def one_for_each(reader: Reader, cursor: Cursor, draft: Draft) -> bool:
    """`…, one per product and customer`, with nothing between `one` and `per`: of the new thing that is spoken of."""
    start = cursor.at
    cursor.take({","})
    said = not draft.existing and cursor.phrase(MOST_ONE) and cursor.take({"per"})
    count = len(draft.relations)
    names = references(reader, cursor, draft) if said else []
    if not names or not (cursor.done or cursor.token().kind == "mark"):
        del draft.relations[count:]
        cursor.at = start
        return False
    draft.uniques.append((tuple(dict.fromkeys(names)), reader.note("unique", start, cursor.at)))
    return True


def references(reader: Reader, cursor: Cursor, draft: Draft) -> list[tuple[str, ...]]:
    """What stands after `per`: names of relations or fields, relations made where a model is named; empty where a word
    of the row means nothing, for a rule over fewer things would be another rule."""
    found: list[tuple[str, ...]] = []
    while True:
        begin = cursor.at
        target = noun(cursor)
        if target is None or target.qualities or target.of:
            return []
        words = reference_words(reader, draft, target.words) or _related(
            reader, draft, target, begin=begin, end=cursor.at
        )
        if not words:
            return []
        found.append(words)
        each = cursor.word() in {"for", "on", "of"} and cursor.word(1) not in {"each", "every", "one"}
        if each or not cursor.skip({"and", "per", ",", "for", "each", "on", "of", "one"}):
            return found


def _related(reader: Reader, draft: Draft, target: Noun, *, begin: int, end: int) -> tuple[str, ...]:
    model = None if draft.existing else reader.model_named(target.words)
    if model is None:
        return ()
    return (reader.relate(draft, model, note=reader.note("relation", begin, end)).name,)


def reference_words(reader: Reader, draft: Draft, words: tuple[str, ...]) -> tuple[str, ...]:
    """What a word after `per` means in the draft: a field's or relation's name, or the owner's; empty for nothing."""
    name = draft.known(words)
    if name:
        return (name,)
    flat = singular_words(words)
    create = draft.operations.get("create")
    if create and create.speaker and draft.acted and flat == (create.speaker.noun,) and create.speaker.access == "role":
        owner = reader.own(draft, reader.note("relation", 0, 0))
        return (owner.name,) if owner else ()
    if flat and flat[-1] in lexicon.ACTOR_NOUNS:
        owner = next((one for one in draft.relations if one.role == "owner"), None)
        return (owner.name,) if owner else ()
    return ()
