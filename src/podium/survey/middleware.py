"""Middleware: what runs before handlers, for which routes, as modules and the bootstrap code say."""

from collections.abc import Iterator

from podium.plan.evidence import Place
from podium.plan.survey import Middleware
from podium.survey.code import Code
from podium.survey.facts import CallFacts, Value
from podium.survey.nest import elements, name_of, request

EVERYWHERE = ("*",)


def read_middleware(code: Code) -> tuple[Middleware, ...]:
    """What `consumer.apply(…)` and `app.use(…)` add, by place; what code makes of it is reported."""
    found: list[Middleware] = []
    for file, call in code.calls("forRoutes"):
        found += _consumed(code, file, call)
    for file, call in code.calls("use"):
        found += _used(code, file, call)
    return tuple(sorted(found, key=lambda one: (one.place, one.name)))


def _consumed(code: Code, file: str, call: CallFacts) -> Iterator[Middleware]:
    before = {one["name"]: one for one in reversed(call.get("before", []))}
    applied = before.get("apply")
    if applied is None:
        code.note(file, call["line"], "the middleware of these routes is applied elsewhere: it is not read")
        return
    routes = tuple(_patterns(code, file, call))
    excluded = tuple(_patterns(code, file, before["exclude"])) if "exclude" in before else ()
    for where, value in elements(code, file, applied.get("arguments", [])):
        name = _name(value)
        if name and not name.startswith("..."):
            place = Place(file=file, line=applied["line"])
            yield Middleware(name=name, place=place, routes=routes, excluded=excluded)
        else:
            code.note(where, applied["line"], f"middleware is made by code: {name or 'an expression'}")


def _name(value: Value) -> str:
    """A middleware's class or function as written; one that stands there as a whole is an `inline function`."""
    return "inline function" if isinstance(value, dict) and "function" in value else name_of(value)


def _patterns(code: Code, file: str, call: CallFacts) -> Iterator[str]:
    """The routes of a call: paths with their method before them, classes of controllers by name."""
    for where, value in elements(code, file, call.get("arguments", [])):
        words = request(code, where, value)
        if words is not None:
            yield from (" ".join(part for part in (method, _path(path)) if part) for method, path in words)
        elif (name := name_of(value)) and not name.startswith("...") and name[:1].isupper():
            yield name
        else:
            message = f"routes of middleware are made by code in {call['name']}: {name or call.get('text', '')[:80]}"
            code.note(where, call["line"], message)


def _path(path: str) -> str:
    return path if path in {"*", "(.*)"} else f"/{path}"


def _used(code: Code, file: str, call: CallFacts) -> Iterator[Middleware]:
    """What an application uses for all of its routes, or for those below a path."""
    given: list[Value] = list(call.get("arguments", []))
    paths = code.strings(file, given[0]) if len(given) > 1 else None
    routes = tuple(_path(path.strip("/")) for path in paths) if paths is not None else EVERYWHERE
    for value in given[1:] if paths is not None else given:
        name = _name(value)
        if name and not name.startswith("..."):
            yield Middleware(name=name, place=Place(file=file, line=call["line"]), routes=routes)
        else:
            text = call.get("text", "")[:80]
            code.note(file, call["line"], f"middleware is made by code: {text}")
