"""Recipes: deterministic generators, one folder each, and the family that offers them together."""

from collections.abc import Callable
from pathlib import Path

from podium.errors import InputError
from podium.plan.codec import nearest
from podium.ports import Recipe, RecipeFamily
from podium.recipes.cards import FOLDERS, RecipeInfo, info
from podium.recipes.family import ResourceFamily
from podium.recipes.nest_resource.recipe import NestResource
from podium.recipes.openapi_docs.recipe import OpenapiDocs
from podium.recipes.performance_review.recipe import PerformanceReview
from podium.recipes.prisma_model.recipe import PrismaModel
from podium.recipes.resource_tests.recipe import ResourceTests
from podium.recipes.security_review.recipe import SecurityReview
from podium.recipes.standing import Standing

__all__ = ["RecipeInfo", "catalogue", "families", "recipe"]

RECIPES: dict[str, Callable[[], Recipe]] = {
    "prisma-model": PrismaModel,
    "nest-resource": NestResource,
    "resource-tests": ResourceTests,
    "openapi-docs": OpenapiDocs,
    "security-review": SecurityReview,
    "performance-review": PerformanceReview,
    "standing": Standing,
}


def families(repository: Path | None = None) -> tuple[RecipeFamily, ...]:
    """Every family; `repository` is where the surveyed revision is read for what a survey does not hold."""
    return (ResourceFamily(repository),)


def recipe(id: str) -> Recipe:  # noqa: A002
    """The recipe of that id. Raises `InputError` with the nearest as hint."""
    if id not in RECIPES:
        raise InputError(f"there is no recipe {id!r}{nearest(id, tuple(RECIPES))}", hint=f"known: {', '.join(RECIPES)}")
    return RECIPES[id]()


def catalogue() -> tuple[RecipeInfo, ...]:
    """Every recipe as its own file describes it, in the order in which they work."""
    return tuple(info(folder) for folder in FOLDERS)
