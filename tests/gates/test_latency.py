"""The gate on time: percentiles by hand, and the shop itself, made slow and left alone."""

from typing import Any

import pytest

from podium.gates.databases import connected
from podium.gates.latency import GATES, percentile, timing
from podium.gates.rows import fill
from podium.plan.events import GateResult

STEADY = [[10.0, 11.0, 12.0, 13.0]] * 8
ROUTE = "src/products/products.service.ts"


def test_a_percentile_is_the_value_below_which_the_share_lies() -> None:
    assert percentile([float(one) for one in range(1, 101)]) == 96.0
    assert percentile([3.0]) == 3.0


@pytest.mark.parametrize(
    ("tip", "slower"),
    [
        (STEADY, False),
        ([[one * 1.2 for one in turn] for turn in STEADY], False),
        ([[one * 1.5 for one in turn] for turn in STEADY], True),
        ([[one * 0.5 for one in turn] for turn in STEADY], False),
    ],
)
def test_a_tip_is_slower_where_it_takes_more_than_is_allowed(tip: list[list[float]], slower: bool) -> None:
    found = timing("/x", STEADY, tip)
    assert (found.is_slower(0.25), found.is_noisy(0.25)) == (slower, False)


def test_less_than_a_timer_can_tell_is_no_difference() -> None:
    assert not timing("/x", [[0.4, 0.5]] * 4, [[0.9, 1.0]] * 4).is_slower(0.25)


def test_turns_that_differ_among_themselves_tell_nothing() -> None:
    restless = [[10.0] * 4, [20.0] * 4] * 4
    assert timing("/x", restless, restless).is_noisy(0.25)


def test_what_is_far_above_the_unrest_is_found_all_the_same() -> None:
    restless = [[10.0] * 4, [14.0] * 4] * 4
    found = timing("/x", restless, [[one + 30 for one in turn] for turn in restless])
    assert found.noise > 0.25 and found.is_slower(0.25) and not found.is_noisy(0.25)


def judge(shop: Any, files: dict[str, str | None], **given: Any) -> GateResult:
    with shop.changed(files, **given) as subject:
        return GATES[0].check(subject)


def waiting(shop: Any) -> dict[str, str | None]:
    """The shop whose single product is answered thirty milliseconds late."""
    wait = "    await new Promise((end) => setTimeout(end, 30));\n"
    line = "    const product = await this.prisma.product.findUnique({ where: { id } });\n"
    return shop.edited("src/products/products.service.ts", line, wait + line)


@pytest.mark.slow
def test_a_route_that_waits_is_found_and_one_that_does_not_is_not(shop: Any) -> None:
    """A restless machine may leave it open whether nothing got slower; it never says that something did."""
    slow = judge(shop, waiting(shop), routes=["GET /products/:id"])
    assert (slow.status, [one.rule for one in slow.findings]) == ("failed", ["slower"]), slow.summary
    untouched: dict[str, str | None] = {"README.md": "# Shop\n"}
    same = judge(shop, untouched, routes=["GET /products/:id"])
    assert same.status in {"passed", "not_checked"} and not same.findings, same.summary


@pytest.mark.slow
def test_a_route_that_asks_who_calls_and_a_change_of_rows_are_not_checked(shop: Any) -> None:
    readme: dict[str, str | None] = {"README.md": "# Shop\n"}
    asks = judge(shop, readme, routes=["GET /orders"])
    assert (asks.status, asks.summary) == ("not_checked", "GET /orders answers 401: signing in is not tried")
    assert judge(shop, readme, routes=["POST /products"]).status == "not_checked"


@pytest.mark.slow
def test_every_table_gets_rows_parents_first(shop: Any, shop_servers: Any) -> None:
    url = shop_servers.postgres().create_database("rows")
    with connected(url) as connection:
        for path in sorted((shop.base.root / "prisma/migrations").glob("*/migration.sql")):
            connection.execute(path.read_text().encode())
        assert fill(connection, 50) == {'"User"': 50, '"Product"': 50, '"Order"': 50, '"OrderItem"': 50}
    shop_servers.postgres().drop_database("rows")
