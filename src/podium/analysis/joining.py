"""Acts on what the request only announces: `anyone can subscribe with their email`, `register for stock alerts`."""

from podium.analysis import doing, lexicon
from podium.analysis.cursor import Cursor
from podium.analysis.drafts import Draft
from podium.analysis.operations import Context, Doer, operate
from podium.analysis.phrases import Noun, Verb, noun
from podium.analysis.reader import Reader
from podium.analysis.tables import word_set
from podium.analysis.vocabulary import singular_words
from podium.plan.survey import Model

_JOINING = word_set("subscribe sign-up register join apply")
_LISTS: dict[tuple[str, ...], tuple[str, ...]] = {
    ("newsletter",): ("newsletter", "subscription"),
    ("mailing", "list"): ("mailing", "list", "subscription"),
    ("waitlist",): ("waitlist", "entry"),
    ("waiting", "list"): ("waiting", "list", "entry"),
}
"""What people put themselves on, and what a row of it is called."""
_SENT = word_set("alert notification reminder digest")
"""What is sent to those who ask for it: a row is one such wish."""
_ATTENDED = word_set(
    "course event class lesson workshop webinar tournament session trip tour exam meetup conference training programme "
    "program seminar race competition"
)
"""What people take part in."""
_BY = frozenset({"with", "by", "using", "via", "giving", "only"})


def joined(reader: Reader, cursor: Cursor, done: tuple[Verb, ...], doer: Doer | None) -> Context | None:
    """The row that such an act makes: of what stands behind it, or of what was announced; None leaves the cursor."""
    verb = done[0] if len(done) == 1 else None
    if verb is None or verb.word not in _JOINING or doer is None:
        return None
    start = cursor.at
    led = cursor.take({"to", "for", "on"})
    target = noun(cursor) if led or verb.word == "join" else None
    draft = _named(reader, target, verb) if target else _announced(reader, verb) if not led and _ends(cursor) else None
    if draft is None or draft.existing:
        cursor.at = start
        return None
    draft.acted = True
    note = reader.note("operation", verb.at, cursor.at)
    context = Context(draft=draft, note=note, actor=doer.actor, subject=target)
    reader.focus = draft
    operate(reader, context, ["create"], doer)
    context.fields = True
    return context


def _named(reader: Reader, target: Noun, verb: Verb) -> Draft | None:
    """The draft whose rows are wishes for what the words name: alerts of a product, a newsletter, a course."""
    flat = singular_words(target.words)
    if target.of or target.own or target.qualities or target.pronoun:
        return None
    model = reader.vocabulary.model(target.words)
    if model:
        return _registration(reader, target, model, verb) if verb.word == "register" else None
    if flat in _LISTS:
        known = next((one for one in reader.drafts if one.words in {flat, _LISTS[flat]} and not one.existing), None)
        draft = known or Draft(words=_LISTS[flat])
        if known is None:
            reader.drafts.append(draft)
        elif draft.fields or (draft.operations and draft.words == flat):
            return None
        draft.words = _LISTS[flat]
        return draft
    return reader.entity(target) if flat[-1] in _SENT else None


def _registration(reader: Reader, target: Noun, model: Model, verb: Verb) -> Draft | None:
    """`students register for a course`: the row that says so; of what was announced as such, its row."""
    announced = reader.focus if reader.focus and not reader.focus.existing else None
    wished = _announced(reader, verb)
    if wished:
        reader.relate(wished, model, note=reader.note("relation", target.first, target.last))
        return wished
    if singular_words(target.words)[-1] not in _ATTENDED or (announced and "create" not in announced.operations):
        return None
    draft = reader.draft_named(("registration",)) or Draft(words=("registration",))
    if draft not in reader.drafts:
        reader.drafts.append(draft)
    reader.relate(draft, model, note=reader.note("relation", target.first, target.last))
    return draft


def _announced(reader: Reader, verb: Verb) -> Draft | None:
    """The draft at hand, where such an act makes its rows and nothing else was said to."""
    draft = reader.focus
    made = doing.MAKING_VERBS.get(verb.word, ("",))[0]
    known = draft.operations.get("create") if draft else None
    if draft is None or draft.existing or (known and known.seen and not known.vague):
        return None
    if draft.words in _LISTS and not draft.fields:
        draft.words = _LISTS[draft.words]
        return draft
    rows = {made, "registration", "subscription", "signup", "subscriber", "application", "entry"} | _SENT
    return draft if draft.words[-1] in rows else None


def _ends(cursor: Cursor) -> bool:
    return cursor.done or cursor.token().kind == "mark" or cursor.word() in _BY | lexicon.PARENT_PREPOSITIONS
