"""Migrations are read statement by statement: their locks, what they lose, and what stands on new tables only."""

import pytest

from podium.gates.sql import SHARE, SHARE_ROW_EXCLUSIVE, created_tables, statements, table

LOCKS = [
    ('CREATE INDEX "i" ON "User"("email")', "User", "SHARE"),
    ('CREATE UNIQUE INDEX CONCURRENTLY "i" ON "User"("email")', "User", "SHARE UPDATE EXCLUSIVE"),
    ('ALTER TABLE "User" ADD COLUMN "a" TEXT', "User", "ACCESS EXCLUSIVE"),
    ('ALTER TABLE "User" VALIDATE CONSTRAINT "c"', "User", "SHARE UPDATE EXCLUSIVE"),
    ('ALTER TABLE ONLY public."User" ALTER COLUMN "email" SET NOT NULL', "User", "ACCESS EXCLUSIVE"),
    ('DROP TABLE "User"', "User", "ACCESS EXCLUSIVE"),
    ('UPDATE "User" SET "email" = 1', "User", "ROW EXCLUSIVE"),
    ("INSERT INTO users VALUES (1)", "users", "ROW EXCLUSIVE"),
    ('CREATE TRIGGER t BEFORE INSERT ON "User" EXECUTE FUNCTION f()', "User", "SHARE ROW EXCLUSIVE"),
]


@pytest.mark.parametrize(("sql", "relation", "level"), LOCKS)
def test_each_statement_takes_its_lock(sql: str, relation: str, level: str) -> None:
    assert statements(sql)[0].locks == ((relation, level),)


def test_a_foreign_key_locks_both_tables_and_none_that_is_new() -> None:
    key = 'ALTER TABLE "Review" ADD CONSTRAINT "k" FOREIGN KEY ("userId") REFERENCES "User"("id")'
    assert statements(key)[0].locks == (("Review", SHARE_ROW_EXCLUSIVE), ("User", SHARE_ROW_EXCLUSIVE))
    script = f'CREATE TABLE "Review" ("id" INT);\nCREATE INDEX "i" ON "Review"("id");\n{key};'
    assert [one.locks for one in statements(script)] == [(), (), (("User", SHARE_ROW_EXCLUSIVE),)]
    assert created_tables(script) == {"Review"}


LOSSES = [
    ('DROP TABLE "User"', "all rows of User"),
    ('ALTER TABLE "User" DROP COLUMN "email"', "the values of User.email"),
    ('ALTER TABLE "User" DROP COLUMN IF EXISTS "email", ADD COLUMN "x" INT', "the values of User.email"),
    ('ALTER TABLE "User" ALTER COLUMN "id" SET DATA TYPE INT', "what User.id held that its new type cannot hold"),
    ("DELETE FROM users", "rows of users"),
    ('ALTER TABLE "User" DROP CONSTRAINT "c"', ""),
    ('ALTER TABLE "User" ALTER COLUMN "id" DROP DEFAULT', ""),
    ('ALTER TABLE "User" ALTER COLUMN "id" DROP NOT NULL', ""),
    ('ALTER TABLE "User" ADD COLUMN "a" TEXT', ""),
    ('DROP INDEX "i"', ""),
]


@pytest.mark.parametrize(("sql", "loses"), LOSSES)
def test_what_a_statement_loses_is_told(sql: str, loses: str) -> None:
    assert statements(sql)[0].loses == loses


def test_statements_are_split_outside_of_quotes_bodies_and_comments() -> None:
    script = """-- a; b
INSERT INTO a VALUES ('x;''y');
/* c; */ CREATE FUNCTION f() RETURNS int AS $body$ BEGIN; RETURN 1; END; $body$ LANGUAGE plpgsql;

ALTER TABLE "odd;name" ADD COLUMN b INT"""
    found = statements(script)
    assert [(one.sql.split()[0], one.line) for one in found] == [("INSERT", 2), ("CREATE", 3), ("ALTER", 5)]
    assert table(found[2].sql) == "odd;name"


def test_what_must_stand_alone_is_known() -> None:
    alone = ["CREATE INDEX CONCURRENTLY i ON a(b)", "ALTER TYPE e ADD VALUE 'x'", "CREATE INDEX i ON a(b)"]
    assert [statements(one)[0].is_alone for one in alone] == [True, True, False]
    assert statements(alone[2])[0].locks == (("a", SHARE),)
