"""The project's Prisma, 6 and 7 alike: the same calls, always against the database that the caller names."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from podium.errors import ConfigurationError, ToolMissing
from podium.process import Completed, run
from podium.toolchain.engine import UPGRADE, Engine
from podium.toolchain.node import installed, manifest, search_path, tool
from podium.toolchain.prisma_configuration import database_names, read_configuration
from podium.toolchain.setting import Setting

Side = Literal["empty", "migrations", "schema", "database"] | Path
"""What a comparison starts from or leads to: one of the project's own, or a schema or migrations folder by path."""

NOWHERE = "postgresql://nobody@127.0.0.1:9/nothing"
"""Stands where Prisma wants a URL for work that needs no database."""

CONFIG_IS_STABLE = (6, 16)
"""Since this release a configuration file can be handed over; before, its form changed with every release."""

CONFIG_NAMES_DATABASE = (6, 18)
"""Since this release the configuration decides about the database; before, the schema does (6 wants both)."""

FLAGS: dict[int, dict[str, str]] = {
    6: {"schema": "schema-datamodel", "database": "schema-datasource", "migrations": "migrations"},
    7: {"schema": "schema", "database": "config-datasource", "migrations": "migrations"},
}
"""What a side of `migrate diff` is called, by major version."""


@dataclass(frozen=True, kw_only=True)
class Prisma:
    """Prisma as installed for one project; a red result is a value, never an exception.

    `schema` is a file, or a folder of files; `migrations` is the folder of migrations, whether it exists or not.
    """

    root: Path
    version: str
    schema: Path
    migrations: Path
    engine: Engine
    setting: Setting
    command: tuple[str, ...]
    config: Mapping[str, Any] = field(default_factory=dict[str, Any])

    def run(self, *arguments: str, database_url: str = "", shadow_url: str = "") -> Completed:
        """Run the CLI with these arguments; without a URL it can reach no database at all.

        Raises `ToolMissing` for migrations where no engine runs them, `ConfigurationError` where an old schema names
        its database itself and one is to be used.
        """
        if self.engine.lacking and arguments[0] in {"migrate", "db"}:
            raise ToolMissing(self.engine.lacking, hint=UPGRADE, tool="schema-engine")
        url = database_url or NOWHERE
        names = database_names(self.schema) if self._release < (7,) else {}
        if database_url and "" in names.values() and self._release < CONFIG_NAMES_DATABASE:
            raise ConfigurationError(
                f"{self.schema.name} names its database itself, and no other can be given to Prisma {self.version}",
                hint='write url = env("DATABASE_URL")',
            )
        variables = {
            name: shadow_url or url if kind == "shadowDatabaseUrl" else url for kind, name in names.items() if name
        }
        reachable = database_url or shadow_url or "none"
        variables |= {"PATH": search_path(self.root, first=False), "DATABASE_URL": url}
        variables |= {"PODIUM_DATABASE_URL": reachable, "PODIUM_SHADOW_DATABASE_URL": shadow_url}
        variables |= {"PODIUM_PRISMA_CONFIG": json.dumps(self._config(url, shadow_url))}
        ours = ("--config", str(self.engine.files / "config.mjs")) if self._release >= CONFIG_IS_STABLE else ()
        argv = (*self.command, *arguments, *ours)
        return run(self.setting.command(argv, cwd=self.root, env={**self.engine.env, **variables}))

    def validate(self) -> Completed:
        """Whether the schema is valid."""
        return self.run("validate")

    def check_format(self) -> Completed:
        """Whether the schema is formatted; nothing is changed."""
        return self.run("format", "--check")

    def format(self) -> Completed:
        """Format the schema."""
        return self.run("format")

    def generate(self) -> Completed:
        """Generate the client and whatever else the schema's generators make."""
        return self.run("generate")

    def deploy(self, database_url: str) -> Completed:
        """Apply the migrations that the database has not had yet."""
        return self.run("migrate", "deploy", database_url=database_url)

    def status(self, database_url: str) -> Completed:
        """Which migrations the database has had; exit code 1 where some are missing or have failed."""
        return self.run("migrate", "status", database_url=database_url)

    def drift(self, shadow_url: str) -> Completed:
        """Whether the migrations lead to the schema; as `difference`."""
        return self.difference("migrations", "schema", shadow_url=shadow_url)

    def difference(self, start: Side, end: Side, *, database_url: str = "", shadow_url: str = "") -> Completed:
        """The SQL that leads from one side to the other, on standard output.

        Exit code 0: no difference, 2: some, 1: it could not be found out (a CLI that says nothing has not compared).
        A side of migrations needs `shadow_url`, an empty database of the caller's that may be written to; the side
        "database" needs `database_url`; two schemas need neither.
        """
        sides = (*self._side("from", start), *self._side("to", end))
        shadow = ("--shadow-database-url", shadow_url) if shadow_url and self._release < (7,) else ()
        arguments = ("migrate", "diff", *sides, *shadow, "--script", "--exit-code")
        completed = self.run(*arguments, database_url=database_url, shadow_url=shadow_url)
        silent = completed.code == 0 and not completed.text.strip()
        return replace(completed, code=1) if silent else completed

    @property
    def _release(self) -> tuple[int, ...]:
        return tuple(int(number) for number in re.findall(r"\d+", self.version.split("-")[0]))

    def _config(self, url: str, shadow_url: str) -> dict[str, Any]:
        """The project's configuration with our database in it, as this release reads it."""
        datasource = {"url": url, **({"shadowDatabaseUrl": shadow_url} if shadow_url else {})}
        if self._release >= (7,):
            return {**self.config, "datasource": datasource}
        if self._release >= CONFIG_NAMES_DATABASE:
            return {**self.config, "engine": "classic", "datasource": datasource}
        return dict(self.config)

    def _side(self, way: Literal["from", "to"], side: Side) -> tuple[str, ...]:
        """The words for one side of `migrate diff`."""
        if isinstance(side, Path):
            kind, path = ("migrations" if _is_migrations(side) else "schema"), side
        else:
            kind, path = side, self.migrations if side == "migrations" else self.schema
        if kind == "empty":
            return (f"--{way}-empty",)
        name = FLAGS[min(max(self._release[0], 6), 7)][kind]
        return (f"--{way}-{name}",) if name == "config-datasource" else (f"--{way}-{name}", str(path))


def prisma(root: Path, *, engine: Engine, setting: Setting | None = None) -> Prisma:
    """The Prisma installed for `root`, with what its configuration says about schema and migrations.

    Raises `ToolMissing` where it is not installed, `ConfigurationError` where its configuration cannot be read or
    there is no schema.
    """
    setting = setting or Setting()
    package = installed(root, "prisma").resolve()
    script = engine.files / "read_config.mjs"
    config = read_configuration(root, script=script, package=package, setting=setting)
    return Prisma(
        root=root,
        version=str(manifest(package).get("version", "")),
        schema=Path(config["schema"]),
        migrations=Path(config["migrations"]["path"]),
        engine=engine,
        setting=setting,
        command=tool(root, "prisma"),
        config=config,
    )


def _is_migrations(path: Path) -> bool:
    return (path / "migration_lock.toml").exists() or any(path.glob("*/migration.sql"))
