"""Who may enter: what the decorators of a class or handler ask for, those composed of others opened."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from podium.survey.code import Code
from podium.survey.facts import DecoratorFacts, Value
from podium.survey.nest import name_of

PUBLIC = re.compile(r"[Pp]ublic(?![a-z])|PUBLIC|(?i:skip_?auth|no_?auth(?![a-z])|allow_?(?:anonymous|unauth))")


PARAMETER = re.compile(r"[(,]\s*(?:\.\.\.)?(\w+)\s*\??\s*(?=[:,=)])")
"""The names of a function's parameters as written, so far as they are plain."""


@dataclass(frozen=True, kw_only=True)
class Protection:
    """What the decorators of a class or method ask for."""

    guards: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    is_public: bool = False


def protection(code: Code, file: str, decorators: list[DecoratorFacts], *, depth: int = 4) -> Protection:
    """Guards, roles and publicity of decorators; those composed with `applyDecorators` are opened."""
    guards: list[str] = []
    roles: list[str] = []
    is_public = False
    for one in decorators:
        name = one["name"]
        if name == "UseGuards":
            guards += split_arguments(one["text"])
            continue
        found = code.constant(file, name) if depth else None
        body = found[1].get("function", found[1]) if found is not None and isinstance(found[1], dict) else None
        if found is not None and isinstance(body, dict) and body.get("call") in {"applyDecorators", "UseGuards"}:
            inner = protection(code, found[0], _composed(body), depth=depth - 1)
            guards += inner.guards
            is_roles = any("Roles" in item["text"] for item in _composed(body))
            roles += inner.roles or _roles(code, file, one, is_roles=is_roles)
            is_public = is_public or inner.is_public
            continue
        key = metadata_key(code, file, name)
        is_public = is_public or is_public_marker(name, key)
        roles += _roles(code, file, one, is_roles=is_roles_marker(name, key))
    return Protection(guards=tuple(dict.fromkeys(guards)), roles=tuple(dict.fromkeys(roles)), is_public=is_public)


def opened(code: Code, file: str, decorators: list[DecoratorFacts], *, depth: int = 4) -> Iterator[DecoratorFacts]:
    """The decorators with those composed by `applyDecorators` replaced by what they apply, their arguments put in."""
    for one in decorators:
        found = code.constant(file, one["name"]) if depth else None
        body = found[1].get("function", found[1]) if found is not None and isinstance(found[1], dict) else None
        if found is None or not isinstance(body, dict) or body.get("call") != "applyDecorators":
            yield one
            continue
        signature = code.facts[found[0]].get("parameters", {}).get(one["name"], "")
        given = dict(zip(PARAMETER.findall(signature), one["arguments"], strict=False))
        inner = [replaced(part, given) for part in _list(body.get("arguments"))]
        unknown = [part for part in inner if not isinstance(part, dict) or "call" not in part]
        if unknown and one["line"]:
            code.note(file, one["line"], f"what @{one['name']} applies is made by code: {written(unknown[0])}")
        known = [_as_decorator(part) for part in inner if isinstance(part, dict) and "call" in part]
        yield from opened(code, found[0], known, depth=depth - 1)


def replaced(value: Value, given: Mapping[str, Value]) -> Value:
    """A value with references to parameters replaced by what is given for them."""
    if isinstance(value, list):
        return [replaced(one, given) for one in value]
    if not isinstance(value, dict):
        return value
    if isinstance(name := value.get("ref"), str):
        return given.get(name, value)
    return {key: replaced(one, given) for key, one in value.items()}


def metadata_key(code: Code, file: str, name: str) -> str:
    """The metadata key that a decorator of the project sets, or an empty string."""
    found = code.constant(file, name)
    body = found[1].get("function", found[1]) if found is not None and isinstance(found[1], dict) else None
    if found is None or not isinstance(body, dict) or body.get("call") != "SetMetadata":
        return ""
    arguments = body.get("arguments")
    words = code.strings(found[0], arguments[0]) if isinstance(arguments, list) and arguments else None
    return words[0] if words else ""


def is_public_marker(name: str, key: str) -> bool:
    """Whether a decorator says that anybody may enter."""
    return PUBLIC.search(f"{name} {key}") is not None


def is_roles_marker(name: str, key: str) -> bool:
    """Whether a decorator says which roles may enter."""
    return name in {"Roles", "Role"} or re.search(r"(?:^|_|\b)roles?$", key, re.IGNORECASE) is not None


def split_arguments(words: str) -> list[str]:
    """The arguments of a call as written, cut at the commas between them."""
    inner = words.partition("(")[2].rpartition(")")[0]
    found: list[str] = []
    depth, start = 0, 0
    for at, sign in enumerate(inner):
        depth += (sign in "([{<") - (sign in ")]}>" and inner[at - 1] != "=")
        if sign == "," and depth == 0:
            found.append(inner[start:at].strip())
            start = at + 1
    return [one for one in (*found, inner[start:].strip()) if one]


def _composed(body: dict[str, Value]) -> list[DecoratorFacts]:
    """The decorators that a composed one applies."""
    if body.get("call") == "UseGuards":
        return [_as_decorator(body)]
    return [_as_decorator(one) for one in _list(body.get("arguments")) if isinstance(one, dict)]


def _as_decorator(value: dict[str, Value]) -> DecoratorFacts:
    listed = _list(value.get("arguments"))
    name = str(value.get("call", ""))
    return {"name": name, "arguments": listed, "text": f"{name}({', '.join(map(written, listed))})", "line": 0}


def written(value: Value) -> str:
    """A value as it may have been written; code that is not understood stands for itself."""
    if isinstance(value, dict) and "code" in value:
        return str(value["code"])
    if isinstance(value, dict) and "call" in value:
        return str(_as_decorator(value)["text"])
    return f"'{value}'" if isinstance(value, str) else name_of(value) or str(value)


def _roles(code: Code, file: str, one: DecoratorFacts, *, is_roles: bool) -> list[str]:
    found: list[str] = []
    for argument in one["arguments"] if is_roles else ():
        for element in argument if isinstance(argument, list) else [argument]:
            words = code.strings(file, element)
            name = name_of(element)
            if words is None and name and not name.startswith("..."):
                words = (name.rpartition(".")[2],)
            if words is None and one["line"]:
                code.note(file, one["line"], f"the roles are made by code: {one['text']}")
            found += words or ()
    return found


def _list(value: Value) -> list[Value]:
    return value if isinstance(value, list) else []
