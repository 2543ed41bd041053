"""Rows that one user creates for another: the body names who, and nobody but a role and that user sees them."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from podium.plan.analysis import Operation, Resource, ResourceRelation
from podium.plan.survey import Survey
from podium.recipes.design.links import read_links
from podium.recipes.design.owners import with_named_owner
from podium.recipes.design.unknown import Unknown
from podium.recipes.nest_resource.recipe import files as sources
from podium.recipes.nouns import Blueprint
from podium.recipes.prisma_model.schema import changed
from podium.recipes.resource_tests.faults import faults
from podium.recipes.resource_tests.recipe import files as specs
from podium.recipes.terms import risks

Make = Callable[[str], Blueprint]
Resources = dict[str, Resource]


def test_who_a_row_is_for_comes_in_the_body_and_is_looked_for(blueprint: Make) -> None:
    made = blueprint("shifts")
    texts = sources(made)
    assert "  userId!: number;" in texts[made.files.create_dto]
    service = texts[made.files.service]
    assert "await this.requireUser(dto.userId);" in service and "userId: dto.userId }" in service
    assert "  create(@Body() dto: CreateShiftDto)" in texts[made.files.controller]


def test_who_creates_rows_lists_all_and_others_their_own(blueprint: Make) -> None:
    made = blueprint("shifts")
    texts, spec = sources(made), specs(made)[made.files.e2e]
    assert "findAll(req.user, query)" in texts[made.files.controller].replace("this.shifts.", "")
    assert "user.role === 'ADMIN' ? {} : { userId: user.id }" in texts[made.files.service]
    assert "it('lists the shifts of everybody for an admin'" in spec and "it('lists only own shifts'" in spec
    assert made.indexes == (("userId", "createdAt"), ("createdAt",))
    assert {"anybodys-by-any-role", "role-without-reach", "lost-user"} <= {one.id for one in faults(made)}


def test_a_row_may_be_for_nobody_and_outlives_whom_it_was_for(blueprint: Make) -> None:
    text = changed("model User {\n  id Int @id\n}\n", blueprint("tasks"))
    assert "assignee User? @relation(fields: [assigneeId], references: [id], onDelete: SetNull)" in text
    assert "  tasks Task[]" in text


def test_a_test_signs_another_user_up_where_rows_must_differ(blueprint: Make) -> None:
    spec = specs(blueprint("tasks"))["test/tasks.e2e-spec.ts"]
    assert "const otherAssignee = await app.signUp('other9');" in spec
    assert "assigneeId: ann.id" in spec and "bob" not in spec


def test_no_plan_says_that_the_token_tells_whom_a_row_is_for(blueprint: Make) -> None:
    texts = {one.text for one in risks(blueprint("shifts"))}
    assert "anybody names anybody in userId" in texts and "the owner is taken from the body" not in texts
    assert "the owner is taken from the body" in {one.text for one in risks(blueprint("reviews"))}


def test_a_row_moves_to_no_unknown_user(blueprint: Make) -> None:
    made = blueprint("shifts")
    assert "it('refuses to name an unknown user later'" in specs(made)[made.files.e2e]
    assert "moved-to-no-user" in {one.id for one in faults(made)}


@pytest.mark.parametrize(("name", "is_named"), [("user", True), ("employee", True), ("author", False)])
def test_who_writes_a_row_owns_it_unless_it_is_for_another(
    resources_by_name: Resources, name: str, is_named: bool
) -> None:
    relation = ResourceRelation(name=name, model="User", role="owner")
    asked = replace(resources_by_name["tasks"], relations=(relation,))
    assert (with_named_owner(asked).relations[0].role == "reference") is is_named
    assert with_named_owner(resources_by_name["notes"]) == resources_by_name["notes"]


@pytest.mark.parametrize("access", ["public", "signed_in"])
def test_rows_for_a_user_that_anybody_may_see_are_refused(
    resources_by_name: Resources, shop: Survey, access: str
) -> None:
    wide = Operation(kind="list", access="public" if access == "public" else "signed_in")
    asked = replace(resources_by_name["tasks"], operations=(*resources_by_name["tasks"].operations, wide))
    with pytest.raises(Unknown, match="who may see it is not known"):
        read_links(asked, shop)
