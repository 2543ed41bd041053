"""Schema and migrations of the shop on a real server: good ones pass, drift and one-way streets are found."""

from typing import Any

import pytest

from podium.gates import migrations, prisma, way_back
from podium.gates.database_shape import shape
from podium.gates.databases import connected
from podium.gates.sql import statements
from podium.plan.events import GateResult

pytestmark = pytest.mark.slow

GATES = {gate.id: gate for family in (prisma, migrations, way_back) for gate in family.GATES}
Files = dict[str, str | None]
UP = "prisma/migrations/20261201000000_add_review/migration.sql"
DOWN = UP.replace("migration.sql", "down.sql")
OTHER = "prisma/migrations/20261202000000_more/migration.sql"


def judge(shop: Any, changed: Files, gate: str, **given: Any) -> GateResult:
    with shop.changed(changed, **given) as subject:
        return GATES[gate].check(subject)


def rules(result: GateResult) -> set[str]:
    return {finding.rule for finding in result.findings}


@pytest.mark.parametrize("gate", sorted(GATES))
def test_good_reviews_pass_by_every_check_of_the_database(shop: Any, reviews: Files, gate: str) -> None:
    result = judge(shop, reviews, gate)
    assert (result.status, result.findings) == ("passed", ())


def test_the_way_back_tells_locks_and_losses(shop: Any, reviews: Files) -> None:
    told = judge(shop, reviews, "migration-way-back").facts["migrations"]["20261201000000_add_review"]
    assert (told["down"], told["loses"], told["back_loses"]) == (True, [], ["all rows of Review"])
    locks = [lock for one in told["statements"] for lock in one["locks"]]
    assert locks == [["User", "SHARE ROW EXCLUSIVE"], ["Product", "SHARE ROW EXCLUSIVE"]]


def test_a_schema_without_its_migration_drifts(shop: Any) -> None:
    files = shop.edited("prisma/schema.prisma", "  name  String\n", "  name  String\n  brand String?\n")
    result = judge(shop, files, "migration-drift")
    assert [(one.rule, one.symbol) for one in result.findings] == [("drift", "Product")]


def test_a_broken_schema_and_an_untidy_one_are_found(shop: Any) -> None:
    broken = shop.edited("prisma/schema.prisma", "  name  String\n", "  name  Strong\n")
    assert rules(judge(shop, broken, "prisma-validate")) == {"invalid"}
    untidy = shop.edited("prisma/schema.prisma", "  name  String\n", "  name       String\n")
    assert rules(judge(shop, untidy, "prisma-format")) == {"not-formatted"}


def test_a_migration_that_does_not_apply_is_found(shop: Any) -> None:
    result = judge(shop, {OTHER: 'ALTER TABLE "Nothing" ADD COLUMN "a" INT;'}, "migration-deploy")
    assert (result.status, rules(result)) == ("failed", {"not-deployed"})
    assert "No such table: Nothing" in result.findings[0].message


WAYS: list[tuple[str, str, str | None]] = [
    ("no-way-back", 'ALTER TABLE "User" DROP COLUMN "role";', None),
    ("down-fails", 'ALTER TABLE "User" ADD COLUMN "a" INT;', 'ALTER TABLE "User" DROP COLUMN "b";'),
    ("not-equal", 'ALTER TABLE "User" ADD COLUMN "a" INT;', "SELECT 1;"),
    ("not-equal", 'ALTER TABLE "User" DROP COLUMN "role";', 'ALTER TABLE "User" ADD COLUMN "role" TEXT;'),
    ("up-again-fails", 'ALTER TABLE "User" ADD COLUMN "a" INT;', "SELECT 1;"),
    ("up-fails", 'ALTER TABLE "Nothing" ADD COLUMN "a" INT;', "SELECT 1;"),
    ("not-equal", "CREATE TYPE \"Size\" AS ENUM ('S', 'M');", "SELECT 1;"),
]


@pytest.mark.parametrize(("rule", "up", "down"), WAYS)
def test_a_way_back_that_does_not_hold_is_found(shop: Any, rule: str, up: str, down: str | None) -> None:
    files: Files = {OTHER: up, OTHER.replace("migration.sql", "down.sql"): down or ""}
    result = judge(shop, files, "migration-way-back")
    assert result.status == "failed"
    assert rule in rules(result)


def test_a_way_back_that_loses_nothing_may_be_derived(shop: Any, reviews: Files) -> None:
    files = {name: one for name, one in reviews.items() if name != DOWN}
    result = judge(shop, files, "migration-way-back")
    assert (result.status, [one.rule for one in result.findings]) == ("passed", ["derived"])
    assert result.facts["migrations"]["20261201000000_add_review"]["down"] == "derived"


@pytest.mark.parametrize(
    ("rule", "sql"),
    [
        ("ban-drop-column", 'ALTER TABLE "User" DROP COLUMN "role";'),
        ("adding-required-field", 'ALTER TABLE "User" ADD COLUMN "a" INT NOT NULL;'),
        ("require-concurrent-index-creation", 'CREATE INDEX "i" ON "User"("role");'),
        ("renaming-column", 'ALTER TABLE "User" RENAME COLUMN "role" TO "r";'),
    ],
)
def test_a_migration_that_would_hold_people_up_is_found(shop: Any, rule: str, sql: str) -> None:
    assert rule in rules(judge(shop, {OTHER: sql}, "migration-lint"))


def test_a_migration_older_than_the_base_is_found(shop: Any) -> None:
    name = "prisma/migrations/20200101000000_old/migration.sql"
    assert rules(judge(shop, {name: "SELECT 1;"}, "migration-lint")) == {"order"}


def test_gates_leave_no_database_behind(shop: Any, shop_servers: Any, reviews: Files) -> None:
    judge(shop, reviews, "migration-deploy")
    assert shop_servers.postgres().databases() == ("shop_gates",)


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE INDEX i ON t(a)",
        "ALTER TABLE t ADD COLUMN b INT",
        "ALTER TABLE u ADD CONSTRAINT k FOREIGN KEY (t) REFERENCES t(a)",
        "ALTER TABLE t ALTER a SET STATISTICS 10",
        "DROP TABLE u",
        "UPDATE t SET a = 1",
        "DELETE FROM t",
        "TRUNCATE t CASCADE",
        "COMMENT ON TABLE t IS 'x'",
    ],
)
def test_the_table_of_locks_says_what_the_server_does(shop_servers: Any, sql: str) -> None:
    server = shop_servers.postgres()
    url = server.create_database("locks")
    names = "SELECT oid, relname FROM pg_class WHERE relname IN ('t', 'u')"
    modes = "SELECT relation, mode FROM pg_locks WHERE locktype = 'relation' AND pid = pg_backend_pid()"
    with connected(url) as connection:
        connection.execute("CREATE TABLE t (a INT PRIMARY KEY); CREATE TABLE u (t INT)")
        named = dict(connection.execute(names).fetchall())
        with connection.transaction():
            connection.execute(sql.encode())
            rows = connection.execute(modes).fetchall()
    server.drop_database("locks")
    held = {(named.get(relation), mode.replace("Lock", "").lower()) for relation, mode in rows}
    found = statements(sql)[0].locks
    assert found and {(relation, level.replace(" ", "").lower()) for relation, level in found} <= held


def test_the_shape_sees_every_kind_of_thing(shop_servers: Any) -> None:
    server = shop_servers.postgres()
    with connected(server.create_database("shape")) as connection:
        seen = [shape(connection)]
        for sql in (
            "CREATE TABLE t (a INT, b TEXT DEFAULT 'x')",
            "ALTER TABLE t ALTER a SET NOT NULL",
            "CREATE UNIQUE INDEX i ON t(a) WHERE b = 'y'",
            "ALTER TABLE t ADD CHECK (a > 0)",
            "CREATE VIEW v AS SELECT a FROM t",
            "CREATE FUNCTION f() RETURNS trigger AS $$ BEGIN RETURN NEW; END $$ LANGUAGE plpgsql",
            "CREATE TRIGGER g BEFORE INSERT ON t EXECUTE FUNCTION f()",
            "CREATE TYPE e AS ENUM ('a')",
            "ALTER TYPE e ADD VALUE 'b' BEFORE 'a'",
            "CREATE SEQUENCE s",
            "ALTER TABLE t ENABLE ROW LEVEL SECURITY",
        ):
            connection.execute(sql.encode())
            seen.append(shape(connection))
    server.drop_database("shape")
    assert len(set(seen)) == 12
