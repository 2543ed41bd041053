"""Stack, commands, containers, pipelines, hooks, owners."""

import json
from collections.abc import Callable

import pytest

from podium.plan.survey import Survey

Look = Callable[..., Survey]


def package(**more: object) -> str:
    return json.dumps({"dependencies": {"@nestjs/core": "^12.0.1"}, **more})


DEPENDENCIES = {
    "@nestjs/core": "^12.0.1",
    "@prisma/client": "~7.10.0",
    "@nestjs/bullmq": "12.0.0",
    "class-validator": ">=0.15.1",
}


def test_the_stack_is_what_the_package_says(look: Look) -> None:
    text = package(type="module", dependencies=DEPENDENCIES, devDependencies={"vitest": "^4.1.2"})
    stack = look({"package.json": text}).stack
    assert (stack.framework, stack.framework_version, stack.module_system) == ("nestjs", "12.0.1", "esm")
    assert (stack.test_runner, stack.orm, stack.orm_version) == ("vitest", "prisma", "7.10.0")
    assert (stack.queue, stack.validation, stack.packages["vitest"]) == ("bullmq", "class-validator", "4.1.2")


def test_the_package_may_name_its_package_manager(look: Look) -> None:
    files = {"package.json": package(packageManager="pnpm@10.1.0"), "package-lock.json": "{}"}
    assert look(files).stack.package_manager == "pnpm"


@pytest.mark.parametrize(
    ("tsconfig", "expected"),
    [
        ('{"compilerOptions": {"module": "commonjs"}}', "cjs"),
        ('{"compilerOptions": {"module": "nodenext"}}', "cjs"),
        ('{"compilerOptions": {"module": "ES2022"}}', "esm"),
        ("{}", "cjs"),
    ],
)
def test_without_a_type_the_compiler_decides_on_modules(look: Look, tsconfig: str, expected: str) -> None:
    assert look({"tsconfig.json": tsconfig}).stack.module_system == expected


@pytest.mark.parametrize(
    ("lockfile", "manager"), [("yarn.lock", "yarn"), ("pnpm-lock.yaml", "pnpm"), ("bun.lock", "bun"), ("x", "npm")]
)
def test_a_lockfile_names_the_package_manager(look: Look, lockfile: str, manager: str) -> None:
    assert look({lockfile: ""}).stack.package_manager == manager


def test_commands_are_the_scripts_of_the_package(look: Look) -> None:
    scripts = {"build": "nest build", "typecheck": "tsc --noEmit", "test": "jest", "test:e2e": "jest -c e2e.json"}
    commands = look({"package.json": package(scripts=scripts)}).commands
    assert (commands.build, commands.types, commands.unit, commands.e2e) == tuple(scripts.values())
    assert commands.lint == ""


def test_a_script_that_only_complains_is_no_command(look: Look) -> None:
    scripts = {"test": 'echo "Error: no test specified" && exit 1'}
    assert look({"package.json": package(scripts=scripts)}).commands.unit == ""


def test_the_surroundings_are_listed(look: Look) -> None:
    files = {
        "Dockerfile": "",
        "deploy/docker-compose.prod.yml": "",
        ".github/workflows/ci.yml": "",
        ".husky/pre-commit": "",
        "commitlint.config.js": "module.exports = { extends: ['@commitlint/config-conventional'] };",
        ".github/CODEOWNERS": "# who\n*   @all\n/src  @backend # them\n",
    }
    found = look(files)
    assert found.containers == ("Dockerfile", "deploy/docker-compose.prod.yml")
    assert (found.ci, found.hooks) == ((".github/workflows/ci.yml",), (".husky/pre-commit", "commitlint.config.js"))
    assert found.owners == ("* @all", "/src @backend")
    convention = found.convention("commit-convention")
    assert convention and (convention.value, convention.place.file) == ("conventional", "commitlint.config.js")
