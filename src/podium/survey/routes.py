"""Controllers and the routes of their handlers, with the paths, guards and roles that hold for each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from podium.plan.evidence import Place
from podium.plan.survey import Controller, Parameter, Route
from podium.survey.code import Code, Named, decorator, given
from podium.survey.facts import ClassFacts, MethodFacts, ParameterFacts, Value
from podium.survey.inheritance import inherited
from podium.survey.nest import Application, name_of, request_method, versions_of
from podium.survey.protection import Protection, opened, protection, written

METHODS = {
    "Get": "GET",
    "Post": "POST",
    "Put": "PUT",
    "Patch": "PATCH",
    "Delete": "DELETE",
    "Options": "OPTIONS",
    "Head": "HEAD",
    "All": "ALL",
    "Search": "SEARCH",
    "Sse": "GET",
}

SOURCES = {
    "Body": "body",
    "Param": "param",
    "Query": "query",
    "Req": "request",
    "Request": "request",
    "Res": "response",
    "Response": "response",
    "Headers": "headers",
    "UploadedFile": "file",
    "UploadedFiles": "file",
    "Inject": "inject",
    "InjectQueue": "inject",
}
"""What a parameter's decorator says of where its value comes from; any other is named as written."""

THROTTLE = re.compile(r"Throttl|RateLimit", re.IGNORECASE)
"""Guards that slow down and let everyone in."""


@dataclass(frozen=True, kw_only=True)
class _Holder:
    """A controller with what holds for all of its routes; `everywhere` are the global guards that keep people out."""

    code: Code
    file: str
    facts: ClassFacts
    application: Application
    paths: tuple[str, ...]
    versions: tuple[str, ...] | None
    own: Protection
    placed: str
    everywhere: tuple[str, ...]


def read_controllers(code: Code, application: Application) -> tuple[tuple[Controller, ...], tuple[Route, ...]]:
    """All controllers and routes, by place."""
    everywhere = access_guards(application)
    placed = {
        name: application.places[module.name]
        for module in application.modules
        if module.name in application.places
        for name in module.controllers
    }
    controllers: list[Controller] = []
    routes: list[Route] = []
    reached: set[tuple[str, int]] = set()
    for file, one in controller_classes(code):
        reached |= {(where, method["line"]) for where, method in inherited(code, file, one, said=True)}
        paths, versions = _address(code, file, one)
        holder = _Holder(
            code=code,
            file=file,
            facts=one,
            application=application,
            paths=paths,
            versions=versions,
            own=protection(code, file, one.get("decorators", [])),
            placed=placed.get(one["name"], ""),
            everywhere=everywhere,
        )
        controllers.append(_controller(holder))
        routes += _routes(holder)
    _note_unreached(code, reached)
    return tuple(controllers), tuple(sorted(routes, key=lambda route: (route.place, route.path, route.controller)))


def controller_classes(code: Code) -> Iterator[Named]:
    """Classes with `@Controller`, also where it is applied by a decorator of the project."""
    for file, one in code.classes:
        listed = one.get("decorators", [])
        if decorator(one, "Controller") is not None:
            yield file, one
        elif listed and any(handles(method) or method.get("decorators") for method in one.get("methods", ())):
            inner = list(opened(code, file, listed))
            if any(found["name"] == "Controller" for found in inner):
                yield file, {**one, "decorators": inner}


def handles(method: MethodFacts) -> bool:
    """Whether a method's own decorators make it a handler of requests."""
    return any(one["name"] in METHODS or one["name"] == "RequestMapping" for one in method.get("decorators", ()))


def _note_unreached(code: Code, reached: set[tuple[str, int]]) -> None:
    """Handlers of classes that are no controllers and no base class of one."""
    for file, one in code.classes:
        lost = [
            method for method in one.get("methods", ()) if handles(method) and (file, method["line"]) not in reached
        ]
        sources = {code.source(file, found["name"]) for method in lost for found in method.get("decorators", ())}
        if lost and "@nestjs/common" in sources:
            code.note(
                file, lost[0]["line"], "handlers of a class that no controller is known to be", symbol=one["name"]
            )


def access_guards(application: Application) -> tuple[str, ...]:
    """The global guards that keep people out."""
    return tuple(dict.fromkeys(guard.name for guard in application.guards if not THROTTLE.search(guard.name)))


def _controller(holder: _Holder) -> Controller:
    facts = holder.facts
    return Controller(
        name=facts["name"],
        place=Place(file=holder.file, line=facts["line"]),
        path=f"/{holder.paths[0]}" if holder.paths else "",
        guards=holder.own.guards,
        roles=holder.own.roles,
        decorators=tuple(item["text"] for item in facts.get("decorators", ())),
        injects=injected(facts),
        base=facts.get("extends", ""),
    )


def injected(one: ClassFacts) -> tuple[Parameter, ...]:
    """What the constructor and the `@Inject` properties of a class ask for."""
    asked = [parameter(item) for item in one.get("constructor", ())]
    for field in one.get("fields", ()):
        if any(words.startswith("Inject") for words in field.get("decorators", ())):
            key = name_of((field.get("arguments") or [None])[0])
            asked.append(Parameter(name=field["name"], type=field.get("type", ""), source="inject", key=key))
    return tuple(asked)


def parameter(one: ParameterFacts) -> Parameter:
    """A parameter with where its value comes from."""
    decorators = one.get("decorators", [])
    name, kind = one["name"], one.get("type", "")
    if not decorators:
        return Parameter(name=name, type=kind, source="none")
    first = decorators[0]
    return Parameter(name=name, type=kind, source=SOURCES.get(first["name"], first["name"]), key=name_of(given(first)))


def _address(code: Code, file: str, one: ClassFacts) -> tuple[tuple[str, ...], tuple[str, ...] | None]:
    """The paths of a controller without outer slashes, and its versions (None: none of its own)."""
    argument = given(decorator(one, "Controller"))
    path = code.option(file, argument, "path")
    version = code.option(file, argument, "version")
    is_options = path is not None or version is not None
    where, value = path if path is not None else (file, None if is_options else argument)
    paths = _paths(code, where, value, place=(one["line"], one["name"]))
    marked = decorator(one, "Version")
    chosen = (file, given(marked)) if marked is not None else version
    return paths, versions_of(code, chosen, place=Place(file=file, line=one["line"]))


def _paths(code: Code, file: str, value: Value, *, place: tuple[int, str]) -> tuple[str, ...]:
    if value is None or (isinstance(value, dict) and "object" in value):
        return ("",)
    words = code.strings(file, value)
    if words is None:
        code.note(file, place[0], f"a path is made by code: {written(value)}", symbol=place[1])
        return ()
    return tuple(word.strip("/") for word in words)


def _routes(holder: _Holder) -> Iterator[Route]:
    code = holder.code
    for where, method in inherited(code, holder.file, holder.facts):
        for verb, value in _verbs(code, where, method):
            below = _paths(code, where, value, place=(method["line"], f"{holder.facts['name']}.{method['name']}"))
            for version in _versions(holder, where, method):
                for above in holder.paths:
                    for under in below:
                        path = _whole(holder, verb, version, inner=(holder.placed, above, under))
                        yield replace(_route(holder, where, method=method, verb=verb, path=path), version=version)


def _versions(holder: _Holder, where: str, method: MethodFacts) -> tuple[str, ...]:
    marked = decorator(method, "Version")
    place = Place(file=where, line=method["line"])
    own = versions_of(holder.code, (where, given(marked)) if marked else None, place=place)
    chosen = own if own is not None else holder.versions if holder.versions is not None else None
    return (chosen if chosen is not None else holder.application.default_version) or ("",)


def _route(holder: _Holder, where: str, *, method: MethodFacts, verb: str, path: str) -> Route:
    asked = protection(holder.code, where, method.get("decorators", []))
    is_public = asked.is_public or holder.own.is_public
    everywhere = () if is_public else holder.everywhere
    return Route(
        method=verb,
        path=path,
        handler=method["name"],
        controller=holder.facts["name"],
        place=Place(file=where, line=method["line"]),
        guards=tuple(dict.fromkeys((*holder.own.guards, *asked.guards, *everywhere))),
        roles=asked.roles or holder.own.roles,
        is_public=is_public,
        parameters=tuple(parameter(one) for one in method.get("parameters", ())),
        decorators=tuple(one["text"] for one in method.get("decorators", ())),
        returns=method.get("returns", ""),
    )


def _verbs(code: Code, file: str, method: MethodFacts) -> Iterator[tuple[str, Value]]:
    listed = method.get("decorators", [])
    for one in listed if handles(method) else opened(code, file, listed):
        if one["name"] in METHODS:
            yield METHODS[one["name"]], given(one)
        elif one["name"] == "RequestMapping":
            path, verb = code.option(file, given(one), "path"), code.option(file, given(one), "method")
            name = request_method(verb[1]) if verb is not None else "GET"
            if not name:
                code.note(file, method["line"], f"the method of a route is made by code: {one['text']}")
            else:
                yield name, path[1] if path is not None else None


def _whole(holder: _Holder, verb: str, version: str, *, inner: tuple[str, ...]) -> str:
    application = holder.application
    path = "/".join(part for part in inner if part)
    is_excluded = any(
        method in {"", verb} and (_matches(pattern, path) or _matches(pattern, f"{application.prefix}/{path}"))
        for method, pattern in application.excluded
    )
    prefix = "" if is_excluded else application.prefix
    by_version = f"{application.version_prefix}{version}" if application.version_prefix is not None and version else ""
    return "/" + "/".join(part for part in (prefix, by_version, path) if part)


def _matches(pattern: str, path: str) -> bool:
    words = re.sub(r"\{?/?\*\w*\}?|\(\.\*\)", "\0", pattern)
    expression = re.sub(r":\w+", "[^/]+", re.escape(words).replace("\0", ".*").replace("\\:", ":"))
    return re.fullmatch(expression, path) is not None
