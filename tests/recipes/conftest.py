"""Two projects by hand (a shop and a notebook with other habits), and resources of different shapes in each."""

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

import pytest

from podium.plan.analysis import (
    Analysis,
    Filter,
    Operation,
    Reading,
    Requirement,
    Resource,
    ResourceField,
    ResourceRelation,
)
from podium.plan.evidence import Place
from podium.plan.request import Span
from podium.plan.survey import Convention, Enumeration, Field, Model, Relation, Schema, Stack, Survey
from podium.recipes.design.blueprint import design, migration_name
from podium.recipes.design.owners import with_named_owner
from podium.recipes.nouns import Blueprint, Guarding, Import, Paging, Style, TestManner

SCHEMA = "prisma/schema.prisma"
ALL = ("create", "list", "get", "update", "delete")


def field(name: str, kind: str, line: int, *attributes: str) -> Field:
    """A field; `?` after the type makes it optional."""
    text = " ".join(attributes)
    default = "uuid()" if "uuid()" in text else "autoincrement()" if "autoincrement" in text else ""
    default = default or ("now()" if "now()" in text else "USER" if "USER" in text else "")
    return Field(
        name=name,
        type=kind.rstrip("?"),
        place=Place(file=SCHEMA, line=line),
        optional=kind.endswith("?"),
        is_id="@id" in text,
        is_unique="@unique" in text,
        default=default,
        native=next((one.removeprefix("@") for one in attributes if one.startswith("@db.")), ""),
        attributes=attributes,
    )


def model(name: str, line: int, fields: tuple[Field, ...], *, table: str = "", **owners: str) -> Model:
    """A model; `owners` are its relations by name."""
    links = [
        Relation(name=key, model=other, fields=(f"{key}Id",), references=("id",), place=Place(file=SCHEMA, line=line))
        for key, other in owners.items()
    ]
    place = Place(file=SCHEMA, line=line)
    return Model(name=name, place=place, end_line=line + 9, fields=fields, relations=tuple(links), table=table)


INT = "@id", "@default(autoincrement())"
UUID = "@id", "@default(uuid())", "@db.Uuid"
SHOP_MODELS = (
    model(
        "User",
        10,
        (field("id", "Int", 11, *INT), field("email", "String", 12, "@unique"), field("password", "String", 13)),
    ),
    model(
        "Product",
        20,
        (
            field("id", "Int", 21, *INT),
            field("sku", "String", 22, "@unique"),
            field("price", "Decimal", 23, "@db.Decimal(12, 2)"),
        ),
    ),
    model(
        "Order",
        30,
        (field("id", "Int", 31, *INT), field("userId", "Int", 32), field("total", "Decimal", 33)),
        user="User",
    ),
)
NOTEBOOK_MODELS = (
    model("Account", 10, (field("id", "String", 11, *UUID), field("email", "String", 12, "@unique")), table="accounts"),
    model(
        "Category",
        20,
        (field("id", "String", 21, *UUID), field("name", "String", 22), field("authorId", "String", 23)),
        table="categories",
        author="Account",
    ),
)


def conventions(**values: str) -> tuple[Convention, ...]:
    """Conventions by name with underscores; `value@file` names the place."""
    found: list[Convention] = []
    for name, written in values.items():
        value, _, file = written.partition(" @ ")
        found.append(Convention(name=name.replace("_", "-"), value=value, place=Place(file=file or "src/x.ts", line=1)))
    return tuple(found)


SHOP_HABITS = conventions(
    prisma_service="PrismaService @ src/prisma/prisma.service.ts",
    app_module="AppModule @ src/app.module.ts",
    feature_folder="src/{plural}",
    import_extension=".js",
    auth_guard="JwtAuthGuard @ src/auth/roles.guard.ts",
    roles_guard="RolesGuard @ src/auth/roles.guard.ts",
    roles_decorator="Roles @ src/auth/roles.guard.ts",
    roles_values="USER,ADMIN",
    roles_written="'ADMIN'",
    user_model="User",
    current_user="@Req() req: { user: AuthUser }",
    current_user_id="req.user.id",
    current_user_type="AuthUser @ src/auth/jwt.strategy.ts",
    validation_pipe="whitelist,forbidNonWhitelisted,transform @ src/setup.ts",
    swagger="yes @ src/setup.ts",
    readme_route_table="README.md @ README.md",
    readme_route_columns="Method|Path|Who|What @ README.md",
    prisma_types="src/generated/prisma/client",
)


@pytest.fixture
def shop() -> Survey:
    """The shop as a survey shows it."""
    return Survey(
        repository="shop",
        revision="0" * 40,
        tree="1" * 40,
        stack=Stack(orm="prisma", packages={"@nestjs/swagger": "12.0.2"}),
        schema=Schema(
            files=(SCHEMA,),
            provider="postgresql",
            models=SHOP_MODELS,
            enums=(Enumeration(name="Role", place=Place(file=SCHEMA, line=1), values=("USER", "ADMIN")),),
            migrations_folder="prisma/migrations",
            migrations=("20261122141651_init",),
        ),
        conventions=SHOP_HABITS,
    )


@pytest.fixture
def notebook(shop: Survey) -> Survey:
    """Another project: uuids, mapped tables, lower enums, no Swagger."""
    enums = (Enumeration(name="Role", place=Place(file=SCHEMA, line=1), values=("member", "editor")),)
    habits = {one.name: one for one in SHOP_HABITS} | {
        one.name: one
        for one in conventions(
            user_model="Account", roles_values="member,editor", id_type="String uuid", updated_at="updatedAt"
        )
    }
    schema = replace(shop.schema, models=NOTEBOOK_MODELS, enums=enums, migrations=("20250101000000_init",))
    return replace(shop, schema=schema, conventions=tuple(habits.values()), stack=Stack(orm="prisma"))


SHOP_STYLE = Style(
    extension=".js",
    width=120,
    prisma=Import(name="PrismaService", source="src/prisma/prisma.service.ts"),
    prisma_types="src/generated/prisma/client.ts",
    app_module=Import(name="AppModule", source="src/app.module.ts"),
    id_pipe=Import(name="ParseIdPipe", source="src/common/pipes/parse-id.pipe.ts"),
    largest_integer=Import(name="MAX_INT", source="src/common/max-int.ts"),
    unique_violation=Import(name="isUniqueViolation", source="src/prisma/errors.ts"),
    swagger=True,
    partial_type="@nestjs/swagger",
    paging=Paging(
        query=Import(name="PageQueryDto", source="src/common/dto/page-query.dto.ts"),
        arguments=Import(name="pageArgs", source="src/common/dto/page-query.dto.ts"),
        base=Import(name="PageDto", source="src/common/dto/page.dto.ts"),
        base_keys=("page", "limit", "total"),
    ),
    guarding=Guarding(
        guard=Import(name="JwtAuthGuard", source="src/auth/roles.guard.ts"),
        caller="@Req() req: { user: AuthUser }",
        caller_imports=(Import(name="Req", source="@nestjs/common"),),
        caller_id="req.user.id",
        caller_user="req.user",
        user_type=Import(name="AuthUser", source="src/auth/jwt.strategy.ts", type_only=True),
        roles_guard=Import(name="RolesGuard", source="src/auth/roles.guard.ts"),
        roles_decorator=Import(name="Roles", source="src/auth/roles.guard.ts"),
        roles=("USER", "ADMIN"),
        role_property="role",
    ),
    tests=TestManner(
        harness=Import(name="TestApp", source="test/support/app.ts"),
        start="TestApp.start()",
        http="app.http()",
        prisma="app.prisma",
        reset="app.reset()",
        sign_up="app.signUp",
        sign_up_role=True,
        user_type=Import(name="type SignedUpUser", source="test/support/app.ts"),
    ),
)
NOTEBOOK_STYLE = Style(
    quote='"',
    bang=False,
    plural_classes=False,
    module_file="{singular}.module.ts",
    controller_file="{singular}.controller.ts",
    service_file="{singular}.service.ts",
    prisma=Import(name="DatabaseService", source="src/prisma/prisma.service.ts"),
    prisma_property="db",
    app_module=Import(name="AppModule", source="src/app.module.ts"),
    module_imports=(Import(name="DatabaseModule", source="src/prisma/prisma.module.ts"),),
    id_kind="uuid",
    id_pipe=Import(name="ParseUUIDPipe", source="@nestjs/common"),
    forbid=False,
    not_found="'<Name> not found'",
    prefix="/api",
    guarding=Guarding(
        guard=Import(name="TokenGuard", source="src/auth/token.guard.ts"),
        everywhere=True,
        public=Import(name="Public", source="src/auth/public.decorator.ts"),
        caller="@CurrentUser() user: SignedIn",
        caller_imports=(Import(name="CurrentUser", source="src/auth/current-user.decorator.ts"),),
        caller_id="user.accountId",
        caller_user="user",
        user_type=Import(name="SignedIn", source="src/auth/signed-in.ts", type_only=True),
        roles_guard=Import(name="RoleGuard", source="src/auth/roles.ts"),
        roles_decorator=Import(name="RequireRole", source="src/auth/roles.ts"),
        roles_type=Import(name="Role", source="@prisma/client"),
        roles=("member", "editor"),
        role_form="Role.{role}",
        role_property="role",
    ),
    tests=TestManner(
        runner="jest",
        app_module=Import(name="AppModule", source="src/app.module.ts"),
        setup_calls=("app.useGlobalPipes(new ValidationPipe({ whitelist: true, transform: true }));",),
        register_path="/auth/signup",
        register_body=(("displayName", "name"),),
        login_path="/auth/sign-in",
        login_body=("email", "password"),
        login_token="access_token",
        role_field="role",
        prefix="/api",
        typed_matchers=True,
    ),
)


def managed(
    *, public: tuple[str, ...] = (), role: str = "ADMIN", filters: tuple[Filter, ...] = ()
) -> tuple[Operation, ...]:
    """All five operations for a role; those that are public are not."""
    return tuple(
        Operation(
            kind=kind,
            access="public" if kind in public else "role",
            roles=() if kind in public else (role,),
            paginated=kind == "list",
            filters=filters if kind == "list" else (),
        )
        for kind in ALL
    )


def own(*, role: str = "") -> tuple[Operation, ...]:
    """All five operations for the owner; a delete for a role too."""
    return tuple(
        Operation(
            kind=kind,
            access="signed_in" if kind == "create" else "owner",
            roles=(role,) if role and kind == "delete" else (),
            scope="own",
            paginated=kind == "list",
        )
        for kind in ALL
    )


NEWEST: tuple[tuple[str, Literal["asc", "desc"]], ...] = (("createdAt", "desc"),)
RATING = ResourceField(name="rating", type="integer", minimum=1, maximum=5, reading="D4")
COMMENT = ResourceField(name="comment", type="text", optional=True, min_length=1, max_length=2000, reading="D5")
SHOP_RESOURCES = {
    "reviews": Resource(
        name="Review",
        plural="reviews",
        fields=(RATING, COMMENT),
        relations=(
            ResourceRelation(name="product", model="Product", role="parent", reading="D6"),
            ResourceRelation(name="user", model="User", role="owner", reading="D7"),
        ),
        uniques=(("user", "product"),),
        operations=(
            Operation(kind="create", access="signed_in", scope="parent", reading="D2", readings=("D3",)),
            Operation(kind="list", access="public", scope="parent", order_by=NEWEST, paginated=True, reading="D8"),
        ),
        readings=("D1",),
    ),
    "notes": Resource(
        name="Note",
        plural="notes",
        fields=(ResourceField(name="title", type="string", min_length=1, max_length=120), COMMENT),
        relations=(ResourceRelation(name="user", model="User", role="owner"),),
        operations=own(role="ADMIN"),
    ),
    "coupons": Resource(
        name="Coupon",
        plural="coupons",
        fields=(
            ResourceField(name="code", type="string", min_length=1, max_length=40, unique=True),
            ResourceField(name="kind", type="enum", values=("percent", "fixed")),
            ResourceField(name="amount", type="decimal", minimum=0.01),
            ResourceField(name="expiryDate", type="date"),
            ResourceField(name="active", type="boolean", default="true"),
            ResourceField(name="startsAt", type="datetime", optional=True),
        ),
        operations=managed(
            public=("list", "get"),
            filters=(
                Filter(field="kind"),
                Filter(field="amount", match="minimum"),
                Filter(field="code", match="contains"),
            ),
        ),
    ),
    "order-remarks": Resource(
        name="OrderRemark",
        plural="order-remarks",
        fields=(ResourceField(name="content", type="text", max_length=2000),),
        relations=(ResourceRelation(name="order", model="Order", role="parent"),),
        operations=(
            Operation(kind="create", access="owner", scope="parent"),
            Operation(kind="list", access="owner", scope="parent"),
            Operation(kind="delete", access="owner", scope="own"),
        ),
    ),
    "shifts": with_named_owner(
        Resource(
            name="Shift",
            plural="shifts",
            fields=(ResourceField(name="start", type="datetime"),),
            relations=(ResourceRelation(name="user", model="User", role="owner"),),
            operations=(
                *(one for one in managed() if one.kind != "list"),
                Operation(kind="list", access="owner", scope="own", paginated=True),
            ),
        )
    ),
    "invoices": Resource(
        name="Invoice",
        plural="invoices",
        fields=(ResourceField(name="number", type="string", max_length=40, unique=True),),
        relations=(ResourceRelation(name="order", model="Order", role="parent"),),
        uniques=(("order",),),
        operations=(Operation(kind="create", access="role", roles=("ADMIN",), scope="parent"),),
    ),
    "tasks": Resource(
        name="Task",
        plural="tasks",
        fields=(ResourceField(name="title", type="string", max_length=120),),
        relations=(ResourceRelation(name="assignee", model="User", role="reference", optional=True),),
        uniques=(("assignee", "title"),),
        operations=managed(filters=(Filter(field="assignee"),)),
    ),
    "wishlist-items": Resource(
        name="WishlistItem",
        plural="wishlist-items",
        relations=(
            ResourceRelation(name="user", model="User", role="owner"),
            ResourceRelation(name="product", model="Product", role="reference"),
        ),
        uniques=(("user", "product"),),
        operations=(
            Operation(kind="create", access="signed_in", scope="own"),
            Operation(kind="list", access="owner", scope="own"),
            Operation(kind="delete", access="owner", scope="own"),
        ),
    ),
    "gift-cards": Resource(
        name="GiftCard",
        plural="gift-cards",
        fields=(
            ResourceField(name="code", type="string", unique=True, max_length=40),
            ResourceField(name="balance", type="decimal"),
        ),
        operations=(
            Operation(kind="create", access="role", roles=("ADMIN",)),
            Operation(kind="get", access="signed_in", by="code"),
        ),
    ),
    "articles": Resource(
        name="Article",
        plural="articles",
        fields=(
            ResourceField(name="title", type="string", max_length=120),
            ResourceField(name="state", type="enum", values=("draft", "live"), default="draft"),
            ResourceField(name="published", type="boolean"),
        ),
        operations=(
            Operation(kind="create", access="role", roles=("ADMIN",)),
            Operation(kind="list", access="public", paginated=True, only=(("published", "true"), ("state", "live"))),
            Operation(kind="get", access="public", only=(("published", "true"), ("state", "live"))),
        ),
    ),
    "returns": Resource(
        name="Return",
        plural="returns",
        fields=(
            ResourceField(name="reason", type="text", max_length=500),
            ResourceField(name="status", type="enum", values=("requested", "approved"), default="requested"),
        ),
        relations=(
            ResourceRelation(name="order", model="Order", role="parent"),
            ResourceRelation(name="user", model="User", role="owner"),
        ),
        operations=(
            Operation(kind="create", access="signed_in", scope="parent", fields=("reason",)),
            Operation(kind="list", access="role", roles=("ADMIN",), paginated=True),
            Operation(kind="update", access="role", roles=("ADMIN",), fields=("status",)),
        ),
    ),
}
NOTEBOOK_RESOURCES = {
    "remarks": Resource(
        name="Remark",
        plural="remarks",
        fields=(replace(RATING, name="stars"), ResourceField(name="tone", type="enum", values=("kind", "harsh"))),
        relations=(
            ResourceRelation(name="category", model="Category", role="parent"),
            ResourceRelation(name="author", model="Account", role="owner"),
        ),
        uniques=(("author", "category"),),
        operations=(
            Operation(kind="create", access="signed_in", scope="parent"),
            Operation(kind="list", access="public", scope="parent", order_by=NEWEST, paginated=True),
        ),
    ),
    "labels": Resource(
        name="Label",
        plural="labels",
        fields=(
            ResourceField(name="code", type="string", min_length=2, max_length=20, unique=True),
            ResourceField(name="price", type="decimal", minimum=0),
            ResourceField(name="shown", type="boolean", default="false"),
        ),
        relations=(ResourceRelation(name="category", model="Category", role="reference"),),
        operations=managed(
            public=("list", "get"), role="editor", filters=(Filter(field="shown"), Filter(field="category"))
        ),
    ),
}
RESOURCES = {**SHOP_RESOURCES, **NOTEBOOK_RESOURCES}
NAMES = tuple(RESOURCES)


@pytest.fixture
def analysis() -> Analysis:
    """The requirements of the reviews, with their readings."""
    span = Span(start=0, end=1)
    readings = (
        Reading(id="D1", kind="resource", what="Review", spans=(span,), clause="C1"),
        Reading(id="D2", kind="operation", what="create a review", spans=(span,), clause="C1"),
        Reading(id="D3", kind="access", what="signed-in users only", spans=(span,), clause="C1"),
        Reading(id="D4", kind="field", what="rating", spans=(span,), clause="C1"),
        Reading(id="D5", kind="field", what="comment", spans=(span,), clause="C1"),
        Reading(id="D8", kind="operation", what="list reviews", spans=(span,), clause="C1"),
    )
    requirements = (
        Requirement(id="R1", text="create a review", kind="functional", readings=("D2", "D4", "D5")),
        Requirement(id="R2", text="only signed-in users", kind="functional", aspect="authorisation", readings=("D3",)),
        Requirement(id="R3", text="bad input is 400", kind="constraint", aspect="habit"),
    )
    resources = (SHOP_RESOURCES["reviews"],)
    return Analysis(request="x", is_backend=True, readings=readings, requirements=requirements, resources=resources)


@pytest.fixture
def blueprint(shop: Survey, notebook: Survey, analysis: Analysis) -> Callable[[str], Blueprint]:
    """`blueprint(name)`: the blueprint of one of the resources in its project."""

    def make(name: str) -> Blueprint:
        resource = RESOURCES[name]
        survey, style = (shop, SHOP_STYLE) if name in SHOP_RESOURCES else (notebook, NOTEBOOK_STYLE)
        migration = migration_name(survey, 0, f"add_{resource.name.lower()}")
        return design(resource, analysis, survey, style, migration=migration)

    return make


@pytest.fixture(params=NAMES)
def every(request: pytest.FixtureRequest, blueprint: Callable[[str], Blueprint]) -> Blueprint:
    """Each blueprint in turn."""
    return blueprint(str(request.param))


@pytest.fixture
def style() -> Style:
    """The shop's style."""
    return SHOP_STYLE


@pytest.fixture(scope="session")
def resources_by_name() -> dict[str, Resource]:
    """The shop's resources."""
    return SHOP_RESOURCES
