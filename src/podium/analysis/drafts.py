"""Resources under construction: what has been read so far, each piece with the tokens that say it."""

from dataclasses import dataclass, field
from typing import Any, Literal

from podium.analysis.listing import Direction, Match
from podium.analysis.phrases import Actor
from podium.analysis.words import camel, parts, pascal, plural, singular
from podium.plan.analysis import FieldType, OperationKind
from podium.plan.survey import Model

ReadingKind = Literal[
    "resource", "field", "relation", "unique", "operation", "access", "ordering", "pagination", "filter", "rule"
]
Role = Literal["owner", "parent", "reference"]


@dataclass(kw_only=True, eq=False)
class Note:
    """A reading without its id yet: token ranges (first, past the last) of the clause numbered `clause`."""

    kind: ReadingKind
    clause: int
    ranges: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    what: str = ""


@dataclass(kw_only=True)
class FieldDraft:
    """A field with what was said of it; `guessed` says that nothing in the request gave its type."""

    words: tuple[str, ...]
    type: FieldType
    note: Note
    name: str = ""
    optional: bool = False
    required: bool = False
    minimum: float | None = None
    maximum: float | None = None
    min_length: int | None = None
    max_length: int | None = None
    values: tuple[str, ...] = ()
    unique: bool = False
    default: str = ""
    unit: str = ""
    assumed: bool = False
    guessed: bool = False

    def __post_init__(self) -> None:
        self.name = self.name or camel(self.words)


@dataclass(kw_only=True)
class RelationDraft:
    """A relation to a model, by the model's name."""

    name: str
    model: str
    role: Role
    note: Note
    optional: bool = False
    synonym: str = ""


OrderDraft = tuple[tuple[str, ...], Direction, Note]
"""A field's words or a sign of `listing`, the direction, and what says so."""
FilterDraft = tuple[tuple[str, ...], Match, Note]
"""A field's words, how it is compared, and what says so."""
UniqueDraft = tuple[tuple[tuple[str, ...], ...], Note]
"""Words of relations and fields that are unique together, and what says so."""


@dataclass(kw_only=True)
class OperationDraft:
    """An operation; without `actor` the request is silent. `seen`: a verb named it, not only a habit of its list;
    `vague`: only a word like `endpoints` did. `verb` is the one that named it, `renamed_at` the token
    that lets the name alone change, -1 where more may. `speaker` is who acted in the words, before `own` made it the
    owner. `every`: the words say all rows. `only` are fields with the value that they have in what is shown, `by` the
    field that tells one row."""

    kind: OperationKind
    note: Note
    actor: Actor | None = None
    own: bool = False
    every: bool = False
    seen: bool = False
    vague: bool = False
    verb: str = ""
    nested: bool = False
    renamed_at: int | None = None
    speaker: Actor | None = None
    orders: list[OrderDraft] = field(default_factory=list[OrderDraft])
    page: Note | None = None
    page_size: int = 0
    size: Note | None = None
    fields: list[str] = field(default_factory=list[str])
    filters: list[FilterDraft] = field(default_factory=list[FilterDraft])
    only: tuple[tuple[str, str], ...] = ()
    by: str = ""
    notes: list[Note] = field(default_factory=list[Note])


Held = tuple[dict[str, Any], list[tuple[object, dict[str, Any]]], list[tuple[Note, int]]]
"""A draft's state: its values, those of its pieces, and how far its notes reached."""


@dataclass(kw_only=True, eq=False)
class Draft:
    """A resource under construction. `marked` says that the request calls it a resource, so that it may stand alone,
    `acted` that an act makes its rows (`subscribe to a product`), `hinted` that it says `endpoints` of it;
    `everyone` is who may do whatever nothing else is said of, `softly` that a delete keeps the row;
    `guesses` are sentences on what reading decided, `there` what was asked for and stands in the schema already."""

    words: tuple[str, ...]
    existing: Model | None = None
    fields: list[FieldDraft] = field(default_factory=list[FieldDraft])
    relations: list[RelationDraft] = field(default_factory=list[RelationDraft])
    uniques: list[UniqueDraft] = field(default_factory=list[UniqueDraft])
    operations: dict[OperationKind, OperationDraft] = field(default_factory=dict[OperationKind, OperationDraft])
    refused: dict[OperationKind, Note] = field(default_factory=dict[OperationKind, Note])
    notes: list[Note] = field(default_factory=list[Note])
    marked: bool = False
    acted: bool = False
    hinted: bool = False
    everyone: tuple[Actor, Note] | None = None
    guesses: list[str] = field(default_factory=list[str])
    there: list[Note] = field(default_factory=list[Note])
    renamed: str = ""
    softly: bool = False

    @property
    def name(self) -> str:
        """The name of the model."""
        return self.existing.name if self.existing else pascal(self.words)

    @property
    def label(self) -> str:
        """The name as people say it: `wishlist item`."""
        return " ".join(parts(self.name))

    @property
    def plural(self) -> str:
        """Folder and route segment."""
        flat = parts(self.name)
        return "-".join((*flat[:-1], plural(flat[-1])))

    @property
    def parents(self) -> list[RelationDraft]:
        """Its parents, at most one."""
        return [one for one in self.relations if one.role == "parent"]

    def field(self, words: tuple[str, ...]) -> FieldDraft | None:
        """The new field that the words name, whole or by one word where only one has it; None where none is."""
        name = camel((*words[:-1], singular(words[-1]))) if words else ""
        exact = [one for one in self.fields if one.name in {name, camel(words)}]
        if exact:
            return exact[0]
        tails = [one for one in self.fields if len(words) == 1 and singular(words[0]) in {one.words[-1], one.words[0]}]
        if words[-1:] == ("date",) and len(words) > 1:
            tails = [one for one in self.fields if one.words[-1] in {"at", "on"} and one.words[:-1] == words[:-1]]
        return tails[0] if len(tails) == 1 else None

    def relation(self, model: str) -> RelationDraft | None:
        """The relation to that model, an owner's before others; None where there is none."""
        found = [one for one in self.relations if one.model == model]
        return next((one for one in found if one.role == "owner"), found[0] if found else None)

    def known(self, words: tuple[str, ...]) -> str:
        """The name of the field or relation that the words name, also one that the model has; empty where none is."""
        found = self.field(words)
        if found:
            return found.name
        names = {camel(words), camel((*words[:-1], singular(words[-1])))} if words else set[str]()
        for relation in self.relations:
            if relation.name in names or relation.model in {pascal((one,)) for one in names}:
                return relation.name
        if self.existing:
            columns = [one.name for one in self.existing.fields]
            tails = [one for one in columns if len(words) == 1 and parts(one)[-1:] == (singular(words[0]),)]
            return next((one for one in columns if one in names), tails[0] if len(tails) == 1 else "")
        return ""

    def held(self) -> Held:
        """What `restore` needs to bring the draft back to where it stands now."""
        shallow: dict[str, Any] = {
            name: value.copy() if isinstance(value, list | dict) else value for name, value in vars(self).items()
        }
        operations = [
            (one, {**vars(one), "notes": list(one.notes), "orders": list(one.orders), "filters": list(one.filters)})
            for one in self.operations.values()
        ]
        pieces = [(one, dict(vars(one))) for one in (*self.fields, *self.relations)]
        return shallow, [*operations, *pieces], [(note, len(note.ranges)) for note in self.all_notes()]

    def restore(self, held: Held) -> None:
        """Bring the draft back to where it stood."""
        shallow, pieces, notes = held
        vars(self).update(shallow)
        for piece, values in pieces:
            vars(piece).update(values)
        for note, length in notes:
            del note.ranges[length:]

    def all_notes(self) -> list[Note]:
        """Every note that is part of it."""
        notes = [
            *self.notes,
            *([self.everyone[1]] if self.everyone else []),
            *(note for _, note in self.uniques),
            *self.refused.values(),
        ]
        notes += [one.note for one in self.fields] + [one.note for one in self.relations]
        for operation in self.operations.values():
            notes += [operation.note, *operation.notes]
            notes += [one for one in (operation.page, operation.size) if one]
            notes += [note for *_, note in operation.orders] + [note for *_, note in operation.filters]
        return list(dict.fromkeys(notes))
