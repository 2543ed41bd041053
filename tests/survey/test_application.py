"""What modules and the bootstrap code set up: middleware, tokens, dynamic modules."""

from tests.survey.conftest import Look

MIDDLEWARE = """
import { Module, NestModule, RequestMethod } from '@nestjs/common';
const PATHS = ['a', { path: 'b', method: RequestMethod.POST }];
@Module({})
export class AppModule implements NestModule {
  configure(consumer: MiddlewareConsumer) {
    consumer.apply(LoggerMiddleware, cors()).exclude('health', ...PATHS).forRoutes(CatsController, '*');
    consumer.apply(TenantMiddleware).forRoutes({ path: 'cats/:id', method: RequestMethod.ALL });
    const proxy = consumer.apply(Lost);
    proxy.forRoutes('x');
  }
}
"""


def test_middleware_says_which_routes_it_is_for(look: Look) -> None:
    main = "const app = await NestFactory.create(AppModule);\napp.use(helmet());\napp.use('/docs', serve);\n"
    found = look({"src/app.module.ts": MIDDLEWARE, "src/main.ts": main})
    assert [(one.name, one.routes, one.excluded) for one in found.middleware] == [
        ("LoggerMiddleware", ("CatsController", "*"), ("/health", "/a", "POST /b")),
        ("cors", ("CatsController", "*"), ("/health", "/a", "POST /b")),
        ("TenantMiddleware", ("/cats/:id",), ()),
        ("helmet", ("*",), ()),
        ("serve", ("/docs",), ()),
    ]
    assert [(one.file, one.line) for one in found.findings] == [("src/app.module.ts", 10)]


def test_tokens_say_what_stands_for_them(look: Look) -> None:
    source = """export const CACHE = 'cache', MAIL = Symbol('mail');
const providers = [{ provide: CACHE, useFactory: (a) => new Redis(a), inject: [ConfigService, { token: MAIL }] }];
@Module({ providers: [...providers, { provide: MAIL, useClass: Smtp }, { provide: X, useValue: 3 }, made()] })
export class M {}
"""
    found = look({"src/m.ts": source})
    assert [(one.name, one.way, one.target, one.injects) for one in found.tokens] == [
        ("MAIL", "class", "Smtp", ()),
        ("X", "value", "", ()),
        ("cache", "factory", "Redis", ("ConfigService", "MAIL")),
    ]


def test_dynamic_modules_add_what_they_return(look: Look) -> None:
    source = """@Module({ providers: [A] })
export class M {
  static forRoot(o: O): DynamicModule {
    return { module: M, global: true, imports: [B], providers: [A, { provide: K, useValue: o }] };
  }
  static forFeature(names) { return { module: M, exports: names.map(f) }; }
}
"""
    (module,) = (found := look({"src/m.ts": source})).modules
    assert (module.dynamic, module.is_global) == (("forRoot", "forFeature"), True)
    assert (module.imports, module.providers, module.exports) == (("B",), ("A", "K"), ("...names.map",))
    assert [one.message for one in found.findings] == ["an element of exports is made by code: names.map"]


def test_a_module_made_by_a_builder_has_its_methods(look: Look) -> None:
    left = "export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN: OPTIONS }"
    right = "new ConfigurableModuleBuilder<O>().setClassMethodName('forRoot').build()"
    imported = "import { ConfigurableModuleClass } from './a';\n"
    module = "@Module({})\nexport class M extends ConfigurableModuleClass {}\n"
    found = look({"src/a.ts": f"{left} =\n  {right};\n", "src/m.ts": imported + module})
    assert (found.modules[0].dynamic, found.findings) == (("forRoot", "forRootAsync"), ())
