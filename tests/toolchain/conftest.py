"""Small projects with Prisma 6 and 7 for the tests of the toolchain; skipped where nothing can be installed."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from podium.errors import InstallError
from podium.servers import Postgres, Servers
from podium.toolchain import Prisma, Setting, install, package_manager, prisma, prisma_engine

GENERATOR = {
    6: 'provider = "prisma-client-js"',
    7: 'provider = "prisma-client"\n  output   = "../src/generated"',
}
SCHEMA = """generator client {{
  {generator}
}}

datasource db {{
  provider = "postgresql"{url}
}}

model Review {{
  id      Int    @id @default(autoincrement())
  rating  Int
  comment String
}}
"""
CONFIGURATION = """import {{ defineConfig, env }} from 'prisma/config';

export default defineConfig({{
  schema: 'prisma/schema.prisma',
  migrations: {{ path: 'prisma/migrations' }},
  datasource: {{ url: env('THE_DATABASE') }},
}});
"""
FIRST_MIGRATION = """CREATE TABLE "Review" (
    "id" SERIAL NOT NULL,
    "rating" INTEGER NOT NULL,
    "comment" TEXT NOT NULL,
    CONSTRAINT "Review_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "rating_in_range" CHECK ("rating" BETWEEN 1 AND 5)
);
CREATE FUNCTION shout() RETURNS text AS $$ BEGIN PERFORM 1; RETURN 'a;b'; END $$ LANGUAGE plpgsql;
"""
"""A check constraint and a body full of semicolons: both have broken an engine."""

PRISMA = {6: "6.19.3", 7: "7.10.0"}


def write_project(root: Path, major: int) -> None:
    """The files of the project, without its dependencies."""
    migration = root / "prisma" / "migrations" / "20260101000000_init"
    migration.mkdir(parents=True)
    (migration / "migration.sql").write_text(FIRST_MIGRATION)
    (migration.parent / "migration_lock.toml").write_text('provider = "postgresql"\n')
    url = '\n  url      = env("THE_DATABASE")' if major == 6 else ""
    (root / "prisma" / "schema.prisma").write_text(SCHEMA.format(generator=GENERATOR[major], url=url))
    if major == 7:
        (root / "prisma.config.ts").write_text(CONFIGURATION.format())
    packages = {"prisma": PRISMA[major], "@prisma/client": PRISMA[major]}
    (root / "package.json").write_text(json.dumps({"private": True, "dependencies": packages}))


@pytest.fixture(scope="session")
def cache(pytestconfig: pytest.Config) -> Path:
    """Kept between sessions, so that only the first one downloads."""
    assert pytestconfig.cache is not None
    return Path(pytestconfig.cache.mkdir("toolchain"))


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    with Servers(Path(tmp_path_factory.mktemp("servers"))) as started:
        yield started.postgres()


@pytest.fixture(scope="session", params=[6, 7], ids=["prisma 6", "prisma 7"])
def project(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Prisma:
    """The project on Prisma 6 and 7, installed once; no test changes its files."""
    major = int(request.param)
    root, home = Path(tmp_path_factory.mktemp("tiny")), Path(tmp_path_factory.mktemp("home"))
    write_project(root, major)
    try:
        _provide(root, major, cache)
        engine = prisma_engine(root, cache=cache)
    except InstallError as error:
        pytest.skip(f"no registry: {error.hint}")
    return prisma(root, engine=engine, setting=Setting(home=home))


def _provide(root: Path, major: int, cache: Path) -> None:
    """Install into the cache and link from there; an installation that was broken off is not there."""
    kept = cache / f"tiny-{PRISMA[major]}"
    if not kept.exists():
        install(root, package_manager(root), cache=cache)
        fresh = Path(tempfile.mkdtemp(prefix=".new-", dir=cache))
        shutil.move(root / "node_modules", fresh / "node_modules")
        fresh.rename(kept)
    (root / "node_modules").symlink_to(kept / "node_modules", target_is_directory=True)
