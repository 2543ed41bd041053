"""What is asked of a list that is there already: filters, an order, a cut; its answer and its callers stay."""

from dataclasses import replace
from typing import Literal, cast

from podium.plan.analysis import Operation
from podium.plan.survey import Dto, Route
from podium.recipes import names
from podium.recipes.design.site import Ground, access_of, list_method
from podium.recipes.design.unknown import Present, Unknown
from podium.recipes.edits import lists
from podium.recipes.edits.problem import EditProblem
from podium.recipes.nouns import Action, Import, Site
from podium.recipes.paging import default
from podium.recipes.style import value

Order = tuple[tuple[str, Literal["asc", "desc"]], ...]


def extended_list(
    action: Action, operation: Operation, route: Route, *, ground: Ground, site: Site, owner: str
) -> tuple[Action, Site]:
    """The action as the list that is there does it beside what is asked, and the site with how it is read.

    `owner` is the column of whose a row is. Raises `Unknown` with file and line where the list is not understood, or
    is for others than asked.
    """
    _check_access(operation, route)
    method = list_method(site, route, ground.sources.text(route.place.file))
    found, order = _understood(site, method, ground)
    dto = _query(action, route, ground)
    _check_size(operation, route, found, dto, ground=ground)
    cut = operation.paginated and not found.is_cut
    _check_cut(operation, route, found, is_open=cut and (order is None or dto is not None))
    where = lists.narrowed_by(found)
    if where - {owner, value(ground.survey, "soft-delete")}:
        raise Unknown(f"{route.place}: {route.path} lists only some rows ({names.listed(sorted(where - {owner}))})")
    access, roles = access_of(route)
    tied = action.order if operation.order_by else _tied(order or ())
    extended = replace(
        action,
        handler=route.handler,
        path=route.path.removeprefix(ground.style.prefix),
        access=access,
        roles=roles,
        scope="own" if owner in where else "all",
        paginated=found.is_cut,
        order=tied,
        reordered=bool(operation.order_by) or (cut and tied != order),
        cut=cut,
    )
    source = Import(name=dto.name, source=dto.place.file) if dto else None
    return extended, replace(
        site, list_method=method, query=source, wrapped=found.cached is not None, narrowed=bool(where)
    )


def _query(action: Action, route: Route, ground: Ground) -> Dto | None:
    """The class of the query that the route takes now."""
    query = next((one.type for one in route.parameters if one.source == "query"), "")
    dto = next((one for one in ground.survey.dtos if one.name == query), None)
    if query and dto is None:
        raise Unknown(f"{route.place}: the query is no class of its own")
    taken = {one.name for one in dto.fields} & {one.parameter for one in action.narrowings} if dto else set[str]()
    if taken:
        raise Unknown(f"{route.place}: {route.method} {route.path} takes {', '.join(sorted(taken))} already")
    return dto


def _check_size(operation: Operation, route: Route, found: lists.Listing, dto: Dto | None, *, ground: Ground) -> None:
    """A page's size is the default of the query's property, which a class of its own gives another one."""
    if not (operation.page_size and found.is_cut):
        return
    name, query, paging = f"{route.place}: {route.method} {route.path}", "", ground.style.paging
    if dto is not None:
        named = {one.name for one in dto.fields}
        query = dto.name if paging.size in named or (paging.query and dto.base == paging.query.name) else ""
    if dto is None or not query:
        raise Unknown(f"{name} is cut by what its query does not name")
    if default(ground.sources.text(dto.place.file), paging.size) == operation.page_size:
        raise Present((f"{name} holds {operation.page_size} rows to a page already",))


def _check_cut(operation: Operation, route: Route, found: lists.Listing, *, is_open: bool) -> None:
    name = f"{route.place}: {route.method} {route.path}"
    if operation.paginated and found.is_cut and not (operation.filters or operation.order_by or operation.page_size):
        raise Unknown(f"{name} is cut into pages already")
    if (operation.paginated or operation.order_by) and found.reworked:
        raise Unknown(f"{name} moves or drops rows after they were read")
    if is_open:
        raise Unknown(f"{name} has an order or a query beside which a cut is not understood")


def _check_access(operation: Operation, route: Route) -> None:
    access, roles = access_of(route)
    is_fit = {
        "public": access == "public" or not operation.readings,
        "signed_in": access != "public" or not operation.readings,
        "owner": access != "public",
        "role": access == "role" and bool(set(roles) & set(operation.roles)),
    }[operation.access]
    if not is_fit:
        who = ", ".join(roles) if roles else "anybody" if access == "public" else "who is signed in"
        hint = "who may call a route that is there is not changed by a recipe"
        raise Unknown(f"{route.place}: {route.method} {route.path} is there already, for {who}", hint=hint)


def _understood(site: Site, method: str, ground: Ground) -> tuple[lists.Listing, Order | None]:
    file = next(one for one in ground.survey.providers if one.name == site.service).place.file
    try:
        found = lists.listing(ground.sources.text(file), site.service, method, site.accessor)
    except EditProblem as problem:
        raise Unknown(f"{file}:{problem.line}: {problem}") from problem
    return found, cast("Order | None", lists.order_of(found))


def _tied(order: Order) -> Order:
    """The order with ties by id."""
    if any(name == "id" for name, _ in order):
        return order
    return (*order, ("id", order[-1][1] if order else "asc"))
