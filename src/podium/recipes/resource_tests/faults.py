"""Planted faults: each takes one safeguard out of the feature, and the specs have to notice.

They are cut out of the very texts that the templates give, so that each `find` stands there exactly once; what the
documentation recipe adds stands above these places and does not touch them.
"""

import re
from collections.abc import Mapping
from typing import Any

from podium.recipes import code, handlers, names
from podium.recipes.nest_resource.extension import member
from podium.recipes.nest_resource.inputs import create_class, is_inherited, list_class, update_class
from podium.recipes.nest_resource.recipe import files
from podium.recipes.nouns import Action, Blueprint
from podium.recipes.prisma_model.schema import unique_index
from podium.recipes.resource_tests.claims import claims
from podium.recipes.resource_tests.planting import Fault, Texts, stripped, widened
from podium.recipes.resource_tests.scenes import Scenes


def faults(blueprint: Blueprint, given: Mapping[str, str] | None = None) -> tuple[Fault, ...]:
    """Every fault that the feature's specs notice; `given` are the files where the feature adds to what is there."""
    if given is not None:
        return _of_site(Texts(view=Scenes(blueprint), texts=dict(given)))
    texts = Texts(view=Scenes(blueprint), texts=dict(files(blueprint)))
    for action in blueprint.actions:
        _guard(texts, action)
        _ownership(texts, action)
        _deletion(texts, action)
        _fixed(texts, action)
    _looked_up(texts)
    _class_guard(texts)
    _reach(texts)
    _validators(texts)
    _unique(texts)
    _existence(texts)
    _foreign(texts)
    _listing(texts)
    _leak(texts)
    return tuple(texts.found)


def _of_site(texts: Texts) -> tuple[Fault, ...]:
    """The faults of members that were added to what is there, and of its list."""
    blueprint, path = texts.view.blueprint, texts.view.blueprint.files.service
    for action in blueprint.actions:
        if action.kind != "list":
            _guard(texts, action)
            _ownership(texts, action)
            _aftermath(texts, action)
    if texts.view.guarded:
        _class_guard_there(texts)
    _reach(texts)
    _existence(texts)
    _listing(texts)
    _cut(texts)
    for one in blueprint.site.children[:1] if blueprint.site and blueprint.keepers else ():
        texts.cut("kept-unnoticed", "delete", path, f"{one}: {{ none: {{}} }}", f"{one}: {{}}")
    told = f"ConflictException('{texts.view.taken}')"
    if texts.view.action("update"):
        texts.cut("conflict-unnoticed", "unique", path, told, told.replace("ConflictException", "Error"), by_unit=True)
    lenient = ("skipNullProperties: false", "skipNullProperties: true")
    texts.cut("null-passes", "input", blueprint.files.update_dto, *lenient)
    _query_checks(texts)
    return tuple(texts.found)


def _aftermath(texts: Texts, action: Action) -> None:
    """A write after which the cache keeps what it held."""
    view, path = texts.view, texts.view.blueprint.files.service
    if action not in view.notices:
        return
    text = member(view, "method.ts.j2", action)
    for line in view.after_write:
        find = next((one for one in text.split("\n") if one.strip() == f"{line};"), "")
        before = text[: text.find(find)].rstrip("\n").rpartition("\n")[2] if find else ""
        texts.cut(f"stale-after-{action.handler}", action.kind, path, f"{before}\n{find}", before)


def _class_guard_there(texts: Texts) -> None:
    """The guard of the whole controller that is there, without which the new handlers are open."""
    site, path = texts.view.site, texts.view.blueprint.files.controller
    added = any(action.kind != "list" and not texts.view.guards(action) for action in texts.view.guarded)
    if site and site.guards and added:
        found = re.search(r"@UseGuards\([^)]*\)\n(?=(?:@.*\n)*export class)", texts.texts.get(path, ""))
        if found:
            after = texts.texts[path][found.end() :].partition("\n")[0]
            texts.cut("no-guard", "access", path, found[0] + after, after)


def _cut(texts: Texts) -> None:
    view, action = texts.view, texts.view.action("list")
    if action and action.cut:
        path = view.blueprint.files.service
        find = "?? 1) - 1) * take" if not view.style.paging.by_offset else f"skip: {view.style.paging.position} ?? 0"
        replace = "?? 1) - 1) * 0" if not view.style.paging.by_offset else "skip: 0"
        texts.cut("always-first-page", "page", path, find, replace)
        texts.cut("never-cut", "page", path, ", ...sliceOf(query)", "")


def _query_checks(texts: Texts) -> None:
    view, paths, listing = texts.view, texts.view.blueprint.files, texts.view.action("list")
    if listing and paths.list_dto in texts.texts and paths.list_dto:
        members = {one.parameter for one in listing.narrowings}
        members |= {view.style.paging.position, view.style.paging.size} if listing.cut else set[str]()
        stripped(texts, paths.list_dto, texts.texts[paths.list_dto], members)


def parameters(blueprint: Blueprint, given: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
    """The faults as the gate takes them."""
    wanted, every = blueprint.wants, claims(Scenes(blueprint))
    found: list[dict[str, Any]] = []
    for fault in faults(blueprint, given):
        requirements = [want.id for want in wanted if fault.topics & set(want.topics)]
        place = {"sql": fault.sql} if fault.sql else {"file": fault.file, "find": fault.find, "replace": fault.replace}
        tests = [blueprint.files.unit if fault.by_unit else blueprint.files.e2e]
        titles = [one.title for one in every if fault.topics & one.about and one.unit == fault.by_unit]
        found.append({"id": fault.id, "requirements": requirements, **place, "tests": tests, "titles": titles})
    return found


def _guard(texts: Texts, action: Action) -> None:
    view, path = texts.view, texts.view.blueprint.files.controller
    lines = view.decorators(action)
    after = [f"  {line}" for line in lines[1:]]
    end = f"  {action.handler}("
    for prefix, topic, name in (("@UseGuards(", "access", "guard"), ("@Roles", "access", "role")):
        decorator = view.style.guarding.roles_decorator
        prefix = f"@{decorator.name}(" if name == "role" and decorator else prefix
        if any(line.strip().startswith(prefix) for line in after):
            kept = [line for line in after if not line.strip().startswith(prefix)]
            texts.cut(f"no-{name}-{action.handler}", topic, path, _block(after, end), _block(kept, end))
    if view.style.guarding.everywhere and action.access != "public":
        _opened(texts, action, lines[0])


def _block(lines: list[str], end: str) -> str:
    return "\n".join([*lines, end])


def _opened(texts: Texts, action: Action, route: str) -> None:
    """A route that the global guard lets through."""
    public, path = texts.view.style.guarding.public, texts.view.blueprint.files.controller
    if public is None:
        return
    word = f"@{public.name}()"
    if not re.search(rf"\b{public.name}\b", texts.texts[path]):
        if texts.view.style.extension:
            return
        word = f"@(require('{code.source_of(public, path, texts.view.style)}').{public.name}())"
    texts.cut(f"open-{action.handler}", "access", path, f"  {route}\n", f"  {word}\n  {route}\n")


def _class_guard(texts: Texts) -> None:
    view, path = texts.view, texts.view.blueprint.files.controller
    if view.class_guards:
        lines = view.class_decorators
        kept = [line for line in lines if not line.startswith("@UseGuards(")]
        texts.cut("no-guard", "access", path, "\n".join(lines), "\n".join(kept))


def _ownership(texts: Texts, action: Action) -> None:
    """The action on what belongs to others too."""
    blueprint = texts.view.blueprint
    if action.kind == "create" or not handlers.is_own(action) or handlers.may_be_anyones(action):
        return
    plain = {"id", blueprint.deleted_at, *(name for name, _ in action.only)}
    kept = [pair for pair in handlers.where(blueprint, action) if pair[0] in plain]
    widened(texts, action, f"anybodys-{action.handler}", topic="access", kept=kept)


def _deletion(texts: Texts, action: Action) -> None:
    """The action on what was deleted too, and a delete that marks nothing."""
    mark, path = texts.view.blueprint.deleted_at, texts.view.blueprint.files.service
    if not mark or action.kind == "create":
        return
    kept = [pair for pair in handlers.where(texts.view.blueprint, action) if pair[0] != mark]
    name = f"deleted-{names.kebab(action.handler)}"
    narrowed = re.search(rf"= \{{(\s+){mark}: null,\s+", texts.texts[path]) if action.narrowings else None
    if narrowed:
        texts.cut(name, "list", path, narrowed[0], f"= {{{narrowed[1]}")
    else:
        widened(texts, action, name, topic=action.kind, kept=kept)
    if action.kind == "delete":
        texts.cut("never-deleted", "delete", path, f"data: {{ {mark}: new Date() }}", f"data: {{ {mark}: null }}")


def _fixed(texts: Texts, action: Action) -> None:
    """A read that shows the rows too that have another value."""
    path, kept = texts.view.blueprint.files.service, list(handlers.where(texts.view.blueprint, action))
    name = f"shown-anyway-{names.kebab(action.handler)}"
    if action.narrowings:
        found = [re.search(rf"\b{key}: {re.escape(value)},\s+", texts.texts[path]) for key, value in action.only]
        find = found[0][0] if found and found[0] else ""
        texts.cut(name, f"access {action.kind}", path, find, "")
    elif action.only:
        kept = [pair for pair in kept if pair not in action.only]
        widened(texts, action, name, topic=f"access {action.kind}", kept=kept)


def _looked_up(texts: Texts) -> None:
    """A look-up whose key nothing checks."""
    view, action = texts.view, texts.view.lookup
    if action:
        find = f"params: {handlers.key_class(view.blueprint, action)}"
        topic, path = "get input", view.blueprint.files.controller
        texts.cut(f"unchecked-{names.kebab(action.by)}", topic, path, find, f"params: {{ {action.by}: string }}")


def _reach(texts: Texts) -> None:
    reach, path = texts.view.reachable, texts.view.blueprint.files.service
    if reach:
        whole = f"return {reach.test} ? {{}} : {reach.where};"
        texts.cut("anybodys-by-any-role", "access", path, whole, f"return {reach.test} ? {{}} : {{}};")
        texts.cut("role-without-reach", "access", path, whole, f"return {reach.where};")


def _validators(texts: Texts) -> None:
    view, paths = texts.view, texts.view.blueprint.files
    listing = view.action("list")
    if paths.create_dto:
        stripped(texts, paths.create_dto, create_class(view), {column.name for column in view.blueprint.columns})
    if paths.update_dto and not is_inherited(view.blueprint):
        own = {*view.body_names("update")} - {*view.body_names("create")}
        stripped(texts, paths.update_dto, update_class(view), own)
    if paths.list_dto and listing:
        paging = view.style.paging
        own = {paging.position, paging.size} if listing.paginated and paging.query is None else set[str]()
        stripped(texts, paths.list_dto, list_class(view, listing), own)


def _unique(texts: Texts) -> None:
    blueprint, path = texts.view.blueprint, texts.view.blueprint.files.service
    for members in texts.view.uniques if not blueprint.stored else ():
        index = unique_index(blueprint, members)
        label = f"no-unique-{'-'.join(names.kebab(one) for one in members)}"
        texts.found.append(Fault(id=label, topic="unique", sql=f'DROP INDEX "{index}"'))
    texts.cut("conflict-unnoticed", "unique", path, "error.code === 'P2002'", "error.code === 'P0000'")


def _foreign(texts: Texts) -> None:
    """Rows under the parent of somebody else."""
    view, path = texts.view, texts.view.blueprint.files.service
    for check in view.checks:
        owner = view.parent.owner if view.parent and view.parent.label == check.label else ""
        call = rf"\.{check.accessor}\.{check.method}\(\{{\s+where: {re.escape(check.where)}"
        asked = re.search(call, texts.texts[path])
        if owner and asked and f", {owner}" in check.where:
            anyones = asked[0].replace(f", {owner}", f", {owner}: {owner} ? undefined : {owner}")
            texts.cut(f"anyones-{names.kebab(check.variable)}", "access owner", path, asked[0], anyones)


def _existence(texts: Texts) -> None:
    view, path = texts.view, texts.view.blueprint.files.service
    for variable in (*(check.variable for check in view.checks), "row"):
        found = re.search(rf"if \(!{variable}\)\s+throw new NotFoundException\(", texts.texts[path])
        find = found[0] if found else ""
        topic = "unknown get" if variable == "row" else "unknown"
        texts.cut(f"lost-{names.kebab(variable)}", topic, path, find, find.replace("NotFoundException", "Error"))
    for link in view.moved:
        call = f"await this.require{names.pascal(link.name)}(dto.{link.column});"
        texts.cut(f"moved-to-no-{names.kebab(link.name)}", "unknown update", path, f"if (dto.{link.column}) {call}", "")
    texts.cut("gone-unnoticed", "unknown update", path, "error.code === 'P2025'", "error.code === 'P0000'")
    none = re.search(r"if \(count === 0\)\s+throw new NotFoundException\(", texts.texts[path])
    find = none[0] if none else ""
    texts.cut("deletes-nothing", "unknown delete", path, find, find.replace("NotFoundException", "Error"))


def _listing(texts: Texts) -> None:
    view, path = texts.view, texts.view.blueprint.files.service
    action = view.action("list")
    if action is None:
        return
    if action.reordered or not view.site:
        _orders(texts, action)
    if action.paginated and not view.site:
        _first_page(texts)
    if action.page_size:
        _usual_size(texts, action)
    for one in action.narrowings:
        condition = view.condition(one)
        key, _, value = (
            condition.rpartition(": ") if one.match != "contains" else ("contains", "", f"query.{one.parameter}")
        )
        find = f"{key or one.column}: {value}"
        topic = f"filter filter:{one.parameter}"
        texts.cut(f"no-filter-{names.kebab(one.parameter)}", topic, path, find, f"{key or one.column}: undefined")
    above = handlers.under_parent(view.blueprint, action)
    if above:
        pairs = handlers.where(view.blueprint, action)
        whole, rest = (
            handlers.where_text(those) for those in (pairs, [one for one in pairs if one[0] != above.column])
        )
        where = f"where: {whole}" if not view.names_where(action) else f"where = {whole};"
        texts.cut("everyones-list", "list", path, where, where.replace(whole, rest), by_unit=True)
    if view.site:
        texts.cut("narrowed-from-cache", "filter", path, "value !== undefined", "value === null")
        link = handlers.owner(view.blueprint)
        if link and handlers.is_own(action) and action.narrowings:
            first = view.narrowed(action, asked=view.site.narrowed)[0]
            shape = rf"\b{link.column},\s+(?={re.escape(code.dressed(first, view.style))})"
            owned = re.search(shape, texts.texts.get(path, ""))
            find = owned[0] + code.dressed(first, view.style) if owned else ""
            texts.cut("everyones-list", "access", path, find, find.removeprefix(owned[0]) if owned else "")


def _usual_size(texts: Texts, action: Action) -> None:
    """The list with pages of another size."""
    paging, files_ = texts.view.style.paging, texts.view.blueprint.files
    other = paging.default_size if paging.default_size != action.page_size else action.page_size + 1
    path, find = files_.list_dto, f"{paging.size}: number = {action.page_size};"
    if action.cut:
        path, find = files_.service, f"{paging.size} ?? {action.page_size};"
    texts.cut("usual-page-size", "page", path, find, find.replace(str(action.page_size), str(other)))


def _orders(texts: Texts, action: Action) -> None:
    view, path = texts.view, texts.view.blueprint.files.service
    order = f"orderBy: {view.order(action)}"
    turned = [(name, "asc" if direction == "desc" else "desc") for name, direction in action.order]
    wrong = {"order-turned": [turned[0], *action.order[1:]], "ties-turned": [*action.order[:-1], turned[-1]]}
    for name, pairs in wrong.items() if len(action.order) > 1 else [("order-turned", wrong["order-turned"])]:
        texts.cut(name, "order list", path, order, f"orderBy: {_order(pairs)}", by_unit=True)


def _first_page(texts: Texts) -> None:
    view, path, paging = texts.view, texts.view.blueprint.files.service, texts.view.style.paging
    only = f"take: query.{paging.size}" if paging.arguments else "skip: 0"
    texts.cut("always-first-page", "page", path, view.slice_lines[0], only, by_unit=True)


def _order(pairs: list[tuple[str, str]]) -> str:
    items = [f"{{ {name}: '{direction}' }}" for name, direction in pairs]
    return items[0] if len(items) == 1 else f"[{', '.join(items)}]"


def _leak(texts: Texts) -> None:
    view, path = texts.view, texts.view.blueprint.files.service
    if view.writer:
        find = f"const {view.select} = {{\n  id: true,\n"
        texts.cut("owner-shown", "exposure", path, find, f"{find}  {view.writer.column}: true,\n")
