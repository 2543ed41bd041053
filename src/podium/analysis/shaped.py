"""Resources that a request shows as code: a model, an interface or a table to build, an example of a body."""

from podium.analysis import lexicon
from podium.analysis.bounds import Bound
from podium.analysis.cursor import Cursor, is_content
from podium.analysis.drafts import Draft, Note
from podium.analysis.fields import add_fields
from podium.analysis.introductions import all_five
from podium.analysis.notations import Column, Shape, comments
from podium.analysis.operations import Context
from podium.analysis.outlines import listed_operations
from podium.analysis.properties import FieldWish, modifier
from podium.analysis.reader import Reader
from podium.analysis.tables import word_set
from podium.analysis.vocabulary import singular_words
from podium.analysis.words import camel, parts

_DEMANDS = (
    lexicon.INTRODUCE
    | lexicon.ENDPOINT_WORDS
    | word_set("let allow crud manage can may create list delete post submit leave write store save")
)
_BEFORE = frozenset({"create", "update", "new"})
_BEHIND = word_set("dto entity model schema input request body payload type")
_NO_THINGS = word_set(
    "service props options config response state module controller event guard pipe interceptor exception error "
    "context params query result provider repository"
)
_STANDARD = frozenset({"id", "createdAt", "updatedAt"})
_OWNERS = frozenset({"user", "owner", "author", "creator", "createdBy"})
_BODIES = word_set("body payload like example e.g post put patch request with following fields this: json dto input")
_ANSWERS = word_set("response returns return answer answers gives error get got returned respond responds")


def named_shapes(reader: Reader, shapes: list[Shape]) -> None:
    """Give drafts to the shapes that name a thing which is new here, where the request asks for something to be built.

    What a report of a fault shows is what is there.
    """
    if not _asks_to_build(reader):
        return
    enums = {one.name: tuple(column.name.lower() for column in one.columns) for one in shapes if one.language == "enum"}
    for shape in shapes:
        words = _thing(shape)
        if not words or reader.vocabulary.model(words):
            continue
        draft = reader.draft_named(words) or Draft(words=words)
        if draft not in reader.drafts:
            reader.drafts.append(draft)
        if _give(reader, draft, shape, enums):
            draft.marked = True
            reader.focus = reader.shown = reader.focus or draft
            for one in shapes:
                if one.language == "enum":
                    _covered(reader, draft, one)
        else:
            reader.drafts.remove(draft)


def example(reader: Reader, number: int, shapes: list[Shape]) -> bool:
    """Give the new draft at hand the fields of the example of a body that the part shows; whether it could."""
    part, draft = reader.parts[number], reader.focus
    low, high = reader.tokens[part.first].start, reader.tokens[part.last - 1].end
    shape = next((one for one in shapes if one.language == "json" and one.start < high and one.end > low), None)
    if shape is None or draft is None or draft.existing or draft.fields or number == 0:
        return False
    before = {token.word for token in reader.tokens[reader.parts[number - 1].first : part.first]}
    if before & _ANSWERS or not (before & _BODIES or ":" in before):
        return False
    reader.clause = number
    return _give(reader, draft, shape, {})


_POINTING = word_set(
    "please we i need want a an the new this that these following it them add adding create build implement make "
    "introduce provide expose model models table tables entity resource interface shape type below above here as for "
    "of to from with in on all full simple basic some is would like our usual standard also and"
)
_SERVED = lexicon.ENDPOINT_WORDS | {"crud", "json"}


def pointed(reader: Reader, cursor: Cursor) -> Context | None:
    """`Please add this model and CRUD endpoints for it`: of the one thing that the request shows as code."""
    start = cursor.at
    draft = reader.shown
    words: set[str] = set()
    while not cursor.done and (cursor.word() in _POINTING | _SERVED or cursor.token().kind == "mark"):
        if cursor.word() == "with" and cursor.word(1) not in _POINTING | _SERVED:
            break
        words.add(cursor.word())
        cursor.at += 1
    names = words & {"this", "it", "that", "these", "them", "following", "below", "above"} or words & _SERVED
    narrows = cursor.word() in {"with", "only"} or cursor.tokens[cursor.at - 1].word == ","
    if draft is None or not names or not (cursor.done or narrows):
        cursor.at = start
        return None
    note = reader.note("resource", start, cursor.at)
    draft.notes.append(note)
    reader.focus = draft
    context = Context(draft=draft, note=note)
    if words & _SERVED:
        context.operations = all_five(reader, draft, note, vague="crud" not in words)
    if cursor.word() == "with":
        return listed_operations(reader, cursor, reader.parts[reader.clause])
    return context


def _asks_to_build(reader: Reader) -> bool:
    faults = any(part.role in {"fault", "actual", "steps"} for part in reader.parts)
    words = {token.word for part in reader.parts if part.asks for token in reader.tokens[part.first : part.last]}
    sql = any(token.word == "create" for token in reader.tokens)
    return not faults and bool(words & _DEMANDS or sql)


def _thing(shape: Shape) -> tuple[str, ...]:
    """The words of what the shape names; empty where it is no thing that people keep."""
    words = list(parts(shape.name)) if shape.language in {"prisma", "typescript", "sql"} else []
    while len(words) > 1 and words[0] in _BEFORE:
        words = words[1:]
    while len(words) > 1 and words[-1] in _BEHIND:
        words = words[:-1]
    flat = singular_words(tuple(words))
    return () if not flat or flat[-1] in _NO_THINGS else flat


def _give(reader: Reader, draft: Draft, shape: Shape, enums: dict[str, tuple[str, ...]]) -> bool:
    """Give the draft the columns of the shape; whether there was any."""
    given = [_column(reader, draft, one, enums) for one in shape.columns if not one.many]
    if not any(given):
        return False
    _covered(reader, draft, shape)
    return True


def _covered(reader: Reader, draft: Draft, shape: Shape) -> None:
    """Let the shape's own words (`model X {`) be the resource's; what its lines say more stays unread."""
    places = _tokens(reader, shape.start, shape.end)
    number = next(at for at, part in enumerate(reader.parts) if part.first <= places[0] < part.last)
    inner = set(places)
    for one in shape.columns:
        inner -= set(_tokens(reader, one.start, one.end)) if shape.language != "enum" else set()
    for start, end in (*shape.lost, *comments(reader.text, shape.start, shape.end)):
        inner -= set(_tokens(reader, start, end))
    first = reader.parts[number].first
    fence = range(first, places[0]) if reader.tokens[first].start >= shape.start - 40 else ()
    note = Note(kind="resource", clause=number, ranges=[(at, at + 1) for at in sorted({*inner, *fence})])
    draft.notes.append(note)
    reader.remarks[:] = [one for one in reader.remarks if one.clause != number]


def _tokens(reader: Reader, start: int, end: int) -> list[int]:
    return [at for at, token in enumerate(reader.tokens) if start <= token.start and token.end <= end]


def _column(reader: Reader, draft: Draft, column: Column, enums: dict[str, tuple[str, ...]]) -> bool:
    places = _tokens(reader, column.start, column.end)
    number = next(at for at, part in enumerate(reader.parts) if part.first <= places[0] < part.last)
    reader.clause = number
    aside = {at for one in comments(reader.text, column.start, column.end) for at in _tokens(reader, *one)}
    held = [(at, at + 1) for at in places if at not in aside]
    words = parts(column.name)
    if camel(words) in _STANDARD:
        what = f"{camel(words)}: as every model has it"
        draft.notes.append(Note(kind="field", clause=number, ranges=held, what=what))
        return False
    bare = words[:-1] if words[-1:] == ("id",) and len(words) > 1 else words
    model = reader.model_named(parts(column.model)) if column.model else None
    model = model or (reader.model_named(bare) if bare != words else None)
    if model:
        note = Note(kind="relation", clause=number, ranges=held)
        owner = model.name == reader.vocabulary.user and camel(bare) in _OWNERS
        link = reader.relate(
            draft, model, note=note, role="owner" if owner else "reference", word="" if owner else camel(bare)
        )
        link.optional = link.optional or column.optional
        return True
    values = column.values or enums.get(column.model, ())
    if column.model and not values:
        return False
    wish = FieldWish(words=words, ranges=held, optional=column.optional, unique=column.unique, values=values)
    wish.default, wish.default_range = column.default.lower(), (held[0][0], held[0][0])
    wish.required = not column.optional
    kind = column.type or (None if values else "string")
    wish.type = None if kind == "string" and wish.lexical in {"email", "url", "text"} else kind
    if column.most is not None:
        wish.bounds.append((Bound(minimum=column.least, maximum=column.most), (held[0][0], held[0][0])))
    if column.longest:
        wish.bounds.append((Bound(maximum=column.longest, length=True), (held[0][0], held[0][0])))
    _commented(reader, column, wish)
    return add_fields(reader, draft, [wish])


def _commented(reader: Reader, column: Column, wish: FieldWish) -> None:
    """Give the field what a comment on its line says, where it is understood as a whole: `// 1 to 1440`."""
    line = reader.text.find("\n", column.end)
    for start, end in comments(reader.text, column.start, len(reader.text) if line < 0 else line)[:1]:
        places = [at for at in _tokens(reader, start, end) if is_content(reader.tokens[at])]
        if not places:
            continue
        cursor = Cursor(reader.tokens, places[0], places[-1] + 1)
        told = FieldWish(words=wish.words, ranges=[])
        while modifier(cursor, told):
            cursor.skip({",", ";", "and"})
        if cursor.done and not (told.type or told.values):
            wish.bounds += told.bounds
            wish.unique, wish.default = wish.unique or told.unique, wish.default or told.default
            wish.optional, wish.required = wish.optional or told.optional, wish.required and not told.optional
            wish.ranges.append((places[0], places[-1] + 1))
