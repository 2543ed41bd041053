"""What protects a whole application at once: what a change takes away of it, and what it opens."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from podium.gates.bench import Bench
from podium.gates.syntax import (
    arguments,
    callee,
    is_code,
    is_test_support,
    line,
    literal,
    of_type,
    parse,
    squeezed,
    text,
)
from podium.plan.evidence import Finding

NO_QUERY = re.compile(r"(^|\.)(\$queryRawUnsafe|\$executeRawUnsafe|Prisma\.raw|sql\.raw)$")
"""Calls whose first argument goes to the database as it is."""

QUERY = re.compile(r"^\W?\s*(select|insert|update|delete|with|alter|drop|truncate)\b", re.IGNORECASE)
CONSTANT = re.compile(r"^[A-Z][A-Z0-9_]*$")
"""A name that stands for one text, which is no input."""

OFF = {
    "ignoreExpiration": ("true", "expired-tokens", "tokens that have expired are taken"),
    "rejectUnauthorized": ("false", "no-certificates", "the certificate of the other side is not looked at"),
}
"""Key of an option -> the value that takes the protection away, the rule, and what that means."""


@dataclass(frozen=True, kw_only=True)
class Opening:
    """A place where code opens what should be closed."""

    rule: str
    message: str
    line: int
    severity: str = "high"


def held(source: bytes) -> frozenset[str]:
    """What the code sets before every route that is no access guard: a limit on how often, headers by helmet."""
    root = parse(source)
    found = {"helmet" for call in of_type(root, "call_expression") if callee(call) == "helmet"}
    for node in of_type(root, "object"):
        pairs = _pairs(node)
        guard = pairs.get("useClass") or pairs.get("useExisting")
        if squeezed(pairs.get("provide")) == "APP_GUARD" and guard is not None and "Throttl" in text(guard):
            found.add(text(guard))
    return frozenset(found)


def openings(source: bytes) -> Iterator[Opening]:
    """Options that switch a protection off, and origins that let every page act in a person's name."""
    for node in of_type(parse(source), "object"):
        pairs = _pairs(node)
        for key, (value, rule, message) in OFF.items():
            if squeezed(pairs.get(key)) == value:
                yield Opening(rule=rule, message=message, line=line(pairs[key]))
        algorithms = pairs.get("algorithms")
        if algorithms is not None and "none" in {literal(one) for one in of_type(algorithms, "string")}:
            yield Opening(rule="unsigned-tokens", message="tokens without a signature are taken", line=line(algorithms))
        origin = pairs.get("origin")
        if origin is not None and (squeezed(origin) == "true" or literal(origin) == "*"):
            named = squeezed(pairs.get("credentials")) == "true"
            who = "every page may call, with the person's own cookies" if named else "every page may call"
            yield Opening(rule="open-origin", message=who, line=line(origin), severity="high" if named else "low")


def templates(source: bytes) -> Iterator[Opening]:
    """Queries that are put together from texts, so that an input may become a part of the query."""
    for call in of_type(parse(source), "call_expression"):
        given = call.child_by_field_name("arguments")
        if given is None or given.type != "arguments":
            continue
        first = next(iter(arguments(call)), None)
        name = callee(call)
        is_query = NO_QUERY.search(name) or (name.endswith(".query") and first is not None and QUERY.match(text(first)))
        if first is not None and is_query and _takes_in(first):
            message = f"{name} takes a text that other texts are put into: give them as parameters"
            yield Opening(rule="put-together", message=message, line=line(call))


def _takes_in(node: Node) -> bool:
    if node.type == "template_string":
        holes = [
            squeezed(one.named_children[0]) for one in of_type(node, "template_substitution") if one.named_children
        ]
        return any(not CONSTANT.match(one) for one in holes)
    if node.type != "binary_expression":
        return False
    parts = list(of_type(node, "identifier", "member_expression", "call_expression", "template_string"))
    return any(_takes_in(one) if one.type == "template_string" else not CONSTANT.match(text(one)) for one in parts)


def _pairs(node: Node) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for pair in node.named_children:
        key, value = pair.child_by_field_name("key"), pair.child_by_field_name("value")
        if pair.type == "pair" and key is not None and value is not None:
            found[literal(key) or text(key)] = value
    return found


def taken_away(bench: Bench) -> Iterator[Finding]:
    """A finding for each protection that the change takes away, and for each that it switches off."""
    paths = _paths(bench)
    before = frozenset[str]().union(*(held(bench.base(path)) for path in paths))
    after = frozenset[str]().union(*(held(bench.tip(path)) for path in paths))
    for name in sorted(before - after):
        file = next(path for path in paths if name in held(bench.base(path)))
        yield bench.finding("protection-removed", f"{name} stood before every route on the base", file=file)
    for path in paths:
        known = {(one.rule, one.message) for one in openings(bench.base(path))}
        yield from _found(
            bench, path, (one for one in openings(bench.tip(path)) if (one.rule, one.message) not in known)
        )


def put_together(bench: Bench) -> Iterator[Finding]:
    """A finding for each new query that is put together from texts."""
    for path in _paths(bench):
        known = {one.message for one in templates(bench.base(path))}
        yield from _found(bench, path, (one for one in templates(bench.tip(path)) if one.message not in known))


def _paths(bench: Bench) -> tuple[str, ...]:
    return tuple(path for path in bench.changed if is_code(path) and not is_test_support(path))


def _found(bench: Bench, path: str, every: Iterator[Opening]) -> Iterator[Finding]:
    for one in every:
        yield bench.finding(one.rule, one.message, file=path, line=one.line, severity=one.severity)
