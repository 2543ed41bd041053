"""Where a part keeps its Prisma schema and migrations."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from posixpath import dirname, join, normpath

from podium.plan.codec import Json
from podium.survey.files import folder, inside
from podium.survey.imports import table

CONFIGURATION = re.compile(r"(?:^|/)(?:prisma\.config|\.config/prisma)\.[cm]?[tj]s$")
SCHEMA_PATH = re.compile(rb"\bschema\s*:\s*(?:path\.\w+\()?\s*['\"`]([^'\"`]+)['\"`]")
MIGRATIONS_PATH = re.compile(rb"\bmigrations\s*:\s*\{[^}]*?\bpath\s*:\s*(?:path\.\w+\()?\s*['\"`]([^'\"`]+)['\"`]")
USUAL = ("prisma/schema.prisma", "schema.prisma", "prisma/schema", "src/prisma/schema.prisma", "prisma")


@dataclass(frozen=True, kw_only=True)
class Location:
    """The files of a schema and the folder of its migrations; `others` are schemas that were not taken."""

    files: tuple[str, ...] = ()
    migrations: str = ""
    others: tuple[str, ...] = ()


def locate(
    folders: list[str],
    files: Collection[str],
    *,
    packages: Mapping[str, Mapping[str, Json]],
    contents: Mapping[str, bytes],
    reached: Collection[str] = (),
) -> Location:
    """The schema of the first of the folders that has one, by its configuration or in the usual places.

    Failing that, one whose package has files among those that are `reached` from the part, or any other.
    """
    schemas = sorted(path for path in files if path.endswith(".prisma"))
    migrations = ""
    for where in folders:
        for named, moved in _named(where, packages, contents):
            migrations = migrations or moved
            found = _files(named, schemas)
            if found:
                return _location(found, named, schemas=schemas, files=files, migrations=moved)
    for where in folders:
        for usual in USUAL:
            named = normpath(join(where, usual))
            found = _files(named, schemas)
            if found:
                return _location(found, named, schemas=schemas, files=files, migrations=migrations)
    rooted = [path for path in schemas if b"datasource" in contents.get(path, b"")]
    homes = {path: f"{_home(path)}/" for path in rooted}
    near = {path for path, home in homes.items() if any(one.startswith(home) for one in reached)}
    preferred = sorted(
        rooted,
        key=lambda path: (
            path not in near,
            not path.endswith("schema.prisma"),
            b"postgres" not in contents[path],
            path,
        ),
    )
    if not preferred:
        return Location()
    return _location(preferred[:1], preferred[0], schemas=schemas, files=files, migrations=migrations)


def migration_names(where: str, files: Collection[str]) -> tuple[str, ...]:
    """The names of the migrations in a folder, in the order in which they apply."""
    ends = "/migration.sql"
    return tuple(
        sorted(
            path.removesuffix(ends).rpartition("/")[2]
            for path in files
            if where and path.endswith(ends) and folder(folder(path)) == where
        )
    )


def _named(
    where: str, packages: Mapping[str, Mapping[str, Json]], contents: Mapping[str, bytes]
) -> Iterator[tuple[str, str]]:
    """The schema and the migrations that a folder's configuration names."""
    for path, content in contents.items():
        if CONFIGURATION.search(path) and folder(path) == where:
            schema = SCHEMA_PATH.search(content)
            moved = MIGRATIONS_PATH.search(content)
            target = normpath(join(where, moved.group(1).decode())) if moved else ""
            yield normpath(join(where, schema.group(1).decode())) if schema else "", target
    named = table(packages.get(where, {}).get("prisma")).get("schema")
    if isinstance(named, str):
        yield normpath(join(where, named)), ""


def _home(path: str) -> str:
    """The folder of the package that a schema is in."""
    here = folder(path)
    return folder(here) if here.endswith("/prisma") else here


def _files(named: str, schemas: list[str]) -> list[str]:
    if named in schemas:
        return [named]
    return [path for path in schemas if named and inside(path, named)] if named != "." else []


def _location(found: list[str], named: str, *, schemas: list[str], files: Collection[str], migrations: str) -> Location:
    here = dirname(named) if named.endswith(".prisma") else named
    tries = (migrations, join(here, "migrations"), join(dirname(here), "migrations"))
    existing = (one for one in tries if one and any(inside(path, one) for path in files))
    others = tuple(path for path in schemas if path not in found)
    return Location(
        files=tuple(found), migrations=next(existing, migrations or join(here, "migrations")), others=others
    )
