"""A matter brings the code that it concerns and the specialists that it needs, whatever the words name."""

from dataclasses import replace
from typing import Any

from podium.plan.analysis import Analysis, Clause, Criterion, DetectedType
from podium.plan.concerns import concern
from podium.plan.decompose import PlanInputs, make_plan
from podium.plan.evidence import Place
from podium.plan.plan import Plan
from podium.plan.request import Request, Span
from podium.plan.rules import Rules
from podium.plan.survey import Field, Model, Module, Provider, Survey
from podium.plan.validate import check

AT = Place(file="src/users/users.module.ts", line=1)


def peopled(shop: Survey) -> Survey:
    """The shop with people in it, and a module of theirs."""
    held = Model(name="User", place=AT, end_line=9, fields=(Field(name="email", type="String", place=AT),))
    schema = replace(shop.schema, models=(*(one for one in shop.schema.models if one.name != "User"), held))
    module = Module(name="UsersModule", place=AT)
    guard = Provider(name="JwtGuard", kind="guard", place=Place(file="src/auth/jwt.guard.ts", line=3))
    return replace(shop, schema=schema, modules=(*shop.modules, module), providers=(*shop.providers, guard))


def planned(inputs: PlanInputs, text: str, kind: Any) -> Plan:
    clauses = (Clause(id="C1", text=text, span=Span(start=0, end=len(text))),)
    types = (DetectedType(type=kind, confidence=0.9, cues=()),)
    several = (Criterion(id="several_agents", holds=True, rules=("multiple-layers",), reasons=("said",)),)
    read = Analysis(request=text, is_backend=True, types=types, clauses=clauses, criteria=several)
    request = Request(text=text)
    return make_plan(replace(inputs, request=request, survey=peopled(inputs.survey), analysis=read, offers=()))


def test_personal_data_is_found_where_it_is_stored(shop: Survey) -> None:
    found = concern("personal", peopled(shop))
    assert "User.email (src/users/users.module.ts:1)" in found.said and "src/users/**" in found.paths
    assert concern("sign_in", peopled(shop)).paths[-1] == "src/auth/**"
    assert "src/app.module.ts" in concern("application", shop).paths
    assert concern("personal", replace(shop, schema=replace(shop.schema, models=()))).paths == ()


def test_whoever_erases_may_write_where_personal_data_is(inputs: PlanInputs, rules: Rules) -> None:
    plan = planned(inputs, "erase the account of a customer who asks for it (GDPR)", "new_api_endpoint")
    eraser = next(task for task in plan.tasks if task.specialist == "queue-processing-expert")
    assert "src/users/**" in {str(one) for one in eraser.writes} and check(plan, rules) == ()
    assert any("User.email" in line for line in eraser.instructions)


def test_a_soft_delete_has_its_routes_built_beside_its_column(inputs: PlanInputs, rules: Rules) -> None:
    plan = planned(inputs, "soft delete products; admins restore them", "database_change")
    assert [task.specialist for task in plan.tasks][:2] == ["prisma-database-architect", "nestjs-api-master"]
    assert check(plan, rules) == ()
