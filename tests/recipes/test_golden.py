"""A few generated files, whole: what a reader would review. After a wanted change, write the new text into the file."""

from collections.abc import Callable
from pathlib import Path

import pytest

from podium.gates.shares import outside
from podium.recipes.nest_resource.recipe import files as sources
from podium.recipes.nouns import Blueprint
from podium.recipes.openapi_docs.recipe import changes
from podium.recipes.prisma_model.schema import changed, shares
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


def test_the_schema_changes_only_where_the_task_may_write(every: Blueprint) -> None:
    names = dict.fromkeys((*(link.model for link in every.links), *([every.model] if every.existing else [])))
    before = "".join(f"model {name} {{\n  id Int @id\n}}\n\n" for name in names)
    after = changed(before, every)
    assert (
        after != before
        and outside("schema.prisma", before.encode(), after.encode(), keys=[key for _, key in shares(every)]) == ()
    )
