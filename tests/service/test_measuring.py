"""What the report says of a change is what git, the SQL and the gates say."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from podium.git import IDENTITY, OWN, Repository
from podium.plan.events import GateResult
from podium.plan.survey import Survey
from podium.report.facts import MigrationFacts
from podium.service.measuring import Difference, migrations

NEW_TABLE = """-- CreateTable
CREATE TABLE "Review" ("id" SERIAL NOT NULL, "productId" INTEGER NOT NULL);
CREATE UNIQUE INDEX "Review_productId_key" ON "Review"("productId");
ALTER TABLE "Review" ADD CONSTRAINT "f" FOREIGN KEY ("productId") REFERENCES "Product"("id");
"""


@pytest.fixture
def measured(tmp_path: Path) -> Callable[..., MigrationFacts]:
    """What is said of one added migration, with the facts of the gate that rehearsed it, if it did."""
    repository = Repository(path=tmp_path, environment={**OWN, **IDENTITY})
    repository.ask("init", "--quiet", "--initial-branch=main")
    repository.ask("commit", "--quiet", "--allow-empty", "--message", "base")

    def measure(sql: str, **facts: Any) -> MigrationFacts:
        base = repository.resolve("HEAD")
        file = tmp_path / "prisma" / "migrations" / "1_x" / "migration.sql"
        file.parent.mkdir(parents=True)
        file.write_text(sql)
        repository.ask("add", "--all")
        repository.ask("commit", "--quiet", "--message", "tip")
        sides = [Survey(repository="x", revision=one, tree=one) for one in (base, repository.resolve("HEAD"))]
        gate = GateResult(gate="migration-way-back", status="passed", summary="", facts={"migrations": {"1_x": facts}})
        results = (gate,) if facts else ()
        return migrations(Difference(repository=repository, base=sides[0], head=sides[1], results=results))[0]

    return measure


def test_a_new_table_locks_only_what_its_keys_point_at(measured: Callable[..., MigrationFacts]) -> None:
    found = measured(NEW_TABLE, down=True, back_loses=["all rows of Review"])
    assert [(one.lock, one.relation) for one in found.statements] == [
        ("none", ""),
        ("none", ""),
        ("SHARE ROW EXCLUSIVE", "Product"),
    ]
    assert found.compatibility.startswith("runs unchanged") and found.order == "the migration, then the application"
    assert found.loses == ("all rows of Review",) and found.destroys == ()


@pytest.mark.parametrize(
    "sql",
    [
        'CREATE UNIQUE INDEX "u" ON "Product"("name")',
        'ALTER TABLE "Product" ADD CONSTRAINT "c" CHECK (stock > 0)',
        'ALTER TABLE "Product" ADD COLUMN "brand" TEXT NOT NULL',
        'ALTER TABLE "Product" DROP COLUMN "name"',
    ],
)
def test_what_binds_a_table_that_is_there_is_not_called_compatible(
    measured: Callable[..., MigrationFacts], sql: str
) -> None:
    found = measured(sql)
    assert (found.compatibility, found.order, found.way_back, found.loses) == (*["not checked"] * 3, None)
    assert found.statements[0].relation == "Product"
    assert bool(found.destroys) == ("DROP" in sql)
