"""What the project is built on and with: packages, module system, tools, commands, owners."""

import re
from collections.abc import Collection, Mapping, Sequence
from posixpath import normpath

from podium.plan.codec import Json
from podium.plan.survey import Commands, ModuleSystem, Stack, TestRunner
from podium.survey.files import LOCKFILES, OWNERS
from podium.survey.imports import read_json, table
from podium.survey.projects import dependencies

RANGE = re.compile(r"^[\^~<>=v\s]+")
MAPPERS = (
    ("@prisma/client", "prisma"),
    ("prisma", "prisma"),
    ("typeorm", "typeorm"),
    ("mongoose", "mongoose"),
    ("@mikro-orm/core", "mikro-orm"),
    ("sequelize", "sequelize"),
    ("drizzle-orm", "drizzle"),
    ("kysely", "kysely"),
)
QUEUES = (("@nestjs/bullmq", "bullmq"), ("@nestjs/bull", "bull"), ("bullmq", "bullmq"), ("bull", "bull"))
VALIDATORS = (("class-validator", "class-validator"), ("nestjs-zod", "zod"), ("zod", "zod"))
DRIVERS = (("pg", "postgresql"), ("mysql2", "mysql"), ("mongodb", "mongodb"), ("sqlite3", "sqlite"))
UNREAD = {
    "typeorm": "entities of TypeORM are listed with their columns; they are not read as models",
    "mongoose": "schemas of Mongoose are listed with their fields; they are not read as models",
    "@mikro-orm/core": "entities of MikroORM are listed with their columns; they are not read as models",
    "sequelize": "models of Sequelize are listed where they are decorated classes; they are not read as models",
    "drizzle-orm": "tables of Drizzle are listed with their columns; they are not read as models",
    "kysely": "tables of Kysely are not read",
}
"""Packages whose constructs are known to be there, with what the survey does not say of them."""

SCRIPTS: dict[str, tuple[str, ...]] = {
    "build": ("build", "build:api", "build:prod", "build:production"),
    "lint": ("lint", "lint:check", "lint:ci"),
    "types": ("typecheck", "type-check", "types", "check-types", "check:types", "types:check", "tsc"),
    "unit": ("test:unit", "test", "unit", "test-unit"),
    "e2e": ("test:e2e", "e2e", "test-e2e", "test:integration"),
    "format": ("format", "format:check", "prettier", "prettier:check"),
    "openapi": ("openapi", "openapi:generate", "openapi:emit", "generate:openapi", "swagger", "swagger:generate"),
    "migrate": ("migrate", "db:migrate", "prisma:migrate", "migrate:dev", "database:migrate", "migration:run"),
}
"""The usual names of scripts by purpose, the likeliest first."""


def read_stack(
    packages: Sequence[Mapping[str, Json]],
    *,
    beside: Sequence[Mapping[str, Json]],
    files: Collection[str],
    tsconfig: bytes,
    provider: str,
) -> Stack:
    """The stack; `packages` are the part's package.json and those above it, the nearest first.

    `beside` are those of the workspace's packages that the part depends on, `provider` is that of the schema.
    """
    versions: dict[str, str] = {}
    for package in (*beside, *reversed(packages)):
        versions |= {name: RANGE.sub("", version) for name, version in dependencies(package).items()}
    orm = next(((name, kind) for name, kind in MAPPERS if name in versions), ("", ""))
    return Stack(
        framework="nestjs" if "@nestjs/core" in versions else "",
        framework_version=versions.get("@nestjs/core", ""),
        module_system=_module_system(packages, tsconfig),
        package_manager=_package_manager(packages, files),
        test_runner=_test_runner(versions),
        orm=orm[1],
        orm_version=versions.get(orm[0], ""),
        database=provider or _first(DRIVERS, versions),
        queue=_first(QUEUES, versions),
        validation=_first(VALIDATORS, versions),
        packages=dict(sorted(versions.items())),
    )


def read_commands(package: Mapping[str, Json]) -> Commands:
    """The command lines of the part's scripts by purpose."""
    scripts = {name: str(line) for name, line in table(package.get("scripts")).items()}
    real = {name: line for name, line in scripts.items() if "no test specified" not in line}
    return Commands(
        **{purpose: next((real[name] for name in names if name in real), "") for purpose, names in SCRIPTS.items()}
    )


def read_owners(contents: Mapping[str, bytes]) -> tuple[str, ...]:
    """The rules of the file of owners that GitHub reads, as written, without comments."""
    path = next((one for one in OWNERS if one in contents), None)
    lines = contents[path].decode("utf-8", "replace").splitlines() if path is not None else []
    return tuple(words for line in lines if (words := " ".join(line.partition("#")[0].split())))


def commit_convention(packages: Sequence[Mapping[str, Json]], contents: Mapping[str, bytes]) -> str:
    """`conventional` where commitlint holds commits to it, else an empty string; with the path that says so."""
    for path, content in contents.items():
        if "commitlint" in path and b"conventional" in content:
            return path
    is_set = any("conventional" in str(package.get("commitlint", "")) for package in packages)
    return "package.json" if is_set else ""


def _first(choices: tuple[tuple[str, str], ...], versions: Mapping[str, str]) -> str:
    return next((kind for name, kind in choices if name in versions), "")


def _module_system(packages: Sequence[Mapping[str, Json]], tsconfig: bytes) -> ModuleSystem:
    if packages and packages[0].get("type") == "module":
        return "esm"
    module = str(table(read_json(tsconfig).get("compilerOptions")).get("module", "")).lower()
    if packages and (module.startswith(("commonjs", "node")) or not module):
        return "cjs"
    return "esm" if module.startswith("es") else "unknown"


def _package_manager(packages: Sequence[Mapping[str, Json]], files: Collection[str]) -> str:
    for package in packages:
        named = package.get("packageManager")
        if isinstance(named, str) and named.partition("@")[0]:
            return named.partition("@")[0]
    return next((manager for name, manager in LOCKFILES.items() if normpath(name) in files), "npm")


def _test_runner(versions: Mapping[str, str]) -> TestRunner:
    if "vitest" in versions and "jest" not in versions:
        return "vitest"
    return "jest" if "jest" in versions or "@nx/jest" in versions else "none"
