"""The gate on who may call what: routes are guarded as expected, and no guard or other protection is lost."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, cast

from tree_sitter import Node

from podium.gates.bench import Bench
from podium.gates.definition import ToolGate
from podium.gates.handlers import Side, base, handler, inputs, route_name, service_calls, service_method, tip
from podium.gates.openapi_difference import route_key
from podium.gates.protection import taken_away
from podium.gates.routes import has_routes
from podium.gates.syntax import of_type, squeezed, text
from podium.gates.verdict import Verdict, counted
from podium.plan.evidence import Finding
from podium.plan.survey import Route

NO_ACCESS = re.compile(r"throttl|ratelimit|cache|feature|version", re.IGNORECASE)
"""Guards that decide about something else than who may enter."""

ENTRANCE = re.compile(
    r"(^|/)(log-?in|sign-?in|register|sign-?up|refresh|forgot|reset|verify|confirm|webhooks?|callback|health)"
)
"""Paths that people must reach before they are known."""

WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def look(bench: Bench) -> Verdict:
    """Hold every route of the tip against the base's and against what the parameters expect of it."""
    after, before = tip(bench), base(bench)
    given: Any = bench.parameter("routes") or {}
    expected = {route_key(name): str(access) for name, access in cast("dict[str, str]", given).items()}
    routes = {route_key(route_name(one)): one for one in after.survey.routes}
    earlier = {route_key(route_name(one)): one for one in before.survey.routes}
    findings: list[Finding] = []
    known: list[Finding] = []
    for name, route in routes.items():
        if name in expected:
            findings += _unexpected(bench, after, route, expected[name])
        elif finding := _unguarded(bench, route):
            same = name in earlier and not _access(earlier[name])
            (known if same else findings).append(finding)
        if name in earlier:
            findings += _widened(bench, route, earlier[name])
    findings += _lost(bench, [(routes[name], earlier[name]) for name in routes if name in earlier])
    findings += taken_away(bench)
    findings += [
        bench.finding("no-route", "was to be guarded and is not there", symbol=one)
        for one in sorted(expected.keys() - routes.keys())
    ]
    return Verdict(
        summary=f"{counted(len(routes), 'route')}, {counted(len(findings), 'finding')}",
        findings=tuple(findings),
        known=tuple(known),
        facts={"routes": {name: _described(route) for name, route in routes.items()}},
    )


def _access(route: Route) -> tuple[str, ...]:
    return tuple(guard for guard in route.guards if not NO_ACCESS.search(guard))


def _described(route: Route) -> str:
    if not _access(route):
        return "public, marked so" if route.is_public else "public"
    return " ".join((", ".join(_access(route)), f"({', '.join(route.roles)})" if route.roles else "")).strip()


def _found(bench: Bench, route: Route, rule: str, message: str, severity: str = "high") -> Finding:
    place = route.place
    return bench.finding(rule, message, file=place.file, line=place.line, symbol=route_name(route), severity=severity)


def _unguarded(bench: Bench, route: Route) -> Finding | None:
    """A writing route that anybody may call, unless people must reach it before they are known."""
    if route.method not in WRITING or _access(route) or ENTRANCE.search(route.path):
        return None
    if route.is_public:
        return _found(bench, route, "public", "anybody may write, and it is marked so", "low")
    return _found(bench, route, "unguarded", "anybody may write: no guard stands before the route")


def _lost(bench: Bench, pairs: Sequence[tuple[Route, Route]]) -> Iterator[Finding]:
    """A finding for each guard that stands no more before routes which it guarded on the base."""
    gone: dict[str, list[Route]] = {}
    for route, earlier in pairs:
        for guard in set(_access(earlier)) - set(_access(route)):
            gone.setdefault(guard, []).append(route)
    for guard, routes in sorted(gone.items()):
        more = f", and {len(routes) - 1} more routes" if len(routes) > 1 else ""
        yield _found(bench, routes[0], "guard-removed", f"{guard} guarded {route_name(routes[0])}{more} on the base")


def _widened(bench: Bench, route: Route, earlier: Route) -> Iterator[Finding]:
    if earlier.roles and not (route.roles and set(route.roles) <= set(earlier.roles)):
        now = ", ".join(route.roles) or "anybody's"
        yield _found(bench, route, "roles-widened", f"roles were {', '.join(earlier.roles)}, are {now}")


def _unexpected(bench: Bench, side: Side, route: Route, access: str) -> Iterator[Finding]:
    guards = _access(route)
    if access == "public":
        if guards:
            yield _found(
                bench, route, "guarded", f"was to be public, and {', '.join(guards)} stands before it", "medium"
            )
        return
    if not guards:
        yield _found(
            bench, route, "unguarded", f"was to be {access.replace('_', ' ')}, and no guard stands before the route"
        )
        return
    role = access.partition(":")[2]
    if role and set(route.roles) != set(role.split(",")):
        yield _found(
            bench, route, "role-missing", f"was to be for {role}, roles are {', '.join(route.roles) or 'none'}"
        )
    roles_guard = side.survey.convention("roles-guard")
    if role and roles_guard is not None and roles_guard.value not in guards:
        yield _found(
            bench,
            route,
            "role-missing",
            f"{roles_guard.value} does not stand before the route, so its roles mean nothing",
        )
    if access == "owner":
        yield from _not_owned(bench, side, route)


def _not_owned(bench: Bench, side: Side, route: Route) -> Iterator[Finding]:
    """Where the caller's identity gets lost between the handler and the data."""
    method = handler(side, route)
    if method is None:
        yield _found(
            bench, route, "not-followed", "the handler stands in a base class: ownership was not checked", "low"
        )
        return
    people = [_person(one.name, one.decorator) for one in inputs(method)]
    users = [pattern for pattern in people if pattern]
    calls = [
        (call, number)
        for call in service_calls(side, route)
        for number, argument in enumerate(call.arguments)
        if any(re.search(pattern, argument.replace(" ", "")) for pattern in users)
    ]
    if not calls:
        yield _found(bench, route, "not-owned", "the handler gives nobody's identity to the service")
        return
    followed = [(service_method(side, call, near=route.place.file), number) for call, number in calls]
    if not any(found is None or _uses(found[1], number) for found, number in followed):
        yield _found(bench, route, "not-owned", "the service does not use the identity that it is given")


def _person(name: str, decorator: str) -> str:
    """A pattern for the caller's identity by a parameter: `req.user` for a request, the name for `@CurrentUser()`."""
    if decorator in {"Req", "Request"}:
        return rf"\b{re.escape(name)}\.user\b"
    return rf"\b{re.escape(name)}\b" if re.search(r"user|account|principal|auth", decorator, re.IGNORECASE) else ""


def _uses(method: Node, number: int) -> bool:
    """Whether a method's parameter of that place takes part in a condition, or is handed on."""
    names = [one.name for one in inputs(method)]
    block = method.child_by_field_name("body")
    if number >= len(names) or block is None:
        return False
    name = names[number]
    for one in of_type(block, "shorthand_property_identifier", "pair", "binary_expression", "arguments"):
        if one.type == "shorthand_property_identifier" and text(one) == name:
            return True
        if one.type != "shorthand_property_identifier" and re.search(rf"\b{re.escape(name)}\b", squeezed(one)):
            return True
    return False


GATES = (
    ToolGate(
        id="guard-coverage",
        title="routes are guarded as expected",
        look=look,
        suits=has_routes,
        cost="free",
        compares=True,
        version=2,
    ),
)
