"""What the README says of the new routes: rows of its table, or a section of its own."""

from podium.recipes import handlers, names
from podium.recipes.edits import markdown
from podium.recipes.nest_resource.view import ResourceView
from podium.recipes.nouns import Action
from podium.recipes.openapi_docs.decorators import unknown_of

PATHS = ("path", "route", "endpoint", "url", "uri")
WHO = ("who", "access", "auth", "role", "roles", "authentication")


def changed(text: str, view: ResourceView) -> str:
    """The README with the feature's routes. Raises `EditProblem` where its table is not as the survey saw it."""
    table = view.blueprint.readme_columns
    if table:
        return _with_rows(text, table, view)
    lines = [
        f"- `{one.method} {view.style.prefix}{one.path}` ({who(one)}): {what(one, view)}"
        for one in view.blueprint.actions
    ]
    return markdown.with_section(text, view.blueprint.label_plural.capitalize(), "\n".join(lines))


def _with_rows(text: str, table: tuple[str, ...], view: ResourceView) -> str:
    lowered = [one.lower() for one in table]
    key = tuple(number for number, one in enumerate(lowered) if one == "method" or one in PATHS)
    column = next(number for number, one in enumerate(lowered) if one in PATHS)
    present = next((markdown.cells(line) for line in text.split("\n") if _is_row(line, table)), list[str]())
    ticked = bool(present) and present[column].startswith("`")
    rows = [_row(table, action, view, ticked=ticked) for action in view.blueprint.actions]
    beside = (column, view.style.prefix + view.site.path) if view.site and view.site.path else None
    return markdown.with_rows(text, table, rows, key=key, beside=beside)


def extended(text: str, action: Action, view: ResourceView) -> str:
    """The README with what a list that is there takes from now on, behind what its table says of it."""
    table, said = view.blueprint.readme_columns, asks(action, view)
    lowered = [one.lower() for one in table]
    column = next(
        (at for at, one in enumerate(lowered) if one != "method" and one not in PATHS and one not in WHO), None
    )
    key = {at: action.method for at, one in enumerate(lowered) if one == "method"}
    key |= {at: view.style.prefix + action.path for at, one in enumerate(lowered) if one in PATHS}
    return markdown.with_addition(text, table, key, column=column, addition=f", {said}") if column is not None else text


def asks(action: Action, view: ResourceView) -> str:
    """What a list that is there takes, in words."""
    paging = view.style.paging
    found = [f"narrowed by {names.listed([one.parameter for one in action.narrowings])}"] if action.narrowings else []
    found += [_order(action, view)] if action.reordered and not action.cut else []
    found += [f"cut by {paging.position} and {paging.size}"] if action.cut else []
    return ", ".join([*found, *([f"{action.page_size} to a page"] if action.page_size else [])])


def _is_row(line: str, table: tuple[str, ...]) -> bool:
    cells = markdown.cells(line)
    return len(cells) == len(table) and tuple(cells) != table and not set(cells[0]) <= set(":- ")


def _row(table: tuple[str, ...], action: Action, view: ResourceView, *, ticked: bool = False) -> tuple[str, ...]:
    path = view.style.prefix + action.path
    found: list[str] = []
    for name in (one.lower() for one in table):
        if name == "method":
            found.append(action.method)
        elif name in PATHS:
            found.append(f"`{path}`" if ticked else path)
        elif name in WHO:
            found.append(who(action))
        else:
            found.append(what(action, view))
    return tuple(found)


def who(action: Action) -> str:
    """Who may do it, in a word or two."""
    match action.access:
        case "public":
            return "anyone"
        case "signed_in":
            return "signed in"
        case "role":
            return " or ".join(role.lower() for role in action.roles)
        case "owner":
            others = "".join(f" or {role.lower()}" for role in action.roles)
            return f"its owner{others}" if handlers.has_id(action) else "signed in"


def what(action: Action, view: ResourceView) -> str:
    """What it does, and what it refuses."""
    blueprint = view.blueprint
    label, many = blueprint.label, blueprint.label_plural
    some = names.with_article(label)
    above = handlers.under_parent(blueprint, action)
    under = f" of {names.with_article(above.label)}" if above else ""
    if action.kind == "list":
        own = "own " if handlers.is_own(action) and not above else ""
        state, others = shown_alone(action)
        details = [
            f"{own}{state}{many}{under}{others}",
            *([f"all of them for {_roles(action)}"] if own and action.roles else []),
            _order(action, view),
            *(["paginated"] if action.paginated else []),
        ]
        details += [f"{action.page_size} to a page"] if action.page_size else []
        details += (
            [f"narrowed by {names.listed([one.parameter for one in action.narrowings])}"] if action.narrowings else []
        )
        return ", ".join(one for one in details if one)
    state, others = shown_alone(action)
    one = f"one {state}{label}{others}{f' by its {names.words(action.by)}' if action.by else ''}"
    text = {"create": f"create {some}", "get": one, "update": f"change {some}", "delete": f"delete {some}"}[action.kind]
    if action.kind == "delete" and blueprint.deleted_at:
        text += ", which is kept unseen"
    unknown = unknown_of(view, action).partition(",")[0]
    refusals = [f"404 if the {unknown} is unknown"] if unknown and action.kind != "get" else []
    if action.kind in {"create", "update"} and view.collides(action):
        refusals.append(
            "409 if it exists" if action.kind == "create" or not view.site else "409 if there is one like it"
        )
    if action.kind == "delete" and view.site and view.site.children:
        refusals.append("409 if it is in use")
    return "; ".join([text + (under if action.kind == "create" else ""), *([", ".join(refusals)] if refusals else [])])


def _roles(action: Action) -> str:
    return " or ".join(names.with_article(role.lower()) for role in action.roles)


def shown_alone(action: Action) -> tuple[str, str]:
    """The state of what a read shows, as words before and behind its name: `published `, ` with status LIVE`."""
    flags = [names.words(name) for name, value in action.only if value == "true"]
    others = [f"{names.words(name)} {value}".replace("'", "") for name, value in action.only if value != "true"]
    return "".join(f"{one} " for one in flags), f" with {names.listed(others)}" if others else ""


def _order(action: Action, view: ResourceView) -> str:
    field, direction = action.order[0]
    if field in view.blueprint.stamps:
        return "newest first" if direction == "desc" else "oldest first"
    return f"by {names.words(field)}"


def request_text(action: Action, view: ResourceView) -> str:
    """What a request holds, as the plan's contract says it."""
    if action.kind == "list":
        query = (
            [f"{view.style.paging.position}=1", f"{view.style.paging.size}={view.usual_size}"]
            if action.paginated
            else [f"{view.style.paging.position}=", f"{view.style.paging.size}="]
            if action.cut
            else []
        )
        query += [f"{one.parameter}=" for one in action.narrowings]
        return f"?{'&'.join(query)}" if query else ""
    if action.kind not in {"create", "update"} or not handlers.has_body(view.blueprint, action.kind):
        return ""
    names_ = [(link.column, link.optional) for link in handlers.named(view.blueprint, action.kind)]
    names_ += [(column.name, column.may_be_left_out) for column in handlers.taken(view.blueprint, action.kind)]
    return "{" + ", ".join(f"{name}{'?' if maybe or action.kind == 'update' else ''}" for name, maybe in names_) + "}"


def response_text(action: Action, view: ResourceView) -> str:
    """What an answer holds, as the plan's contract says it."""
    row = "{" + ", ".join(name for name, _ in view.row_fields) + "}"
    match action.kind:
        case "delete":
            return ""
        case "list":
            keys = [f"{key}: [{row}]" if holds == "items" else key for key, holds in view.style.paging.shape]
            return "{" + ", ".join(keys) + "}" if action.paginated else f"[{row}]"
        case _:
            return row
