"""A few generated files, whole: what a reader would review. After a wanted change, write the new text into the file."""

from collections.abc import Callable
from pathlib import Path

import pytest

from podium.recipes.nest_resource.recipe import files as sources
from podium.recipes.nouns import Blueprint
from podium.recipes.openapi_docs.recipe import changes
from podium.recipes.prisma_model.schema import changed
from podium.recipes.resource_tests.recipe import files as specs

GOLDEN = Path(__file__).parent / "golden"
MODELS = "model User {\n  id Int @id\n}\n\nmodel Product {\n  id Int @id\n}\n"


def generated(blueprint: Blueprint) -> dict[str, str]:
    """Every file of a feature by its name, as it stands when all recipes are done."""
    texts, edits = {**sources(blueprint), **specs(blueprint)}, changes(blueprint)
    done = {path: edits[path](text) if path in edits else text for path, text in texts.items()}
    schema = {"schema.prisma": changed(MODELS, blueprint)} if blueprint.model == "Review" else {}
    return {path.rpartition("/")[2]: text for path, text in done.items()} | schema


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("reviews", "schema.prisma"),
        ("reviews", "reviews.controller.ts"),
        ("reviews", "reviews.service.ts"),
        ("reviews", "create-review.dto.ts"),
        ("reviews", "reviews.e2e-spec.ts"),
        ("labels", "label.controller.ts"),
        ("labels", "list-labels.dto.ts"),
        ("labels", "label.service.spec.ts"),
    ],
)
def test_a_file_reads_as_it_was_reviewed(blueprint: Callable[[str], Blueprint], name: str, file: str) -> None:
    assert generated(blueprint(name))[file] == (GOLDEN / f"{file}.txt").read_text()
