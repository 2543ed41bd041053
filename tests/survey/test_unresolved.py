"""Constructs that are written in unusual ways: read all the same, or reported; nothing is dropped in silence."""

from tests.survey.conftest import Look

HEAD = "import { Controller, Get, Module, applyDecorators, RequestMapping, RequestMethod } from '@nestjs/common';\n"

READ = {
    "namespace": (
        "import * as n from '@nestjs/common';\n@n.Controller('a') export class C { @n.Get('b') c() {} }",
        "/a/b",
    ),
    "renamed": (
        "import { Controller as X, Get as Y } from '@nestjs/common';\n@X('a') class C { @Y('c') c() {} }",
        "/a/c",
    ),
    "composed": (
        "const Api = (p: string) => applyDecorators(Controller(`a/${p}`), X());\n@Api('d') class C { @Get() c() {} }",
        "/a/d",
    ),
    "verb": (
        "function Read(path: string, x?: X) { return applyDecorators(X(), Get(path)); }\n"
        "@Controller('a') class C { @Read('e') c() {} }",
        "/a/e",
    ),
    "static": (
        "@Controller(C.P) class C { static readonly P = 'a'; @Get(R['x']) c() {} }\nconst R = { x: 'f' };",
        "/a/f",
    ),
    "frozen": ("const R = Object.freeze({ A: 'a/g' });\n@Controller(R.A) class C { @Get() c() {} }", "/a/g"),
    "expression": ("export const C = @Controller('a') class C { @Get('h') c() {} };", "/a/h"),
    "inside": ("const f = () => {\n  @Controller('a')\n  class C { @Get('i') c() {} }\n  return C;\n};", "/a/i"),
    "mixin": (
        "const Crud = (p: string) => {\n  abstract class Host { @Get(p) c() {} }\n  return Host;\n};\n"
        "@Controller('a') class C extends Crud('j') {}",
        "/a/j",
    ),
    "mapping": (
        "@Controller('a') class C { @RequestMapping({ path: 'k', method: RequestMethod.GET }) c() {} }",
        "/a/k",
    ),
}
REPORTED = {
    "path": ("@Controller('x') class C { @Get(y ? 'a' : 'b') c() {} }", "a path is made by code: y ? 'a' : 'b'"),
    "method": ("@Controller('x') class C { @RequestMapping({ method: m() }) c() {} }", "the method of a route is made"),
    "spread": (
        "const Read = () => applyDecorators(...all());\n@Controller('x') class C { @Read() c() {} }",
        "what @Read applies is made by code: ...all",
    ),
    "base": ("import { Base } from 'crud';\n@Controller('x') class C extends Base {}", "what is inherited from Base"),
    "called": ("class C {}\nController('x')(C);", "not read: the decorator Controller"),
    "lost": ("class C { @Get('x') c() {} }", "handlers of a class that no controller is known to be"),
    "module": ("@Module(meta()) class M {}", "the argument of @Module is not an object"),
    "imports": ("@Module({ imports: load() }) class M {}", "an element of imports is made by code: load"),
    "choice": ("@Module({ providers: [a && B] }) class M {}", "an element of providers is made by code: a && B"),
    "router": ("@Module({ imports: [RouterModule.register([{ path: p() }])] }) class M {}", "a path of RouterModule"),
    "guards": ("export const f = (app) => app.useGlobalGuards(...all());", "an argument of useGlobalGuards is made"),
    "prefix": ("export const f = (app) => app.setGlobalPrefix(prefix());", "the global prefix is made by code"),
    "versions": (
        "export const f = (app) => app.enableVersioning(how());",
        "the options of versioning are made by code",
    ),
    "schedule": ("class S { go() { this.registry.addCronJob('x', job); } }", "a schedule is set by code"),
    "variable": ("export const v = process.env[name];", "the name of an environment variable is made by code"),
    "queue": ("class S { @InjectQueue(name()) private q: Queue; }", "the queue of @InjectQueue is named by code"),
    "pattern": (
        "@Controller('x') class C { @MessagePattern({ a: 1 }) c() {} }",
        "the pattern of @MessagePattern is made",
    ),
    "space": ("@WebSocketGateway({ namespace: n() }) class G {}", "the namespace is made by code"),
}


def test_unusual_ways_to_write_a_route_are_read(look: Look) -> None:
    files = {f"src/{name}.ts": (HEAD if "import" not in code else "") + code for name, (code, _) in READ.items()}
    found = look(files)
    assert {route.place.file: (route.method, route.path) for route in found.routes} == {
        f"src/{name}.ts": ("GET", path) for name, (_, path) in READ.items()
    }
    assert {one.message for one in found.findings} == set()


def test_what_only_code_can_tell_is_a_finding_in_its_file(look: Look) -> None:
    files = {f"src/{name}.ts": (HEAD if "import" not in code else "") + code for name, (code, _) in REPORTED.items()}
    found = look(files)
    told = {name: [one.message for one in found.findings if one.file == f"src/{name}.ts"] for name in REPORTED}
    assert [name for name, (_, words) in REPORTED.items() if not any(one.startswith(words) for one in told[name])] == []
    assert [(one.method, one.path) for one in found.routes] == []


def test_files_that_are_not_read_are_named(look: Look) -> None:
    found = look({"src/a.ts": f"const a = '{'x' * 1_000_001}';", "src/b.js": "module.exports = 1;"})
    assert [(one.file, one.message.partition(":")[0]) for one in found.findings] == [
        ("src/a.ts", "this file is too large"),
        ("src/b.js", "JavaScript is not read"),
    ]
