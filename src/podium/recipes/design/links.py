"""Links from the relations that were read: foreign keys, the lists on the other side, what happens on a delete."""

import re

from podium.plan.analysis import Resource, ResourceRelation
from podium.plan.survey import Model, Parameter, Route, Survey
from podium.recipes import names
from podium.recipes.design.owners import is_for_roles
from podium.recipes.design.unknown import Unknown
from podium.recipes.nouns import IdKind, Link
from podium.recipes.style import value

CALLER = ("user", "account", "auth", "principal", "caller")
"""What is in the names of decorators that hand a handler the caller."""


def read_links(resource: Resource, survey: Survey) -> tuple[Link, ...]:
    """The links, parents first, then references, the owner last. Raises `Unknown` where a model does not fit."""
    order = {"parent": 0, "reference": 1, "owner": 2}
    relations = sorted(resource.relations, key=lambda one: order[_role(one, resource)])
    links = tuple(_link(relation, _role(relation, resource), resource, survey) for relation in relations)
    models = [link.model for link in links]
    for name in models:
        if models.count(name) > 1:
            raise Unknown(
                f"two relations lead to {name}: their names on the other side are not known", recipe="prisma-model"
            )
    return links


def _role(relation: ResourceRelation, resource: Resource) -> str:
    """A parent that no path names comes in the body, like a reference."""
    create = next((one for one in resource.operations if one.kind == "create"), None)
    if relation.role == "parent" and create is not None and create.scope != "parent":
        return "reference"
    return relation.role


def model_id(model: Model) -> IdKind:
    """The kind of a model's id. Raises `Unknown` where it is no single field `id` of type Int or String."""
    field = model.field("id")
    if field is None or not field.is_id or field.type not in {"Int", "String"}:
        raise Unknown(
            f"{model.place}: the id of {model.name} is no field `id` of type Int or String", recipe="prisma-model"
        )
    written = f"{field.default} {field.native}".lower()
    return "int" if field.type == "Int" else "uuid" if "uuid" in written else "cuid"


def _link(relation: ResourceRelation, role: str, resource: Resource, survey: Survey) -> Link:
    model = survey.schema.model(relation.model)
    if model is None:
        raise Unknown(f"there is no model {relation.model} in the schema", recipe="prisma-model")
    user = value(survey, "user-model", "User")
    is_user = role != "owner" and model.name == user
    if is_user and not (role == "reference" and is_for_roles(resource)):
        raise Unknown(f"{relation.name} leads to {user} without being the owner: who may see it is not known")
    back = names.camel(resource.plural)
    if model.field(back) is not None:
        raise Unknown(f"{model.place}: {model.name} has a field {back} already", recipe="prisma-model")
    label = names.words(model.name)
    segment = names.kebab(names.plural(names.kebab(model.name)))
    owner = _owner(model, user) if role != "owner" and not is_user else ""
    return Link(
        name=relation.name,
        model=model.name,
        role="owner" if role == "owner" else "parent" if role == "parent" else "reference",
        column=_foreign_key(relation.name, survey),
        back=back,
        id_kind=model_id(model),
        optional=relation.optional,
        on_delete=_on_delete("owner" if is_user and not relation.optional else role, relation.optional, survey),
        owner=owner,
        shown=_shown(segment, survey) if owner and role == "parent" else "",
        segment=segment,
        label=label,
        file=model.place.file,
        not_deleted=_not_deleted(model, survey),
        is_user=is_user,
    )


def _foreign_key(name: str, survey: Survey) -> str:
    keys = [key for model in survey.schema.models for one in model.relations for key in one.fields]
    snake = keys and sum("_" in key for key in keys) * 2 > len(keys)
    return f"{names.snake(name)}_id" if snake else f"{names.camel(name)}Id"


def _on_delete(role: str, optional: bool, survey: Survey) -> str:
    if role == "reference":
        return "SetNull" if optional else ""
    return value(survey, "on-delete", "Cascade")


def _owner(model: Model, user: str) -> str:
    keys = [one.fields[0] for one in model.relations if one.model == user and len(one.fields) == 1]
    return keys[0] if len(keys) == 1 else ""


def _shown(segment: str, survey: Survey) -> str:
    """The route that shows a row to its owner alone: guarded, told who calls, and no other shows it to more people."""
    one = re.compile(rf"/{re.escape(segment)}/:\w+$")
    routes = [route for route in survey.routes if route.method == "GET" and one.search(route.path) and not route.roles]
    private = routes and all(any(map(_names_caller, route.parameters)) and not _open(route) for route in routes)
    return f"{routes[0].method} {routes[0].path} ({routes[0].place})" if private else ""


def _open(route: Route) -> bool:
    """Whether people who are not signed in may call it too."""
    return route.is_public or any("optional" in guard.lower() for guard in route.guards)


def _names_caller(parameter: Parameter) -> bool:
    """Whether a handler is told by it who calls: the request itself, or a decorator of the project's own."""
    return parameter.source == "request" or any(word in parameter.source.lower() for word in CALLER)


def _not_deleted(model: Model, survey: Survey) -> str:
    name = value(survey, "soft-delete")
    return name if name and model.field(name) else ""
