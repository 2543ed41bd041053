"""What the survey counts on public repositories equals what the TypeScript compiler counted there.

`counts.json` holds the compiler's counts by commit, written by `bench/survey_exact.py`. The repositories are no part
of this one: the tests of them are skipped unless `PODIUM_PUBLIC_REPOSITORIES` names a folder that holds their clones.
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from podium.survey import survey
from podium.survey.localisation import find_repository

FOLDER = os.environ.get("PODIUM_PUBLIC_REPOSITORIES", "")
CASES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "counts.json").read_text())


def test_counts_are_kept_for_six_repositories_or_more() -> None:
    kinds = {"modules", "controllers", "handlers", "injectables", "models"}
    assert len({case["repository"] for case in CASES}) >= 6
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
