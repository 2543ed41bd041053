"""The review finds what is missing in the files as they are, each with its place."""

from collections.abc import Callable
from pathlib import Path

import pytest

from podium.plan.evidence import Place
from podium.plan.survey import Dto, DtoField, Route, Survey
from podium.recipes.nest_resource.recipe import files
from podium.recipes.nouns import Blueprint
from podium.recipes.security_review.look import look

PLACE = Place(file="src/reviews/reviews.controller.ts", line=20)


def survey(
    *, guards: tuple[str, ...] = ("JwtAuthGuard",), decorators: tuple[str, ...] = ("IsInt()",), name: str = "rating"
) -> Survey:
    path = "/products/:productId/reviews"
    create = Route(method="POST", path=path, handler="create", controller="C", place=PLACE, guards=guards)
    listing = Route(method="GET", path=path, handler="findAll", controller="C", place=PLACE)
    field = DtoField(name=name, type="number", place=PLACE, decorators=decorators)
    dtos = (Dto(name="CreateReviewDto", place=PLACE, fields=(field,)),)
    return Survey(repository="x", revision="0", tree="1", routes=(create, listing), dtos=dtos)


@pytest.fixture
def reviews(blueprint: Callable[[str], Blueprint], tmp_path: Path) -> Blueprint:
    """The reviews as they are generated, written below `tmp_path`."""
    found = blueprint("reviews")
    for path, text in files(found).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    return found


def rules(blueprint: Blueprint, given: Survey, root: Path) -> list[str]:
    return [finding.rule for finding in look(blueprint, given, root)]


def test_what_the_recipe_writes_is_found_good(reviews: Blueprint, tmp_path: Path) -> None:
    assert rules(reviews, survey(), tmp_path) == []


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        (survey(guards=()), "unguarded"),
        (survey(decorators=("ApiProperty()", "IsOptional()")), "unvalidated"),
        (survey(name="userId"), "owner-from-body"),
        (survey(name="comment", decorators=("IsString()",)), "unbounded"),
        (Survey(repository="x", revision="0", tree="1"), "no-route"),
    ],
)
def test_what_the_routes_lack_is_found(reviews: Blueprint, tmp_path: Path, given: Survey, rule: str) -> None:
    assert set(rules(reviews, given, tmp_path)) == {rule}


@pytest.mark.parametrize(
    ("file", "old", "new", "rule"),
    [
        ("src/reviews/reviews.service.ts", "comment: dto.comment, userId, productId", "...dto, productId", "owner"),
        ("src/reviews/reviews.controller.ts", "create(req.user.id, ", "create(1, ", "caller"),
        (
            "src/reviews/reviews.service.ts",
            "const where",
            "this.prisma.$queryRawUnsafe('');\n    const where",
            "raw-sql",
        ),
    ],
)
def test_what_the_code_lacks_is_found(
    reviews: Blueprint, tmp_path: Path, file: str, old: str, new: str, rule: str
) -> None:
    text = (tmp_path / file).read_text()
    assert old in text
    (tmp_path / file).write_text(text.replace(old, new))
    assert rules(reviews, survey(), tmp_path) == [rule]
