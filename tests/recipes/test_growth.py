"""New fields of an existing resource: taken up where its code is plain, refused where it is not."""

from dataclasses import replace

import pytest

from podium.plan.analysis import Analysis, Resource, ResourceField
from podium.plan.evidence import Place
from podium.plan.survey import Dto, DtoField, Parameter, Provider, Route, Survey
from podium.recipes.design.blueprint import grown
from podium.recipes.design.growth import read_growth
from podium.recipes.design.unknown import Unknown
from podium.recipes.edits import expectations, typescript
from podium.recipes.edits.problem import EditProblem
from podium.recipes.nest_resource.growth import changes
from podium.recipes.nouns import Blueprint, Growth, Style
from podium.recipes.resource_tests.growth import faults
from podium.recipes.resource_tests.recipe import files as specs
from podium.recipes.sources import Sources
from podium.recipes.terms import assumptions

SERVICE = "src/products/products.service.ts"
CREATE = "src/products/dto/create-product.dto.ts"
ROW = "src/products/dto/product.dto.ts"
TEXTS = {
    CREATE: (
        "import { IsString } from 'class-validator';\n\n"
        "export class CreateProductDto {\n  @IsString()\n  sku!: string;\n}\n"
    ),
    ROW: "export class ProductDto {\n  sku!: string;\n}\n",
    SERVICE: (
        "export class ProductsService {\n  create(dto: CreateProductDto) {\n"
        "    return this.prisma.product.create({ data: { sku: dto.sku } });\n  }\n}\n\n"
        "function toProduct({ id, sku }: Product): ProductDto {\n  return { id, sku };\n}\n"
    ),
}
DESCRIPTION = ResourceField(name="description", type="text", optional=True, min_length=1, max_length=500, reading="D2")


def resource(*fields: ResourceField) -> Resource:
    return Resource(name="Product", plural="products", existing="Product", fields=fields, readings=("D1",))


def dto(name: str, file: str, *decorators: str) -> Dto:
    place = Place(file=file, line=4)
    return Dto(
        name=name, place=place, fields=(DtoField(name="sku", type="string", place=place, decorators=decorators),)
    )


@pytest.fixture
def with_products(shop: Survey) -> Survey:
    """The shop with its products' service, DTOs and routes."""
    place = Place(file="src/products/products.controller.ts", line=9)
    body = Parameter(name="dto", type="CreateProductDto", source="body")
    guards = ("JwtAuthGuard", "RolesGuard")
    one = Route(method="GET", path="/products/:id", handler="findOne", controller="ProductsController", place=place)
    post = replace(
        one, method="POST", path="/products", handler="create", parameters=(body,), guards=guards, roles=("ADMIN",)
    )
    service = Provider(name="ProductsService", kind="service", place=Place(file=SERVICE, line=1), methods=("create",))
    dtos = (dto("CreateProductDto", CREATE, "IsString()", "Matches(/^[A-Z]\\d$/)"), dto("ProductDto", ROW))
    return replace(shop, routes=(one, post), providers=(service,), dtos=dtos)


@pytest.fixture
def product(with_products: Survey, analysis: Analysis, style: Style) -> Blueprint:
    """The blueprint of a description of products."""
    growth = read_growth(resource(DESCRIPTION), with_products, Sources(TEXTS))
    return grown(
        resource(DESCRIPTION), analysis, with_products, style=style, growth=growth, migration="20260101000000_add"
    )


def test_a_field_comes_in_is_stored_and_is_shown(product: Blueprint) -> None:
    assert product.growth is not None
    after = {path: change(TEXTS[path]) for path, change in changes(product, product.growth).items()}
    assert "import { IsOptional, IsString, Length, Matches } from 'class-validator';" in after[CREATE]
    assert after[CREATE].endswith("  description?: string;\n}\n")
    assert after[ROW] == "export class ProductDto {\n  sku!: string;\n\n  description!: string | null;\n}\n"
    assert "data: { sku: dto.sku, description: dto.description }" in after[SERVICE]
    assert "toProduct({ id, sku, description }: Product)" in after[SERVICE]
    assert "return { id, sku, description };" in after[SERVICE]


def test_its_tests_use_a_body_that_was_valid_before(product: Blueprint) -> None:
    (path, text), *others = specs(product).items()
    assert path == "test/products-description.e2e-spec.ts" and not others
    assert "const before = { sku: 'A1' };" in text and typescript.tree(text)
    assert "admin = await app.signUp('admin', 'ADMIN');" in text


def test_its_faults_stand_once_in_what_was_changed(product: Blueprint) -> None:
    assert product.growth is not None
    after = changes(product, product.growth)[CREATE](TEXTS[CREATE])
    found = faults(product, product.growth)
    assert {one["id"] for one in found} == {"no-length-description", "no-matches-description"}
    assert all(after.count(one["find"]) == 1 and one["replace"] != one["find"] for one in found)


ROWS = expectations.Rows(fields=frozenset({"id", "sku"}), path="/products", own=False)


def test_a_test_that_compares_a_whole_answer_takes_the_field_up(with_products: Survey) -> None:
    spec = "get('/products').expect(200);\npost('/products').expect(201, { sku: 'a' });\n"
    texts = TEXTS | {"test/products.e2e-spec.ts": spec}
    growth = read_growth(resource(DESCRIPTION), with_products, Sources(texts))
    assert (growth.extended, growth.compared) == (("test/products.e2e-spec.ts",), "")


def test_whole_answers_get_the_field_and_others_do_not() -> None:
    spec = (
        "const a = { sku: 'a' };\nget('/products').expect(200, [{ id: 1, ...a }, { id: 2, sku: 'b' }]);\n"
        "get('/orders').expect(200, { id: 1, sku: 'a' });\nget('/products').expect(200, []);\n"
        "expect((await get('/products')).body).toEqual({ id: 1, sku: 'a' });\n"
    )
    after = expectations.extended(spec, rows=ROWS, added={"brand": "null"})
    assert "[{ id: 1, ...a, brand: null }, { id: 2, sku: 'b', brand: null }]" in after
    assert after.count("brand") == 3 and "get('/orders').expect(200, { id: 1, sku: 'a' });" in after


@pytest.mark.parametrize("answer", ["{ id: 1, ...made() }", "{ id: 1, ...unknown }"])
def test_an_answer_of_which_not_every_field_is_known_is_refused_with_its_line(answer: str) -> None:
    with pytest.raises(EditProblem, match="not every field is named") as problem:
        expectations.compared(f"\nget('/products').expect(200, {answer});\n", ROWS)
    assert problem.value.line == 2


@pytest.mark.parametrize("request_", ["Products must have a description", "a required description of products"])
def test_a_value_that_old_rows_would_lack_is_refused(
    request_: str, shop: Survey, analysis: Analysis, style: Style
) -> None:
    must, said = resource(replace(DESCRIPTION, optional=False)), replace(analysis, request=request_)
    with pytest.raises(Unknown, match="rows that are there would have no value"):
        grown(must, said, shop, style=style, growth=Growth(), migration="20260101000000_add")


def test_a_field_of_which_nothing_more_is_said_may_be_null(shop: Survey, analysis: Analysis, style: Style) -> None:
    asked = resource(replace(DESCRIPTION, optional=False))
    made = grown(asked, analysis, shop, style=style, growth=Growth(), migration="20260101000000_add")
    assert made.growth is not None and made.growth.late == ("description",) and made.columns[0].optional
    assert "description of a product may be left out" in assumptions(made, shop)[0].text


def test_a_row_that_becomes_its_answer_in_a_way_of_its_own_is_refused(with_products: Survey) -> None:
    odd = TEXTS | {SERVICE: "export class ProductsService {}\n"}
    with pytest.raises(Unknown, match=r"products.service.ts:1: how a row becomes ProductDto is not understood"):
        read_growth(resource(DESCRIPTION), with_products, Sources(odd))


def test_a_create_that_stores_what_others_made_of_the_body_is_refused(with_products: Survey) -> None:
    stored = TEXTS[SERVICE].replace("{ data: { sku: dto.sku } }", "{ data: { sku, items: { create: items } } }")
    with pytest.raises(Unknown, match="how what a create takes is stored"):
        read_growth(resource(DESCRIPTION), with_products, Sources(TEXTS | {SERVICE: stored}))
