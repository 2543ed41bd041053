"""Requests that bring new fields and operations on them, pages of another size, deletes that keep the row, indexes."""

import functools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from podium.plan.analysis import Analysis, Filter, Operation, Resource, ResourceField
from podium.plan.codec import decode
from podium.plan.conflicts import allows
from podium.plan.offer import Offer
from podium.plan.survey import Survey
from podium.plan.task import Task
from podium.recipes.edits import typescript
from podium.recipes.family import ResourceFamily
from podium.recipes.nest_resource import extension, growth
from podium.recipes.nest_resource.recipe import files as sources
from podium.recipes.nouns import Blueprint
from podium.recipes.openapi_docs.recipe import changes
from podium.recipes.prisma_model.schema import changed, indexed
from podium.recipes.prisma_model.steps import planned_files
from podium.recipes.resource_tests.recipe import files as specs
from podium.service.demo import make_shop
from podium.survey import survey

SCHEMA = "prisma/schema.prisma"
SERVICE = "src/products/products.service.ts"
BRAND = ResourceField(name="brand", type="string", optional=True, max_length=80, reading="D2")
LIST = Operation(kind="list", access="public", reading="D1")
UPDATE = Operation(kind="update", access="role", roles=("ADMIN",), fields=("name", "brand"), reading="D1")
BY_BRAND = replace(LIST, filters=(Filter(field="brand", reading="D3"),))
OWN_LIST = Operation(kind="list", access="signed_in", paginated=True, page_size=25, size_reading="D4", reading="D1")
Built = Callable[[str], tuple[Offer, dict[str, str]]]


def resource(*operations: Operation, fields: tuple[ResourceField, ...] = (), name: str = "Product") -> Resource:
    plural = f"{name.lower()}s"
    return Resource(name=name, plural=plural, existing=name, operations=operations, fields=fields)


def managed(*kinds: Any, soft: bool = False, size: int = 0) -> Resource:
    operations = tuple(
        Operation(
            kind=kind,
            access="role",
            roles=("ADMIN",),
            paginated=kind == "list",
            page_size=size if kind == "list" else 0,
            reading="D1",
        )
        for kind in kinds
    )
    fields = (ResourceField(name="title", type="string"),)
    return Resource(name="Supplier", plural="suppliers", fields=fields, operations=operations, soft_delete=soft)


ASKED = {
    "a field and its filter": resource(BY_BRAND, fields=(BRAND,)),
    "a field and an update": resource(UPDATE, fields=(BRAND,)),
    "a size of existing pages": resource(OWN_LIST, name="Order"),
    "parts of a size": resource(replace(LIST, paginated=True, page_size=25)),
    "a size of new pages": managed("create", "list", size=30),
    "deletes that keep": managed("create", "list", "get", "update", "delete", soft=True),
}
CASES = pytest.mark.parametrize("name", ASKED)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example shop as a repository of its own."""
    return make_shop(tmp_path_factory.mktemp("together") / "shop")


@pytest.fixture(scope="module")
def known(root: Path) -> Survey:
    """What a survey says of it."""
    return survey(root)


def offered(asked: Resource, known: Survey, root: Path) -> Offer:
    analysis = Analysis(request="x", is_backend=True, resources=(asked,))
    (found,) = ResourceFamily(root).offer(analysis, known)
    return found


def task(found: Offer, name: str) -> Task:
    return next(one for one in found.tasks if one.id == name)


def after(found: Offer, root: Path) -> dict[str, str]:
    """Every file as it stands when all recipes are done."""
    texts: dict[str, str] = {}

    def text(path: str) -> str:
        return texts.get(path) or ((root / path).read_text() if (root / path).exists() else "")

    given = task(found, "tests").parameters
    for blueprint in [decode(Blueprint, one) for one in (given["resource"], *given.get("then", []))]:
        if blueprint.growth:
            texts |= {path: change(text(path)) for path, change in growth.changes(blueprint, blueprint.growth).items()}
        elif blueprint.site:
            texts |= extension.after(blueprint, blueprint.site, text)
        else:
            texts |= sources(blueprint)
        texts |= {path: change(text(path)) for path, change in changes(blueprint).items()} | specs(blueprint)
    return texts


@pytest.fixture(scope="module")
def built(known: Survey, root: Path) -> Built:
    """`built(name)`: what is offered for one of the requests, and every file as it is then."""

    @functools.cache
    def made(name: str) -> tuple[Offer, dict[str, str]]:
        found = offered(ASKED[name], known, root)
        return found, after(found, root)

    return made


def gate(found: Offer, name: str, *, of: str = "tests") -> dict[str, Any]:
    return next(one.parameters for one in task(found, of).gates if one.gate == name)


@CASES
def test_every_file_is_typescript_and_belongs_to_a_task(name: str, built: Built) -> None:
    found, texts = built(name)
    assert found.refusals == () and found.notes == ()
    assert all(typescript.tree(text) for path, text in texts.items() if path.endswith(".ts"))
    assert all(any(allows(one.writes, path) for one in found.tasks) for path in texts)


@CASES
def test_every_fault_stands_once_in_what_is_built(name: str, built: Built) -> None:
    found, texts = built(name)
    faults = gate(found, "planted-faults")["faults"]
    assert faults and len({one["id"] for one in faults}) == len(faults)
    for one in (one for one in faults if "file" in one):
        assert texts[one["file"]].count(one["find"]) == 1 and one["find"] != one["replace"]
        assert typescript.tree(texts[one["file"]].replace(one["find"], one["replace"]))


def test_a_field_and_its_filter_are_one_offer_of_five_tasks(built: Built) -> None:
    found, texts = built("a field and its filter")
    assert [one.id for one in found.tasks] == ["schema", "api", "tests", "docs", "review"]
    assert task(found, "api").needs == ("schema",) and found.readings == ("D1", "D2", "D3")
    assert (
        "brand: query.brand" in texts[SERVICE] and "brand?: string;" in texts["src/products/dto/list-products.dto.ts"]
    )
    assert len(gate(found, "new-tests")["files"]) == 3 and "related" not in gate(found, "unit")


def test_an_update_takes_the_new_field_by_the_creates_own_validators(built: Built) -> None:
    _, texts = built("a field and an update")
    assert "PickType(CreateProductDto, ['name', 'brand'])" in texts["src/products/dto/update-product.dto.ts"]
    assert "['a number as brand', { brand: 7 }]" in texts["test/products-update.e2e-spec.ts"]


def test_an_index_of_a_table_that_is_there_is_built_alone(built: Built, root: Path) -> None:
    found, _ = built("a field and its filter")
    schema = task(found, "schema")
    first, then = (decode(Blueprint, one) for one in (schema.parameters["resource"], *schema.parameters["then"]))
    assert then.indexes == (("brand",),) and then.index_migrations > (first.migration,)
    text = indexed(changed((root / SCHEMA).read_text(), first), then, ("brand",))
    assert "@@index([brand])" in text and all(allows(schema.writes, path) for path in planned_files(then))
    assert gate(found, "migration-way-back", of="schema") == {}


def test_own_rows_that_an_index_leads_to_get_no_further_one(known: Survey, root: Path) -> None:
    by_status = replace(OWN_LIST, paginated=False, page_size=0, filters=(Filter(field="status"),))
    assert "schema" not in [one.id for one in offered(resource(by_status, name="Order"), known, root).tasks]


def test_what_is_there_already_is_said_beside_the_new_field(known: Survey, root: Path) -> None:
    found = offered(resource(LIST, fields=(BRAND,)), known, root)
    assert "src/products/products.controller.ts:27: GET /products is there already" in [
        one.text for one in found.assumptions
    ]
    assert len(found.tasks) == 5


def test_operations_that_are_not_understood_leave_the_fields_and_say_why(known: Survey, root: Path) -> None:
    found = offered(
        resource(replace(UPDATE, access="public", roles=(), fields=("nothing",)), fields=(BRAND,)), known, root
    )
    assert [one.id for one in found.tasks] == ["schema", "api", "tests", "docs", "review"]
    assert found.notes[0].endswith("an update cannot change nothing: it is no plain field of the model")


def test_a_page_of_another_size_has_a_default_of_its_own(built: Built) -> None:
    found, texts = built("a size of existing pages")
    assert "override limit: number = 25;" in texts["src/orders/dto/list-orders.dto.ts"]
    assert "findMine(userId: number, query: ListOrdersDto)" in texts["src/orders/orders.service.ts"]
    assert [one["id"] for one in gate(found, "planted-faults")["faults"]] == ["usual-page-size"]
    assert "toMatchObject({ page: 1, limit: 25, total: 26 })" in texts["test/orders-page-size.e2e-spec.ts"]


def test_a_page_larger_than_the_query_allows_is_refused_with_its_place(known: Survey, root: Path) -> None:
    (refusal,) = offered(resource(replace(OWN_LIST, page_size=500), name="Order"), known, root).refusals
    assert refusal.reason.startswith("src/common/dto/page-query.dto.ts:") and "100 rows at most" in refusal.reason


def test_a_page_that_holds_as_many_already_is_nothing_to_do(known: Survey, root: Path) -> None:
    (refusal,) = offered(resource(replace(OWN_LIST, page_size=20), name="Order"), known, root).refusals
    assert "GET /orders holds 20 rows to a page already" in refusal.reason and refusal.hint == "nothing is left to do"


def test_a_kept_row_is_out_of_every_read_and_stays_in_the_table(built: Built) -> None:
    found, texts = built("deletes that keep")
    service, spec = texts["src/suppliers/suppliers.service.ts"], texts["test/suppliers.e2e-spec.ts"]
    assert service.count("deletedAt: null") == 4 and "data: { deletedAt: new Date() }" in service
    assert "deleteMany" not in service and "deletedAt: true" not in service
    assert "shows and changes no supplier that was deleted" in spec
    kinds = ("find-all", "find-one", "update", "remove")
    assert {"never-deleted", *(f"deleted-{one}" for one in kinds)} <= {
        one["id"] for one in gate(found, "planted-faults")["faults"]
    }


def test_a_soft_delete_of_what_is_there_is_refused_with_its_place(known: Survey, root: Path) -> None:
    asked = replace(resource(UPDATE), soft_delete=True)
    (refusal,) = offered(asked, known, root).refusals
    assert refusal.reason.startswith(f"{SCHEMA}:") and "changes every query" in refusal.reason


THERE = {
    ("Product", "create", "ADMIN"): "products.controller.ts:49: POST /products is there already",
    ("Product", "list", ""): "products.controller.ts:27: GET /products is there already",
    ("Product", "get", ""): "products.controller.ts:36: GET /products/:id is there already",
    ("Product", "create", ""): "POST /products is there already, for ADMIN",
    ("Product", "get", "ADMIN"): "GET /products/:id is there already, for anybody",
    ("Order", "create", ""): "orders.controller.ts:34: POST /orders is there already, for who is signed in",
    ("Order", "list", "ADMIN"): "GET /orders is there already, for who is signed in",
    ("Order", "get", ""): "orders.controller.ts:50: GET /orders/:id is there already, for who is signed in",
    ("User", "list", "ADMIN"): "users.controller.ts:37: GET /users is there already",
    ("User", "list", ""): "users.controller.ts:37: GET /users is there already, for ADMIN",
}


@pytest.mark.parametrize("asked", THERE)
def test_what_is_there_is_told_with_its_place_and_for_whom(
    asked: tuple[str, Any, str], known: Survey, root: Path
) -> None:
    name, kind, role = asked
    access, roles = ("role", (role,)) if role else ("public", ())
    one = Operation(kind=kind, access=access, roles=roles, reading="D1", readings=("D2",))
    found = offered(resource(one, name=name), known, root)
    assert found.tasks == () and found.refusals[0].reason.endswith(THERE[asked])
