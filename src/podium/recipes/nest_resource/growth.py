"""New fields of an existing resource: into its DTOs, its select, its mapper, and what it gives Prisma."""

from collections.abc import Callable
from dataclasses import dataclass

from podium.recipes import code, columns, handlers
from podium.recipes.edits import typescript
from podium.recipes.nest_resource import extension, inputs
from podium.recipes.nest_resource.view import ResourceView
from podium.recipes.nouns import Blueprint, Column, Growth, Import, Link, Spot, Style
from podium.recipes.render import rendered

Change = Callable[[str], str]


@dataclass(frozen=True, kw_only=True)
class _Entry:
    """A new field of a column or of a key, as each file needs it; `mapped` is its value in a mapper."""

    name: str
    kind: str
    mapped: str
    dated: bool
    body: Callable[[bool], str]


def _entries(blueprint: Blueprint) -> list[_Entry]:
    style = blueprint.style
    keys = [
        _Entry(
            name=link.column,
            kind=f"{handlers.ID_TYPES[link.id_kind]} | null",
            mapped=link.column,
            dated=False,
            body=lambda always, link=link: inputs.key_block(link, style, always=always),
        )
        for link in blueprint.links
    ]
    return [*keys, *(_of_column(one, style) for one in blueprint.columns)]


def _of_column(column: Column, style: Style) -> _Entry:
    return _Entry(
        name=column.name,
        kind=columns.row_type(column),
        mapped=columns.converted(column, "").removeprefix(".") if columns.is_converted(column) else column.name,
        dated=column.type in {"date", "datetime"},
        body=lambda always: inputs.block(column, style, always=always),
    )


def changes(blueprint: Blueprint, growth: Growth) -> dict[str, Change]:
    """For each file the change that takes the new fields up."""
    steps: list[tuple[str, Change]] = []
    for entry in _entries(blueprint):
        for spot, always in ((growth.create, False), (growth.update, True)):
            if spot.name:
                steps.append((spot.file, _member(spot, entry.body(always), blueprint)))
        if growth.row.name:
            row = f"  {entry.name}{'!' if blueprint.style.bang else ''}: {entry.kind};"
            steps.append((growth.row.file, _member(growth.row, row, blueprint)))
        if growth.select.name:
            steps.append((growth.select.file, _selected(growth.select, entry)))
        if growth.mapper.name:
            steps.append((growth.mapper.file, _mapped(growth.mapper, entry)))
        steps += [(blueprint.files.service, _assigned(one, entry)) for one in growth.assigned]
    steps += [(blueprint.files.service, _checked(link, blueprint, growth)) for link in blueprint.links]
    found: dict[str, Change] = {}
    for path, change in steps:
        found[path] = _then(found[path], change) if path in found else change
    return found


def files(growth: Growth, service: str, *, keys: bool = False) -> list[str]:
    """The files that are changed; `keys`: a field is a key, whose row the service looks for."""
    spots = (growth.create, growth.update, growth.row, growth.select, growth.mapper)
    held = growth.assigned or keys
    return sorted({spot.file for spot in spots if spot.name} | ({service} if held else set[str]()))


def _then(first: Change, second: Change) -> Change:
    return lambda text: second(first(text))


def _with_imports(text: str, body: str, path: str, blueprint: Blueprint) -> str:
    style = blueprint.style
    enums = [Import(name=one, source=style.prisma_types) for one in columns.enum_imports(blueprint)]
    known = [*inputs.known(), *([style.largest_integer] if style.largest_integer else []), *enums]
    for one in code.used(body, known):
        text = typescript.with_import(text, one.name, code.source_of(one, path, style))
    return text


def _member(spot: Spot, body: str, blueprint: Blueprint) -> Change:
    def change(text: str) -> str:
        text = typescript.with_members(text, spot.name, [code.dressed(body, blueprint.style)])
        return _with_imports(text, body, spot.file, blueprint)

    return change


def _selected(spot: Spot, entry: _Entry) -> Change:
    return lambda text: typescript.with_constant_key(text, spot.name, f"{entry.name}: true")


def _mapped(spot: Spot, entry: _Entry) -> Change:
    return lambda text: typescript.with_mapped_field(text, spot.name, entry.name, entry.mapped)


def _assigned(spot: Spot, entry: _Entry) -> Change:
    value = f"dto.{entry.name}"
    value = f"{value} && new Date({value})" if entry.dated else value
    return lambda text: typescript.with_data(text, spot.file, spot.name, f"{entry.name}: {value}")


def _checked(link: Link, blueprint: Blueprint, growth: Growth) -> Change:
    """The service with a method that refuses an unknown row, called first by every method that takes a body."""
    view = ResourceView(blueprint)
    check = view.reference_check(link)
    values = {"check": check, "v": view, "b": blueprint, "s": blueprint.style}
    whole = extension.dressed(rendered("nest_resource", "check.ts.j2", **values), view)

    def change(text: str) -> str:
        for method, body in growth.writers:
            value = f"{body}.{link.column}"
            call = f"if ({value}) await this.{check.name}({value});"
            text = typescript.with_first_statement(text, growth.service, method, code.dressed(call, view.style))
        text = typescript.with_method(text, growth.service, whole)
        return extension.imported(text, whole, blueprint.files.service, view)

    return change
