"""The state of reading one request: the drafts so far, what a noun means, and how a draft grows."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from podium.analysis import lexicon
from podium.analysis.clauses import Part
from podium.analysis.cursor import Cursor, is_content
from podium.analysis.drafts import Draft, FieldDraft, Note, OperationDraft, ReadingKind, RelationDraft, Role
from podium.analysis.phrases import Actor, Noun
from podium.analysis.vocabulary import Vocabulary, singular_words
from podium.analysis.words import Token, camel, parts, pascal
from podium.plan.analysis import OperationKind
from podium.plan.survey import Model

Found = TypeVar("Found")
_PLACES = frozenset({"blog", "shop", "store", "app", "site", "website", "online", "forum", "clinic", "hotel"})
"""Words before a model's name that say where it lives: `blog post comments`."""
_TELLING = frozenset({"count", "option"})
"""Heads of machinery that words before them make things: `gift wrapping options`."""


@dataclass(kw_only=True)
class Reader:
    """What has been read of a request.

    `focus` is the draft that pronouns mean, `actor` who acted last, `subject` what a label named for the rest of its
    sentence (`Contacts: add phone`), `shown` what the request shows as code, `holders` what a model has that holds
    things of its own, `later` what a draft relates to that is described further on, `lost` the sentence whose subject
    nothing knows, `given` who a scenario begins with, `unsaid` tokens that no reading may claim although they stand
    inside one, `remarks` what asks for nothing, `demands` what was understood and no resource can hold, so that an
    agent must do it.
    """

    text: str
    tokens: tuple[Token, ...]
    parts: tuple[Part, ...]
    vocabulary: Vocabulary
    drafts: list[Draft] = field(default_factory=list[Draft])
    focus: Draft | None = None
    actor: Actor | None = None
    actor_sentence: int = -1
    lost: int = -1
    given: Note | None = None
    clause: int = 0
    unsaid: set[int] = field(default_factory=set[int])
    remarks: list[Note] = field(default_factory=list[Note])
    demands: list[Note] = field(default_factory=list[Note])
    subject: tuple[Draft, Note, int] | None = None
    shown: Draft | None = None
    holders: dict[tuple[str, ...], tuple[Model, Note]] = field(
        default_factory=dict[tuple[str, ...], tuple[Model, Note]]
    )
    later: list[tuple[Draft, tuple[str, ...], Note]] = field(default_factory=list[tuple[Draft, tuple[str, ...], Note]])
    fields_expected: set[int] = field(default_factory=set[int])

    def attempt(self, cursor: Cursor, read: Callable[[], Found | None]) -> Found | None:
        """What `read` finds; where it finds nothing, drafts and cursor are as they were before."""
        at, count, held = cursor.at, len(self.drafts), [draft.held() for draft in self.drafts]
        state = (self.focus, self.actor, self.actor_sentence, set(self.unsaid), set(self.fields_expected))
        demanded, later = len(self.demands), len(self.later)
        found = read()
        if not found:
            del self.demands[demanded:]
            del self.later[later:]
            cursor.at = at
            del self.drafts[count:]
            for draft, values in zip(self.drafts, held, strict=True):
                draft.restore(values)
            self.focus, self.actor, self.actor_sentence, self.unsaid, self.fields_expected = state
        return found

    def left(self) -> list[Token]:
        """The content tokens that no draft's reading holds."""
        notes = [*self.remarks, *self.demands, *(note for draft in self.drafts for note in draft.all_notes())]
        held = {place for note in notes for first, last in note.ranges for place in range(first, last)} - self.unsaid
        return [token for place, token in enumerate(self.tokens) if place not in held and is_content(token)]

    def note(self, kind: ReadingKind, first: int, last: int) -> Note:
        """A reading of the current clause that the tokens `first` to `last` say."""
        return Note(kind=kind, clause=self.clause, ranges=[(first, last)])

    def model_named(self, words: tuple[str, ...]) -> Model | None:
        """The existing model that the words name, also by a synonym of the user model."""
        found = self.vocabulary.model(words)
        if found:
            return found
        if len(words) == 1 and singular_words(words)[0] in lexicon.ACTOR_NOUNS and self.vocabulary.user:
            return self.vocabulary.model((self.vocabulary.user,))
        return None

    def draft_named(self, words: tuple[str, ...]) -> Draft | None:
        """The draft that the words name: whole, by its last word, or with its parent before it."""
        flat = singular_words(words)
        if flat == ("rating",):
            flat = next((one.words for one in self.drafts if one.words == ("review",) and one.field(flat)), flat)
        for draft in reversed(self.drafts):
            if parts(draft.name) == flat or draft.words == flat or (draft.renamed and parts(draft.renamed) == flat):
                return draft
        for draft in reversed(self.drafts):
            tail = draft.words[-1:] == flat[-1:]
            modifiers = {part for relation in draft.relations for part in parts(relation.model)} | set(draft.words)
            if (
                tail
                and (len(flat) == 1 or set(flat[:-1]) <= modifiers)
                and (len(draft.words) == 1 or self.vocabulary.model(flat) is None)
            ):
                return draft
        return None

    def known(self, noun: Noun) -> Draft | None:
        """The draft at hand, or of an existing model, that a noun names; never a new one."""
        if noun.pronoun or (noun.words[-1] in lexicon.LIST_NOUNS and len(noun.words) == 1):
            return self.focus
        known = self.draft_named(noun.words)
        model = None if known else self.vocabulary.model(noun.words)
        return known or (self.existing(model) if model else None)

    def existing(self, model: Model) -> Draft:
        """The draft that changes an existing model."""
        for draft in self.drafts:
            if draft.existing is model:
                return draft
        draft = Draft(words=parts(model.name), existing=model)
        self.drafts.append(draft)
        return draft

    def entity(self, noun: Noun) -> Draft | None:
        """The draft for a noun: one that is known, an existing model's, or a new one; None where it can be no entity.

        Words before the head that name a model become a relation, others part of the name.
        """
        if noun.pronoun:
            return self.focus
        known = self.draft_named(noun.words)
        if known:
            return known
        model = self.vocabulary.model(noun.words)
        if model:
            return self.existing(model)
        for draft in self.drafts:
            of = self.vocabulary.model(noun.words[1:]) if len(noun.words) > 1 else None
            if of and singular_words(noun.words[:1]) == draft.words[:1] and draft.relation(of.name):
                return draft
        for length in range(1, len(noun.words)):
            model = self.vocabulary.model(noun.words[length:])
            if model and self.vocabulary.model(noun.words[:length]) is None:
                return None
        return self._new(noun)

    def _new(self, noun: Noun) -> Draft | None:
        flat = singular_words(noun.words)
        head = flat[-1]
        if (
            not head.isalpha()
            or (len(head) < 3 and (head != "up" or len(flat) == 1))
            or head in lexicon.PUBLIC_ACTORS
            or head == "crud"
            or noun.words[-1].endswith(("self", "selves"))
            or (head in {"card", "account", "method", "detail"} and {"payment", "credit", "bank", "debit"} & set(flat))
            or (head in lexicon.ACTOR_NOUNS and len(flat) == 1)
            or any(not part.isascii() for part in flat)
        ):
            return None
        if (
            (noun.words[-1] in lexicon.NOT_ENTITIES or head in lexicon.NOT_ENTITIES)
            and noun.words[-1] not in lexicon.MAY_BE_ENTITIES
            and not (head in _TELLING and len(flat) > 1 and noun.words[-1] != "option")
        ):
            return None
        begin = 1 if flat[0] in _PLACES and len(flat) > 2 else 0
        for length in range(len(flat) - 1, begin, -1):
            parent = self.model_named(flat[begin:length])
            if parent is None:
                continue
            rest = flat[length:]
            first = noun.head - len(noun.words) + 1
            if head in lexicon.CATALOGUE:
                self.unsaid.update(range(first, first + length))
                flat = rest
                break
            taken = self.vocabulary.model(rest) is not None or head in lexicon.GENERIC_HEADS
            draft = Draft(words=flat if taken else rest)
            self.drafts.append(draft)
            self.relate(draft, parent, note=self.note("relation", first, first + length))
            return draft
        draft = Draft(words=flat)
        self.drafts.append(draft)
        return draft

    def relate(
        self, draft: Draft, model: Model, *, note: Note, role: Role | None = None, word: str = ""
    ) -> RelationDraft:
        """The relation of the draft to the model, new or known; a given role goes before the usual one."""
        return self.relate_name(draft, model.name, note=note, role=role, word=word)

    def relate_name(
        self, draft: Draft, model: str, *, note: Note, role: Role | None = None, word: str = ""
    ) -> RelationDraft:
        """As `relate`, for a model that may be new itself."""
        known = draft.relation(model)
        other = known is not None and role == "owner" and known.role != "owner"
        if known and not other and word in {"", known.name}:
            known.note.ranges.extend(one for one in note.ranges if one not in known.note.ranges)
            if role == "parent" and known.role == "reference":
                known.role = role
            return known
        usual: Role = "owner" if model == self.vocabulary.user else ("reference" if draft.parents else "parent")
        chosen = role or usual
        name = word or (self.vocabulary.owner if chosen == "owner" else camel(parts(model)))
        relation = RelationDraft(name=name, model=model, role=chosen, note=note)
        draft.relations.append(relation)
        return relation

    def own(self, draft: Draft, note: Note) -> RelationDraft | None:
        """The owner of the draft's rows, new or known; None where no user model is known."""
        known = next((one for one in draft.relations if one.role == "owner"), None)
        if known or draft.existing or not self.vocabulary.user:
            return known
        model = self.vocabulary.model((self.vocabulary.user,))
        return self.relate(draft, model, note=note, role="owner") if model else None

    def operation(self, draft: Draft, kind: OperationKind, note: Note) -> OperationDraft:
        """The operation of the draft, new or known; a known one also takes the note."""
        known = draft.operations.get(kind)
        if known:
            if note is not known.note:
                known.notes.append(note)
            return known
        made = OperationDraft(kind=kind, note=note)
        draft.operations[kind] = made
        return made

    def field_note(self, made: FieldDraft, first: int, last: int) -> None:
        """Widen a field's reading by tokens."""
        made.note.ranges.append((first, last))

    def pascal(self, words: tuple[str, ...]) -> str:
        """The name of a model of these words."""
        return pascal(singular_words(words))
