"""The claims that the specs make, each with its title and the requirements that it shows to be met."""

from dataclasses import dataclass

from podium.recipes import handlers, names
from podium.recipes.nouns import Action
from podium.recipes.openapi_docs.readme import shown_alone
from podium.recipes.resource_tests.scenes import Scenes


@dataclass(frozen=True)
class Claim:
    """What a test shows: its key in the template, its title, and what it is about."""

    key: str
    title: str
    about: frozenset[str]
    unit: bool = False


def claims(view: Scenes) -> tuple[Claim, ...]:
    """Every claim that holds for the feature, in the order of the specs."""
    found = [*_creating(view), *_guarding(view), *_listing(view), *_single(view), *_units(view)]
    return tuple(
        Claim(key, title, frozenset(about.split()), key.startswith("unit_")) for key, title, about in found if title
    )


def titles(view: Scenes) -> dict[str, str]:
    """The titles by key; what does not hold for the feature has an empty one."""
    return {claim.key: claim.title for claim in claims(view)}


def by_requirement(view: Scenes) -> dict[str, list[str]]:
    """Requirement id to the titles that show it; a requirement that nothing is about gets all of them."""
    every = claims(view)
    found: dict[str, list[str]] = {}
    for want in view.blueprint.wants:
        topics = frozenset(want.topics)
        found[want.id] = [claim.title for claim in every if claim.about & topics] or [claim.title for claim in every]
    return found


def _who(view: Scenes, access: str) -> str:
    return {"public": "anybody", "role": f"{names.with_article(view.role.lower())}" if view.has_role else ""}.get(
        access, "a signed-in user"
    )


def _creating(view: Scenes) -> list[tuple[str, str, str]]:
    create, label = view.action("create"), view.blueprint.label
    if create is None:
        return []
    some = names.with_article(label)
    found = [("creates", f"lets {_who(view, create.access)} create {some}", "create owner")]
    if view.left_out:
        found.append(
            ("least", f"does without {names.listed([names.words(one.name) for one in view.left_out])}", "create input")
        )
    if view.writer:
        found.append(("owner", "takes the owner from the token only", "owner access"))
    if view.cases:
        found.append(("refuses", f"refuses {some} with %s", "input create"))
    if view.uniques:
        found.append(("once", f"refuses the same {label} a second time", "unique"))
        found.append(("race", f"keeps one {label} when two come at once", "unique"))
    if view.other_creates:
        found.append(("others", f"takes {some} that differs in what has to be unique", "unique"))
    found += [
        (f"reference_{one.name}", f"refuses {some} of an unknown {one.label}", "unknown input")
        for one in view.references
    ]
    found += [
        (f"moves_{one.name}", f"refuses to name an unknown {one.label} later", "unknown update") for one in view.moved
    ]
    return found


def _guarding(view: Scenes) -> list[tuple[str, str, str]]:
    found: list[tuple[str, str, str]] = []
    if view.under_parent and view.parent:
        found.append(("unknown_parent", f"does not know an unknown {view.parent.label}", "unknown"))
        if view.under_own_parent and view.parent.owner:
            found.append(("foreign_parent", f"does not know the {view.parent.label} of another user", "access owner"))
    if view.guarded:
        found.append(("token", "asks for a token", "access"))
    if view.by_role:
        found.append(("role", f"refuses who is no {view.role.lower()}", "access"))
    if view.with_ids and view.bad_ids != "[]":
        found.append(("bad_id", "refuses the id %s", "input unknown"))
    return found


def _listing(view: Scenes) -> list[tuple[str, str, str]]:
    action, many = view.action("list"), view.blueprint.label_plural
    if action is None:
        return []
    if view.site:
        return _cutting(view, action)
    found = [_ordered(view, action)]
    if action.paginated:
        found.append(("pages", f"cuts the list of {many} into pages", "page list"))
        found.append(("page_bounds", "refuses a list with ?%s", "page input"))
    found += _sized(action, many)
    if view.scoped_rows:
        above = handlers.under_parent(view.blueprint, action)
        found.append(
            ("scope", f"lists only {many} of the {above.label}" if above else f"lists only own {many}", "list access")
        )
    found += _filtering(view, action)
    found.append(
        (
            "shown",
            f"shows nothing of {names.with_article(view.blueprint.label)} but what is meant to be shown",
            "list exposure",
        )
    )
    return found


def _sized(action: Action, many: str) -> list[tuple[str, str, str]]:
    title = f"shows {action.page_size} {many} to a page unless asked otherwise"
    return [("size", title, "page list")] if action.page_size else []


def _filtering(view: Scenes, action: Action) -> list[tuple[str, str, str]]:
    found = [
        (f"filter_{one.parameter}", f"narrows the list by {names.words(one.parameter)}", "filter list")
        for one in action.narrowings
    ]
    if view.long_filters:
        found.append(("long_filters", "refuses to narrow by a text that is too long", "input filter"))
    return found + ([("bad_filters", "refuses to narrow by ?%s", "input filter")] if view.bad_filters else [])


def _ordered(view: Scenes, action: Action) -> tuple[str, str, str]:
    """The claim of a list's order."""
    field, direction = action.order[0]
    newest = {"desc": "newest first", "asc": "oldest first"}[direction] if field in view.blueprint.stamps else ""
    order = newest or f"by {names.words(field)}, {'highest' if direction == 'desc' else 'lowest'} first"
    ties = ", ties by id" if len(action.order) > 1 else ""
    return ("order", f"lists {view.blueprint.label_plural} {order}{ties}", "list order")


def _cutting(view: Scenes, action: Action) -> list[tuple[str, str, str]]:
    """What a list that is there does beside what it did."""
    found = [_ordered(view, action)] if action.reordered and not action.cut else []
    found += _filtering(view, action)
    if action.cut:
        found.append(("cut", "shows a part of the list to who asks for one", "page list"))
        found.append(("cut_bounds", "refuses a list with ?%s", "page input"))
    return found + _sized(action, view.blueprint.label_plural)


def _changing(view: Scenes) -> list[tuple[str, str, str]]:
    """What is done to a row of what is there."""
    label = view.blueprint.label
    some = names.with_article(label)
    found: list[tuple[str, str, str]] = []
    if view.action("update") and view.updated:
        fields = names.listed([names.words(one.name) for one in view.updated])
        found.append(("site_updates", f"changes {fields} of {some}, and nothing else", "update"))
    if view.action("update") and view.update_cases:
        found.append(("site_refuses", f"refuses a change of {some} with %s", "update input"))
    if view.twin:
        found.append(("site_once", f"refuses to make two {view.blueprint.label_plural} alike", "update unique"))
    if view.action("delete"):
        found.append(("site_deletes", f"deletes {some}", "delete"))
    if view.action("delete") and view.blueprint.keepers:
        found.append(("kept", f"keeps {some} that is still in use", "delete unknown"))
    if view.notices:
        found.append(("noticed", "shows a change in the list at once", " ".join(one.kind for one in view.notices)))
    return found


def _single(view: Scenes) -> list[tuple[str, str, str]]:
    label = view.blueprint.label
    some = names.with_article(label)
    found: list[tuple[str, str, str]] = []
    if view.action("get"):
        found.append(("gets", f"shows one {label}", "get exposure"))
    found += _shown(view)
    if view.site:
        found += _changing(view)
    elif view.action("update"):
        if view.changed_column:
            found.append(("updates", f"changes only what is sent of {some}", "update"))
            found.append(("update_refuses", f"refuses a change of {some} with %s", "update input"))
        if view.single_unique:
            found.append(("update_once", f"refuses to make two {view.blueprint.label_plural} alike", "update unique"))
    if view.action("delete") and not view.site:
        what = f"marks {some} as deleted and keeps it" if view.blueprint.deleted_at else f"deletes {some}"
        found.append(("deletes", what, "delete"))
    if view.blueprint.deleted_at:
        found.append(("gone", f"shows and changes no {label} that was deleted", "list get update delete"))
    if view.with_row:
        found.append(("unknown", f"does not know an unknown {label}", "unknown get update delete"))
    if view.foreign_actions and "bob" in view.people:
        found.append(("foreign", f"does not touch the {label} of another user", "access owner get update delete"))
    listing = view.action("list")
    if listing and not view.site and handlers.may_be_anyones(listing):
        who, many = names.with_article(view.role.lower()), view.blueprint.label_plural
        found.append(("any_list", f"lists the {many} of everybody for {who}", "access list"))
    if view.by_any_role:
        found.append(
            ("any_role", f"lets {names.with_article(view.role.lower())} reach the {label} of another user", "access")
        )
    return found


def _shown(view: Scenes) -> list[tuple[str, str, str]]:
    """What a row is told by beside its id, and which rows are shown at all."""
    label, found = view.blueprint.label, list[tuple[str, str, str]]()
    if view.lookup:
        key = names.words(view.lookup.by)
        found.append(("looked_up", f"shows the {label} with the {key} that is asked for", "get exposure"))
        found.append(("unknown_key", f"does not know {names.with_article(label)} of an unknown {key}", "get unknown"))
        found.append(("bad_key", f"refuses a {key} that no {label} can have", "get input"))
    if view.partial:
        state, others = shown_alone(view.partial[0])
        kept = names.with_article(f"{state}{label}{others}")
        about = " ".join(sorted({one.kind for one in view.partial}))
        found.append(("hidden", f"shows no {label} but {kept}", f"access {about}"))
    return found


def _units(view: Scenes) -> list[tuple[str, str, str]]:
    create, update, label = view.action("create"), view.action("update"), view.blueprint.label
    found: list[tuple[str, str, str]] = []
    if create:
        found.append(("unit_create", "stores what was sent and answers with the row", "create owner"))
        if view.collides(create):
            found.append(
                ("unit_taken", f"leaves it to the unique index whether {names.with_article(label)} exists", "unique")
            )
            found.append(("unit_failure", "does not take another failure for a conflict", "unique"))
    if view.action("list") and view.blueprint.files.unit:
        title = "asks for the rows that a query wants" if view.site else "asks for the rows in order"
        found.append(("unit_list", title, "list order page filter"))
    if view.action("get"):
        found.append(("unit_get", f"finds one {label} or none", "get unknown access"))
    if view.lookup:
        key = names.words(view.lookup.by)
        found.append(("unit_lookup", f"finds {names.with_article(label)} by its {key} or none", "get unknown"))
    if update:
        found.append(("unit_update", f"changes one {label}", "update access"))
        found.append(("unit_gone", f"does not change {names.with_article(label)} that is gone", "update unknown"))
        if view.collides(update):
            found.append(
                ("unit_update_taken", "leaves it to the unique index whether a change is possible", "update unique")
            )
    if view.action("delete") and view.blueprint.site and view.blueprint.site.children:
        found.append(("unit_kept", f"does not delete {names.with_article(label)} that is still in use", "delete"))
    if view.action("delete"):
        found.append(("unit_delete", f"deletes one {label} or says that there is none", "delete access unknown"))
    return found
