"""Templates filled in with a view: jinja with undefined names as errors, blocks without lines of their own."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any

from podium.config import load_configuration
from podium.recipes import code

if TYPE_CHECKING:
    from jinja2 import BaseLoader, Environment, FileSystemBytecodeCache

HERE = Path(__file__).parent


@functools.cache
def _templates(recipe: str) -> Environment:
    from jinja2 import FileSystemLoader

    return _environment(FileSystemLoader(HERE / recipe / "templates"))


@functools.cache
def _phrases() -> Environment:
    """Templates whose name is their text."""
    from jinja2 import FunctionLoader

    return _environment(FunctionLoader(lambda text: text))


def _environment(loader: BaseLoader) -> Environment:
    from jinja2 import Environment, StrictUndefined

    return Environment(
        loader=loader,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
        bytecode_cache=_bytecode(),
    )


@functools.cache
def _bytecode() -> FileSystemBytecodeCache | None:
    """What compiling gave, kept by each text's digest: it takes longer than filling in. None where nothing is kept."""
    from jinja2 import FileSystemBytecodeCache

    folder = load_configuration().cache_home / "templates"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return None
    return FileSystemBytecodeCache(str(folder))


def rendered(recipe: str, template: str, **values: Any) -> str:
    """The text of a recipe's template; `recipe` is the folder's name."""
    return _templates(recipe).get_template(template).render(fit=code.fit, **values)


def phrase(text: str, **values: Any) -> str:
    """A short text of `recipe.yaml` filled in."""
    return _phrases().get_template(text).render(**values) if text else ""
