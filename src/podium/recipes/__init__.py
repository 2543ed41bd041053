"""Recipes: deterministic generators, one folder each, and the family that offers them together."""

import importlib
from pathlib import Path
from typing import TYPE_CHECKING

from podium.errors import InputError
from podium.plan.codec import nearest
from podium.recipes.family import ResourceFamily

if TYPE_CHECKING:
    from podium.ports import Recipe, RecipeFamily
    from podium.recipes.cards import RecipeInfo

__all__ = ["catalogue", "families", "recipe"]

RECIPES = {
    "prisma-model": "podium.recipes.prisma_model.recipe:PrismaModel",
    "nest-resource": "podium.recipes.nest_resource.recipe:NestResource",
    "resource-tests": "podium.recipes.resource_tests.recipe:ResourceTests",
    "openapi-docs": "podium.recipes.openapi_docs.recipe:OpenapiDocs",
    "security-review": "podium.recipes.security_review.recipe:SecurityReview",
    "performance-review": "podium.recipes.performance_review.recipe:PerformanceReview",
    "standing": "podium.recipes.standing:Standing",
}
"""Each recipe's module and class; a module is imported when its recipe is asked for."""


def families(repository: Path | None = None) -> tuple["RecipeFamily", ...]:
    """Every family; `repository` is where the surveyed revision is read for what a survey does not hold."""
    return (ResourceFamily(repository),)


def recipe(id: str) -> "Recipe":  # noqa: A002
    """The recipe of that id. Raises `InputError` with the nearest as hint."""
    if id not in RECIPES:
        raise InputError(f"there is no recipe {id!r}{nearest(id, tuple(RECIPES))}", hint=f"known: {', '.join(RECIPES)}")
    module, _, name = RECIPES[id].partition(":")
    return getattr(importlib.import_module(module), name)()


def catalogue() -> tuple["RecipeInfo", ...]:
    """Every recipe as its own file describes it, in the order in which they work."""
    from podium.recipes.cards import FOLDERS, info

    return tuple(info(folder) for folder in FOLDERS)
