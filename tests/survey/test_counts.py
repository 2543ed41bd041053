"""What the survey counts on public repositories equals what their own tools say there.

`counts.json` holds by commit the TypeScript compiler's counts, written by `bench/survey_exact.py`; the counts of
Prisma's own model of the schema with a digest of all of it, written by `bench/survey_models.py`; for one repository
the operations of the API document that the built application gave, with versions set as its bootstrap code does; and
for another those of its committed GraphQL schema. The repositories are no part of this one: the tests of them are
skipped unless `PODIUM_PUBLIC_REPOSITORIES` names a folder that holds their clones.
"""

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import pytest

from podium.survey import survey
from podium.survey.localisation import find_repository
from podium.survey.schema_lines import counts_of, lines_of

FOLDER = os.environ.get("PODIUM_PUBLIC_REPOSITORIES", "")
CASES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "counts.json").read_text())


def test_counts_are_kept_for_six_repositories_or_more() -> None:
    kinds = {"modules", "controllers", "handlers", "injectables", "models"}
    assert len({case["repository"] for case in CASES}) >= 6 and sum("schema" in case for case in CASES) >= 6
    assert all(case["counts"].keys() == kinds and len(case["commit"]) == 40 for case in CASES)


@pytest.mark.slow
@pytest.mark.skipif(not FOLDER, reason="PODIUM_PUBLIC_REPOSITORIES names no folder of clones")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["repository"])
def test_the_survey_counts_what_the_compiler_counts(case: dict[str, Any]) -> None:
    repository = find_repository(Path(FOLDER), case["repository"])
    found = survey(repository.path, revision=case["commit"], project=case["project"])
    counts = {
        "modules": len(found.modules),
        "controllers": len(found.controllers),
        "handlers": len({(one.place, one.handler) for one in found.routes}),
        "models": len(found.schema.models),
    }
    assert counts == {name: case["counts"][name] for name in counts}
    if "schema" in case:
        assert counts_of(lines_of(found.schema)) == case["schema"]
    if "operations" in case:
        unfulfilled = [one for one in found.operations if not one.resolver]
        assert len(unfulfilled) == case["operations"]["not resolved"]
        assert sum(one.kind != "field" for one in found.operations) == case["operations"]["all"]
    if "openapi" in case:
        routes = [route for route in found.routes if "ApiExcludeEndpoint()" not in route.decorators]
        lines = sorted({f"{route.method} {route.path} {'guarded' if route.guards else 'open'}" for route in routes})
        assert len(lines) == case["openapi"]["operations"]
        assert hashlib.sha256("\n".join(lines).encode()).hexdigest() == case["openapi"]["digest"]
