"""What a repository contains at one revision, each thing with its place; what was not understood is a finding."""

from dataclasses import dataclass, field
from typing import Literal

from podium.plan.evidence import Finding, Place
from podium.plan.prisma import Enumeration as Enumeration
from podium.plan.prisma import Field as Field
from podium.plan.prisma import Model as Model
from podium.plan.prisma import Relation as Relation
from podium.plan.prisma import Schema as Schema

ModuleSystem = Literal["esm", "cjs", "unknown"]
TestRunner = Literal["vitest", "jest", "none"]
ProviderKind = Literal[
    "service", "guard", "strategy", "gateway", "processor", "interceptor", "pipe", "filter", "resolver"
]
Purpose = Literal["install", "build", "lint", "types", "unit", "e2e", "format", "openapi", "migrate"]


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
    """A class decorated with `@Module`; names as written in its arrays, and in what its `dynamic` methods return."""

    name: str
    place: Place
    imports: tuple[str, ...] = ()
    controllers: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()
    exports: tuple[str, ...] = ()
    is_global: bool = False
    dynamic: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A parameter of a handler or constructor; `source` is its decorator: body, param, query, request, inject, none."""

    name: str
    type: str = ""
    source: str = ""
    key: str = ""


@dataclass(frozen=True, kw_only=True)
class Route:
    """One handler of a controller. `path` is whole, with prefix and version by URI, and begins with a slash.

    `version` is there with versions of any type; it is empty for a route that has none.
    """

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
    version: str = ""

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
class Token:
    """What a module provides under a token by other means than naming a class; `target` is what stands for it.

    A factory's `target` is what it visibly returns, empty where code makes it; `injects` are the tokens it asks for.
    """

    name: str
    module: str
    way: Literal["class", "existing", "value", "factory"]
    place: Place
    target: str = ""
    injects: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Middleware:
    """What runs before handlers. `routes` and `excluded` are paths with a method before them where one is named.

    A controller stands for its routes; `*` is every path.
    """

    name: str
    place: Place
    routes: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Operation:
    """A GraphQL operation of a resolver, or of a schema file that no resolver fulfils: then `resolver` is empty.

    The name of a field is `Type.field`.
    """

    kind: Literal["query", "mutation", "subscription", "field"]
    name: str
    place: Place
    resolver: str = ""
    handler: str = ""
    guards: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    is_public: bool = False
    parameters: tuple[Parameter, ...] = ()
    decorators: tuple[str, ...] = ()
    returns: str = ""


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
class Entity:
    """What another mapper than Prisma keeps: a class or schema, with its table or collection where it is named."""

    name: str
    mapper: str
    place: Place
    table: str = ""
    fields: tuple[DtoField, ...] = ()


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
class ToolCommand:
    """A command line of a script or of a pipeline, by what it is for, at the place that says it."""

    purpose: Purpose
    line: str
    place: Place


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
    operations: tuple[Operation, ...] = ()
    entities: tuple[Entity, ...] = ()
    middleware: tuple[Middleware, ...] = ()
    tokens: tuple[Token, ...] = ()
    toolchain: tuple[ToolCommand, ...] = ()

    def convention(self, name: str) -> Convention | None:
        """The convention of that name, or None where the code shows none."""
        return next((one for one in self.conventions if one.name == name), None)
