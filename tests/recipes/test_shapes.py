"""Rows looked up by a unique field, reads of a state alone, bodies that say some fields only."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from podium.plan.analysis import Analysis, Operation, Resource
from podium.plan.evidence import Place
from podium.plan.survey import Parameter, Route, Survey
from podium.recipes.design.blueprint import design
from podium.recipes.design.unknown import Unknown
from podium.recipes.nest_resource.recipe import files as sources
from podium.recipes.nouns import Blueprint, Column, Style
from podium.recipes.resource_tests.faults import faults
from podium.recipes.resource_tests.recipe import files as specs
from podium.recipes.resource_tests.samples import bad_integers

Make = Callable[[str], Blueprint]
Resources = dict[str, Resource]


def ids(blueprint: Blueprint) -> set[str]:
    return {one.id for one in faults(blueprint)}


def test_a_look_up_has_a_path_and_a_checked_parameter_of_its_own(blueprint: Make) -> None:
    card = blueprint("gift-cards")
    texts = sources(card)
    assert "@Get('by-code/:code')\n  findByCode(@Param() params: GiftCardCodeDto)" in texts[card.files.controller]
    assert "extends PickType(CreateGiftCardDto, ['code'])" in texts["src/gift-cards/dto/gift-card-code.dto.ts"]
    assert "findUnique({\n      where: { code }," in texts[card.files.service]
    assert ids(card) >= {"unchecked-code", "lost-row", "no-role-create"}


def test_a_look_up_is_shown_to_find_refuse_and_not_know(blueprint: Make) -> None:
    text = specs(blueprint("gift-cards"))["test/gift-cards.e2e-spec.ts"]
    assert "it('shows the gift card with the code that is asked for'" in text
    assert "for (const code of ['%00', 'x'.repeat(41)])" in text
    assert "expect(text).toContain(`gift card ${code} not found`);" in text


def test_what_has_another_state_is_shown_by_no_read(blueprint: Make) -> None:
    article = blueprint("articles")
    service = sources(article)[article.files.service]
    assert "where: Prisma.ArticleWhereInput = { published: true, state: 'LIVE' };" in service
    assert "findFirst({\n      where: { id, published: true, state: 'LIVE' }," in service
    assert ("published", "state", "createdAt") in article.indexes
    assert ids(article) >= {"shown-anyway-find-all", "shown-anyway-find-one"}
    assert "await store({ published: false, state: 'DRAFT' });" in specs(article)[article.files.e2e]


def test_a_body_says_only_what_it_may(blueprint: Make) -> None:
    made = blueprint("returns")
    texts = sources(made)
    assert "status" not in texts[made.files.create_dto] and "reason" not in texts[made.files.update_dto]
    assert "data: { reason: dto.reason, userId, orderId }" in texts[made.files.service]
    text = specs(made)[made.files.e2e]
    assert "['status that others decide on', { status: 'REQUESTED' }]" in text and "update(id, { status:" in text
    assert ids(made) >= {"no-role-update", "no-is-enum-status", "no-validate-if-status"}


@pytest.mark.parametrize(
    ("name", "operation", "reason"),
    [
        ("gift-cards", Operation(kind="get", access="public", by="balance"), "cannot be looked up by balance"),
        ("gift-cards", Operation(kind="list", access="public", only=(("code", "a"),)), "cannot be shown by code"),
        ("returns", Operation(kind="create", access="signed_in", scope="parent", fields=("status",)), "what reason is"),
    ],
)
def test_what_would_have_to_be_guessed_is_refused(
    name: str, operation: Operation, reason: str, shop: Survey, style: Style, resources_by_name: Resources
) -> None:
    asked = replace(resources_by_name[name], operations=(operation,))
    with pytest.raises(Unknown, match=reason):
        design(asked, Analysis(request="x", is_backend=True), shop, style, migration="1_a")


def test_a_list_is_asked_with_each_number_that_its_query_refuses() -> None:
    pages = Column(name="pages", type="integer", prisma="Int", minimum=1)
    assert bad_integers(pages) == ("x", "1.5", "0", "2147483648")


def reading(*parameters: Parameter, public: bool = False) -> Route:
    """The route that reads one order."""
    place = Place(file="src/orders/orders.controller.ts", line=50)
    names = {"handler": "findOne", "controller": "OrdersController", "guards": ("JwtAuthGuard",)}
    return Route(
        method="GET",
        path="/orders/:id",
        place=place,
        parameters=parameters,
        is_public=public,
        **names,  # type: ignore[arg-type]
    )


CALLER, NAMED = Parameter(name="req", source="request"), Parameter(name="user", source="CurrentUser")


@pytest.mark.parametrize(
    ("routes", "access"),
    [
        ((reading(CALLER),), "owner"),
        ((reading(NAMED),), "owner"),
        ((), "signed_in"),
        ((reading(),), "signed_in"),
        ((reading(CALLER, public=True),), "signed_in"),
        ((reading(CALLER), reading()), "signed_in"),
    ],
)
def test_only_the_owner_of_a_private_parent_may_create_under_it(
    routes: tuple[Route, ...], access: str, shop: Survey, style: Style, resources_by_name: Resources
) -> None:
    asked, analysis = resources_by_name["returns"], Analysis(request="x", is_backend=True)
    made = design(asked, analysis, replace(shop, routes=routes), style, migration="1_a")
    assert [one.access for one in made.actions if one.kind == "create"] == [access]
    guarded = "where: { id, userId }" in sources(made)[made.files.service]
    tested = "does not know the order of another user" in specs(made)[made.files.e2e]
    assert guarded == tested == ("anyones-order" in ids(made)) == (access == "owner")
