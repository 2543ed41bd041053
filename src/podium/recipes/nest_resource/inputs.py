"""The classes of what comes in: bodies of create and update, and the query of a list."""

import re
from dataclasses import dataclass, replace

from podium.recipes import code, columns, handlers, names
from podium.recipes.layout import laid_out
from podium.recipes.nest_resource.view import ResourceView
from podium.recipes.nouns import Action, Blueprint, Column, Import, Link, Narrowing, Site, Style
from podium.recipes.render import rendered
from podium.recipes.view import View

VALIDATORS = [
    "IsBoolean",
    "IsEmail",
    "IsEnum",
    "IsISO8601",
    "IsInt",
    "IsNumber",
    "ValidateBy",
    "IsObject",
    "IsOptional",
    "IsRFC3339",
    "IsString",
    "IsUUID",
    "IsUrl",
    "Length",
    "Matches",
    "Max",
    "MaxLength",
    "Min",
    "MinLength",
    "ValidateIf",
]
COMMON = [
    "Body",
    "Controller",
    "Delete",
    "Get",
    "HttpCode",
    "Param",
    "ParseIntPipe",
    "ParseUUIDPipe",
    "Patch",
    "Post",
    "Query",
    "Req",
    "UseGuards",
    "Injectable",
    "Module",
    "NotFoundException",
    "ConflictException",
]
TO_BOOLEAN = "Transform(({ value }): unknown => (value === 'true' ? true : value === 'false' ? false : value))"


@dataclass(frozen=True, kw_only=True)
class Property:
    """A property of a class with its decorators, each without the at sign."""

    decorators: tuple[str, ...]
    declaration: str


def known() -> list[Import]:
    """What validates and transforms."""
    found = [Import(name=name, source="class-validator") for name in VALIDATORS]
    return found + [Import(name=name, source="class-transformer") for name in ("Transform", "Type")]


def create_class(view: ResourceView) -> str:
    """The body of a create."""
    style = view.style
    properties = [_reference(link, style) for link in view.references]
    properties += [_property(column, style) for column in handlers.taken(view.blueprint, "create")]
    return _class(view, view.blueprint.files.create_dto, f"Create{view.model}Dto", properties)


def update_class(view: ResourceView) -> str:
    """The body of an update: every property of a create, each of which may be left out, none of which may be null."""
    blueprint, path, style = view.blueprint, view.blueprint.files.update_dto, view.style
    if is_inherited(blueprint):
        create = view.dto_import("create")
        picked = view.body_names("update")
        some = f"PickType({create.name}, [{', '.join(code.quoted(one) for one in picked)}])"
        part = create.name if set(picked) == set(view.body_names("create")) else some
        base = f"PartialType({part}, {{ skipNullProperties: false }})"
        types = [Import(name=one, source=style.partial_type) for one in ("PartialType", "PickType")]
        body = f"export class Update{view.model}Dto extends {base} {{}}"
        return code.finished(body, path, known=[*types, create], style=style)
    properties = [_reference(link, style, always=True) for link in handlers.named(blueprint, "update")]
    properties += [_property(column, style, always=True) for column in handlers.taken(blueprint, "update")]
    return _class(view, path, f"Update{view.model}Dto", properties)


def is_inherited(blueprint: Blueprint) -> bool:
    """Whether an update's body is made of a create's: where it holds nothing else, and a type for that is there."""
    view = View(blueprint)
    return bool(blueprint.style.partial_type) and set(view.body_names("update")) <= set(view.body_names("create"))


def key_class(view: ResourceView, action: Action) -> str:
    """What of a path tells one row, checked as a create checks it."""
    path, style, name = view.blueprint.files.key_dto, view.style, handlers.key_class(view.blueprint, action)
    column = next(one for one in view.blueprint.columns if one.name == action.by)
    if style.partial_type and view.blueprint.files.create_dto and action.by in view.body_names("create"):
        create, pick = view.dto_import("create"), Import(name="PickType", source=style.partial_type)
        body = f"export class {name} extends PickType({create.name}, [{code.quoted(action.by)}]) {{}}"
        return code.finished(body, path, known=[pick, create], style=style)
    return _class(view, path, name, [_property(column, style)])


def changing_class(view: ResourceView, site: Site) -> str:
    """The body of an update of what is there: what a create checks is checked alike, the rest by validators here."""
    path, style = view.blueprint.files.update_dto, view.style
    picked = [one.name for one in view.blueprint.changed if one.inherited]
    columns_ = {one.name: columns.bounded_body(one) for one in view.blueprint.columns}
    own = [_property(columns_[one.name], style, always=True) for one in view.blueprint.changed if not one.inherited]
    name = f"Update{view.model}Dto"
    if not picked or site.create is None:
        return _class(view, path, name, own)
    some = f"PickType({site.create.name}, [{', '.join(code.quoted(one) for one in picked)}])"
    part = site.create.name if tuple(picked) == site.create_names else some
    base = f"PartialType({part}, {{ skipNullProperties: false }})"
    known_ = [*view.known(), *known(), site.create]
    known_ += [Import(name=one, source=style.partial_type) for one in ("PartialType", "PickType")]
    body = rendered("nest_resource", "input.ts.j2", name=name, base=base, fields=own) if own else ""
    return code.finished(body or f"export class {name} extends {base} {{}}", path, known=known_, style=style)


def list_class(view: ResourceView, action: Action) -> str:
    """The query of a list: where the page begins, how long it is, and what narrows the list."""
    style, paging = view.style, view.style.paging
    properties: list[Property] = []
    if action.paginated and paging.query is None and view.site is None:
        properties = [_page(style), _size(style, action.page_size)]
    elif action.cut:
        properties = [_maybe(_page(style)), _maybe(_size(style))]
    elif action.page_size:
        plain = _size(style, action.page_size)
        properties = [replace(plain, declaration=f"override {plain.declaration}")]
    properties += [_narrowing(one, view) for one in action.narrowings]
    query = view.site.query if view.site else paging.query if action.paginated else None
    base = query.name if query else ""
    name = f"List{names.pascal(view.blueprint.plural)}Dto"
    return _class(view, view.blueprint.files.list_dto, name, properties, base=base)


def block(column: Column, style: Style, *, always: bool = False) -> str:
    """The lines of a property, as they stand in its class."""
    return _lines(_property(column, style, always=always), style)


def key_block(link: Link, style: Style, *, always: bool = False) -> str:
    """The same for the key of another model."""
    return _lines(_reference(link, style, always=always), style)


def key_checks(link: Link, style: Style) -> tuple[str, ...]:
    """What checks such a key, without the at sign."""
    return _id_checks(link, style)


def _lines(one: Property, style: Style) -> str:
    lines = [*(f"  @{decorator}" for decorator in one.decorators), f"  {one.declaration};"]
    return laid_out("\n".join(lines), style)


def _class(view: ResourceView, path: str, name: str, properties: list[Property], *, base: str = "") -> str:
    body = rendered("nest_resource", "input.ts.j2", name=name, base=base, fields=properties)
    return code.finished(body, path, known=[*view.known(), *known()], style=view.style)


def _declared(name: str, kind: str, style: Style, *, maybe: bool) -> str:
    mark = "?" if maybe else "!" if style.bang else ""
    return f"{name}{mark}: {kind}"


def _property(column: Column, style: Style, *, always: bool = False) -> Property:
    decorators = [*columns.presence(column, always=always), *columns.validators(column, style)]
    maybe = always or column.may_be_left_out
    declaration = _declared(column.name, columns.dto_type(column), style, maybe=maybe)
    return Property(decorators=tuple(decorators), declaration=declaration)


def _reference(link: Link, style: Style, *, always: bool = False) -> Property:
    presence = "ValidateIf((_, value) => value !== undefined)"
    first = ["IsOptional()"] if link.optional else [presence] if always else []
    kind = handlers.ID_TYPES[link.id_kind]
    declaration = _declared(link.column, kind, style, maybe=always or link.optional)
    return Property(decorators=(*first, *_id_checks(link, style)), declaration=declaration)


def _id_checks(link: Link, style: Style) -> tuple[str, ...]:
    return {
        "int": ("IsInt()", "Min(1)", f"Max({columns.largest(style)})"),
        "uuid": ("IsUUID()",),
        "cuid": ("IsString()", "Length(1, 64)"),
    }[link.id_kind]


def _page(style: Style) -> Property:
    paging = style.paging
    low = 0 if paging.by_offset else 1
    high = columns.number(paging.largest_position)
    decorators = ("Type(() => Number)", "IsInt()", f"Min({low})", f"Max({high})")
    return Property(decorators=decorators, declaration=f"{paging.position}: number = {low}")


def _size(style: Style, usual: int = 0) -> Property:
    paging = style.paging
    decorators = ("Type(() => Number)", "IsInt()", "Min(1)", f"Max({paging.largest_size})")
    return Property(decorators=decorators, declaration=f"{paging.size}: number = {usual or paging.default_size}")


def _maybe(one: Property) -> Property:
    """The same where nothing is assumed in its place."""
    declaration = re.sub(r"^(\w+): (\w+) = .*", r"\1?: \2", one.declaration)
    return Property(decorators=("IsOptional()", *one.decorators), declaration=declaration)


def _narrowing(one: Narrowing, view: ResourceView) -> Property:
    column = narrowed(one, view)
    link = next((link for link in view.blueprint.links if link.column == one.column), None)
    checks = _id_checks(link, view.style) if link else columns.query_validators(column, view.style)
    convert = {"integer": ["Type(() => Number)"], "decimal": ["Type(() => Number)"], "boolean": [TO_BOOLEAN]}
    decorators = ["IsOptional()", *convert.get(column.type, []), *checks]
    declaration = f"{one.parameter}?: {columns.dto_type(column)}"
    return Property(decorators=tuple(decorators), declaration=declaration)


def narrowed(one: Narrowing, view: ResourceView) -> Column:
    """The column that a query parameter is checked like: a part of a text may be short, a stamp is a time."""
    found = next((column for column in view.blueprint.columns if column.name == one.column), None)
    link = next((link for link in view.blueprint.links if link.column == one.column), None)
    if found is None:
        if link and link.id_kind == "int":
            return Column(name=one.parameter, type="integer", prisma="Int", minimum=1)
        kind = "string" if link else "datetime"
        return Column(name=one.parameter, type=kind, prisma="String", max_length=64 if link else None)
    if one.match == "contains":
        return Column(name=one.parameter, type="string", prisma="String", min_length=1, max_length=100)
    return Column(
        name=one.parameter,
        type=found.type,
        prisma=found.prisma,
        minimum=found.minimum,
        maximum=found.maximum,
        max_length=found.max_length,
        values=found.values,
        native=found.native,
    )
