"""A task stays in its writes and their shares; a branch without a task does not touch what judges it."""

from collections.abc import Callable

import pytest

from podium.gates.scope import GATES, component
from podium.gates.shares import outside
from podium.plan.events import GateResult
from podium.plan.survey import Schema, Survey
from podium.plan.task import RunnerChoice, Task, Write
from podium.ports import GateSubject

Make = Callable[..., GateSubject]
SCHEMA = "model User {\n  id Int @id\n  email String\n}\n\nmodel Product {\n  id Int @id\n}\n"
MODULE = """import { Module } from '@nestjs/common';
import { AuthModule } from './auth/auth.module.js';

@Module({
  imports: [AuthModule],
  providers: [{ provide: APP_GUARD, useClass: ThrottlerGuard }],
})
export class AppModule {}
"""
WITH_REVIEWS = MODULE.replace("[AuthModule]", "[\n    AuthModule,\n    ReviewsModule,\n  ]").replace(
    "\n@Module", "import { ReviewsModule } from './reviews/reviews.module.js';\n\n@Module"
)
README = "# Shop\n\nAbout.\n\n## Routes\n\n| Method | Path |\n\n## Licence\n\nFree.\n"
SURVEY = Survey(
    repository="x",
    revision="c",
    tree="t",
    schema=Schema(files=("prisma/schema.prisma",), migrations_folder="prisma/migrations"),
)


def task(*writes: Write) -> Task:
    runner = RunnerChoice(kind="recipe", name="x")
    return Task(id="T1", title="t", specialist="s", layer="api", phase=2, goal="g", writes=writes, runner=runner)


def path(target: str) -> Write:
    return Write(kind="path", target=target)


def share(target: str, key: str) -> Write:
    return Write(kind="share", target=target, key=key)


def judge(make: Make, base: dict[str, str], tip: dict[str, str | None], *writes: Write) -> GateResult:
    return GATES[0].check(make(base, tip, survey=SURVEY, task=task(*writes) if writes else None))


def rules(result: GateResult) -> set[str]:
    return {finding.rule for finding in result.findings}


def test_a_path_inside_the_writes_passes(make_subject: Make) -> None:
    result = judge(make_subject, {}, {"src/reviews/dto/a.ts": "x"}, path("src/reviews/**"))
    assert (result.status, result.facts["components"]) == ("passed", {"src/reviews": 1})


def test_a_path_outside_of_the_writes_is_found(make_subject: Make) -> None:
    result = judge(make_subject, {}, {"src/auth/a.ts": "x"}, path("src/reviews/**"))
    assert (result.status, rules(result)) == ("failed", {"outside-writes"})


def test_a_writing_task_that_changes_nothing_is_found(make_subject: Make) -> None:
    assert rules(judge(make_subject, {}, {}, path("src/**"))) == {"no-change"}


SHARES = [
    ("a.prisma", SCHEMA, SCHEMA + "model Review {\n  id Int @id\n}\n", ("Review",)),
    (
        "a.prisma",
        SCHEMA,
        SCHEMA.replace("  email String\n", "  email   String\n  reviews Review[]\n"),
        ("User.reviews",),
    ),
    ("app.module.ts", MODULE, WITH_REVIEWS, ("imports",)),
    ("a.service.ts", "class A { m() { return 1; } n() {} }", "class A { m() { return 2; } n() {} }", ("A.m",)),
    (
        "package.json",
        '{"name": "x", "dependencies": {}}',
        '{"name": "x", "dependencies": {"a": "1"}}',
        ("dependencies",),
    ),
    ("README.md", README, README.replace("Path |", "Path |\n| GET | /x |"), ("routes",)),
    ("README.md", README, README + "\n## Reviews\n\nNew.\n", ("Reviews",)),
    (".env.example", "A=1\n", "A=1\n# where\nPORT=2\n", ("PORT",)),
    ("compose.yml", "services: {a: 1}", "services: {a: 1, b: 2}", ("services.b",)),
]


@pytest.mark.parametrize(("name", "before", "after", "keys"), SHARES)
def test_a_change_inside_its_share_passes(name: str, before: str, after: str, keys: tuple[str, ...]) -> None:
    assert outside(name, before.encode(), after.encode(), keys=keys) == ()
    assert outside(name, before.encode(), after.encode(), keys=("Other",)) != ()


STRAYS = [
    ("a.prisma", SCHEMA, SCHEMA.replace("email String", "email String?"), "Review"),
    ("a.prisma", SCHEMA, SCHEMA.replace("model Product {\n", "model Product {\n  price Int\n"), "User.reviews"),
    ("app.module.ts", MODULE, WITH_REVIEWS.replace("ThrottlerGuard }", "OpenGuard }"), "imports"),
    ("app.module.ts", MODULE, WITH_REVIEWS.replace("    AuthModule,\n", ""), "imports"),
    ("app.module.ts", MODULE, MODULE.replace("import { AuthModule } from './auth/auth.module.js';\n", ""), "imports"),
    ("app.module.ts", MODULE, MODULE.replace("AppModule {}", "AppModule { x = 1; }"), "imports"),
    ("README.md", README, README.replace("Free.", "Not free."), "routes"),
    ("package.json", '{"scripts": {"test": "a"}}', '{"scripts": {"test": "b"}}', "dependencies"),
    (".env.example", "A=1\n", "A=2\nPORT=2\n", "PORT"),
    ("Dockerfile", "FROM a", "FROM b", "FROM"),
]


@pytest.mark.parametrize(("name", "before", "after", "key"), STRAYS)
def test_a_change_outside_of_its_share_is_found(
    make_subject: Make, name: str, before: str, after: str, key: str
) -> None:
    result = judge(make_subject, {name: before}, {name: after}, share(name, key))
    assert (result.status, rules(result)) == ("failed", {"outside-share"})


def test_the_migration_lane_takes_new_migrations_only(make_subject: Make) -> None:
    lane = Write(kind="resource", target="migrations")
    old, new = "prisma/migrations/1_a/migration.sql", "prisma/migrations/2_b/migration.sql"
    assert judge(make_subject, {old: "a"}, {new: "b"}, lane).status == "passed"
    assert "outside-writes" in rules(judge(make_subject, {old: "a"}, {old: "b"}, lane))


TOUCHED = [
    ("ci", ".github/workflows/test.yml"),
    ("gate-configuration", "tsconfig.json"),
    ("gate-configuration", "apps/api/vitest.config.ts"),
    ("hooks", ".husky/pre-commit"),
    ("owners", ".github/CODEOWNERS"),
    ("git", ".gitattributes"),
    ("registry", ".npmrc"),
    ("secrets", ".env"),
    ("secrets", "apps/api/.env.production"),
    ("secrets", "certs/server.key"),
    ("lockfile", "package-lock.json"),
]


@pytest.mark.parametrize(("rule", "name"), TOUCHED)
def test_what_judges_or_hides_may_not_be_touched_without_a_task(make_subject: Make, rule: str, name: str) -> None:
    result = judge(make_subject, {}, {name: "x"})
    assert result.status == "failed"
    assert rule in rules(result)


def test_a_wide_glob_does_not_give_the_right_to_change_ci(make_subject: Make) -> None:
    name = ".github/workflows/test.yml"
    assert rules(judge(make_subject, {}, {name: "x"}, path("**"))) == {"ci"}
    assert judge(make_subject, {}, {name: "x"}, path(".github/workflows/*.yml")).status == "passed"


def test_changed_scripts_are_found_and_new_packages_told(make_subject: Make) -> None:
    old, new = (
        '{"scripts": {"test": "a"}}',
        '{"scripts": {"test": "b", "postinstall": "c"}, "dependencies": {"zod": "4"}}',
    )
    result = judge(make_subject, {"package.json": old}, {"package.json": new, "package-lock.json": "{}"})
    found = {(finding.rule, finding.symbol, finding.severity) for finding in result.findings}
    assert found == {("scripts", "test", "high"), ("scripts", "postinstall", "high"), ("package", "zod", "low")}


def test_an_ordinary_branch_passes(make_subject: Make) -> None:
    tip = {"src/a/a.ts": "x", "README.md": "y", ".env.example": "A=1", "prisma/migrations/2_b/migration.sql": "z"}
    assert judge(make_subject, {}, dict(tip)).status == "passed"


def test_a_rewritten_migration_is_found(make_subject: Make) -> None:
    name = "prisma/migrations/1_a/migration.sql"
    assert rules(judge(make_subject, {name: "a"}, {name: "b"})) == {"migration-rewritten"}


def test_links_out_of_the_tree_and_binaries_are_found(make_subject: Make) -> None:
    subject = make_subject({}, {"src/link": "x", "blob.bin": "\0\0"})
    (subject.workspace.root / "src/link").unlink()
    (subject.workspace.root / "src/link").symlink_to("/etc/passwd")
    assert rules(GATES[0].check(subject)) == {"link", "binary"}


def test_links_that_lead_in_a_circle_are_links_out_of_the_tree(make_subject: Make) -> None:
    subject = make_subject({}, {"src/one": "x", "src/two": "x"})
    for name, target in (("one", "two"), ("two", "one")):
        (subject.workspace.root / "src" / name).unlink()
        (subject.workspace.root / "src" / name).symlink_to(target)
    found = GATES[0].check(subject).findings
    assert {(one.rule, one.severity) for one in found} == {("link", "high")}


def test_components_are_folders_below_src() -> None:
    assert [component(one) for one in ("src/a/b/c.ts", "apps/x/src/a/b.ts", "src/main.ts", "README.md")] == [
        "src/a",
        "apps/x/src/a",
        "src",
        ".",
    ]
