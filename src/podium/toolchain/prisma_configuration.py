"""What the project tells Prisma: where its schema and migrations are, and what else its configuration holds."""

import hashlib
import json
import os
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from podium.errors import ConfigurationError
from podium.process import run
from podium.toolchain.node import manifest
from podium.toolchain.setting import Setting

CONFIGURATIONS = ("prisma*.config.*", "prisma*.config/*", ".config/prisma*", ".config/prisma*/*")
"""Where Prisma looks for its configuration."""


def read_configuration(root: Path, *, script: Path, package: Path, setting: Setting) -> dict[str, Any]:
    """The project's configuration with absolute paths, always with `schema` and `migrations`, without its database.

    It is TypeScript, so Node reads it (`script`, by the loader of the project's own Prisma in `package`), once for
    each state of its files. Raises `ConfigurationError` where that fails or there is no schema.
    """
    files = sorted(path for pattern in CONFIGURATIONS for path in root.glob(pattern) if path.is_file())
    stated = _stated_in_manifest(root)
    if files:
        content = b"\0".join(path.read_bytes() for path in files)
        how = (setting.home, setting.prefix, tuple(sorted(setting.environment.items())), setting.deadline)
        words = ("node", str(script), str(package / "package.json"))
        stated = json.loads(_ask_node(root, words, how, hashlib.sha256(content).hexdigest()))
    schema = _schema(root, stated)
    migrations: dict[str, Any] = stated.get("migrations") or {}
    path = migrations.get("path") or str(_beside_datasource(schema) / "migrations")
    return {**stated, "schema": str(schema), "migrations": {**migrations, "path": path}}


def schema_files(schema: Path) -> tuple[Path, ...]:
    """The files of a schema, which is a file or a folder of them; sorted."""
    return tuple(sorted(schema.rglob("*.prisma"))) if schema.is_dir() else (schema,)


def database_names(schema: Path) -> dict[str, str]:
    """The datasource's URL fields and the variables that they name; an empty name where the URL itself stands there."""
    text = "\n".join(path.read_text() for path in schema_files(schema))
    block = re.search(r"^\s*datasource\s+\w+\s*\{(.*?)^\s*\}", text, re.MULTILINE | re.DOTALL)
    fields = re.findall(r"^\s*(url|directUrl|shadowDatabaseUrl)\s*=\s*(.*)$", block[1] if block else "", re.MULTILINE)
    return {name: (re.match(r'env\("(\w+)"\)', value) or ("", ""))[1] for name, value in fields}


How = tuple[Path | None, tuple[str, ...], tuple[tuple[str, str], ...], float]


@lru_cache(maxsize=64)
def _ask_node(root: Path, words: tuple[str, ...], how: How, _digest: str) -> str:
    """What the script prints; `_digest` stands for the files that it reads, which are another question when changed."""
    home, prefix, environment, deadline = how
    setting = Setting(home=home, prefix=prefix, environment=dict(environment), deadline=deadline)
    completed = run(setting.command(words, cwd=root, env={"DOTENV_CONFIG_PATH": os.devnull}))
    if not completed.ok:
        said = next((line for line in completed.talk.splitlines() if "Error" in line), completed.talk.strip())
        raise ConfigurationError(
            f"Prisma's configuration in {root} cannot be read: {said}",
            hint="it is read without any .env file; a variable that it must have belongs into the environment",
        )
    return completed.text


def _stated_in_manifest(root: Path) -> dict[str, Any]:
    """What `"prisma"` in package.json says: Prisma up to 6 reads it where there is no configuration file."""
    stated = manifest(root).get("prisma") if (root / "package.json").is_file() else None
    schema = cast("dict[str, Any]", stated).get("schema") if isinstance(stated, dict) else None
    return {"schema": str(root / schema)} if isinstance(schema, str) else {}


def _schema(root: Path, stated: Mapping[str, Any]) -> Path:
    """Where the configuration says, else where Prisma looks by itself."""
    usual = [root / "schema.prisma", root / "prisma" / "schema.prisma"]
    places = [Path(stated["schema"])] if stated.get("schema") else usual
    found = next((place for place in places if place.exists()), None)
    if found is None:
        raise ConfigurationError(
            f"there is no Prisma schema at {' or '.join(str(place) for place in places)}",
            hint="name it in prisma.config.ts",
        )
    return found


def _beside_datasource(schema: Path) -> Path:
    """The folder of the file that holds the datasource: where Prisma keeps migrations unless told otherwise."""
    holds = re.compile(r"^\s*datasource\s", re.MULTILINE)
    return next((path for path in schema_files(schema) if holds.search(path.read_text())), schema).parent
