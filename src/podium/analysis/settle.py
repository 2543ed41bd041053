"""Drafts become resources: names are resolved, silence is filled, readings get their ids."""

from dataclasses import replace
from typing import Literal

from podium.analysis import fieldwords, lexicon
from podium.analysis.defaults import (
    Silence,
    access_of,
    bound_fields,
    give_fields,
    give_operations,
    give_owner,
    give_pages,
    who_may,
)
from podium.analysis.drafts import Draft, FieldDraft, Note, OperationDraft
from podium.analysis.hanging import drop_hanging
from podium.analysis.listing import CREATED, CREATION_WORDS, TITLE, WHEN, Direction
from podium.analysis.phrases import Actor
from podium.analysis.reader import Reader
from podium.analysis.words import parts
from podium.plan.analysis import Filter, Operation, Resource, ResourceField, ResourceRelation
from podium.plan.evidence import Evidence

_KINDS = ("create", "list", "get", "update", "delete")


def settle(reader: Reader, silence: Silence) -> tuple[Draft, ...]:
    """The drafts that are resources, with every name resolved and silence filled; the others are given up."""
    drop_hanging(reader)
    kept: list[Draft] = []
    for draft in reader.drafts:
        _resolve(reader, draft)
        if not _stands(reader, draft):
            continue
        _settle_operations(reader, draft)
        _settle_uniques(draft)
        if not draft.fields and not draft.existing and _fields_unread(reader, draft):
            continue
        for text in draft.guesses:
            silence.decide(text)
        give_fields(draft, silence)
        give_operations(reader, draft, silence)
        give_owner(reader, draft, silence)
        give_pages(reader, draft, silence)
        bound_fields(draft, silence)
        kept.append(draft)
    names = {draft.name for draft in kept} | {model.name for model in reader.vocabulary.models.values()}
    for draft in kept:
        draft.relations = [one for one in draft.relations if one.model in names]
        _resolve(reader, draft)
    kept = [one for one in kept if not one.existing or one.fields or one.relations or one.operations]
    reader.demands += [replace(note, kind="rule") for one in reader.drafts if one not in kept for note in one.there]
    for draft in kept:
        for operation in draft.operations.values():
            operation.actor = access_of(reader, draft, operation, silence)
            for words, match, _ in operation.filters:
                if match == "equal" and is_free_text(draft, draft.known(words)):
                    silence.decide(f"filtering by `{draft.known(words)}` finds texts that contain the value")
            operation.own = operation.own or (operation.actor.access == "owner" and operation.kind != "create")
    silence.settle_access()
    return tuple(kept)


def _fields_unread(reader: Reader, draft: Draft) -> bool:
    """Whether a clause that nothing read names fields: then the usual ones must not stand for them."""
    drafts = reader.drafts if draft.acted else [draft]
    notes = [note for one in drafts for note in one.all_notes()]
    held = {place for note in notes for first, last in note.ranges for place in range(first, last)}
    in_rows: set[str] = set()
    for part in reader.parts:
        left = {reader.tokens[place].word for place in range(part.first, part.last) if place not in held}
        named = left & fieldwords.FIELD_TYPES.keys()
        in_rows |= named if part.asks and part.kind == "bullet" else set()
        if part.asks and len(named) >= 2:
            return True
    return len(in_rows) >= 2


def _settle_uniques(draft: Draft) -> None:
    """What is unique by one field alone is said of the field."""
    for names, note in list(draft.uniques):
        made = (
            draft.field(names[0])
            if len(names) == 1 and not any(one.name == names[0][0] for one in draft.relations)
            else None
        )
        if made:
            made.unique = True
            made.note.ranges.extend(note.ranges)
            draft.uniques.remove((names, note))


def _settle_operations(reader: Reader, draft: Draft) -> None:
    """Drop what `endpoints` alone said where verbs said more, and own rows of somebody whom no row is of.

    The owner of a row is whoever created it: where one role creates, another's `own` cannot be said.
    """
    _settle_renaming(reader, draft)
    named = [one for one in draft.operations.values() if one.seen and not one.vague]
    if named:
        draft.operations = {kind: one for kind, one in draft.operations.items() if not one.vague or one.actor}
    create = draft.operations.get("create")
    maker = create.speaker if create else None
    if maker is None or maker.access != "role" or draft.existing:
        return
    for kind, one in list(draft.operations.items()):
        anybody = one.speaker and one.speaker.access == "signed_in" and reader.vocabulary.admin not in maker.roles
        if (
            one.own
            and one.speaker
            and not anybody
            and (one.speaker.access, one.speaker.roles) != (maker.access, maker.roles)
        ):
            del draft.operations[kind]
            said = (one.note, *one.notes)
            draft.relations = [link for link in draft.relations if link.role != "owner" or link.note not in said]


def _settle_renaming(reader: Reader, draft: Draft) -> None:
    """To rename is to change a thing that has a name and nothing else; of any other it stays unread."""
    update = draft.operations.get("update")
    if update is None or update.renamed_at in {None, -1} or draft.existing:
        return
    if len(draft.fields) > 1 or any(one.role == "reference" for one in draft.relations):
        reader.unsaid.add(update.renamed_at or 0)
        del draft.operations["update"]


def _stands(reader: Reader, draft: Draft) -> bool:
    """Whether the request says enough of it to be a resource."""
    if draft.existing:
        owned = any(one.model == reader.vocabulary.user for one in draft.existing.relations)
        for kind, one in list(draft.operations.items()):
            if one.actor and one.actor.access == "owner" and not owned:
                del draft.operations[kind]
        if owned:
            _rows_of_all(reader, draft)
        if draft.softly and "delete" not in draft.operations:
            note = next(note for note in draft.notes if note.kind == "rule")
            draft.operations["delete"] = OperationDraft(kind="delete", note=note, seen=True)
        return bool(draft.fields or draft.relations or draft.operations)
    if not draft.acted and _is_machinery(draft):
        return bool(draft.marked and draft.fields) or len(draft.fields) > 1
    if _weight(draft) < _ENOUGH:
        return False
    loose = parts(draft.plural)[-1] in lexicon.MAY_BE_ENTITIES and not (draft.marked or draft.acted)
    if loose and len(draft.fields) < 2:
        return False
    create = draft.operations.get("create")
    seen = any(one.seen for one in draft.operations.values())
    introduced = any(note.kind == "resource" for note in draft.notes)
    return bool(draft.fields or draft.marked or (create and create.seen) or (introduced and seen))


def _rows_of_all(reader: Reader, draft: Draft) -> None:
    """Take `users can see all orders` for a demand of its own, where orders are somebody's.

    A list of one's own rows is no list of all of them, and the route alone does not tell which of them it is.
    """
    listed = draft.operations.get("list")
    who = listed.actor if listed else None
    if listed is None or who is None or not listed.every or listed.own or who.access not in {"signed_in", "public"}:
        return
    note = replace(listed.note, kind="rule", what=f"to list {draft.plural}: those of all, for {who_may(who)}")
    note.ranges = [*note.ranges, *(place for one in listed.notes for place in one.ranges)]
    reader.demands.append(note)
    del draft.operations["list"]


def _is_machinery(draft: Draft) -> bool:
    """Whether it is called as machinery is: then fields alone make it a thing that people keep."""
    return draft.words[-1] in lexicon.NOT_ENTITIES or parts(draft.plural)[-1] in lexicon.NOT_ENTITIES


_ENOUGH = 2
"""Signs that a new entity needs: one alone is too little to build on."""


def _weight(draft: Draft) -> int:
    """How many signs say that people keep such things here: its fields, its name, who may make it, what it is of."""
    fields = [one for one in draft.fields if not one.guessed or one.words[-1] in fieldwords.FIELD_TYPES]
    signs = (
        draft.hinted,
        any(one.speaker for one in draft.operations.values()),
        draft.words[-1] in lexicon.ENTITY_NOUNS or bool(draft.renamed),
        any(one.role != "owner" for one in draft.relations),
        bool(draft.uniques),
        sum(one.seen and not one.vague for one in draft.operations.values()) >= 3,
    )
    return min(2, len(fields)) + 2 * draft.marked + sum(signs)


def _resolve(reader: Reader, draft: Draft) -> None:
    """Drop orders, filters and uniqueness that name nothing the draft has: their words are then unread."""
    for operation in draft.operations.values():
        held = {note for *_, note in (*operation.orders, *operation.filters)}
        operation.orders = [one for one in operation.orders if order_field(reader, draft, one[0])]
        operation.filters = [one for one in operation.filters if filter_field(reader, draft, one[0])]
        kept = [note for *_, note in (*operation.orders, *operation.filters)]
        kept += [operation.page] if operation.page else []
        if operation.note in held - set(kept):
            operation.note = next(iter((*operation.notes, *kept)), Note(kind="operation", clause=operation.note.clause))
    draft.uniques = [
        (names, note) for names, note in draft.uniques if all(draft.known(one) or _is_name(draft, one) for one in names)
    ]
    listed = draft.operations.get("list")
    if listed and not listed.seen and not (listed.orders or listed.filters or listed.page or listed.notes):
        del draft.operations["list"]


def _is_name(draft: Draft, words: tuple[str, ...]) -> bool:
    return any(one.name == words[0] for one in draft.relations)


def order_field(reader: Reader, draft: Draft, words: tuple[str, ...]) -> str:
    """The field that an ordering means, an empty string where the draft has none such."""
    known = draft.known(words)
    if known:
        return known
    if words == CREATED or words in CREATION_WORDS:
        if draft.existing:
            return next(
                (one.name for one in draft.existing.fields if one.name in {reader.vocabulary.created, "createdAt"}), ""
            )
        return reader.vocabulary.created
    if words == TITLE:
        names = ("name", "title", "label", "subject", "lastName", "code")
        return next((one for one in names if draft.known(tuple(parts(one))) == one), "")
    if words == WHEN:
        dates = [one.name for one in draft.fields if one.type in {"date", "datetime"}]
        if draft.existing:
            dates = [
                one.name
                for one in draft.existing.fields
                if one.type == "DateTime" and not one.default and one.name != "updatedAt"
            ]
        return dates[0] if len(dates) == 1 else ""
    return ""


def filter_field(reader: Reader, draft: Draft, words: tuple[str, ...]) -> str:
    """The field that a filter means, an empty string where the draft has none such; a bare date is the creation's."""
    return draft.known(words) or (order_field(reader, draft, words) if words in CREATION_WORDS | {WHEN} else "")


def resource(reader: Reader, draft: Draft, ids: dict[Note, str]) -> Resource:
    """The resource of a settled draft; `ids` names its notes."""
    operations = tuple(
        _operation(reader, draft, draft.operations[kind], ids) for kind in _KINDS if kind in draft.operations
    )
    own = [
        *draft.notes,
        *([draft.everyone[1]] if draft.everyone else []),
        *(note for _, note in draft.uniques),
        *draft.refused.values(),
    ]
    return Resource(
        name=draft.name,
        plural=draft.plural,
        existing=draft.existing.name if draft.existing else "",
        fields=tuple(_field(one, ids) for one in draft.fields),
        relations=tuple(
            ResourceRelation(
                name=one.name, model=one.model, role=one.role, optional=one.optional, reading=ids.get(one.note, "")
            )
            for one in draft.relations
        ),
        uniques=tuple(dict.fromkeys(_unique(draft, names) for names, _ in draft.uniques)),
        operations=operations,
        soft_delete=draft.softly,
        readings=tuple(dict.fromkeys(ids[note] for note in own if note in ids)),
    )


def _unique(draft: Draft, names: tuple[tuple[str, ...], ...]) -> tuple[str, ...]:
    found = tuple(draft.known(one) or one[0] for one in names)
    relations = [one for one in found if any(relation.name == one for relation in draft.relations)]
    return (*relations, *(one for one in found if one not in relations))


def _field(made: FieldDraft, ids: dict[Note, str]) -> ResourceField:
    return ResourceField(
        name=made.name,
        type=made.type,
        optional=made.optional,
        minimum=made.minimum,
        maximum=made.maximum,
        min_length=made.min_length,
        max_length=made.max_length,
        values=made.values,
        unique=made.unique,
        default=made.default,
        reading=ids.get(made.note, ""),
        assumed=made.assumed,
    )


def _operation(reader: Reader, draft: Draft, made: OperationDraft, ids: dict[Note, str]) -> Operation:
    actor = made.actor or Actor(access="signed_in")
    said = draft.everyone[1] if draft.everyone and made.speaker is None else None
    notes = [
        *made.notes,
        *([said] if said else []),
        *(note for *_, note in made.orders),
        *([made.page] if made.page else []),
    ]
    order_by: tuple[tuple[str, Direction], ...] = tuple(
        (order_field(reader, draft, words), direction) for words, direction, _ in made.orders
    )
    found: list[Filter] = []
    for words, match, note in made.filters:
        name = filter_field(reader, draft, words)
        ends = ("minimum", "maximum") if match == "range" else (match,)
        if match == "equal" and is_free_text(draft, name):
            ends = ("contains",)
        found += [Filter(field=name, match=end, reading=ids.get(note, "")) for end in ends]
    return Operation(
        kind=made.kind,
        access=actor.access,
        roles=actor.roles,
        scope=_scope(draft, made),
        order_by=order_by,
        paginated=made.page is not None,
        page_size=made.page_size,
        size_reading=ids.get(made.size, "") if made.size else "",
        filters=tuple(found),
        fields=tuple(made.fields),
        only=made.only,
        by=made.by,
        reading=ids.get(made.note, ""),
        readings=tuple(dict.fromkeys(ids[note] for note in notes if note in ids and note is not made.note)),
    )


def _scope(draft: Draft, made: OperationDraft) -> Literal["all", "parent", "own"]:
    owned = any(one.role == "owner" for one in draft.relations)
    if made.kind == "create":
        return "parent" if draft.parents else ("own" if owned else "all")
    if made.own:
        return "own"
    create = draft.operations.get("create")
    others = create is not None and create.actor is not None and create.actor.access == "signed_in"
    overall = others and made.actor is not None and made.actor.access == "role" and made.seen and not made.nested
    return "parent" if made.kind == "list" and draft.parents and not overall else "all"


def is_free_text(draft: Draft, name: str) -> bool:
    """Whether looking for an equal value of the field would find nothing: texts, names and titles."""
    made = next((one for one in draft.fields if one.name == name), None)
    text = made is not None and made.type == "text"
    plain = (
        made.type == "string"
        if made
        else any(one.name == name and one.type == "String" for one in (draft.existing.fields if draft.existing else ()))
    )
    return text or (plain and parts(name)[-1] in fieldwords.QUERY_FRIENDLY)


def evidence_of(reader: Reader, model: str) -> Evidence | None:
    """Where a model stands, as evidence."""
    found = next((one for one in reader.vocabulary.models.values() if one.name == model), None)
    return Evidence(place=found.place, reason=f"model {model}") if found else None
