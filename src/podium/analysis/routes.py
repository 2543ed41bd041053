"""Routes written out in a request: `POST /products/:productId/reviews`."""

from podium.analysis import doing, lexicon
from podium.analysis.accesses import said_access
from podium.analysis.cursor import Cursor, is_content
from podium.analysis.fieldlist import field_list
from podium.analysis.fields import add_fields
from podium.analysis.operations import Context, Doer, belongs, give_access, kinds, object_draft
from podium.analysis.phrases import Actor, Noun, actors, noun, verbs
from podium.analysis.properties import closing
from podium.analysis.reader import Reader
from podium.analysis.tables import phrases, word_set
from podium.analysis.words import is_plural, parts
from podium.plan.analysis import OperationKind

_METHODS: dict[str, OperationKind] = {
    "GET": "get",
    "POST": "create",
    "PUT": "update",
    "PATCH": "update",
    "DELETE": "delete",
}
_LEADS = word_set("please add create new the a an endpoint route we need i want also and")
_BODY = phrases(
    "body like|with body like|with a body like|example body|json body|with json body|with body|with a body|"
    "with the body|request body|body|payload|with payload|with|takes"
)
_ARROWS = frozenset({"-", "–", "—", ":", "→", "(", ")"})


def route(reader: Reader, cursor: Cursor) -> Context | None:
    """A method and a path that this repository would itself choose for the operation; None for any other."""
    led = cursor.at
    cursor.skip(_LEADS)
    first = cursor.at
    kind = _METHODS.get(cursor.token().text)
    path = cursor.token(1)
    if kind is None or path.kind != "path":
        return None
    segments = [one for one in path.text.rstrip("/").split("/") if one]
    while segments and segments[0] in reader.vocabulary.prefixes:
        segments = segments[1:]
    by_id = bool(segments) and _is_parameter(segments[-1])
    names = segments[:-1] if by_id else segments
    if len(names) not in {1, 3} or any(_is_parameter(one) != (place == 1) for place, one in enumerate(names)):
        return None
    if (kind == "create" and by_id) or (kind in {"update", "delete"} and not by_id) or (by_id and len(names) == 3):
        return None
    words = parts(names[-1])
    if not is_plural(words[-1]) or not all(one.isalpha() for one in words):
        return None
    subject = Noun(words=words, first=first, last=first + 2, head=first + 1)
    draft = object_draft(reader, subject)
    if draft is None or draft.plural != names[-1]:
        return None
    context = Context(
        draft=draft, note=reader.note("operation", led, first + 2), fields=kind == "create", subject=subject
    )
    if len(names) == 3 and not belongs(
        reader, context, Noun(words=parts(names[0]), first=first, last=first + 2, head=first + 1)
    ):
        return None
    cursor.at += 2
    reader.focus = draft
    meant: OperationKind = "list" if kind == "get" and not by_id else kind
    context.operations.append(reader.operation(draft, meant, context.note))
    context.operations[0].seen, context.operations[0].vague = True, False
    _said_again(reader, cursor, context, meant)
    _who_may(reader, cursor, context)
    _body(reader, cursor, context)
    _who_may(reader, cursor, context)
    if _status(reader, cursor, context):
        _who_may(reader, cursor, context)
    context.demanded = draft.existing is not None
    return context


_STATUS: dict[OperationKind, str] = {"create": "201", "list": "200", "get": "200", "update": "200", "delete": "204"}
"""What a route answers where nothing goes wrong."""
_SAID_OF_STATUS = phrases("created|ok|no content|list|array")


def _status(reader: Reader, cursor: Cursor, context: Context) -> bool:
    """Step over `-> 201 Created`, `returns 200`: the answer that such a route has anyway."""
    start = cursor.at
    cursor.skip(_ARROWS | {">", ","})
    cursor.phrase(phrases("returns|return|answers with|answers|responds with|status|response"))
    kind = context.operations[0].kind
    if cursor.at == start or cursor.word() != _STATUS[kind]:
        cursor.at = start
        return False
    cursor.at += 1
    listed = cursor.phrase(_SAID_OF_STATUS) in {"list", "array"} and cursor.take({"of"})
    again = noun(cursor) if listed else None
    if (listed and (again is None or reader.draft_named(again.words) is not context.draft)) or not (
        cursor.done or cursor.token().kind == "mark"
    ):
        cursor.at = start
        return False
    context.note.ranges.append((start, cursor.at))
    return True


def _is_parameter(segment: str) -> bool:
    return segment.startswith((":", "{"))


def _said_again(reader: Reader, cursor: Cursor, context: Context, kind: OperationKind) -> None:
    """`— create a note` behind the route says the same again."""
    start = cursor.at
    cursor.skip(_ARROWS)
    done = verbs(cursor) or verbs(cursor, forms=doing.S_FORMS | doing.S_NOUNS)
    bare = not done and cursor.word() in {"all", "new", "one", "a", "the", "single"}
    target = noun(cursor) if done or bare else None
    marked = {reader.tokens[place].word for place in target.qualities} if target else set[str]()
    own = target is not None and kind == "list" and (target.own or marked == {"own"})
    same = target is not None and not target.of and (own or not (target.own or target.qualities))
    if (
        target
        and same
        and reader.draft_named(target.words) is context.draft
        and (bare or kinds(done, target, context.draft) == [kind])
    ):
        context.note.ranges.append((start, cursor.at))
        context.operations[0].own = context.operations[0].own or own
        return
    cursor.at = start


def _who_may(reader: Reader, cursor: Cursor, context: Context) -> None:
    """`– public`, `(signed-in users)`, `- admins`: who may, between marks."""
    start = cursor.at
    opened = cursor.skip(_ARROWS | {","}) or cursor.skip({"for", "by"})
    first = cursor.at
    only = cursor.take({"only"})
    who = (said_access(cursor) or actors(cursor, reader.vocabulary) or _signed_in(cursor)) if opened else None
    cursor.skip({"only"})
    if who is None or who.access == "owner" or not (cursor.done or cursor.word() in {",", ")", ":", "-", "–", "—"}):
        cursor.at = start
        return
    cursor.take({")"})
    give_access(reader, context, Doer(actor=who, first=first + bool(only), last=cursor.at))
    context.note.ranges.append((start, cursor.at))


def _signed_in(cursor: Cursor) -> Actor | None:
    """`- signed in`, and nothing more: whoever signs in."""
    begin = cursor.at
    if cursor.phrase(lexicon.SIGNED_IN) and (cursor.done or cursor.word() in {",", ")", ":"}):
        return Actor(access="signed_in", noun="user")
    cursor.at = begin
    return None


def _body(reader: Reader, cursor: Cursor, context: Context) -> None:
    """`body: { title: string, text: string }`: the fields of what is sent; all of them or none."""
    start = cursor.at
    cursor.skip(_ARROWS | {","})
    cursor.phrase(_BODY)
    cursor.skip({":"})
    draft = context.draft
    if cursor.done and cursor.at > start:
        context.note.ranges.append((start, cursor.at))
        return
    if not cursor.take({"{"}) or context.operations[0].kind not in {"create", "update"}:
        cursor.at = start
        return
    first = cursor.at
    end = closing(cursor)
    wishes = field_list(cursor.part(end), sure=True)
    held = {place for wish in wishes for low, high in wish.ranges for place in range(low, high)}
    whole = all(place in held for place in range(first, end) if is_content(cursor.tokens[place]))
    if not wishes or not whole or end == cursor.end or not add_fields(reader, draft, wishes):
        cursor.at = start
        return
    cursor.at = end + 1
    context.note.ranges.append((start, first))
