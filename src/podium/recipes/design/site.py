"""What stands there of a resource: controller, service, how a row becomes an answer, what follows a write."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from podium.plan.analysis import Access, Resource
from podium.plan.survey import Controller, Model, Provider, Route, Survey
from podium.recipes import names
from podium.recipes.design.growth import service_names
from podium.recipes.design.unknown import Unknown
from podium.recipes.edits import lists, typescript
from podium.recipes.edits.problem import EditProblem
from podium.recipes.nouns import Import, Site, Style
from podium.recipes.sources import Sources

if TYPE_CHECKING:
    from tree_sitter import Node


@dataclass(frozen=True, kw_only=True)
class Ground:
    """What is known of the repository and of the model that is there."""

    survey: Survey
    style: Style
    sources: Sources
    model: Model


EMPTYING = re.compile(r"invalidate|clear|evict|flush|forget|purge|bust|expire", re.IGNORECASE)
CACHE = re.compile(r"cache|redis", re.IGNORECASE)
PROMISED = re.compile(r"(?:Promise|Observable)<(\w+)(\[\])?>")


def read_site(resource: Resource, ground: Ground) -> Site | None:
    """The places; None where no controller serves the resource. Raises `Unknown` where they are not understood."""
    survey, style, model = ground.survey, ground.style, ground.model
    routes = routes_of(resource, survey, style)
    controller = _controller(resource, routes, survey)
    if controller is None:
        return None
    service, held = _service(controller, survey)
    text = ground.sources.text(service.place.file)
    try:
        root = typescript.tree(text)
        declaration = typescript.class_named(root, service.name)
        row = _row(routes, model, survey, style)
        select = _select(root, model)
        converter = _converter(root, declaration, row.name)
        after, others = _after_write(declaration, service, style)
    except EditProblem as problem:
        place = f"{service.place.file}:{problem.line or service.place.line}"
        raise Unknown(f"{place}: {problem}") from problem
    listing = next((one for one in routes if one.method == "GET" and ":" not in one.path), None)
    access, roles = access_of(listing) if listing else ("public", ())
    shown = _shown(row, model, survey)
    _check_shown(shown, model, service, is_plain=not select and not converter)
    create = next((one for one in survey.dtos if one.name == f"Create{model.name}Dto"), None)
    return Site(
        controller=controller.name,
        service=service.name,
        held=held,
        accessor=accessor(model),
        path=controller.path.removeprefix(style.prefix),
        row=row,
        select=select,
        converter=converter,
        shown=shown,
        guards=controller.guards,
        after_write=after,
        others=others,
        mocked=len(service.injects) > 1,
        children=children_of(model, survey),
        gone_too=_gone_too(model, survey),
        create=Import(name=create.name, source=create.place.file) if create else None,
        create_names=tuple(one.name for one in create.fields) if create else (),
        list_path=listing.path if listing and listing.path.count(":") == 0 else "",
        list_access=access,
        list_roles=roles,
    )


def routes_of(resource: Resource, survey: Survey, style: Style) -> tuple[Route, ...]:
    """The resource's routes: its list's path, and that of one row."""
    shape = re.compile(rf"{re.escape(style.prefix)}(?:/v\d+)?/{re.escape(resource.plural)}(?:/:\w+)?")
    return tuple(one for one in survey.routes if shape.fullmatch(one.path))


def accessor(model: Model) -> str:
    """The model's property on the Prisma client."""
    return model.name[:1].lower() + model.name[1:]


def access_of(route: Route) -> tuple[Access, tuple[str, ...]]:
    """Who may call a route, as far as its guards say."""
    if not route.guards or route.is_public:
        return "public", ()
    return ("role", route.roles) if route.roles else ("signed_in", ())


def _controller(resource: Resource, routes: tuple[Route, ...], survey: Survey) -> Controller | None:
    found = {one.controller for one in routes}
    if len(found) > 1:
        raise Unknown(f"{routes[0].place}: {names.listed(sorted(found))} both serve the {names.words(resource.plural)}")
    expected = {one.replace("Service", "Controller") for one in service_names(resource)}
    for one in survey.controllers:
        if one.name in found:
            return one
        if not found and one.name in expected:
            raise Unknown(f"{one.place}: {one.name} serves {one.path or '/'}, not /{resource.plural}")
    return None


def _service(controller: Controller, survey: Survey) -> tuple[Provider, str]:
    known = {one.name: one for one in survey.providers if one.kind == "service"}
    found = [(known[one.type], one.name) for one in controller.injects if one.type in known]
    if len(found) != 1:
        raise Unknown(f"{controller.place}: {controller.name} has {len(found) or 'no'} services: one was looked for")
    if found[0][0].base or controller.base:
        raise Unknown(f"{controller.place}: {controller.name} or its service inherits what it does")
    return found[0]


def _row(routes: tuple[Route, ...], model: Model, survey: Survey, style: Style) -> Import:
    """The class of one row in an answer, as the handlers give it back."""
    ranked = sorted(routes, key=lambda one: (one.method not in {"GET", "POST", "PATCH", "PUT"}, ":" not in one.path))
    for route in ranked:
        found = PROMISED.fullmatch(route.returns)
        name = found[1] if found else ""
        dto = next((one for one in survey.dtos if one.name == name), None)
        items = next((one for one in dto.fields if one.type.endswith("[]")), None) if dto and dto.base else None
        if items is not None and not (found and found[2]):
            dto = next((one for one in survey.dtos if one.name == items.type.removesuffix("[]")), None)
        if dto is not None:
            return Import(name=dto.name, source=dto.place.file)
        if name == model.name:
            return Import(name=name, source=style.prisma_types, type_only=True)
    raise Unknown(f"{routes[0].place}: what a handler of the {names.words(model.name)} answers is not written down")


def _shown(row: Import, model: Model, survey: Survey) -> tuple[tuple[str, str], ...]:
    dto = next((one for one in survey.dtos if one.name == row.name), None)
    if dto is not None:
        return tuple((one.name, one.type) for one in dto.fields)
    kept = {one.name for one in survey.schema.models}
    return tuple((one.name, "") for one in model.fields if one.type not in kept)


def _check_shown(shown: tuple[tuple[str, str], ...], model: Model, service: Provider, *, is_plain: bool) -> None:
    """A row that goes out as it is must not hold more than its class says."""
    relations = {one.name for one in model.relations}
    hidden = [
        one.name
        for one in model.fields
        if one.name not in {name for name, _ in shown} and one.name not in relations and not one.is_list
    ]
    if is_plain and hidden:
        raise Unknown(f"{service.place}: how {names.listed(hidden)} of {model.name} stay out of an answer is not shown")


def _select(root: Node, model: Model) -> str:
    """The constant that every query of the model selects by, or an empty string."""
    found: set[str] = set()
    for node in typescript.walk(root):
        function = node.child_by_field_name("function") if node.type == "call_expression" else None
        if function is None or f".{accessor(model)}." not in f"{typescript.source(function)}.":
            continue
        if re.search(r"\.(?:count|deleteMany|updateMany|aggregate)$", typescript.source(function)):
            continue
        given = node.child_by_field_name("arguments")
        for options in given.named_children[:1] if given is not None else []:
            for pair in options.named_children:
                key = typescript.source(pair.child_by_field_name("key"))
                value = typescript.source(pair.child_by_field_name("value"))
                if key == "include":
                    raise EditProblem("reads with include: what a row holds is not known", line=typescript.line(pair))
                if key == "select" and re.fullmatch(r"\w+", value):
                    found.add(value)
    if len(found) > 1:
        raise EditProblem(f"selects by {names.listed(sorted(found))}: which one an answer takes is not known")
    return found.pop() if found else ""


def _converter(root: Node, declaration: Node, row: str) -> str:
    """The function or method that turns a row into an answer, as it is called; empty where there is none."""
    body = declaration.child_by_field_name("body")
    methods = [one for one in (body.named_children if body is not None else []) if one.type == "method_definition"]
    functions = [one for one in typescript.walk(root) if one.type == "function_declaration"]
    found = [
        prefix + typescript.source(node.child_by_field_name("name"))
        for prefix, nodes in (("", functions), ("this.", methods))
        for node in nodes
        if typescript.source(node.child_by_field_name("return_type")).removeprefix(":").strip() == row
        and len(_parameters(node)) == 1
    ]
    if len(found) > 1:
        raise EditProblem(f"{names.listed(found)} both make an answer of a row")
    return found[0] if found else ""


def _parameters(node: Node) -> list[Node]:
    parameters = node.child_by_field_name("parameters")
    return parameters.named_children if parameters is not None else []


def _after_write(declaration: Node, service: Provider, style: Style) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The calls that follow a write in this class, and the methods of what else it holds that they call."""
    found: list[str] = []
    for node in typescript.walk(declaration):
        if node.type == "expression_statement":
            text = typescript.source(node).rstrip(";")
            call = re.fullmatch(r"(?:await )?this\.(\w+)\(\)", text)
            if call and EMPTYING.search(call[1]) and text not in found:
                found.append(text)
    held = [one for one in service.injects if CACHE.search(f"{one.type} {one.key}")]
    if held and not found:
        raise EditProblem(f"holds a cache ({held[0].name}), and how a write empties it is not understood")
    others: set[str] = set()
    for text in found:
        called = re.search(r"this\.(\w+)\(", text)
        body = typescript.source(typescript.member(declaration, called[1])) if called else ""
        pairs = re.findall(r"this\.(\w+)\.(\w+)\(", body)
        others |= {method for name, method in pairs if name != style.prisma_property}
    return tuple(found), tuple(sorted(others))


def children_of(model: Model, survey: Survey) -> tuple[str, ...]:
    """The lists of rows that keep one of the model's from being deleted."""
    found: list[str] = []
    for child in survey.schema.models:
        for relation in child.relations:
            key = child.field(relation.fields[0]) if relation.fields else None
            rule = relation.on_delete or ("SetNull" if key is not None and key.optional else "Restrict")
            if relation.model != model.name or rule not in {"Restrict", "NoAction"}:
                continue
            lists_ = [one for one in model.fields if one.type == child.name and one.is_list]
            if len(lists_) != 1:
                reason = (
                    f"{relation.place}: which field of {model.name} holds its {names.words(child.name)} is not known"
                )
                raise Unknown(reason)
            found.append(lists_[0].name)
    return tuple(found)


def _gone_too(model: Model, survey: Survey) -> tuple[str, ...]:
    """The models whose rows go with one of the model's, and what goes with those."""
    found: list[str] = []
    names_ = [model.name]
    while names_:
        name = names_.pop()
        for child in survey.schema.models:
            cascades = any(one.model == name and one.on_delete == "Cascade" for one in child.relations)
            if cascades and child.name not in {*found, model.name}:
                found.append(child.name)
                names_.append(child.name)
    return tuple(found)


def list_method(site: Site, route: Route, text: str) -> str:
    """The method of the service that a list's handler calls. Raises `Unknown` where it does more."""
    try:
        return lists.called(text, site.controller, route.handler)
    except EditProblem as problem:
        raise Unknown(f"{route.place.file}:{problem.line or route.place.line}: {problem}") from problem
