"""The parts of a repository that have a backend of their own, and the one that is meant."""

import re
from collections.abc import Collection, Mapping
from posixpath import basename, normpath

from podium.errors import ProjectError, RepositoryError
from podium.plan.codec import Json
from podium.plan.evidence import Place
from podium.plan.survey import Project
from podium.survey.files import counts, folder, inside, is_product
from podium.survey.imports import read_json, table

BOOTSTRAP = re.compile(
    r"(?:^|/)(?:main|index|server|app|bootstrap|lambda|serverless|handler|start|worker|cli)\.[cm]?ts$"
)
"""Files whose name suggests that an application starts there."""

FACTORY = b"NestFactory"
CORE = "@nestjs/core"


def is_manifest(path: str) -> bool:
    """Whether a file says what a part of the repository is or how its imports are to be read."""
    name = basename(path)
    return (
        name in {"package.json", "nest-cli.json", "project.json"}
        or re.fullmatch(r"tsconfig[\w.]*\.json", name) is not None
    )


def may_start(path: str) -> bool:
    """Whether an application may start in this file."""
    return BOOTSTRAP.search(path) is not None and is_product(path) and counts(path)


def packages(contents: Mapping[str, bytes]) -> dict[str, dict[str, Json]]:
    """Every package.json by its folder."""
    return {folder(path): read_json(content) for path, content in contents.items() if basename(path) == "package.json"}


def dependencies(package: Mapping[str, Json]) -> dict[str, str]:
    """All dependencies of a package.json, of whatever kind, with the version as written."""
    kinds = ("peerDependencies", "optionalDependencies", "devDependencies", "dependencies")
    return {name: str(version) for kind in kinds for name, version in table(package.get(kind)).items()}


def above(path: str, folders: Collection[str]) -> list[str]:
    """The folders that hold a path, the nearest first."""
    return sorted((one for one in folders if inside(path, one)), key=lambda one: -len(one) if one != "." else 0)


def find_parts(contents: Mapping[str, bytes]) -> tuple[Project, ...]:
    """The backend parts, sorted by path.

    Raises `RepositoryError` where there is no package.json, or none that depends on NestJS.
    """
    known = packages(contents)
    if not known:
        raise RepositoryError("no package.json: this is no Node project", hint="Podium works on NestJS repositories")
    nest = {where for where, package in known.items() if CORE in dependencies(package)}
    if not nest:
        raise RepositoryError(
            f"no package.json depends on {CORE}: this is no NestJS project",
            hint="Podium's first release works on NestJS with Prisma; other frameworks are not supported",
        )
    starts = {path for path, content in contents.items() if may_start(path) and FACTORY in content}
    found: dict[str, Place] = {}
    for path in sorted(starts):
        holders = above(path, known)
        if holders and any(inside(holder, one) for holder in holders for one in nest):
            found.setdefault(_application(path, holders[0]), Place(file=path, line=1))
    shipped = {one for one in nest if CORE in table(known[one].get("dependencies"))}
    for one in () if found else shipped or nest:
        found[one] = Place(file=normpath(f"{one}/package.json"), line=1)
    return tuple(
        Project(name=_name(path, known.get(path, {})), path=path, place=place) for path, place in sorted(found.items())
    )


def choose(parts: tuple[Project, ...], asked: str, *, here: str = ".") -> Project:
    """The part that was asked for by path or name; without asking, the one that holds `here`, or the only one.

    Raises `ProjectError` with the choices where none or several fit.
    """
    paths = tuple(part.path for part in parts)
    if asked:
        wanted = normpath(asked.strip())
        found = [part for part in parts if part.path == wanted] or [part for part in parts if part.name == asked]
        if len(found) == 1:
            return found[0]
        raise ProjectError(
            f"{asked!r} is no backend part of this repository", hint=f"--project {' | '.join(paths)}", choices=paths
        )
    around = [part for part in parts if here != "." and inside(here, part.path)]
    if len(around) == 1:
        return around[0]
    if len(parts) == 1:
        return parts[0]
    raise ProjectError(
        f"this repository has {len(parts)} backend parts",
        hint=f"choose one: --project {' | '.join(paths)}",
        choices=paths,
    )


def own_files(
    paths: Collection[str], part: Project, *, parts: tuple[Project, ...], known: Collection[str]
) -> list[str]:
    """The files that belong to the part itself: not those of other parts or of other packages below it."""
    foreign = [one.path for one in parts if one.path != part.path and inside(one.path, part.path)]
    foreign += [one for one in known if one not in {".", part.path} and inside(one, part.path)]
    elsewhere = tuple(f"{one}/" for one in foreign)
    return [path for path in paths if inside(path, part.path) and not path.startswith(elsewhere)]


def depended(path: str, known: Mapping[str, Mapping[str, Json]]) -> set[str]:
    """The folders of the workspace's packages that a part depends on, directly or through others."""
    by_name = {str(package.get("name")): where for where, package in known.items() if package.get("name")}
    found: set[str] = set()
    waiting = above(path, known)[:1]
    while waiting:
        named = (by_name.get(name) for name in dependencies(known[waiting.pop()]))
        fresh = {where for where in named if where is not None and where not in {".", path}} - found
        found |= fresh
        waiting += fresh
    return found


def implied(path: str, contents: Mapping[str, bytes]) -> list[str]:
    """The folders of the projects of Nx that a part's project.json names as its implicit dependencies."""
    named = table(read_json(contents.get(normpath(f"{path}/project.json"), b""))).get("implicitDependencies")
    listed = {one for one in named if isinstance(one, str)} if isinstance(named, list) else set[str]()
    homes = [folder(one) for one in contents if basename(one) == "project.json"] if listed else []
    names = {home: read_json(contents[normpath(f"{home}/project.json")]).get("name") for home in homes}
    return sorted(home for home, name in names.items() if (name or basename(home)) in listed)


def _application(path: str, package: str) -> str:
    """The folder of the application that starts in a file: what holds its `src`, inside its package."""
    head, found, _ = f"/{path}".partition("/src/")
    where = head.strip("/") or "."
    return where if found and inside(where, package) else package


def _name(path: str, package: Mapping[str, Json]) -> str:
    name = package.get("name")
    return name if isinstance(name, str) and name else basename(path)
