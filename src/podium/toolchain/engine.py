"""Prisma's schema engine: the native one where it is installed, else our stand-in on Prisma's own WebAssembly build.

A release that is too old for the stand-in has no engine here; its schema can be validated, formatted and made a client
of all the same, since these parts of Prisma are WebAssembly: they only want to see that some executable is there.
"""

import contextlib
import hashlib
import json
import re
import shutil
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from podium.errors import InstallError, ToolMissing
from podium.process import run
from podium.toolchain.installation import INSTALLING, install_packages
from podium.toolchain.node import find_package, installed, manifest
from podium.toolchain.setting import Setting

FILES = Path(__file__).parent / "node_files"
ENGINES = Path(__file__).parent / "schema_engines.json"
"""The versions of @prisma/schema-engine-wasm that fit a release of Prisma, oldest first, and the pg beside them."""

FIRST = (6, 16)
"""The oldest release of Prisma that the stand-in was tried with and serves."""

UPGRADE = f"upgrade to Prisma {'.'.join(str(part) for part in FIRST)} or newer"
"""What to do where there is no engine."""

FIRST_WITHOUT = (4, 16)
"""The oldest release that was seen to validate, format and generate without an engine of its own (4.8 cannot)."""

VARIABLES = ("PRISMA_SCHEMA_ENGINE_BINARY", "PRISMA_MIGRATION_ENGINE_BINARY")
"""What tells Prisma where the engine is: since 5, and before."""

NO_MIRROR = "http://127.0.0.1:9"
"""Whatever of Prisma would still download an engine asks here, where nobody answers."""

STALE = 86_400.0
"""Seconds after which a half-made folder in the cache belongs to nobody any more."""


@dataclass(frozen=True, kw_only=True)
class Engine:
    """What runs migrations: the project's native engine, the stand-in, or nothing; `version` is the engine's own.

    `path` is the executable, `env` what Prisma needs to find it, `files` the folder of Podium's own scripts.
    `lacking` says, for the kind "none" alone, why nothing runs migrations.
    """

    kind: Literal["native", "stand-in", "none"]
    version: str
    path: Path
    files: Path
    env: Mapping[str, str] = field(default_factory=dict[str, str])
    lacking: str = ""


def prisma_engine(root: Path, *, cache: Path, setting: Setting = INSTALLING, keep: tuple[str, ...] = ()) -> Engine:
    """The engine that fits the Prisma installed for `root`; nothing is ever fetched from Prisma's own host.

    The stand-in is installed once into `cache`, whole or not at all, also when two processes need it at once.
    Raises `ToolMissing` where Prisma is not installed or too old to do anything without an engine, `InstallError` where
    the stand-in cannot be installed.
    """
    prisma = installed(root, "prisma").resolve()
    engines = find_package(prisma, "@prisma/engines")
    native = _native(engines.resolve(), setting) if engines else None
    if native is not None:
        path, version = native
        files = _publish(cache / f"prisma-{_digest()}", {}, cache=cache, setting=setting, keep=keep)
        return Engine(kind="native", version=version, path=path, files=files, env=_environment(path))
    number = str(manifest(prisma).get("version", ""))
    if _order(number)[:2] < FIRST:
        files = _publish(cache / f"prisma-{_digest()}", {}, cache=cache, setting=setting, keep=keep)
        return _none(number, files, with_query_engine=_has_query_engine(engines))
    folder = _stand_in(prisma, engines or prisma, cache=cache, setting=setting, keep=keep)
    return _describe(folder, with_query_engine=_has_query_engine(engines))


def nearest(wanted: str, published: tuple[str, ...]) -> str:
    """The published version itself, else the newest that is not newer, else the oldest.

    >>> nearest("8.1.0-1.abc", ("7.10.0-7.def", "8.1.0-2.fed"))
    '7.10.0-7.def'
    """
    older = [version for version in published if _order(version) <= _order(wanted)]
    return wanted if wanted in published else max(older, key=_order, default=min(published, key=_order))


def _order(version: str) -> tuple[int, ...]:
    """`7.10.0-7.<hash>` as numbers: the release that the engine was built for, and which build it was."""
    parts = re.match(r"(\d+)\.(\d+)\.(\d+)(?:-(\d+))?", version)
    return tuple(int(part) for part in parts.groups(default="0")) if parts else (0, 0, 0, 0)


def _native(engines: Path, setting: Setting) -> tuple[Path, str] | None:
    """A schema engine that was downloaded with the dependencies and runs on this machine, with its version."""
    for path in sorted((*engines.glob("schema-engine-*"), *engines.glob("migration-engine-*"))):
        if path.suffix not in {".gz", ".sha256"}:
            try:
                completed = run(setting.command((str(path), "--version"), cwd=engines))
            except (ToolMissing, OSError):
                continue
            if completed.ok:
                return path, completed.text.strip().split(" ")[-1]
    return None


def _has_query_engine(engines: Path | None) -> bool:
    return engines is not None and any(engines.glob("*query_engine*.node"))


def _stand_in(prisma: Path, engines: Path, *, cache: Path, setting: Setting, keep: tuple[str, ...]) -> Path:
    """The folder of an installed stand-in: the engine's exact build if it is published, else the nearest."""
    number = str(manifest(prisma).get("version", ""))
    wanted = str(manifest(installed(engines, "@prisma/engines-version")).get("version", ""))
    table: dict[str, Any] = json.loads(ENGINES.read_text())
    exact = table["instead"].get(wanted, wanted)
    others = {"@prisma/adapter-pg": number, "@prisma/driver-adapter-utils": number, "pg": table["pg"]}
    target = cache / f"prisma-{number}-{wanted.rpartition('.')[2][:8]}-{_digest()}"
    try:
        packages = {"@prisma/schema-engine-wasm": exact, **others}
        return _publish(target, packages, cache=cache, setting=setting, keep=keep)
    except InstallError as error:
        if "ETARGET" not in error.message:
            raise
    packages = {"@prisma/schema-engine-wasm": nearest(wanted, tuple(table["published"])), **others}
    return _publish(target, packages, cache=cache, setting=setting, keep=keep)


def _describe(folder: Path, *, with_query_engine: bool) -> Engine:
    path = folder / "schema_engine.mjs"
    version = str(manifest(folder / "node_modules" / "@prisma" / "schema-engine-wasm")["version"])
    env = _environment(path, with_query_engine=with_query_engine)
    return Engine(kind="stand-in", version=version, path=path, files=folder, env=env)


def _none(number: str, files: Path, *, with_query_engine: bool) -> Engine:
    lacking = f"there is no schema engine for Prisma {number}: none is installed, and the stand-in is too new"
    if _order(number)[:2] < FIRST_WITHOUT:
        raise ToolMissing(lacking, hint=UPGRADE, tool="schema-engine")
    path = files / "schema_engine.mjs"
    env = _environment(path, with_query_engine=with_query_engine)
    return Engine(kind="none", version="", path=path, files=files, env=env, lacking=lacking)


def _environment(path: Path, *, with_query_engine: bool = True) -> dict[str, str]:
    """What Prisma needs to take this engine; one that has no query engine is shown the same file for it."""
    query = {} if with_query_engine else {"PRISMA_QUERY_ENGINE_LIBRARY": str(path)}
    return {**dict.fromkeys(VARIABLES, str(path)), "PRISMA_ENGINES_MIRROR": NO_MIRROR, **query}


def _publish(target: Path, packages: dict[str, str], *, cache: Path, setting: Setting, keep: tuple[str, ...]) -> Path:
    """Make a folder with our scripts and these packages: complete under its name, or not there."""
    if target.exists():
        return target
    cache.mkdir(parents=True, exist_ok=True)
    _sweep(cache)
    fresh = Path(tempfile.mkdtemp(prefix=".new-", dir=cache))
    try:
        for script in FILES.glob("*.mjs"):
            shutil.copyfile(script, fresh / script.name)
            (fresh / script.name).chmod(0o755)
        (fresh / "package.json").write_text(json.dumps({"private": True, "dependencies": packages}))
        if packages:
            install_packages(fresh, packages, cache=cache, setting=setting, keep=keep)
        fresh.chmod(0o755)
        fresh.rename(target)
    except OSError as error:
        if not target.exists():
            raise InstallError(f"{target} could not be made: {error.strerror}", hint="free some disk space") from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return target


def _sweep(cache: Path) -> None:
    """Remove what an interrupted installation left, once nobody can still be at it."""
    for folder in cache.glob(".new-*"):
        with contextlib.suppress(FileNotFoundError):  # another process has just finished it
            if time.time() - folder.stat().st_mtime > STALE:
                shutil.rmtree(folder, ignore_errors=True)


def _digest() -> str:
    """Changes with our scripts and the table, so that a new Podium never meets an old folder."""
    content = b"".join(path.read_bytes() for path in (*sorted(FILES.glob("*.mjs")), ENGINES))
    return hashlib.sha256(content).hexdigest()[:8]
