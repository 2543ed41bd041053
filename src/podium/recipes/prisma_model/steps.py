"""The steps in which a blueprint changes a Prisma schema, each with its migration."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from podium.recipes.nouns import Blueprint
from podium.recipes.prisma_model.schema import changes, indexed

UP, DOWN = "migration.sql", "down.sql"


@dataclass(frozen=True, kw_only=True)
class Step:
    """A change of the schema with its migration; one that is `apart` is a single index, built while others write."""

    changes: Mapping[str, Callable[[str], str]]
    schema: str
    migrations: str
    migration: str
    apart: bool = False


def steps(blueprint: Blueprint) -> list[Step]:
    """What a blueprint changes in the schema, one step for each migration."""
    files = blueprint.files
    made = partial(Step, schema=files.schema, migrations=files.migrations)
    if not blueprint.site:
        return [made(changes=changes(blueprint), migration=blueprint.migration)]
    pairs = zip(blueprint.indexes, blueprint.index_migrations, strict=True)
    return [
        made(changes={files.schema: partial(indexed, blueprint=blueprint, members=index)}, migration=name, apart=True)
        for index, name in pairs
    ]


def together(steps: list[Step]) -> list[Step]:
    """The steps, those of one migration as one."""
    found: dict[str, Step] = {}
    for step in steps:
        known = found.get(step.migration)
        both = dict(known.changes) if known else dict[str, Callable[[str], str]]()
        for path, change in step.changes.items():
            both[path] = partial(_after, both[path], change) if path in both else change
        found[step.migration] = replace(step, changes=both)
    return [*found.values()]


def _after(first: Callable[[str], str], second: Callable[[str], str], text: str) -> str:
    return second(first(text))


def planned_files(blueprint: Blueprint) -> tuple[str, ...]:
    """The paths of the migration that will be written."""
    folders = [f"{blueprint.files.migrations}/{step.migration}" for step in steps(blueprint)]
    return tuple(f"{folder}/{name}" for folder in folders for name in (UP, DOWN))
