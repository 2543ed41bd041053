"""Prisma's own commands on a real PostgreSQL, by an engine that fits, for 6 and 7 alike."""

from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from podium.servers import Postgres
from podium.toolchain import Prisma, Setting

pytestmark = pytest.mark.slow

COLUMN = 'ALTER TABLE "Review" ADD COLUMN     "title" TEXT;'


def with_schema(project: Prisma, folder: Path, old: str, new: str) -> Prisma:
    """The same project with another schema, beside the same migrations."""
    text = project.schema.read_text()
    assert old in text
    schema = folder / "schema.prisma"
    schema.write_text(text.replace(old, new))
    return replace(project, schema=schema, config={**project.config, "schema": str(schema)})


def with_migration(project: Prisma, folder: Path, sql: str) -> Prisma:
    """The same project with one migration of its own, and no other."""
    (folder / "migrations" / "20260202000000_next").mkdir(parents=True)
    (folder / "migrations" / "migration_lock.toml").write_text('provider = "postgresql"\n')
    (folder / "migrations" / "20260202000000_next" / "migration.sql").write_text(sql)
    path = folder / "migrations"
    return replace(project, migrations=path, config={**project.config, "migrations": {"path": str(path)}})


def fresh(postgres: Postgres) -> str:
    """The URL of a new, empty database."""
    return postgres.create_database(f"db_{uuid4().hex[:12]}")


def tables(postgres: Postgres, url: str) -> list[str]:
    rows = postgres.execute(url.rpartition("/")[2], "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    return sorted(str(name) for (name,) in rows)


def test_a_schema_is_judged_without_a_database(project: Prisma, tmp_path: Path) -> None:
    assert project.validate().ok
    broken = with_schema(project, tmp_path, "rating  Int", "rating  Number").validate()
    assert broken.code == 1 and "Number" in broken.talk


def test_formatting_is_judged_and_mended(project: Prisma, tmp_path: Path) -> None:
    assert project.check_format().ok
    ragged = with_schema(project, tmp_path, "rating  Int", "rating          Int")
    assert ragged.check_format().code == 1
    assert ragged.format().ok and ragged.check_format().ok


def test_a_client_is_generated(project: Prisma) -> None:
    assert project.generate().ok
    made = {"6": "node_modules/.prisma/client/index.js", "7": "src/generated/client.ts"}[project.version[0]]
    assert "Review" in (project.root / made).read_text()


def test_migrations_are_deployed_once(project: Prisma, postgres: Postgres) -> None:
    url = fresh(postgres)
    assert project.status(url).code == 1
    assert project.deploy(url).ok and tables(postgres, url) == ["Review", "_prisma_migrations"]
    assert "No pending migrations" in project.deploy(url).text and project.status(url).ok
    assert postgres.execute(url.rpartition("/")[2], "SELECT shout()") == [("a;b",)]


def test_a_migration_that_fails_is_said_with_the_reason(project: Prisma, postgres: Postgres, tmp_path: Path) -> None:
    done = with_migration(project, tmp_path, "ALTER TABLE nothing ADD COLUMN x int;").deploy(fresh(postgres))
    assert done.code == 1 and "No such table: nothing" in done.talk


def test_migrations_that_lead_to_the_schema_do_not_drift(project: Prisma, postgres: Postgres) -> None:
    shadow = fresh(postgres)
    before = postgres.databases()
    done = project.drift(shadow)
    assert done.code == 0 and "empty migration" in done.text
    assert postgres.databases() == before and tables(postgres, shadow) == [], "the shadow is a database of its own"


def test_drift_comes_with_the_missing_sql(project: Prisma, postgres: Postgres, tmp_path: Path) -> None:
    ahead = with_schema(project, tmp_path, "rating  Int", "rating  Int\n  title   String?")
    done = ahead.drift(fresh(postgres))
    assert done.code == 2 and COLUMN in done.text


def test_two_schemas_are_compared_without_any_database(project: Prisma, tmp_path: Path) -> None:
    ahead = with_schema(project, tmp_path, "rating  Int", "rating  Int\n  title   String?")
    assert COLUMN in project.difference("schema", ahead.schema).text
    assert 'DROP COLUMN "title"' in project.difference(ahead.schema, "schema").text
    assert 'CREATE TABLE "Review"' in project.difference("empty", "schema").text


def test_a_database_with_a_check_constraint_can_be_compared(project: Prisma, postgres: Postgres) -> None:
    url = fresh(postgres)
    assert project.deploy(url).ok
    assert project.difference("database", "schema", database_url=url).code == 0
    both = project.difference("migrations", "database", database_url=url, shadow_url=fresh(postgres))
    assert both.code == 0 and "empty migration" in both.text


def test_what_cannot_be_compared_is_never_without_difference(project: Prisma, postgres: Postgres) -> None:
    gone = postgres.url("nothing").replace(str(postgres.port), "9")
    assert project.drift(gone).code == 1
    assert project.difference("database", "schema", database_url=gone).code == 1
    assert project.difference("database", "schema").code == 1, "no database was named"


def test_a_database_that_is_missing_is_created_as_prisma_does(project: Prisma, postgres: Postgres) -> None:
    url = postgres.url(f"db_{uuid4().hex[:12]}")
    assert project.deploy(url).ok and "Review" in tables(postgres, url)


def test_only_the_database_that_was_named_is_touched(project: Prisma, postgres: Postgres) -> None:
    named, theirs = fresh(postgres), fresh(postgres)
    variables = {"THE_DATABASE": theirs, "DATABASE_URL": theirs, "PODIUM_DATABASE_URL": theirs}
    misled = replace(project, setting=Setting(home=project.setting.home, environment=variables))
    assert misled.deploy(named).ok and misled.validate().ok
    assert tables(postgres, theirs) == [] and "Review" in tables(postgres, named)
