"""What holds for a Nest application as a whole: its modules, global guards, route prefix and versions."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from podium.plan.evidence import Place
from podium.plan.survey import Module
from podium.survey.classes import DYNAMIC
from podium.survey.code import FARTHEST, Code, decorator, given
from podium.survey.facts import CallFacts, ClassFacts, Value

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

    `version` is None without versions by URI, else the prefix and the default version; `places` maps a module's
    class to the path that the router module gives it.
    """

    modules: tuple[Module, ...] = ()
    guards: tuple[Global, ...] = ()
    interceptors: tuple[Global, ...] = ()
    prefix: str = ""
    prefix_place: Place | None = None
    excluded: tuple[str, ...] = ()
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
        for method in one.get("methods", ()):
            if method.get("returns", "").endswith(DYNAMIC):
                code.note(file, method["line"], "what a dynamic module adds is not read", symbol=one["name"])
        names = {key: tuple(_listed(code, file, one, argument, key)) for key in ARRAYS}
        yield Module(
            name=one["name"],
            place=Place(file=file, line=one["line"]),
            imports=names["imports"],
            controllers=names["controllers"],
            providers=names["providers"],
            exports=names["exports"],
            is_global=decorator(one, "Global") is not None,
        )


def entries(code: Code, file: str, one: ClassFacts, key: str) -> Iterator[tuple[str, Value]]:
    """The elements of one of a module's arrays, spread constants opened, each with the file where it stands.

    A getter may take elements from the module's other arrays: `[...this.providers]`.
    """
    found = code.option(file, given(decorator(one, "Module")), key)
    if found is None:
        return
    where, value = found
    for place, element in _opened(code, where, value.get("function", value) if isinstance(value, dict) else value):
        taken = name_of(element).removeprefix("...").removeprefix("this.")
        if taken in ARRAYS and taken != key:
            yield from entries(code, file, one, taken)
        else:
            yield place, element


def _opened(code: Code, file: str, value: Value, *, depth: int = FARTHEST) -> Iterator[tuple[str, Value]]:
    inner = value.get("spread", value) if isinstance(value, dict) else value
    where, listed = code.follow(file, inner)
    if isinstance(listed, list) and depth:
        for element in listed:
            yield from _opened(code, where, element, depth=depth - 1)
    else:
        yield file, value


def _listed(code: Code, file: str, one: ClassFacts, argument: Value, key: str) -> Iterator[str]:
    if argument is not None and not (isinstance(argument, dict) and ("object" in argument or "ref" in argument)):
        if key == ARRAYS[0]:
            code.note(file, one["line"], "the argument of @Module is not an object", symbol=one["name"])
        return
    for _, element in entries(code, file, one, key):
        name = name_of(element)
        if name:
            yield name
        else:
            code.note(file, one["line"], f"an element of {key} is made by code: {_source(element)}", symbol=one["name"])


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


def _prefix(code: Code) -> tuple[str, Place | None, tuple[str, ...]]:
    for file, call in code.calls("setGlobalPrefix"):
        arguments = call.get("arguments", [])
        found = code.strings(file, arguments[0]) if arguments else None
        if found is None:
            code.note(file, call["line"], f"the global prefix is made by code: {call.get('text', '')}")
            continue
        return found[0].strip("/"), Place(file=file, line=call["line"]), tuple(_excluded(code, file, call))
    return "", None, ()


def _excluded(code: Code, file: str, call: CallFacts) -> Iterator[str]:
    options = call.get("arguments", [])[1:]
    found = code.option(file, options[0], "exclude") if options else None
    where, listed = code.follow(*found) if found is not None else (file, [])
    for element in listed if isinstance(listed, list) else []:
        path = code.option(where, element, "path")
        words = code.strings(*path) if path is not None else code.strings(where, element)
        if words is None:
            code.note(file, call["line"], "an exclusion from the global prefix is made by code")
        else:
            yield from (word.strip("/") for word in words)


def _versions(code: Code) -> tuple[str, str | None, tuple[str, ...], Place | None]:
    for file, call in code.calls("enableVersioning"):
        place = Place(file=file, line=call["line"])
        options = (call.get("arguments") or [None])[0]
        kind = code.option(file, options, "type")
        name = name_of(kind[1]).rpartition(".")[2].lower() if kind is not None else "uri"
        default = code.option(file, options, "defaultVersion")
        versions = code.strings(*default) if default is not None else ()
        if versions is None:
            neutral = default is not None and name_of(default[1]) == "VERSION_NEUTRAL"
            versions = ()
            if not neutral:
                code.note(file, call["line"], "the default version is made by code")
        given_prefix = code.option(file, options, "prefix")
        words = code.strings(*given_prefix) if given_prefix is not None else ("v",)
        prefix = "" if words is None else words[0]
        return name, prefix if name == "uri" else None, versions, place
    return "", None, (), None


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
        here = "/".join(one for one in (above, (words or ("",))[0].strip("/")) if one)
        module = code.option(file_of, entry, "module")
        if module is not None:
            yield name_of(module[1]), here
        children = code.option(file_of, entry, "children")
        if children is not None:
            where, inner = code.follow(*children)
            for child in inner if isinstance(inner, list) else []:
                if isinstance(child, dict) and "ref" in child and not isinstance(code.follow(where, child)[1], dict):
                    yield str(child["ref"]), here
            yield from _branch(code, where, inner, above=here, depth=depth - 1)
