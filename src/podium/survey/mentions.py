"""What stands inside functions: found by its text, judged by the syntax tree at that place.

Searching bytes is a hundred times cheaper than walking every node; a hit in a comment or a string is no call and
is dropped by the tree. Cheaper still is to know the words of a file: most readers find nothing without one of a few.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podium.survey.facts import Mention
from podium.survey.values import arguments, awaited, called, first, flat, line, string, text, value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from podium.survey.facts import CallFacts, Facts, Value

CALLED = (
    *("setGlobalPrefix", "useGlobalGuards", "useGlobalPipes", "useGlobalInterceptors", "enableVersioning"),
    *("forRoutes", "addCronJob", "addInterval", "addTimeout"),
)
"""Methods whose calls say how the application is set up."""

STARTS: dict[bytes, tuple[bytes, ...]] = {
    b"NestFactory": (b"NestFactory.create",),
    b"SwaggerModule": (b"SwaggerModule.setup(", b"SwaggerModule.createDocument("),
}
"""Calls that start an application or its documents, by what a file with any of them holds."""

APPLICATION = (b"NestFactory", b"INestApplication", b"NestExpressApplication", b"NestFastifyApplication")
"""What a file mentions where `use` may add middleware to an application."""

PIPES = ("ValidationPipe", "ZodValidationPipe")
QUEUES = ("Queue", "Worker")
VARIABLES = {"process", "get", "getOrThrow", "object", "cleanEnv"}
"""Words without one of which a file neither reads nor declares a variable of the environment."""

SCHEMAS = (b"oi.object(", b"oi.object<", b"z.object(", b"cleanEnv(")
THROWN = {"NotFoundException", "ConflictException"}

CONFIGURATION_GET = re.compile(rb"\.get(?:OrThrow)?(?:<[^()]{1,60}>)?\(\s*(['\"`])([A-Z][A-Z0-9_]*)\1")
VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*")
OPTIONAL = (".optional(", ".default(", "default:", ".nullish(", ".allow(")
CHAIN = re.compile(rb"(?<![\w.])this\.request\.user(?:[?!]?\.\w+)*")
RETURNED = re.compile(rb"return\s*\{")

TENANT = re.compile(r"(?:tenant|organi[sz]ation|org|workspace|company|team)_?id", re.IGNORECASE)
"""Names of what keeps the data of tenants apart."""

DELETED = re.compile(r"deleted_?(?:at|time|on|date)|is_?deleted", re.IGNORECASE)
"""Names of what marks a row as deleted that stays."""

LISTS = {"items", "data", "results", "rows", "records", "list", "nodes", "edges", "content", "docs"}
COUNTS = {"total", "totalCount", "count", "meta", "pagination", "pageInfo", "nextCursor", "hasNext", "hasNextPage"}
"""Keys that make an answer a page of a list, beside one of `LISTS`."""

WORDS = bytes(sign if sign < 128 and (chr(sign).isalnum() or sign == 95) else 32 for sign in range(256))
"""Every byte as itself where it is part of a word, else as a space."""


def words_of(source: bytes) -> frozenset[str]:
    """The plain words of a file: names, numbers, and parts of those that have other signs in them."""
    return frozenset(source.translate(WORDS).decode().split())


def add_mentions(source: bytes, root: Node, facts: Facts, *, words: frozenset[str]) -> None:
    """Add to the facts of a file what its functions mention; `words` are those of the file."""
    if not words.isdisjoint(VARIABLES):
        _environment(source, root, facts)
    _calls(source, root, facts, words)
    if not words.isdisjoint(THROWN):
        thrown = [_throw(node) for node in nodes(source, root, (b"throw new ",))]
        _store(facts, "throws", [one for one in thrown if one.get("name") in THROWN])
    if b"orderBy:" in source:
        _store(facts, "orders", [found for node in nodes(source, root, (b"orderBy:",)) for found in _order(node)])
    if b"where:" in source:
        _store(facts, "filters", [found for node in nodes(source, root, (b"where:",)) for found in _filter(node)])
    if not words.isdisjoint(LISTS) and not words.isdisjoint(COUNTS):
        _pages(source, root, facts)
    if "emit" in words or "add" in words or "addBulk" in words:
        _sends(source, root, facts)
    if "P2002" in words and (b"'P2002'" in source or b'"P2002"' in source):
        _store(facts, "refusals", list(_refusals(source, root)))
    for node in nodes(source, root, (b"import(", b"require(")):
        _loaded(node, facts)
    if b"NestInterceptor" in source:
        _store(facts, "wraps", [found for node in nodes(source, root, (b"map(",)) for found in _wrapped(node)])
    if "request" in words:
        for chain in CHAIN.findall(source):
            counts = facts.setdefault("chains", {})
            counts[chain.decode()] = counts.get(chain.decode(), 0) + 1


def _store(facts: Facts, key: str, found: list[Mention]) -> None:
    if found:
        facts[key] = found


def nodes(source: bytes, root: Node, signs: tuple[bytes, ...]) -> Iterator[Node]:
    """The innermost node at each place where one of the texts stands, comments and strings left out."""
    for sign in signs:
        at = source.find(sign)
        skipped = 1 if sign.startswith(b".") else 0
        while at >= 0:
            node = root.descendant_for_byte_range(at + skipped, at + skipped)
            if node is not None and node.type not in {"comment", "string_fragment", "string", "regex_pattern"}:
                yield node
            at = source.find(sign, at + 1)


def climb(node: Node | None, kinds: set[str], *, steps: int = 4) -> Node | None:
    """The nearest node of one of the kinds among a node and its parents, at most so many steps up."""
    for _ in range(steps + 1):
        if node is None or node.type in kinds:
            return node
        node = node.parent
    return None


def _environment(source: bytes, root: Node, facts: Facts) -> None:
    used: list[Mention] = []
    for node in nodes(source, root, (b"process.env",)):
        names = _process_env(climb(node, {"member_expression"}))
        used.extend(Mention(name=name, line=line(node)) for name in names)
    if b".get" in source and (b"onfig" in source or b"env." in source):
        for match in CONFIGURATION_GET.finditer(source):
            node = root.descendant_for_byte_range(match.start() + 1, match.start() + 1)
            call = climb(node, {"member_expression"})
            on = text(call.child_by_field_name("object")).lower() if call is not None else ""
            if node is not None and node.type == "property_identifier" and ("config" in on or "env" in on):
                used.append({"name": match.group(2).decode(), "line": line(node)})
    _store(facts, "used", used)
    if b".object" in source or b"cleanEnv(" in source:
        _store(facts, "declared", [one for node in nodes(source, root, SCHEMAS) for one in _declared(node)])


def _process_env(node: Node | None) -> list[str]:
    outer = node.parent if node is not None else None
    if node is None or outer is None or text(node) != "process.env":
        return []
    if outer.type == "member_expression":
        names = [text(outer.child_by_field_name("property"))]
    elif outer.type == "subscript_expression":
        index = outer.child_by_field_name("index")
        names = [string(index)] if index is not None and index.type == "string" else [""]
    elif outer.type == "variable_declarator":
        pattern = outer.child_by_field_name("name")
        keys = pattern.named_children if pattern is not None and pattern.type == "object_pattern" else []
        names = [text(key.child_by_field_name("key") or key.child_by_field_name("left") or key) for key in keys]
    else:
        names = []
    return [name for name in names if not name or VARIABLE.fullmatch(name)]


def _declared(node: Node) -> Iterator[Mention]:
    """The variables that a validation schema declares: its keys in capitals."""
    call = climb(node, {"call_expression"})
    given = call.child_by_field_name("arguments") if call is not None else None
    outer = climb(call.parent, {"call_expression"}, steps=1) if call is not None else None
    holders = [*(given.named_children if given is not None else ())]
    if not holders and outer is not None:
        keyed = outer.child_by_field_name("arguments")
        holders = [*(keyed.named_children if keyed is not None else ())]
    for holder in holders:
        for pair in holder.named_children if holder.type == "object" else ():
            key = text(pair.child_by_field_name("key")).strip("'\"")
            if pair.type == "pair" and VARIABLE.fullmatch(key):
                rule = text(pair.child_by_field_name("value"))
                is_joi = "joi." in rule.lower()
                required = ".required()" in rule if is_joi else not any(sign in rule for sign in OPTIONAL)
                yield {"name": key, "line": line(pair), "required": required}


def _calls(source: bytes, root: Node, facts: Facts, words: frozenset[str]) -> None:
    found: list[CallFacts] = []
    signs = tuple(f".{name}(".encode() for name in CALLED if name in words)
    signs += tuple(sign for name, listed in STARTS.items() if name in source for sign in listed)
    signs += (b".use(",) if "use" in words and any(sign in source for sign in APPLICATION) else ()
    for node in nodes(source, root, signs):
        call = climb(node, {"call_expression"})
        function = awaited(call.child_by_field_name("function")) if call is not None else None
        if call is not None and function is not None and function.type == "member_expression":
            found.append(_call(call, function))
    made_of = [name for name in (*PIPES, *QUEUES) if name in words and (name in PIPES or b"ull" in source)]
    for node in nodes(source, root, tuple(f"new {name}(".encode() for name in made_of)):
        made = climb(node, {"new_expression"})
        if made is not None:
            name = called(made.child_by_field_name("constructor"))
            found.append({"name": name, "arguments": _arguments(made), "line": line(made), "text": flat(made)[:200]})
    if found:
        facts["calls"] = sorted(found, key=lambda one: one.get("line", 0))


def _call(call: Node, function: Node) -> CallFacts:
    on = text(function.child_by_field_name("object"))
    found: CallFacts = {
        "name": text(function.child_by_field_name("property")),
        "on": on if len(on) < 40 else "",
        "arguments": _arguments(call),
        "line": line(function.child_by_field_name("property") or call),
        "text": flat(call)[:200],
    }
    if found["name"] == "forRoutes":
        found["before"] = list(_before(function))
    return found


def _before(function: Node | None) -> Iterator[CallFacts]:
    """The calls whose result a chained function is called on, the nearest first."""
    call = function.child_by_field_name("object") if function is not None else None
    while call is not None and call.type == "call_expression":
        function = call.child_by_field_name("function")
        if function is None or function.type != "member_expression":
            return
        name = text(function.child_by_field_name("property"))
        yield {"name": name, "arguments": _arguments(call), "line": line(call)}
        call = function.child_by_field_name("object")


def _arguments(call: Node) -> list[Value]:
    """The values of a call's arguments; a name that the functions around it declare stands for its value there."""
    found = arguments(call.child_by_field_name("arguments"))
    return [_local(call, str(one["ref"])) or one if isinstance(one, dict) and "ref" in one else one for one in found]


def _local(node: Node, name: str) -> Value:
    around = node.parent
    while around is not None:
        for statement in around.named_children if around.type == "statement_block" else ():
            for one in statement.named_children if statement.type == "lexical_declaration" else ():
                if text(one.child_by_field_name("name")) == name:
                    return value(one.child_by_field_name("value"))
        around = around.parent
    return None


def _throw(node: Node) -> Mention:
    statement = climb(node, {"throw_statement"}) or node
    made = first(statement)
    name = called(made.child_by_field_name("constructor")) if made is not None else ""
    return {"name": name, "text": flat(statement).rstrip(";"), "line": line(statement)}


def _order(node: Node) -> Iterator[Mention]:
    pair = climb(node, {"pair"}, steps=1)
    given = pair.child_by_field_name("value") if pair is not None else None
    if given is not None and given.type == "array":
        given = next((one for one in given.named_children if one.type == "object"), None)
    inner = first(given) if given is not None and given.type == "object" else None
    direction = inner.child_by_field_name("value") if inner is not None and inner.type == "pair" else None
    if inner is not None and direction is not None and string(direction) in {"asc", "desc"}:
        yield {"text": f"{text(inner.child_by_field_name('key'))} {string(direction)}", "line": line(node)}


def _filter(node: Node) -> Iterator[Mention]:
    """The keys of a query's condition that keep tenants apart or leave out what is deleted."""
    pair = climb(node, {"pair"}, steps=1)
    given = pair.child_by_field_name("value") if pair is not None else None
    for one in given.named_children if given is not None and given.type == "object" else ():
        name = _key(one).strip("'\"")
        if TENANT.fullmatch(name) or DELETED.fullmatch(name):
            yield {"name": name, "text": flat(one)[:120], "line": line(one)}


def _refusals(source: bytes, root: Node) -> Iterator[Mention]:
    """Functions that say whether an error is Prisma's refusal by a unique index."""
    at = source.find(b"P2002")
    while at >= 0:
        returned = climb(root.descendant_for_byte_range(at, at), {"return_statement", "function_declaration"}, steps=8)
        function = climb(returned, {"function_declaration"}, steps=2)
        if returned is not None and returned.type == "return_statement" and function is not None:
            yield {"name": text(function.child_by_field_name("name")), "line": line(function)}
        at = source.find(b"P2002", at + 1)


def _loaded(node: Node, facts: Facts) -> None:
    call = climb(node, {"call_expression"}, steps=2)
    given = first(call.child_by_field_name("arguments")) if call is not None else None
    if given is not None and given.type == "string" and string(given).startswith("."):
        facts.setdefault("imports", []).append({"source": string(given), "line": line(node)})


def _wrapped(node: Node) -> Iterator[Mention]:
    """The keys of the object that an interceptor makes of every answer."""
    call = climb(node, {"call_expression"}, steps=2)
    given = arguments(call.child_by_field_name("arguments")) if call is not None else []
    made = given[0].get("function") if given and isinstance(given[0], dict) else None
    keys = made.get("object") if isinstance(made, dict) else None
    if isinstance(keys, dict) and keys:
        yield {"text": ",".join(key for key in keys if not key.startswith("...")), "line": line(node)}


def _pages(source: bytes, root: Node, facts: Facts) -> None:
    found: list[Mention] = []
    for match in RETURNED.finditer(source):
        node = root.descendant_for_byte_range(match.end() - 1, match.end() - 1)
        holder = climb(node, {"object"}, steps=1)
        keys = [_key(one) for one in holder.named_children] if holder is not None else []
        if holder is not None and LISTS & {*keys} and COUNTS & {*keys}:
            found.append({"text": ",".join(key for key in keys if key), "line": line(holder)})
    _store(facts, "pages", found)


def _key(node: Node) -> str:
    return text(node.child_by_field_name("key")) if node.type == "pair" else text(node) if node.is_named else ""


def _sends(source: bytes, root: Node, facts: Facts) -> None:
    """Events that a gateway emits and jobs that a holder of a queue adds: receiver and method, first argument."""
    signs: tuple[bytes, ...] = (b".emit(",) if b"WebSocketGateway" in source else ()
    if b"InjectQueue" in source or b"new Queue(" in source:
        signs += (b".add(", b".addBulk(")
    found: list[Mention] = []
    for node in nodes(source, root, signs):
        call = climb(node, {"call_expression"}, steps=2)
        function = flat(call.child_by_field_name("function")) if call is not None else ""
        given = call.child_by_field_name("arguments") if call is not None else None
        if call is not None:
            found.append({"name": function[-80:], "value": value(first(given)), "line": line(node)})
    _store(facts, "sends", found)
