"""GraphQL operations: of resolver classes, and of schema files."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Literal

from podium.plan.evidence import Place
from podium.plan.survey import Operation
from podium.survey.code import Code, Named, decorator, given
from podium.survey.facts import ClassFacts, DecoratorFacts, MethodFacts, Value
from podium.survey.inheritance import inherited
from podium.survey.nest import Application, name_of
from podium.survey.protection import Protection, protection
from podium.survey.routes import access_guards, parameter

Kind = Literal["query", "mutation", "subscription", "field"]

KINDS: dict[str, Kind] = {
    "Query": "query",
    "Mutation": "mutation",
    "Subscription": "subscription",
    "ResolveField": "field",
    "ResolveProperty": "field",
    "ResolveReference": "field",
}
ENDINGS = (".graphql", ".gql", ".graphqls")
"""How schema files end."""

OPENING = re.compile(r"^\s*(?:extend\s+)?type\s+(Query|Mutation|Subscription)\b[^{]*\{")
FIELD = re.compile(r"\s*(\w+)\s*[:(]")
TYPE = re.compile(r"\s*[\[\w!\]]*")
DIRECTIVE = re.compile(r"@\w+\s*\([^()]*\)")
STRAY = re.compile(r'"""(?:.|\n)*?"""|"(?:\\.|[^"\\\n])*"|#[^\n]*')


def read_operations(code: Code, application: Application, schemas: Mapping[str, str]) -> tuple[Operation, ...]:
    """Every operation by place; `schemas` maps the paths of schema files to their texts.

    An operation that a resolver fulfils is not repeated for the schema file that declares it.
    """
    found = [one for file, facts in _resolvers(code) for one in _operations(code, file, facts, application)]
    fulfilled = {(one.kind, one.name) for one in found}
    declared = [one for path in sorted(schemas) for one in declared_in(path, schemas[path])]
    found += [one for one in declared if (one.kind, one.name) not in fulfilled]
    return tuple(sorted(found, key=lambda one: (one.place, one.kind, one.name, one.resolver)))


def _resolvers(code: Code) -> Iterator[Named]:
    """Classes with `@Resolver`, and those that have operations without it: Nest looks at every provider's methods.

    Classes that functions make, and those that others extend, count where they are extended.
    """
    bases = {re.split(r"[<(]", one.get("extends", ""))[0] for _, one in code.classes}
    for file, one in code.classes:
        is_marked = decorator(one, "Resolver") is not None
        if "within" in one and one["within"] in bases:
            continue
        if is_marked or (
            one["name"] not in bases and any(_is_operation(code, file, m) for m in one.get("methods", ()))
        ):
            yield file, one


def _is_operation(code: Code, file: str, method: MethodFacts) -> bool:
    return any(
        one["name"] in KINDS and code.source(file, one["text"].partition("(")[0]) == "@nestjs/graphql"
        for one in method.get("decorators", ())
    )


def declared_in(path: str, schema: str) -> Iterator[Operation]:
    """The operations that a schema file declares: the fields of its root types."""
    plain = DIRECTIVE.sub(_blank, STRAY.sub(_blank, schema))
    kind: Kind | None = None
    depth = 0
    for number, line in enumerate(plain.splitlines(), start=1):
        opening = OPENING.match(line) if kind is None else None
        if opening is not None:
            kind, depth, line = KINDS[opening.group(1)], 1, line[opening.end() :]
        if kind is None:
            continue
        at = 0
        while at < len(line):
            named = FIELD.match(line, at) if depth == 1 else None
            if named is not None:
                yield Operation(kind=kind, name=named.group(1), place=Place(file=path, line=number))
                at = named.end() - 1 if line[named.end() - 1] == "(" else _after_type(line, named.end())
                continue
            depth += (line[at] in "({[") - (line[at] in ")}]")
            if line[at] == ":" and depth == 1:
                at = _after_type(line, at + 1)
                continue
            at += 1
            if depth == 0:
                kind = None
                break


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found.group())


def _after_type(line: str, at: int) -> int:
    found = TYPE.match(line, at)
    return found.end() if found is not None else at


def _operations(code: Code, file: str, facts: ClassFacts, application: Application) -> Iterator[Operation]:
    own = protection(code, file, facts.get("decorators", []))
    everywhere = access_guards(application)
    parent = type_named(given(decorator(facts, "Resolver")))
    for where, method in inherited(code, file, facts, said=True):
        for one in method.get("decorators", ()):
            if one["name"] not in KINDS:
                continue
            kind = KINDS[one["name"]]
            name = _name(code, where, method, one)
            if name is None:
                message = f"the name of a GraphQL {kind} is made by code: {one['text']}"
                code.note(where, method["line"], message, symbol=f"{facts['name']}.{method['name']}")
                continue
            whole = f"{parent}.{name}" if kind == "field" and parent else name
            found = _operation(code, where, method, kind=kind, name=whole)
            yield _guarded(replace(found, resolver=facts["name"]), found, own, everywhere=everywhere)


def _guarded(whole: Operation, found: Operation, own: Protection, *, everywhere: tuple[str, ...]) -> Operation:
    is_public = found.is_public or own.is_public
    guards = (*own.guards, *found.guards, *(() if is_public or whole.kind == "field" else everywhere))
    return replace(whole, guards=tuple(dict.fromkeys(guards)), roles=found.roles or own.roles, is_public=is_public)


def _operation(code: Code, file: str, method: MethodFacts, *, kind: Kind, name: str) -> Operation:
    asked = protection(code, file, method.get("decorators", []))
    return Operation(
        kind=kind,
        name=name,
        place=Place(file=file, line=method["line"]),
        handler=method["name"],
        guards=asked.guards,
        roles=asked.roles,
        is_public=asked.is_public,
        parameters=tuple(parameter(one) for one in method.get("parameters", ())),
        decorators=tuple(one["text"] for one in method.get("decorators", ())),
        returns=method.get("returns", ""),
    )


def _name(code: Code, file: str, method: MethodFacts, marked: DecoratorFacts) -> str | None:
    """The name of an operation: the first argument or the option `name`, else the method's; None where code makes it.

    The name of `@ResolveReference` is that of the method: it has no other.
    """
    arguments = marked["arguments"]
    if marked["name"] == "ResolveReference" or not arguments:
        return method["name"]
    for value in arguments:
        named = code.option(file, value, "name")
        if named is not None:
            words = code.strings(*named)
            return words[0] if words else None
    words = code.strings(file, arguments[0])
    if words:
        return words[0]
    is_type = isinstance(arguments[0], dict) and ("function" in arguments[0] or "object" in arguments[0])
    return method["name"] if is_type else None


def type_named(value: Value) -> str:
    """The type that a resolver is for: `Post` of `'Post'`, `Post`, `() => Post` and `of => Post`; empty without one."""
    if isinstance(value, dict) and "function" in value:
        value = value["function"]
    return name_of(value)
