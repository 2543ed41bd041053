"""The blueprint of a module for a model that no controller serves yet; the model stays as it is."""

from dataclasses import replace

from podium.plan.analysis import Analysis, Resource
from podium.plan.survey import Model
from podium.recipes import columns as kinds
from podium.recipes import names
from podium.recipes.design.actions import read_actions
from podium.recipes.design.blueprint import PRIVATE, needed, sketch
from podium.recipes.design.fields import largest
from podium.recipes.design.rows import read_rows
from podium.recipes.design.site import Ground, children_of
from podium.recipes.design.stored import stamps, stored_columns, stored_links
from podium.recipes.design.unknown import Unknown
from podium.recipes.nouns import Action, Blueprint, Column, Link
from podium.recipes.style import value


def module_of(resource: Resource, analysis: Analysis, ground: Ground) -> Blueprint:
    """The blueprint. Raises `Unknown` where what an answer may show, or what a create needs, is not known."""
    survey, style, model = ground.survey, ground.style, ground.model
    if not resource.operations:
        raise Unknown(f"{model.place}: what is to be done with the {names.words(resource.plural)} is not said")
    user = value(survey, "user-model", "User")
    owned = any(one.access == "owner" or one.scope == "own" for one in resource.operations)
    columns = tuple(_bounded(one) for one in stored_columns(model, survey, None))
    links = tuple(_named(one) for one in stored_links(model, survey, user=user, owned=owned))
    _check(model, columns, links, resource)
    if any(one.kind == "delete" for one in resource.operations) and children_of(model, survey):
        raise Unknown(f"{model.place}: what happens to a {names.words(model.name)} that others need is not said")
    known = stamps(model, survey)
    actions = read_actions(resource, survey, columns=columns, links=links)
    plain = sketch(resource, analysis, survey, style=style, columns=columns, model=model)
    draft = replace(
        plain,
        stored=True,
        links=links,
        uniques=tuple(one for one in model.uniques if len(one) > 1),
        stamps=known,
        actions=tuple(_ordered(one, columns, known) for one in actions),
        rows=read_rows(links, survey, user=user, prefix="" if style.tests.harness else f"{resource.plural}-"),
    )
    return replace(draft, files=needed(draft))


def _bounded(column: Column) -> Column:
    """The column with the bounds that its type has in the database."""
    if column.type == "decimal" and column.native:
        return replace(column, maximum=largest(column.native))
    return kinds.bounded_body(column)


def _named(link: Link) -> Link:
    """A key that a body names, where it is not the owner's."""
    return link if link.role == "owner" else replace(link, role="reference")


def _check(model: Model, columns: tuple[Column, ...], links: tuple[Link, ...], resource: Resource) -> None:
    secret = [one.name for one in columns if PRIVATE.search(one.name)]
    if secret:
        raise Unknown(f"{model.place}: whether {names.listed(secret)} of {model.name} may be shown is not said")
    creates = [one for one in resource.operations if one.kind == "create" and one.access == "role"]
    if creates and any(one.role == "owner" for one in links):
        raise Unknown(f"{model.place}: whose the {names.words(model.name)} is that a role creates is not said")
    known = {*(one.name for one in columns), *(one.column for one in links)}
    writes = any(one.kind in {"create", "update"} for one in resource.operations)
    for field in model.fields if writes else ():
        is_own = not (field.is_id or field.is_list or field.default or field.optional)
        relation = any(one.name == field.name for one in model.relations)
        updated = any(one.startswith("@updatedAt") for one in field.attributes)
        if is_own and not relation and not updated and field.name not in known:
            raise Unknown(f"{field.place}: how {field.name} of {model.name} comes in is not understood")


def _ordered(action: Action, columns: tuple[Column, ...], known: tuple[str, ...]) -> Action:
    """The action in an order that the model's own fields allow: by id where it has no time."""
    there = {"id", *known, *(one.name for one in columns)}
    if all(name in there for name, _ in action.order):
        return action
    return replace(action, order=(("id", "desc"),))
