"""How a request says that something is there once: `one review per customer and product`, `unique per project`."""

from podium.analysis import doing, lexicon
from podium.analysis.cursor import Cursor
from podium.analysis.drafts import Draft, Note
from podium.analysis.keyed import MOST_ONE, reference_words, references
from podium.analysis.operations import Context
from podium.analysis.phrases import Noun, actors, noun, verbs
from podium.analysis.properties import FieldWish
from podium.analysis.reader import Reader
from podium.analysis.tables import phrases
from podium.plan.survey import Model

_PER = phrases(
    "per|for each|for every|for one|by|for the same|within|within a|in a|in each|per each|within each|"
    "within the same|inside a"
)
TOGETHER = phrases("the combination of|a combination of|combination of|the pair of|the pair")


def ends_together(cursor: Cursor) -> bool:
    words = [token.word for token in cursor.tokens[cursor.at : cursor.end]]
    return "together" in words and "unique" in words


def unique_together(
    reader: Reader, cursor: Cursor, draft: Draft, names: list[tuple[str, ...]], *, start: int
) -> Context | None:
    known = [draft.known(words) for words in names]
    cursor.phrase(lexicon.BE)
    if not cursor.take({"unique"}) or not all(known):
        return None
    cursor.take({"together"})
    note = reader.note("unique", start, cursor.at)
    draft.uniques.append((tuple((one,) for one in known), note))
    return Context(draft=draft, note=note)


def unique_per(reader: Reader, cursor: Cursor, draft: Draft, wish: FieldWish) -> Note | None:
    """`unique per project`: a rule over two columns instead of one."""
    begin = cursor.at
    if not cursor.phrase(_PER):
        return None
    found = references(reader, cursor, draft)
    if not found:
        cursor.at = begin
        return None
    note = reader.note("unique", wish.ranges[0][0], cursor.at)
    draft.uniques.append(((*found, wish.words), note))
    return note


def _above(reader: Reader, cursor: Cursor) -> Model | None:
    """`every product may get`: the thing that has at most one; None leaves the cursor alone."""
    begin = cursor.at
    target = noun(cursor) if cursor.word() in {"every", "each", "a", "any"} else None
    model = reader.vocabulary.model(target.words) if target and not target.of else None
    if model and cursor.phrase(phrases("may get|can get|gets|may have|can have|has|must have|should have|may receive")):
        return model
    cursor.at = begin
    return None


def twice(reader: Reader, cursor: Cursor) -> bool:
    """Read `the same user cannot report one product twice`, `no customer may have two addresses of the same label`.

    Only whole clauses count.
    """
    start = cursor.at
    no = bool(cursor.take({"no"}))
    same = bool(cursor.phrase(phrases("the same|one and the same|a")))
    first = noun(cursor) if no or same else None
    modal = cursor.phrase(phrases("may|can")) if no else cursor.phrase(_CANNOT)
    found = None
    if first and modal:
        found = _two_with(reader, cursor, first) if no else _again(reader, cursor, first)
    draft, names = found or (None, [])
    if draft is None or len(set(names)) < 2 or not cursor.done or draft.existing:
        cursor.at = start
        return False
    draft.uniques.append((tuple(dict.fromkeys(names)), reader.note("unique", start, cursor.at)))
    return True


_CANNOT = phrases("can't|cannot|can not|may not|must not|should not|shouldn't")
_Together = tuple[Draft, list[tuple[str, ...]]]


def _again(reader: Reader, cursor: Cursor, first: Noun) -> _Together | None:
    """`… report the same product twice`: behind the one who cannot."""
    draft = reader.focus
    done = verbs(cursor)
    making = doing.MAKING_VERBS.get(done[0].word, ("",))[0] if len(done) == 1 else ""
    draft = (reader.draft_named((making,)) if making else None) or draft
    second = noun(cursor) if done and cursor.phrase(phrases("the same|a|one")) else None
    if draft is None or second is None or not cursor.phrase(phrases("twice|more than once|a second time|again")):
        return None
    names = [reference_words(reader, draft, one.words) for one in (first, second)]
    return (draft, names) if all(names) else None


def _two_with(reader: Reader, cursor: Cursor, first: Noun) -> _Together | None:
    """`… have two addresses with the same label`: behind the one who has them."""
    second = (
        noun(cursor) if cursor.phrase(phrases("have two|own two|have more than one|create two|have several")) else None
    )
    draft = reader.known(second) if second else None
    third = noun(cursor) if draft and cursor.phrase(phrases("with the same|of the same|for the same")) else None
    if draft is None or third is None:
        return None
    names = [reference_words(reader, draft, one.words) for one in (first, third)]
    return (draft, names) if all(names) else None


def one_per(reader: Reader, cursor: Cursor) -> Context | None:
    """`one review per customer and product`, `a customer can have at most one review per product`."""
    start = cursor.at
    who = actors(cursor, reader.vocabulary)
    if who:
        cursor.phrase(
            phrases(
                "can have|may have|can leave|may leave|can write|can submit|can only have|can only leave|"
                "can only write|may only have|may only leave|has|can give|can post|can add|can create|may write|"
                "can make"
            )
        )
        if cursor.tokens[cursor.at - 1].word == "only":
            cursor.at -= 1
    above = None if who else _above(reader, cursor)
    if not cursor.phrase(MOST_ONE):
        cursor.at = start
        return None
    target = noun(cursor)
    draft = reader.known(target) if target and not target.qualities else None
    if target is None or draft is None or draft.existing:
        return None
    cursor.phrase(phrases("is allowed|are allowed|allowed|only|is possible|exists|can exist|may exist"))
    note = Note(kind="unique", clause=reader.clause, ranges=[(start, cursor.at)])
    names: list[tuple[str, ...]] = []
    if above:
        names.append((reader.relate(draft, above, note=reader.note("relation", start, start)).name,))
    if who:
        owner = reader.own(draft, note) if who.access in {"signed_in", "owner"} else None
        if owner is None:
            return None
        names.append((owner.name,))
    if not cursor.phrase(_PER):
        return None
    names += references(reader, cursor, draft)
    names = list(dict.fromkeys(names))
    if len(names) == 1:
        others = [(one.name,) for one in draft.relations if one.role in {"parent", "reference"}]
        names += (
            others if len(others) == 1 and others[0] not in names and names[0] == (reader.vocabulary.owner,) else []
        )
    if not names or (cursor.word() in {"on", "for", "in", "to"} and cursor.word(1) in {"one", "each", "every", "the"}):
        return None
    note.ranges = [(start, cursor.at)]
    draft.uniques.append((tuple(names), note))
    return Context(draft=draft, note=note)


def once_per(reader: Reader, cursor: Cursor) -> Context | None:
    """`a product only once per wishlist`, `each product at most once per customer`."""
    start = cursor.at
    draft = reader.focus
    cursor.phrase(phrases("the same|one and the same|no|any"))
    target = noun(cursor)
    model = reader.model_named(target.words) if target and not target.qualities else None
    if draft is None or draft.existing or model is None:
        return None
    cursor.phrase(
        phrases(
            "can be|may be|is|should be|can appear|appears|may appear|can only be|should appear|can be in|"
            "can be added|may only be added|can only be added|may be added|can only appear|is listed"
        )
    )
    if cursor.tokens[cursor.at - 1].word != "only":
        cursor.skip({"only"})
    if not cursor.phrase(phrases("once|only once|at most once|just once|exactly once")):
        return None
    relation = draft.relation(model.name)
    names = [(relation.name,)] if relation else []
    mark = cursor.at
    if cursor.phrase(phrases("per|in a|in the|in their|on a|in each|for each|on the|on their|to a|to the|to their")):
        holder = noun(cursor)
        if holder is None:
            return None
        is_container = bool(draft.renamed) and reader.draft_named(holder.words) is draft
        other = () if is_container else reference_words(reader, draft, holder.words)
        if not is_container and not other:
            return None
        mark = cursor.at
        names = [other, *names] if other else names
    cursor.at = mark
    owner = next((one for one in draft.relations if one.role == "owner"), None)
    if len(names) == 1 and owner:
        names = [(owner.name,), *names]
    if len(dict.fromkeys(names)) < 2:
        return None
    note = reader.note("unique", start, cursor.at)
    draft.uniques.append((tuple(names), note))
    return Context(draft=draft, note=note)
