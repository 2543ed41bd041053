"""Operations on a resource that is there: added where they are missing, refused where the code is not understood."""

import functools
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from podium.git import IDENTITY, Repository
from podium.plan.analysis import Analysis, Filter, Operation, Resource
from podium.plan.codec import decode
from podium.plan.conflicts import allows
from podium.plan.offer import Offer
from podium.plan.survey import Survey
from podium.recipes.edits import lists, markdown, typescript
from podium.recipes.edits.problem import EditProblem
from podium.recipes.family import ResourceFamily
from podium.recipes.nest_resource import extension
from podium.recipes.nest_resource.recipe import files as sources
from podium.recipes.nouns import Blueprint
from podium.recipes.openapi_docs.recipe import changes
from podium.recipes.resource_tests.recipe import files as specs
from podium.service.demo import make_shop
from podium.survey import survey

SERVICE = "src/products/products.service.ts"
CONTROLLER = "src/products/products.controller.ts"
PRICES = (
    Filter(field="price", match="minimum"),
    Filter(field="price", match="maximum"),
    Filter(field="name", match="contains"),
)
Offers = Callable[[str], tuple[Offer, dict[str, str]]]
DELETE = Operation(kind="delete", access="role", roles=("ADMIN",), reading="D1")
UPDATE = Operation(kind="update", access="role", roles=("ADMIN",), reading="D1")
OWN = Operation(kind="delete", access="owner", scope="own", reading="D1")
NARROWED = Operation(kind="list", access="public", filters=PRICES, reading="D1")
STATUS = Operation(kind="list", access="signed_in", filters=(Filter(field="status"),), reading="D1")


@pytest.fixture(scope="module")
def shop_there(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example shop as a repository of its own."""
    return make_shop(tmp_path_factory.mktemp("there") / "shop")


@pytest.fixture(scope="module")
def there(shop_there: Path) -> Survey:
    """What a survey says of it."""
    return survey(shop_there)


def resource(*operations: Operation, name: str = "Product", plural: str = "products") -> Resource:
    return Resource(name=name, plural=plural, existing=name, operations=operations)


def offered(asked: Resource, there: Survey, root: Path) -> Offer:
    analysis = Analysis(request="x", is_backend=True, resources=(asked,))
    (found,) = ResourceFamily(root).offer(analysis, there)
    return found


def built(found: Offer, root: Path) -> dict[str, str]:
    """Every file as it stands when the recipes are done."""
    blueprint = decode(Blueprint, found.tasks[0].parameters["resource"])
    assert blueprint.site is not None
    done = extension.after(blueprint, blueprint.site, lambda path: (root / path).read_text())
    for path, change in changes(blueprint).items():
        there_is = (root / path).read_text() if (root / path).exists() else ""
        done[path] = change(done.get(path, there_is))
    return done | specs(blueprint)


def faults(found: Offer) -> list[dict[str, str]]:
    tests = next(one for one in found.tasks if one.id == "tests")
    return next(one.parameters["faults"] for one in tests.gates if one.gate == "planted-faults")


def kept(before: str, after: str) -> bool:
    """Whether every line that stood there stands there still, in its order."""
    lines = iter(after.splitlines())
    return all(line in lines for line in before.splitlines())


ASKED = {
    "a delete": resource(DELETE),
    "an update": resource(UPDATE),
    "an update of two fields": resource(replace(UPDATE, fields=("price", "stock"))),
    "filters": resource(NARROWED),
    "pages": resource(replace(NARROWED, filters=(), paginated=True)),
    "an order": resource(replace(NARROWED, filters=(), order_by=(("price", "desc"),))),
    "a filter of own rows": resource(STATUS, name="Order", plural="orders"),
    "a delete by the owner": resource(OWN, name="Order", plural="orders"),
    "a delete of a user": resource(DELETE, name="User", plural="users"),
}
CASES = pytest.mark.parametrize("name", ASKED)


@pytest.fixture(scope="module")
def offers(there: Survey, shop_there: Path) -> Offers:
    """`offers(name)`: what is offered for one of the requests, and every file as it is then."""

    @functools.cache
    def made(name: str) -> tuple[Offer, dict[str, str]]:
        found = offered(ASKED[name], there, shop_there)
        return found, built(found, shop_there)

    return made


@CASES
def test_an_operation_is_four_tasks_and_a_schema_only_for_an_index(name: str, offers: Offers) -> None:
    found, texts = offers(name)
    schema = ("schema",) if name == "filters" else ()
    assert [one.id for one in found.tasks] == [*schema, "api", "tests", "docs", "review"] and found.refusals == ()
    assert next(one for one in found.tasks if one.id == "api").needs == schema and found.readings == ("D1",)
    assert {path for task in found.tasks for path in texts if allows(task.writes, path)} == texts.keys()


@CASES
def test_every_text_is_typescript_and_every_fault_stands_in_it_once(name: str, offers: Offers) -> None:
    found, texts = offers(name)
    assert all(typescript.tree(text) for path, text in texts.items() if path.endswith(".ts"))
    assert faults(found) and len({one["id"] for one in faults(found)}) == len(faults(found))
    for one in faults(found):
        assert texts[one["file"]].count(one["find"]) == 1 and one["find"] != one["replace"]
        assert typescript.tree(texts[one["file"]].replace(one["find"], one["replace"]))


def test_a_new_member_leaves_every_line_that_was_there(there: Survey, shop_there: Path) -> None:
    texts = built(offered(resource(DELETE, UPDATE), there, shop_there), shop_there)
    for path in (SERVICE, CONTROLLER):
        before = (shop_there / path).read_text()
        assert (
            kept(before[before.index("@Injectable" if path == SERVICE else "@ApiTags") :], texts[path])
            and texts[path] != before
        )


def test_a_row_that_others_need_is_kept_and_the_cache_is_emptied(offers: Offers) -> None:
    found, texts = offers("a delete")
    assert "where: { id, items: { none: {} } }" in texts[SERVICE]
    assert texts[SERVICE].count("await this.invalidate();") == 2
    assert {"no-guard-remove", "no-role-remove", "stale-after-remove", "kept-unnoticed"} <= {
        one["id"] for one in faults(found)
    }
    assert "keeps a product that is still in use" in texts["test/products-delete.e2e-spec.ts"]


def test_a_cached_list_is_narrowed_beside_its_cache(offers: Offers) -> None:
    service = offers("filters")[1][SERVICE]
    assert "findAll(query: ListProductsDto = {}): Promise<ProductDto[]> {" in service
    assert "if (isNarrowed(query)) return this.readAll(query);" in service
    assert "price: { gte: query.minPrice, lte: query.maxPrice }," in service
    assert "findMany({ where, orderBy: { id: 'asc' } })" in service


def test_a_filter_keeps_whose_the_rows_are(offers: Offers) -> None:
    found, texts = offers("a filter of own rows")
    where = "const where: Prisma.OrderWhereInput = { userId, status: query.status };"
    assert where in texts["src/orders/orders.service.ts"]
    assert "count({ where })" in texts["src/orders/orders.service.ts"]
    assert "class ListOrdersDto extends PageQueryDto" in texts["src/orders/dto/list-orders.dto.ts"]
    assert {"everyones-list", "no-filter-status", "no-is-enum-status"} == {one["id"] for one in faults(found)}


def test_a_query_that_is_silent_leaves_old_conditions_as_they_were(there: Survey, shop_there: Path) -> None:
    since = replace(STATUS, filters=(Filter(field="createdAt", match="minimum"),))
    service = built(offered(resource(since, name="Order", plural="orders"), there, shop_there), shop_there)
    text = service["src/orders/orders.service.ts"]
    assert "userId," in text and "createdAt: query.minCreatedAt === undefined ? undefined : { gte:" in text


def test_pages_leave_the_answer_a_list(offers: Offers) -> None:
    found, texts = offers("pages")
    assert "findMany({ orderBy: { id: 'asc' }, ...sliceOf(query) })" in texts[SERVICE]
    assert any("so that no client breaks" in one.text for one in found.assumptions)
    assert "findAll(@Query() query: ListProductsDto): Promise<ProductDto[]>" in texts[CONTROLLER]


def test_an_update_checks_what_a_create_checks(offers: Offers) -> None:
    texts = offers("an update of two fields")[1]
    picked = "PartialType(PickType(CreateProductDto, ['price', 'stock']), { skipNullProperties: false })"
    assert picked in texts["src/products/dto/update-product.dto.ts"]
    spec = texts["test/products-update.e2e-spec.ts"]
    assert (
        "await update(id, { price: 2, stock: 2 }).expect(200);" in spec and "['a stock under 0', { stock: -1 }]" in spec
    )


NOTES = resource(
    Operation(kind="list", access="owner", scope="own", filters=(Filter(field="pinned"),), reading="D1"),
    Operation(kind="get", access="owner", scope="own", reading="D1"),
    Operation(kind="update", access="owner", scope="own", fields=("title",), reading="D1"),
    name="Note",
    plural="notes",
)


@pytest.fixture(scope="module")
def notebook_there(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of CommonJS, jest, double quotes, uuids, a global guard and a prefix, as a repository of its own."""
    root = tmp_path_factory.mktemp("there") / "notebook"
    shutil.copytree(Path(__file__).parent / "notebook", root)
    git = Repository(path=root)
    git.ask("init", "-q", "-b", "main")
    git.ask("add", "-A")
    git.ask("commit", "-q", "-m", "The notebook", env=IDENTITY)
    return root


def test_another_projects_habits_are_kept(notebook_there: Path) -> None:
    found = offered(NOTES, survey(notebook_there), notebook_there)
    texts = built(found, notebook_there)
    assert found.refusals == () and all(typescript.tree(text) for path, text in texts.items() if path.endswith(".ts"))
    assert "where: { id, authorId }," in texts["src/notes/notes.service.ts"]
    assert '@Param("id", ParseUUIDPipe) id: string' in texts["src/notes/notes.controller.ts"]
    assert '} from "@nestjs/mapped-types";' in texts["src/notes/dto/update-note.dto.ts"]
    spec = texts["test/notes-get-update-filter.e2e-spec.ts"]
    assert 'import * as request from "supertest";' in spec and "filter(({ id }) => made.includes(id))" in spec
    assert {"open-findOne", "anybodys-update", "everyones-list", "no-filter-pinned", "null-passes"} <= {
        one["id"] for one in faults(found)
    }
    assert all(texts[one["file"]].count(one["find"]) == 1 for one in faults(found))


ITEMS = resource(
    replace(DELETE, kind="list", paginated=True), replace(DELETE, kind="create"), name="OrderItem", plural="order-items"
)


def test_a_model_without_a_controller_gets_a_module_and_no_migration(there: Survey, shop_there: Path) -> None:
    found = offered(ITEMS, there, shop_there)
    blueprint = decode(Blueprint, found.tasks[0].parameters["resource"])
    texts = sources(blueprint)
    assert [one.id for one in found.tasks] == ["api", "tests", "docs", "review"] and found.tasks[0].needs == ()
    assert "await this.requireProduct(dto.productId);" in texts["src/order-items/order-items.service.ts"]
    assert "  orderId!: number;" in texts["src/order-items/dto/create-order-item.dto.ts"]
    assert "@Max(9_999_999_999.99)" in texts["src/order-items/dto/create-order-item.dto.ts"]
    assert all(typescript.tree(text) for text in (*texts.values(), *specs(blueprint).values()))
    assert all(texts[one["file"]].count(one["find"]) == 1 for one in faults(found))


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (resource(Operation(kind="get", access="public")), "products.controller.ts:36: GET /products/:id is there"),
        (
            resource(Operation(kind="list", access="role", roles=("ADMIN",)), name="Order", plural="orders"),
            "orders.controller.ts:41: GET /orders is there already, for who is signed in",
        ),
        (resource(replace(UPDATE, fields=("colour",))), "an update cannot change colour"),
        (
            resource(Operation(kind="create", access="role", roles=("ADMIN",)), name="User", plural="users"),
            "users.service.ts:11: what a create beside what is there takes",
        ),
        (resource(replace(STATUS, filters=(Filter(field="total", match="minimum"),), paginated=True)), "no such field"),
    ],
)
def test_what_is_there_or_not_understood_is_refused(
    asked: Resource, reason: str, there: Survey, shop_there: Path
) -> None:
    found = offered(asked, there, shop_there)
    assert found.tasks == () and found.readings == () and reason in found.refusals[0].reason


LIST = "class S {\n  async findAll() {\n%s\n  }\n}\n"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("    return this.http.get('/x');", "does not read by one findMany"),
        ("    return this.prisma.x.findMany(this.options);", "gives Prisma what does not stand there"),
        ("    return this.prisma.x.findMany({ where: this.mine(), skip: 1 });", "narrows by what does not stand there"),
        ("    return this.prisma.x.findMany({ cursor: { id: 1 } });", "reads with cursor"),
        ("    this.prisma.x.count({ where: { a: 1 } });\n    return this.prisma.x.findMany();", "counts other rows"),
    ],
)
def test_a_list_of_another_shape_is_refused_with_its_line(body: str, reason: str) -> None:
    with pytest.raises(EditProblem, match=reason) as problem:
        lists.listing(LIST % body, "S", "findAll", "x")
    assert problem.value.line in {2, 3}


def test_a_condition_that_a_constant_holds_is_widened_there() -> None:
    text = LIST % (
        "    const where = { userId };\n    const rows = await this.prisma.x.findMany({ where });\n"
        "    const total = await this.prisma.x.count({ where });\n    return { rows, total };"
    )
    asked = lists.Asked(kind="Q", where_type="Prisma.XWhereInput", conditions=("a: query.a",))
    done = lists.changed(text, lists.listing(text, "S", "findAll", "x"), asked)
    assert "const where: Prisma.XWhereInput = { userId, a: query.a };" in done and "findAll(query: Q = {})" in done


def test_a_handler_that_does_more_than_to_call_the_service_is_refused() -> None:
    text = "class C {\n  list() {\n    log();\n    return this.s.findAll();\n  }\n}\n"
    with pytest.raises(EditProblem, match="does more than to call the service"):
        lists.with_passed_query(text, "C", "list", kind="Q", before="")


def test_a_table_takes_an_addition_to_a_row_once() -> None:
    table = "| Method | Path | What |\n| ------ | ---- | ---- |\n| GET    | /x   | all  |\n"
    once = markdown.with_addition(table, ("Method", "Path", "What"), {0: "GET", 1: "/x"}, column=2, addition=", cut")
    assert "| GET    | /x   | all, cut |" in once and "| Method | Path | What     |" in once
    again = markdown.with_addition(once, ("Method", "Path", "What"), {0: "GET", 1: "/x"}, column=2, addition=", cut")
    assert again == once
