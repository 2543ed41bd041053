"""Facts of one file."""

import json

import pytest

from podium.survey.typescript import read


def test_imports_name_what_they_bring_in() -> None:
    source = b"""import type { A as B, C } from './a.js';
import d, * as e from "x";
import 'side';
import f = require('f');
"""
    found = {one["source"]: one.get("names", {}) for one in read(source).get("imports", [])}
    assert found == {"./a.js": {"B": "A", "C": "C"}, "x": {"d": "default", "e": "*"}, "side": {}, "f": {"f": "*"}}


def test_imports_may_hold_comments_and_inline_types() -> None:
    source = b"import {\n  type A, // first\n  B,\n  type as,\n} from './a';\n"
    assert read(source).get("imports", [])[0].get("names") == {"A": "A", "B": "B", "as": "as"}


def test_reexports_are_kept_by_name_or_whole() -> None:
    found = read(b"export * from './a';\nexport { q as r } from './b';\nconst x = 1;\nexport default x;\n")
    names = [(one["source"], one.get("names")) for one in found.get("reexports", [])]
    assert names == [("./a", None), ("./b", {"r": "q"}), ("", {"default": "x"})]


CLASS = b"""@Injectable()
export abstract class X<T> extends Y<T>(Z) implements I, J {
  @Prop({ a: 1 }) private f?: string[];
  constructor(@Inject(T) private readonly a: Cache, b?: Foo<Bar>) { super(); }
  @Get(':id') async m(@Param('id') id: number): Promise<X> { return 1; }
  private hidden(): void {}
}
"""


def test_a_class_shows_its_decorators_base_fields_and_methods() -> None:
    one = read(CLASS).get("classes", [])[0]
    assert (one["name"], one["line"], one.get("extends"), one.get("implements")) == ("X", 2, "Y<T>(Z)", ["I", "J"])
    assert [(field["name"], field.get("type"), field.get("optional")) for field in one.get("fields", [])] == [
        ("f", "string[]", True)
    ]
    assert [(item["name"], item.get("type")) for item in one.get("constructor", [])] == [
        ("a", "Cache"),
        ("b", "Foo<Bar>"),
    ]
    assert [(item["name"], item["line"], item.get("hidden")) for item in one.get("methods", [])] == [
        ("m", 5, None),
        ("hidden", 6, True),
    ]


def test_a_decorated_class_inside_a_function_is_found() -> None:
    source = (
        b"export function mixin() {\n  @Injectable()\n  class Inner implements CanActivate {}\n  return Inner;\n}\n"
    )
    assert [one["name"] for one in read(source).get("classes", [])] == ["Inner"]


def test_variables_in_comments_and_strings_are_not_used() -> None:
    source = b"""// process.env.NO
const a = 'process.env.NOT';
const b = process.env.YES ?? process.env['ALSO'];
const { PORT, HOST: h } = process.env;
"""
    assert [one.get("name") for one in read(source).get("used", [])] == ["YES", "ALSO", "PORT", "HOST"]


def test_titles_carry_those_of_the_groups_around_them() -> None:
    source = b"""describe('a', () => {
  for (const x of [1]) { it('b', () => {}); }
  describe.each([1])('c %d', () => { it.skip(`d`, async () => {}); });
});
test('e', () => {});
"""
    assert [one.get("text") for one in read(source).get("tests", [])] == ["a > b", "a > c %d > d", "e"]


def test_broken_syntax_says_where() -> None:
    assert read(b"const a = 1;\nclass {{{\n").get("broken") == 2


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("'it\\'s'", "it's"),
        ("`plain`", "plain"),
        ("['a', B.c]", ["a", {"ref": "B.c"}]),
        ("{ a: 'x', b, ...c }", {"object": {"a": "x", "b": {"ref": "b"}, "...2": {"spread": {"ref": "c"}}}}),
        ("`a/${B}`", {"join": ["a/", {"ref": "B"}]}),
        ("'a' + b", {"join": ["a", {"ref": "b"}]}),
        ("['x'] as const", ["x"]),
    ],
)
def test_constants_are_values(expression: str, value: object) -> None:
    assert read(f"export const one = {expression};".encode()).get("constants", {})["one"] == value


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("const app = await OurNestFactory.create(AppModule);", "create"),
        ("app?.setGlobalPrefix('api');", "setGlobalPrefix"),
        ("consumer.apply(X)\n  .forRoutes(Y);", "forRoutes"),
        ("import 'bull';\nconst q = new Queue('mail');", "Queue"),
        ("app.useGlobalPipes(own)", "useGlobalPipes"),
    ],
)
def test_calls_are_found_in_whatever_words_they_stand(source: str, name: str) -> None:
    assert [one["name"] for one in read(source.encode()).get("calls", [])] == [name]


def test_facts_do_not_depend_on_anything_but_the_bytes() -> None:
    source = b"import { A } from './a';\n@Controller('x')\nexport class X { @Get() a() {} }\n"
    assert read(source) == read(source)


@pytest.mark.parametrize("part", [b"[", b"(", b"{ a: ", b"() => ", b"`${", b"'' + ", b"class A { a = ", b"f("])
def test_hostile_depth_ends_in_facts(part: bytes) -> None:
    assert json.dumps(read(b"export const a = 1;\n@Module(" + part * 6_000))
