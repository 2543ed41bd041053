"""The difference of two OpenAPI documents: operations added, and every change that can break a client. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, cast

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
LIMITS = {
    **dict.fromkeys(("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"), 1),
    **dict.fromkeys(("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"), -1),
}
"""Bounds with the direction in which a request becomes harder to satisfy."""

DEEPEST = 8
Side = Literal["request", "response"]
Document = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A change of one operation: `POST /a/{id}`, where in it, what changed, and whether clients can break."""

    operation: str
    where: str
    message: str
    is_breaking: bool


def operations(document: Document) -> dict[str, dict[str, Any]]:
    """`METHOD /path/{parameter}` to the operation, in order of the text."""
    found: dict[str, dict[str, Any]] = {}
    for path, item in _object(document.get("paths")).items():
        for method in METHODS:
            if method in _object(item):
                shared = [*_list(_object(item).get("parameters")), *_list(item[method].get("parameters"))]
                found[f"{method.upper()} {path}"] = {**_object(item[method]), "parameters": shared}
    return dict(sorted(found.items()))


def route_key(route: str) -> str:
    """A route in one way of writing: `post /a/:id/` becomes `POST /a/{id}`."""
    method, _, path = route.strip().partition(" ")
    written = re.sub(r":(\w+)", r"{\1}", path.strip())
    return f"{method.upper()} {written.rstrip('/') or '/'}"


def differences(base: Document, tip: Document) -> tuple[Difference, ...]:
    """Everything that changed in operations that both have, and those that are gone."""
    before, after = operations(base), operations(tip)
    found: list[Difference] = []
    for name, old in before.items():
        if name not in after:
            found.append(Difference(operation=name, where="", message="the operation is gone", is_breaking=True))
            continue
        compared = _Compared(base=base, tip=tip, operation=name)
        found += [*compared.parameters(old, after[name]), *compared.body(old, after[name])]
        found += [*compared.responses(old, after[name]), *compared.security(old, after[name])]
    return tuple(found)


def added(base: Document, tip: Document) -> tuple[str, ...]:
    """Operations that only the tip has."""
    return tuple(name for name in operations(tip) if name not in operations(base))


@dataclass(frozen=True, kw_only=True)
class _Compared:
    base: Document
    tip: Document
    operation: str

    def said(self, where: str, message: str, *, breaking: bool = True) -> Difference:
        return Difference(operation=self.operation, where=where, message=message, is_breaking=breaking)

    def parameters(self, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Difference]:
        before = {self._key(self.base, one): resolved(self.base, one) for one in _list(old.get("parameters"))}
        after = {self._key(self.tip, one): resolved(self.tip, one) for one in _list(new.get("parameters"))}
        for key in sorted(before.keys() | after.keys()):
            where = f"{key[0]} {key[1]}"
            if key not in after:
                yield self.said(where, "the parameter is gone")
            elif key not in before:
                required = bool(after[key].get("required"))
                yield self.said(where, f"a new {'required' if required else 'optional'} parameter", breaking=required)
            else:
                if after[key].get("required") and not before[key].get("required"):
                    yield self.said(where, "the parameter became required")
                yield from self.schema(before[key].get("schema"), after[key].get("schema"), where, side="request")

    def body(self, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Difference]:
        before, after = resolved(self.base, old.get("requestBody")), resolved(self.tip, new.get("requestBody"))
        if after and not before:
            yield self.said("body", "a body is new", breaking=bool(after.get("required")))
        for kind, content in _object(before.get("content")).items():
            other = _object(after.get("content")).get(kind)
            if other is None:
                yield self.said("body", f"{kind} is not accepted any more")
            else:
                yield from self.schema(_object(content).get("schema"), other.get("schema"), "body", side="request")

    def responses(self, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Difference]:
        before, after = _object(old.get("responses")), _object(new.get("responses"))
        for status in sorted(before.keys() | after.keys()):
            if status not in after:
                yield self.said(f"response {status}", "the answer is gone", breaking=status.startswith("2"))
            elif status not in before:
                yield self.said(f"response {status}", "a new answer", breaking=False)
            else:
                yield from self._contents(before[status], after[status], f"response {status}")

    def _contents(self, old: Any, new: Any, where: str) -> Iterator[Difference]:
        after = _object(resolved(self.tip, new).get("content"))
        for kind, content in _object(resolved(self.base, old).get("content")).items():
            if kind not in after:
                yield self.said(where, f"{kind} is not answered any more")
            else:
                yield from self.schema(
                    _object(content).get("schema"), after[kind].get("schema"), where, side="response"
                )

    def security(self, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Difference]:
        before = _list(old.get("security", self.base.get("security")))
        after = _list(new.get("security", self.tip.get("security")))
        if before != after:
            message = "credentials are asked for" if after and not before else "what it asks for in credentials changed"
            yield self.said("security", message, breaking=bool(after))

    def schema(self, old: Any, new: Any, where: str, *, side: Side, depth: int = 0) -> Iterator[Difference]:
        """What changed between two schemas at one place of a request or response."""
        before, after = flat(self.base, old), flat(self.tip, new)
        if depth > DEEPEST or not before or not after:
            return
        if before.get("type") != after.get("type"):
            yield self.said(where, f"type was {before.get('type')}, is {after.get('type')}")
            return
        yield from self._values(before, after, where, side)
        yield from self._bounds(before, after, where, side)
        yield from self._properties(before, after, where, side, depth)
        if "items" in before and "items" in after:
            yield from self.schema(before["items"], after["items"], f"{where}[]", side=side, depth=depth + 1)

    def _values(self, before: Document, after: Document, where: str, side: Side) -> Iterator[Difference]:
        old, new = ({str(one) for one in _list(each.get("enum"))} for each in (before, after))
        if old != new and (gone := old - new):
            yield self.said(where, f"values are gone: {', '.join(sorted(gone))}", breaking=side == "request")
        if new and (more := new - old):
            narrowed = side == "request" and not old
            yield self.said(where, f"new values: {', '.join(sorted(more))}", breaking=narrowed)
        if bool(after.get("nullable")) and not before.get("nullable") and side == "response":
            yield self.said(where, "may be null")

    def _bounds(self, before: Document, after: Document, where: str, side: Side) -> Iterator[Difference]:
        if side == "response":
            return
        for key, way in LIMITS.items():
            old, new = before.get(key), after.get(key)
            if new is not None and new != old:
                harder = old is None or (new - old) * way > 0
                yield self.said(where, f"{key} was {old}, is {new}", breaking=harder)
        if after.get("pattern") and after.get("pattern") != before.get("pattern"):
            yield self.said(where, f"pattern was {before.get('pattern')}, is {after.get('pattern')}")

    def _properties(
        self, before: Document, after: Document, where: str, side: Side, depth: int
    ) -> Iterator[Difference]:
        old, new = _object(before.get("properties")), _object(after.get("properties"))
        was, needed = set(_list(before.get("required"))), set(_list(after.get("required")))
        for name in sorted(old.keys() | new.keys()):
            place = f"{where}.{name}"
            if name not in new:
                yield self.said(place, "the property is gone")
            elif name not in old:
                asked = side == "request" and name in needed
                yield self.said(place, f"a new {'required' if asked else 'optional'} property", breaking=asked)
            else:
                if side == "request" and name in needed - was:
                    yield self.said(place, "the property became required")
                if side == "response" and name in was - needed:
                    yield self.said(place, "the property may be missing")
                yield from self.schema(old[name], new[name], place, side=side, depth=depth + 1)

    def _key(self, document: Document, parameter: Any) -> tuple[str, str]:
        one = resolved(document, parameter)
        return (str(one.get("in")), str(one.get("name")))


def resolved(document: Document, value: Any) -> dict[str, Any]:
    """What a `$ref` inside the document points at; an empty object where it points nowhere."""
    here, seen = _object(value), 0
    while "$ref" in here and seen < DEEPEST:
        target: Any = document
        for part in str(here["$ref"]).removeprefix("#/").split("/"):
            target = _object(target).get(part.replace("~1", "/").replace("~0", "~"))
        here, seen = _object(target), seen + 1
    return here


def flat(document: Document, value: Any) -> dict[str, Any]:
    """A schema with its reference followed and its `allOf` parts put together."""
    here = resolved(document, value)
    parts = [flat(document, one) for one in _list(here.get("allOf"))]
    found: dict[str, Any] = {}
    for part in (*parts, {key: one for key, one in here.items() if key != "allOf"}):
        merged: dict[str, Any] = {
            "properties": {**_object(found.get("properties")), **_object(part.get("properties"))},
            "required": [*_list(found.get("required")), *_list(part.get("required"))],
        }
        found = {**found, **part, **{key: one for key, one in merged.items() if one}}
    return found


def _object(value: Any) -> dict[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return cast("list[Any]", value) if isinstance(value, list) else []
