"""Resources of one request that lead to each other: one chain, one migration, one key of an existing model."""

from pathlib import Path

import pytest

from podium.plan.analysis import Analysis, Operation, Resource, ResourceField, ResourceRelation
from podium.plan.codec import decode
from podium.plan.offer import Offer
from podium.plan.survey import Survey
from podium.recipes.chains import chains
from podium.recipes.edits import typescript
from podium.recipes.family import ResourceFamily
from podium.recipes.nest_resource.growth import changes
from podium.recipes.nouns import Blueprint
from podium.recipes.prisma_model.schema import changed
from podium.recipes.resource_tests.recipe import files as specs
from podium.service.demo import make_shop
from podium.survey import survey

SERVICE = "src/products/products.service.ts"
ADMIN = tuple(Operation(kind=kind, access="role", roles=("ADMIN",)) for kind in ("create", "list", "delete"))
BRAND = Resource(name="Brand", plural="brands", fields=(ResourceField(name="name", type="string"),), operations=ADMIN)
TO_BRAND = ResourceRelation(name="brand", model="Brand", role="reference", optional=True)
PRODUCT = Resource(name="Product", plural="products", existing="Product", relations=(TO_BRAND,))
LINE = Resource(
    name="Line",
    plural="lines",
    fields=(ResourceField(name="size", type="integer", minimum=0),),
    relations=(TO_BRAND, ResourceRelation(name="product", model="Product", role="reference")),
    uniques=(("brand", "product"),),
    operations=ADMIN,
)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example shop as a repository of its own."""
    return make_shop(tmp_path_factory.mktemp("chains") / "shop")


@pytest.fixture(scope="module")
def known(root: Path) -> Survey:
    """What a survey says of it."""
    return survey(root)


def offers(known: Survey, root: Path, *resources: Resource) -> tuple[Offer, ...]:
    return ResourceFamily(root).offer(Analysis(request="x", is_backend=True, resources=resources), known)


def blueprints(offer: Offer) -> list[Blueprint]:
    given = next(one for one in offer.tasks if one.id == "api").parameters
    return [decode(Blueprint, one) for one in (given["resource"], *given["then"])]


def test_what_leads_to_a_new_resource_stands_behind_it() -> None:
    other = Resource(name="Note", plural="notes")
    assert chains([PRODUCT, other, LINE, BRAND]) == [[other], [BRAND, PRODUCT, LINE]]


def test_a_chain_is_one_offer_with_one_migration(known: Survey, root: Path) -> None:
    (found,) = offers(known, root, PRODUCT, BRAND)
    assert [one.id for one in found.tasks] == ["schema", "api", "tests", "docs", "review"]
    brand, product, listed = blueprints(found)
    assert brand.migration == product.migration and brand.migration.endswith("_add_brand_and_brand_to_product")
    assert [one.parameter for one in listed.actions[0].narrowings] == ["brandId"] and not listed.index_migrations
    text = changed(changed((root / "prisma/schema.prisma").read_text(), brand), product)
    assert "brand Brand? @relation(fields: [brandId], references: [id], onDelete: SetNull)" in text
    assert "@@index([brandId])" in text and "products Product[]" in text


def test_a_key_is_taken_shown_and_looked_for(known: Survey, root: Path) -> None:
    product = blueprints(offers(known, root, BRAND, PRODUCT)[0])[1]
    assert product.growth
    texts = {path: change((root / path).read_text()) for path, change in changes(product, product.growth).items()}
    assert all(typescript.tree(text) for text in texts.values())
    assert "    if (dto.brandId) await this.requireBrand(dto.brandId);\n    const product" in texts[SERVICE]
    assert texts[SERVICE].count("if (!brand) throw new NotFoundException(") == 1
    assert "brandId?: number;" in texts["src/products/dto/create-product.dto.ts"]
    assert "brandId!: number | null;" in texts["src/products/dto/product.dto.ts"]


def test_a_key_has_tests_and_faults(known: Survey, root: Path) -> None:
    (found,) = offers(known, root, BRAND, PRODUCT)
    product = blueprints(found)[1]
    text = specs(product)["test/products-brand.e2e-spec.ts"]
    assert "it('refuses a product of an unknown brand'" in text and "half a brandId" in text
    tests = next(one for one in found.tasks if one.id == "tests")
    given = next(one.parameters["faults"] for one in tests.gates if one.gate == "planted-faults")
    names = [one["id"] for one in given]
    assert len(names) == len(set(names)) and {"lost-brand", "no-max-brand-id"} <= set(names)


def test_a_second_new_resource_leads_to_the_first_and_to_what_is_there(known: Survey, root: Path) -> None:
    (found,) = offers(known, root, LINE, BRAND)
    brand, line = blueprints(found)
    assert {one.model for one in line.links} == {"Brand", "Product"} and line.migration == brand.migration
    assert "newBrand()" in specs(line)[line.files.e2e]


def test_what_cannot_be_done_does_not_hold_the_rest_up(known: Survey, root: Path) -> None:
    bad = Resource(
        name="Part", plural="parts", relations=(TO_BRAND, ResourceRelation(name="x", model="X", role="parent"))
    )
    done, refused = offers(known, root, BRAND, bad)
    assert done.tasks and not refused.tasks and "no model X" in refused.refusals[0].reason
