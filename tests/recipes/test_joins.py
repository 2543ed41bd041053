"""A row that is nothing but a pair of others is there once for each pair, unless such pairs happen again and again."""

from collections.abc import Callable

import pytest

from podium.plan.analysis import Operation, Resource, ResourceField, ResourceRelation
from podium.recipes.design.joins import once_for_each_pair
from podium.recipes.nouns import Blueprint
from podium.recipes.prisma_model.schema import changed
from podium.recipes.resource_tests.faults import faults

USER = ResourceRelation(name="user", model="User", role="owner")
PRODUCT = ResourceRelation(name="product", model="Product", role="parent")
CREATE = Operation(kind="create", access="signed_in", scope="parent")
LIKE = Resource(name="Like", plural="likes", relations=(PRODUCT, USER), operations=(CREATE,))


def test_a_pair_is_there_once() -> None:
    assert once_for_each_pair(LIKE).uniques == (("user", "product"),)


def test_one_row_for_each_of_another_is_one_to_one(blueprint: Callable[[str], Blueprint]) -> None:
    made = blueprint("invoices")
    text = changed("model Order {\n  id Int @id\n}\n", made)
    assert "  invoice Invoice?\n" in text and "Invoice[]" not in text
    assert "  orderId Int @unique\n" in text and "@@unique" not in text
    assert 'DROP INDEX "Invoice_orderId_key"' in {one.sql for one in faults(made)}


@pytest.mark.parametrize(
    "asked",
    [
        Resource(name="ProductView", plural="product-views", relations=(PRODUCT, USER), operations=(CREATE,)),
        Resource(
            name="Review", plural="reviews", relations=(PRODUCT, USER), fields=(ResourceField(name="x", type="text"),)
        ),
        Resource(name="Like", plural="likes", relations=(PRODUCT, USER), uniques=(("product",),)),
        Resource(name="Note", plural="notes", relations=(USER,)),
        Resource(name="Like", plural="likes", relations=(PRODUCT, USER), existing="Like"),
    ],
)
def test_everything_else_is_left_as_it_was_asked_for(asked: Resource) -> None:
    assert once_for_each_pair(asked) == asked
