"""What holds for a Nest application as a whole: its modules, global guards, route prefix and versions."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from podium.plan.evidence import Place
from podium.plan.survey import Module
from podium.survey.classes import DYNAMIC
from podium.survey.code import FARTHEST, Code, decorator, given
from podium.survey.facts import CallFacts, ClassFacts, Value

VERBS = ("GET", "POST", "PUT", "DELETE", "PATCH", "ALL", "OPTIONS", "HEAD", "SEARCH")
"""Nest's `RequestMethod`, in its order."""

ARRAYS = ("imports", "controllers", "providers", "exports")


@dataclass(frozen=True, kw_only=True)
class Global:
    """A guard or interceptor that holds for every route: its class as written and where it is set."""

    name: str
    file: str
    line: int


@dataclass(frozen=True, kw_only=True)
class Application:
    """What the bootstrap code and the modules set for all routes.

    `version_prefix` is None without versions by URI; `excluded` are methods and patterns without the prefix;
    `places` maps a module's class to the path that the router module gives it.
    """

    modules: tuple[Module, ...] = ()
    guards: tuple[Global, ...] = ()
    interceptors: tuple[Global, ...] = ()
    prefix: str = ""
    prefix_place: Place | None = None
    excluded: tuple[tuple[str, str], ...] = ()
    version_prefix: str | None = None
    default_version: tuple[str, ...] = ()
    version_place: Place | None = None
    version_type: str = ""
    places: dict[str, str] = field(default_factory=dict[str, str])


def read_application(code: Code) -> Application:
    """The modules and what is set globally."""
    modules = tuple(_modules(code))
    prefix, prefix_place, excluded = _prefix(code)
    version_type, version_prefix, default_version, version_place = _versions(code)
    return Application(
        modules=modules,
        guards=(*_provided(code, "APP_GUARD"), *_called(code, "useGlobalGuards")),
        interceptors=(*_provided(code, "APP_INTERCEPTOR"), *_called(code, "useGlobalInterceptors")),
        prefix=prefix,
        prefix_place=prefix_place,
        excluded=excluded,
        version_type=version_type,
        version_prefix=version_prefix,
        default_version=default_version,
        version_place=version_place,
        places=dict(_placed(code)),
    )


def _modules(code: Code) -> Iterator[Module]:
    for file, one in code.marked("Module"):
        argument = given(decorator(one, "Module"))
        made = list(dynamic(code, file, one))
        names = {
            key: tuple(dict.fromkeys((*_listed(code, file, one, argument, key), *_added(code, one, made, key))))
            for key in ARRAYS
        }
        yield Module(
            name=one["name"],
            place=Place(file=file, line=one["line"]),
            imports=names["imports"],
            controllers=names["controllers"],
            providers=names["providers"],
            exports=names["exports"],
            is_global=decorator(one, "Global") is not None or any(_is_global(code, *value) for _, value in made),
            dynamic=tuple(name for name, _ in made),
        )


def dynamic(code: Code, file: str, one: ClassFacts) -> Iterator[tuple[str, tuple[str, Value]]]:
    """The static methods of a module that make it with options, each with what it returns and where that stands.

    Those of a class made by `ConfigurableModuleBuilder` return None: they add the options' provider and no more.
    """
    base = re.split(r"[<(]", one.get("extends", ""))[0]
    found = code.constant(file, base) if base else None
    built = found[1] if found is not None and isinstance(found[1], dict) else {}
    names = built.get("arguments") if built.get("call") == "ConfigurableModuleBuilder" else None
    for name in names if isinstance(names, list) else ():
        yield from ((f"{name}{ending}", (file, None)) for ending in ("", "Async"))
    for method in one.get("methods", ()):
        if method.get("returns", "").endswith(DYNAMIC):
            where, value = code.follow(file, method.get("makes"))
            if not (isinstance(value, dict) and "object" in value):
                code.note(file, method["line"], "what a dynamic module adds is made by code", symbol=one["name"])
            yield method["name"], (where, value)


def dynamic_values(code: Code, file: str, one: ClassFacts, key: str) -> Iterator[tuple[str, Value]]:
    """The elements that the dynamic methods of a module add to one of its arrays."""
    for method in one.get("methods", ()):
        found = code.option(file, method.get("makes"), key)
        yield from elements(code, *found) if found is not None else ()


def _added(code: Code, one: ClassFacts, made: list[tuple[str, tuple[str, Value]]], key: str) -> Iterator[str]:
    """What the dynamic methods of a module add to one of its arrays, by name."""
    for _, (file, value) in made:
        found = code.option(file, value, key)
        if found is not None:
            yield from _named(code, found[0], one, key, (element for _, element in elements(code, *found)))


def _is_global(code: Code, file: str, value: Value) -> bool:
    found = code.option(file, value, "global")
    return found is not None and found[1] is True


def entries(code: Code, file: str, one: ClassFacts, key: str) -> Iterator[tuple[str, Value]]:
    """The elements of one of a module's arrays, spread constants opened, each with the file where it stands.

    A getter may take elements from the module's other arrays: `[...this.providers]`.
    """
    found = code.option(file, given(decorator(one, "Module")), key)
    if found is None:
        return
    where, value = found
    for place, element in elements(code, where, value.get("function", value) if isinstance(value, dict) else value):
        taken = name_of(element).removeprefix("...").removeprefix("this.")
        if taken in ARRAYS and taken != key:
            yield from entries(code, file, one, taken)
        else:
            yield place, element


def elements(code: Code, file: str, value: Value, *, depth: int = FARTHEST) -> Iterator[tuple[str, Value]]:
    """The elements of an array, its spreads opened; what is no array is given as a spread of itself."""
    inner = _inner(value)
    where, listed = code.follow(file, inner)
    if not isinstance(listed, list) or not depth:
        yield file, {"spread": inner}
        return
    for element in listed:
        is_several = isinstance(element, dict) and ("spread" in element or "ref" in element)
        if isinstance(element, list) or (is_several and isinstance(code.follow(where, _inner(element))[1], list)):
            yield from elements(code, where, element, depth=depth - 1)
        else:
            yield where, element


def _inner(value: Value) -> Value:
    return value.get("spread", value) if isinstance(value, dict) else value


def _listed(code: Code, file: str, one: ClassFacts, argument: Value, key: str) -> Iterator[str]:
    if argument is not None and not (isinstance(argument, dict) and "object" in code_object(code, file, argument)):
        if key == ARRAYS[0]:
            code.note(file, one["line"], "the argument of @Module is not an object", symbol=one["name"])
        return
    yield from _named(code, file, one, key, (element for _, element in entries(code, file, one, key)))


def code_object(code: Code, file: str, value: Value) -> dict[str, Value]:
    """The value that something stands for where it is an object of any kind, else an empty one."""
    found = code.follow(file, value)[1]
    return found if isinstance(found, dict) else {}


def _named(code: Code, file: str, one: ClassFacts, key: str, elements: Iterable[Value]) -> Iterator[str]:
    """The names of elements; one that code makes is reported."""
    for element in elements:
        name = name_of(element)
        if name:
            yield name
        if not name or name.startswith("..."):
            made = _source(element) or name.removeprefix("...")
            code.note(file, one["line"], f"an element of {key} is made by code: {made}", symbol=one["name"])


def _source(element: Value) -> str:
    """The code inside a value, shortened, as far as it was kept."""
    if isinstance(element, dict):
        return (
            str(element["code"]) if "code" in element else next((w for v in element.values() if (w := _source(v))), "")
        )
    return ""


def name_of(element: Value) -> str:
    """An element of a module's array as written: a class, a call without its arguments, or the token of a provider."""
    if isinstance(element, str):
        return element
    if not isinstance(element, dict):
        return ""
    if "ref" in element:
        return str(element["ref"])
    if "new" in element:
        return str(element["new"])
    if "spread" in element:
        inner = name_of(element["spread"])
        return f"...{inner}" if inner else ""
    if element.get("call") in {"app.get", "moduleRef.get"} and isinstance(element["arguments"], list):
        return name_of(element["arguments"][0]) if element["arguments"] else ""
    if element.get("call") == "forwardRef" and isinstance(element["arguments"], list) and element["arguments"]:
        inner_value = element["arguments"][0]
        return name_of(inner_value.get("function")) if isinstance(inner_value, dict) else ""
    if "call" in element:
        return str(element["call"])
    entry = element.get("object")
    return name_of(entry["provide"]) if isinstance(entry, dict) and "provide" in entry else ""


def _provided(code: Code, token: str) -> Iterator[Global]:
    """What modules provide under a token that makes it global."""
    for file, one in code.marked("Module"):
        for where, element in entries(code, file, one, "providers"):
            entry = element.get("object") if isinstance(element, dict) else None
            if not isinstance(entry, dict) or name_of(entry.get("provide")) != token:
                continue
            made = next(
                (entry[key] for key in ("useClass", "useExisting", "useValue", "useFactory") if key in entry), None
            )
            name = name_of(made.get("function", made) if isinstance(made, dict) else None)
            if name:
                yield Global(name=name, file=where, line=one["line"])
            else:
                code.note(file, one["line"], f"what stands for {token} is made by code", symbol=one["name"])


def _called(code: Code, method: str) -> Iterator[Global]:
    for file, call in code.calls(method):
        for argument in call.get("arguments", ()):
            name = name_of(argument)
            if name[:1].isupper():
                yield Global(name=name, file=file, line=call["line"])
            else:
                code.note(file, call["line"], f"an argument of {method} is made by code: {call.get('text', '')}")


def _prefix(code: Code) -> tuple[str, Place | None, tuple[tuple[str, str], ...]]:
    taken: tuple[str, Place | None, tuple[tuple[str, str], ...]] = ("", None, ())
    for file, call in code.calls("setGlobalPrefix"):
        arguments = call.get("arguments", [])
        found = code.strings(file, arguments[0]) if arguments else None
        if found is None:
            code.note(file, call["line"], f"the global prefix is made by code: {call.get('text', '')}")
        elif taken[1] is None:
            place = Place(file=file, line=call["line"])
            taken = found[0].strip("/"), place, tuple(_excluded(code, file, call))
        elif found[0].strip("/") != taken[0]:
            code.note(file, call["line"], f"another global prefix: routes are read with that of {taken[1]}")
    return taken


def _excluded(code: Code, file: str, call: CallFacts) -> Iterator[tuple[str, str]]:
    """What the prefix does not hold for: method, empty for all, and pattern."""
    options = call.get("arguments", [])[1:]
    found = code.option(file, options[0], "exclude") if options else None
    if options and found is None and "object" not in code_object(code, file, options[0]):
        code.note(file, call["line"], "the options of the global prefix are made by code")
    for where, element in elements(code, *found) if found is not None else ():
        words = request(code, where, element)
        if words is None:
            code.note(file, call["line"], "an exclusion from the global prefix is made by code")
        else:
            yield from words


def request(code: Code, file: str, element: Value) -> tuple[tuple[str, str], ...] | None:
    """What a path, or an object with path and method, means: methods (empty for all) with paths without slashes."""
    path = code.option(file, element, "path")
    words = code.strings(*path) if path is not None else code.strings(file, element)
    method = code.option(file, element, "method")
    verb = request_method(method[1]) if method is not None else ""
    if words is None or (method is not None and not verb):
        return None
    return tuple(("" if verb == "ALL" else verb, word.strip("/")) for word in words)


def request_method(value: Value) -> str:
    """The name of one of Nest's request methods; empty where it is made by code."""
    is_number = isinstance(value, int) and 0 <= value < len(VERBS)
    name = VERBS[value] if is_number and isinstance(value, int) else name_of(value).rpartition(".")[2]
    return name if name in VERBS else ""


def _versions(code: Code) -> tuple[str, str | None, tuple[str, ...], Place | None]:
    for file, call in code.calls("enableVersioning"):
        place = Place(file=file, line=call["line"])
        options = (call.get("arguments") or [None])[0]
        if options is not None and "object" not in code_object(code, file, options):
            code.note(file, call["line"], "the options of versioning are made by code")
        kind = code.option(file, options, "type")
        name = name_of(kind[1]).rpartition(".")[2].lower() if kind is not None else "uri"
        if name not in {"uri", "header", "media_type", "custom"}:
            code.note(file, call["line"], "the type of versioning is made by code")
        default = code.option(file, options, "defaultVersion")
        versions = versions_of(code, default, place=place)
        given_prefix = code.option(file, options, "prefix")
        words = code.strings(*given_prefix) if given_prefix is not None else ("v",)
        if words is None and given_prefix is not None and given_prefix[1] is not False:
            code.note(file, call["line"], "the prefix of versions is made by code")
        prefix = "" if words is None else words[0]
        return name, prefix if name == "uri" else None, versions or (), place
    return "", None, (), None


def versions_of(code: Code, found: tuple[str, Value] | None, *, place: Place) -> tuple[str, ...] | None:
    """The versions that a value means, an empty one for `VERSION_NEUTRAL`; None where none is said."""
    if found is None:
        return None
    where, value = code.follow(*found)
    listed = value if isinstance(value, list) else [value]
    neutral = [one for one in listed if name_of(one) == "VERSION_NEUTRAL"]
    words = code.strings(where, [one for one in listed if one not in neutral])
    if words is None:
        code.note(place.file, place.line, "a version is made by code")
        return None
    return (*words, *([""] if neutral else ()))


def _placed(code: Code) -> Iterator[tuple[str, str]]:
    """Module classes with the path that `RouterModule.register` gives them."""
    for file, one in code.marked("Module"):
        for where, element in entries(code, file, one, "imports"):
            if isinstance(element, dict) and element.get("call") in {"RouterModule.register", "RouterModule.forRoutes"}:
                arguments = element["arguments"]
                tree = code.follow(where, arguments[0] if isinstance(arguments, list) and arguments else None)
                yield from _branch(code, *tree)
                if not isinstance(tree[1], list):
                    code.note(file, one["line"], "the routes of RouterModule are made by code", symbol=one["name"])


def _branch(
    code: Code, file: str, value: Value, *, above: str = "", depth: int = FARTHEST
) -> Iterator[tuple[str, str]]:
    for element in value if isinstance(value, list) and depth else []:
        file_of, entry = code.follow(file, element)
        path = code.option(file_of, entry, "path")
        words = code.strings(*path) if path is not None else ("",)
        if words is None or "object" not in code_object(code, file_of, entry):
            code.note(file, 0, "a path of RouterModule is made by code")
        here = "/".join(one for one in (above, (words or ("",))[0].strip("/")) if one)
        module = code.option(file_of, entry, "module")
        if module is not None:
            yield name_of(module[1]), here
        children = code.option(file_of, entry, "children")
        if children is not None:
            where, inner = code.follow(*children)
            if not isinstance(inner, list):
                code.note(file, 0, "children of RouterModule are made by code")
            for child in inner if isinstance(inner, list) else []:
                if isinstance(child, dict) and "ref" in child and not isinstance(code.follow(where, child)[1], dict):
                    yield str(child["ref"]), here
            yield from _branch(code, where, inner, above=here, depth=depth - 1)
