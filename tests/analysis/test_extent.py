"""Small requests are one specialist's; what only looks small, or reaches further, is not."""

import pytest
from tests.analysis.conftest import Understand

from podium.plan.analysis import Criterion

SMALL = [
    "Rename the field price of Product to cost",
    "Add an endpoint that returns the number of products",
    "Add GET /health that answers 200 with {status: 'ok'}",
    "Change the default stock of products to one",
    "Return the stock of a product in GET /products/:id",
    "Add an index on Order.createdAt",
    "Add an endpoint that returns the number of users",
    "Add unit tests for the product service",
]
LARGE = [
    "Add a reviews feature: customers rate a product from 1 to 5, list them by page",
    "Add product search with Elasticsearch",
    "Every endpoint should answer with a correlation id",
    "Add an endpoint to upload an image of a product to S3",
    "Take payments for an order by stripe",
    "Send a mail from a queue when an order is placed",
    "Products and orders get a note",
    "Add reviews to products",
    "Customers can favourite a product",
    "POST /refunds so that customers are paid back, and GET /refunds for admins",
]


def several(understand: Understand, text: str) -> Criterion:
    found = understand(text, "shop").criterion("several_agents")
    assert found is not None
    return found


@pytest.mark.parametrize("text", SMALL)
def test_one_small_change_asks_for_one_specialist_and_says_why(understand: Understand, text: str) -> None:
    found = several(understand, text)
    assert not found.holds and found.reasons[0].startswith("one small change: R1")


@pytest.mark.parametrize("text", LARGE)
def test_what_reaches_further_is_no_small_change(understand: Understand, text: str) -> None:
    assert "small change" not in " ".join(several(understand, text).reasons)
