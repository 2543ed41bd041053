"""What each recipe says of itself in its `recipe.yaml`."""

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from podium.catalog.kept import kept
from podium.config import load_configuration
from podium.errors import BrokenMachinery

HERE = Path(__file__).parent
FOLDERS = ("prisma_model", "nest_resource", "resource_tests", "openapi_docs", "security_review", "performance_review")
WHO = {"id", "specialist", "local", "layer", "phase", "matches", "parameters", "needs"}
WHAT = {"title", "goal", "instructions", "reads", "writes", "outputs", "gates", "undo"}


@dataclass(frozen=True, kw_only=True)
class RecipeInfo:
    """A recipe as `podium recipes` shows it: texts as they stand in its file, with the places that are filled in."""

    id: str
    specialist: str
    title: str
    matches: str
    parameters: tuple[tuple[str, str], ...]
    writes: tuple[str, ...]
    gates: tuple[str, ...]
    undo: str


@functools.cache
def card(folder: str) -> dict[str, Any]:
    """The content of a recipe's file. Raises `BrokenMachinery` for a key that is not known or is missing."""
    file, cache = HERE / folder / "recipe.yaml", load_configuration().cache_home
    return kept(dict[str, Any], {folder: file}, lambda: _read(folder, file), code=(__file__,), cache=cache)


def _read(folder: str, file: Path) -> dict[str, Any]:
    import yaml  # importing it costs more than reading all the cards

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    content = cast("dict[str, Any]", yaml.load(file.read_text(), Loader=loader))
    if content.keys() != WHO | WHAT:
        raise BrokenMachinery(f"{folder}/recipe.yaml: {', '.join(sorted(content.keys() ^ (WHO | WHAT)))}")
    return content


def info(folder: str) -> RecipeInfo:
    """The recipe as it is shown."""
    content = card(folder)
    return RecipeInfo(
        id=content["id"],
        specialist=content["specialist"],
        title=content["title"],
        matches=content["matches"],
        parameters=tuple(content["parameters"].items()),
        writes=tuple(_shown(one) for one in content["writes"]),
        gates=tuple(content["gates"]),
        undo=content["undo"]["text"],
    )


def _shown(write: dict[str, Any]) -> str:
    keys = write.get("keys")
    target = next(str(value) for name, value in write.items() if name != "keys")
    return f"{target}#{keys}" if keys else target
