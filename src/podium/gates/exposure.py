"""The gate on what goes out: no new or changed route hands out a field that must stay inside."""

import re
from collections.abc import Iterator

from podium.gates.bench import Bench
from podium.gates.configuration import read_json
from podium.gates.definition import ToolGate
from podium.gates.handlers import Side, base, file_of, handler, route_name, service_calls, tip
from podium.gates.openapi import cached_file
from podium.gates.openapi_difference import flat, operations, resolved, route_key
from podium.gates.returned import Scope, handed_out
from podium.gates.routes import has_routes
from podium.gates.verdict import Verdict, counted
from podium.plan.evidence import Finding
from podium.plan.survey import Route

SECRET = re.compile(
    r"^(password|passwd|(password|hashed?|encrypted)_?(password|hash)|hash|salt|secret|\w+_?secret|\w*token_?hash|api_?key|pin|otp\w*"
    r"|(refresh|reset|verification|access)_?token|totp\w*|mfa\w*|private_?key)$",
    re.IGNORECASE,
)
"""Fields of models that no route may hand out, whatever the parameters say."""

DEEPEST = 6


def look(bench: Bench) -> Verdict:
    """Follow every new or changed route, or those named, to what it returns.

    What the base handed out already is known, unless the parameters name the route.
    """
    after, before = tip(bench), base(bench)
    forbidden = frozenset(bench.names("forbidden"))
    earlier = {route_key(route_name(one)): one for one in before.survey.routes}
    wanted = {route_key(one) for one in bench.names("routes")}
    chosen = [
        one
        for one in after.survey.routes
        if route_key(route_name(one)) in (wanted or {route_key(route_name(one))})
        and (wanted or route_key(route_name(one)) not in earlier or _is_changed(bench, after, one))
    ]
    findings: list[Finding] = []
    known: list[Finding] = []
    for route in chosen:
        old = None if wanted else earlier.get(route_key(route_name(route)))
        was = {one.identity for one in _leaks(bench, before, old, forbidden)} if old else set[tuple[str, ...]]()
        for one in (*_leaks(bench, after, route, forbidden), *_documented(bench, route, forbidden)):
            (known if one.identity in was else findings).append(one)
    return Verdict(
        summary=f"{counted(len(chosen), 'route')}, {counted(len(findings), 'leak')}",
        findings=tuple(dict.fromkeys(findings)),
        known=tuple(known),
        facts={"routes": [route_name(one) for one in chosen], "document": cached_file(bench, "tip").is_file()},
    )


def _is_changed(bench: Bench, side: Side, route: Route) -> bool:
    files = {
        route.place.file,
        *(file_of(side, call.owner, near=route.place.file) for call in service_calls(side, route)),
    }
    return bool(files & set(bench.changed)) or any(one.endswith(".prisma") for one in bench.changed)


def _leaks(bench: Bench, side: Side, route: Route, forbidden: frozenset[str]) -> Iterator[Finding]:
    def found(rule: str, message: str) -> Finding:
        return bench.finding(rule, message, file=route.place.file, line=route.place.line, symbol=route_name(route))

    for what in sorted(_handed_out(side, route)):
        name = what.lstrip("=").rpartition(".")[2]
        if name in forbidden or (SECRET.match(name) and not what.startswith("=")):
            yield found("handed-out", f"{what.lstrip('=')} leaves with the answer")
    for name in sorted(_declared(side, route.returns, frozenset())):
        if name in forbidden or re.fullmatch(r"password\w*|\w*hash", name, re.IGNORECASE):
            yield found("declared", f"the answer's type has the field {name}")


def _handed_out(side: Side, route: Route) -> frozenset[str]:
    """What the handler returns, followed into the services that it asks."""
    method = handler(side, route)
    scope = Scope(side=side, file=route.place.file, owner=route.controller)
    return handed_out(scope, method) if method is not None else frozenset()


def _declared(side: Side, written: str, seen: frozenset[str]) -> frozenset[str]:
    """The field names of the DTOs in a return type, nested and inherited ones too."""
    names = set(re.findall(r"\b[A-Z]\w*", written)) - seen
    found: set[str] = set()
    for dto in side.survey.dtos:
        if dto.name in names:
            inner = seen | {dto.name}
            found |= {field.name for field in dto.fields} | _declared(side, dto.base, inner)
            found |= {name for field in dto.fields for name in _declared(side, field.type, inner)}
    return frozenset(found)


def _documented(bench: Bench, route: Route, forbidden: frozenset[str]) -> Iterator[Finding]:
    """Forbidden properties in the route's answers by the API document, where one was made of this tree."""
    kept = cached_file(bench, "tip")
    document = read_json(kept) if kept.is_file() else {}
    operation = operations(document).get(route_key(route_name(route)), {})
    names = {
        name
        for answer in operation.get("responses", {}).values()
        for content in resolved(document, answer).get("content", {}).values()
        for name in _properties(document, content.get("schema"), 0)
    }
    for name in sorted(names & forbidden):
        place = route.place
        yield bench.finding("documented", f"the API document answers {name}", file=place.file, symbol=route_name(route))


def _properties(document: dict[str, object], schema: object, depth: int) -> Iterator[str]:
    here = flat(document, schema)
    if depth < DEEPEST and here:
        yield from _properties(document, here.get("items"), depth + 1)
        for name, one in here.get("properties", {}).items():
            yield name
            yield from _properties(document, one, depth + 1)


GATES = (
    ToolGate(
        id="exposure",
        title="nothing leaves that must stay inside",
        look=look,
        suits=has_routes,
        cost="free",
        compares=True,
    ),
)
