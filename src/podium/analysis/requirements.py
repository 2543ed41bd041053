"""What the result must do or be: from readings, from clauses that nothing read, and from the code's own habits."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from podium.analysis.defaults import a, joined
from podium.analysis.drafts import Draft, FieldDraft, Note, OperationDraft
from podium.analysis.listing import CREATED
from podium.analysis.qualities import Hit, builds, hits
from podium.analysis.reader import Reader
from podium.analysis.remarks import told
from podium.analysis.scenarios import hangs_on
from podium.analysis.settle import order_field
from podium.analysis.words import said
from podium.plan.analysis import Clause, OperationKind, Reading, Requirement, Unread
from podium.plan.evidence import Evidence
from podium.plan.given import GIVEN, TODAY, WHERE, asking
from podium.plan.request import Span
from podium.plan.runs import plain, runs
from podium.plan.survey import Survey

_VERBS: dict[OperationKind, str] = {
    "create": "create {one}",
    "list": "list {many}",
    "get": "read {one}",
    "update": "change {one}",
    "delete": "delete {one}",
}


@dataclass(frozen=True, kw_only=True)
class _Wish:
    """A requirement before it has a number; `notes` are the readings that it is made of."""

    text: str
    aspect: str
    notes: tuple[Note, ...]


def requirements(
    reader: Reader,
    drafts: tuple[Draft, ...],
    readings: tuple[Reading, ...],
    ids: dict[Note, str],
    *,
    unread: tuple[Unread, ...],
    clauses: tuple[Clause, ...],
) -> tuple[Requirement, ...]:
    """Requirements of the resources and of clauses with unread words, in the order of the text, as R1, R2, …"""
    by_id = {one.id: one for one in readings}
    order = {clause.id: number for number, clause in enumerate(clauses)}
    found: list[tuple[int, int, Requirement]] = []
    for draft in drafts:
        for number, wish in enumerate(_of_draft(reader, draft)):
            known = tuple(dict.fromkeys(ids[note] for note in wish.notes if note in ids))
            if not known:
                continue
            first = by_id[known[0]]
            found.append((order[first.clause], number, _requirement(wish, first, known, by_id)))
    for note in reader.demands:
        wish = _Wish(text=note.what, aspect="", notes=(note,))
        found.append((note.clause, 0, _requirement(wish, by_id[ids[note]], (ids[note],), by_id)))
    found += _unread(reader, unread, clauses)
    found += [(number, 99, one) for number, one in told(reader.parts, clauses, ids, reader.remarks)]
    found.sort(key=lambda one: one[:2])
    return tuple(replace(one, id=f"R{number}") for number, (_, _, one) in enumerate(found, 1))


def _requirement(wish: _Wish, first: Reading, known: tuple[str, ...], by_id: dict[str, Reading]) -> Requirement:
    clauses = tuple(dict.fromkeys(by_id[one].clause for one in known))
    return Requirement(
        id="",
        text=wish.text,
        kind="functional",
        aspect=wish.aspect,
        span=first.spans[0],
        clauses=clauses,
        readings=known,
    )


def _unread(
    reader: Reader, unread: tuple[Unread, ...], clauses: tuple[Clause, ...]
) -> list[tuple[int, int, Requirement]]:
    """The requirements of clauses that nothing read, or not to the end, each with its place in the order."""
    left: dict[str, list[Unread]] = {one.clause: [] for one in unread}
    for one in unread:
        left[one.clause].append(one)
    found: list[tuple[int, int, Requirement]] = []
    for number, (clause, part) in enumerate(zip(clauses, reader.parts, strict=True)):
        asks = part.asks and (part.kind != "heading" or len(reader.parts) <= 2)
        if clause.id in left and asks:
            aspect = "expected" if part.role == "expected" else ""
            made = of_clause(clause, left[clause.id], aspect)
            if found and hangs_on(reader, number) and found[-1][2].clauses[-1:] == (clauses[number - 1].id,):
                found[-1] = (*found[-1][:2], _together(found[-1][2], made[0]))
                made = made[1:]
            found += [(number, 99 + after, one) for after, one in enumerate(made)]
        elif clause.id in left and part.kind == "code" and not part.why:
            found.append((number, 99, _of_table(clause)))
    return found


def _together(first: Requirement, more: Requirement) -> Requirement:
    """Both as one, of the kind of the first that is more than functional."""
    kind = next((one for one in (first, more) if one.kind != "functional"), first)
    start, end = first.span or more.span, more.span
    return replace(
        kind,
        text=f"{first.text}, {more.text}",
        span=Span(start=start.start, end=end.end) if start and end else None,
        clauses=(*first.clauses, *more.clauses),
        measures=(*first.measures, *more.measures),
    )


def of_clause(clause: Clause, left: list[Unread], aspect: str) -> list[Requirement]:
    """What a clause demands: itself, and apart from it the qualities and constraints that it names on the way.

    A clause that builds nothing is its quality or constraint.
    """
    whole = sum(one.span.end - one.span.start for one in left) * 2 > len(clause.text)
    span = clause.span if whole else Span(start=left[0].span.start, end=left[-1].span.end)
    text = clause.text if whole else "; ".join(one.text for one in left)
    said = clause.text[span.start - clause.span.start : span.end - clause.span.start]
    named = hits(said, span.start)
    other = [one for one in named if one.kind != "functional"]
    first = None if builds(said) else next(iter(other), None)
    apart = [one for one in other if first is None or one.kind != first.kind]
    main = Requirement(
        id="",
        text=plain(text),
        kind="functional" if first is None else first.kind,
        aspect=aspect or ("" if first is None else first.aspect),
        span=span,
        clauses=(clause.id,),
        measures=tuple(one for hit in named if hit not in apart for one in hit.measures),
    )
    return [main, *(_apart(clause, said, span.start, hit) for hit in apart)]


def _of_table(clause: Clause) -> Requirement:
    rows = [row for row in clause.text.split("\n") if any(one.isalnum() for one in row)]
    head = ", ".join(cell.strip() for cell in rows[0].strip(" |").split("|"))
    text = f"as the table says: {head} ({len(rows) - 1} rows)"
    return Requirement(id="", text=text, kind="functional", span=clause.span, clauses=(clause.id,))


def _apart(clause: Clause, said: str, start: int, hit: Hit) -> Requirement:
    return Requirement(
        id="",
        text=f"{hit.aspect}: {' '.join(said[hit.first : hit.last].split())}",
        kind=hit.kind,
        aspect=hit.aspect,
        span=Span(start=start + hit.first, end=start + hit.last),
        clauses=(clause.id,),
        measures=hit.measures,
    )


def _of_draft(reader: Reader, draft: Draft) -> list[_Wish]:
    wishes: list[_Wish] = []
    fields = [one for one in draft.fields if not one.assumed]
    create = draft.operations.get("create")
    for kind in _VERBS:
        operation = draft.operations.get(kind)
        if operation is None:
            continue
        text = _VERBS[kind].format(one=a(draft.label), many=draft.plural.replace("-", " "))
        notes = [operation.note, *(note for note in operation.notes if note.kind == "operation")]
        if kind == "create" and not draft.existing:
            having = _fields(draft)
            text += f": {having}" if having else ""
            notes += (
                [one.note for one in fields]
                + [one.note for one in draft.relations if one.note.kind == "relation"]
                + list(draft.notes)
            )
        if kind == "list":
            text += _list(reader, draft, operation)
            notes += (
                [note for *_, note in operation.orders]
                + [note for *_, note in operation.filters]
                + [one for one in (operation.page, operation.size) if one]
            )
        wishes.append(_Wish(text=text, aspect="", notes=tuple(notes)))
    if fields and (draft.existing or create is None):
        text = f"{draft.name} has {joined([_field(one) for one in fields])}"
        wishes.insert(0, _Wish(text=text, aspect="data", notes=tuple([one.note for one in fields] + draft.notes)))
    wishes += _access(draft)
    for names, note in draft.uniques:
        known = [draft.known(one) or one[0] for one in names]
        wishes.append(
            _Wish(
                text=f"at most one {draft.label} per {joined(known)}; a second is refused", aspect="data", notes=(note,)
            )
        )
    for note in dict.fromkeys(draft.refused.values()):
        kinds = [kind for kind, one in draft.refused.items() if one is note]
        wishes.append(
            _Wish(text=f"nobody may {joined(list(kinds))} {a(draft.label)}", aspect="authorisation", notes=(note,))
        )
    return wishes


def _fields(draft: Draft) -> str:
    fields = [_field(one) for one in draft.fields if not one.assumed]
    return ", ".join([*fields, *(f"its {one.name}" for one in draft.relations if one.role == "reference")])


def _field(one: FieldDraft) -> str:
    text = one.name
    if one.minimum is not None and one.maximum is not None:
        text += f" {said(one.minimum)}–{said(one.maximum)}"
    elif one.values:
        text += f" ({' | '.join(one.values)})"
    if one.optional:
        text += " optional"
    return text + (" unique" if one.unique else "")


def _list(reader: Reader, draft: Draft, operation: OperationDraft) -> str:
    text = ""
    parents = [one.model for one in draft.parents]
    if operation.own:
        roles = operation.actor.roles if operation.actor else ()
        text += " of one's own" + (f", all of them for {' and '.join(roles)}" if roles else "")
    elif parents and not draft.existing:
        text += f" of {a(parents[0].lower())}"
    for words, direction, _ in operation.orders:
        if words == CREATED:
            text += ", newest first" if direction == "desc" else ", oldest first"
        else:
            text += f", by {order_field(reader, draft, words)} {'descending' if direction == 'desc' else 'ascending'}"
    if operation.page and operation.page.what:
        text += ", paginated" if operation.page.what == "page by page" else f", {operation.page.what}"
    names = list(dict.fromkeys(draft.known(words) for words, *_ in operation.filters))
    return text + (f", filtered by {joined(names)}" if names else "")


def _access(draft: Draft) -> list[_Wish]:
    """One row for each who: the operations that are theirs in the end, whatever was said of them before."""
    said: dict[tuple[str, tuple[str, ...]], list[OperationDraft]] = {}
    for kind in _VERBS:
        operation = draft.operations.get(kind)
        if operation and operation.actor and any(note.kind == "access" for note in operation.notes):
            said.setdefault((operation.actor.access, operation.actor.roles), []).append(operation)
    wishes: list[_Wish] = []
    for (access, roles), operations in said.items():
        named = " or ".join(roles)
        who = {
            "public": "anyone",
            "signed_in": "only a signed-in user",
            "owner": f"only the owner{f' or {named}' if named else ''}",
            "role": f"only {named}",
        }[access]
        verbs = joined([_VERBS[one.kind].split()[0] for one in operations])
        notes = dict.fromkeys(note for one in operations for note in one.notes if note.kind == "access")
        one = a(draft.label) if [each.kind for each in operations] != ["list"] else draft.plural.replace("-", " ")
        wishes.append(_Wish(text=f"{who} may {verbs} {one}", aspect="authorisation", notes=tuple(notes)))
    return wishes


_SET_UP = re.compile(r"[A-Za-z][\w.+-]*\s+v?\d+(\.[\dx]+)*([,;/+]?\s*(and\s+)?[A-Za-z][\w.+-]*\s+v?\d+(\.[\dx]+)*)*\W*")
"""Names with their versions and nothing else."""
_TODAY = re.compile(
    r"\b(takes?|took|needs|lasts)\s+(about|over|up to|more than|around|almost|~)?\s*"
    r"(\d[\d.,]*|several|many|some|a few)\s*(ms|s|sec|min|milliseconds|seconds|minutes|hours?)\b"
    r"|\b(is|are|gets?|has become|became)\s+(too |very |really |so |extremely |painfully )*slow(er)?\b"
    r"|\bruns? out of memory\b|\btimes? out\b",
    re.IGNORECASE,
)
_GIVEN = re.compile(
    r"(there (are|is)|we('re| are| have| run| host| serve| expect)|our \w+ (has|have|runs?))\b", re.IGNORECASE
)
_DEMANDS = re.compile(
    r"\b(must|should|shall|needs? to|ha(ve|s) to|want|would like|please|can(no|')t|may not|never|no|so|add|make|fix)\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"^(first|second|third|fourth|fifth|final|last|next|also|oh|besides)(ly)?, (and )?(?=\w)", re.IGNORECASE
)
"""How a further wish begins in a letter."""


def gathered(found: tuple[Requirement, ...], clauses: tuple[Clause, ...], text: str) -> tuple[Requirement, ...]:
    """The requirements, those of clauses that belong together as one, those apart that only say how things are: what is
    so today, what is given, where it happens."""
    mains = {one.clauses[0]: one for one in reversed(found) if len(one.clauses) == 1 and not one.readings}
    groups = [(group, said) for group, said in runs(clauses, text) if all(one.id in mains for one in group)]
    whole = {mains[group[0].id]: _of_run([mains[one.id] for one in group], said) for group, said in groups}
    rest = [mains[one.id] for group, _ in groups for one in group[1:]]
    kept = [whole.get(one, one) for one in found if one not in rest]
    said = [_telling(one) for one in kept]
    return tuple(replace(one, id=f"R{number}") for number, one in enumerate(said if asking(said) else kept, 1))


def _of_run(parts: Sequence[Requirement], said: str) -> Requirement:
    """The requirement of a run of clauses, of the kind of the first part that is more than functional."""
    if len(parts) == 1:
        return replace(parts[0], text=_COUNTED.sub("", parts[0].text))
    label = said.startswith(f"{parts[0].text}: ")
    kind = next((one for one in parts[label:] if one.kind != "functional"), parts[label])
    first, last = parts[0].span, parts[-1].span
    return replace(
        kind,
        text=_COUNTED.sub("", said),
        span=Span(start=first.start, end=last.end) if first and last else None,
        clauses=tuple(name for one in parts for name in one.clauses),
        measures=tuple(measure for one in parts for measure in one.measures),
    )


def _telling(one: Requirement) -> Requirement:
    """The requirement; with its aspect where it asks for nothing."""
    if one.aspect and one.kind != "non_functional":
        return one
    if _SET_UP.fullmatch(one.text):
        return replace(one, kind="constraint", aspect=WHERE, text=f"where it happens: {one.text}")
    if _DEMANDS.search(one.text):
        return one
    if _TODAY.search(one.text):
        return replace(one, aspect=TODAY)
    return replace(one, kind="constraint", aspect=GIVEN) if _GIVEN.match(one.text) else one


def habits(survey: Survey, drafts: tuple[Draft, ...], *, number: int) -> tuple[Requirement, ...]:
    """What this code always does: an unknown parent is 404, bad input is 400; one requirement with its evidence."""
    if not drafts:
        return ()
    missing, pipe = survey.convention("not-found"), survey.convention("validation-pipe")
    shown = missing or pipe
    if shown is None:
        return ()
    parents = [one.model.lower() for draft in drafts for one in draft.relations if one.role != "owner"]
    by_id = any(kind in draft.operations for draft in drafts for kind in ("get", "update", "delete"))
    lost = joined([*dict.fromkeys(parents), *(["id"] if by_id else [])]) if parents or by_id else ""
    texts = [f"unknown {lost} is 404"] if missing and lost else []
    texts += (
        ["bad input is 400"]
        if pipe and any(kind in draft.operations for draft in drafts for kind in ("create", "update", "list"))
        else []
    )
    if not texts:
        return ()
    places = " and ".join(str(one.place) for one in (missing, pipe) if one)
    evidence = Evidence(place=shown.place, reason=f"the code's own habit: {places}")
    return (Requirement(id=f"R{number}", text=", ".join(texts), kind="constraint", aspect="habit", evidence=evidence),)
