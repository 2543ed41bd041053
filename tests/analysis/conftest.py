"""Small surveys by hand (a shop, a blog, a clinic …), and what an analysis of a request is read with."""

from collections.abc import Callable

import pytest

from podium.analysis import analyse
from podium.analysis.words import said
from podium.catalog import load_rules
from podium.plan.analysis import Analysis, Operation, Resource, ResourceField
from podium.plan.evidence import Place
from podium.plan.rules import Rules
from podium.plan.survey import Convention, Field, Model, Relation, Route, Schema, Survey
from podium.request import read_request

SCHEMA = "prisma/schema.prisma"


def model(line: int, name: str, columns: str, **relations: str) -> Model:
    """A model of `name:Type` columns and relations by name."""
    fields = [
        Field(name=one, type=kind, place=Place(file=SCHEMA, line=line + number))
        for number, (one, kind) in enumerate((pair.split(":") for pair in columns.split()), 1)
    ]
    links = [
        Relation(name=one, model=other, fields=(f"{one}Id",), references=("id",), place=Place(file=SCHEMA, line=line))
        for one, other in relations.items()
    ]
    place = Place(file=SCHEMA, line=line)
    return Model(name=name, place=place, end_line=line + 9, fields=tuple(fields), relations=tuple(links))


def survey(models: list[Model], routes: str, **conventions: str) -> Survey:
    """A survey of models, routes (`GET /posts`, a `!` for a guard) and conventions (underscores for hyphens)."""
    habits = {"auth_guard": "JwtAuthGuard", "created_at": "createdAt", "user_model": "User", **conventions}
    return Survey(
        repository="sample",
        revision="0" * 40,
        tree="1" * 40,
        schema=Schema(files=(SCHEMA,), models=tuple(models)),
        conventions=tuple(
            Convention(name=name.replace("_", "-"), value=value, place=Place(file=f"src/{name}.ts", line=1))
            for name, value in habits.items()
        ),
        routes=tuple(_route(one.strip()) for one in routes.split(",")),
    )


def _route(text: str) -> Route:
    method, path = text.rstrip("!").split()
    guards = ("JwtAuthGuard",) if text.endswith("!") else ()
    return Route(
        method=method, path=path, handler="run", controller="C", place=Place(file="src/c.ts", line=3), guards=guards
    )


USER = "id:Int email:String createdAt:DateTime"
SHOP = survey(
    [
        model(10, "User", USER),
        model(20, "Product", "id:Int sku:String name:String price:Decimal stock:Int"),
        model(30, "Order", "id:Int status:OrderStatus total:Decimal createdAt:DateTime", user="User"),
        model(40, "OrderItem", "id:Int quantity:Int", order="Order", product="Product"),
    ],
    "GET /products, GET /products/:id, POST /products!, GET /orders!",
    roles_values="USER,ADMIN",
    admin_role="ADMIN",
    on_delete="Cascade",
    feature_folder="src/{plural}",
    app_module="AppModule",
    not_found="throw new NotFoundException('gone')",
    validation_pipe="whitelist",
)
BLOG = survey(
    [
        model(10, "User", USER),
        model(20, "Post", "id:Int title:String body:String createdAt:DateTime", author="User"),
        model(30, "Category", "id:Int name:String"),
    ],
    "GET /posts, POST /posts!",
    roles_values="READER,EDITOR,ADMIN",
    admin_role="ADMIN",
)
CLINIC = survey(
    [
        model(10, "Account", USER),
        model(20, "Doctor", "id:Int name:String"),
        model(30, "Patient", "id:Int name:String"),
        model(40, "Room", "id:Int name:String"),
    ],
    "GET /doctors!",
    user_model="Account",
    roles_values="DOCTOR,PATIENT,ADMIN",
    admin_role="ADMIN",
)
CRM = survey(
    [
        model(10, "User", USER),
        model(20, "Company", "id:Int name:String createdAt:DateTime"),
        model(30, "Contact", "id:Int name:String email:String createdAt:DateTime", company="Company", owner="User"),
        model(40, "Deal", "id:Int amount:Decimal stage:Stage createdAt:DateTime", owner="User", company="Company"),
    ],
    "GET /contacts!, GET /companies!",
    roles_values="SALES,MANAGER,ADMIN",
    admin_role="ADMIN",
)
TRACKER = survey(
    [
        model(10, "User", USER),
        model(20, "Project", "id:Int name:String createdAt:DateTime", owner="User"),
        model(30, "Task", "id:Int title:String dueDate:DateTime createdAt:DateTime", project="Project"),
    ],
    "GET /projects!, GET /projects/:id!",
    roles_values="USER,ADMIN",
    admin_role="ADMIN",
)
SCHOOL = survey(
    [
        model(10, "User", USER),
        model(20, "Course", "id:Int title:String price:Decimal createdAt:DateTime", teacher="User"),
        model(30, "Lesson", "id:Int title:String", course="Course"),
    ],
    "GET /courses, GET /courses/:id",
    roles_values="STUDENT,TEACHER,ADMIN",
    admin_role="ADMIN",
)
HOTEL = survey(
    [
        model(10, "User", USER),
        model(20, "Hotel", "id:Int name:String city:String"),
        model(30, "Room", "id:Int number:String price:Decimal", hotel="Hotel"),
    ],
    "GET /hotels, GET /rooms",
    roles_values="USER,ADMIN",
    admin_role="ADMIN",
)
STOCK = survey(
    [
        model(10, "User", USER),
        model(20, "Warehouse", "id:Int name:String"),
        model(30, "Item", "id:Int sku:String quantity:Int", warehouse="Warehouse"),
    ],
    "GET /items!",
    roles_values="USER,ADMIN",
    admin_role="ADMIN",
)
EMPTY = Survey(repository="empty", revision="0" * 40, tree="2" * 40)
SURVEYS = {
    "shop": SHOP,
    "blog": BLOG,
    "clinic": CLINIC,
    "crm": CRM,
    "tracker": TRACKER,
    "school": SCHOOL,
    "hotel": HOTEL,
    "stock": STOCK,
    "empty": EMPTY,
}


Understand = Callable[[str, str], Analysis]


@pytest.fixture(scope="session")
def rules() -> Rules:
    """The shipped rules."""
    return load_rules(None, None)


@pytest.fixture(scope="session")
def surveys() -> dict[str, Survey]:
    """The surveys by name."""
    return SURVEYS


@pytest.fixture(scope="session")
def understand(rules: Rules) -> Understand:
    """The analysis of a text in the survey of that name."""
    return lambda text, name: analyse(read_request(text), SURVEYS[name], rules)


@pytest.fixture(scope="session")
def brief() -> Callable[[Resource], str]:
    """A resource as a few lines that people can check against the request."""
    return _brief


def _brief(resource: Resource) -> str:
    """One line for the name, one per field, relation, uniqueness and operation."""
    lines = [f"{resource.name}{' +' if resource.existing else ''} /{resource.plural}"]
    lines += [_field(one) for one in resource.fields]
    lines += [f"-> {one.name} {one.model} {one.role}{'?' if one.optional else ''}" for one in resource.relations]
    lines += [f"one per {' '.join(names)}" for names in resource.uniques]
    lines += [_operation(one) for one in resource.operations]
    return "\n".join(lines)


def _field(one: ResourceField) -> str:
    text = f"{one.name}{'?' if one.optional else ''} {one.type}"
    if one.minimum is not None or one.maximum is not None:
        low = "" if one.minimum is None else said(one.minimum)
        text += f" {low}..{'' if one.maximum is None else said(one.maximum)}"
    if one.max_length is not None:
        text += f" {one.min_length or 0}..{one.max_length}"
    text += f" ({' '.join(one.values)})" if one.values else ""
    text += " unique" if one.unique else ""
    text += f" = {one.default}" if one.default else ""
    return text + (" assumed" if one.assumed else "")


def _operation(one: Operation) -> str:
    who = " ".join([one.access, *one.roles])
    text = f"{one.kind}: {who}, {one.scope}"
    text += "".join(f", by {name} {direction}" for name, direction in one.order_by)
    text += ", pages" if one.paginated else ""
    text += f" of {one.page_size}" if one.page_size else ""
    text += f", only {' '.join(one.fields)}" if one.fields else ""
    text += f", where {one.by} is given" if one.by else ""
    text += "".join(f", where {name} is {value}" for name, value in one.only)
    return text + "".join(f", {one.match} {one.field}" for one in one.filters)
