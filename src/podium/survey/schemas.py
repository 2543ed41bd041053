"""Where a part keeps its Prisma schema and migrations."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from posixpath import dirname, join, normpath

from podium.plan.codec import Json
from podium.survey.files import folder, inside
from podium.survey.imports import table
from podium.survey.projects import above

CONFIGURATION = re.compile(r"(?:^|/)(?:prisma\.config|\.config/prisma)\.[cm]?[tj]s$")
SCHEMA = re.compile(r"(?<![\w.])schema\s*:\s*")
MIGRATIONS = re.compile(r"\bmigrations\s*:\s*\{[^}]*?(?<![\w.])path\s*:\s*")
JOINED = re.compile(r"(?:\w+\.)?(?:join|resolve)\(([^()]*(?:\(\)[^()]*)*)\)")
LITERAL = re.compile(r"(['\"`])([^'\"`$]*)\1")
HERE = {"__dirname", "import.meta.dirname", "process.cwd()"}
"""Expressions that mean the folder of the configuration."""

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
    homes = {path: f"{next(iter(above(path, packages)), '.')}/" for path in rooted}
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


def configurations(where: str, contents: Mapping[str, bytes]) -> Iterator[str]:
    """Prisma's configuration of a folder."""
    return (
        path
        for path in contents
        if (found := CONFIGURATION.search(path)) is not None and (path[: found.start()] or ".") == where
    )


def unknown_places(folders: Collection[str], contents: Mapping[str, bytes]) -> Iterator[str]:
    """The configurations that name the place of a schema or of migrations by code."""
    for where in folders:
        for path in configurations(where, contents):
            words = contents[path].decode("utf-8", "replace")
            if any(_path(words, pattern) is None for pattern in (SCHEMA, MIGRATIONS)):
                yield path


def _path(words: str, pattern: re.Pattern[str]) -> str | None:
    """The path that a configuration gives behind a pattern, empty where it gives none, None where code makes it."""
    found = pattern.search(words)
    if found is None:
        return ""
    literal = LITERAL.match(words, found.end())
    if literal is not None:
        return literal.group(2)
    joined = JOINED.match(words, found.end())
    parts = [one.strip() for one in joined.group(1).split(",") if one.strip()] if joined is not None else []
    texts = [LITERAL.fullmatch(one) for one in parts if one not in HERE]
    known = [one.group(2) for one in texts if one is not None]
    return "/".join(known) if known and len(known) == len(texts) else None


def _named(
    where: str, packages: Mapping[str, Mapping[str, Json]], contents: Mapping[str, bytes]
) -> Iterator[tuple[str, str]]:
    """The schema and the migrations that a folder's configuration names."""
    for path in configurations(where, contents):
        words = contents[path].decode("utf-8", "replace")
        schema, moved = _path(words, SCHEMA), _path(words, MIGRATIONS)
        yield normpath(join(where, schema)) if schema else "", normpath(join(where, moved)) if moved else ""
    named = table(packages.get(where, {}).get("prisma")).get("schema")
    if isinstance(named, str):
        yield normpath(join(where, named)), ""


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
