"""How a signed-in user is known, and how routes say who may enter."""

import re
from collections.abc import Iterator

from podium.plan.evidence import Place
from podium.plan.survey import Convention
from podium.survey.classes import INPUTS
from podium.survey.code import Code, decorator
from podium.survey.evidence import Known, Sample, most, shown
from podium.survey.facts import ClassFacts, MethodFacts, ParameterFacts
from podium.survey.protection import is_public_marker, is_roles_marker, metadata_key, split_arguments
from podium.survey.routes import METHODS, THROTTLE

AUTHENTICATES = re.compile(r"auth|jwt|session|token|passport", re.IGNORECASE)
ROLE = re.compile(r"role", re.IGNORECASE)
USER = re.compile(r"user|account|principal|profile|identity", re.IGNORECASE)
ADMINISTRATOR = re.compile(r"admin", re.IGNORECASE)
IDENTITY = re.compile(r"\.(?:id|uid|sub|userId|_id)$")
PASSWORD = re.compile(r"pass(?:word)?|hash", re.IGNORECASE)


def access(known: Known) -> Iterator[Convention | None]:
    """The conventions of access."""
    yield from _guards(known)
    yield from _roles(known)
    yield _user_model(known)
    yield most("public-decorator", _public(known))
    yield from _current_user(known)


def place_of(code: Code, file: str, name: str, otherwise: Place) -> Place:
    """Where a name seen in a file is declared in the tree, or the place given."""
    found = code.define(file, name)
    return code.place(*found) if found is not None else otherwise


def _guards(known: Known) -> Iterator[Convention | None]:
    code = known.code
    used = [(guard, route.place) for route in known.routes for guard in route.guards]
    entering = [(guard, place) for guard, place in used if _authenticates(code, place.file, guard)]
    found = most("auth-guard", entering, ties=True)
    yield _declared(code, found)
    yield _declared(code, most("roles-guard", [one for one in used if ROLE.search(one[0])], ties=True))
    for guard in known.application.guards:
        place = Place(file=guard.file, line=guard.line)
        name = "throttler-guard" if THROTTLE.search(guard.name) else "global-guard"
        yield shown(name, guard.name, place)


def _authenticates(code: Code, file: str, guard: str) -> bool:
    if ROLE.search(guard) or THROTTLE.search(guard):
        return False
    found = code.class_named(file, guard)
    return AUTHENTICATES.search(guard) is not None or (found is not None and "AuthGuard" in found[1].get("extends", ""))


def _declared(code: Code, found: Convention | None) -> Convention | None:
    if found is None:
        return None
    place = place_of(code, found.place.file, found.value, found.place)
    return shown(found.name, found.value, place, uses=found.uses)


def _marked(known: Known) -> Iterator[tuple[str, str, str, Place]]:
    """Decorators on controllers and handlers: file, name, source, place."""
    for file, one in known.code.marked("Controller"):
        for holder in (one, *one.get("methods", ())):
            for found in holder.get("decorators", ()):
                yield file, found["name"], found["text"], Place(file=file, line=found["line"])


def _public(known: Known) -> Iterator[Sample]:
    for file, name, _, place in _marked(known):
        if is_public_marker(name, metadata_key(known.code, file, name)):
            yield name, place_of(known.code, file, name, place)


def _roles(known: Known) -> Iterator[Convention | None]:
    code = known.code
    marked = [one for one in _marked(known) if is_roles_marker(one[1], metadata_key(code, one[0], one[1]))]
    found = most("roles-decorator", [(name, place) for _, name, _, place in marked], ties=True)
    if found is None:
        return
    yield _declared(code, found)
    written = [(words, place) for _, _, source, place in marked for words in split_arguments(source)]
    administrators = [one for one in written if ADMINISTRATOR.search(one[0])]
    yield most("roles-written", administrators, ties=True)
    yield most("admin-role", [(_bare(words), place) for words, place in administrators], ties=True)
    declared = code.define(found.place.file, found.value)
    if declared is None:
        return
    parameters = code.facts[declared[0]].get("parameters", {}).get(declared[1], "")
    kind = re.search(r":\s*(?:Array<)?\(?([A-Z]\w*)", parameters)
    if kind is not None:
        yield from _role_type(known, declared[0], kind.group(1))


def _role_type(known: Known, file: str, name: str) -> Iterator[Convention]:
    code = known.code
    enum = next((one for one in known.schema.enums if one.name == name), None)
    if enum is not None:
        yield shown("roles-type", name, enum.place)
        yield shown("roles-values", ",".join(enum.values), enum.place)
        return
    declared = code.define(file, name)
    members = code.facts[declared[0]].get("enums", {}).get(declared[1]) if declared is not None else None
    if declared is not None:
        yield shown("roles-type", name, code.place(*declared))
        if members:
            yield shown("roles-values", ",".join(members.values()), code.place(*declared))


def _bare(written: str) -> str:
    """`'ADMIN'` and `Role.ADMIN` as `ADMIN`."""
    return written.strip("'\"[] ").rpartition(".")[2]


def _user_model(known: Known) -> Convention | None:
    ranked = [
        model
        for model in known.schema.models
        if model.name.lower() in {"user", "users", "account", "customer", "member"}
        or any(PASSWORD.fullmatch(field.name) for field in model.fields)
    ]
    best = min(ranked, key=lambda model: (model.name.lower() not in {"user", "users"}, model.place), default=None)
    return shown("user-model", best.name, best.place) if best is not None else None


def _current_user(known: Known) -> Iterator[Convention | None]:
    samples: list[tuple[ParameterFacts, Place]] = []
    expressions: list[Sample] = []
    for file, one in known.code.classes:
        for method in _handlers(one):
            place = Place(file=file, line=method["line"])
            for parameter in filter(_carries_user, method.get("parameters", ())):
                samples.append((parameter, place))
                expressions += [(words, place) for words in _identity(parameter["name"], method)]
    if not samples:
        samples = list(_asked(known))
        expressions = list(_chains(known)) if samples else []
    yield most("current-user", [(one.get("text", ""), place) for one, place in samples], ties=True)
    yield most("current-user-id", expressions, ties=True)
    types = [(kind, place) for one, place in samples if (kind := _user_type(one.get("type", "")))]
    yield _declared(known.code, most("current-user-type", types, ties=True))


def _handlers(one: ClassFacts) -> Iterator[MethodFacts]:
    for method in one.get("methods", ()):
        if decorator(method, *METHODS, "Query", "Mutation") is not None:
            yield method


def _carries_user(parameter: ParameterFacts) -> bool:
    names = [one["name"] for one in parameter.get("decorators", ())]
    if "Req" in names or "Request" in names:
        return USER.search(parameter.get("type", "")) is not None
    return any(name not in INPUTS and USER.search(name) for name in names)


def _asked(known: Known) -> Iterator[tuple[ParameterFacts, Place]]:
    """A request that is injected into a controller, with a type that names the user."""
    for file, one in known.code.marked("Controller"):
        for parameter in one.get("constructor", ()):
            if parameter.get("text", "").startswith("@Inject(REQUEST)") and USER.search(parameter.get("type", "")):
                yield parameter, Place(file=file, line=one["line"])


def _chains(known: Known) -> Iterator[Sample]:
    for file, facts in known.code.facts.items():
        for chain, count in facts.get("chains", {}).items():
            if IDENTITY.search(chain):
                yield from [(chain, Place(file=file))] * count


def _identity(name: str, method: MethodFacts) -> Iterator[str]:
    """The expressions for the user's id in a handler that begin with a parameter."""
    if name.lower().endswith("id"):
        yield name
    for chain in method.get("uses", ()):
        words = re.sub(r"[?!]\.", ".", chain)
        if words.startswith(f"{name}.") and IDENTITY.search(words):
            yield words


def _user_type(kind: str) -> str:
    inner = re.search(r"user\??:\s*(\w+)", kind)
    if inner is not None:
        return inner.group(1)
    return kind if re.fullmatch(r"[A-Z]\w*", kind) else ""
