"""Templates filled in with a view: jinja with undefined names as errors, blocks without lines of their own."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any

from podium.recipes import code

if TYPE_CHECKING:
    from jinja2 import Environment

HERE = Path(__file__).parent


@functools.cache
def _environment(recipe: str) -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(HERE / recipe / "templates"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )


def rendered(recipe: str, template: str, **values: Any) -> str:
    """The text of a recipe's template; `recipe` is the folder's name."""
    return _environment(recipe).get_template(template).render(fit=code.fit, **values)


def phrase(text: str, **values: Any) -> str:
    """A short text of `recipe.yaml` filled in."""
    return _environment("").from_string(text).render(**values)
