"""The shop, the request for reviews and what recipes offer for it, made by hand: planning meets values alone."""

from dataclasses import replace
from typing import Any

import pytest

from podium.catalog import load_rules
from podium.plan.analysis import (
    Affected,
    Analysis,
    Assumption,
    Clause,
    Criterion,
    DetectedType,
    Layer,
    LayerNeed,
    Operation,
    Question,
    Reading,
    Requirement,
    Resource,
    ResourceField,
    ResourceRelation,
)
from podium.plan.decompose import PlanInputs, make_plan
from podium.plan.evidence import Evidence, Place
from podium.plan.offer import Check, Endpoint, Offer, Risk
from podium.plan.plan import Plan
from podium.plan.request import Request, Span
from podium.plan.rules import Rules
from podium.plan.survey import (
    Commands,
    Convention,
    EnvironmentVariable,
    Field,
    Model,
    Module,
    Parameter,
    Provider,
    Queue,
    Route,
    Schema,
    Stack,
    Survey,
    TestFile,
)
from podium.plan.task import RunnerChoice, Task, TaskGate, UndoStep, Write

WORDS = (
    "Add product reviews: a signed-in customer can rate a product from 1 to 5 with an optional comment, "
    "one review per customer and product; list a product's reviews, newest first, with pagination"
)


def place(text: str) -> Place:
    """`file:line` as a place."""
    file, _, line = text.rpartition(":")
    return Place(file=file, line=int(line))


def evidence(text: str, reason: str) -> Evidence:
    return Evidence(place=place(text), reason=reason)


def convention(name: str, value: str, where: str) -> Convention:
    return Convention(name=name, value=value, place=place(where))


def model(name: str, where: str, fields: str) -> Model:
    line = place(where).line
    made = tuple(Field(name=one, type="Int", place=place(where)) for one in fields.split())
    return Model(name=name, place=place(where), end_line=line + len(made) + 1, fields=made)


def route(method: str, path: str, where: str, *guards: str) -> Route:
    name = path.split("/")[1].capitalize()
    return Route(
        method=method, path=path, handler="handle", controller=f"{name}Controller", place=place(where), guards=guards
    )


@pytest.fixture(scope="session")
def rules() -> Rules:
    return load_rules()


@pytest.fixture(scope="session")
def shop() -> Survey:
    prisma = "prisma/schema.prisma"
    cache = Parameter(name="cache", type="Cache", source="inject", key="CACHE_MANAGER")
    return Survey(
        repository="shop",
        revision="4f2c" + "0" * 36,
        tree="7a1e" + "0" * 36,
        files=(
            "README.md",
            "package.json",
            prisma,
            "prisma/migrations/20261122141651_init/migration.sql",
            "src/app.module.ts",
            "src/auth/auth.service.spec.ts",
            "src/auth/roles.guard.ts",
            "src/config/env.ts",
            "src/orders/orders.controller.ts",
            "src/orders/orders.module.ts",
            "src/orders/orders.service.ts",
            "src/products/products.controller.ts",
            "src/products/products.module.ts",
            "src/products/products.service.ts",
            "src/setup.ts",
            "test/shop.e2e-spec.ts",
        ),
        stack=Stack(
            framework="@nestjs/core",
            framework_version="12.0.1",
            module_system="esm",
            test_runner="vitest",
            orm="prisma",
        ),
        modules=(
            Module(name="AppModule", place=place("src/app.module.ts:38"), controllers=("HealthController",)),
            Module(
                name="OrdersModule", place=place("src/orders/orders.module.ts:13"), controllers=("OrdersController",)
            ),
            Module(
                name="ProductsModule",
                place=place("src/products/products.module.ts:6"),
                controllers=("ProductsController",),
            ),
        ),
        routes=(
            route("POST", "/orders", "src/orders/orders.controller.ts:15", "JwtAuthGuard"),
            route("GET", "/orders", "src/orders/orders.controller.ts:20", "JwtAuthGuard"),
            route("GET", "/products", "src/products/products.controller.ts:12"),
            route("GET", "/products/:id", "src/products/products.controller.ts:17"),
        ),
        providers=(
            Provider(name="JwtAuthGuard", kind="guard", place=place("src/auth/roles.guard.ts:9")),
            Provider(name="OrdersService", kind="service", place=place("src/orders/orders.service.ts:10")),
            Provider(
                name="ProductsService",
                kind="service",
                place=place("src/products/products.service.ts:8"),
                injects=(cache,),
            ),
        ),
        queues=(Queue(name="mail", registered=(place("src/orders/orders.module.ts:9"),)),),
        environment=(EnvironmentVariable(name="JWT_SECRET", declared=(place("src/config/env.ts:4"),), required=True),),
        schema=Schema(
            files=(prisma,),
            provider="postgresql",
            models=(
                model("User", f"{prisma}:25", "id email password role createdAt"),
                model("Product", f"{prisma}:34", "id sku name price stock"),
                model("Order", f"{prisma}:43", "id userId status total createdAt"),
                model("OrderItem", f"{prisma}:55", "id orderId productId quantity unitPrice"),
            ),
            migrations_folder="prisma/migrations",
            migrations=("20261122141651_init",),
        ),
        tests=(
            TestFile(path="src/auth/auth.service.spec.ts", kind="unit", covers=("src/auth/auth.service.ts",)),
            TestFile(path="test/shop.e2e-spec.ts", kind="e2e", covers=("src/app.module.ts", "src/setup.ts")),
        ),
        imports={"src/app.module.ts": ("src/orders/orders.module.ts", "src/products/products.module.ts")},
        conventions=(
            convention("app-module", "AppModule", "src/app.module.ts:38"),
            convention("auth-guard", "JwtAuthGuard", "src/auth/roles.guard.ts:9"),
            convention("current-user-id", "req.user.id", "src/orders/orders.controller.ts:17"),
            convention("e2e-folder", "test", "test/shop.e2e-spec.ts:1"),
            convention("feature-folder", "src/{plural}", "src/products/products.module.ts:6"),
            convention("id-type", "Int autoincrement", f"{prisma}:26"),
            convention(
                "not-found",
                "throw new NotFoundException(`product ${id} not found`)",
                "src/products/products.service.ts:26",
            ),
            convention("swagger", "yes", "src/setup.ts:11"),
            convention("unit-suffix", ".spec.ts", "src/auth/auth.service.spec.ts:1"),
            convention("validation-pipe", "whitelist,forbidNonWhitelisted,transform", "src/setup.ts:7"),
        ),
        commands=Commands(build="nest build", unit="vitest run", e2e="vitest run --config ./vitest.config.e2e.ts"),
    )


def span(words: str) -> Span:
    start = WORDS.index(words)
    return Span(start=start, end=start + len(words))


def reading(name: str, kind: Any, what: str, words: str, clause: str) -> Reading:
    return Reading(id=name, kind=kind, what=what, spans=(span(words),), clause=clause)


def clause(name: str, words: str) -> Clause:
    return Clause(id=name, text=words, span=span(words))


READINGS = (
    reading("D1", "resource", "Review is a new resource", "product reviews", "C1"),
    reading("D2", "operation", "create a review", "rate a product", "C2"),
    reading("D3", "access", "signed in", "signed-in customer", "C2"),
    reading("D4", "field", "rating: integer from 1 to 5", "from 1 to 5", "C2"),
    reading("D5", "field", "comment: text, optional", "optional comment", "C2"),
    reading("D6", "unique", "one per user and product", "one review per customer and product", "C3"),
    reading("D7", "operation", "list reviews of a product", "list a product's reviews", "C4"),
    reading("D8", "ordering", "createdAt descending", "newest first", "C4"),
    reading("D9", "pagination", "paged", "with pagination", "C4"),
)


def requirement(name: str, text: str, clauses: str, readings: str, **more: Any) -> Requirement:
    return Requirement(
        id=name,
        text=text,
        kind=more.pop("kind", "functional"),
        clauses=tuple(clauses.split()),
        readings=tuple(readings.split()),
        **more,
    )


@pytest.fixture(scope="session")
def reviews() -> Analysis:
    """The analysis of the request for reviews."""
    review = Resource(
        name="Review",
        plural="reviews",
        fields=(
            ResourceField(name="rating", type="integer", minimum=1, maximum=5, reading="D4"),
            ResourceField(name="comment", type="text", optional=True, max_length=2000, reading="D5"),
        ),
        relations=(
            ResourceRelation(name="product", model="Product", role="parent"),
            ResourceRelation(name="user", model="User", role="owner"),
        ),
        uniques=(("user", "product"),),
        operations=(
            Operation(kind="create", access="signed_in", scope="parent", reading="D2"),
            Operation(kind="list", access="public", scope="parent", order_by=(("createdAt", "desc"),), paginated=True),
        ),
        readings=("D1", "D6"),
    )
    habit = evidence("src/products/products.service.ts:26", "unknown rows are NotFoundException")
    planned: dict[Layer, str] = {
        "data": "no model Review",
        "business_logic": "rules of a review",
        "api": "two routes",
        "quality": "tests",
    }
    planned |= {"documentation": "a public contract changes"}
    idle: dict[Layer, str] = {
        "infrastructure": "no queue, cache or service is named",
        "deployment": "no new package, key or service",
    }
    return Analysis(
        request=WORDS,
        is_backend=True,
        types=(
            DetectedType(type="new_api_endpoint", confidence=0.93, cues=("signed-in customer can rate", "list")),
            DetectedType(type="database_change", confidence=0.71, cues=("no model Review",)),
        ),
        clauses=(
            clause("C1", "Add product reviews"),
            clause("C2", "a signed-in customer can rate a product from 1 to 5 with an optional comment"),
            clause("C3", "one review per customer and product"),
            clause("C4", "list a product's reviews, newest first, with pagination"),
        ),
        readings=READINGS,
        requirements=(
            requirement("R1", "create a review: rating 1–5, comment optional", "C1 C2", "D1 D2 D4 D5"),
            requirement("R2", "only a signed-in customer may create one", "C2", "D3", aspect="authorisation"),
            requirement("R3", "at most one review per customer and product", "C3", "D6", aspect="data"),
            requirement("R4", "list a product's reviews, newest first, paginated", "C4", "D7 D8 D9"),
            requirement("R5", "an unknown product is 404, bad input is 400", "", "", kind="constraint", evidence=habit),
        ),
        resources=(review,),
        affected=(
            Affected(
                component="Product",
                kind="model",
                score=0.9,
                evidence=(evidence("prisma/schema.prisma:34", "the review belongs to it"),),
            ),
            Affected(
                component="User",
                kind="model",
                score=0.8,
                evidence=(evidence("prisma/schema.prisma:25", "who wrote it"),),
            ),
            Affected(
                component="AppModule",
                kind="module",
                score=0.6,
                evidence=(evidence("src/app.module.ts:33", "feature modules are listed there"),),
            ),
        ),
        layers=(
            *(LayerNeed(layer=name, planned=True, reason=reason) for name, reason in planned.items()),
            *(LayerNeed(layer=name, planned=False, reason=reason) for name, reason in idle.items()),
        ),
        criteria=(
            Criterion(id="several_agents", holds=True, rules=("multiple-layers",), reasons=("three layers",)),
            Criterion(
                id="security_review",
                holds=True,
                rules=("user-data",),
                reasons=("user-written text", "an authorisation rule"),
            ),
            Criterion(id="performance_review", holds=False, rules=(), reasons=()),
        ),
        assumptions=(Assumption(id="A1", text="limit ≤ 100"), Assumption(id="A2", text="comment ≤ 2,000 characters")),
        questions=(Question(id="Q1", text="may a review be edited or deleted? (not planned)"),),
    )


def offered(name: str, specialist: str, layer: Any, phase: Any, **more: Any) -> Task:
    return Task(
        id=name,
        title=more.pop("title", f"{name} of reviews"),
        specialist=specialist,
        layer=layer,
        phase=phase,
        goal=f"the {name} of reviews is there",
        runner=RunnerChoice(kind="recipe", name=more.pop("recipe", name), reason="the recipe does it with certainty"),
        **more,
    )


def paths(*globs: str) -> tuple[Write, ...]:
    return tuple(Write(kind="path", target=one) for one in globs)


def shares(file: str, *keys: str) -> tuple[Write, ...]:
    return tuple(Write(kind="share", target=file, key=one) for one in keys)


def gates(*names: str) -> tuple[TaskGate, ...]:
    return tuple(TaskGate(gate=one) for one in names)


@pytest.fixture(scope="session")
def offer() -> Offer:
    """What recipes would do for reviews."""
    lane = Write(kind="resource", target="migrations")
    back = UndoStep(
        kind="migration_down", text="revert the commit; drop table Review", loses="the rows of Review, nothing else"
    )
    revert = (UndoStep(kind="revert", text="revert the commit"),)
    folder = "src/reviews"
    return Offer(
        resource="Review",
        tasks=(
            offered(
                "schema",
                "prisma-database-architect",
                "data",
                1,
                title="Model `Review` and its migration",
                recipe="prisma_model",
                writes=(
                    *shares("prisma/schema.prisma", "Review", "User.reviews", "Product.reviews"),
                    lane,
                    *paths("prisma/migrations/**"),
                ),
                outputs=("migration, applied and reversed on a scratch database",),
                gates=gates("prisma-validate", "types", "migration-way-back", "migration-drift"),
                undo=(back,),
            ),
            offered(
                "api",
                "nestjs-api-master",
                "api",
                2,
                needs=("schema",),
                recipe="nest_resource",
                title="ReviewsModule with controller, service and DTOs in the manner of `products`",
                writes=(
                    *paths(f"{folder}/reviews.{{module,controller,service}}.ts", f"{folder}/dto/*.ts"),
                    *shares("src/app.module.ts", "imports"),
                ),
                outputs=("the two routes of the contract",),
                gates=gates("types", "lint", "build", "routes"),
                undo=revert,
            ),
            offered(
                "tests",
                "test-engineering-specialist",
                "quality",
                3,
                needs=("api",),
                recipe="resource_tests",
                title="Unit and e2e tests for R1–R5",
                writes=paths(f"{folder}/*.spec.ts", "test/reviews.e2e-spec.ts"),
                outputs=("a test per requirement, red without the feature",),
                gates=gates("unit", "e2e", "new-tests"),
                undo=revert,
            ),
            offered(
                "review",
                "security-guardian",
                "quality",
                3,
                needs=("api", "tests", "docs"),
                recipe="security_review",
                title="Security review of everything above",
                outputs=("findings with severity",),
                gates=gates("guard-coverage", "exposure", "secrets"),
            ),
            offered(
                "docs",
                "api-documentation-architect",
                "documentation",
                4,
                needs=("api",),
                recipe="openapi_docs",
                title="OpenAPI for both routes, README's route table",
                writes=paths(f"{folder}/reviews.controller.ts", f"{folder}/dto/*.ts", "README.md"),
                outputs=("documented contract, additions only",),
                gates=gates("openapi-diff", "docs-routes"),
                undo=revert,
            ),
        ),
        readings=tuple(one.id for one in READINGS),
        endpoints=(
            Endpoint(
                method="POST",
                path="/products/:productId/reviews",
                access="signed_in",
                request="{rating, comment?}",
                response="{id, productId, rating, comment, createdAt}",
                statuses=((201, "created"), (409, "a second review")),
            ),
            Endpoint(
                method="GET",
                path="/products/:productId/reviews",
                access="public",
                request="?page=1&limit=20",
                response="{items, page, limit, total}",
                statuses=((200, "a page"), (404, "unknown product")),
            ),
        ),
        assumptions=(Assumption(id="x", text="equal times are ordered by id"),),
        risks=(
            Risk(
                text="two reviews by a race",
                likelihood="medium",
                impact="medium",
                source="R3",
                answer="the unique index decides (409); tested",
            ),
        ),
        checks=(
            Check(id="x", text="POST without a token is 401", gate="e2e", requirements=("R2",)),
            Check(
                id="y", text="a second review is 409, also when sent twice at once", gate="e2e", requirements=("R3",)
            ),
        ),
    )


@pytest.fixture(scope="session")
def inputs(shop: Survey, reviews: Analysis, offer: Offer, rules: Rules) -> PlanInputs:
    return PlanInputs(request=Request(text=WORDS), survey=shop, analysis=reviews, rules=rules, offers=(offer,))


@pytest.fixture(scope="session")
def plan(inputs: PlanInputs) -> Plan:
    """The plan for reviews."""
    return make_plan(inputs)


@pytest.fixture(scope="session")
def fault(inputs: PlanInputs) -> PlanInputs:
    """A fault in the orders: nothing that a recipe does."""
    words = "GET /orders answers 500 when an order has no items"
    whole = Span(start=0, end=len(words))
    place_ = evidence("src/orders/orders.service.ts:40", "findMine answers GET /orders")
    analysis = Analysis(
        request=words,
        is_backend=True,
        intent="fix",
        types=(DetectedType(type="bug_fix", confidence=0.9, cues=("500",)),),
        clauses=(Clause(id="C1", text=words, span=whole),),
        requirements=(Requirement(id="R1", text="GET /orders answers 200", kind="functional", clauses=("C1",)),),
        affected=(Affected(component="OrdersService", kind="service", score=0.9, evidence=(place_,)),),
        layers=(LayerNeed(layer="api", planned=True, reason="GET /orders fails"),),
        criteria=(
            Criterion(id="several_agents", holds=True, rules=("quality-requirements",), reasons=("code and tests",)),
        ),
    )
    return replace(inputs, request=Request(text=words), analysis=analysis, offers=())
