"""The blueprint of operations on a model that is there: members of its controller and its service."""

from dataclasses import replace

from podium.plan.analysis import Analysis, Operation, Resource
from podium.plan.offer import Standing
from podium.plan.survey import Provider, Route, Survey
from podium.recipes import names
from podium.recipes.design.actions import read_actions
from podium.recipes.design.blueprint import migration_name, sketch
from podium.recipes.design.indexes import further
from podium.recipes.design.links import model_id
from podium.recipes.design.lists import extended_list
from podium.recipes.design.rows import read_rows, rows_that_keep
from podium.recipes.design.served import module_of
from podium.recipes.design.site import Ground, access_of, read_site, routes_of
from podium.recipes.design.stored import changes, stamps, stored_columns, stored_links
from podium.recipes.design.unknown import Present, Unknown
from podium.recipes.nouns import Action, Blueprint, Column, Link, Site, Style
from podium.recipes.sources import Sources
from podium.recipes.style import value

SHAPES = {"create": ("POST", False), "list": ("GET", False), "get": ("GET", True), "delete": ("DELETE", True)}
NAMED = {"create": "create", "get": "get", "update": "update", "delete": "delete"}


def extended(
    resource: Resource, analysis: Analysis, survey: Survey, *, style: Style, sources: Sources
) -> tuple[Blueprint, tuple[str, ...]]:
    """The blueprint, and what is there already. Raises `Unknown` where something would have to be guessed."""
    model = survey.schema.model(resource.existing)
    if model is None:
        raise Unknown(f"there is no model {resource.existing} in the schema", recipe="prisma-model")
    ground = Ground(survey=survey, style=replace(style, id_kind=model_id(model)), sources=sources, model=model)
    site = read_site(resource, ground)
    if site is None:
        return module_of(resource, analysis, ground), ()
    there, missing = _split(resource, survey, style)
    said = tuple(f"{one.place}: {one.name} is there already" for one in there)
    if not missing:
        raise Present(said, there=there if all(map(_is_plain, resource.operations)) else ())
    wanted = replace(resource, operations=missing)
    service = next(one for one in survey.providers if one.name == site.service)
    _check_guards(wanted, site, survey)
    _check_names(missing, site, service, survey)
    return _blueprint(wanted, analysis, ground, site=site), said


def _split(resource: Resource, survey: Survey, style: Style) -> tuple[tuple[Standing, ...], tuple[Operation, ...]]:
    """What is there already, and the operations that are not."""
    there: list[Standing] = []
    missing: list[Operation] = []
    for operation in resource.operations:
        route = _route(operation, routes_of(resource, survey, style))
        if route is None or (operation.kind == "list" and _asks_more(operation)):
            missing.append(operation)
            continue
        access, roles = access_of(route)
        text = f"{route.place}: {route.method} {route.path} is there already"
        allowed = f"for {', '.join(roles)}" if roles else _ALLOWED.get(access, access)
        if not _is_answered(operation, access, roles):
            raise Unknown(f"{text}, {allowed}", hint="who may call a route that is there is not changed by a recipe")
        there.append(Standing(name=f"{route.method} {route.path}", place=str(route.place)))
    return tuple(there), tuple(missing)


_ALLOWED = {"public": "for anybody", "signed_in": "for who is signed in"}


def _is_answered(operation: Operation, access: str, roles: tuple[str, ...]) -> bool:
    """Whether those whom the operation is for may call the route, and nobody else where the request says who."""
    if operation.access == "role":
        return access == "role" and set(operation.roles) == set(roles)
    if operation.access in {"owner", "signed_in"}:
        return access != "role" and not (access == "public" and operation.readings)
    return access == "public" or not operation.readings


def _is_plain(operation: Operation) -> bool:
    """Whether a route of that kind answers all of it: whose rows and which of them they are is not seen there."""
    special = (operation.fields, operation.only, operation.by, operation.page_size, operation.filters)
    return operation.scope == "all" and operation.access != "owner" and not any(special)


def _asks_more(operation: Operation) -> bool:
    return bool(operation.filters or operation.order_by or operation.paginated)


def _route(operation: Operation, routes: tuple[Route, ...]) -> Route | None:
    if operation.kind == "update":
        return next((one for one in routes if one.method in {"PATCH", "PUT"} and ":" in one.path), None)
    method, single = SHAPES[operation.kind]
    return next((one for one in routes if one.method == method and (":" in one.path) == single), None)


def _check_guards(resource: Resource, site: Site, survey: Survey) -> None:
    """Who may call a new handler must fit what the whole controller asks for."""
    controller = next(one for one in survey.controllers if one.name == site.controller)
    for one in resource.operations:
        if one.kind == "list":
            continue
        if controller.guards and one.access == "public":
            raise Unknown(f"{controller.place}: {site.controller} is guarded as a whole, and this is to be public")
        if controller.roles and not (one.access == "role" and set(controller.roles) & set(one.roles)):
            raise Unknown(f"{controller.place}: {site.controller} is for {', '.join(controller.roles)} as a whole")


def _check_names(missing: tuple[Operation, ...], site: Site, service: Provider, survey: Survey) -> None:
    """A new member needs a name that neither class has."""
    handlers = {one.handler for one in survey.routes if one.controller == site.controller}
    new = {"get": "findOne", "update": "update", "delete": "remove"}
    for one in missing:
        if one.kind == "create":
            raise Unknown(f"{service.place}: what a create beside what is there takes and does is not shown")
        name = new.get(one.kind, "")
        if name in service.methods or name in handlers:
            raise Unknown(
                f"{service.place}: {site.service} or its controller has a method {name} that does something else"
            )


def _blueprint(resource: Resource, analysis: Analysis, ground: Ground, *, site: Site) -> Blueprint:
    survey, style, model = ground.survey, ground.style, ground.model
    user = value(survey, "user-model", "User")
    create = next((one for one in survey.dtos if site.create and one.name == site.create.name), None)
    owned = any(one.access == "owner" or one.scope == "own" for one in resource.operations if one.kind != "list")
    columns = stored_columns(model, survey, create)
    links = stored_links(model, survey, user=user, owned=owned)
    service = next(one for one in survey.providers if one.name == site.service).place.file
    actions, site = _actions(resource, ground, site=site, columns=columns, links=links)
    update = next((one for one in resource.operations if one.kind == "update"), None)
    changed = changes(update.fields, columns, create, site, ground.sources.text(service)) if update else ()
    prefix = "" if style.tests.harness else f"{resource.plural}-"
    deletes = any(one.kind == "delete" for one in actions)
    listing = next((one for one in actions if one.kind == "list" and one.narrowings), None)
    indexes = further(model, listing, links) if listing else ()
    draft = replace(
        sketch(resource, analysis, survey, style=style, columns=columns, model=model),
        site=site,
        changed=changed,
        links=links,
        uniques=tuple(one for one in model.uniques if len(one) > 1),
        stamps=stamps(model, survey),
        actions=actions,
        indexes=indexes,
        index_migrations=tuple(_index_migration(one, at, ground) for at, one in enumerate(indexes)),
        rows=read_rows(links, survey, user=user, prefix=prefix),
        keepers=rows_that_keep(model, site.children, survey, user=user, prefix=prefix) if deletes else (),
    )
    return _with_files(draft, site, survey)


def _index_migration(index: tuple[str, ...], number: int, ground: Ground) -> str:
    words = "_".join(names.snake(one) for one in index)
    what = f"index_{names.snake(ground.model.name)}_{words}"
    return migration_name(ground.survey, ground.sources.committed, what, number=number)


def _actions(
    resource: Resource, ground: Ground, *, site: Site, columns: tuple[Column, ...], links: tuple[Link, ...]
) -> tuple[tuple[Action, ...], Site]:
    found: list[Action] = []
    owner = next((link.column for link in links if link.role == "owner"), "")
    for action in read_actions(resource, ground.survey, columns=columns, links=links):
        if action.kind == "list":
            routes = routes_of(resource, ground.survey, ground.style)
            route = next(one for one in routes if one.method == "GET" and ":" not in one.path)
            operation = next(one for one in resource.operations if one.kind == "list")
            action, site = extended_list(action, operation, route, ground=ground, site=site, owner=owner)
        found.append(action)
    return tuple(found), site


def _with_files(draft: Blueprint, site: Site, survey: Survey) -> Blueprint:
    """The draft with the places of what is there, and with files of its own for what is new."""
    kinds = {one.kind for one in draft.actions}
    listing = next((one for one in draft.actions if one.kind == "list"), None)
    words = [NAMED[one.kind] for one in draft.actions if one.kind in NAMED]
    if listing:
        words += ["filter"] if listing.narrowings else []
        words += ["pages"] if listing.cut else ["page-size"] if listing.page_size else []
        words += ["order"] if listing.reordered else []
    what, tests, files = "-".join(words), draft.style.tests, draft.files
    controller = next(one for one in survey.controllers if one.name == site.controller).place.file
    service = next(one for one in survey.providers if one.name == site.service).place.file
    stem, dot, rest = service.rpartition("/")[2].removesuffix(".ts").partition(".")
    folder = service.rpartition("/")[0]
    found = replace(
        files,
        module="",
        controller=controller,
        service=service,
        create_dto="",
        key_dto="",
        update_dto=files.update_dto if "update" in kinds else "",
        list_dto=files.list_dto if listing and (listing.narrowings or listing.cut or listing.page_size) else "",
        row_dto=site.row.source,
        unit="" if what == "page-size" else f"{folder}/{stem}-{what}{dot}{rest}{tests.unit_suffix}",
        e2e=f"{tests.e2e_folder}/{draft.plural}-{what}{tests.e2e_suffix}",
    )
    for path in (found.update_dto, found.list_dto, found.unit, found.e2e):
        if path and path in survey.files:
            raise Unknown(f"{path} is there already: what it is for is not understood")
    return replace(draft, files=found)
