"""Habits of the code itself: Prisma, validation, lists, errors, data."""

import re
from collections.abc import Callable, Iterable, Iterator
from posixpath import join, normpath

from podium.plan.evidence import Place
from podium.plan.survey import Convention, Dto, Field, Model
from podium.survey.access import place_of
from podium.survey.code import decorator
from podium.survey.evidence import Known, Sample, most, shown
from podium.survey.facts import Mention
from podium.survey.files import folder
from podium.survey.mentions import COUNTS, DELETED, LISTS, TENANT
from podium.survey.nest import name_of

PAGE_FIELDS = {"page", "limit", "take", "skip", "offset", "perPage", "pageSize", "cursor", "pageNumber", "size"}
CLIENT = re.compile(r"(?:\w+\.)?PrismaClient\b")
GENERATORS = ("autoincrement", "uuid", "cuid", "nanoid", "ulid", "dbgenerated")


def habits(known: Known) -> Iterator[Convention | None]:
    """The conventions of the code itself."""
    yield from _prisma(known)
    yield from _application(known)
    yield from _lists(known)
    refusals = [(one.get("name", ""), Place(file=file, line=one["line"])) for file, one in _mentions(known, "refusals")]
    yield most("unique-violation", refusals, ties=True)
    for name, exception in (("not-found", "NotFoundException"), ("conflict", "ConflictException")):
        yield _throw(known, name, exception)
    yield from _data(known)


def _prisma(known: Known) -> Iterator[Convention | None]:
    code = known.code
    service = most("prisma-service", _services(known), ties=True)
    yield service
    if service is not None:
        asked = [
            (item["name"], Place(file=file, line=one["line"]))
            for file, one in code.classes
            for item in one.get("constructor", ())
            if item.get("type") == service.value
        ]
        yield most("prisma-property", asked, ties=True)
    yield most("prisma-types", _type_sources(known), ties=True)


def _services(known: Known) -> list[Sample]:
    """The classes that extend Prisma's client, else the places that ask for a package's `PrismaService`."""
    classes = [(file, one, Place(file=file, line=one["line"])) for file, one in known.code.classes]
    own = [(one["name"], place) for _, one, place in classes if CLIENT.match(one.get("extends", ""))]
    return own or [
        (name, place)
        for file, one, place in classes
        for name in {item.get("type", "") for item in one.get("constructor", ())}
        if name == "PrismaService" and "prisma" in known.code.source(file, name)
    ]


def _type_sources(known: Known) -> Iterator[Sample]:
    """Where Prisma's types come from: as written, or the path from the part's folder where that is relative."""
    names = {"Prisma", "PrismaClient"}
    generated = names | {model.name for model in known.schema.models}
    for file, facts in known.code.shipped.items():
        for one in facts.get("imports", ()):
            source = one["source"]
            is_generated = "generated" in source or source.startswith("@prisma/client")
            if not (generated if is_generated else names).isdisjoint(one.get("names", {}).values()):
                yield _rooted(known, file, source), Place(file=file, line=one["line"])


def _rooted(known: Known, file: str, source: str) -> str:
    if not source.startswith("."):
        return source
    path = normpath(join(folder(file), re.sub(r"\.[cm]?[jt]s$", "", source)))
    return path.removeprefix(f"{known.project}/")


def _application(known: Known) -> Iterator[Convention | None]:
    code, application = known.code, known.application
    yield _root_module(known)
    for file, call in code.calls("ValidationPipe"):
        options = (call.get("arguments") or [{"object": {}}])[0]
        where, value = code.follow(file, options)
        entries = value.get("object") if isinstance(value, dict) else None
        if not isinstance(entries, dict):
            code.note(where, call["line"], "the options of ValidationPipe are made by code")
            continue
        chosen = ",".join(key for key, one in entries.items() if one is True)
        yield shown("validation-pipe", chosen, Place(file=file, line=call["line"]))
        break
    for file, call in code.calls("setup", "createDocument"):
        yield shown("swagger", "yes", Place(file=file, line=call["line"]))
        break
    if application.prefix_place is not None:
        yield shown("route-prefix", application.prefix, application.prefix_place)
    if application.version_place is not None:
        versions = " ".join((application.version_type, *application.default_version))
        yield shown("versioning", versions, application.version_place)
    for file, call in code.calls("setGlobalPrefix"):
        yield shown("global-prefix-call", call.get("text", ""), Place(file=file, line=call["line"]))
        break
    yield _envelope(known)
    yield _id_pipe(known)


def _root_module(known: Known) -> Convention | None:
    """The module that the application is made of: where it starts, else the first that is given to the factory."""
    made = [
        (file, call, name)
        for file, call in known.code.calls("create", "createMicroservice", "createApplicationContext")
        if call.get("on") == "NestFactory" and (name := name_of((call.get("arguments") or [None])[0]))
    ]
    if not made:
        return None
    kinds = ("create", "createMicroservice", "createApplicationContext")
    file, call, name = min(made, key=lambda one: (one[0] != known.start, kinds.index(one[1]["name"]), one[0]))
    return shown("app-module", name, place_of(known.code, file, name, Place(file=file, line=call["line"])))


def _id_pipe(known: Known) -> Convention | None:
    """The pipe that reads an id of the path."""
    samples: list[tuple[str, str, Place]] = []
    for file, one in known.code.classes:
        for method in one.get("methods", ()):
            for parameter in method.get("parameters", ()):
                marked = decorator(parameter, "Param")
                arguments = marked["arguments"] if marked is not None else []
                key = arguments[0] if arguments else None
                if isinstance(key, str) and key.lower().endswith("id"):
                    pipe = name_of(arguments[1]) if len(arguments) > 1 else ""
                    samples.append((pipe, file, Place(file=file, line=method["line"])))
    found = most("id-pipe", [(pipe, place) for pipe, _, place in samples])
    if found is None or not found.value:
        return None
    return shown(
        found.name, found.value, place_of(known.code, found.place.file, found.value, found.place), uses=found.uses
    )


def _envelope(known: Known) -> Convention | None:
    for one in known.application.interceptors:
        found = known.code.class_named(one.file, one.name)
        wraps = known.code.facts[found[0]].get("wraps", ()) if found is not None else ()
        for wrap in wraps:
            if found is not None:
                return shown("response-envelope", wrap.get("text", ""), Place(file=found[0], line=wrap["line"]))
    return None


def _mentions(known: Known, key: str) -> Iterator[tuple[str, Mention]]:
    for file, facts in known.code.shipped.items():
        listed: Iterable[Mention] = facts.get(key, ())  # type: ignore[assignment]
        for one in listed:
            yield file, one


def _lists(known: Known) -> Iterator[Convention | None]:
    inputs = {item.type for route in known.routes for item in route.parameters if item.source == "query"}
    pages = [dto for dto in known.dtos if len(PAGE_FIELDS & {item.name for item in dto.fields}) > 1]
    asked = [dto for dto in pages if dto.name in inputs or any(other.base == dto.name for other in known.dtos)]
    query = most("pagination-query", [(dto.name, dto.place) for dto in asked or pages], ties=True)
    yield query
    yield _helper(known, query)
    yield most("pagination-base", [(dto.name, dto.place) for dto in known.dtos if _is_page_base(dto)], ties=True)
    shapes = [(one.get("text", ""), Place(file=file, line=one["line"])) for file, one in _mentions(known, "pages")]
    for file, one in known.code.classes:
        keys = [item["name"] for item in one.get("fields", ())]
        if LISTS & {*keys} and COUNTS & {*keys} and len(keys) < 10:
            shapes.append((",".join(keys), Place(file=file, line=one["line"])))
    yield most("pagination-shape", shapes, ties=True)
    orders = [(one.get("text", ""), Place(file=file, line=one["line"])) for file, one in _mentions(known, "orders")]
    yield most("list-order", orders)


def _helper(known: Known, query: Convention | None) -> Convention | None:
    """The function beside the class of page queries that turns one into Prisma's arguments."""
    parameters = known.code.facts[query.place.file].get("parameters", {}) if query is not None else {}
    named = [name for name, words in parameters.items() if query is not None and query.value in words]
    if query is None or len(named) != 1:
        return None
    return shown("pagination-helper", named[0], known.code.place(query.place.file, named[0]))


def _is_page_base(dto: Dto) -> bool:
    names = {item.name for item in dto.fields}
    return bool(COUNTS & names) and bool(PAGE_FIELDS & names) and not LISTS & names


def _throw(known: Known, name: str, exception: str) -> Convention | None:
    """The commonest shape of a throw; of the throws in that shape the shortest, as the plainest example."""
    found = [one for one in _mentions(known, "throws") if one[1].get("name") == exception]
    shapes = [(_shape(one.get("text", "")), Place(file=file, line=one["line"])) for file, one in found]
    common = most(name, shapes, ties=True)
    if common is None:
        return None
    alike = [(file, one) for file, one in found if _shape(one.get("text", "")) == common.value]
    file, one = min(alike, key=lambda pair: (len(pair[1].get("text", "")), pair[0], pair[1]["line"]))
    return shown(name, one.get("text", ""), Place(file=file, line=one["line"]), uses=common.uses)


def _shape(text: str) -> str:
    """A throw with what differs from case to case left out: `… not found` stays `… not found`."""
    inner = text.partition("(")[2].rpartition(")")[0].strip()
    if inner[:1] in {"'", '"'}:
        return "text"
    if inner[:1] == "`":
        return re.sub(r"^`\w+ ", "`* ", re.sub(r"\$\{[^}]*\}", "${}", inner)).strip()
    return "object" if inner[:1] == "{" else "nothing" if not inner else "constant"


def _data(known: Known) -> Iterator[Convention | None]:
    models = known.schema.models
    yield most("id-type", [one for model in models if (one := _identity(model)) is not None])
    yield _majority("created-at", models, lambda field: field.default == "now()" and field.type == "DateTime")
    yield _majority("updated-at", models, lambda field: "@updatedAt" in field.attributes)
    yield _majority("soft-delete", models, lambda field: DELETED.fullmatch(field.name) is not None, share=0.5)
    yield _majority("tenancy", models, lambda field: TENANT.fullmatch(field.name) is not None, share=0.5)
    yield from _filters(known)
    relations = [(relation, model) for model in models for relation in model.relations]
    yield most(
        "on-delete",
        [(one.on_delete, one.place) for one, model in relations if one.on_delete and _is_required(model, one.fields)],
    )


def _filters(known: Known) -> Iterator[Convention | None]:
    """How queries keep tenants apart and leave out what is deleted: the condition that most of them have."""
    for name, pattern in (("tenancy-filter", TENANT), ("soft-delete-filter", DELETED)):
        samples = [
            (one.get("text", ""), Place(file=file, line=one["line"]))
            for file, one in _mentions(known, "filters")
            if pattern.fullmatch(one.get("name", ""))
        ]
        yield most(name, samples, ties=True)


def _is_required(model: Model, names: tuple[str, ...]) -> bool:
    found = [model.field(name) for name in names]
    return all(field is not None and not field.optional for field in found)


def _identity(model: Model) -> Sample | None:
    field = next((one for one in model.fields if one.is_id), None)
    if field is None:
        return None
    how = next((name for name in GENERATORS if field.default.startswith(name)), "")
    return f"{field.type} {how}".strip(), field.place


def _majority(
    name: str, models: tuple[Model, ...], fits: Callable[[Field], bool], *, share: float = 0.0
) -> Convention | None:
    """The commonest name of the fields that fit, where at least that share of the models has one."""
    samples = [(field.name, field.place) for model in models for field in model.fields if fits(field)]
    found = most(name, samples, ties=True)
    return found if found is not None and found.uses >= share * len(models) else None
