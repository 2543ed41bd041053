"""The gate on what comes in: every body, query and parameter is validated before the code sees it."""

import re
from collections.abc import Iterator

from podium.gates.bench import Bench
from podium.gates.definition import ToolGate
from podium.gates.handlers import Input, Side, base, handler, inputs, route_name, tip
from podium.gates.protection import put_together
from podium.gates.routes import has_routes
from podium.gates.verdict import Verdict, counted
from podium.plan.evidence import Finding
from podium.plan.survey import Dto, DtoField, Route

INPUTS = frozenset({"Body", "Query", "Param", "Headers"})
NO_VALIDATOR = re.compile(
    r"^(Api\w*|Type|Transform|Expose|Exclude|Field|Prop|Property|Column|Optional|IsOptional|Allow)$"
)
"""Decorators of a DTO's property that say nothing about its value."""

KEPT = frozenset({"whitelist", "forbidNonWhitelisted", "transform"})
SKIPPED = frozenset({"skipMissingProperties", "skipNullProperties", "skipUndefinedProperties"})
"""Options of a ValidationPipe that a change may not take away, and those that it may not bring."""

SIZE = re.compile(r"(limit|take|size|page_?size|per_?page|first|last|count)$", re.IGNORECASE)

LOOSE = re.compile(r"^(any|unknown|object|Object|\{.*|Record\s*<.*|)$", re.DOTALL)
"""Types that no validator can stand behind."""


def look(bench: Bench) -> Verdict:
    """Every input of every route; what was so on the base is known by comparison."""
    side = tip(bench)
    findings: list[Finding] = []
    seen: list[str] = []
    for route in side.survey.routes:
        method = handler(side, route)
        for one in inputs(method) if method is not None else ():
            if one.decorator in INPUTS:
                seen.append(f"{route_name(route)} {one.decorator} {one.type}")
                findings += _of_input(bench, side, route, one)
    if (
        seen
        and side.survey.convention("validation-pipe") is None
        and not side.survey.stack.validation.startswith("zod")
    ):
        findings.append(bench.finding("no-pipe", "no ValidationPipe stands before the routes: validators do nothing"))
    findings += [*_loosened(bench, side), *put_together(bench)]
    unique = tuple(dict.fromkeys(findings))
    return Verdict(
        summary=f"{counted(len(seen), 'input')}, {counted(len(unique), 'finding')}",
        findings=unique,
        facts={"inputs": seen},
    )


def _loosened(bench: Bench, side: Side) -> Iterator[Finding]:
    """What the pipe before the routes lets through that it did not on the base, and lists that lost their bound."""
    before = base(bench).survey
    old, new = before.convention("validation-pipe"), side.survey.convention("validation-pipe")
    if old is not None and new is not None:
        was, now = set(old.value.split(",")), set(new.value.split(","))
        place = {"file": new.place.file, "line": new.place.line}
        for key in sorted((KEPT & was) - now):
            yield bench.finding("loose-pipe", f"the ValidationPipe had {key} on the base", **place)
        for key in sorted((SKIPPED & now) - was):
            yield bench.finding(
                "loose-pipe", f"the ValidationPipe has {key}: what is left out is not validated", **place
            )
    bounded = {(dto.name, field.name) for dto in before.dtos for field in dto.fields if _is_bounded(field)}
    for dto in side.survey.dtos:
        for field in dto.fields:
            if (dto.name, field.name) in bounded and not _is_bounded(field):
                where = {"file": field.place.file, "line": field.place.line, "symbol": f"{dto.name}.{field.name}"}
                yield bench.finding("unbounded", "how many rows may be asked for has no bound any more", **where)


def _is_bounded(field: DtoField) -> bool:
    """Whether the property says how many rows are asked for, with a largest number."""
    return bool(SIZE.match(field.name)) and any(one.partition("(")[0] in {"Max", "IsIn"} for one in field.decorators)


def _of_input(bench: Bench, side: Side, route: Route, one: Input) -> Iterator[Finding]:
    def found(rule: str, message: str, severity: str = "high") -> Finding:
        place = route.place
        return bench.finding(
            rule, message, file=place.file, line=place.line, symbol=route_name(route), severity=severity
        )

    if one.pipes or one.decorator == "Headers":
        return
    what = f"@{one.decorator}({one.key!r})" if one.key else f"@{one.decorator}()"
    if one.key:
        if one.type in {"number", "boolean", "Date", "bigint"}:
            yield found("no-pipe", f"{what} is taken for a {one.type}, and no pipe makes it one", "medium")
        elif one.decorator == "Body" and not _dtos(side, one.type):
            yield found("not-validated", f"{what} may be anything: take a DTO", "medium")
        return
    if LOOSE.match(one.type):
        yield found("not-validated", f"{what} has type {one.type or 'none'}: nothing is validated")
        return
    dtos = _dtos(side, one.type)
    if not dtos and one.decorator == "Param" and one.type == "string":
        return
    if not dtos:
        yield found("not-validated", f"{what} has type {one.type}, which is no DTO", "medium")
    for dto in dtos:
        yield from _of_dto(bench, side, dto, seen=frozenset())


def _of_dto(bench: Bench, side: Side, dto: Dto, *, seen: frozenset[str]) -> Iterator[Finding]:
    for above in _dtos(side, dto.base):
        if above.name not in seen:
            yield from _of_dto(bench, side, above, seen=seen | {dto.name})
    for field in dto.fields:
        yield from _of_field(bench, side, dto, field)
        for inner in _dtos(side, field.type):
            if inner.name not in seen | {dto.name}:
                yield from _of_dto(bench, side, inner, seen=seen | {dto.name})


def _of_field(bench: Bench, side: Side, dto: Dto, field: DtoField) -> Iterator[Finding]:
    names = [re.split(r"[(<]", one, maxsplit=1)[0].strip() for one in field.decorators]
    where = {"file": field.place.file, "line": field.place.line, "symbol": f"{dto.name}.{field.name}"}
    if not any(not NO_VALIDATOR.match(name) for name in names):
        yield bench.finding("no-validator", "the property has no validator", **where)
    elif _dtos(side, field.type) and "ValidateNested" not in names:
        yield bench.finding("not-nested", "the objects inside are not validated", **where, severity="medium")


def _dtos(side: Side, written: str) -> tuple[Dto, ...]:
    """The DTOs whose names stand in a type or a base as it is written."""
    names = set(re.findall(r"\b[A-Z]\w*", written))
    return tuple(dto for dto in side.survey.dtos if dto.name in names)


GATES = (
    ToolGate(
        id="input-validation",
        title="every input is validated",
        look=look,
        suits=has_routes,
        cost="free",
        version=2,
    ),
)
