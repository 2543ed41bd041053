"""The survey reads the routes from the source; the application's own API document has the same ones."""

import json
from pathlib import Path
from typing import Any

import pytest

from podium.gates.openapi import GATES
from podium.gates.openapi_difference import route_key

pytestmark = pytest.mark.slow
EMIT = next(gate for gate in GATES if gate.id == "openapi")
Triples = set[tuple[str, bool]]


def documented(document: dict[str, Any]) -> Triples:
    """Every operation of a document, and whether it asks for credentials."""
    paths: dict[str, dict[str, Any]] = document["paths"]
    listed = [(verb, path, operation) for path, verbs in paths.items() for verb, operation in verbs.items()]
    return {(route_key(f"{verb.upper()} {path}"), bool(operation.get("security"))) for verb, path, operation in listed}


@pytest.mark.parametrize("with_reviews", [False, True])
def test_routes_and_their_guards_are_those_of_the_applications_own_document(
    shop: Any, reviews: dict[str, str | None], with_reviews: bool
) -> None:
    with shop.changed(reviews if with_reviews else {}) as subject:
        result = EMIT.check(subject)
        routes = subject.survey.routes
    assert result.status == "passed"
    document = json.loads(Path(str(result.facts["document"])).read_text())
    surveyed = {(route_key(f"{route.method} {route.path}"), bool(route.guards)) for route in routes}
    assert len(routes) == len(surveyed) >= 11
    assert surveyed == documented(document)
