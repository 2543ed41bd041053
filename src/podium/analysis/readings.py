"""Readings get their ids and sentences, and every content word that none of them holds is unread."""

from podium.analysis.cursor import is_content
from podium.analysis.defaults import a, joined
from podium.analysis.drafts import Draft, FieldDraft, Note, OperationDraft
from podium.analysis.reader import Reader
from podium.analysis.settle import order_field
from podium.analysis.words import Token, said
from podium.plan.analysis import Clause, Reading, Unread
from podium.plan.request import Span

_DOES = {"create": "create", "list": "list", "get": "read", "update": "change", "delete": "delete"}


def numbered(
    reader: Reader, drafts: tuple[Draft, ...], clauses: tuple[Clause, ...]
) -> tuple[dict[Note, str], tuple[Reading, ...]]:
    """The ids D1, D2, … of every note of drafts and remarks, in the order of the text, and their readings."""
    notes = list(
        dict.fromkeys([*(note for draft in drafts for note in draft.all_notes()), *reader.remarks, *reader.demands])
    )
    held = {note: spans(reader, note) for note in notes}
    ordered = sorted((note for note in notes if held[note]), key=lambda note: (held[note][0].start, notes.index(note)))
    ids = {note: f"D{number}" for number, note in enumerate(ordered, 1)}
    said_by = {note: text for draft in drafts for note, text in _sentences(reader, draft)}
    readings = tuple(
        Reading(
            id=ids[note],
            kind=note.kind,
            what=said_by.get(note, note.what),
            spans=held[note],
            clause=clauses[note.clause].id,
        )
        for note in ordered
    )
    return ids, readings


def taken(reader: Reader, notes: tuple[Note, ...] | list[Note]) -> set[int]:
    """The numbers of the tokens that the notes hold."""
    held = {place for note in notes for first, last in note.ranges for place in range(first, last)}
    return held - reader.unsaid


def spans(reader: Reader, note: Note) -> tuple[Span, ...]:
    """The places of a note; tokens side by side are one span, without marks at its ends."""
    places = sorted(taken(reader, [note]))
    runs: list[list[int]] = []
    for place in places:
        if runs and runs[-1][-1] == place - 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    found: list[Span] = []
    for run in runs:
        while run and reader.tokens[run[0]].kind == "mark":
            run.pop(0)
        while run and reader.tokens[run[-1]].kind == "mark":
            run.pop()
        if any(is_content(reader.tokens[place]) for place in run) or (run and len(runs) == 1):
            found.append(Span(start=reader.tokens[run[0]].start, end=reader.tokens[run[-1]].end))
    return tuple(found)


def unread(reader: Reader, notes: list[Note], clauses: tuple[Clause, ...]) -> tuple[Unread, ...]:
    """Runs of content words that no note holds, clause by clause; function words between them belong to the run."""
    held = taken(reader, notes)
    found: list[Unread] = []
    for part, clause in zip(reader.parts, clauses, strict=True):
        run: list[int] = []
        for place in [*range(part.first, part.last), -1]:
            if place >= 0 and place not in held:
                run.append(place)
                continue
            kept = _trimmed(reader.tokens, run)
            if kept:
                span = Span(start=reader.tokens[kept[0]].start, end=reader.tokens[kept[-1]].end)
                found.append(
                    Unread(
                        clause=clause.id,
                        text=clause.text[span.start - clause.span.start : span.end - clause.span.start],
                        span=span,
                    )
                )
            run = []
    return tuple(found)


_JOINS = frozenset({"and", "or", "but", "with", "also", "then", "plus"})


def _trimmed(tokens: tuple[Token, ...], run: list[int]) -> list[int]:
    first = next((number for number, place in enumerate(run) if is_content(tokens[place])), len(run))
    last = next((number for number in range(len(run), first, -1) if is_content(tokens[run[number - 1]])), first)
    while (
        first < last
        and first > 0
        and tokens[run[first - 1]].kind == "word"
        and tokens[run[first - 1]].word not in _JOINS
    ):
        first -= 1
    return run[first:last]


def _sentences(reader: Reader, draft: Draft) -> list[tuple[Note, str]]:
    """What each note of the draft says."""
    name = draft.name
    texts = [
        (note, f"{name}: {'gets more' if draft.existing else 'a new resource'}")
        for note in draft.notes
        if note.kind == "resource"
    ]
    texts += [(note, note.what) for note in draft.notes if note.kind == "field"]
    texts += [(note, note.what or f"{name}: nothing to build") for note in draft.notes if note.kind == "rule"]
    texts += [(one.note, _field(one)) for one in draft.fields if not one.assumed]
    texts += [
        (one.note, f"{one.name}: {_ROLE[one.role]} {one.model}")
        for one in draft.relations
        if one.note.kind == "relation"
    ]
    for names, note in draft.uniques:
        known = [draft.known(one) or one[0] for one in names]
        texts.append((note, f"one {draft.label} per {joined(known)}"))
    texts += [(note, f"nobody may {joined(sorted(draft.refused))} {a(draft.label)}") for note in draft.refused.values()]
    for operation in draft.operations.values():
        texts += _operation(reader, draft, operation)
    return texts


_ROLE = {"owner": "owned by", "parent": "belongs to", "reference": "refers to"}


def _operation(reader: Reader, draft: Draft, made: OperationDraft) -> list[tuple[Note, str]]:
    texts: list[tuple[Note, str]] = []
    for note in [made.note, *made.notes]:
        if note.kind == "operation":
            kinds = [_DOES[kind] for kind, one in draft.operations.items() if note in (one.note, *one.notes)]
            texts.append(
                (
                    note,
                    f"{joined(kinds)} {a(draft.label)}"
                    if kinds != ["list"]
                    else f"list {draft.plural.replace('-', ' ')}",
                )
            )
        elif note.kind == "access":
            kinds = [_DOES[kind] for kind, one in draft.operations.items() if note in one.notes]
            texts.append((note, f"{joined(kinds)}: {who(made)}"))
    texts += [
        (note, f"by {order_field(reader, draft, words)}, {'descending' if direction == 'desc' else 'ascending'}")
        for words, direction, note in made.orders
    ]
    texts += [(note, f"filter by {draft.known(words)}") for words, _, note in made.filters]
    return [*texts, *((one, one.what) for one in (made.page, made.size) if one)]


def who(made: OperationDraft) -> str:
    """Who may do it, for people."""
    if made.actor is None:
        return "not said"
    roles = joined(list(made.actor.roles)) if made.actor.roles else ""
    return {
        "public": "anyone",
        "signed_in": "signed-in users only",
        "owner": "the owner only" if not roles else f"the owner or {roles}",
        "role": f"{roles} only",
    }[made.actor.access]


def _field(made: FieldDraft) -> str:
    text = f"{made.name}: {'optional ' if made.optional else ''}{made.type}"
    if made.values:
        text += f" ({', '.join(made.values)})"
    if made.minimum is not None and made.maximum is not None:
        text += f" from {said(made.minimum)} to {said(made.maximum)}"
    elif made.minimum is not None or made.maximum is not None:
        text += (
            f" of at least {said(made.minimum)}"
            if made.minimum is not None
            else f" of at most {said(made.maximum or 0)}"
        )
    if made.max_length is not None:
        text += f", at most {made.max_length:,} characters"
    if made.min_length is not None and made.min_length > 1:
        text += f", at least {made.min_length}"
    text += f", in {made.unit}" if made.unit else ""
    text += ", unique" if made.unique else ""
    return text + (f", {made.default} by default" if made.default else "")
