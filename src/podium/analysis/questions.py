"""Assumptions about what is built, and the questions that only the user can answer."""

import re

from podium.analysis import fieldwords
from podium.analysis.defaults import Silence, a, joined
from podium.analysis.drafts import Draft, Note
from podium.analysis.leftovers import strangers
from podium.analysis.reader import Reader
from podium.plan.analysis import Analysis, Assumption, Question, TaskType
from podium.plan.evidence import Evidence
from podium.plan.places import Places
from podium.plan.survey import Survey

MAX_PAGE = 100
OPEN = "a question that the request leaves open"
"""What a remark says of the words under `Open questions`."""


def assume(reader: Reader, drafts: tuple[Draft, ...], silence: Silence, survey: Survey) -> tuple[Assumption, ...]:
    """What was decided in silence, as A1, A2, …: names first, then what reading decided, then the code's habits."""
    first = Silence(survey=survey)
    for draft in drafts:
        _names(reader, draft, first)
    for text, evidence in silence.said.items():
        first.decide(text, evidence)
    for draft in drafts:
        _lists(draft, first, survey)
        _deletes(draft, first, survey)
    return tuple(
        Assumption(id=f"A{number}", text=text[0].upper() + text[1:] if text[0].isalpha() else text, evidence=evidence)
        for number, (text, evidence) in enumerate(first.said.items(), 1)
    )


def _names(reader: Reader, draft: Draft, silence: Silence) -> None:
    if draft.existing:
        return
    if draft.renamed:
        holder = draft.renamed.lower()
        silence.decide(f"what a {holder} holds is called {draft.name}; a {holder} is all of one owner's")
    said = {token.word for token in reader.tokens}
    if not draft.renamed and draft.plural.split("-")[-1] not in said and draft.words[-1] not in said:
        silence.decide(f"the entity is called {draft.name}: the request has no name for it")
    for relation in draft.relations:
        model = next((one for one in reader.vocabulary.models.values() if one.name == relation.model), None)
        if model is None or model.name != reader.vocabulary.user:
            continue
        spoken = _spoken(reader, draft)
        if spoken and spoken != model.name.lower():
            evidence = Evidence(place=model.place, reason=f"model {model.name}")
            silence.decide(f"a {spoken} is {a(model.name)}: the model of whoever signs in", evidence)


def _spoken(reader: Reader, draft: Draft) -> str:
    """What the request calls whoever is signed in."""
    for operation in draft.operations.values():
        for note in operation.notes:
            if note.kind == "access" and note.what in {
                "customer",
                "member",
                "client",
                "buyer",
                "reader",
                "person",
                "shopper",
                "subscriber",
            }:
                return note.what
    return ""


def _lists(draft: Draft, silence: Silence, survey: Survey) -> None:
    listed = draft.operations.get("list")
    if listed is None:
        return
    if listed.page:
        query = survey.convention("pagination-query")
        evidence = Evidence(place=query.place, reason=f"{query.value} has the bounds") if query else None
        silence.decide(
            f"a page holds at most {MAX_PAGE}" if query is None else f"pages as {query.value} cuts them", evidence
        )
    if listed.orders:
        silence.decide("equal values are ordered by id")


def _deletes(draft: Draft, silence: Silence, survey: Survey) -> None:
    if draft.existing or not draft.relations:
        return
    kept = [one.model for one in draft.relations if one.role in {"owner", "parent"}]
    if kept:
        habit = survey.convention("on-delete")
        how = habit.value if habit else "Cascade"
        evidence = Evidence(place=habit.place, reason=f"onDelete: {how}") if habit else None
        names = joined([f"their {one.lower()}" for one in dict.fromkeys(kept)])
        does = "go with" if how == "Cascade" else f"are kept from losing ({how})"
        silence.decide(f"{draft.plural.replace('-', ' ')} {does} {names}", evidence)


def ask(reader: Reader, drafts: tuple[Draft, ...]) -> tuple[Question, ...]:
    """What the plan leaves open, as Q1, Q2, …"""
    texts = [_words(reader, note) for note in reader.remarks if note.what == OPEN]
    texts += [
        f"Who are the {one}? (nobody signs in here as such; what they may do is left open)" for one in strangers(reader)
    ]
    for draft in drafts:
        one = a(draft.label)
        if draft.existing:
            continue
        done = set(draft.operations) | set(draft.refused)
        missing = [text for kind, text in (("update", "edited"), ("delete", "deleted")) if kind not in done]
        if missing and "create" in draft.operations:
            texts.append(f"May {one} be {' or '.join(missing)}? (not planned)")
        if not done & {"list", "get"}:
            texts.append(f"Who may read {draft.plural.replace('-', ' ')}? (no reading is planned)")
        owner = any(relation.role == "owner" for relation in draft.relations)
        seen = [
            operation for kind, operation in draft.operations.items() if kind in {"list", "get"} and not operation.own
        ]
        if owner and any(operation.actor and operation.actor.access == "public" for operation in seen):
            texts.append(f"May one see who wrote {one}? (not shown)")
        texts += [
            f"Which values may `{made.name}` of {draft.name} have? (any text is taken)"
            for made in draft.fields
            if made.type == "string" and fieldwords.FIELD_TYPES.get(made.words[-1]) == "enum"
        ]
    return tuple(Question(id=f"Q{number}", text=text) for number, text in enumerate(dict.fromkeys(texts), 1))


_FEW = 8
"""A request of fewer words that names neither a figure nor a thing of the code leaves open what is meant."""
_VAGUE: dict[TaskType, str] = {
    "performance_issue": "What is slow, for whom and how slow, and what would be fast enough?",
    "security_audit": "Is there a finding, an incident or a rule behind it, and what does it concern?",
    "bug_fix": "What was done, what happened, and what should have happened instead?",
    "refactoring": "What is hard to change today, and what should be easy afterwards?",
    "testing": "Which behaviour is not held by tests today, and does it matter most?",
    "documentation": "Who is to read it, and what should they be able to do afterwards?",
}


def vague(analysis: Analysis, survey: Survey) -> tuple[Question, ...]:
    """What has to be known before anything is done, where a short request does not say it."""
    known = Places(analysis=analysis, survey=survey)
    said = bool(known.named or known.named_routes or re.search(r"\d", analysis.request))
    main = next((one.type for one in analysis.types), None)
    if said or main not in _VAGUE or analysis.resources or len(analysis.request.split()) >= _FEW:
        return ()
    return (Question(id=f"Q{len(analysis.questions) + 1}", text=_VAGUE[main]),)


def _words(reader: Reader, note: Note) -> str:
    """The words of a remark as they stand in the request."""
    tokens = [token.text for first, last in note.ranges for token in reader.tokens[first:last]]
    return f"{' '.join(tokens)}? (asked in the request)"


def packages(types: set[str], survey: Survey) -> tuple[str, ...]:
    """Packages that work of these types needs on this stack and that the project lacks."""
    needed = {
        "background_job": ("@nestjs/bullmq", "bullmq"),
        "caching": ("@nestjs/cache-manager", "cache-manager"),
        "realtime_feature": ("@nestjs/websockets", "@nestjs/platform-socket.io"),
    }
    has = survey.stack.packages
    other = {
        "background_job": ("@nestjs/bull", "bull", "@nestjs/schedule"),
        "caching": ("ioredis", "redis", "keyv"),
        "realtime_feature": ("socket.io", "ws", "@nestjs/platform-ws"),
    }
    if not has:
        return ()
    found: list[str] = []
    for kind, names in needed.items():
        if kind in types and not any(name in has for name in (*names, *other[kind])):
            found.extend(names)
    return tuple(found)
