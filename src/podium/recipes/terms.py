"""The terms of an offer: the contract, what was assumed, what may go wrong, what proves it."""

from collections.abc import Sequence

from podium.plan.analysis import Assumption
from podium.plan.evidence import Evidence
from podium.plan.offer import Check, Endpoint, Refusal, Risk
from podium.plan.survey import Survey
from podium.recipes import handlers, names
from podium.recipes.nouns import Action, Blueprint, Growth, Link, Site
from podium.recipes.openapi_docs.decorators import unknown_of
from podium.recipes.openapi_docs.readme import request_text, response_text
from podium.recipes.resource_tests.growth import GrowthScenes
from podium.recipes.resource_tests.scenes import Scenes
from podium.recipes.testing import knows_roles, knows_users

Assumed = tuple[str, str, str]


def endpoints(blueprint: Blueprint) -> tuple[Endpoint, ...]:
    """The routes as the plan's contract says them."""
    view = Scenes(blueprint)
    return tuple(
        Endpoint(
            method=action.method,
            path=blueprint.style.prefix + action.path,
            access=f"role:{','.join(action.roles)}" if action.access == "role" else action.access,
            request=request_text(action, view),
            response=response_text(action, view),
            statuses=_statuses(action, view),
        )
        for action in blueprint.actions
    )


def _statuses(action: Action, view: Scenes) -> tuple[tuple[int, str], ...]:
    good = {"create": (201, "created"), "delete": (204, "deleted")}.get(action.kind, (200, "found"))
    found = [good]
    if ":" in action.path or handlers.query_class(view.blueprint, action) or action.kind in {"create", "update"}:
        found.append((400, "bad input"))
    found += [(401, "no valid token")] if action.access != "public" else []
    found += [(403, "not of that role")] if action.access == "role" else []
    unknown = unknown_of(view, action)
    found += [(404, f"unknown {unknown}")] if unknown else []
    kept = action.kind == "delete" and view.site and view.site.children
    found += [(409, view.in_use)] if kept else []
    found += [(409, view.taken)] if action.kind in {"create", "update"} and view.collides(action) else []
    return tuple(found)


def assumptions(blueprint: Blueprint, survey: Survey) -> tuple[Assumption, ...]:
    """What was decided because the request is silent, with the place that suggests it."""
    if blueprint.growth:
        return _numbered(_of_growth(blueprint, blueprint.growth), survey)
    if blueprint.site:
        return _numbered(_of_site(blueprint, blueprint.site), survey)
    found = [*_of_routes(blueprint, survey), *_of_rows(blueprint, survey), *_of_lists(blueprint, survey)]
    return _numbered(found, survey)


def _numbered(found: Sequence[Assumed], survey: Survey) -> tuple[Assumption, ...]:
    return tuple(
        Assumption(id=f"A{number}", text=text, evidence=_evidence(survey, convention, reason))
        for number, (text, convention, reason) in enumerate(found, 1)
    )


def _evidence(survey: Survey, convention: str, reason: str) -> Evidence | None:
    found = survey.convention(convention) if convention else None
    return Evidence(place=found.place, reason=reason) if found else None


def _of_growth(blueprint: Blueprint, growth: Growth) -> list[Assumed]:
    """What was decided for new fields."""
    keys = [
        f"{names.with_article(blueprint.label)} may do without {names.with_article(link.label)}, as those that are "
        f"there do, and loses it when that is deleted; {link.column} names it"
        for link in blueprint.links
    ]
    if not growth.late:
        return [(text, "", "") for text in keys]
    some = names.listed([*growth.late])
    text = f"{some} of {names.with_article(blueprint.label)} may be left out, and is null in the rows that are there"
    return [(one, "", "") for one in (f"{text}: the request does not say what they should hold", *keys)]


def _of_site(blueprint: Blueprint, site: Site) -> list[Assumed]:
    """What was decided for operations on what is there."""
    view = Scenes(blueprint)
    found: list[Assumed] = []
    if view.added:
        paths = ", ".join(f"{one.method} {blueprint.style.prefix}{one.path}" for one in view.added)
        found.append((f"the new routes are {paths}", "feature-folder", "named as the other routes are"))
    if any(handlers.has_id(one) and handlers.is_own(one) for one in blueprint.actions):
        text = f"{names.with_article(blueprint.label)} of another user is answered like one that is not there: 404"
        found.append((text, "not-found", "how a row that is not found is answered"))
    if view.action("delete"):
        found.append(("a delete answers 204 without a body", "", ""))
    if view.action("delete") and site.children:
        text = f"{names.with_article(blueprint.label)} that {names.listed([*site.children])} need is kept: 409"
        found.append((text, "", ""))
    if view.action("update"):
        fields = names.listed([one.name for one in blueprint.changed])
        found.append((f"an update may hold {fields}, each of which may be left out", "", ""))
    listing = view.action("list")
    if listing and listing.narrowings:
        parameters = names.listed([one.parameter for one in listing.narrowings])
        found.append((f"GET {listing.path} is narrowed by the query parameters {parameters}", "", ""))
    if listing and listing.cut:
        paging = blueprint.style.paging
        text = (
            f"GET {listing.path} goes on to answer a list, so that no client breaks: {paging.position} and "
            f"{paging.size} (at most {paging.largest_size}) cut it, without them it is whole"
        )
        found.append((text, "", ""))
    if listing and listing.page_size and not listing.cut:
        size = blueprint.style.paging.size
        text = f"GET {listing.path} answers {listing.page_size} rows where {size} is not given; other lists keep theirs"
        found.append((text, "pagination-query", "the query that the list takes now"))
    if listing and site.wrapped and (listing.narrowings or listing.cut):
        found.append((f"a list that a query narrows is not cached: {site.list_method} asks the database", "", ""))
    if site.after_write and any(one.kind != "list" for one in blueprint.actions):
        found.append((f"a write is followed by {names.listed([*site.after_write])}, as the others are", "", ""))
    return found


def _of_routes(blueprint: Blueprint, survey: Survey) -> list[Assumed]:
    paths = ", ".join(f"{action.method} {blueprint.style.prefix}{action.path}" for action in blueprint.actions)
    found: list[Assumed] = [(f"the routes are {paths}", "feature-folder", "named as the other features are")]
    own = [one for one in blueprint.actions if handlers.has_id(one) and handlers.is_own(one)]
    if own:
        text = f"{names.with_article(blueprint.label)} of another user is answered like one that is not there: 404"
        found.append((text, "not-found", "how a row that is not found is answered"))
    if any(action.kind == "delete" for action in blueprint.actions):
        found.append(("a delete answers 204 without a body", "", ""))
    if blueprint.deleted_at:
        kept = f"stays in the table with the time in {blueprint.deleted_at}, and no route shows it"
        text = f"a deleted {blueprint.label} {kept}"
        found.append((text, "soft-delete", "how the others are marked"))
        if Scenes(blueprint).uniques:
            found.append((f"what is unique of a deleted {blueprint.label} stays taken: a second one is 409", "", ""))
    found += [(text, "", "") for text in _of_reads(blueprint)]
    above = next((link for link in blueprint.links if link.role == "parent" and link.shown), None)
    if above and any(one.kind == "create" and one.access == "owner" for one in blueprint.actions):
        made, under = names.with_article(blueprint.label), names.with_article(above.label)
        who = f"only the owner of {under} may create {made} under it"
        found.append((f"{who}, since {above.shown} shows it to nobody else", "", ""))
    some = names.with_article(blueprint.label)
    found += [
        (f"who creates {some} names the user whom it is for: {link.column}", "", "") for link in _named(blueprint)
    ]
    for one in blueprint.actions:
        if one.kind == "list" and handlers.may_be_anyones(one):
            who = names.listed([names.with_article(role.lower()) for role in one.roles])
            found.append((f"{who} lists all {blueprint.label_plural}", "", ""))
    if not blueprint.columns and len(blueprint.links) == 2 and set(blueprint.uniques) & _pairs(blueprint):
        both = names.listed([link.label for link in blueprint.links])
        found.append((f"there is one {blueprint.label} for each {both}: a second one is 409", "", ""))
    owner = handlers.writer(blueprint)
    if owner:
        found.append((f"answers do not show who owns {names.with_article(blueprint.label)}", "", ""))
    del survey
    return found


def _pairs(blueprint: Blueprint) -> set[tuple[str, ...]]:
    first, second = (link.column for link in blueprint.links)
    return {(first, second), (second, first)}


def _named(blueprint: Blueprint) -> list[Link]:
    return [link for link in blueprint.links if link.is_user]


def _of_reads(blueprint: Blueprint) -> list[str]:
    """What was decided for reads of some rows alone, and for bodies that say not everything."""
    label, found = blueprint.label, list[str]()
    for one in blueprint.actions:
        if one.by:
            found.append(f"{names.with_article(label)} is looked up at {blueprint.style.prefix}{one.path}")
    fixed = sorted({f"{name} is {value}" for one in blueprint.actions for name, value in one.only})
    if fixed:
        said = names.listed(fixed).replace("'", "")
        found.append(f"{names.with_article(label)} is shown while {said}; no route shows the others, to nobody")
    update = next((one for one in blueprint.actions if one.kind == "update" and one.fields), None)
    if update:
        found.append(f"an update may hold {names.listed([*update.fields])}, and nothing else")
    created = {one.name for one in handlers.taken(blueprint, "create")}
    kept = [one.name for one in blueprint.columns if one.name not in created]
    return found + ([f"a create does not say {names.listed(kept)}"] if kept else [])


def _of_rows(blueprint: Blueprint, survey: Survey) -> list[Assumed]:
    found: list[Assumed] = []
    for rule in sorted({link.on_delete for link in blueprint.links if link.on_delete}):
        models = names.listed([names.words(link.model) for link in blueprint.links if link.on_delete == rule])
        verb = "go with their" if rule == "Cascade" else f"are kept by {rule} of their"
        found.append(
            (f"{blueprint.label_plural} {verb} {models} (onDelete: {rule})", "on-delete", "as the other relations")
        )
    decimals = [column.name for column in blueprint.columns if column.type == "decimal"]
    if decimals:
        found.append(
            (f"{names.listed(decimals)} is answered as a text with two decimal places, so that no cent is lost", "", "")
        )
    texts = [column for column in blueprint.columns if column.type in {"string", "text"}]
    if texts:
        found.append((f"control characters in {names.listed([one.name for one in texts])} are refused", "", ""))
    del survey
    return found


def _of_lists(blueprint: Blueprint, survey: Survey) -> list[Assumed]:
    listing = next((one for one in blueprint.actions if one.kind == "list"), None)
    if listing is None:
        return []
    found: list[Assumed] = []
    if listing.paginated:
        paging = blueprint.style.paging
        usual = listing.page_size or paging.default_size
        bound = f"{paging.size} at most {paging.largest_size}, {usual} if it is not given"
        found.append((bound, "pagination-query", "the query of the other paginated lists"))
        keys = ", ".join(key for key, _ in paging.shape)
        found.append((f"a page answers {{{keys}}}", "pagination-shape", "the envelope of the other paginated lists"))
    if len(listing.order) > 1:
        found.append(
            (
                f"{blueprint.label_plural} with equal {names.words(listing.order[0][0])} are ordered by id",
                "list-order",
                "how a sibling orders",
            )
        )
    if listing.narrowings:
        names_ = names.listed([one.parameter for one in listing.narrowings])
        found.append((f"the list is narrowed by the query parameters {names_}", "", ""))
    del survey
    return found


def _of_owner(blueprint: Blueprint) -> list[Risk]:
    """What goes wrong where a body says whose a row is."""
    found: list[Risk] = []
    for link in _named(blueprint):
        answer = f"only a role may write {blueprint.label_plural}, by its guards; tested, with planted faults"
        found.append(_risk(f"anybody names anybody in {link.column}", "low", "high", "api", answer))
    if handlers.writer(blueprint) and not blueprint.site:
        forbidden = "extra fields are refused" if blueprint.style.forbid else "only known fields are taken"
        answer = f"the user comes from the token alone; {forbidden}; tested"
        found.append(_risk("the owner is taken from the body", "low", "high", "api", answer))
    return found


def risks(blueprint: Blueprint) -> tuple[Risk, ...]:
    """What may go wrong, and the answer to it."""
    view = Scenes(blueprint)
    found: list[Risk] = []
    if any(view.collides(action) for action in blueprint.actions) and not blueprint.site:
        answer = "the unique index decides, P2002 becomes 409; tested with two requests at once"
        found.append(_risk(f"two {blueprint.label_plural} by a race", "medium", "medium", "schema", answer))
    found += _of_owner(blueprint)
    if view.foreign_actions or view.parent_owner:
        answer = (
            "the owner is part of every condition; another user gets 404; tested, and a planted fault has to be caught"
        )
        found.append(_risk(f"a user reaches {blueprint.label_plural} of another", "low", "high", "api", answer))
    above = [view.parent] if view.parent and view.action("create") and not view.parent_owner else []
    for link in (*view.references, *above):
        if link.owner:
            text = f"{names.with_article(blueprint.label)} may name the {link.label} of another user"
            answer = f"only that the {link.label} exists is checked: say so if it has to be the caller's own"
            found.append(_risk(text, "medium", "medium", "api", answer))
    if blueprint.links and not blueprint.existing:
        models = names.listed(sorted({link.model for link in blueprint.links}))
        answer = "the new table is empty, so the check is instant; set a lock timeout when it is deployed"
        found.append(_risk(f"adding the foreign keys locks {models} for a moment", "certain", "low", "schema", answer))
    if view.action("delete") and blueprint.site:
        answer = "nothing brings it back: keep a backup, or ask for a soft delete"
        others = names.listed([names.words(names.plural(one)) for one in blueprint.site.gone_too])
        text = f"a deleted {blueprint.label} is gone for good{', and its ' + others if others else ''}"
        found.append(_risk(text, "certain", "high" if others else "medium", "api", answer))
    if blueprint.deleted_at:
        answer = "a job of its own has to remove what must not be kept: say after how long"
        found.append(_risk(f"deleted {blueprint.label_plural} are kept for ever", "certain", "low", "schema", answer))
    listing = view.action("list")
    if listing and not listing.paginated and not blueprint.site:
        answer = "accepted: the request asks for no pages; the list has an index for its order"
        found.append(
            _risk(f"the list of {blueprint.label_plural} grows without a bound", "medium", "medium", "api", answer)
        )
    if blueprint.index_migrations:
        what = names.listed([f"({', '.join(one)})" for one in blueprint.indexes])
        text = f"building the index {what} of {blueprint.model} takes long in a large table"
        answer = "CREATE INDEX CONCURRENTLY, alone in its migration: no write waits; a failed one is built anew"
        found.append(_risk(text, "medium", "low", "schema", answer))
    if listing and any(one.match == "contains" for one in listing.narrowings):
        answer = "fine for some ten thousand rows; a trigram index when there are more"
        found.append(_risk("searching inside a text reads every row", "medium", "low", "schema", answer))
    return tuple(found)


def _risk(text: str, likelihood: str, impact: str, source: str, answer: str) -> Risk:
    return Risk(text=text, likelihood=likelihood, impact=impact, source=source, answer=answer)


def checks(blueprint: Blueprint) -> tuple[Check, ...]:
    """The success criteria, each with the gate that executes it."""
    view = Scenes(blueprint)
    wants = {topic: [want.id for want in blueprint.wants if topic in want.topics] for topic in TOPICS}
    found: list[tuple[str, str, str]] = []
    if view.guarded:
        found.append(("without a token every guarded route answers 401", "e2e", "access"))
    if view.by_role:
        found.append((f"who is no {names.words(view.role.lower())} gets 403", "e2e", "access"))
    if view.uniques and not blueprint.site:
        found.append((f"a second {blueprint.label} is 409, also when both come at once", "e2e", "unique"))
    if view.cases:
        found.append(("each bound of the input is kept: 400 beyond it", "e2e", "input"))
    if blueprint.growth:
        found.append(("each bound of the new fields is kept: 400 beyond it", "e2e", "input"))
    if view.action("list"):
        topic = "filter" if blueprint.site else "order"
        there = "the list shows what it is asked for, and nothing else"
        text = there if blueprint.site else "order and pages are right, ties by id"
        found.append((text, "e2e", topic))
    if not blueprint.growth and (view.with_row or view.under_parent or view.references):
        found.append(("what is unknown is 404", "e2e", "unknown"))
    if view.foreign_actions or view.parent_owner:
        found.append((f"another user's {blueprint.label} is out of reach", "e2e", "access"))
    found += [
        ("every planted fault is caught by a test", "planted-faults", ""),
        ("the migration goes up, down and up again and leaves the schema equal", "migration-way-back", ""),
        ("the migrations lead to the schema: no drift", "migration-drift", ""),
        (f"OpenAPI: {len(view.added) or 'no'} new routes, nothing broken", "openapi-diff", ""),
        (f"no answer holds {names.listed(list(blueprint.secrets))}", "exposure", "exposure"),
    ]
    skipped = {"openapi-diff"} if not blueprint.style.swagger else set[str]()
    kept = (blueprint.site or blueprint.stored) and not blueprint.index_migrations
    skipped |= {"migration-way-back", "migration-drift"} if kept else set[str]()
    skipped |= {"exposure"} if not blueprint.secrets else set[str]()
    kept = [one for one in found if one[1] not in skipped]
    return tuple(
        Check(id=f"C{number}", text=text, gate=gate, requirements=tuple(wants.get(topic, ())))
        for number, (text, gate, topic) in enumerate(kept, 1)
    )


TOPICS = ("access", "unique", "input", "order", "filter", "unknown", "exposure")


def refusals(blueprint: Blueprint) -> tuple[Refusal, ...]:
    """What a recipe would have to guess; it blocks the task of that recipe alone."""
    view = GrowthScenes(blueprint) if blueprint.growth else Scenes(blueprint)
    tests = blueprint.style.tests
    people = bool(view.people)
    if blueprint.growth and blueprint.growth.compared:
        reason = f"{blueprint.growth.compared} compares a whole answer, which a new field changes"
        hint = "a changed expectation needs somebody's approval"
        return (Refusal(recipe="resource-tests", reason=reason, hint=hint),)
    if blueprint.growth and not (blueprint.growth.valid and blueprint.growth.create_path):
        reason = f"a body that a create of {names.with_article(blueprint.label)} takes is not known from its validators"
        return (Refusal(recipe="resource-tests", reason=reason),)
    listing = view.action("list")
    counted = blueprint.stored or (blueprint.site and listing and (listing.cut or listing.page_size))
    if counted and not tests.harness:
        reason = "no e2e helper empties the tables: which rows are there beside the tests' own cannot be known"
        return (Refusal(recipe="resource-tests", reason=reason),)
    if view.action("update") and blueprint.changed and not view.updated:
        reason = f"a value that {names.listed([one.name for one in blueprint.changed])} may take is not known"
        return (Refusal(recipe="resource-tests", reason=reason),)
    if people and not knows_users(tests):
        reason = "the code does not show how an e2e test gets a signed-in user"
        hint = "a class with signUp(name) among the e2e helpers, or open register and login routes"
        return (Refusal(recipe="resource-tests", reason=reason, hint=hint),)
    if view.has_role and not knows_roles(tests):
        reason = "the code does not show how an e2e test gets a user with a role"
        return (
            Refusal(
                recipe="resource-tests", reason=reason, hint="a role field on the user model, or signUp(name, role)"
            ),
        )
    return ()


def notes(blueprint: Blueprint, survey: Survey) -> tuple[str, ...]:
    """What a reader of the plan should know beside it."""
    found: list[str] = []
    if blueprint.style.swagger and any(path.endswith("openapi.json") for path in survey.files):
        found.append("a committed openapi.json is not written again: run the project's own script for it")
    return tuple(found)
