"""Where an existing resource takes up new fields: DTOs, select, mapper, routes; what is not plain is refused."""

import re

from podium.plan.analysis import Access, Resource
from podium.plan.survey import Dto, DtoField, Provider, Route, Survey
from podium.recipes import names
from podium.recipes.design.unknown import Unknown
from podium.recipes.edits import expectations
from podium.recipes.edits.problem import EditProblem
from podium.recipes.nouns import Growth, Spot
from podium.recipes.sources import Sources
from podium.recipes.versions import read_base

NUMBERS = re.compile(r"(?:Min|MinLength|Length)\((\d+)")
PATTERN = re.compile(r"Matches\(/(.*)/(\w*)")
CANDIDATES = ("A1", "abc", "abc-1", "2030-01-01", "a1@example.com")


def read_growth(resource: Resource, survey: Survey, sources: Sources) -> Growth:
    """The places. Raises `Unknown` where a field would not come in or not be shown without more being understood."""
    model = resource.existing
    create = _dto(survey, f"Create{model}Dto")
    service = _service(resource, survey)
    if create is None or service is None:
        raise Unknown(f"there is no Create{model}Dto with a service of the {names.words(resource.plural)}")
    update = _dto(survey, f"Update{model}Dto")
    row = _dto(survey, f"{model}Dto") or _dto(survey, f"{model}ResponseDto")
    text = sources.text(service.place.file)
    select = re.search(rf"const (\w*[sS]elect\w*) = \{{[^;]*?\}} satisfies Prisma\.{model}Select", text, re.DOTALL)
    mapper = _mapper(text, model)
    if row and not mapper and not select:
        raise Unknown(f"{service.place}: how a row becomes {row.name} is not understood")
    post = _route(survey, resource, "POST")
    one = _route(survey, resource, "GET", single=True)
    access, roles = _access(post)
    shown = tuple(one.name for one in row.fields) if row else ()
    extended, place = _compared(post.path if post else "", shown, sources, base=read_base(survey).path)
    return Growth(
        create=Spot(name=create.name, file=create.place.file),
        update=Spot(name=update.name, file=update.place.file) if update and update.fields else Spot(),
        row=Spot(name=row.name, file=row.place.file) if row else Spot(),
        select=Spot(name=select[1], file=service.place.file) if select else Spot(),
        mapper=Spot(name=mapper, file=service.place.file) if mapper else Spot(),
        assigned=_assigned(text, service, model),
        create_path=post.path if post else "",
        get_path=one.path if one else "",
        access=access,
        roles=roles,
        valid=_valid(create),
        shown=shown,
        extended=extended,
        compared=place,
        service=service.name,
        writers=_writers(text, model),
    )


def _dto(survey: Survey, name: str) -> Dto | None:
    return next((one for one in survey.dtos if one.name == name), None)


def _service(resource: Resource, survey: Survey) -> Provider | None:
    return next((one for one in survey.providers if one.name in service_names(resource)), None)


def service_names(resource: Resource) -> tuple[str, str]:
    """What the service of an existing resource may be called."""
    return (f"{names.pascal(resource.plural)}Service", f"{resource.existing}Service")


def _mapper(text: str, model: str) -> str:
    """The function that names every field of what it gives back; one that spreads the row needs no change."""
    found = re.search(rf"function (\w+)\([^)]*\): {model}\w*Dto \{{(.*?)\n\}}", text, re.DOTALL)
    return found[1] if found and "..." not in found[2] else ""


def _assigned(text: str, service: Provider, model: str) -> tuple[Spot, ...]:
    """The methods that name every field which they give to Prisma; `data: dto` and a spread need no change."""
    accessor = model[:1].lower() + model[1:]
    found: list[Spot] = []
    if not re.search(rf"\.{accessor}\.(?:create|upsert)\(\{{[^;]*?data: (?:\w+\b|\{{[^;]*?(?:\.\.\.|\bdto\.))", text):
        raise Unknown(f"{service.place}: how what a create takes is stored is not understood")
    for method in re.finditer(r"^  (?:private )?(?:async )?(\w+)\((.*?)^  \}", text, re.MULTILINE | re.DOTALL):
        data = re.search(rf"\.{accessor}\.(?:create|update)\(\{{.*?data: (\{{[^}}]*\}}|\w+)", method[2], re.DOTALL)
        if data and data[1].startswith("{") and "..." not in data[1] and "dto." in data[1]:
            found.append(Spot(name=method[1], file=service.name))
    return tuple(found)


def _writers(text: str, model: str) -> tuple[tuple[str, str], ...]:
    """The public methods that take a body, each with the body's name."""
    shape = rf"^  (?:public )?(?:async )?(\w+)\([^)]*?\b(\w+): (?:Create|Update){model}Dto\b"
    return tuple((one[1], one[2]) for one in re.finditer(shape, text, re.MULTILINE))


def _route(survey: Survey, resource: Resource, method: str, *, single: bool = False) -> Route | None:
    shape = re.compile(rf".*/{resource.plural}{'/:id' if single else ''}")
    return next((one for one in survey.routes if one.method == method and shape.fullmatch(one.path)), None)


def _access(route: Route | None) -> tuple[Access, tuple[str, ...]]:
    if route is None or not route.guards:
        return "public", ()
    return ("role", route.roles) if route.roles else ("signed_in", ())


def _valid(dto: Dto) -> tuple[tuple[str, str], ...]:
    """A body of what must be there; empty where a value is not known, so that tests are refused."""
    pairs = [(field.name, sample(field)) for field in dto.fields if not is_optional(field)]
    return tuple(pairs) if all(value for _, value in pairs) else ()


def _compared(path: str, shown: tuple[str, ...], sources: Sources, *, base: str) -> tuple[tuple[str, ...], str]:
    """The tests that name a whole answer of the resource's routes, which a new field changes, and the place of one
    that is not understood."""
    found: list[str] = []
    plain = path.removeprefix(base)
    for file, text in sources.matching():
        if not path or not re.search(r"(?:spec|test)\.ts$", file):
            continue
        try:
            if expectations.compared(text, rows_of(shown, plain, file)):
                found.append(file)
        except EditProblem as problem:
            return (), f"{file}:{problem.line}"
    return tuple(found), ""


def rows_of(shown: tuple[str, ...], path: str, file: str) -> expectations.Rows:
    """Whose answers a test compares; a spec named for the resource is about it as a whole."""
    own = file.rpartition("/")[2].startswith(path.rpartition("/")[2])
    return expectations.Rows(fields=frozenset(shown), path=path, own=own)


def is_optional(field: DtoField) -> bool:
    """Whether a body may do without the field."""
    return field.optional or any(one.startswith(("IsOptional", "ValidateIf")) for one in field.decorators)


def sample(field: DtoField) -> str:
    """A value that the field's validators take, or an empty string."""
    if field.name.endswith("Id"):
        return ""
    low = max((int(found[1]) for one in field.decorators if (found := NUMBERS.match(one))), default=1)
    words = {one.partition("(")[0] for one in field.decorators}
    if field.type == "number":
        return str(max(low, 1))
    if field.type == "boolean":
        return "true"
    if field.type != "string" or words & {"IsEnum", "IsIn", "IsUUID", "IsUrl", "IsPhoneNumber", "Validate"}:
        return ""
    patterns = [found[1] for one in field.decorators if (found := PATTERN.match(one))]
    candidates = (
        ["a@example.com"]
        if "IsEmail" in words
        else ["2030-01-01"]
        if words & {"IsISO8601", "IsDateString"}
        else [*CANDIDATES]
    )
    padded = [one if len(one) >= low else one * (low // len(one) + 1) for one in candidates]
    return next((f"'{one}'" for one in padded if all(_matches(pattern, one) for pattern in patterns)), "")


def _matches(pattern: str, text: str) -> bool:
    try:
        return re.search(pattern.replace(r"\P{Cc}", r"[^\x00-\x1f]").replace("[[^", "[^"), text) is not None
    except re.error:
        return False
