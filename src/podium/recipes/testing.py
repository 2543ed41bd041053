"""How the project tests: names of specs, how the application is started, how a test gets a signed-in user."""

import re
from dataclasses import replace

from podium.plan.survey import Dto, DtoField, Route, Survey
from podium.recipes.nouns import Import, TestManner
from podium.recipes.sources import Sources
from podium.recipes.versions import read_base

LOGIN = re.compile(r"/(login|log-in|signin|sign-in|token|session)s?$")
REGISTER = re.compile(r"/(register|registration|signup|sign-up|users|accounts)$")
ASKED = re.compile(r"\b(?:get|post|put|patch|delete)\(\s*['\"`](/[^'\"`]*)")
IDENTITIES = ("email", "username", "login", "phone")


def read_manner(survey: Survey, sources: Sources) -> TestManner:
    """The project's manner of testing; what it does not show stays empty."""
    jest = survey.stack.test_runner == "jest"
    plain = TestManner(
        runner="jest" if jest else "vitest",
        globals=_value(survey, "test-globals", "yes" if jest else "no") == "yes",
        unit_suffix=_value(survey, "unit-suffix", ".spec.ts"),
        e2e_suffix=_value(survey, "e2e-suffix", ".e2e-spec.ts"),
        e2e_folder=_value(survey, "e2e-folder", "test" if survey.project == "." else f"{survey.project}/test"),
        typed_matchers="typescript-eslint" in survey.stack.packages,
        app_module=_class(survey, "app-module"),
        role_field=_role_field(survey),
        supertest=_supertest(sources),
    )
    return _with_harness(plain, survey, sources) or _with_routes(plain, survey, sources)


def _value(survey: Survey, name: str, default: str = "") -> str:
    found = survey.convention(name)
    return found.value if found else default


def _class(survey: Survey, name: str) -> Import | None:
    found = survey.convention(name)
    return Import(name=found.value, source=found.place.file) if found else None


def _role_field(survey: Survey) -> str:
    user = survey.schema.model(_value(survey, "user-model", "User"))
    kind = _value(survey, "roles-type")
    return next((field.name for field in user.fields if field.type == kind), "") if user and kind else ""


def _supertest(sources: Sources) -> Import:
    for _, text in sources.matching():
        found = re.search(r"import (\* as \w+|\w+) from ['\"]supertest['\"]", text)
        if found:
            star = found[1].startswith("*")
            return Import(name=found[1] if star else f"default {found[1]}", source="supertest")
    return Import(name="default request", source="supertest")


def _with_harness(plain: TestManner, survey: Survey, sources: Sources) -> TestManner | None:
    """The manner of a class that starts the application, where it has all that a spec needs."""
    setup = survey.convention("e2e-setup")
    call = re.fullmatch(r"(?:await )?(\w+)\.(\w+)\(\)", setup.value) if setup else None
    text = sources.text(setup.place.file) if setup else ""
    if setup is None or call is None or not re.search(rf"class {call[1]}\b", text):
        return None
    http = re.search(r"^  (\w+)\(\)[^{\n]*\{\s*return request\(", text, re.MULTILINE)
    prisma = re.search(rf"(?:readonly|public)\s+(\w+)!?:\s*{_value(survey, 'prisma-service')}\b", text)
    reset = re.search(r"^  (?:async )?((?:reset|clean|clear|truncate)\w*)\(\)", text, re.MULTILINE)
    user = re.search(r"^  async (\w+)\((name[^,)]*)(,\s*role[^)]*)?\): Promise<(\w+)>", text, re.MULTILINE)
    shape = re.search(rf"interface {user[4]}\b[^{{]*\{{(.*?)\n\}}", text, re.DOTALL) if user else None
    token = re.search(r"(\w*[tT]oken)\b", shape[1]) if shape else None
    if not (
        http and prisma and reset and user and token and re.search(r"^\s+id:", shape[1] if shape else "", re.MULTILINE)
    ):
        return None
    source = setup.place.file
    return replace(
        plain,
        harness=Import(name=call[1], source=source),
        start=f"{call[1]}.{call[2]}()",
        http=f"app.{http[1]}()",
        prisma=f"app.{prisma[1]}",
        reset=f"app.{reset[1]}()",
        sign_up=f"app.{user[1]}",
        sign_up_role=bool(user[3]),
        user_type=Import(name=f"type {user[4]}", source=source),
        token=token[1],
        prefix=_begun(survey, sources, suffix=plain.e2e_suffix),
    )


def _begun(survey: Survey, sources: Sources, *, suffix: str) -> str:
    """What the paths begin with that the end-to-end tests ask for: as much of the base as any of them shows."""
    base = read_base(survey)
    asked = [path for _, text in sources.matching(suffix=suffix) for path in ASKED.findall(text)]
    begins = (base.path, base.version, base.prefix)
    return next((one for one in begins if one and any(path.startswith(f"{one}/") for path in asked)), "")


def _with_routes(plain: TestManner, survey: Survey, sources: Sources) -> TestManner:
    """The manner of a spec that starts the application itself and gets its users by the routes for them."""
    setup = survey.convention("e2e-setup")
    call = re.fullmatch(r"(?:await )?(\w+)\(app\)", setup.value) if setup else None
    function = Import(name=call[1], source=setup.place.file) if call and setup else None
    prefix_call, calls = survey.convention("global-prefix-call"), list[str]()
    base, version = read_base(survey), ""
    if function:
        calls = [f"{function.name}(app);"]
        prefixed = bool(prefix_call and prefix_call.place.file == function.source)
        versioned = survey.convention("versioning")
        version = base.version if versioned and versioned.place.file == function.source else ""
    else:
        options = [one for one in _value(survey, "validation-pipe").split(",") if one]
        calls = [f"app.useGlobalPipes(new ValidationPipe({{ {', '.join(f'{one}: true' for one in options)} }}));"]
        prefixed = prefix_call is not None
        calls = [f"{prefix_call.value.rstrip(';')};", *calls] if prefix_call else calls
    begun = (base.prefix if prefixed else "") + version
    manner = replace(plain, setup=function, setup_calls=tuple(calls), prefix=begun)
    return _with_login(manner, survey, sources)


def _with_login(plain: TestManner, survey: Survey, sources: Sources) -> TestManner:
    login, login_dto = _route(survey, LOGIN)
    register, register_dto = _route(survey, REGISTER)
    if login is None or register is None or login_dto is None or register_dto is None:
        return plain
    fields = [field.name for field in login_dto.fields]
    identity = next((name for name in IDENTITIES if name in fields), "")
    token = _token(login, survey, sources)
    if not identity or not token:
        return plain
    base = read_base(survey).path
    if not (login.path.startswith(f"{base}/") and register.path.startswith(f"{base}/")):
        return plain
    rest = [field for field in register_dto.fields if field.name not in fields and not field.optional]
    return replace(
        plain,
        login_path=login.path.removeprefix(base),
        login_body=tuple(fields),
        login_token=token,
        identity=identity,
        register_path=register.path.removeprefix(base),
        register_body=tuple((field.name, _sample(field)) for field in rest),
    )


def _route(survey: Survey, shape: re.Pattern[str]) -> tuple[Route | None, Dto | None]:
    """The open POST route of that path whose body has a password, with the body's class."""
    for route in survey.routes:
        dto = next((one for one in survey.dtos if one.name == route.body), None)
        if (
            route.method == "POST"
            and shape.search(route.path)
            and dto
            and any(one.name == "password" for one in dto.fields)
        ):
            return route, dto
    return None, None


def _token(route: Route, survey: Survey, sources: Sources) -> str:
    """The property of the login's answer that holds the token."""
    written = route.returns or _returned(route, survey, sources)
    found = re.search(r"\b(\w*[tT]oken)\b\s*[?]?:", written)
    if found:
        return found[1]
    dto = next((one for one in survey.dtos if re.search(rf"\b{one.name}\b", written)), None)
    tokens = [field.name for field in dto.fields if re.search(r"token$", field.name, re.IGNORECASE)] if dto else []
    return next((one for one in tokens if "access" in one.lower()), (tokens or [""])[0])


def _returned(route: Route, survey: Survey, sources: Sources) -> str:
    """The type that the service's method gives back which the handler calls."""
    text = sources.text(route.place.file)
    body = text[text.find(f" {route.handler}(") :]
    call = re.search(r"this\.\w+\.(\w+)\(", body)
    for service in survey.providers:
        if call and call[1] in service.methods:
            code = sources.text(service.place.file)
            found = re.search(rf"\b{call[1]}\([^)]*\)\s*:\s*Promise<(.*)>\s*\{{", code)
            if found:
                return found[1]
    return ""


def _sample(field: DtoField) -> str:
    """A value for a field that a registration asks for."""
    if field.name == "name" or field.name.lower().endswith("name"):
        return "name"
    plain = {"number": "1", "boolean": "true"}.get(field.type)
    return plain or f"'{field.name}'"


def knows_users(manner: TestManner) -> bool:
    """Whether a spec can get a signed-in user."""
    return bool(manner.sign_up or manner.login_token)


def knows_roles(manner: TestManner) -> bool:
    """Whether a spec can get a user with a role."""
    return manner.sign_up_role or bool(manner.login_token and manner.role_field)
