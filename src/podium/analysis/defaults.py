"""What is decided where a request is silent: fields, bounds, owners, access; each with its reason and evidence."""

from dataclasses import dataclass, field

from podium.analysis import doing, fieldwords, lexicon
from podium.analysis.drafts import Draft, FieldDraft, Note, OperationDraft
from podium.analysis.leftovers import acts_unread, somebody_unread, spoken_kinds, strangers
from podium.analysis.phrases import Actor
from podium.analysis.reader import Reader
from podium.analysis.tables import word_set
from podium.analysis.words import parts, plural
from podium.plan.analysis import FieldType, OperationKind
from podium.plan.evidence import Evidence, Place
from podium.plan.survey import Route, Survey

MAX_STRING, MAX_TEXT = 255, 2000
_BODY: dict[str, tuple[tuple[str, FieldType], ...]] = {
    **dict.fromkeys(
        word_set("comment note message reply answer question feedback annotation remark memo testimonial review"),
        (("content", "text"),),
    ),
    **dict.fromkeys(word_set("post article announcement page"), (("title", "string"), ("content", "text"))),
    **dict.fromkeys(word_set("task todo ticket issue event lesson book song job"), (("title", "string"),)),
    **dict.fromkeys(
        word_set("appointment booking reservation visit meeting session"), (("starts at", "datetime"),)
    ),
    **dict.fromkeys(("report", "flag"), (("reason", "text"),)),
    "application": (("message", "text"),),
    "address": (("street", "string"), ("city", "string"), ("postal code", "string"), ("country", "string")),
}  # fmt: skip
"""What an entity is made of where the request names no field; any other has a name."""

_PRIVATE = word_set(
    "address message note bookmark favorite favourite booking appointment reservation order cart reminder todo "
    "expense draft item notification preference goal habit list contact diary budget payment invoice "
    "subscription document wallet setting stay rental loan purchase membership trip"
)
"""Things that their owner alone sees unless the request says more."""
_NEVER_NEGATIVE = word_set(
    "price cost fee quantity stock count age duration seats capacity minutes hours days weeks months pages servings"
)
_AUTHORED = word_set("comment review post question answer reply feedback like vote article rating message")
"""Things that somebody signed in writes, also where the request does not say who."""
_SHOWN = word_set("tag category label brand genre topic country city review comment post article question answer faq")
"""Things that are there to be seen, as their siblings are."""
_VEILED = word_set(
    "private internal confidential hidden visible see sees view read shown secret moderated approved draft drafts "
    "members"
)
"""Left unread, these words forbid to assume that everyone may read."""
_OF_PAGES = word_set("pagination paginated unpaginated paging page pages cursor cursors")
"""Left unread, these words forbid to assume how a list is cut."""
_ASIDE = frozenset({"auth", "login", "health", "healthz", "metrics", "docs", "users", "me", "profile", "webhooks"})


@dataclass(kw_only=True)
class Silence:
    """What was decided for the request: sentences with their evidence, in order, each once."""

    survey: Survey
    said: dict[str, Evidence | None] = field(default_factory=dict[str, Evidence | None])
    access: dict[tuple[str, str], tuple[list[str], Evidence | None]] = field(
        default_factory=dict[tuple[str, str], tuple[list[str], Evidence | None]]
    )

    def allow(self, draft: Draft, kind: OperationKind, text: str, evidence: Evidence | None = None) -> None:
        """Keep who may do something; operations with the same reason become one sentence by `settle_access`."""
        self.access.setdefault((draft.label, text), ([], evidence))[0].append(VERBS[kind])

    def settle_access(self) -> None:
        """Say the kept decisions on access, one sentence for all operations of a resource that they go for."""
        for (label, text), (verbs, evidence) in self.access.items():
            self.decide(f"to {joined(verbs)} {a(label)} is {text}", evidence)
        self.access.clear()

    def decide(self, text: str, evidence: Evidence | None = None) -> None:
        """Keep a decision."""
        self.said.setdefault(text, evidence)

    def shown(self, convention: str, reason: str) -> Evidence | None:
        """The place of a convention as evidence, None where the code shows none."""
        found = self.survey.convention(convention)
        return Evidence(place=found.place, reason=reason) if found else None


def body_of(entity: str) -> tuple[tuple[str, FieldType], ...]:
    """What an entity is usually made of: pairs of words and type; empty where nothing is usual."""
    return _BODY.get(entity, ())


def give_fields(draft: Draft, silence: Silence) -> None:
    """Let an entity without any field have the usual ones; its relations are enough for a wishlist's item or a like."""
    if draft.fields or draft.existing or (not draft.notes and not draft.operations):
        return
    last = draft.words[-1]
    if last in doing.BARE or ((draft.renamed or (draft.acted and last == "alert")) and draft.relations):
        return
    note = draft.notes[0] if draft.notes else next(iter(draft.operations.values())).note
    usual = _BODY.get(last, (("name", "string"),))
    for words, kind in usual:
        draft.fields.append(FieldDraft(words=tuple(words.split()), type=kind, note=note, required=True, assumed=True))
    named = joined([f"`{one.name}` ({one.type})" for one in draft.fields])
    silence.decide(f"{draft.name} has {named}: no field was read in the request")


def bound_fields(draft: Draft, silence: Silence) -> None:
    """Give texts an upper limit, required texts a lower one, and amounts a floor of zero."""
    limited: dict[tuple[int, Evidence | None], list[str]] = {}
    for made in draft.fields:
        if made.guessed:
            silence.decide(f"`{made.name}` of {draft.name} is a string: the request does not say its type")
        if made.type in {"string", "text"}:
            if made.min_length is None and not made.default:
                made.min_length = 1
            if made.max_length is None:
                found = _usual_length(made, silence.survey)
                made.max_length = found[0]
                limited.setdefault(found, []).append(f"`{made.name}`")
        if made.words[-1] in _NEVER_NEGATIVE and made.type in {"integer", "decimal"} and made.minimum is None:
            made.minimum = None if made.maximum is not None and made.maximum < 0 else 0
            silence.decide(f"`{made.name}` of {draft.name} is not negative")
    for (most, evidence), names in limited.items():
        silence.decide(f"{joined(names)} of {draft.name}: at most {most:,} characters", evidence)


def _usual_length(made: FieldDraft, survey: Survey) -> tuple[int, Evidence | None]:
    for dto in survey.dtos:
        for one in dto.fields:
            for decorator in one.decorators:
                name, _, arguments = decorator.partition("(")
                numbers = [int(part) for part in arguments.rstrip(")").split(",") if part.strip().isdigit()]
                if one.name == made.name and name in {"Length", "MaxLength"} and numbers:
                    return numbers[-1], Evidence(place=one.place, reason=f"{dto.name}.{one.name} has the same limit")
    return (MAX_TEXT if made.type == "text" else MAX_STRING), None


def give_owner(reader: Reader, draft: Draft, silence: Silence) -> None:
    """Let rows that any signed-in person may create belong to whoever created them."""
    create = draft.operations.get("create")
    if draft.existing or create is None or any(one.role == "owner" for one in draft.relations):
        return
    last = draft.words[-1]
    others = any(one.actor and one.actor.access == "role" for one in draft.operations.values())
    maker = create.actor or (draft.everyone[0] if draft.everyone and others else None)
    anybody = maker is not None and maker.access == "signed_in" and last not in lexicon.CATALOGUE
    role = (
        create.actor is not None and create.actor.access == "role" and reader.vocabulary.admin not in create.actor.roles
    )
    own = draft.acted or any(one.own for one in draft.operations.values())
    said = anybody or (role and (last in _PRIVATE or last in _AUTHORED or own))
    usual = create.actor is None and (last in _PRIVATE or last in _AUTHORED)
    note = next((one for one in create.notes if one.kind == "access"), create.note)
    if (said or usual) and reader.own(draft, note):
        silence.decide(f"{a(draft.label)} belongs to whoever created it (`{reader.vocabulary.owner}`)")


_DONE: dict[OperationKind, str] = {
    "create": "created",
    "list": "listed",
    "get": "read",
    "update": "changed",
    "delete": "deleted",
}


def give_operations(reader: Reader, draft: Draft, silence: Silence) -> None:
    """Let a resource that is only introduced have all five operations, and one that nobody makes be made."""
    given = any(not one.assumed for one in draft.fields) and "create" not in draft.operations
    if draft.existing or not draft.notes or (draft.operations and not given):
        return
    alone = draft.words[-1] not in _PRIVATE | _AUTHORED and somebody_unread(reader, draft)
    if alone or (acts_unread(reader) if draft.operations else strangers(reader)):
        return
    added: list[OperationKind] = []
    spoken = spoken_kinds(reader)
    for kind in ("create",) if draft.operations else tuple(_DONE):
        if kind not in draft.refused and kind not in spoken and kind not in draft.operations:
            draft.operations[kind] = OperationDraft(kind=kind, note=draft.notes[0], seen=True)
            added.append(kind)
    if not added:
        return
    why = "no way to make one" if draft.operations.keys() - added else "no operation"
    silence.decide(f"{draft.name} can be {joined([_DONE[kind] for kind in added])}: the request names {why}")


def give_pages(reader: Reader, draft: Draft, silence: Silence) -> None:
    """Cut the list of a new resource into pages where the request does not bound it: rows only ever become more."""
    listed = draft.operations.get("list")
    spoken = any(token.word in _OF_PAGES for token in reader.left())
    if draft.existing or listed is None or listed.page is not None or spoken:
        return
    listed.page = Note(kind="pagination", clause=listed.note.clause)
    evidence = silence.shown("pagination-query", "how the other lists are cut")
    silence.decide(f"{draft.plural.replace('-', ' ')} are listed in pages: the request sets no bound", evidence)


def access_of(reader: Reader, draft: Draft, operation: OperationDraft, silence: Silence) -> Actor:
    """Who may do it: as the request says, else as the code's habit, the safer where there is none."""
    owned = any(one.role == "owner" for one in draft.relations) or _has_owner(reader, draft)
    kind, said = operation.kind, operation.actor or (draft.everyone[0] if draft.everyone else None)
    noun = parts(draft.name)[-1]
    if said is not None and said.access == "owner" and kind == "create":
        return Actor(access="signed_in", noun="user")
    if said is not None:
        anybody = said.access == "signed_in" or (said.access == "role" and reader.vocabulary.admin not in said.roles)
        if anybody and kind in {"update", "delete"} and owned and _made_alike(draft, said):
            others = f" and {joined(list(said.also))}" if said.also else " alone"
            silence.allow(draft, kind, f"for the owner{others}, not for everyone of the kind")
            return Actor(access="owner", roles=said.also, noun="owner")
        seen = said.access == "signed_in" and kind in {"list", "get"} and not operation.every
        private = seen and noun in _PRIVATE and not draft.parents
        if private and owned:
            silence.allow(draft, kind, "for the owner alone")
            return Actor(access="owner", noun="owner")
        return said
    if operation.own and owned:
        return Actor(access="owner", noun="owner")
    like = _alike(draft, kind)
    if like and like.actor:
        silence.allow(draft, kind, f"for {who_may(like.actor)}, as to {VERBS[like.kind]} it is")
        return like.actor
    known = _route_of(draft, kind, silence.survey) if draft.existing else None
    if known:
        actor = _actor_of(known, silence.survey)
        silence.allow(draft, kind, f"still for {who_may(actor)}", Evidence(place=known.place, reason=known.handler))
        return actor
    if kind in {"list", "get"}:
        return _reader_of(reader, draft, kind, silence)
    return _writer_of(reader, draft, kind, silence)


VERBS = {"create": "create", "list": "list", "get": "read", "update": "change", "delete": "delete"}


def _alike(draft: Draft, kind: OperationKind) -> OperationDraft | None:
    """The operation whose access goes for this one too: reading as reading, changing as creating by a role."""
    if kind in {"list", "get"}:
        other = draft.operations.get("get" if kind == "list" else "list")
        return other if other and other.speaker else None
    changes = [draft.operations[one] for one in ("create", "update", "delete") if one in draft.operations]
    return next((one for one in changes if one.speaker and one.speaker.access == "role"), None)


def _made_alike(draft: Draft, actor: Actor) -> bool:
    """Whether those who may change rows are those who make them, so that each means their own."""
    create = draft.operations.get("create")
    return (
        actor.access == "signed_in"
        or create is None
        or create.speaker is None
        or create.speaker.access == "signed_in"
        or create.speaker.roles == actor.roles
    )


def _writer_of(reader: Reader, draft: Draft, kind: OperationKind, silence: Silence) -> Actor:
    owned = any(one.role == "owner" for one in draft.relations)
    if owned and kind in {"update", "delete"}:
        actor = Actor(access="owner", noun="owner")
    elif reader.vocabulary.admin and not owned:
        actor = Actor(access="role", roles=(reader.vocabulary.admin,), noun="admin")
    elif _knows_sign_in(silence.survey):
        actor = Actor(access="signed_in", noun="user")
    else:
        actor = Actor(access="public", noun="anyone")
        silence.decide("nobody signs in here: the code has no guard")
    evidence = silence.shown("admin-role", "the role that may change things") if actor.access == "role" else None
    silence.allow(draft, kind, f"for {who_may(actor)}: the request does not say who", evidence)
    return actor


def _reader_of(reader: Reader, draft: Draft, kind: OperationKind, silence: Silence) -> Actor:
    owned = any(one.role == "owner" for one in draft.relations)
    shown = draft.existing or draft.parents or draft.words[-1] in _SHOWN
    if not draft.existing and any(token.word in _VEILED for token in reader.left()):
        silence.decide(f"who may read {draft.plural.replace('-', ' ')} hangs on words that nothing read: kept close")
        if owned:
            return Actor(access="owner", noun="owner")
        shown = ""
    if not owned and not shown:
        create = draft.operations.get("create")
        if create and create.actor and create.actor.access == "role":
            silence.allow(draft, kind, f"for {who_may(create.actor)}: the request does not say who")
            return create.actor
        return _writer_of(reader, draft, kind, silence)
    if (
        owned
        and not draft.parents
        and (draft.words[-1] in _PRIVATE or any(one.own for one in draft.operations.values()))
    ):
        silence.allow(draft, kind, "for the owner alone: the request does not say who")
        return Actor(access="owner", noun="owner")
    personal = any(one.words[-1] in fieldwords.PERSONAL or one.type == "email" for one in draft.fields)
    if personal and not draft.parents:
        return _writer_of(reader, draft, kind, silence)
    parent = draft.name if draft.existing else (draft.parents[0].model if draft.parents else "")
    sibling = _reading_route(silence.survey, parent)
    if sibling is None:
        actor = (
            Actor(access="signed_in", noun="user")
            if _knows_sign_in(silence.survey)
            else Actor(access="public", noun="anyone")
        )
        silence.allow(draft, kind, f"for {who_may(actor)}: the request does not say who")
        return actor
    actor = _actor_of(sibling, silence.survey)
    like = f"as {sibling.path}" if parent else f"as {sibling.path} is"
    reason = f"{sibling.method} {sibling.path} " + ("has no guard" if actor.access == "public" else "is guarded")
    silence.allow(
        draft,
        kind,
        f"for {who_may(actor)}, {like}: the request does not say who",
        Evidence(place=sibling.place, reason=reason),
    )
    return actor


def a(noun: str) -> str:
    """The noun with its article."""
    return f"{'an' if noun[:1].lower() in 'aeio' else 'a'} {noun}"


def joined(names: list[str]) -> str:
    """`one, two and three`."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def who_may(actor: Actor) -> str:
    """Whom an access lets, for people."""
    return {
        "public": "anyone",
        "signed_in": "anyone signed in",
        "owner": "the owner",
        "role": f"the role {' or '.join(actor.roles)}",
    }[actor.access]


def _has_owner(reader: Reader, draft: Draft) -> bool:
    return bool(draft.existing) and any(one.model == reader.vocabulary.user for one in draft.existing.relations)  # type: ignore[union-attr]


def _knows_sign_in(survey: Survey) -> bool:
    return any(survey.convention(name) for name in ("auth-guard", "global-guard", "current-user")) or any(
        route.guards for route in survey.routes
    )


def _segments(route: Route) -> list[str]:
    return [one for one in route.path.strip("/").split("/") if one and one[0] not in ":{"]


def _reading_route(survey: Survey, parent: str) -> Route | None:
    """A read route of the parent's, else the one that most features' read routes are like."""
    reads = [
        one for one in survey.routes if one.method == "GET" and _segments(one) and not set(_segments(one)) & _ASIDE
    ]
    if parent:
        name = "-".join((*parts(parent)[:-1], plural(parts(parent)[-1])))
        own = [one for one in reads if _segments(one)[-1] in {name, parent.lower()}]
        if own:
            return own[0]
    guarded = [one for one in reads if _actor_of(one, survey).access != "public"]
    free = [one for one in reads if one not in guarded]
    return next(iter(free if len(free) > len(guarded) else guarded), None)


def _route_of(draft: Draft, kind: OperationKind, survey: Survey) -> Route | None:
    methods = {"create": {"POST"}, "list": {"GET"}, "get": {"GET"}, "update": {"PUT", "PATCH"}, "delete": {"DELETE"}}[
        kind
    ]
    for route in survey.routes:
        by_id = route.path.rstrip("/").split("/")[-1][:1] in {":", "{"}
        if (
            route.method in methods
            and _segments(route)[-1:] == [draft.plural]
            and by_id == (kind in {"get", "update", "delete"})
        ):
            return route
    return None


def _actor_of(route: Route, survey: Survey) -> Actor:
    guard = survey.convention("auth-guard")
    everywhere = survey.convention("public-decorator") is not None
    guarded = any(guard is None or one == guard.value or "auth" in one.lower() for one in route.guards) or bool(
        route.roles
    )
    if route.roles:
        return Actor(access="role", roles=route.roles, noun="role")
    if guarded or (everywhere and not route.is_public):
        return Actor(access="signed_in", noun="user")
    return Actor(access="public", noun="anyone")


def place_of(survey: Survey, name: str) -> Place | None:
    """Where a model stands, None where there is none of that name."""
    found = survey.schema.model(name)
    return found.place if found else None
