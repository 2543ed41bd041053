"""Where a stack trace points to in this code, and which routes words speak of."""

from dataclasses import replace

import pytest

from podium.plan.analysis import Analysis
from podium.plan.evidence import Place
from podium.plan.places import Places
from podium.plan.survey import Survey
from podium.plan.trace import frames

FILES = ("src/orders/orders.service.ts", "src/orders/orders.controller.ts", "src/users/index.ts", "src/orders/index.ts")
CLASSES = {"OrdersService": Place(file="src/orders/orders.service.ts", line=20)}
TRACES = (
    ("at OrdersService.create (/app/src/orders/orders.service.ts:41:12)", "src/orders/orders.service.ts:41"),
    ("at async OrdersService.create (/app/dist/main.js:18233:41)", "src/orders/orders.service.ts:20"),
    ("at /app/dist/orders/orders.controller.js:3:1", "src/orders/orders.controller.ts"),
    ("at Layer.handle (/app/node_modules/express/lib/layer.js:95:5)", ""),
    ("at handle (/app/lib/index.ts:1:1)", ""),
    ("at processTicksAndRejections (node:internal/process/task_queues:95:5)", ""),
)


@pytest.mark.parametrize(("line", "places"), TRACES)
def test_a_frame_is_found_where_it_can_only_be_one_file(line: str, places: str) -> None:
    found = frames(f"Error: no\n    {line}\n", FILES, CLASSES)
    assert " ".join(str(place) for _, place in found) == places


@pytest.mark.parametrize(
    ("text", "routes"),
    [
        ("the orders list takes 8 s", ["GET /orders"]),
        ("searching orders by number", ["GET /orders"]),
        ("placing an order fails", ["POST /orders"]),
        ("an order is late", []),
        ("a list of reasons for orders", []),
    ],
)
def test_a_route_is_spoken_of_by_what_it_does(shop: Survey, reviews: Analysis, text: str, routes: list[str]) -> None:
    known = Places(analysis=replace(reviews, request=text), survey=shop)
    found = [one for one in shop.routes if one in replace(known, analysis=_touching(known, shop)).spoken_routes]
    assert [f"{one.method} {one.path}" for one in found] == routes


def _touching(known: Places, shop: Survey) -> Analysis:
    """The analysis, which names the file of each route."""
    files = " ".join({one.place.file for one in shop.routes})
    return replace(known.analysis, request=f"{known.analysis.request}. {files}")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("GET /orders is slow", True),
        ("GET /api/v1/orders is slow", True),
        ("/app/src/orders is a folder", False),
        ("    at OrdersController.list (/app/src/orders/orders.controller.ts:20:1)", True),
    ],
)
def test_a_route_is_named_with_and_without_its_prefix(shop: Survey, reviews: Analysis, text: str, named: bool) -> None:
    routes = tuple(replace(one, path=f"/api/v1{one.path}", handler="list") for one in shop.routes)
    known = Places(analysis=replace(reviews, request=text), survey=replace(shop, routes=routes))
    assert ("/api/v1/orders" in {one.path for one in known.named_routes}) is named
