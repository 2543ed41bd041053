"""New fields of an existing resource: into its DTOs, its select, its mapper, and what it gives Prisma."""

from collections.abc import Callable

from podium.recipes import code, columns
from podium.recipes.edits import typescript
from podium.recipes.nest_resource import inputs
from podium.recipes.nouns import Blueprint, Column, Growth, Import, Spot, Style

Change = Callable[[str], str]


def changes(blueprint: Blueprint, growth: Growth) -> dict[str, Change]:
    """For each file the change that takes the new fields up."""
    steps: list[tuple[str, Change]] = []
    for column in blueprint.columns:
        for spot, always in ((growth.create, False), (growth.update, True)):
            if spot.name:
                steps.append((spot.file, _input(spot, column, blueprint.style, always=always)))
        if growth.row.name:
            steps.append((growth.row.file, _row(growth.row, column, blueprint.style)))
        if growth.select.name:
            steps.append((growth.select.file, _selected(growth.select, column)))
        if growth.mapper.name:
            steps.append((growth.mapper.file, _mapped(growth.mapper, column)))
        steps += [(blueprint.files.service, _assigned(one, column)) for one in growth.assigned]
    found: dict[str, Change] = {}
    for path, change in steps:
        found[path] = _then(found[path], change) if path in found else change
    return found


def files(growth: Growth, service: str) -> list[str]:
    """The files that are changed."""
    spots = (growth.create, growth.update, growth.row, growth.select, growth.mapper)
    found = {spot.file for spot in spots if spot.name} | ({service} if growth.assigned else set[str]())
    return sorted(found)


def _then(first: Change, second: Change) -> Change:
    return lambda text: second(first(text))


def _known(style: Style, column: Column) -> list[Import]:
    found = [*inputs.known(), *([style.largest_integer] if style.largest_integer else [])]
    return found + ([Import(name=column.prisma, source=style.prisma_types)] if column.type == "enum" else [])


def _with_imports(text: str, body: str, path: str, column: Column, style: Style) -> str:
    for one in code.used(body, _known(style, column)):
        text = typescript.with_import(text, one.name, code.source_of(one, path, style))
    return text


def _input(spot: Spot, column: Column, style: Style, *, always: bool) -> Change:
    body = inputs.block(column, style, always=always)

    def change(text: str) -> str:
        text = typescript.with_members(text, spot.name, [code.dressed(body, style)])
        return _with_imports(text, body, spot.file, column, style)

    return change


def _row(spot: Spot, column: Column, style: Style) -> Change:
    body = f"  {column.name}{'!' if style.bang else ''}: {columns.row_type(column)};"

    def change(text: str) -> str:
        text = typescript.with_members(text, spot.name, [code.dressed(body, style)])
        return _with_imports(text, body, spot.file, column, style)

    return change


def _selected(spot: Spot, column: Column) -> Change:
    return lambda text: typescript.with_constant_key(text, spot.name, f"{column.name}: true")


def _mapped(spot: Spot, column: Column) -> Change:
    whole = columns.converted(column, "").removeprefix(".") if columns.is_converted(column) else column.name
    return lambda text: typescript.with_mapped_field(text, spot.name, column.name, whole)


def _assigned(spot: Spot, column: Column) -> Change:
    value = f"dto.{column.name}"
    value = f"{value} && new Date({value})" if column.type in {"date", "datetime"} else value
    return lambda text: typescript.with_data(text, spot.file, spot.name, f"{column.name}: {value}")
