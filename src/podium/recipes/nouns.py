"""What a feature is made of before a line of it is written: style of the project, names, columns, links, actions."""

from dataclasses import dataclass, field
from typing import Literal

from podium.plan.analysis import Access, FieldType, OperationKind
from podium.recipes.habits import Guarding, Import, Paging

IdKind = Literal["int", "uuid", "cuid"]


@dataclass(frozen=True, kw_only=True)
class TestManner:
    """How the project's tests are made.

    `start` builds the application; with a `harness` (a class) it is `Harness.start()`, and the members say how to
    reach HTTP, Prisma and a signed-up user. Without one, users come by the register and login routes.
    """

    __test__ = False
    runner: Literal["vitest", "jest"] = "vitest"
    globals: bool = True
    unit_suffix: str = ".spec.ts"
    e2e_suffix: str = ".e2e-spec.ts"
    e2e_folder: str = "test"
    harness: Import | None = None
    start: str = ""
    http: str = ""
    prisma: str = ""
    reset: str = ""
    sign_up: str = ""
    sign_up_role: bool = False
    user_type: Import | None = None
    token: str = "token"
    app_module: Import | None = None
    setup: Import | None = None
    setup_calls: tuple[str, ...] = ()
    register_path: str = ""
    register_body: tuple[tuple[str, str], ...] = ()
    login_path: str = ""
    login_body: tuple[str, ...] = ()
    login_token: str = ""
    identity: str = "email"
    role_field: str = ""
    prefix: str = ""
    typed_matchers: bool = False
    supertest: Import = field(default_factory=lambda: Import(name="default request", source="supertest"))


@dataclass(frozen=True, kw_only=True)
class Style:
    """The project's habits, as values that templates are filled in with; paths are relative to the repository.

    `not_found` is the exception's argument with `<name>`, `<Name>` and `<id>` in it; `prefix` is what every path begins
    with (`/api/v1`), `version` the one that a controller has to name, empty where the application has a usual one.
    """

    project: str = "."
    source: str = "src"
    extension: str = ""
    quote: str = "'"
    indent: str = "  "
    width: int = 80
    bang: bool = True
    plural_classes: bool = True
    feature_folder: str = "src/{plural}"
    module_file: str = "{plural}.module.ts"
    controller_file: str = "{plural}.controller.ts"
    service_file: str = "{plural}.service.ts"
    dto_file: str = "dto/{action}-{singular}.dto.ts"
    prisma: Import
    prisma_property: str = "prisma"
    prisma_types: str = "@prisma/client"
    app_module: Import
    module_imports: tuple[Import, ...] = ()
    provides_prisma: bool = False
    guarding: Guarding = field(default_factory=Guarding)
    whitelist: bool = True
    forbid: bool = True
    paging: Paging = field(default_factory=Paging)
    id_kind: IdKind = "int"
    id_pipe: Import
    largest_integer: Import | None = None
    unique_violation: Import | None = None
    not_found: str = "`<name> ${<id>} not found`"
    swagger: bool = False
    partial_type: str = ""
    prefix: str = ""
    version: str = ""
    tests: TestManner = field(default_factory=TestManner)


@dataclass(frozen=True, kw_only=True)
class Column:
    """A field of the resource: its type in the request's terms, in Prisma's, and every bound that its value keeps."""

    name: str
    type: FieldType
    prisma: str
    optional: bool = False
    default: str = ""
    minimum: float | None = None
    maximum: float | None = None
    min_length: int | None = None
    max_length: int | None = None
    values: tuple[str, ...] = ()
    unique: bool = False
    native: str = ""

    @property
    def may_be_left_out(self) -> bool:
        """Whether a create may do without it."""
        return self.optional or bool(self.default)


@dataclass(frozen=True, kw_only=True)
class Link:
    """A relation to an existing model by a foreign key of the resource; one that is `kept` no body and no path names.

    `back` is the list on the other side, in the schema's `file`; `owner` the other model's own foreign key to the user,
    where it has one; `shown` is the route, with its place, that shows such a row to its owner alone. `is_user`: the
    body names the user whom the row is for, since somebody else creates it. `single`: the other has one such row at
    most, and `back` is no list.
    """

    name: str
    model: str
    role: Literal["owner", "parent", "reference", "kept"]
    column: str
    back: str
    id_kind: IdKind
    optional: bool = False
    on_delete: str = ""
    owner: str = ""
    shown: str = ""
    segment: str = ""
    label: str = ""
    file: str = ""
    not_deleted: str = ""
    is_user: bool = False
    single: bool = False


@dataclass(frozen=True, kw_only=True)
class Narrowing:
    """A query parameter that narrows a list by a column."""

    parameter: str
    column: str
    match: Literal["equal", "minimum", "maximum", "contains"]


@dataclass(frozen=True, kw_only=True)
class Action:
    """One route with its handler. `path` is whole, without the global prefix; `order` ends in a unique column.

    A list that is there already may be `reordered`, and `cut` where a query asks for a part; its answer stays as it is.
    `page_size` is how many rows a page of this list holds where the query says nothing, 0 for as many as usual.
    `only` pairs columns with the TypeScript value that they have in every row it shows, `by` is the unique column in
    the path in the place of the id, `fields` what its body may say where that is not everything.
    """

    kind: OperationKind
    handler: str
    method: str
    path: str
    access: Access
    roles: tuple[str, ...] = ()
    scope: Literal["all", "parent", "own"] = "all"
    order: tuple[tuple[str, Literal["asc", "desc"]], ...] = ()
    paginated: bool = False
    page_size: int = 0
    narrowings: tuple[Narrowing, ...] = ()
    reordered: bool = False
    cut: bool = False
    only: tuple[tuple[str, str], ...] = ()
    by: str = ""
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Files:
    """The paths of everything that is written, relative to the repository; empty where there is no such file."""

    folder: str
    module: str
    controller: str
    service: str
    create_dto: str = ""
    update_dto: str = ""
    list_dto: str = ""
    key_dto: str = ""
    row_dto: str
    unit: str
    e2e: str
    schema: str
    migrations: str
    readme: str = ""


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row that a test needs before it can begin: `data` pairs a field with a TypeScript expression.

    `marker` is a text field whose value tells the tests' own rows, `owner` the relation to the user they belong to.
    """

    variable: str
    model: str
    data: tuple[tuple[str, str], ...]
    id_kind: IdKind = "int"
    marker: str = ""
    owner: str = ""


@dataclass(frozen=True, kw_only=True)
class Want:
    """A requirement that tests answer for, and what it is about: `create`, `input`, `unique`, `access`, `order` …"""

    id: str
    text: str
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Spot:
    """A class, constant or function of the repository that an edit changes; empty where there is none."""

    name: str = ""
    file: str = ""


@dataclass(frozen=True, kw_only=True)
class Growth:
    """Where an existing resource takes up new fields, and how its e2e tests reach it.

    `mapper` turns a row into its DTO by naming every field; `assigned` is the method whose `data` names every field;
    `valid` is a body that the existing create takes; `get_path` answers with one row; `shown` are the fields of an
    answer, `late` the new ones that may be null for the sake of rows that are there. `extended` are the tests that
    compare an answer whole and take the new fields up, `compared` the place of one of which that cannot be said.
    `writers` are the service's methods that take a body, each with the body's name, `service` is their class.
    """

    create: Spot = field(default_factory=Spot)
    update: Spot = field(default_factory=Spot)
    row: Spot = field(default_factory=Spot)
    select: Spot = field(default_factory=Spot)
    mapper: Spot = field(default_factory=Spot)
    assigned: tuple[Spot, ...] = ()
    create_path: str = ""
    get_path: str = ""
    access: Access = "public"
    roles: tuple[str, ...] = ()
    valid: tuple[tuple[str, str], ...] = ()
    shown: tuple[str, ...] = ()
    late: tuple[str, ...] = ()
    extended: tuple[str, ...] = ()
    compared: str = ""
    service: str = ""
    writers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Site:
    """The code of a resource that is there already, as far as new members of it lean on what stands there.

    `held` is the controller's property with the service, `path` its first part of every route, `guards` are those of
    the whole controller, `shown` the fields of an answer with their types; `select` and `converter` say how a row gets
    there. `after_write` are the statements that follow a write (an emptied cache), `others` the methods that those
    call of what the service is given beside Prisma (`mocked`: there is such a thing), `children` the lists whose rows
    keep one from going, `gone_too` the models whose rows go with it. `create` is the body's class that is there,
    `query` that of the list with `list_method` of the service, `list_path` a list that shows a change, `wrapped` says
    that a cache answers it, `narrowed` that it has conditions.
    """

    controller: str
    service: str
    held: str
    accessor: str
    path: str
    row: Import
    select: str = ""
    converter: str = ""
    shown: tuple[tuple[str, str], ...] = ()
    guards: tuple[str, ...] = ()
    after_write: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    mocked: bool = False
    children: tuple[str, ...] = ()
    gone_too: tuple[str, ...] = ()
    create: Import | None = None
    create_names: tuple[str, ...] = ()
    query: Import | None = None
    list_method: str = ""
    list_path: str = ""
    list_access: Access = "public"
    list_roles: tuple[str, ...] = ()
    wrapped: bool = False
    narrowed: bool = False


@dataclass(frozen=True, kw_only=True)
class Changed:
    """A field that an update of an existing resource takes: a valid value, how it is answered, and bad ones.

    All are TypeScript expressions; `inherited` says that the create's class checks it already.
    """

    name: str
    value: str
    answer: str
    bad: tuple[tuple[str, str], ...] = ()
    inherited: bool = False


@dataclass(frozen=True, kw_only=True)
class Blueprint:
    """A whole feature as one value: all that the recipes of one resource are filled in with.

    `existing`: there is code or a model of it; `stored`: the model is there and stays as it is. An index of a table
    that is there has a migration of its own (`index_migrations`, one for each of `indexes`), so that no write waits.
    `deleted_at` is the column that a delete sets instead of deleting, empty where rows go.
    """

    style: Style
    files: Files
    model: str
    table: str
    singular: str
    plural: str
    label: str
    label_plural: str
    existing: bool = False
    stored: bool = False
    growth: Growth | None = None
    site: Site | None = None
    changed: tuple[Changed, ...] = ()
    keepers: tuple[Row, ...] = ()
    columns: tuple[Column, ...] = ()
    enums: tuple[tuple[str, tuple[str, ...]], ...] = ()
    links: tuple[Link, ...] = ()
    uniques: tuple[tuple[str, ...], ...] = ()
    indexes: tuple[tuple[str, ...], ...] = ()
    index_migrations: tuple[str, ...] = ()
    stamps: tuple[str, ...] = ("createdAt",)
    deleted_at: str = ""
    maps: bool = False
    id_suffix: str = ""
    actions: tuple[Action, ...] = ()
    migration: str = ""
    rows: tuple[Row, ...] = ()
    user_model: str = "User"
    user_id: IdKind = "int"
    user_data: tuple[tuple[str, str], ...] = ()
    secrets: tuple[str, ...] = ()
    wants: tuple[Want, ...] = ()
    readme_columns: tuple[str, ...] = ()
