"""Changes of a state: `users can archive their projects`, `orders can be cancelled`, `mark a task as done`.

No recipe builds them, so they are readings that no resource holds: the plan gives them to an agent.
"""

from dataclasses import dataclass

from podium.analysis import doing, lexicon
from podium.analysis.cursor import Cursor, is_wordlike
from podium.analysis.defaults import a, who_may
from podium.analysis.drafts import Draft
from podium.analysis.operations import Context
from podium.analysis.permissions import remember
from podium.analysis.phrases import Actor, actors, may, noun
from podium.analysis.reader import Reader
from podium.analysis.tables import phrases, word_map
from podium.analysis.words import parts

STATES = word_map(
    "archive:archived unarchive:active close:closed reopen:open publish:published unpublish:draft approve:approved "
    "reject:rejected decline:declined cancel:cancelled complete:completed finish:finished activate:active "
    "deactivate:inactive reactivate:active enable:enabled disable:disabled lock:locked unlock:unlocked hide:hidden "
    "unhide:visible restore:restored accept:accepted resolve:resolved pause:paused resume:active suspend:suspended "
    "confirm:confirmed freeze:frozen feature:featured mute:muted withdraw:withdrawn dismiss:dismissed "
    "acknowledge:acknowledged pin:pinned unpin:unpinned start:started stop:stopped"
)
"""Verbs that change what state a thing is in, with that state."""
_FORMS: dict[str, str] = {
    **{doing.gerund(one): one for one in STATES},
    **{doing.s_form(one): one for one in STATES if one != "feature"},
    "cancelling": "cancel",
    "stopping": "stop",
}
_DONE: dict[str, str] = {
    **{doing.participle(one): one for one in STATES},
    **word_map("cancelled:cancel canceled:cancel withdrawn:withdraw hidden:hide frozen:freeze stopped:stop"),
}
_ENDPOINT = phrases(
    "an endpoint to|an endpoint for|a route to|endpoints to|endpoints for|an endpoint that lets|an api to|a way to|"
    "the ability to|an option to|the possibility to|be able to|endpoint to|a way for|the ability for"
)
_LET = frozenset({"let", "allow", "enable", "permit"})
_WANT = phrases("want to be able to|want to|would like to|need to|want|'d like to")
_LATER = phrases("later|again|later on|again later|afterwards|at any time|any time")
_MAY_BE = phrases("can be|may be|should be able to be|must be able to be|can also be|may only be|can only be")


_WORDS = STATES.keys() | _FORMS.keys() | _DONE.keys() | {"mark", "marks", "set"}


def speaks_of_states(cursor: Cursor) -> bool:
    """Whether a verb of a state stands anywhere in what is left."""
    return any(token.word in _WORDS for token in cursor.tokens[cursor.at : cursor.end])


def state_change(reader: Reader, cursor: Cursor, carried: Actor | None) -> Context | None:
    """Somebody may put a thing into another state; None leaves the cursor alone."""
    start = cursor.at
    while cursor.phrase(lexicon.LEAD_IN):
        cursor.skip({",", ":"})
    who = _doer(reader, cursor)
    cursor.phrase(_ENDPOINT)
    done = _verbs(cursor)
    if not done:
        return _passive(reader, cursor, start=start) if who is None else None
    target = noun(cursor)
    draft = reader.known(target) if target and not (target.qualities or target.of) else None
    told = (_marked(cursor),) if done == ["mark"] else tuple(STATES[one] for one in done)
    if target is None or draft is None or not all(told) or not _fits(draft, done):
        return None
    later = cursor.at
    cursor.at = cursor.at if cursor.phrase(_LATER) else later
    if who:
        remember(reader, who)
    actor = who or carried
    return _told(reader, draft, Change(verbs=done, states=told, own=target.own, who=actor, first=start, last=cursor.at))


@dataclass(frozen=True, kw_only=True)
class Change:
    """The verbs with the states that they lead to, who may, and the tokens that say it."""

    verbs: list[str]
    states: tuple[str, ...]
    own: bool
    who: Actor | None
    first: int
    last: int


def _fits(draft: Draft, done: list[str]) -> bool:
    """Whether the verbs are a change of state of the draft: of what is new, some of them make or remove it."""
    return draft.existing is not None or not any(one in doing.VERBS for one in done)


def _doer(reader: Reader, cursor: Cursor) -> Actor | None:
    """Who may or is let: `let admins`, `users can`, `as a teacher I want to`; None leaves the cursor alone."""
    start = cursor.at
    story = bool(cursor.take({"as"}))
    led = story or bool(cursor.take(_LET))
    who = actors(cursor, reader.vocabulary, before=reader.actor)
    if story:
        cursor.skip({","})
        wanted = cursor.take({"i", "we"}) and (cursor.phrase(_WANT) or may(cursor))
        who = who if wanted else None
    elif who and not led and not (may(cursor) or cursor.word() in STATES or cursor.word() in _FORMS):
        who = None
    if who is None:
        cursor.at = start
        return None
    cursor.phrase(phrases("to be able to|to|be able to"))
    return who


def _verbs(cursor: Cursor) -> list[str]:
    """The verbs that stand here, joined by commas and `and`; `mark` stands alone."""
    if cursor.take({"mark", "set", "marks"}):
        return ["mark"]
    found: list[str] = []
    mark = cursor.at
    while cursor.word() in STATES or cursor.word() in _FORMS:
        found.append(_FORMS.get(cursor.word(), cursor.word()))
        cursor.at += 1
        mark = cursor.at
        cursor.skip({",", "and", "or", "/", "also", "later"})
    cursor.at = mark
    return found


def _marked(cursor: Cursor) -> str:
    """The state behind `as`: `mark a task as done`."""
    if not cursor.take({"as", "to"}) or not is_wordlike(cursor.token()):
        return ""
    cursor.at += 1
    return cursor.tokens[cursor.at - 1].word


def _passive(reader: Reader, cursor: Cursor, *, start: int) -> Context | None:
    """`orders can be cancelled by their customer`."""
    target = noun(cursor)
    draft = reader.known(target) if target and not (target.own or target.of or target.qualities) else None
    if draft is None or not cursor.phrase(_MAY_BE):
        return None
    found: list[str] = []
    while cursor.word() in _DONE:
        found.append(_DONE[cursor.word()])
        cursor.at += 1
        cursor.skip({",", "and", "or"} if cursor.word(1) in _DONE else set())
    if not found or not _fits(draft, found):
        return None
    begin = cursor.at
    cursor.take({"only"})
    who = actors(cursor, reader.vocabulary) if cursor.take({"by"}) else None
    cursor.at = cursor.at if who else begin
    states = tuple(STATES[one] for one in found)
    change = Change(verbs=found, states=states, own=False, who=who, first=start, last=cursor.at)
    return _told(reader, draft, change)


def _told(reader: Reader, draft: Draft, change: Change) -> Context:
    """Keep what the plan must give to an agent: one reading for each state."""
    owned = draft.existing is None or any(one.model == reader.vocabulary.user for one in draft.existing.relations)
    who = Actor(access="owner", noun="owner") if change.own and owned else change.who
    told = [
        f"to {verb} {a(draft.label)}{f' as {state}' if verb == 'mark' else ''}: {_how(reader, draft, state)}"
        for verb, state in zip(change.verbs, change.states, strict=True)
    ]
    by = f", for {who_may(who)}" if who else ""
    note = reader.note("rule", change.first, change.last)
    note.what = f"{'; '.join(told)}{by}"
    reader.demands.append(note)
    reader.focus = draft
    return Context(draft=draft, note=note)


def _how(reader: Reader, draft: Draft, state: str) -> str:
    """What the change sets, as far as the schema shows it: a value of an enum, a flag, a date."""
    columns = draft.existing.fields if draft.existing else ()
    for one in columns:
        values = reader.vocabulary.enums.get(one.type, ())
        value = next((value for value in values if value.lower() in {state, state.replace("ll", "l")}), "")
        if value:
            return f"`{one.name}` becomes {value}"
        last = parts(one.name)
        if one.type in {"Boolean", "DateTime"} and state in last:
            return f"`{one.name}` is set"
    for made in draft.fields:
        if state in made.values:
            return f"`{made.name}` becomes {state}"
        if made.type == "boolean" and state in parts(made.name):
            return f"`{made.name}` is set"
    return f"{draft.name} has nothing yet that says it is {state}"
