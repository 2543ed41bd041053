"""The survey as a whole: what it reads, what it leaves alone, that it is always the same."""

import subprocess
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from podium.plan.codec import dump, load
from podium.plan.survey import Survey
from podium.survey import survey

Make = Callable[[Mapping[str, str]], Path]
Look = Callable[..., Survey]

FILES = {
    "package.json": '{"dependencies": {"@nestjs/core": "^11.0.0", "@nestjs/graphql": "^13.0.0"}}',
    "src/a.ts": "@Injectable() export class A {}\n",
    "src/a.spec.ts": "import { A } from './a';\ndescribe('A', () => { it('works', () => {}); });\n",
    "src/b.ts": "import { A } from './a.js';\nexport * from './c';\nconst d = require('./d');\n",
    "src/c.ts": "export const C = import('./d/index');\n",
    "src/d/index.ts": "export const D = 1;\n",
    "node_modules/x/index.ts": "export class X {}\n",
    "dist/a.ts": "export class X {}\n",
}


def test_equal_trees_give_equal_bytes(make: Make, tmp_path: Path) -> None:
    one, other = survey(make(FILES)), survey(make(dict(reversed(FILES.items()))), cache=tmp_path / "cache")
    assert dump(replace(one, repository="", revision="")) == dump(replace(other, repository="", revision=""))


def test_a_survey_comes_back_from_its_json(look: Look) -> None:
    found = look(FILES)
    assert load(Survey, dump(found)) == found


def test_only_commits_are_read(make: Make) -> None:
    root = make(FILES)
    before = survey(root)
    (root / "src/a.ts").write_text("broken {{{")
    (root / "src/new.ts").write_text("@Injectable() export class New {}")
    assert survey(root) == before


def test_nothing_is_written_into_the_repository(make: Make) -> None:
    root = make(FILES)
    before = sorted((path, path.stat().st_mtime_ns) for path in root.rglob("*"))
    survey(root)
    assert sorted((path, path.stat().st_mtime_ns) for path in root.rglob("*")) == before


def test_a_bare_repository_and_an_older_revision_can_be_read(make: Make, tmp_path: Path) -> None:
    root = make(FILES)
    subprocess.run(("git", "rm", "-q", "src/a.ts"), cwd=root, check=True)
    identity = ("-c", "user.name=Ann", "-c", "user.email=ann@example.com")
    subprocess.run(("git", *identity, "commit", "-q", "-m", "Remove"), cwd=root, check=True)
    subprocess.run(("git", "clone", "-q", "--bare", str(root), str(tmp_path / "bare")), check=True)
    found = [survey(tmp_path / "bare", revision=revision) for revision in ("HEAD", "HEAD~1")]
    assert [len(one.providers) for one in found] == [0, 1]


def test_generated_and_installed_files_do_not_count(look: Look) -> None:
    found = look(FILES)
    assert [path for path in found.files if path.startswith(("node_modules", "dist"))] == []
    assert [one.name for one in found.providers] == ["A"]


def test_the_import_graph_holds_every_way_to_import(look: Look) -> None:
    assert look(FILES).imports == {
        "src/a.spec.ts": ("src/a.ts",),
        "src/b.ts": ("src/a.ts", "src/c.ts", "src/d/index.ts"),
        "src/c.ts": ("src/d/index.ts",),
    }


def test_tests_know_their_titles_and_what_they_cover(look: Look) -> None:
    files = FILES | {"test/a.e2e-spec.ts": "import { A } from '../src/a';\ntest('runs', () => {});\n"}
    assert [(one.path, one.kind, one.titles, one.covers) for one in look(files).tests] == [
        ("src/a.spec.ts", "unit", ("A > works",), ("src/a.ts",)),
        ("test/a.e2e-spec.ts", "e2e", ("runs",), ("src/a.ts",)),
    ]


def test_what_is_known_and_not_read_is_a_finding(look: Look) -> None:
    found = look(FILES | {"src/broken.ts": "export class {{{\n"})
    assert [(one.file, one.symbol) for one in found.findings] == [("src/broken.ts", "")]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("@Module({}) class M { static register(): DynamicModule { return x; } }", "what a dynamic module adds"),
        (
            "class M implements NestModule { configure(c) { c.apply(A).forRoutes(x()); } }",
            "routes of middleware are made",
        ),
        ("app.useGlobalInterceptors(make()); // NestFactory", "an argument of useGlobalInterceptors is made by code"),
    ],
)
def test_what_is_not_understood_is_never_dropped_in_silence(look: Look, source: str, words: str) -> None:
    (finding,) = look({"src/a.ts": source}).findings
    assert (finding.file, finding.line, finding.severity) == ("src/a.ts", 1, "info")
    assert finding.message.startswith(words)


def test_schemas_that_were_left_out_are_named(look: Look) -> None:
    schema = 'datasource db {\n  provider = "%s"\n}\n'
    found = look({"a/one.prisma": schema % "sqlite", "b/two.prisma": schema % "postgresql"})
    assert (found.schema.files, [one.file for one in found.findings]) == (("b/two.prisma",), ["a/one.prisma"])


def test_what_goes_round_in_circles_ends(look: Look) -> None:
    source = """import { A } from './x';
export * from './x';
export * from './y';
export const P = [...Q], Q = [...P];
const o = { ...o };
const routes = [{ children: routes }];
@Module({ imports: [RouterModule.register(routes)], providers: [...P, ...Q], ...o })
@Controller(P) export class M { @Get(`${P}`) a() {} @UseGuards(Unknown) @Get(o.x) b() {} }
"""
    found = look({"src/x.ts": source, "src/y.ts": "export * from './x';\nexport { Unknown as A } from './x';\n"})
    assert found.modules[0].providers[:1] == ("...Q",) and found.routes == ()
    assert "a path is made by code: P" in {finding.message for finding in found.findings}
