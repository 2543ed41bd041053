"""Schemas in several files: a new model has a file named as its siblings', a relation is edited where it leads to."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from podium.plan.analysis import Analysis, Resource
from podium.plan.evidence import Place
from podium.plan.survey import Survey
from podium.recipes.design.blueprint import design
from podium.recipes.design.schemas import schema_file
from podium.recipes.design.unknown import Unknown
from podium.recipes.nouns import Style
from podium.recipes.prisma_model.schema import changes, shares

FOLDER = "prisma/schema"


def split(survey: Survey, named: Callable[[str], str]) -> Survey:
    """The survey with each model in a file of its own, and the generator in another."""
    models = tuple(
        replace(one, place=Place(file=f"{FOLDER}/{named(one.name)}.prisma", line=1)) for one in survey.schema.models
    )
    files = (f"{FOLDER}/base.prisma", *(one.place.file for one in models))
    return replace(survey, schema=replace(survey.schema, models=models, files=files))


NAMED: dict[str, Callable[[str], str]] = {
    "order-remark": str.lower,
    "order-remarks": lambda name: f"{name.lower()}s",
    "OrderRemark": str,
}
"""What the file of `OrderRemark` is called by how those of the others are."""


@pytest.mark.parametrize("expected", NAMED)
def test_a_new_model_has_a_file_named_as_its_siblings(expected: str, shop: Survey) -> None:
    assert schema_file("OrderRemark", split(shop, NAMED[expected])) == f"{FOLDER}/{expected}.prisma"


def test_files_whose_names_say_nothing_are_refused_with_a_place(shop: Survey) -> None:
    with pytest.raises(Unknown, match=r"prisma/schema/xUser\.prisma: how a file of the schema is named"):
        schema_file("Tag", split(shop, lambda name: f"x{name}"))


def test_each_part_is_written_where_it_belongs(
    shop: Survey, analysis: Analysis, style: Style, resources_by_name: dict[str, Resource]
) -> None:
    survey = split(shop, str.lower)
    blueprint = design(resources_by_name["reviews"], analysis, survey, style, migration="20260101000000_add_review")
    steps = changes(blueprint)
    user = f"{FOLDER}/user.prisma"
    assert list(steps) == [f"{FOLDER}/{name}.prisma" for name in ("review", "product", "user")]
    assert steps[f"{FOLDER}/review.prisma"]("").startswith("model Review {\n  id Int @id")
    assert "reviews Review[]" in steps[user]("model User {\n  id Int @id\n}\n")
    assert "model Review" not in steps[user]("model User {\n  id Int @id\n}\n")
    assert (user, "User.reviews") in shares(blueprint) and (f"{FOLDER}/review.prisma", "Review") in shares(blueprint)
