"""What a request touches: the sibling to imitate, and evidence that is said once."""

from dataclasses import replace

import pytest

from podium.analysis.impact import affected
from podium.plan.analysis import Affected, Operation, Resource, ResourceRelation
from podium.plan.evidence import Place
from podium.plan.survey import Convention, Dto, Model, Module, Provider, Relation, Route, Schema, Survey
from podium.survey.likely import Likely

REVIEW = Resource(
    name="Review",
    plural="reviews",
    relations=(ResourceRelation(name="user", model="User", role="owner"),),
    operations=(Operation(kind="create", access="signed_in"), Operation(kind="list", access="public")),
)
FIELD = Resource(name="Product", plural="products", existing="Product", operations=())


def place(name: str, line: int = 1) -> Place:
    return Place(file=f"src/{name}/{name}.ts", line=line)


def feature(name: str, *methods: str) -> tuple[Module, Provider, list[Route], Dto]:
    title = name.capitalize()
    module = Module(name=f"{title}Module", place=place(name), controllers=(title,), providers=(f"{title}Service",))
    routes = [Route(method=one, path=f"/{name}", handler="", controller=title, place=place(name)) for one in methods]
    service = Provider(name=f"{title}Service", kind="service", place=place(name))
    return module, service, routes, Dto(name=f"{title}Dto", place=place(name))


def shop(*features: tuple[Module, Provider, list[Route], Dto]) -> Survey:
    owner = Relation(name="user", model="User", fields=("userId",), references=("id",), place=place("orders"))
    models = [Model(name=one, place=Place(file="schema.prisma", line=9), end_line=20) for one in ("User", "Product")]
    order = Model(name="Order", place=Place(file="schema.prisma", line=30), end_line=40, relations=(owner,))
    return Survey(
        repository="shop",
        revision="0" * 40,
        tree="1" * 40,
        modules=tuple(one[0] for one in features),
        providers=tuple(one[1] for one in features),
        routes=tuple(route for one in features for route in one[2]),
        dtos=tuple(one[3] for one in features),
        schema=Schema(models=(*models, order)),
        conventions=(Convention(name="feature-folder", value="src/{plural}", place=place("orders")),),
    )


def siblings(found: tuple[Affected, ...]) -> list[str]:
    new = next(one for one in found if one.component == "new src/reviews/")
    return [item.reason.removeprefix("sibling to imitate: ") for item in new.evidence]


def test_the_sibling_to_imitate_has_what_the_resource_will_have() -> None:
    survey = shop(feature("auth", "POST", "POST"), feature("products", "GET", "POST"), feature("orders", "GET", "POST"))
    assert siblings(affected("reviews", (), (REVIEW,), survey)) == [
        "OrdersModule (controller, service, owner, DTOs)",
        "ProductsModule (controller, service, DTOs)",
    ]


def test_a_module_of_no_model_is_never_imitated() -> None:
    survey = shop(feature("auth", "GET", "POST"), feature("health", "GET"))
    assert siblings(affected("reviews", (), (REVIEW,), survey)) == ["one folder per resource"]


def test_evidence_is_said_once() -> None:
    found = affected("products", ("products",), (FIELD,), shop(feature("products", "GET")))
    places = {one.component: [item.place for item in one.evidence] for one in found}
    assert len(places["Product"]) == len(set(places["Product"])) == 1


def ranked(path: str, share: float, *words: str, named: bool = True, commit: str = "") -> Likely:
    return Likely(
        path=path, share=share, words=words, named=words if named else (), commit=commit, alike=float(bool(commit))
    )


def told(*likely: Likely, resources: tuple[Resource, ...] = ()) -> dict[str, str]:
    survey = shop(feature("products", "GET"), feature("orders", "POST"))
    found = affected("ship the orders", ("ship", "orders"), resources, survey, likely=likely)
    return {one.component: one.evidence[0].reason for one in found}


def test_a_ranked_file_stands_for_what_it_declares_and_says_why() -> None:
    one = ranked("src/orders/orders.ts", 0.5, "orders", "ship", commit="1234567 Ship them")
    assert told(one)["OrdersService"] == "named after orders; declares ship; changed by 1234567 Ship them"


@pytest.mark.parametrize(
    "weak",
    [
        ranked("src/mail/mail.ts", 0.2, "ship", named=False),
        ranked("src/mail/mail.ts", 0.4, "add", "list"),
        ranked("src/mail/mail.ts", 0.4),
        ranked("prisma/migrations/1/migration.sql", 0.4, "orders"),
        ranked("libs/api/orders.gen.ts", 0.4, "orders"),
    ],
    ids=["little of it", "words of every file", "nothing", "has run", "made by a generator"],
)
def test_a_file_that_nothing_speaks_for_is_not_told(weak: Likely) -> None:
    assert weak.path not in told(ranked("src/orders/orders.ts", 0.5, "orders"), weak)


def test_a_new_resource_touches_no_file_that_merely_holds_its_words() -> None:
    held = ranked("src/mail/mail.ts", 0.5, "orders")
    assert "src/mail/mail.ts" in told(held) and "src/mail/mail.ts" not in told(held, resources=(REVIEW,))


def test_things_within_files_are_still_found_by_their_names() -> None:
    assert told(ranked("schema.prisma", 0.9, "orders")) == {"Order": "its name shares order with the request"}


def test_a_route_is_named_by_its_path_and_no_settings_file_by_its_format() -> None:
    survey = replace(shop(feature("orders", "POST"), feature("tags", "POST")), files=("nest-cli.json", "package.json"))
    found = affected("POST an order as JSON to Nest", ("post", "order", "json", "nest"), (), survey)
    assert found and not {one.component for one in found} & {"POST /tags", "nest-cli.json", "package.json"}


@pytest.mark.parametrize(
    ("said", "touched"),
    [
        ("let a user copy one of their orders", {"Order"}),
        ("as a signed-in user I can copy an order", {"Order"}),
        ("show the name of the user beside an order", {"Order", "User"}),
        ("let users change what a user is called", {"User"}),
    ],
)
def test_who_acts_is_not_what_is_touched(said: str, touched: set[str]) -> None:
    found = affected(said, tuple(said.lower().split()), (), shop())
    assert {one.component for one in found if one.kind == "model"} == touched


def test_a_model_that_is_named_in_full_is_found_where_its_word_is_common() -> None:
    names = [f"src/product/{number}/orders.ts" for number in range(40)]
    found = affected("give products a shade", ("products", "shade"), (), replace(shop(), files=tuple(names)))
    assert found[0].component == "Product"


@pytest.mark.parametrize(
    ("said", "path"),
    [
        ("the order list is slow", "/v1/orders/list"),
        ("page the order item list", "/v1/order-items/list"),
        ("POST /v1/orders/list answers 500", "/v1/orders/list"),
    ],
)
def test_a_route_that_is_said_in_full_comes_first(said: str, path: str) -> None:
    paths = ("/v1/orders/list", "/v1/order-items/list", "/v1/users/list", "/v1/orders/:id/state", "/orders")
    routes = [Route(method="POST", path=one, handler="", controller="C", place=place("mail")) for one in paths]
    words = tuple(said.lower().replace("/", " ").split())
    found = affected(said, words, (), replace(shop(), routes=tuple(routes)), likely=[ranked("a.ts", 0.5, "mail")])
    assert (found[0].component, found[0].score > 0.9) == (f"POST {path}", True)
    assert sum(one.score > 0.9 for one in found) == 1
