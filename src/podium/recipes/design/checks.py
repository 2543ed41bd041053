"""What has to be known before a resource can be designed, and what stands in its way where we do not understand it."""

from podium.plan.analysis import Resource
from podium.plan.survey import Survey
from podium.recipes.design.unknown import Unknown
from podium.recipes.nouns import Style
from podium.recipes.paging import read_shape
from podium.recipes.versions import read_base

NOT_UNDERSTOOD = {
    "tenancy": "rows are kept apart by {value}, and whose a caller's rows are is not known",
    "response-envelope": "answers are wrapped ({value}), and what tests have to expect is not known",
}


def check_access(resource: Resource, survey: Survey) -> None:
    """Raises `Unknown` for the first thing that the code does not show and the resource needs."""
    for name, reason in NOT_UNDERSTOOD.items():
        found = survey.convention(name)
        if found:
            raise Unknown(f"{found.place}: {reason.format(value=found.value)}")
    read_base(survey)
    _check_stack(survey)
    _check_guards(resource, survey)
    _check_input(resource, survey)


def check_style(resource: Resource, style: Style) -> None:
    """Raises `Unknown` where the code that shows a caller does not show what of it the resource needs."""
    guarding = style.guarding
    owned = any(one.role == "owner" for one in resource.relations) or any(
        one.access == "owner" for one in resource.operations
    )
    if owned and not guarding.caller_id:
        raise Unknown("no handler shows how the caller's id is taken", hint="convention current-user-id was looked for")
    if any(one.access == "owner" and one.roles for one in resource.operations) and not guarding.role_property:
        raise Unknown("the type of the caller does not show the caller's role")


def check_pages(resource: Resource, style: Style, survey: Survey) -> None:
    """Raises `Unknown` for a page of more rows than the project's query lets a caller ask for."""
    found, paging = survey.convention("pagination-query"), style.paging
    for one in resource.operations:
        if paging.largest_size and one.page_size > paging.largest_size:
            place = f"{found.place}: " if found else ""
            raise Unknown(f"{place}a page holds {paging.largest_size} rows at most, and {one.page_size} are asked for")


def _check_stack(survey: Survey) -> None:
    if survey.stack.orm != "prisma" or survey.schema.provider not in {"postgresql", "postgres"}:
        raise Unknown("the project has no Prisma schema on PostgreSQL", recipe="prisma-model")


def _check_guards(resource: Resource, survey: Survey) -> None:
    guarded = [one for one in resource.operations if one.access != "public"]
    owned = any(one.role == "owner" for one in resource.relations) or any(one.access == "owner" for one in guarded)
    if guarded and not (survey.convention("auth-guard") or survey.convention("global-guard")):
        raise Unknown("no guard shows how a signed-in user is known", hint="convention auth-guard was looked for")
    if owned and not survey.convention("current-user"):
        raise Unknown("no handler shows how the caller is taken", hint="convention current-user was looked for")
    roles = {role for one in guarded for role in one.roles}
    if any(one.access == "role" for one in guarded) and not survey.convention("roles-decorator"):
        raise Unknown("no route shows how a role is asked for", hint="convention roles-decorator was looked for")
    values = survey.convention("roles-values")
    missing = sorted(roles - set(values.value.split(",") if values else ()))
    if missing:
        raise Unknown(
            f"there is no role {', '.join(missing)}", hint=f"{values.place}: {values.value}" if values else ""
        )
    if (
        survey.convention("global-guard")
        and not survey.convention("public-decorator")
        and len(guarded) < len(resource.operations)
    ):
        raise Unknown("no route shows how a public one passes the global guard")


def _check_input(resource: Resource, survey: Survey) -> None:
    pipe = survey.convention("validation-pipe")
    writes = [one for one in resource.operations if one.kind in {"create", "update"}]
    queries = [one for one in resource.operations if one.paginated or one.filters]
    if (writes or queries) and pipe is None:
        raise Unknown(
            "no global ValidationPipe shows that DTOs are checked", hint="convention validation-pipe was looked for"
        )
    if queries and pipe and "transform" not in pipe.value:
        raise Unknown(f"{pipe.place}: the ValidationPipe does not transform, so a query's numbers stay texts")
    shape = survey.convention("pagination-shape")
    if any(one.paginated for one in resource.operations) and shape and not read_shape(survey):
        raise Unknown(f"{shape.place}: the shape of a page ({shape.value}) is not understood")
