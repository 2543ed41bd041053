"""A row that is nothing but a pair of others is there once for each pair, unless such pairs happen again and again."""

import pytest

from podium.plan.analysis import Operation, Resource, ResourceField, ResourceRelation
from podium.recipes.design.joins import once_for_each_pair

USER = ResourceRelation(name="user", model="User", role="owner")
PRODUCT = ResourceRelation(name="product", model="Product", role="parent")
CREATE = Operation(kind="create", access="signed_in", scope="parent")
LIKE = Resource(name="Like", plural="likes", relations=(PRODUCT, USER), operations=(CREATE,))


def test_a_pair_is_there_once() -> None:
    assert once_for_each_pair(LIKE).uniques == (("user", "product"),)


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
