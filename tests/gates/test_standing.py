"""What is said to be there already is looked for by its name, in the tree as it is."""

from typing import Any

import pytest

from podium.gates.standing import GATES

(STANDING,) = GATES
SCHEMA = "prisma/schema.prisma"


@pytest.mark.parametrize("name", ["GET /products/:id", "GET /products/{key}", "Product.sku", "Product"])
def test_what_is_there_is_found_by_its_name(paper_shop: Any, name: str) -> None:
    with paper_shop.changed({}, names=[name]) as subject:
        result = STANDING.check(subject)
    assert (result.status, result.summary) == ("passed", "1 of 1 name there")


@pytest.mark.parametrize("name", ["DELETE /products/:id/nothing", "Product.colour", "Wishlist"])
def test_what_is_not_there_is_a_finding(paper_shop: Any, name: str) -> None:
    with paper_shop.changed({}, names=["Product", name]) as subject:
        result = STANDING.check(subject)
    assert (result.status, [(one.rule, one.symbol) for one in result.findings]) == ("failed", [("not-there", name)])


def test_what_the_change_takes_away_is_no_longer_there(paper_shop: Any) -> None:
    without = paper_shop.edited(SCHEMA, "model Product {", "model Article {")
    with paper_shop.changed(without, names=["Product"]) as subject:
        assert STANDING.check(subject).status == "failed"


def test_a_look_at_nothing_is_no_proof(paper_shop: Any) -> None:
    with paper_shop.changed({}) as subject:
        assert [one.rule for one in STANDING.check(subject).findings] == ["no-name"]
