"""Which package manager a project uses, and the words that install its dependencies."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

ManagerName = Literal["npm", "pnpm", "yarn", "bun"]

LOCKFILES: Mapping[str, ManagerName] = {
    "package-lock.json": "npm",
    "npm-shrinkwrap.json": "npm",
    "pnpm-lock.yaml": "pnpm",
    "yarn.lock": "yarn",
    "bun.lock": "bun",
    "bun.lockb": "bun",
}
BERRY_LOCK = b"__metadata:"
"""Only the lockfiles of Yarn 2 and newer contain this."""

NPM = ("--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline")
COMMANDS: dict[str, dict[bool, tuple[str, ...]]] = {
    "npm": {True: ("npm", "ci", *NPM), False: ("npm", "install", "--no-save", *NPM)},
    "pnpm": {
        True: ("pnpm", "install", "--frozen-lockfile", "--ignore-scripts", "--prefer-offline"),
        False: ("pnpm", "install", "--no-frozen-lockfile", "--ignore-scripts", "--prefer-offline"),
    },
    "yarn": {
        True: ("yarn", "install", "--frozen-lockfile", "--ignore-scripts", "--non-interactive", "--prefer-offline"),
        False: ("yarn", "install", "--pure-lockfile", "--ignore-scripts", "--non-interactive", "--prefer-offline"),
    },
    "yarn berry": {
        True: ("yarn", "install", "--immutable", "--mode=skip-build"),
        False: ("yarn", "install", "--no-immutable", "--mode=skip-build"),
    },
    "bun": {
        True: ("bun", "install", "--frozen-lockfile", "--ignore-scripts"),
        False: ("bun", "install", "--no-save", "--ignore-scripts"),
    },
}


@dataclass(frozen=True, kw_only=True)
class PackageManager:
    """A project's package manager; `version` and `lockfile` are empty where nothing says them.

    `berry` tells Yarn 2 and newer from classic Yarn.
    """

    name: ManagerName
    version: str = ""
    lockfile: str = ""
    berry: bool = False


def package_manager(files: Mapping[str, bytes] | Path) -> PackageManager:
    """The manager that package.json names, else the lockfile's, else npm; from a folder or its files by name."""
    found = _read(files) if isinstance(files, Path) else files
    locks = [lock for lock in LOCKFILES if lock in found]
    declared, version = _declared(found.get("package.json", b""))
    name = declared or (LOCKFILES[locks[0]] if locks else "npm")
    lockfile = next((lock for lock in locks if LOCKFILES[lock] == name), "")
    newer = version.split(".")[0] not in {"", "0", "1"} if version else BERRY_LOCK in found.get("yarn.lock", b"")
    return PackageManager(name=name, version=version, lockfile=lockfile, berry=name == "yarn" and newer)


def install_command(manager: PackageManager, *, frozen: bool) -> tuple[str, ...]:
    """The words that install; `frozen` is exactly what the lockfile says, else whatever fits package.json.

    Install scripts of packages never run. Where the manager can work from its cache, it does.
    """
    return COMMANDS["yarn berry" if manager.berry else manager.name][frozen]


def _declared(content: bytes) -> tuple[ManagerName | None, str]:
    """What `packageManager` or `devEngines.packageManager` of package.json says: name and version."""
    try:
        package = _object(json.loads(content or b"{}"))
    except ValueError:
        return None, ""
    stated = re.match(r"(npm|pnpm|yarn|bun)@([^+\s]+)", str(package.get("packageManager", "")))
    if stated:
        return cast("ManagerName", stated[1]), stated[2]
    name = _object(_object(package.get("devEngines")).get("packageManager")).get("name")
    return (name, "") if name in LOCKFILES.values() else (None, "")


def _object(value: object) -> dict[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def _read(folder: Path) -> dict[str, bytes]:
    names = ("package.json", *LOCKFILES)
    return {name: (folder / name).read_bytes() for name in names if (folder / name).is_file()}
