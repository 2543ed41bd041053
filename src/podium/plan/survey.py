"""What a repository contains at one revision, each thing with its place; what was not understood is a finding."""

from dataclasses import dataclass, field
from typing import Literal

from podium.plan.evidence import Finding, Place

ModuleSystem = Literal["esm", "cjs", "unknown"]
TestRunner = Literal["vitest", "jest", "none"]
ProviderKind = Literal[
    "service", "guard", "strategy", "gateway", "processor", "interceptor", "pipe", "filter", "resolver"
]


@dataclass(frozen=True, kw_only=True)
class Stack:
    """What the project is built on; a version is what package.json says, without range signs, empty when absent."""

    framework: str = ""
    framework_version: str = ""
    language: str = "typescript"
    module_system: ModuleSystem = "unknown"
    package_manager: str = "npm"
    test_runner: TestRunner = "none"
    orm: str = ""
    orm_version: str = ""
    database: str = ""
    queue: str = ""
    validation: str = ""
    packages: dict[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, kw_only=True)
class Project:
    """A part of a repository that has a backend of its own; `path` is `.` where it is the whole."""

    name: str
    path: str
    place: Place


@dataclass(frozen=True, kw_only=True)
class Module:
    """A class decorated with `@Module`; names as written in its arrays."""

    name: str
    place: Place
    imports: tuple[str, ...] = ()
    controllers: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()
    exports: tuple[str, ...] = ()
    is_global: bool = False


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A parameter of a handler or constructor; `source` is its decorator: body, param, query, request, inject, none."""

    name: str
    type: str = ""
    source: str = ""
    key: str = ""


@dataclass(frozen=True, kw_only=True)
class Route:
    """One handler of a controller. `path` is whole, with prefix and version, and begins with a slash."""

    method: str
    path: str
    handler: str
    controller: str
    place: Place
    guards: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    is_public: bool = False
    parameters: tuple[Parameter, ...] = ()
    decorators: tuple[str, ...] = ()
    returns: str = ""

    @property
    def body(self) -> str:
        """The type of the body parameter, or an empty string."""
        return next((parameter.type for parameter in self.parameters if parameter.source == "body"), "")


@dataclass(frozen=True, kw_only=True)
class Controller:
    """A class decorated with `@Controller`."""

    name: str
    place: Place
    path: str = ""
    guards: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    decorators: tuple[str, ...] = ()
    injects: tuple[Parameter, ...] = ()
    base: str = ""


@dataclass(frozen=True, kw_only=True)
class Provider:
    """An injectable class, told apart by what it is."""

    name: str
    kind: ProviderKind
    place: Place
    injects: tuple[Parameter, ...] = ()
    methods: tuple[str, ...] = ()
    base: str = ""


@dataclass(frozen=True, kw_only=True)
class DtoField:
    """A property of a DTO with its decorators as written, without the at sign."""

    name: str
    type: str
    place: Place
    optional: bool = False
    decorators: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Dto:
    """A class whose properties describe an input or output."""

    name: str
    place: Place
    fields: tuple[DtoField, ...] = ()
    base: str = ""


@dataclass(frozen=True, kw_only=True)
class Gateway:
    """A WebSocket gateway and the events that it hears (`listens`) and sends (`emits`)."""

    name: str
    place: Place
    namespace: str = ""
    listens: tuple[str, ...] = ()
    emits: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Queue:
    """A queue with the places that register, process and fill it."""

    name: str
    registered: tuple[Place, ...] = ()
    processors: tuple[Place, ...] = ()
    producers: tuple[Place, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """A handler that runs by the clock."""

    expression: str
    handler: str
    place: Place


@dataclass(frozen=True, kw_only=True)
class MessageHandler:
    """A handler of a microservice's messages (with an answer) or events (without one)."""

    kind: Literal["message", "event"]
    pattern: str
    handler: str
    place: Place


@dataclass(frozen=True, kw_only=True)
class EnvironmentVariable:
    """A variable with the places that declare it (schema, examples) and use it."""

    name: str
    declared: tuple[Place, ...] = ()
    used: tuple[Place, ...] = ()
    required: bool = False


@dataclass(frozen=True, kw_only=True)
class Field:
    """A field of a Prisma model. `type` has no list or optional sign; `attributes` are as written."""

    name: str
    type: str
    place: Place
    is_list: bool = False
    optional: bool = False
    is_id: bool = False
    is_unique: bool = False
    default: str = ""
    native: str = ""
    attributes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Relation:
    """A relation field that holds the foreign key."""

    name: str
    model: str
    fields: tuple[str, ...]
    references: tuple[str, ...]
    place: Place
    on_delete: str = ""


@dataclass(frozen=True, kw_only=True)
class Model:
    """A Prisma model; `end_line` is that of its closing brace; `uniques` and `indexes` hold field names.

    `identity` holds the fields of a key over several, empty where one field is the key.
    """

    name: str
    place: Place
    end_line: int
    fields: tuple[Field, ...] = ()
    relations: tuple[Relation, ...] = ()
    uniques: tuple[tuple[str, ...], ...] = ()
    indexes: tuple[tuple[str, ...], ...] = ()
    table: str = ""
    identity: tuple[str, ...] = ()

    def field(self, name: str) -> Field | None:
        """The field of that name, or None."""
        return next((one for one in self.fields if one.name == name), None)


@dataclass(frozen=True, kw_only=True)
class Enumeration:
    """A Prisma enum."""

    name: str
    place: Place
    values: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Schema:
    """The Prisma schema over all of its files; `migrations` is the folder of the migrations."""

    files: tuple[str, ...] = ()
    provider: str = ""
    generator: str = ""
    client_output: str = ""
    models: tuple[Model, ...] = ()
    enums: tuple[Enumeration, ...] = ()
    migrations_folder: str = ""
    migrations: tuple[str, ...] = ()

    def model(self, name: str) -> Model | None:
        """The model of that name, whatever its case, or None."""
        return next((one for one in self.models if one.name.lower() == name.lower()), None)


@dataclass(frozen=True, kw_only=True)
class TestFile:
    """A file of tests, its titles, and the source files that it imports."""

    __test__ = False
    path: str
    kind: Literal["unit", "e2e"]
    titles: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Convention:
    """A habit of the code that new code should follow: what, how, and the place that shows it.

    `name` is one of those in `survey/conventions.py`; recipes read them and block on what is missing.
    """

    name: str
    value: str
    place: Place
    uses: int = 1


@dataclass(frozen=True, kw_only=True)
class Commands:
    """The project's own command lines by purpose, as package.json scripts; empty where there is none."""

    build: str = ""
    lint: str = ""
    types: str = ""
    unit: str = ""
    e2e: str = ""
    format: str = ""
    openapi: str = ""
    migrate: str = ""


@dataclass(frozen=True, kw_only=True)
class Survey:
    """The repository as later stages see it; everything is sorted by place, so equal trees give equal surveys.

    `project` is the part's path inside the repository, `.` for the whole; all other paths are relative to the
    repository's root.
    """

    repository: str
    revision: str
    tree: str
    project: str = "."
    projects: tuple[Project, ...] = ()
    files: tuple[str, ...] = ()
    stack: Stack = field(default_factory=Stack)
    modules: tuple[Module, ...] = ()
    controllers: tuple[Controller, ...] = ()
    routes: tuple[Route, ...] = ()
    providers: tuple[Provider, ...] = ()
    dtos: tuple[Dto, ...] = ()
    gateways: tuple[Gateway, ...] = ()
    queues: tuple[Queue, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    environment: tuple[EnvironmentVariable, ...] = ()
    schema: Schema = field(default_factory=Schema)
    tests: tuple[TestFile, ...] = ()
    imports: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    conventions: tuple[Convention, ...] = ()
    commands: Commands = field(default_factory=Commands)
    containers: tuple[str, ...] = ()
    ci: tuple[str, ...] = ()
    hooks: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    messages: tuple[MessageHandler, ...] = ()

    def convention(self, name: str) -> Convention | None:
        """The convention of that name, or None where the code shows none."""
        return next((one for one in self.conventions if one.name == name), None)
