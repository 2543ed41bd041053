"""Controllers and routes: whole paths, versions, prefixes, guards, roles."""

from collections.abc import Callable

import pytest

from podium.plan.survey import Survey

Look = Callable[..., Survey]
MAIN = "import { NestFactory } from '@nestjs/core';\nconst app = await NestFactory.create(AppModule);\n"


def paths(found: Survey) -> list[tuple[str, str]]:
    return [(route.method, route.path) for route in found.routes]


def controller(decorator: str, *members: str, head: str = "") -> str:
    return f"{head}\n@Controller({decorator})\nexport class X {{\n" + "\n".join(members) + "\n}\n"


@pytest.mark.parametrize(
    ("decorator", "member", "expected"),
    [
        ("'users'", "@Get() a() {}", [("GET", "/users")]),
        ("", "@Post('/x/') a() {}", [("POST", "/x")]),
        ("`users`", "@Get(['a', ':id']) a() {}", [("GET", "/users/:id"), ("GET", "/users/a")]),
        ("['a', 'b']", "@Delete() a() {}", [("DELETE", "/a"), ("DELETE", "/b")]),
        ("{ path: 'users', host: 'x' }", "@Patch(':id') a() {}", [("PATCH", "/users/:id")]),
        ("{ host: 'x' }", "@All() a() {}", [("ALL", "/")]),
        ("'a' + '/b'", "@Sse('s') a() {}", [("GET", "/a/b/s")]),
        ("'a'", "@Get() @Head('h') a() {}", [("GET", "/a"), ("HEAD", "/a/h")]),
        ("'a'", "@RequestMapping({ path: 'm', method: RequestMethod.PUT }) a() {}", [("PUT", "/a/m")]),
    ],
)
def test_paths_are_joined(look: Look, decorator: str, member: str, expected: list[tuple[str, str]]) -> None:
    assert paths(look({"src/x.controller.ts": controller(decorator, member)})) == expected


def test_constants_and_enums_are_followed_through_imports(look: Look) -> None:
    found = look(
        {
            "tsconfig.json": '{"compilerOptions": {"baseUrl": ".", "paths": {"@app/*": ["src/*"],}}} // paths',
            "src/routes.ts": "export const ROUTES = { users: 'users' } as const;\nexport enum Sub { One = 'one' }\n",
            "src/index.ts": "export * from './routes';\n",
            "src/x.controller.ts": controller(
                "ROUTES.users", "@Get(`${Sub.One}/:id`) a() {}", head="import { ROUTES, Sub } from '@app/index';"
            ),
        }
    )
    assert paths(found) == [("GET", "/users/one/:id")]


def test_the_global_prefix_and_its_exclusions_count(look: Look) -> None:
    main = MAIN + "app.setGlobalPrefix('/api/', { exclude: ['health', { path: 'docs/*path', method: 0 }] });\n"
    members = ("@Get('users') a() {}", "@Get('health') b() {}", "@Get('docs/x') c() {}")
    found = look({"src/main.ts": main, "src/x.ts": controller("", *members)})
    assert [path for _, path in paths(found)] == ["/api/users", "/health", "/docs/x"]


def test_versions_by_uri_stand_between_prefix_and_path(look: Look) -> None:
    main = (
        MAIN + "app.setGlobalPrefix('api');\napp.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' });\n"
    )
    members = (
        "@Get('a') a() {}",
        "@Version(['2', '3']) @Get('b') b() {}",
        "@Version(VERSION_NEUTRAL) @Get('c') c() {}",
    )
    found = look({"src/main.ts": main, "src/x.ts": controller("", *members)})
    assert [path for _, path in paths(found)] == ["/api/v1/a", "/api/v2/b", "/api/v3/b", "/api/c"]


def test_versions_by_header_are_not_in_the_path(look: Look) -> None:
    main = MAIN + "app.enableVersioning({ type: VersioningType.HEADER, header: 'V' });\n"
    found = look({"src/main.ts": main, "src/x.ts": controller("{ path: 'a', version: '2' }", "@Get() a() {}")})
    assert paths(found) == [("GET", "/a")]


def test_the_router_module_gives_paths_to_modules(look: Look) -> None:
    module = (
        "@Module({ imports: [RouterModule.register([{ path: 'admin', children: [{ path: 'x', module: M }] }])] })\n"
        "export class A {}\n@Module({ controllers: [X] }) export class M {}\n"
    )
    found = look({"src/a.module.ts": module, "src/x.ts": controller("'users'", "@Get() a() {}")})
    assert paths(found) == [("GET", "/admin/x/users")]


def test_routes_of_a_base_class_belong_to_each_controller(look: Look) -> None:
    base = "export abstract class Base<T> {\n  @Get(':id') one() {}\n  @Get() all() {}\n}\n"
    child = (
        "import { Base } from './base';\n@Controller('x')\nexport class X extends Base<Y> { @Get('mine') all() {} }\n"
    )
    found = look({"src/base.ts": base, "src/x.ts": child})
    assert [(route.controller, route.path, route.place.file) for route in found.routes] == [
        ("X", "/x/:id", "src/base.ts"),
        ("X", "/x/mine", "src/x.ts"),
    ]


def test_guards_and_roles_of_the_class_hold_for_its_handlers(look: Look) -> None:
    roles = "export const Roles = (...of: R[]) => SetMetadata('roles', of);\nexport enum R { Admin = 'ADMIN' }\n"
    source = """import { Roles, R } from './roles';
@UseGuards(AuthGuard('jwt'), RolesGuard)
@Roles('USER')
@Controller('x') export class X {
  @Get() a() {}
  @Roles(R.Admin) @UseGuards(new Own(1, 2)) @Post() b() {}
}
"""
    first, second = look({"src/roles.ts": roles, "src/x.ts": source}).routes
    assert (first.guards, first.roles) == (("AuthGuard('jwt')", "RolesGuard"), ("USER",))
    assert (second.guards, second.roles) == (("AuthGuard('jwt')", "RolesGuard", "new Own(1, 2)"), ("ADMIN",))


def test_a_composed_decorator_is_opened(look: Look) -> None:
    auth = """export const Roles = (...roles: string[]) => SetMetadata('roles', roles);
export function Auth(...roles: string[]) {
  return applyDecorators(Roles(...roles), UseGuards(JwtGuard, RolesGuard));
}
"""
    source = controller("'x'", "@Auth('ADMIN') @Get() a() {}", head="import { Auth } from './auth';")
    route = look({"src/auth.ts": auth, "src/x.ts": source}).routes[0]
    assert (route.guards, route.roles) == (("JwtGuard", "RolesGuard"), ("ADMIN",))


def test_global_guards_stand_before_every_route_that_is_not_public(look: Look) -> None:
    guards = ", ".join(f"{{ provide: APP_GUARD, useClass: {name} }}" for name in ("JwtAuthGuard", "ThrottlerGuard"))
    module = f"@Module({{ providers: [{guards}] }})\nexport class A {{}}\n"
    public = "export const Open = () => SetMetadata('isPublic', true);\n"
    source = controller("'x'", "@Get() a() {}", "@Open() @Get('b') b() {}", head="import { Open } from './open';")
    found = look({"src/a.module.ts": module, "src/open.ts": public, "src/x.ts": source})
    assert [(route.guards, route.is_public) for route in found.routes] == [(("JwtAuthGuard",), False), ((), True)]


def test_parameters_say_where_their_values_come_from(look: Look) -> None:
    asked = "@Param('id', ParseIntPipe) id: number, @Body() { x }: XDto, @User('id') u: string, plain?: Y"
    member = f"@Post(':id') a({asked}): Promise<Z> {{}}"
    route = look({"src/x.ts": controller("'x'", member)}).routes[0]
    assert [(one.name, one.type, one.source, one.key) for one in route.parameters] == [
        ("id", "number", "param", "id"),
        ("{ x }", "XDto", "body", ""),
        ("u", "string", "User", "id"),
        ("plain", "Y", "none", ""),
    ]
    assert (route.body, route.returns, route.place.line) == ("XDto", "Promise<Z>", 4)


@pytest.mark.parametrize(
    ("decorator", "member", "words"),
    [
        ("make()", "@Get() a() {}", "a path is made by code"),
        ("'x'", "@Get(UNKNOWN) a() {}", "a path is made by code: UNKNOWN"),
        ("{ path: 'x', version: v() }", "@Get() a() {}", "a version is made by code"),
    ],
)
def test_what_is_made_by_code_is_a_finding(look: Look, decorator: str, member: str, words: str) -> None:
    finding = look({"src/x.ts": controller(decorator, member)}).findings[0]
    assert (finding.gate, finding.rule, finding.severity, finding.file) == (
        "survey",
        "not-resolved",
        "info",
        "src/x.ts",
    )
    assert finding.message.startswith(words) and finding.line > 0


def test_controllers_in_tests_do_not_count(look: Look) -> None:
    assert look({"src/x.spec.ts": controller("'x'", "@Get() a() {}")}).controllers == ()
