"""Gates take the project's configuration from the base, and read its scripts as a shell would."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from podium.gates.configuration import base_manifest, call, calls, foreign, is_configuration
from podium.gates.copies import judged_by_base, private_copy
from podium.gates.databases import redis_beside, variables
from podium.gates.test_runs import complaint, is_assertion, kind_of
from podium.plan.task import RunnerChoice, Task, Write
from podium.ports import GateSubject, Services

Make = Callable[..., GateSubject]

REJECTS = "at _Assertion.__VITEST_REJECTS__ (file:///p/node_modules/@vitest/expect/dist/index.js:1747:17)"

SCRIPTS = {
    "test": "cross-env NODE_ENV=test npm run unit -- --bail",
    "unit": "node --experimental-vm-modules node_modules/jest/bin/jest.js --runInBand",
    "lint": "prettier -c . && eslint 'src/**/*.ts' --fix",
    "test:e2e": "dotenv -e .env.test -- vitest run --config ./e2e.ts",
    "build": "npx nest build api",
}


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ("test", [("jest", ("--runInBand",))]),
        ("lint", [("prettier", ("-c", ".")), ("eslint", ("src/**/*.ts", "--fix"))]),
        ("test:e2e", [("vitest", ("run", "--config", "./e2e.ts"))]),
        ("build", [("nest", ("build", "api"))]),
    ],
)
def test_scripts_are_read_down_to_their_programs(script: str, found: list[tuple[str, tuple[str, ...]]]) -> None:
    assert [(one.program, one.words) for one in calls(SCRIPTS[script], SCRIPTS)] == found


def test_a_script_that_calls_itself_ends() -> None:
    assert [one.program for one in calls("npm run a", {"a": "npm run a"})] == ["npm"]


@pytest.mark.parametrize(
    "path", ["tsconfig.build.json", "apps/api/.eslintrc.js", "test/jest-e2e.json", "vitest.config.ts"]
)
def test_what_says_how_tools_judge_is_known(path: str) -> None:
    assert is_configuration(path) and not is_configuration("src/app.config.ts")


def granted(target: str) -> Task:
    writes = (Write(kind="path", target=target),)
    runner = RunnerChoice(kind="recipe", name="x")
    return Task(id="T1", title="t", specialist="s", layer="api", phase=2, goal="g", writes=writes, runner=runner)


def test_changed_configuration_comes_from_the_base_unless_the_task_may_write_it(make_subject: Make) -> None:
    base, tip = {"tsconfig.json": "strict"}, {"tsconfig.json": "loose", "jest.config.js": "new", "src/a.ts": "x"}
    subject = make_subject(base, tip)
    with judged_by_base(subject) as where:
        assert where.root != subject.workspace.root
        assert (where.root / "tsconfig.json").read_text() == "strict"
        assert not (where.root / "jest.config.js").exists() and (where.root / "src/a.ts").exists()
    assert not where.root.exists() and foreign(make_subject(base, tip, task=granted("{tsconfig,jest}*"))) != ()
    with judged_by_base(make_subject(base, {"tsconfig.json": "x"}, task=granted("tsconfig.json"))) as same:
        assert (same.root / "tsconfig.json").read_text() == "x"


def test_scripts_come_from_the_base_and_dependencies_from_the_tip(make_subject: Make) -> None:
    before = '{"scripts": {"lint": "oxlint src"}, "dependencies": {"a": "1"}}'
    after = '{"scripts": {"lint": "true"}, "dependencies": {"a": "2"}, "jest": {"bail": true}}'
    subject = make_subject({"package.json": before}, {"package.json": after})
    found = call(subject, "lint", ("oxlint", "true"))
    assert found is not None and (found.program, found.words) == ("oxlint", ("src",))
    assert foreign(subject) == ("package.json",)
    assert b'"a": "2"' in (text := base_manifest(subject, "package.json")) and b"bail" not in text


def test_a_private_copy_never_writes_through(make_subject: Make) -> None:
    subject = make_subject({}, {"src/a.ts": "x", "node_modules/p/index.js": "p", "node_modules/.prisma/c.js": "c"})
    with private_copy(subject.workspace) as copy:
        (copy.root / "src/a.ts").write_text("y")
        (copy.root / "node_modules/.prisma/c.js").write_text("d")
        assert (copy.root / "node_modules/p/index.js").samefile(subject.workspace.root / "node_modules/p/index.js")
    root = subject.workspace.root
    assert [(root / name).read_text() for name in ("src/a.ts", "node_modules/.prisma/c.js")] == ["x", "c"]
    assert not (root.parent / f"{root.name}.copies").exists()


def test_every_address_of_a_server_is_replaced(make_subject: Make) -> None:
    subject = make_subject({}, {})
    names = {
        "DB_URL": "postgres://a/b",
        "CACHE": "redis://a:1/0",
        "POSTGRES_HOST": "db",
        "REDIS_PORT": "1",
        "PGDATABASE": "x",
    }
    where = replace(subject.workspace, environment={**names, "MODE": "a"})
    found = variables(where, Services(), database_url="postgresql://u:p@h:5/d", redis_url="redis://r:6/7")
    assert found == {
        "DB_URL": "postgresql://u:p@h:5/d",
        "CACHE": "redis://r:6/7",
        "POSTGRES_HOST": "h",
        "REDIS_PORT": "6",
        "PGDATABASE": "d",
        "MODE": "a",
        "DATABASE_URL": "postgresql://u:p@h:5/d",
        "REDIS_URL": "redis://r:6/7",
    }
    assert redis_beside("", 1) == ""


@pytest.mark.parametrize(
    ("message", "by_assertion"),
    [
        ("AssertionError: expected 1 to be 2", True),
        ("AssertionError [ERR_ASSERTION]: no", True),
        ("Error: expect(received).toBe(expected)", True),
        ('Error: expected 201 "Created", got 404 "Not Found"', True),
        ("Error: expected { a: 1 } response body, got { b: 2 }", True),
        ('Error: promise resolved "undefined" instead of rejecting', True),
        ("TypeError: Cannot read properties of undefined (reading 'id')", False),
        ("Error: Test timed out in 5000ms.", False),
        ("Error: connect ECONNREFUSED 127.0.0.1:5432", False),
        ("PrismaClientKnownRequestError: Unique constraint failed", False),
        (f"Error: expected error to be instance of NotFoundException\n    {REJECTS}\n    at a.spec.ts:5:8", True),
        (f"TypeError: Cannot read properties of undefined\n    at src/a.ts:3:1\n    {REJECTS}", False),
        ("Error: expected a token\n    at AuthService.login (src/auth/auth.service.ts:9:11)", False),
    ],
)
def test_assertions_are_told_from_accidents(message: str, by_assertion: bool) -> None:
    assert is_assertion(message) is by_assertion


@pytest.mark.parametrize(
    ("path", "kind"), [("src/a.spec.ts", "unit"), ("test/a.e2e-spec.ts", "e2e"), ("e2e/a.spec.ts", "e2e")]
)
def test_kinds_of_tests_are_told_by_their_paths(path: str, kind: str) -> None:
    assert kind_of(path) == kind


def test_a_runner_that_fails_beside_its_report_says_why() -> None:
    said = "PASS a.spec.ts\nPrismaClientInitializationError: no query engine\n  clientVersion: '5.0.0'"
    assert complaint(said) == "PrismaClientInitializationError: no query engine"
    assert complaint("PASS a.spec.ts\n0 errors") == ""
