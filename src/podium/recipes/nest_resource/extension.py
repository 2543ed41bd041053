"""Operations added to a resource that is there: members of its controller and service, its list, DTOs of their own."""

import re
from collections.abc import Callable, Iterable

from podium.recipes import code, handlers
from podium.recipes.edits import lists, typescript
from podium.recipes.layout import laid_out
from podium.recipes.nest_resource import inputs
from podium.recipes.nest_resource.view import ResourceView
from podium.recipes.nouns import Action, Blueprint, Import, Site
from podium.recipes.render import rendered

Change = Callable[[str], str]
TYPES = re.compile(r"\bPrisma\.(?!PrismaClient|Decimal|sql\b|join\b|raw\b|empty\b)\w+")


def changes(blueprint: Blueprint, site: Site) -> dict[str, Change]:
    """For each file that is there the change that brings the operations in."""
    view = ResourceView(blueprint)
    found: dict[str, Change] = {blueprint.files.service: lambda text: _service(text, view, site)}
    if any(one.kind != "list" or handlers.query_class(blueprint, one) for one in blueprint.actions):
        found[blueprint.files.controller] = lambda text: _controller(text, view, site)
    return found


def files(blueprint: Blueprint) -> dict[str, str]:
    """Every file of its own that the operations need, by its path."""
    view, paths = ResourceView(blueprint), blueprint.files
    found: dict[str, str] = {}
    if paths.update_dto and blueprint.site:
        found[paths.update_dto] = inputs.changing_class(view, blueprint.site)
    listing = view.action("list")
    if paths.list_dto and listing:
        found[paths.list_dto] = inputs.list_class(view, listing)
    return found


def after(blueprint: Blueprint, site: Site, before: Callable[[str], str]) -> dict[str, str]:
    """Every file as it stands when the operations are there; `before` gives the text of one that is there now."""
    changed = {path: change(before(path)) for path, change in changes(blueprint, site).items()}
    return changed | files(blueprint)


def _controller(text: str, view: ResourceView, site: Site) -> str:
    path = view.blueprint.files.controller
    for action in view.blueprint.actions:
        if action.kind != "list":
            whole = member(view, "handler.ts.j2", action)
            text = typescript.with_method(text, site.controller, whole)
            text = imported(text, whole, path, view)
        elif handlers.query_class(view.blueprint, action):
            kind, before = handlers.query_class(view.blueprint, action), site.query.name if site.query else ""
            text = lists.with_passed_query(text, site.controller, action.handler, kind=kind, before=before)
            text = _without(imported(text, f"@Query() query: {kind}", path, view), before)
    return text


def _service(text: str, view: ResourceView, site: Site) -> str:
    path = view.blueprint.files.service
    for action in view.blueprint.actions:
        if action.kind == "list":
            text = _list(text, view, site, action)
        else:
            whole = member(view, "method.ts.j2", action)
            text = typescript.with_method(text, site.service, whole)
            text = imported(text, whole, path, view)
    for function in _functions(view, site):
        name = re.search(r"^function (\w+)", function, re.MULTILINE)
        if name and f"function {name[1]}(" not in text:
            text = imported(f"{text.rstrip()}\n\n{function}", function, path, view)
    return text


def _list(text: str, view: ResourceView, site: Site, action: Action) -> str:
    kind, before = handlers.query_class(view.blueprint, action), site.query.name if site.query else ""
    style, new = view.style, "" if action.reordered is False else view.order(action)
    asked = lists.Asked(
        kind=kind,
        before=before,
        where_type=f"Prisma.{view.model}WhereInput" if action.narrowings else "",
        conditions=tuple(code.dressed(one, style) for one in view.narrowed(action, asked=site.narrowed)),
        order=code.dressed(new, style),
        cut="...sliceOf(query)" if action.cut else "",
        narrowed="isNarrowed(query)",
    )
    found = lists.listing(text, site.service, site.list_method, site.accessor)
    text = lists.changed(text, found, asked)
    used = f"{asked.kind} {asked.where_type}"
    return _without(imported(text, used, view.blueprint.files.service, view), before if kind else "")


def member(view: ResourceView, template: str, action: Action) -> str:
    """The text of a handler or a method."""
    return dressed(rendered("nest_resource", template, v=view, b=view.blueprint, s=view.style, action=action), view)


def dressed(text: str, view: ResourceView) -> str:
    """A member's text as the project writes it."""
    return code.dressed(laid_out(text.strip("\n"), view.style), view.style)


def _functions(view: ResourceView, site: Site) -> list[str]:
    """The functions that the new members call, as they stand at the end of the service."""
    action = view.action("list")
    kind = handlers.query_class(view.blueprint, action) if action else ""
    found = [rendered("nest_resource", "narrowed.ts.j2", name=kind)] if kind and site.wrapped else []
    if action and action.cut:
        found.append(rendered("nest_resource", "slice.ts.j2", name=kind, p=view.style.paging, usual=view.usual_size))
    whole = rendered("nest_resource", "functions.ts.j2", v=view, b=view.blueprint, s=view.style)
    found += [f"{one.strip()}\n" for one in re.split(r"\n\n(?=function|/\*\*)", whole.strip()) if one.strip()]
    return [code.dressed(laid_out(one, view.style), view.style) for one in found]


def _without(text: str, name: str) -> str:
    """The text without the import of a name that nothing mentions any more."""
    gone = name and len(re.findall(rf"\b{name}\b", text)) == 1 and name in typescript.imports_of(text)
    return typescript.without_import(text, name) if gone else text


def imported(text: str, body: str, path: str, view: ResourceView) -> str:
    """The text with an import for each name that the body needs and the file does not have yet."""
    there = typescript.imports_of(text)
    for one in code.used(body, _known(view, path)):
        as_type = one.type_only or (one.name == "Prisma" and not TYPES.sub("", body).count("Prisma"))
        source = code.source_of(one, path, view.style)
        if one.name in there and (as_type or not there[one.name]):
            continue
        if one.name in there:
            text = typescript.without_import(text, one.name)
        beside = as_type and re.search(rf"import type \{{[^}}]*\}} from ['\"]{re.escape(source)}['\"]", text)
        text = typescript.with_import(text, one.name, source, type_only=one.type_only or bool(beside))
        there[one.name] = as_type
    return text


def _known(view: ResourceView, path: str) -> Iterable[Import]:
    found = [Import(name=name, source="@nestjs/common") for name in inputs.COMMON]
    found += [view.dto_import(kind) for kind in ("update", "list", "row")]
    return [one for one in (*found, *view.known()) if one.source and one.source != path]
