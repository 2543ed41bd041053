"""The Swagger decorators of a feature: what each property, handler and class says of itself."""

from podium.recipes import columns, handlers, names
from podium.recipes.nest_resource.inputs import narrowed
from podium.recipes.nest_resource.view import ResourceView
from podium.recipes.nouns import Action, Column, Style

INTEGER = "type: 'integer'"


def row_lines(view: ResourceView) -> dict[str, str]:
    """The decorator of every property of a row's class."""
    found = {"id": _property(_id_options(view.style.id_kind))}
    for link in view.blueprint.links:
        if link.role != "owner":
            found[link.column] = _property(_nullable(_id_options(link.id_kind), "String", optional=link.optional))
    for column in view.blueprint.columns:
        found[column.name] = _property(_answer_options(column))
    return found | {stamp: _property([]) for stamp in view.blueprint.stamps}


def page_lines(view: ResourceView) -> dict[str, str]:
    """The decorator of every property of a page's class that its base does not have."""
    found: dict[str, str] = {}
    for name, kind in view.page_fields or []:
        if kind.endswith("[]"):
            found[name] = _property([f"type: [{view.row_dto}]"])
        elif kind == "number":
            found[name] = _property([INTEGER])
        else:
            inner = ", ".join(
                f"{part.split(':')[0].strip(' {')}: {{ {INTEGER} }}" for part in kind.strip("{} ").split(";")
            )
            found[name] = _property(["type: 'object'", f"properties: {{ {inner} }}"])
    return found


def body_lines(view: ResourceView, *, always: bool = False) -> dict[str, str]:
    """The decorator of every property of a body; `always`: of an update's, all of which may be left out."""
    kind, found = "update" if always else "create", dict[str, str]()
    for link in handlers.named(view.blueprint, kind):
        found[link.column] = _property(_id_options(link.id_kind), optional=always or link.optional)
    for column in handlers.taken(view.blueprint, kind):
        found[column.name] = _property(_input_options(column), optional=always or column.may_be_left_out)
    return found


def query_lines(view: ResourceView, action: Action) -> dict[str, str]:
    """The decorator of every property of a list's query."""
    paging, found = view.style.paging, dict[str, str]()
    if action.cut or (action.paginated and paging.query is None and view.site is None):
        low = 0 if paging.by_offset else 1
        bounds = [INTEGER, f"minimum: {low}", f"maximum: {columns.number(paging.largest_position)}"]
        size = [INTEGER, "minimum: 1", f"maximum: {paging.largest_size}"]
        if not action.cut:
            bounds, size = [*bounds, f"default: {low}"], [*size, f"default: {view.usual_size}"]
        found = {paging.position: _property(bounds, optional=True), paging.size: _property(size, optional=True)}
    elif action.page_size:
        size = [INTEGER, "minimum: 1", f"maximum: {paging.largest_size}", f"default: {action.page_size}"]
        found = {paging.size: _property(size, optional=True)}
    for one in action.narrowings:
        found[one.parameter] = _property(_input_options(narrowed(one, view)), optional=True)
    return found


def class_lines(view: ResourceView) -> list[str]:
    """The controller's decorators."""
    found = [f"@ApiTags('{view.blueprint.plural}')"]
    if _all_guarded(view):
        found += ["@ApiBearerAuth()", "@ApiUnauthorizedResponse({ description: 'No valid token' })"]
    return found


def handler_lines(view: ResourceView, action: Action) -> list[str]:
    """A handler's decorators: who may, its ids, its answer, its refusals."""
    guarded = action.access != "public" and not _all_guarded(view)
    found = ["@ApiBearerAuth()"] if guarded else []
    found += [f"@ApiParam({{ name: '{name}', {INTEGER} }})" for name in _integer_ids(view, action)]
    found.append(_answer(view, action))
    bad = _bad(view, action)
    found += [_response("BadRequest", f"Invalid {bad}")] if bad else []
    found += [_response("Unauthorized", "No valid token")] if guarded else []
    if action.access == "role":
        roles = [names.with_article(names.words(role.lower())) for role in action.roles]
        found.append(_response("Forbidden", f"Not {' or '.join(roles)}"))
    unknown = unknown_of(view, action)
    found += [_response("NotFound", f"Unknown {unknown}")] if unknown else []
    if action.kind in {"create", "update"} and view.collides(action):
        found.append(_response("Conflict", view.taken[:1].upper() + view.taken[1:]))
    if action.kind == "delete" and view.site and view.site.children:
        found.append(_response("Conflict", view.in_use[:1].upper() + view.in_use[1:]))
    return found


def unknown_of(view: ResourceView, action: Action) -> str:
    """What may be unknown to an action, in words; an empty string for nothing."""
    label = view.blueprint.label
    found = [label if not handlers.is_own(action) else f"{label}, or not an own one"]
    found = found if handlers.has_id(action) or action.by else []
    above = handlers.under_parent(view.blueprint, action)
    found += [above.label] if above and not handlers.has_id(action) else []
    named = handlers.named(view.blueprint, action.kind) if action.kind in {"create", "update"} else []
    found += [link.label for link in named]
    return " or ".join(found)


def _all_guarded(view: ResourceView) -> bool:
    if view.site:
        return bool(view.site.guards)
    return all(action.access != "public" for action in view.blueprint.actions)


def _integer_ids(view: ResourceView, action: Action) -> list[str]:
    above = handlers.under_parent(view.blueprint, action)
    found = [above.column] if above and above.id_kind == "int" else []
    return found + (["id"] if handlers.has_id(action) and view.style.id_kind == "int" else [])


def _answer(view: ResourceView, action: Action) -> str:
    match action.kind:
        case "create":
            return f"@ApiCreatedResponse({{ type: {view.row_dto} }})"
        case "delete":
            return "@ApiNoContentResponse()"
        case "list":
            kind = view.page_dto if action.paginated else f"[{view.row_dto}]"
            return f"@ApiOkResponse({{ type: {kind} }})"
        case _:
            return f"@ApiOkResponse({{ type: {view.row_dto} }})"


def _bad(view: ResourceView, action: Action) -> str:
    found = [names.words(action.by) or "id"] if ":" in action.path else []
    if action.kind in {"create", "update"} and handlers.has_body(view.blueprint, action.kind):
        found.append(view.blueprint.label)
    if action.kind == "list" and handlers.query_class(view.blueprint, action):
        paging = view.style.paging
        found += [paging.position, paging.size] if action.paginated or action.cut else []
        found += ["filter"] if action.narrowings else []
    return ", ".join(found[:-1]) + (" or " if found[:-1] else "") + found[-1] if found else ""


def _response(kind: str, description: str) -> str:
    return f"@Api{kind}Response({{ description: {_text(description)} }})"


def _text(description: str) -> str:
    return f"'{description}'" if "'" not in description else f'"{description}"'


def _property(options: list[str], *, optional: bool = False) -> str:
    name = "ApiPropertyOptional" if optional else "ApiProperty"
    return f"@{name}({{ {', '.join(options)} }})" if options else f"@{name}()"


def _id_options(kind: str) -> list[str]:
    return {"int": [INTEGER], "uuid": ["format: 'uuid'"]}.get(kind, [])


def _nullable(options: list[str], kind: str, *, optional: bool) -> list[str]:
    if not optional:
        return options
    typed = options if any(one.startswith(("type:", "enum:")) for one in options) else [f"type: {kind}", *options]
    return [*typed, "nullable: true"]


def _answer_options(column: Column) -> list[str]:
    kinds = {"integer": "Number", "boolean": "Boolean", "datetime": "Date", "json": "Object"}
    options = {
        "integer": [INTEGER],
        "decimal": [f"example: {columns.answered(column, '1')}", f"description: '{_places(column)}'"],
        "date": ["format: 'date'"],
        "email": ["format: 'email'"],
        "url": ["format: 'uri'"],
        "json": ["type: Object"],
        "enum": [f"enum: {column.prisma}", f"enumName: '{column.prisma}'"],
    }.get(column.type, [])
    return _nullable(options, kinds.get(column.type, "String"), optional=column.optional)


def _places(column: Column) -> str:
    return f"Decimal number with {columns.places(column)} places"


def _input_options(column: Column) -> list[str]:
    options = {
        "integer": [INTEGER],
        "date": ["format: 'date'"],
        "datetime": ["format: 'date-time'"],
        "email": ["format: 'email'"],
        "url": ["format: 'uri'"],
        "json": ["type: Object"],
        "enum": [f"enum: {column.prisma}", f"enumName: '{column.prisma}'"],
    }.get(column.type, [])
    options = [*options]
    for name, bound in (("minimum", column.minimum), ("maximum", column.maximum)):
        options += [f"{name}: {columns.number(bound)}"] if bound is not None else []
    for name, bound in (("minLength", column.min_length), ("maxLength", column.max_length)):
        options += [f"{name}: {columns.number(bound)}"] if bound and column.type in {"string", "text", "url"} else []
    return options + ([f"default: {_default(column)}"] if column.default else [])


def _default(column: Column) -> str:
    return column.default if column.type in {"integer", "decimal", "boolean"} else f"'{column.default}'"


def fitted(decorator: str, style: Style) -> str:
    """The decorator with its options one a line where it is too long."""
    head, brace, options = decorator.partition("({ ")
    if not brace or len(decorator) + len(style.indent) <= style.width:
        return decorator
    parts = split_options(options.removesuffix(" })"))
    return f"{head}({{\n" + "".join(f"  {part},\n" for part in parts) + "})"


def split_options(text: str) -> list[str]:
    """The properties of an object's inside, not cut inside of brackets or strings."""
    parts, depth, quote, start = list[str](), 0, "", 0
    for at, char in enumerate(text):
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"`":
            quote = char
        elif char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
        elif char == "," and depth == 0:
            parts.append(text[start:at].strip())
            start = at + 1
    return [*parts, text[start:].strip()]
